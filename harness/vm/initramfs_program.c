// SPDX-License-Identifier: GPL-2.0-only
/*
 * initramfs_program - a program of the host and all it needs to run, for a guest that has nothing.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "proc.h"
#include "vm/initramfs.h"

/* The folders above @path; the kernel takes one that is there already as made. */
static void initramfs_parents(struct initramfs *a, const char *path)
{
	for (const char *slash = path; (slash = strchr(slash + 1, '/'));) {
		char *dir = str_fmt("%.*s", (int)(slash - path), path);

		initramfs_dir(a, dir);
		free(dir);
	}
}

/* The file a line of ldd names, "libz.so.1 => /lib/libz.so.1 (0x...)"; caller frees; NULL: none. */
static char *initramfs_ldd_path(const char *line)
{
	const char *path = strchr(line, '/');

	return path ? str_fmt("%.*s", (int)strcspn(path, " \n"), path) : NULL;
}

int initramfs_program(struct initramfs *a, const char *program)
{
	char *from = proc_find(program), *name, *out = NULL, *save = NULL;
	const char *const argv[] = { "ldd", from, NULL };
	int err;

	if (!from)
		return -ENOENT;
	/* Non-zero for a static program too, which then needs nothing else. */
	err = proc_run(argv, &(struct proc_opts){ .out = &out });
	if (err < 0) {
		log_err("cannot run ldd on %s: %s", from, strerror(-err));
		goto out;
	}
	name = str_fmt("usr/bin/%s", program);
	initramfs_parents(a, name);
	err = initramfs_file(a, name, from, 0755);
	free(name);
	for (char *l = strtok_r(out, "\n", &save); l && !err; l = strtok_r(NULL, "\n", &save)) {
		char *lib = initramfs_ldd_path(l);

		if (!lib)
			continue;
		initramfs_parents(a, lib + 1);
		err = initramfs_file(a, lib + 1, lib, 0755);
		free(lib);
	}
out:
	free(from);
	free(out);
	return err;
}
