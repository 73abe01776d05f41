// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory - what a collector under upgrade occupies in the kernel.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "files.h"
#include "upgrade/memory.h"

#define MEMORY_MODULES "/sys/module"
#define MEMORY_PREFIX  "pb_up_"

/* Number behind @key, which begins a line of @text. */
static u64 memory_field(const char *text, const char *key)
{
	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (str_starts(line, key))
			return strtoull(line + strlen(key), NULL, 10);
		if (!*line)
			break;
	}
	return 0;
}

static u64 memory_file(const char *path, const char *key)
{
	char *text;
	u64 n;

	if (file_read(path, &text, NULL))
		return 0;
	n = memory_field(text, key);
	free(text);
	return n;
}

static u64 memory_fd(int fd)
{
	char path[64];
	u64 bytes;

	if (fd < 0)
		return 0;
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	bytes = memory_file(path, "memlock:");
	close(fd);
	return bytes;
}

static u64 memory_modules(void)
{
	DIR *d = opendir(MEMORY_MODULES);
	u64 bytes = 0;

	for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d)) {
		static const char *const sizes[] = { "coresize", "initsize" };

		if (!str_starts(e->d_name, MEMORY_PREFIX))
			continue;
		for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
			char *path = str_fmt(MEMORY_MODULES "/%s/%s", e->d_name, sizes[i]);

			bytes += memory_file(path, "");
			free(path);
		}
	}
	if (d)
		closedir(d);
	return bytes;
}

struct memory_held memory_held(void)
{
	struct memory_held m = { .modules = memory_modules() };

	for (u32 id = 0; !bpf_prog_get_next_id(id, &id);)
		m.programs += memory_fd(bpf_prog_get_fd_by_id(id));
	for (u32 id = 0; !bpf_map_get_next_id(id, &id);)
		m.maps += memory_fd(bpf_map_get_fd_by_id(id));
	return m;
}

u64 memory_info(const char *line)
{
	return memory_file("/proc/meminfo", line) * 1024;
}
