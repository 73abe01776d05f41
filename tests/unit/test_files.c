// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_files - files, folders, other programs, and the string helpers of log.c.
 */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "proc.h"

#define ARGV(...) ((const char *const[]){ __VA_ARGS__, NULL })

static char dir[64];

static void make(void)
{
	strcpy(dir, "/tmp/pb-files-XXXXXX");
	cr_assert_not_null(mkdtemp(dir));
}

static void unmake(void)
{
	dir_remove(dir);
}

TestSuite(files, .init = make, .fini = unmake);

/* A path in the scratch folder; one of a few static buffers. */
static const char *in(const char *name)
{
	static char path[4][256];
	static int n;

	n = (n + 1) % 4;
	snprintf(path[n], sizeof(path[n]), "%s/%s", dir, name);
	return path[n];
}

/* Does the file hold exactly this text? */
static bool holds(const char *path, const char *text)
{
	size_t len;
	char *buf;
	bool same;

	if (file_read(path, &buf, &len))
		return false;
	same = len == strlen(text) && !memcmp(buf, text, len);
	free(buf);
	return same;
}

static int entries(void)
{
	const char *const argv[] = { "find", dir, "-mindepth", "1", NULL };
	char *out;
	int n = 0;

	cr_assert_eq(proc_run(argv, &(struct proc_opts){ .out = &out }), 0);
	for (char *p = out; (p = strchr(p, '\n')); p++)
		n++;
	free(out);
	return n;
}

Test(files, what_is_written_is_read_at_any_length)
{
	static const size_t lengths[] = { 0, 1, 4094, 4095, 4096, 4097, 8191, 8192, 100000 };
	char *data = mem_alloc(100000, 1), *back;
	size_t len;

	for (size_t i = 0; i < 100000; i++)
		data[i] = (char)(i * 31); /* zeros among it */
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		cr_assert_eq(file_write(in("f"), data, lengths[i]), 0);
		cr_assert_eq(file_read(in("f"), &back, &len), 0);
		cr_expect_eq(len, lengths[i]);
		cr_expect_eq(memcmp(back, data, len), 0);
		cr_expect_eq(back[len], 0);
		free(back);
	}
	free(data);
}

Test(files, files_that_claim_no_size_are_read)
{
	char *text;
	size_t len;

	cr_assert_eq(file_read("/proc/self/status", &text, &len), 0);
	cr_expect_gt(len, 100);
	cr_expect_eq(strlen(text), len);
	free(text);
}

Test(files, what_cannot_be_read_says_why)
{
	char *text = dir;

	cr_expect_eq(file_read(in("none"), &text, NULL), -ENOENT);
	cr_expect_null(text);
	cr_expect_eq(file_read(dir, &text, NULL), -EISDIR);
	cr_expect_null(text);
	cr_expect_null(file_line(in("none")));
}

Test(files, first_line_comes_without_its_newline)
{
	static const char *const texts[] = { "one\ntwo\n", "one\n", "one" };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		char *line;

		file_write(in("f"), texts[i], strlen(texts[i]));
		line = file_line(in("f"));
		cr_expect_str_eq(line, "one");
		free(line);
	}
}

Test(files, writing_replaces_and_leaves_nothing_else)
{
	cr_assert_eq(file_write(in("f"), "a longer text", 13), 0);
	cr_assert_eq(file_write(in("f"), "short", 5), 0);
	cr_expect(holds(in("f"), "short"));
	cr_expect_eq(entries(), 1, "no temporary file stays");
}

Test(files, failed_writing_leaves_nothing)
{
	cr_redirect_stderr();
	cr_expect_eq(file_write(in("none/f"), "x", 1), -ENOENT);
	cr_assert_eq(dir_make(in("d/e")), 0);
	cr_expect_neq(file_write(in("d"), "x", 1), 0, "a folder is in the way");
	cr_expect_eq(entries(), 2);
}

Test(files, appending_adds_at_the_end)
{
	cr_assert_eq(file_append(in("f"), "one\n", 4), 0);
	cr_assert_eq(file_append(in("f"), "two\n", 4), 0);
	cr_expect(holds(in("f"), "one\ntwo\n"));
	cr_redirect_stderr();
	cr_expect_eq(file_append(in("none/f"), "x", 1), -ENOENT);
	cr_expect_eq(file_append("/dev/full", "x", 1), -ENOSPC);
}

Test(files, folders_are_made_with_their_parents)
{
	cr_assert_eq(dir_make(in("a/b//c/")), 0);
	cr_expect(file_exists(in("a/b/c")));
	cr_expect_eq(dir_make(in("a/b/c")), 0, "again is no error");
	file_write(in("f"), "", 0);
	cr_redirect_stderr();
	cr_expect_eq(dir_make(in("f/x")), -ENOTDIR);
}

