// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_folder - result folders survive kills, damage and full disks, and say what they hold.
 */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "folder.h"
#include "proc.h"

#define LINE(name, n) "{\"cell\":\"" name "\",\"n\":" #n "}\n"

static char dir[64];
static char *cells; /* path of cells.jsonl */

static void make(void)
{
	strcpy(dir, "/tmp/pb-folder-XXXXXX");
	cr_assert_not_null(mkdtemp(dir));
	cells = str_fmt("%s/cells.jsonl", dir);
}

static void unmake(void)
{
	dir_remove(dir);
	free(cells);
}

TestSuite(folder, .init = make, .fini = unmake);

static int add(struct folder *f, const char *name, json_int_t n)
{
	json_t *record = json_pack("{s:s, s:I}", "cell", name, "n", n);
	int err = folder_add(f, record);

	json_decref(record);
	return err;
}

/* A folder with a manifest and these lines in cells.jsonl, as an earlier run left it. */
static void plant(const char *lines)
{
	struct folder f;

	cr_assert_eq(folder_create(&f, dir), 0);
	cr_assert_eq(folder_manifest(&f), 0);
	folder_close(&f);
	cr_assert_eq(file_append(cells, lines, strlen(lines)), 0);
}

static bool cells_are(const char *want)
{
	char *text;
	bool same;

	cr_assert_eq(file_read(cells, &text, NULL), 0);
	same = !strcmp(text, want);
	if (!same)
		cr_log_error("cells.jsonl holds:\n%s", text);
	free(text);
	return same;
}

static json_int_t n_of(const struct folder *f, const char *name)
{
	return json_integer_value(json_object_get(json_object_get(f->cells, name), "n"));
}

/* What was said on stderr since the redirection. */
static const char *said(void)
{
	static char text[4096];

	clearerr(cr_get_redirected_stderr());
	text[fread(text, 1, sizeof(text) - 1, cr_get_redirected_stderr())] = 0;
	return text;
}

static json_t *load(const char *name)
{
	char *path = str_fmt("%s/%s", dir, name);
	json_t *o = json_load_file(path, 0, NULL);

	free(path);
	cr_assert_not_null(o, "%s", name);
	return o;
}

Test(folder, existing_run_is_not_overwritten)
{
	struct folder f;

	plant(LINE("a", 1));
	cr_redirect_stderr();
	cr_expect_eq(folder_create(&f, dir), -EEXIST);
	cr_expect(strstr(said(), "--resume"));
	folder_close(&f);
	cr_expect(cells_are(LINE("a", 1)));
}

Test(folder, folder_without_a_run_is_not_resumed)
{
	struct folder f;

	cr_redirect_stderr();
	cr_expect_eq(folder_open(&f, dir), -ENOENT);
	folder_close(&f);
	cr_expect_eq(folder_open(&f, "/nonexistent/run"), -ENOENT);
	folder_close(&f);
}

Test(folder, damaged_manifest_is_named_with_its_line)
{
	struct folder f;
	char *path = str_fmt("%s/manifest.json", dir);

	file_write(path, "{\n \"schema\": 1,\n oops\n}\n", 25);
	cr_redirect_stderr();
	cr_expect_eq(folder_open(&f, dir), -EINVAL);
	cr_expect(strstr(said(), "/manifest.json:3: "));
	folder_close(&f);
	free(path);
}

Test(folder, every_cell_is_on_disk_when_add_returns)
{
	struct folder f;

	cr_assert_eq(folder_create(&f, dir), 0);
	cr_assert_eq(add(&f, "a", 1), 0);
	cr_expect(cells_are(LINE("a", 1)));
	cr_assert_eq(add(&f, "b", 2), 0);
	cr_assert_eq(add(&f, "a", 3), 0);
	cr_expect(cells_are(LINE("a", 1) LINE("b", 2) LINE("a", 3)));
	cr_expect_eq(n_of(&f, "a"), 3);
	folder_close(&f);
}

Test(folder, last_line_of_a_cell_wins)
{
	struct folder f;

	plant(LINE("a", 1) LINE("b", 2) LINE("a", 3));
	cr_assert_eq(folder_open(&f, dir), 0);
	cr_expect_eq(json_object_size(f.cells), 2);
	cr_expect_eq(n_of(&f, "a"), 3);
	cr_expect_eq(n_of(&f, "b"), 2);
	folder_close(&f);
	cr_expect(cells_are(LINE("a", 3) LINE("b", 2)), "one line a cell");
}

Test(folder, run_without_cells_is_resumed)
{
	struct folder f;

	plant("");
	unlink(cells);
	cr_assert_eq(folder_open(&f, dir), 0);
	cr_expect_eq(json_object_size(f.cells), 0);
	cr_expect_eq(add(&f, "a", 1), 0);
	folder_close(&f);
	cr_expect(cells_are(LINE("a", 1)));
}

