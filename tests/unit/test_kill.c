// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_kill - a writer of a result folder is killed at every system call, at random moments, and in
 * the middle of a write; another one must always be able to finish, and never redo a cell that was
 * on disk.
 *
 * A system call is the smallest step that the disk can see, so to kill in front of each is to kill at
 * every moment; what that leaves out is half a write, which test three makes by hand.
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "files.h"
#include "folder.h"
#include "stats.h"
#include "vm/qemu.h"

#define CELLS 5

/* What a writer has begun and finished; survives it. */
struct tally {
	unsigned int begun[CELLS], done[CELLS];
};

static char top[64];
static char *dir, *jsonl;
static struct tally *tally;
static char *names[CELLS];

static void make(void)
{
	strcpy(top, "/tmp/pb-kill-XXXXXX");
	cr_assert_not_null(mkdtemp(top));
	dir = str_fmt("%s/r", top);
	jsonl = str_fmt("%s/cells.jsonl", dir);
	tally = mmap(NULL, sizeof(*tally), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	cr_assert_neq(tally, MAP_FAILED);
	for (int i = 0; i < CELLS; i++)
		names[i] = str_fmt("cell-%d", i);
}

static void unmake(void)
{
	dir_remove(top);
}

TestSuite(kill, .init = make, .fini = unmake, .timeout = 300);

static int writer_add(struct folder *f, int i)
{
	json_t *record = json_pack("{s:s, s:i}", "cell", names[i], "n", i);
	int err;

	tally->begun[i]++;
	err = folder_add(f, record);
	if (!err)
		tally->done[i]++;
	json_decref(record);
	return err;
}

/* What a run does with its folder, and nothing else: open or create, add what is missing, finish. */
static int writer(void)
{
	char *manifest = str_fmt("%s/manifest.json", dir);
	struct folder f;
	int err = file_exists(manifest) ? folder_open(&f, dir) : folder_create(&f, dir);

	json_object_set_new(f.manifest, "complete", json_false());
	if (!err)
		err = folder_manifest(&f);
	for (int i = 0; i < CELLS && !err; i++)
		if (!json_object_get(f.cells, names[i]))
			err = writer_add(&f, i);
	if (!err)
		err = folder_console(&f, "boot-0.log", "hello\n", 6);
	if (!err)
		err = folder_finish(&f, names, CELLS, true);
	folder_close(&f);
	free(manifest);
	return err;
}

static pid_t writer_start(bool traced)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	/* What it says about torn lines is not this test's subject. */
	if (!freopen("/dev/null", "w", stderr))
		_exit(2);
	if (traced) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
			_exit(3);
		raise(SIGSTOP);
	}
	_exit(writer() ? 1 : 0);
}

/* Kill a writer in front of its @k-th system call. False: it ended before. */
static bool writer_killed_at(unsigned int k)
{
	pid_t pid = writer_start(true);
	bool entry = false;
	int status, sig = 0;

	cr_assert_gt(pid, 0);
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 3)
		cr_skip_test("no ptrace here");
	ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL));
	for (unsigned int n = 0;;) {
		ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(long)sig);
		cr_assert_eq(waitpid(pid, &status, 0), pid);
		if (WIFEXITED(status)) {
			cr_expect_eq(WEXITSTATUS(status), 0);
			return false;
		}
		sig = WSTOPSIG(status) == (SIGTRAP | 0x80) ? 0 : WSTOPSIG(status);
		if (sig)
			continue;
		entry = !entry;
		if (!entry || n++ < k)
			continue;
		kill(pid, SIGKILL);
		cr_assert_eq(waitpid(pid, &status, 0), pid);
		return true;
	}
}

static void writer_killed_after(double seconds)
{
	struct timespec t = { (time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9) };
	pid_t pid = writer_start(false);
	int status;

	cr_assert_gt(pid, 0);
	nanosleep(&t, NULL);
	kill(pid, SIGKILL);
	cr_assert_eq(waitpid(pid, &status, 0), pid);
}

/* Nothing but what belongs there. */
static void expect_clean(const char *path, const char *allowed)
{
	struct dirent **list;
	int n = scandir(path, &list, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		char *word = str_fmt(" %s ", list[i]->d_name);

		cr_expect(strstr(allowed, word), "%s/%s is left over", path, list[i]->d_name);
		free(word);
		free(list[i]);
	}
	free(list);
}

static void expect_text(const char *path, const char *want)
{
	char *text = NULL;

	cr_assert_eq(file_read(path, &text, NULL), 0, "%s", path);
	cr_expect_str_eq(text, want);
	free(text);
}

