// SPDX-License-Identifier: GPL-2.0-only
/*
 * kmod_load - the module side of an attempt.
 *
 * finit_module() from here and not insmod: some insmods try again with another system call when the first
 * is refused, and then init runs twice.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/module.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "files.h"
#include "safety/build.h"
#include "safety/loader.h"

int kmod_insert(const char *path, const char *params, int flags)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = fd < 0 ? -errno : 0;

	if (!err && syscall(SYS_finit_module, fd, params ? params : "", flags))
		err = -errno;
	if (fd >= 0)
		close(fd);
	return err;
}

int kmod_remove(const char *stem)
{
	char *name = str_fmt("pbf_%s", stem);
	int err = syscall(SYS_delete_module, name, O_NONBLOCK) ? -errno : 0;

	free(name);
	return err;
}

int kmod_load(struct attempt *a, json_t *facts)
{
	enum fault_action act = a->fault->action;
	bool other = act == ACT_OTHER_KERNEL || act == ACT_OTHER_FORCED;
	bool force = act == ACT_FORCED || act == ACT_OTHER_FORCED;
	char *path =
		str_fmt("%s/%spbf_%s.ko", FAULT_MODULES, other ? "other/" : "", a->fault->name);
	char *log = str_fmt("%s/%s.kmod.log", FAULT_FILES, a->fault->name), *text = NULL;
	int err;

	if (!file_exists(path) && !file_read(log, &text, NULL)) {
		err = load_refused(facts, "build", 0, text);
	} else {
		err = kmod_insert(
			path, a->half->params,
			force ? MODULE_INIT_IGNORE_MODVERSIONS | MODULE_INIT_IGNORE_VERMAGIC : 0);
		if (!err && act == ACT_TWICE)
			err = kmod_insert(path, a->half->params, 0);
		if (err)
			load_refused(facts, "load", -err, strerror(-err));
	}
	free(text);
	free(log);
	free(path);
	return err;
}

int kmod_unload(struct attempt *a)
{
	return kmod_remove(a->fault->name);
}
