// SPDX-License-Identifier: GPL-2.0-only
/*
 * initramfs - what a guest boots into: a newc cpio archive, the only thing it gets from the host.
 *
 * Uncompressed: an emulated CPU unpacks slower than QEMU copies. Times are left at 0, so that equal
 * contents give equal archives and a bit-exact run has nothing of the day in it.
 */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "vm/initramfs.h"

struct initramfs {
	struct archive *a;
	char *path;
	int err;
};

struct initramfs *initramfs_open(const char *path)
{
	struct initramfs *a = mem_alloc(1, sizeof(*a));

	a->path = str_dup(path);
	a->a = archive_write_new();
	if (!a->a || archive_write_set_format_cpio_newc(a->a) || archive_write_add_filter_none(a->a) ||
	    archive_write_open_filename(a->a, path)) {
		log_err("cannot write initramfs %s: %s", path,
			a->a ? archive_error_string(a->a) : "out of memory");
		archive_write_free(a->a);
		free(a->path);
		free(a);
		return NULL;
	}
	return a;
}

static int initramfs_put(struct initramfs *a, struct archive_entry *e, const char *name,
			 const void *data, size_t size)
{
	archive_entry_set_pathname(e, name);
	archive_entry_set_size(e, (la_int64_t)size);
	if (!a->err && (archive_write_header(a->a, e) ||
			(size && archive_write_data(a->a, data, size) != (la_ssize_t)size))) {
		a->err = -EIO;
		log_err("cannot write %s into initramfs %s: %s", name, a->path,
			archive_error_string(a->a));
	}
	archive_entry_free(e);
	return a->err;
}

static struct archive_entry *initramfs_entry(unsigned int type, unsigned int mode)
{
	struct archive_entry *e = archive_entry_new();

	archive_entry_set_filetype(e, type);
	archive_entry_set_perm(e, mode);
	return e;
}

int initramfs_dir(struct initramfs *a, const char *name)
{
	return initramfs_put(a, initramfs_entry(AE_IFDIR, 0755), name, NULL, 0);
}

int initramfs_device(struct initramfs *a, const char *name, unsigned int major, unsigned int minor)
{
	struct archive_entry *e = initramfs_entry(AE_IFCHR, 0600);

	archive_entry_set_rdevmajor(e, major);
	archive_entry_set_rdevminor(e, minor);
	return initramfs_put(a, e, name, NULL, 0);
}

int initramfs_text(struct initramfs *a, const char *name, const char *text)
{
	return initramfs_put(a, initramfs_entry(AE_IFREG, 0644), name, text, strlen(text));
}

int initramfs_file(struct initramfs *a, const char *name, const char *from, unsigned int mode)
{
	size_t len;
	char *buf;
	int err = file_read(from, &buf, &len);

	if (err) {
		log_err("cannot read %s for the initramfs: %s", from, strerror(-err));
		return a->err = err;
	}
	err = initramfs_put(a, initramfs_entry(AE_IFREG, mode), name, buf, len);
	free(buf);
	return err;
}

int initramfs_close(struct initramfs *a)
{
	int err;

	if (archive_write_close(a->a) && !a->err) {
		log_err("cannot finish initramfs %s: %s", a->path, archive_error_string(a->a));
		a->err = -EIO;
	}
	err = a->err;
	archive_write_free(a->a);
	free(a->path);
	free(a);
	return err;
}
