// SPDX-License-Identifier: GPL-2.0-only
/*
 * slabs - growth of slab caches, from texts of /proc/slabinfo.
 */
#include <dirent.h>
#include <fcntl.h>
#include <linux/membarrier.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "files.h"
#include "upgrade/module.h"
#include "upgrade/slabs.h"

#define SLABS_CACHES  "/sys/kernel/slab"
#define SLABS_NAP_MS  300
#define SLABS_SETTLES 5 /* freeing one thing may be what lets another one go */

static bool slabs_shrink(void)
{
	DIR *d = opendir(SLABS_CACHES);
	bool any = false;

	for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d)) {
		char *path = str_fmt(SLABS_CACHES "/%s/shrink", e->d_name);

		if (e->d_name[0] != '.')
			any |= !module_write(path, "1");
		free(path);
	}
	if (d)
		closedir(d);
	return any;
}

bool slabs_settle(void)
{
	const struct timespec nap = { .tv_nsec = SLABS_NAP_MS * 1000000 };

	/*
	 * What is dropped is freed after a grace period. Dropping also hurries what waits for one in batches, for
	 * seconds otherwise (kfree_rcu), and gives what was used lately a second chance.
	 */
	for (int i = 0; i < SLABS_SETTLES; i++) {
		module_write("/proc/sys/vm/drop_caches", "2");
		syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
		nanosleep(&nap, NULL);
	}
	return slabs_shrink();
}

char *slabs_read(void)
{
	char *text;

	return file_read("/proc/slabinfo", &text, NULL) ? NULL : text;
}

/* Number @at behind the name of the cache whose line this is: 0 active objects, 2 bytes of one. */
static u64 slabs_column(const char *line, int at)
{
	char *end = (char *)line + strcspn(line, " \n");
	u64 n = strtoull(end, &end, 10);

	while (at--)
		n = strtoull(end, &end, 10);
	return n;
}

/* The line of the cache that @line of another text is about; NULL: there is none. */
static const char *slabs_same(const char *text, const char *line)
{
	size_t n = strcspn(line, " \n");

	for (; text && *text; text = strchr(text, '\n'), text += text != NULL)
		if (!strncmp(text, line, n) && text[n] == ' ')
			return text;
	return NULL;
}

/*
 * Caches whose objects the kernel keeps on purpose: freed areas of vmalloc wait in pools for their next
 * use. What they stood for is counted by VmallocUsed.
 */
static bool slabs_kept(const char *line)
{
	return str_starts(line, "vmap_area ");
}

static int slabs_by_bytes(const void *a, const void *b)
{
	const struct slab_growth *x = a, *y = b;
	s64 p = (x->objects[0] + x->objects[1]) * (s64)x->bytes, q = (y->objects[0] + y->objects[1]) * (s64)y->bytes;

	return (p < q) - (p > q);
}

size_t slabs_grown(const char *const texts[3], struct slab_growth *v, size_t max)
{
	struct slab_growth *all = NULL;
	size_t n = 0;

	/* The first two lines are no caches: "slabinfo - version" and the names of the columns. */
	for (const char *line = texts[2]; line && *line; line = strchr(line, '\n'), line += line != NULL) {
		const char *old[2] = { slabs_same(texts[0], line), slabs_same(texts[1], line) };
		s64 first = old[0] ? (s64)slabs_column(old[0], 0) : 0, mid = old[1] ? (s64)slabs_column(old[1], 0) : 0;
		s64 last = (s64)slabs_column(line, 0);

		if (last <= first || *line == '#' || str_starts(line, "slabinfo ") || slabs_kept(line))
			continue;
		all = mem_grow(all, n + 1, sizeof(*all));
		all[n] = (struct slab_growth){ .objects = { mid - first, last - mid }, .bytes = slabs_column(line, 2) };
		snprintf(all[n++].name, sizeof(all->name), "%.*s", (int)strcspn(line, " "), line);
	}
	if (n)
		qsort(all, n, sizeof(*all), slabs_by_bytes);
	n = n < max ? n : max;
	if (n)
		memcpy(v, all, n * sizeof(*v));
	free(all);
	return n;
}

s64 slab_steady(const struct slab_growth *g)
{
	return g->objects[0] < g->objects[1] ? g->objects[0] : g->objects[1];
}
