// SPDX-License-Identifier: GPL-2.0-only
/*
 * place - where a function of this program is: in which file, and how far from its beginning.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "place.h"

/* "00401000-0056f000 r-xp 00001000 00:01 17     /init" */
int place_in(const char *maps, u64 address, char **path, u64 *offset)
{
	for (const char *l = maps; *l; l += strcspn(l, "\n"), l += *l == '\n') {
		unsigned long long from, to, at;
		int name = 0;

		if (sscanf(l, "%llx-%llx %*s %llx %*s %*s %n", &from, &to, &at, &name) < 3 || !name ||
		    l[name] != '/' || address < from || address >= to)
			continue;
		*path = str_fmt("%.*s", (int)strcspn(l + name, "\n"), l + name);
		*offset = address - from + at;
		return 0;
	}
	return -ENOENT;
}

int place_of(const void *function, char **path, u64 *offset)
{
	char *maps = NULL;
	int err = file_read("/proc/self/maps", &maps, NULL);

	if (!err)
		err = place_in(maps, (u64)(uintptr_t)function, path, offset);
	free(maps);
	return err;
}