/* Finish what a kill left, and look at everything. @when is for the messages. */
static void expect_finished(const char *when, unsigned int k)
{
	char *manifest = str_fmt("%s/manifest.json", dir), *all = str_dup(""), *longer;
	struct tally before = *tally;
	unsigned int again = 0;
	json_t *m;
	int status;
	pid_t pid = writer_start(false);

	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert(WIFEXITED(status) && !WEXITSTATUS(status), "%s %u: cannot be resumed", when, k);
	for (int i = 0; i < CELLS; i++) {
		longer = str_fmt("%s{\"cell\":\"%s\",\"n\":%d}\n", all, names[i], i);
		free(all);
		all = longer;
		cr_expect(!before.done[i] || tally->begun[i] == before.begun[i],
			  "%s %u: %s was on disk and is done again", when, k, names[i]);
		again += tally->begun[i] > 1;
	}
	cr_expect_leq(again, 1, "%s %u: %u cells done twice", when, k, again);
	expect_text(jsonl, all);
	m = json_load_file(manifest, 0, NULL);
	cr_expect(json_is_true(json_object_get(m, "complete")), "%s %u", when, k);
	cr_expect_eq(json_object_size(json_object_get(m, "files")), 2);
	expect_clean(top, " . .. r ");
	expect_clean(dir, " . .. manifest.json cells.jsonl env console ");
	json_decref(m);
	free(manifest);
	free(all);
}

static void start_over(void)
{
	dir_remove(dir);
	memset(tally, 0, sizeof(*tally));
}

Test(kill, new_run_killed_at_any_system_call_is_finished_by_the_next)
{
	unsigned int k = 0;

	while (writer_killed_at(k)) {
		expect_finished("killed at call", k++);
		start_over();
	}
	cr_expect_gt(k, 60, "only %u system calls were seen", k);
}

Test(kill, resumed_run_killed_at_any_system_call_is_finished_by_the_next)
{
	const char *torn = "{\"cell\":\"cell-0\",\"n\":0}\n{\"cell\":\"cell-1\",\"n\":1}\n{\"cell\":\"cel";

	for (unsigned int k = 0;; k++) {
		bool killed;

		start_over();
		cr_assert_eq(writer(), 0);
		memset(tally, 0, sizeof(*tally));
		cr_assert_eq(file_write(jsonl, torn, strlen(torn)), 0);
		killed = writer_killed_at(k);
		expect_finished("resumed and killed at call", k);
		cr_expect_eq(tally->begun[0] + tally->begun[1], 0);
		if (!killed)
			break;
	}
}

Test(kill, run_killed_at_100_random_moments_is_finished_by_the_next)
{
	u64 seed = 1;
	double start = clock_seconds(), whole;

	cr_assert_eq(writer(), 0);
	whole = clock_seconds() - start;
	for (unsigned int i = 0; i < 100; i++) {
		unsigned int kills = 1 + (unsigned int)(stats_random(&seed) % 3);

		start_over();
		while (kills--)
			writer_killed_after(whole * (double)(stats_random(&seed) % 1200) / 1000);
		expect_finished("random moment", i);
	}
}

Test(kill, append_cut_at_any_byte_loses_that_line_alone)
{
	char *text;
	size_t len;
	struct folder f;

	cr_assert_eq(writer(), 0);
	cr_assert_eq(file_read(jsonl, &text, &len), 0);
	cr_assert(freopen("/dev/null", "w", stderr));
	for (size_t cut = 0; cut <= len; cut++) {
		size_t whole = 0;

		for (size_t i = 0; i < cut; i++)
			whole += text[i] == '\n';
		cr_assert_eq(file_write(jsonl, text, cut), 0);
		cr_assert_eq(folder_open(&f, dir), 0);
		cr_expect_eq(json_object_size(f.cells), whole, "cut at %zu", cut);
		folder_close(&f);
	}
	free(text);
}

Test(kill, nul_bytes_of_a_crashed_disk_hide_no_line)
{
	static const char text[] = "{\"cell\":\"a\"}\n\0\0\0\n{\"cell\":\"b\"}\n";
	struct folder f = { .path = dir, .cells = json_object() };

	cr_assert(freopen("/dev/null", "w", stderr));
	cr_expect_eq(folder_parse(&f, text, sizeof(text) - 1), -EINVAL);
	json_decref(f.cells);
}

Test(kill, second_writer_is_kept_out_while_the_first_one_lives)
{
	struct folder a, b;

	cr_assert(freopen("/dev/null", "w", stderr));
	cr_assert_eq(folder_create(&a, dir), 0);
	cr_assert_eq(folder_manifest(&a), 0);
	cr_expect_eq(folder_open(&b, dir), -EBUSY);
	folder_close(&b);
	folder_close(&a);
	cr_expect_eq(folder_open(&b, dir), 0);
	folder_close(&b);
}
