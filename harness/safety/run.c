// SPDX-License-Identifier: GPL-2.0-only
/*
 * run - an attempt, in the guest: load, trigger, look, wait, unload; every step is limited in time and
 * every result is sent before the next step begins.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "guest.h"
#include "safety/build.h"
#include "safety/loader.h"
#include "safety/safety.h"

#define BYSTANDER_S 8
#define RACE_ROUNDS 400
#define PIN_FOLDER  "/sys/fs/bpf/pb"

void fact(struct attempt *a, const char *key, json_t *value)
{
	json_object_set(a->known, key, value);
	cell_note(a->run, json_pack("{s:o}", key, value));
}

bool fact_is(const struct attempt *a, const char *key, const char *text)
{
	const char *have = json_string_value(json_object_get(a->known, key));

	return have && !strcmp(have, text);
}

static void attempt_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd >= 0 && write(fd, text, strlen(text)) < 0)
		log_warn("%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
}

/*
 * Stock is as Debian boots it. Detect has what its command line set (safety_guest()), and watchdogs that
 * bark sooner; they are set now because a boot under emulation is slow enough to alarm them. Half of these
 * seconds alarms them too, where many processes share the host. The kernel accepts 1 to 60 s, 3 to 300 s
 * and any number of them.
 */
static void attempt_profile(const struct attempt *a)
{
	attempt_spare(true);
	if (!a->detect)
		return;
	attempt_write("/proc/sys/kernel/watchdog_thresh", "5");
	attempt_write("/sys/module/rcupdate/parameters/rcu_cpu_stall_timeout", "8");
	attempt_write("/proc/sys/kernel/hung_task_timeout_secs", "6");
}

static void attempt_mounts(void)
{
	mkdir("/sys/fs/bpf", 0755);
	mount("bpf", "/sys/fs/bpf", "bpf", 0, NULL);
}

/* Other programs on every CPU that can still run something. */
static void attempt_look_around(struct attempt *a, enum fault_stage stage, bool churn)
{
	char *key = str_fmt("bystander_%s", fault_stage_names[stage]);
	const char *how = "done";
	unsigned int cpus = a->lockup || fact_is(a, "trigger", "stuck") ? 1 : a->cpus;

	for (unsigned int cpu = 0; cpu < cpus && !strcmp(how, "done"); cpu++)
		how = other_run(a, "pb_bystander", cpu, churn ? body_churn : body_bystander, 0,
				BYSTANDER_S);
	fact(a, key, json_string(how));
	free(key);
}

static void attempt_numbers(struct attempt *a, enum fault_stage stage)
{
	char *key = str_fmt("evidence_%s", fault_stage_names[stage]);
	s64 hits, evidence;

	loader_read(a, &hits, &evidence);
	if (evidence >= 0 || hits >= 0)
		fact(a, key, json_integer(evidence));
	free(key);
}

/* Another round of events: are they still seen after what the last one did? */
static void attempt_trigger_later(struct attempt *a, unsigned int round)
{
	s64 hits, later, evidence;

	loader_read(a, &hits, &evidence);
	fact(a, "trigger_later",
	     json_string(other_run(a, FAULT_TRIGGER, a->cpus - 1, body_trigger, round, watch_limit(a))));
	loader_read(a, &later, &evidence);
	fact(a, "later", json_integer(later < 0 ? later : later - hits));
}

/* The first round of events, and then another; and one more if the harm came as late as that. */
static void attempt_trigger(struct attempt *a)
{
	s64 before, hits, evidence;
	unsigned int cpu = a->cpus - 1;

	loader_read(a, &before, &evidence);
	fact(a, "trigger",
	     json_string(other_run(a, FAULT_TRIGGER, cpu, body_trigger, 0, watch_limit(a))));
	loader_read(a, &hits, &evidence);
	fact(a, "hits", json_integer(hits < 0 ? hits : hits - (before > 0 ? before : 0)));
	attempt_numbers(a, STAGE_NOW);
	if (fact_is(a, "trigger", "stuck") || a->lockup)
		return;
	attempt_trigger_later(a, 1);
	if (fact_is(a, "trigger", "done") && !fact_is(a, "trigger_later", "done") && !a->lockup)
		attempt_trigger_later(a, 2);
}

static int body_race(struct attempt *a, unsigned int arg)
{
	int err = 0;

	for (unsigned int i = 0; i < RACE_ROUNDS && !err; i++)
		err = body_trigger(a, i);
	return err;
}

static int attempt_helper(const struct attempt *a)
{
	char *path = str_fmt("%s/pbf_%s.ko", FAULT_MODULES, a->fault->helper);
	int err = kmod_insert(path, NULL, 0);

	free(path);
	return err;
}

/* Load the observed module anew, but not before its events were seen. */
static bool attempt_helper_again(struct attempt *a)
{
	s64 hits = 0, evidence;
	int err;

	other_run(a, FAULT_TRIGGER, a->cpus - 1, body_trigger, 0, watch_limit(a));
	loader_read(a, &hits, &evidence);
	fact(a, "hits_before", json_integer(hits));
	if (hits <= 0)
		return false;
	err = kmod_remove(a->fault->helper) ?: attempt_helper(a);
	fact(a, "helper_errno", json_integer(-err));
	return !err;
}

/* What else the fault wants done between attach and trigger. False: then a trigger would prove nothing. */
static bool attempt_act(struct attempt *a)
{
	switch (a->fault->action) {
	case ACT_KILL_LOADER:
	case ACT_PIN:
		fact(a, "loader", json_string(loader_kill(a)));
		break;
	case ACT_HELPER_AGAIN:
		return attempt_helper_again(a);
	default:
		break;
	}
	return true;
}