Test(folder, torn_last_line_is_dropped_and_the_file_repaired)
{
	/* A kill can cut anywhere, even between a whole object and its newline. */
	static const char *const torn[] = { "{\"cell\":\"b\",\"n\":2}", "{\"cell\":\"b\",\"n\"", "{" };

	cr_redirect_stderr();
	for (size_t i = 0; i < ARRAY_SIZE(torn); i++) {
		struct folder f;

		unmake();
		make();
		plant(LINE("a", 1));
		cr_assert_eq(file_append(cells, torn[i], strlen(torn[i])), 0);
		cr_assert_eq(folder_open(&f, dir), 0);
		cr_expect(strstr(said(), "/cells.jsonl:2: the last line is cut off"));
		cr_expect_eq(json_object_size(f.cells), 1);
		cr_expect(cells_are(LINE("a", 1)));
		cr_assert_eq(add(&f, "b", 3), 0);
		folder_close(&f);
		cr_expect(cells_are(LINE("a", 1) LINE("b", 3)));
	}
}

Test(folder, garbage_in_the_middle_is_named_and_left_alone)
{
	static const char *const bad[] = { "garbage\n", "{\"cell\":\"b\",\"n\"\n", "\n", "[]\n",
					   "{\"n\":1}\n", "{\"cell\":7}\n", "\"cell\"\n" };

	cr_redirect_stderr();
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		char *text = str_fmt("%s%s%s", LINE("a", 1), bad[i], LINE("c", 3));
		struct folder f;

		unmake();
		make();
		plant(text);
		cr_expect_eq(folder_open(&f, dir), -EINVAL, "%s", bad[i]);
		cr_expect(strstr(said(), "/cells.jsonl:2: "), "%s", bad[i]);
		folder_close(&f);
		cr_expect(cells_are(text), "a person may want to repair it");
		free(text);
	}
}

Test(folder, integers_above_2_53_survive_the_disk)
{
	const json_int_t big = (1LL << 53) + 1;
	struct folder f;

	cr_assert_eq(folder_create(&f, dir), 0);
	cr_assert_eq(folder_manifest(&f), 0);
	cr_assert_eq(add(&f, "a", big), 0);
	cr_assert_eq(add(&f, "b", -big), 0);
	folder_close(&f);
	cr_assert_eq(folder_open(&f, dir), 0);
	cr_expect_eq(n_of(&f, "a"), big);
	cr_expect_eq(n_of(&f, "b"), -big);
	folder_close(&f);
	cr_expect(cells_are(LINE("a", 9007199254740993) LINE("b", -9007199254740993)));
}

Test(folder, finish_orders_cells_as_planned)
{
	char *const plan[] = { "a", "missing", "b", "c" };
	struct folder f;
	json_t *m;

	cr_assert_eq(folder_create(&f, dir), 0);
	add(&f, "x", 9);
	add(&f, "c", 3);
	add(&f, "a", 0);
	add(&f, "b", 2);
	add(&f, "a", 1);
	cr_assert_eq(folder_finish(&f, plan, ARRAY_SIZE(plan), false), 0);
	cr_expect(cells_are(LINE("a", 1) LINE("b", 2) LINE("c", 3) LINE("x", 9)));
	folder_close(&f);
	m = load("manifest.json");
	cr_expect(json_is_false(json_object_get(m, "complete")));
	json_decref(m);
}

Test(folder, finished_folder_depends_on_the_plan_alone)
{
	static const char *const orders[] = { "abc", "cba", "bac" };
	char *const plan[] = { "a", "b", "c" };

	for (size_t i = 0; i < ARRAY_SIZE(orders); i++) {
		struct folder f;

		unmake();
		make();
		cr_assert_eq(folder_create(&f, dir), 0);
		for (const char *c = orders[i]; *c; c++)
			add(&f, (char[]){ *c, 0 }, *c - 'a');
		cr_assert_eq(folder_finish(&f, plan, 3, true), 0);
		folder_close(&f);
		cr_expect(cells_are(LINE("a", 0) LINE("b", 1) LINE("c", 2)), "%s", orders[i]);
	}
}

/* "hash  name" for every file in the manifest, as sha256sum -c reads it. */
static size_t write_sums(void)
{
	char *path = str_fmt("%s/sums", dir);
	json_t *m = load("manifest.json"), *sum;
	size_t n = json_object_size(json_object_get(m, "files"));
	const char *name;

	json_object_foreach(json_object_get(m, "files"), name, sum) {
		char *line = str_fmt("%s  %s\n", json_string_value(sum), name);

		cr_assert_eq(file_append(path, line, strlen(line)), 0);
		free(line);
	}
	json_decref(m);
	free(path);
	return n;
}

