// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_mishap - who records events, what is left, and an upgrader that is killed: with versions that are bits of shared
 * memory instead of modules or programs, so that nothing of the kernel is needed.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proc.h"
#include "upgrade/mishap.h"

/* What outlives a process that is killed, as modules do. */
static struct toy {
	bool runs[3];	  /* version 1, version 2 */
	unsigned int few; /* only every so many-th event is recorded; 0: all */
	unsigned int fatal; /* so many events kill who makes them */
} *toy;
static struct up_entry *seen;
static pid_t toy_pid;

static void setup(void)
{
	toy = mmap(NULL, sizeof(*toy), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	seen = mmap(NULL, UP_EVENTS * sizeof(*seen), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	cr_assert(toy != MAP_FAILED && seen != MAP_FAILED);
}

TestSuite(mishap, .init = setup, .timeout = 120);

static void toy_event(u64 n)
{
	if (toy->fatal) {
		toy->fatal--;
		raise(SIGKILL);
	}
	if (toy->few && n % toy->few)
		return;
	seen[n].hits += (toy->runs[1] ? UP_HIT(1) : 0) + (toy->runs[2] ? UP_HIT(2) : 0);
}

static int toy_open(struct upgrade *u)
{
	toy->runs[u->from] = true;
	return 0;
}

/* A loader of its own brings the new version, and is called off by its upgrader. */
static int toy_load(struct upgrade *u)
{
	pid_t parent = getpid();
	int line[2];
	char word;

	if (pipe(line))
		return -errno;
	toy_pid = fork();
	if (!toy_pid) {
		proc_child_setup(parent);
		syscall(SYS_getppid);
		toy->runs[u->to] = true;
		syscall(SYS_getppid);
		syscall(SYS_write, line[1], "x", 1);
		for (;;)
			pause();
	}
	close(line[1]);
	return read(line[0], &word, 1) == 1 ? 0 : -EIO;
}

static int toy_drop(struct upgrade *u)
{
	syscall(SYS_getppid);
	toy->runs[u->from] = false;
	syscall(SYS_getppid);
	return 0;
}

static int toy_close(struct upgrade *u)
{
	if (toy_pid > 0) {
		kill(toy_pid, SIGKILL);
		waitpid(toy_pid, NULL, 0);
	}
	toy_pid = 0;
	toy->runs[1] = toy->runs[2] = false;
	return 0;
}

static const struct strategy_step toy_steps[] = {
	{ "load", toy_load, true },
	{ "drop", toy_drop, true },
	{ .name = NULL },
};

static const struct strategy toy_strategy = {
	.name = "toy", .arm = "kmod", .open = toy_open, .steps = toy_steps, .close = toy_close, .event = toy_event,
};

static struct mishap toy_mishap(void)
{
	return (struct mishap){ .observed = json_array(),
				.u = { .strategy = &toy_strategy, .from = 1, .to = 2, .store = { .seen = seen } } };
}

Test(mishap, who_records_events_is_asked_of_events)
{
	struct mishap m = toy_mishap();
	unsigned int died;

	cr_expect_eq(witness_settled(&m.u, &m.next, &died), WITNESS_NONE);
	toy->runs[1] = true;
	cr_expect_eq(witness_settled(&m.u, &m.next, &died), WITNESS_OLD);
	toy->runs[2] = true;
	cr_expect_eq(witness_settled(&m.u, &m.next, &died), WITNESS_BOTH);
	toy->runs[1] = false;
	cr_expect_eq(witness_settled(&m.u, &m.next, &died), WITNESS_NEW);
	cr_expect_eq(died, 0);
	toy->few = 2;
	cr_expect_eq(witness_ask(&m.u, &m.next, &died), WITNESS_PART);
	json_decref(m.observed);
}

Test(mishap, a_process_that_its_event_kills_is_counted_and_not_asked_again_and_again)
{
	struct mishap m = toy_mishap();
	unsigned int died;

	toy->runs[2] = true;
	toy->fatal = 1;
	cr_expect_eq(witness_settled(&m.u, &m.next, &died), WITNESS_NEW, "the first event is the only one that kills");
	cr_expect_eq(died, 1);
	toy->fatal = 100;
	cr_expect_eq(witness_settled(&m.u, &m.next, &died), WITNESS_NONE);
	cr_expect_eq(died, 2);
	cr_expect_eq(toy->fatal, 98);
	json_decref(m.observed);
}

static void add(struct kobjects *k, enum kobject_kind kind, const char *name)
{
	k->v[kind] = mem_grow(k->v[kind], k->n[kind] + 1, sizeof(*k->v[kind]));
	k->v[kind][k->n[kind]++] = str_dup(name);
}

static void expect_left(const struct witness_sound *sound, const struct kobjects *now, const char *kind, int n)
{
	json_t *left = witness_beyond(sound, now);

	cr_expect_eq(json_object_size(left), n != 0);
	cr_expect_eq(json_integer_value(json_object_get(left, kind)), n, "%s", kind);
	json_decref(left);
}

Test(mishap, one_object_less_does_not_hide_another_one_more)
{
	struct kobjects base = { 0 }, now = { 0 };
	struct witness_sound sound = { .more = { 0 } };

	for (int k = 0; k < KOBJ_KINDS; k++)
		sound.known[k] = &base;
	add(&base, KOBJ_MAP, "7");
	add(&base, KOBJ_MAP, "8");
	add(&base, KOBJ_MODULE, "pb_up_v1");
	add(&now, KOBJ_MODULE, "pb_up_v1");
	expect_left(&sound, &now, "maps", 0);
	add(&now, KOBJ_MAP, "8");
	add(&now, KOBJ_MAP, "9");
	expect_left(&sound, &now, "maps", 1);
	sound.more[KOBJ_MAP] = 1;
	expect_left(&sound, &now, "maps", 0);
	add(&now, KOBJ_MODULE, "pb_up_v2");
	expect_left(&sound, &now, "modules", 1);
	cr_expect(witness_named(KOBJ_MODULE) && witness_named(KOBJ_PIN) && !witness_named(KOBJ_PROG));
	kobjects_free(&base);
	kobjects_free(&now);
}

Test(mishap, an_upgrader_is_killed_after_every_call_of_its_own_and_of_its_loader)
{
	struct mishap m = toy_mishap();
	const struct mishap_kills *k = &m.kills;
	char *verdict = NULL;
	int err;

	witness_take(&m.base);
	witness_take(&m.sound);
	err = mishap_kill(&m, &verdict);
	cr_assert_eq(err, 0, "%s", m.u.reason);
	cr_expect_str_eq(verdict, "finished");
	/* pipe, clone, close, read; getppid twice and write of the loader; getppid twice: what libc adds comes on top. */
	cr_expect_geq(k->stops, 9, "%u", k->stops);
	cr_expect_eq(k->who[WITNESS_OLD] + k->who[WITNESS_BOTH] + k->who[WITNESS_NEW], k->stops);
	cr_expect_geq(k->who[WITNESS_OLD], 3, "%u: before the loader has loaded", k->who[WITNESS_OLD]);
	cr_expect_geq(k->who[WITNESS_BOTH], 3, "%u: after it, by calls of the loader and of the upgrader", k->who[WITNESS_BOTH]);
	cr_expect_eq(k->who[WITNESS_NEW], 1);
	cr_expect_eq(k->end[MISHAP_CONTINUED], k->stops);
	cr_expect_eq(k->left, 0);
	free(verdict);
	json_decref(m.observed);
	mishap_free(&m);
}

Test(mishap, stops_without_an_end_are_no_success)
{
	struct mishap m = toy_mishap();
	char *verdict = NULL;

	witness_take(&m.base);
	witness_take(&m.sound);
	m.kills.most = 2;
	cr_expect_eq(mishap_kill(&m, &verdict), -E2BIG);
	cr_expect_null(verdict);
	cr_expect(strstr(m.u.reason, "had not come to its end"), "%s", m.u.reason);
	cr_expect_eq(m.kills.stops, 2);
	json_decref(m.observed);
	mishap_free(&m);
}