static int body_remove_orphan(struct attempt *a, unsigned int arg)
{
	if (a->side == SIDE_KMOD)
		return kmod_remove(a->fault->name);
	return dir_remove(PIN_FOLDER);
}

/* A reader of the collector's numbers: @arg is the pipe that says when to close them. */
static int body_reader(struct attempt *a, unsigned int arg)
{
	char *path = str_fmt("/dev/pbf_%s", a->fault->name), c;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	free(path);
	fact(a, "reader_opened", json_boolean(fd >= 0));
	if (write(a->held, "o", 1) != 1 || read((int)arg, &c, 1) != 1)
		return -1;
	return fd >= 0 ? close(fd) : 0;
}

/* Start it, and wait until it has opened them. */
static pid_t attempt_hold(struct attempt *a, int release[2])
{
	int opened[2];
	pid_t pid;
	char c;

	if (pipe2(opened, O_CLOEXEC) || pipe2(release, O_CLOEXEC))
		return -1;
	a->held = opened[1];
	pid = other_start(a, "pb_reader", 0, body_reader, (unsigned int)release[0]);
	close(opened[1]);
	if (read(opened[0], &c, 1) != 1)
		log_warn("the reader ended before it read");
	close(opened[0]);
	return pid;
}

static const char *attempt_remove(struct attempt *a)
{
	int release[2] = { -1, -1 };
	pid_t reader = a->fault->action == ACT_IN_USE ? attempt_hold(a, release) : -1;
	const char *how;
	pid_t race = -1;

	if (a->fault->action == ACT_RACE_UNLOAD)
		race = other_start(a, FAULT_TRIGGER, a->cpus - 1, body_race, 0);
	if (a->loader->pid < 0)
		how = other_run(a, "pb_remover", 0, body_remove_orphan, 0, watch_limit(a));
	else
		how = loader_unload(a);
	if (race > 0)
		fact(a, "race", json_string(other_wait(a, race, watch_limit(a))));
	if (reader > 0 && write(release[1], "c", 1) == 1)
		fact(a, "reader", json_string(other_wait(a, reader, watch_limit(a))));
	return how;
}

/* After an oops that made events stop, removal is a fault of its own (U08). */
static bool attempt_may_unload(const struct attempt *a)
{
	s64 later = json_integer_value(json_object_get(a->known, "later"));

	if (a->lockup || fact_is(a, "trigger", "stuck"))
		return false;
	return !watch_oopsed() || a->fault->unload_wounded || later > 0 || a->fault->at_load;
}

/* What sleeps or waits for a timer in code that is gone now has so long to wake up. */
#define SETTLE_MS 200

static void attempt_unload(struct attempt *a)
{
	const char *how;

	if (!attempt_may_unload(a)) {
		fact(a, "unload", json_string("not tried"));
		return;
	}
	watch_stage(a, STAGE_AT_UNLOAD);
	how = attempt_remove(a);
	fact(a, "unload", json_string(how));
	poll(NULL, 0, SETTLE_MS);
	attempt_look_around(a, STAGE_AT_UNLOAD, true);
	remains_after(a);
	remains_taint(a, STAGE_AT_UNLOAD);
}

static void attempt_steps(struct attempt *a)
{
	pid_t work = other_start(a, "pb_work", 0, body_other_work, 0);
	const char *loaded;

	remains_before(a);
	watch_stage(a, STAGE_NOW);
	loaded = loader_start(a);
	fact(a, "load", json_string(loaded));
	if (!strcmp(loaded, "done") && !a->fault->at_load) {
		if (attempt_act(a))
			attempt_trigger(a);
	} else if (!strcmp(loaded, "refused") && a->fault->trigger_refused) {
		attempt_trigger(a);
	}
	attempt_look_around(a, STAGE_NOW, false);
	remains_taint(a, STAGE_NOW);
	watch_stage(a, STAGE_DELAYED);
	attempt_look_around(a, STAGE_DELAYED, true);
	remains_taint(a, STAGE_DELAYED);
	if (strcmp(loaded, "refused")) {
		attempt_numbers(a, STAGE_DELAYED);
		attempt_unload(a);
	}
	if (work > 0)
		kill(work, SIGKILL);
	watch_tick(a);
	fact(a, "oopsed", json_boolean(watch_oopsed()));
}

void safety_run(struct cell_run *run)
{
	struct loader loader = { 0 };
	struct attempt a = { .run = run, .loader = &loader, .known = json_object(), .kmsg = -1 };
	char *why = NULL;
	int err = 0;

	/* Whatever the flags: only in a guest of ours. */
	if (!file_exists(GUEST_MARK)) {
		cell_end(run, OUTCOME_SKIP, "faults run in throwaway guests only");
		goto out;
	}
	safety_resolve(&run->cell, &a);
	why = safety_skip(&a);
	if (why) {
		cell_end(run, OUTCOME_SKIP, "%s", why);
		goto out;
	}
	/* A loader that was killed does not read any more what we write to it. */
	signal(SIGPIPE, SIG_IGN);
	attempt_pin(0);
	attempt_mounts();
	attempt_profile(&a);
	err = watch_open(&a);
	if (!err && a.fault->helper)
		err = attempt_helper(&a);
	if (err)
		cell_end(run, OUTCOME_BROKEN, "cannot prepare the guest: %s", strerror(-err));
	else
		attempt_steps(&a);
out:
	free(why);
	json_decref(a.known);
}