Test(folder, sums_in_the_manifest_are_what_sha256sum_finds)
{
	const char *const check[] = { "sha256sum", "-c", "--strict", "sums", NULL };
	const struct proc_opts here = { .cwd = dir };
	char *const plan[] = { "a" };
	struct folder f;
	json_t *m, *env = json_pack("{s:s}", "release", "6.12");

	cr_assert_eq(folder_create(&f, dir), 0);
	add(&f, "a", 1);
	cr_assert_eq(folder_env(&f, "host", env), 0);
	cr_assert_eq(folder_env(&f, "6.12.1+deb12-cloud-amd64", env), 0);
	cr_assert_eq(folder_console(&f, "boot-0.log", "a\0b\r\n", 5), 0);
	cr_assert_eq(folder_finish(&f, plan, 1, true), 0);
	folder_close(&f);
	json_decref(env);
	cr_expect_eq(write_sums(), 4, "cells, two environments, one console");
	cr_expect_eq(proc_run(check, &here), 0);
	cr_assert_eq(file_append(cells, "x", 1), 0);
	cr_expect_neq(proc_run(check, &here), 0, "a change must show");
	m = load("manifest.json");
	cr_expect(json_is_true(json_object_get(m, "complete")));
	json_decref(m);
}

/* A disk of 64 KiB at dir, in a namespace that ends with this process. */
static void small_disk(void)
{
	if (geteuid() || unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("tmpfs", dir, "tmpfs", 0, "size=64k"))
		cr_skip_test("mounting a small disk needs root");
}

Test(folder, full_disk_is_reported_and_costs_no_earlier_line)
{
	char *pad = mem_alloc(3000, 1), name[16];
	struct folder f;
	int n = 0, err;

	small_disk();
	memset(pad, 'x', 2999);
	cr_assert_eq(folder_create(&f, dir), 0);
	cr_assert_eq(folder_manifest(&f), 0);
	cr_redirect_stderr();
	do {
		json_t *record;

		snprintf(name, sizeof(name), "cell-%d", n++);
		record = json_pack("{s:s, s:i, s:s}", "cell", name, "n", n, "pad", pad);
		err = folder_add(&f, record);
		json_decref(record);
	} while (!err && n < 100);
	cr_assert_eq(err, -ENOSPC);
	cr_assert_gt(n, 5);
	cr_expect(strstr(said(), "cannot write"));
	cr_expect_eq(folder_finish(&f, NULL, 0, false), -ENOSPC);
	folder_close(&f);
	cr_assert_eq(mount(NULL, dir, NULL, MS_REMOUNT, "size=1m"), 0);
	cr_assert_eq(folder_open(&f, dir), 0, "once there is space, the run goes on");
	cr_expect_eq(json_object_size(f.cells), (size_t)n - 1);
	for (int i = 0; i < n - 1; i++) {
		snprintf(name, sizeof(name), "cell-%d", i);
		cr_expect_eq(n_of(&f, name), i + 1);
	}
	folder_close(&f);
	free(pad);
	umount(dir);
}

Test(folder, zeros_in_the_middle_are_damage_not_the_end)
{
	static const char zeros[] = LINE("a", 1) "\0\0\0\n" LINE("b", 2);
	struct folder f;
	struct stat st;

	plant("");
	file_append(cells, zeros, sizeof(zeros) - 1);
	cr_redirect_stderr();
	cr_expect_eq(folder_open(&f, dir), -EINVAL);
	cr_expect(strstr(said(), "/cells.jsonl:2: "));
	folder_close(&f);
	cr_expect(!stat(cells, &st) && st.st_size == sizeof(zeros) - 1, "nothing is rewritten");
}

Test(folder, cells_that_cannot_be_read_are_not_overwritten)
{
	struct folder f;

	plant("");
	unlink(cells);
	cr_assert_eq(symlink("cells.jsonl", cells), 0, "a loop: ELOOP for every user");
	cr_redirect_stderr();
	cr_expect_eq(folder_open(&f, dir), -ELOOP);
	folder_close(&f);
	cr_expect_eq(readlink(cells, (char[8]){ 0 }, 8), 8, "it is still there");
}

Test(folder, line_that_did_not_fit_leaves_no_half)
{
	char *big = mem_alloc(200000, 1);

	small_disk();
	cr_assert_eq(file_append(cells, "a\n", 2), 0);
	cr_redirect_stderr();
	cr_expect_eq(file_append(cells, big, 200000), -ENOSPC);
	cr_expect_eq(file_append(cells, "c\n", 2), 0);
	cr_expect(cells_are("a\nc\n"));
	free(big);
	umount(dir);
}