Test(files, folders_are_removed_without_following_links)
{
	dir_make(in("keep"));
	file_write(in("keep/f"), "x", 1);
	dir_make(in("a/b/c"));
	file_write(in("a/b/f"), "x", 1);
	cr_assert_eq(symlink(in("keep"), in("a/link")), 0);
	cr_assert_eq(dir_remove(in("a")), 0);
	cr_expect_not(file_exists(in("a")));
	cr_expect(file_exists(in("keep/f")));
	cr_expect_eq(dir_remove(in("a")), 0, "not there is no error");
}

Test(files, roots_come_from_the_environment)
{
	setenv("PROBEBENCH_BUILD", "/some/build", 1);
	setenv("XDG_CACHE_HOME", "/some/cache", 1);
	cr_expect_str_eq(root_build(), "/some/build");
	cr_expect_str_eq(root_cache(), "/some/cache/probebench");
}

Test(files, cache_is_at_home_by_default)
{
	unsetenv("XDG_CACHE_HOME");
	setenv("HOME", "/home/me", 1);
	cr_expect_str_eq(root_cache(), "/home/me/.cache/probebench");
}

Test(files, masked_paths_show_no_folder_of_this_machine)
{
	static const char *const paths[][2] = {
		{ "/home/me/.cache/probebench/kernels/x", "$CACHE/kernels/x" },
		{ "/big/build/tmp/i.cpio", "$BUILD/tmp/i.cpio" },
		{ "/home/me/x,path=/big/build", "$HOME/x,path=$BUILD" },
		{ "--kernel", "--kernel" },
		{ "", "" },
	};

	unsetenv("XDG_CACHE_HOME");
	setenv("HOME", "/home/me", 1);
	setenv("PROBEBENCH_BUILD", "/big/build", 1);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		char *masked = path_mask(paths[i][0]);

		cr_expect_str_eq(masked, paths[i][1]);
		free(masked);
	}
}

TestSuite(proc, .init = make, .fini = unmake);

Test(proc, exit_status_is_told_apart_from_signals_and_failed_starts)
{
	cr_expect_eq(proc_run(ARGV("true"), NULL), 0);
	cr_expect_eq(proc_run(ARGV("sh", "-c", "exit 7"), NULL), 7);
	cr_expect_eq(proc_run(ARGV("sh", "-c", "kill -9 $$"), NULL), 128 + SIGKILL);
	cr_expect_eq(proc_run(ARGV("pb-no-such-program"), NULL), -ENOENT);
	cr_expect_eq(proc_run(ARGV("/etc/passwd"), NULL), -EACCES);
	cr_expect_eq(proc_run(ARGV("true"), &(struct proc_opts){ .cwd = in("none") }), -ENOENT);
}

Test(proc, output_is_captured_whole)
{
	char *out;
	const struct proc_opts o = { .out = &out };

	cr_assert_eq(proc_run(ARGV("seq", "100000"), &o), 0);
	cr_expect_eq(strlen(out), 588895, "more than a pipe holds");
	cr_expect(str_starts(out, "1\n2\n") && str_ends(out, "\n100000\n"));
	free(out);
	cr_assert_eq(proc_run(ARGV("sh", "-c", "echo no >&2; exit 3"), &o), 3);
	cr_expect_str_eq(out, "", "stderr is another stream");
	free(out);
	cr_assert_eq(proc_run(ARGV("pb-no-such-program"), &o), -ENOENT);
	cr_expect_null(out);
}

Test(proc, arguments_reach_the_program_untouched)
{
	char *out;

	cr_assert_eq(proc_run(ARGV("printf", "%s|", "a b", "$HOME", "*", "", ";'\"\\"),
			      &(struct proc_opts){ .out = &out }), 0);
	cr_expect_str_eq(out, "a b|$HOME|*||;'\"\\|");
	free(out);
}

Test(proc, folder_environment_and_input_are_set)
{
	const struct proc_opts o = { .cwd = dir, .out_path = in("out"),
				     .env = ARGV("PB_A=1", "PB_B=x y") };
	char *want;

	cr_assert_eq(proc_run(ARGV("sh", "-c", "pwd; echo $PB_A$PB_B; echo err >&2; cat"), &o), 0);
	want = str_fmt("%s\n1x y\nerr\n", dir);
	cr_expect(holds(in("out"), want), "and stdin is empty");
	free(want);
	cr_expect_null(getenv("PB_A"), "ours stays as it was");
}

Test(proc, programs_are_looked_up_in_path)
{
	cr_expect(proc_have("sh"));
	cr_expect_not(proc_have("pb-no-such-program"));
	file_write(in("tool"), "", 0);
	setenv("PATH", dir, 1);
	cr_expect_not(proc_have("tool"), "it cannot be executed");
	chmod(in("tool"), 0755);
	cr_expect(proc_have("tool"));
	cr_expect_not(proc_have("sh"));
}

