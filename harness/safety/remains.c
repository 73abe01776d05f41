// SPDX-License-Identifier: GPL-2.0-only
/*
 * remains - what a fault leaves behind, in the guest: memory, objects of a slab cache, taint flags.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "env.h"
#include "files.h"
#include "safety/attempt.h"

/* Quiet if there is no such file. */
static void remains_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd >= 0 && write(fd, text, strlen(text)) < 0)
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
	if (fd >= 0)
		close(fd);
}

/* MemAvailable, once caches are dropped; -1 if unknown. */
static long remains_memory_kib(void)
{
	char *text = NULL, *at;
	long kib = -1;

	remains_write("/proc/sys/vm/drop_caches", "3");
	if (!file_read("/proc/meminfo", &text, NULL) && (at = strstr(text, "MemAvailable:")))
		kib = strtol(at + strlen("MemAvailable:"), NULL, 10);
	free(text);
	return kib;
}

/* Objects of the cache that are taken; -1 if unknown. Shrinking it first empties what processors hold back. */
static long remains_objects(const char *cache)
{
	char *shrink = str_fmt("/sys/kernel/slab/%s/shrink", cache), *line = str_fmt("\n%s ", cache);
	char *text = NULL, *at;
	long n = -1;

	remains_write(shrink, "1");
	if (!file_read("/proc/slabinfo", &text, NULL) && (at = strstr(text, line)))
		n = strtol(at + strlen(line), NULL, 10);
	free(text);
	free(line);
	free(shrink);
	return n;
}

void remains_before(struct attempt *a)
{
	a->taint = env_taint();
	if (a->fault->leak_kib)
		a->memory_kib = remains_memory_kib();
	if (a->fault->leak_objects)
		a->objects = remains_objects(a->fault->leak_cache);
}

void remains_after(struct attempt *a)
{
	if (a->fault->leak_kib)
		fact(a, "missing_kib", json_integer(a->memory_kib - remains_memory_kib()));
	if (a->fault->leak_objects)
		fact(a, "missing_objects", json_integer(remains_objects(a->fault->leak_cache) - a->objects));
	/* Kernels that have it say on the console what they find. */
	remains_write("/sys/kernel/debug/kmemleak", "scan");
}

void remains_taint(struct attempt *a, enum fault_stage stage)
{
	u64 more = env_taint() & ~a->taint & ~ENV_TAINT_EXPECTED;
	char *key = str_fmt("taint_%s", fault_stage_names[stage]);

	a->taint |= more;
	if (more)
		fact(a, key, json_integer((json_int_t)more));
	free(key);
}
