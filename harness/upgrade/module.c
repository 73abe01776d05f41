// SPDX-License-Identifier: GPL-2.0-only
/*
 * module - loading, unloading and asking the modules of kmod/upgrade/.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "files.h"
#include "registry.h"
#include "upgrade/module.h"

#define MODULE_DIR "/modules"

int module_insert(struct upgrade *u, const char *stem, const char *args)
{
	char *path = str_fmt(MODULE_DIR "/pb_up_%s.ko", stem);
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		err = upgrade_fail(u, -errno, "%s: %s", path, strerror(errno));
	else if (syscall(SYS_finit_module, fd, args, 0))
		err = upgrade_fail(u, -errno, "loading pb_up_%s with \"%s\": %s", stem, args,
				   strerror(errno));
	if (fd >= 0)
		close(fd);
	free(path);
	return err;
}

int module_attach(struct upgrade *u, const char *stem)
{
	bool tracepoint = !strcmp(u->mech->name, "tracepoint");
	char *args =
		str_fmt("mech=%s target=%s", u->mech->name, tracepoint ? "sys_enter" : u->function);
	int err = module_insert(u, stem, args);

	free(args);
	return err;
}

bool module_loaded(const char *stem)
{
	char *path = str_fmt("/sys/module/pb_up_%s", stem);
	bool there = file_exists(path);

	free(path);
	return there;
}

int module_remove(struct upgrade *u, const char *stem)
{
	char name[64];

	snprintf(name, sizeof(name), "pb_up_%s", stem);
	if (!syscall(SYS_delete_module, name, O_NONBLOCK) || errno == ENOENT)
		return 0;
	return upgrade_fail(u, -errno, "unloading %s: %s", name, strerror(errno));
}

int module_write(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0 || write(fd, value, strlen(value)) < 0)
		err = -errno;
	if (fd >= 0)
		close(fd);
	return err;
}

int module_set(const char *stem, const char *parameter, const char *value)
{
	char *path = str_fmt("/sys/module/pb_up_%s/parameters/%s", stem, parameter);
	int err = module_write(path, value);

	free(path);
	return err;
}

u64 module_number(const char *stem, const char *file)
{
	char *path = str_fmt("/sys/module/pb_up_%s/%s", stem, file), *line = file_line(path);
	u64 number = line ? strtoull(line, NULL, 10) : 0;

	free(line);
	free(path);
	return number;
}

const char *module_stem(const char *kind, unsigned int version)
{
	static char stems[4][16];
	static unsigned int at;
	char *stem = stems[at++ % ARRAY_SIZE(stems)];

	snprintf(stem, sizeof(stems[0]), "%s%u", kind, version);
	return stem;
}