Test(log, strings_are_compared_at_their_ends)
{
	cr_expect(str_starts("abc", "ab") && str_starts("abc", "") && str_starts("abc", "abc"));
	cr_expect_not(str_starts("ab", "abc") || str_starts("xab", "ab"));
	cr_expect(str_ends("abc", "bc") && str_ends("abc", "") && str_ends("abc", "abc"));
	cr_expect_not(str_ends("bc", "abc") || str_ends("abcx", "bc"));
}

Test(log, every_occurrence_is_replaced_once)
{
	static const char *const cases[][4] = {
		{ "a.b.c", ".", "::", "a::b::c" }, { "aaaa", "aa", "b", "bb" },
		{ "aaa", "aa", "a", "aa" },
		{ "xax", "x", "", "a" }, { "abc", "z", "y", "abc" }, { "abc", "", "y", "abc" },
		{ "", "a", "b", "" }, { "a", "a", "aaa", "aaa" }, { "%s", "%", "%%", "%%s" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *s = str_replace(cases[i][0], cases[i][1], cases[i][2]);

		cr_expect_str_eq(s, cases[i][3]);
		free(s);
	}
}

Test(log, messages_are_prefixed_lines)
{
	char text[256];

	cr_redirect_stderr();
	log_err("cannot %s", "a");
	log_warn("odd");
	log_info("%d cells", 3);
	log_progress("not on a terminal");
	text[fread(text, 1, sizeof(text) - 1, cr_get_redirected_stderr())] = 0;
	cr_expect_str_eq(text, "probebench: error: cannot a\nprobebench: warning: odd\n"
			 "probebench: 3 cells\n");
}

Test(log, memory_is_zeroed_and_never_null)
{
	char *p = mem_alloc(64, 1);

	for (int i = 0; i < 64; i++)
		cr_expect_eq(p[i], 0);
	p = mem_grow(p, 128, 1);
	cr_expect_not_null(p);
	free(p);
	p = mem_alloc(0, 8);
	cr_expect_not_null(p);
	free(p);
}

Test(files, folder_without_a_name_is_refused)
{
	cr_redirect_stderr();
	cr_expect_eq(dir_make(""), -EINVAL);
}

Test(files, output_that_cannot_be_written_is_known_before)
{
	const char *device = in("null");

	cr_assert_eq(symlink("/dev/null", device), 0);
	cr_redirect_stderr();
	cr_expect_eq(file_output(""), -EINVAL);
	cr_expect_eq(file_output(dir), -EISDIR);
	cr_expect_eq(file_output(in("folder/")), -EISDIR);
	cr_expect_eq(file_output(device), -EINVAL, "a rename would replace a device");
	cr_expect_eq(file_output("/proc/x"), -ENOENT);
	cr_expect_eq(file_output("/proc/x/y"), -ENOENT);
	cr_expect_eq(entries(), 1, "nothing is left of what was tried");
	cr_expect_eq(file_output(in("new/folder/file")), 0);
	cr_expect_eq(entries(), 3, "the folders are made, the file is not");
	cr_assert_eq(file_write(in("old"), "x", 1), 0);
	cr_expect_eq(file_output(in("old")), 0);
	cr_expect(holds(in("old"), "x"), "what is there stays until it is replaced");
}

/* A zombie has ended: its new parent has not taken notice. */
static bool process_runs(const char *pid)
{
	char *path = str_fmt("/proc/%s/stat", pid), *line = file_line(path);
	bool runs = line && !strstr(line, ") Z ");

	free(line);
	free(path);
	return runs;
}

static const char *awaited;

/* Not before it has done what it is to do first. */
static int stop_then(void)
{
	return file_exists(awaited);
}

static int stop_never(void)
{
	return 0;
}

static int run_stopped(const char *script, const char *mark)
{
	awaited = mark;
	return proc_run(ARGV("sh", "-c", script, mark), &(struct proc_opts){ .stop = stop_then });
}

Test(files, program_that_is_stopped_takes_its_children_along, .timeout = 60)
{
	char *child;

	cr_expect_eq(run_stopped("sleep 1000 & echo $! >\"$0.new\"; mv \"$0.new\" \"$0\"; wait", in("child")),
		     128 + SIGTERM);
	child = file_line(in("child"));
	cr_assert_not_null(child);
	for (int i = 0; i < 500 && process_runs(child); i++)
		usleep(10 * 1000);
	cr_expect(!process_runs(child), "its child runs on");
	free(child);
	cr_expect_eq(run_stopped("trap 'rm \"$0\"; exit 3' TERM; : >\"$0\"; sleep 1000 & wait", in("half")), 3);
	cr_expect(!file_exists(in("half")), "it had time to tidy up");
	cr_expect_eq(run_stopped("trap '' TERM; : >\"$0\"; sleep 1000", in("deaf")), 128 + SIGKILL);
	cr_expect_eq(proc_run(ARGV("sh", "-c", "exit 7"), &(struct proc_opts){ .stop = stop_never }), 7);
	cr_expect_eq(proc_run(ARGV("/nowhere/at/all"), &(struct proc_opts){ .stop = stop_never }), -ENOENT);
}
