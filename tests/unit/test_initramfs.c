// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_initramfs - an archive is written, and read back by libarchive.
 */
#include <archive.h>
#include <archive_entry.h>
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "vm/initramfs.h"

static char dir[64];
static char *cpio, *binary;
static char bytes[100000]; /* contents of a file, zeros and all */

static void make(void)
{
	strcpy(dir, "/tmp/pb-initramfs-XXXXXX");
	cr_assert_not_null(mkdtemp(dir));
	cpio = str_fmt("%s/a.cpio", dir);
	binary = str_fmt("%s/binary", dir);
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 7 + i / 251);
	cr_assert_eq(file_write(binary, bytes, sizeof(bytes)), 0);
}

static void unmake(void)
{
	dir_remove(dir);
	free(cpio);
	free(binary);
}

TestSuite(initramfs, .init = make, .fini = unmake);

static void write_tree(const char *path)
{
	struct initramfs *a = initramfs_open(path);

	cr_assert_not_null(a);
	cr_assert_eq(initramfs_dir(a, "dev"), 0);
	cr_assert_eq(initramfs_device(a, "dev/console", 5, 1), 0);
	cr_assert_eq(initramfs_file(a, "init", binary, 0755), 0);
	cr_assert_eq(initramfs_text(a, "plan.json", "{}\n"), 0);
	cr_assert_eq(initramfs_text(a, "empty", ""), 0);
	cr_assert_eq(initramfs_close(a), 0);
}

/* Read the next entry, which must be @name of @type and @mode with @size bytes. */
static struct archive_entry *next(struct archive *in, const char *name, unsigned int type,
				  unsigned int mode, size_t size)
{
	struct archive_entry *e;

	cr_assert_eq(archive_read_next_header(in, &e), ARCHIVE_OK, "%s", name);
	cr_expect_str_eq(archive_entry_pathname(e), name);
	cr_expect_eq(archive_entry_filetype(e), type, "%s", name);
	cr_expect_eq(archive_entry_perm(e), mode, "%s", name);
	cr_expect_eq(archive_entry_size(e), (la_int64_t)size, "%s", name);
	cr_expect_eq(archive_entry_mtime(e), 0, "%s", name);
	cr_expect_eq(archive_entry_uid(e), 0, "%s", name);
	return e;
}

static void same(struct archive *in, const char *want, size_t len)
{
	char *got = mem_alloc(len + 1, 1);

	cr_expect_eq(archive_read_data(in, got, len + 1), (la_ssize_t)len);
	cr_expect_eq(memcmp(got, want, len), 0);
	free(got);
}

Test(initramfs, tree_comes_back_as_it_was_packed)
{
	struct archive *in = archive_read_new();
	struct archive_entry *e;

	write_tree(cpio);
	archive_read_support_format_cpio(in);
	cr_assert_eq(archive_read_open_filename(in, cpio, 4096), ARCHIVE_OK);
	next(in, "dev", AE_IFDIR, 0755, 0);
	e = next(in, "dev/console", AE_IFCHR, 0600, 0);
	cr_expect_eq(archive_entry_rdevmajor(e), 5);
	cr_expect_eq(archive_entry_rdevminor(e), 1);
	next(in, "init", AE_IFREG, 0755, sizeof(bytes));
	same(in, bytes, sizeof(bytes));
	next(in, "plan.json", AE_IFREG, 0644, 3);
	same(in, "{}\n", 3);
	next(in, "empty", AE_IFREG, 0644, 0);
	cr_expect_eq(archive_read_next_header(in, &e), ARCHIVE_EOF);
	archive_read_free(in);
}

Test(initramfs, archive_is_plain_newc)
{
	char *text;
	size_t len;

	write_tree(cpio);
	cr_assert_eq(file_read(cpio, &text, &len), 0);
	cr_expect_eq(memcmp(text, "070701", 6), 0, "the only format a kernel unpacks");
	free(text);
}

Test(initramfs, equal_trees_give_equal_archives)
{
	char *other = str_fmt("%s/b.cpio", dir), *a, *b;
	size_t na, nb;

	write_tree(cpio);
	cr_assert_eq(unlink(binary), 0);
	usleep(1100 * 1000); /* into another second, the resolution of a cpio's times */
	cr_assert_eq(file_write(binary, bytes, sizeof(bytes)), 0);
	write_tree(other);
	cr_assert_eq(file_read(cpio, &a, &na), 0);
	cr_assert_eq(file_read(other, &b, &nb), 0);
	cr_expect_eq(na, nb);
	cr_expect_eq(memcmp(a, b, na), 0);
	free(a);
	free(b);
	free(other);
}

Test(initramfs, missing_source_fails_there_and_at_the_end)
{
	struct initramfs *a = initramfs_open(cpio);

	cr_redirect_stderr();
	cr_assert_eq(initramfs_file(a, "init", "/nonexistent/init", 0755), -ENOENT);
	cr_expect_neq(initramfs_text(a, "plan.json", "{}"), 0, "nothing may hide the first error");
	cr_expect_eq(initramfs_close(a), -ENOENT);
}

Test(initramfs, unwritable_place_is_refused)
{
	cr_redirect_stderr();
	cr_assert_null(initramfs_open("/nonexistent/a.cpio"));
}

Test(initramfs, full_disk_is_noticed)
{
	struct initramfs *a = initramfs_open("/dev/full");

	cr_redirect_stderr();
	cr_assert_not_null(a);
	for (int i = 0; i < 4; i++)
		initramfs_file(a, "init", binary, 0755);
	cr_expect_neq(initramfs_close(a), 0);
}
