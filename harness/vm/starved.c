// SPDX-License-Identifier: GPL-2.0-only
/*
 * starved - how long a guest is silent by its own time, and not by that of a busy host.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "vm/qemu.h"

double guest_starved(pid_t pid)
{
	char *tasks = str_fmt("/proc/%d/task", (int)pid);
	DIR *d = opendir(tasks);
	double seconds = 0;

	for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d)) {
		char *path = str_fmt("%s/%s/schedstat", tasks, e->d_name), *line = file_line(path);
		unsigned long long waited_ns;

		if (line && sscanf(line, "%*u %llu", &waited_ns) == 1)
			seconds += (double)waited_ns / 1e9;
		free(line);
		free(path);
	}
	if (d)
		closedir(d);
	free(tasks);
	return seconds;
}

bool guest_silent(const struct guest *g, double now, double starved)
{
	double waited = starved - g->starved, most = (GUEST_PATIENCE - 1) * (double)g->quiet_seconds;

	if (waited < 0)
		waited = 0;
	return now > g->deadline + (waited < most ? waited : most);
}
