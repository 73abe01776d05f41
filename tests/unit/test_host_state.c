// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_host_state - settings are put back: after a run, after half a run, after a kill.
 *
 * The machine is a folder with the files of /sys that matter. A setting that refuses to be written is
 * a link to a sysctl that is read-only even for root.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"
#include "host_state.h"

#define GOVERNOR "/sys/devices/system/cpu/cpu3/cpufreq/scaling_governor"
#define NO_TURBO "/sys/devices/system/cpu/intel_pstate/no_turbo"
#define STATS	 "/proc/sys/kernel/bpf_stats_enabled"

static char *root, *state;

static char *at(const char *path)
{
	return str_fmt("%s%s", root, path);
}

static void put(const char *path, const char *value)
{
	char *file = at(path), *dir = str_dup(file), *line = str_fmt("%s\n", value);

	*strrchr(dir, '/') = 0;
	cr_assert_eq(dir_make(dir), 0);
	cr_assert_eq(file_write(file, line, strlen(line)), 0);
	free(line);
	free(dir);
	free(file);
}

static bool is(const char *path, const char *value)
{
	char *file = at(path), *now = file_line(file);
	bool same = now && !strcmp(now, value);

	if (!same)
		cr_log_error("%s is %s, not %s", path, now ? now : "(missing)", value);
	free(now);
	free(file);
	return same;
}

static void setup(void)
{
	char name[] = "/tmp/probebench-host.XXXXXX";

	root = str_dup(mkdtemp(name));
	state = str_fmt("%s/state/host-state.json", root);
	/* Values as long as the wanted ones: a plain file is not truncated by a write. */
	put(GOVERNOR, "conservativ");
	put(NO_TURBO, "0");
	put(STATS, "1");
	put("/sys/devices/system/cpu/smt/active", "1");
}

static void teardown(void)
{
	dir_remove(root);
	free(root);
	free(state);
}

TestSuite(host_state, .init = setup, .fini = teardown);

static const char *text(const json_t *report, const char *name, const char *key)
{
	const char *s = json_string_value(json_object_get(json_object_get(report, name), key));

	return s ? s : "";
}

Test(host_state, settings_are_set_recorded_and_put_back)
{
	struct host_state s;
	json_t *report;

	cr_assert_eq(host_state_apply(&s, root, str_dup(state), 3, &report), 0);
	cr_expect(is(GOVERNOR, "performance"));
	cr_expect(is(NO_TURBO, "1"));
	cr_expect(is(STATS, "0"));
	cr_expect_str_eq(text(report, "governor", "was"), "conservativ");
	cr_expect_str_eq(text(report, "governor", "value"), "performance");
	cr_expect_str_eq(text(report, "smt", "value"), "1", "recorded without being changed");
	cr_expect_str_eq(text(report, "boost", "reason"), "this machine has no such setting");
	cr_expect(file_exists(state));
	cr_expect_eq(host_state_restore(&s), 0);
	cr_expect(is(GOVERNOR, "conservativ"));
	cr_expect(is(NO_TURBO, "0"));
	cr_expect(is(STATS, "1"));
	cr_expect_not(file_exists(state));
	json_decref(report);
}

Test(host_state, what_is_right_already_is_not_touched)
{
	struct host_state s;
	json_t *report;

	put(NO_TURBO, "1");
	cr_assert_eq(host_state_apply(&s, root, str_dup(state), 3, &report), 0);
	cr_expect_str_eq(text(report, "no_turbo", "was"), "");
	put(NO_TURBO, "7");
	cr_expect_eq(host_state_restore(&s), 0);
	cr_expect(is(NO_TURBO, "7"), "not ours to put back");
	json_decref(report);
}

Test(host_state, failure_half_way_leaves_the_rest_to_be_put_back)
{
	struct host_state s;
	json_t *report;
	char *file = at(NO_TURBO);

	/* Reads "Linux", cannot be written by anybody. */
	unlink(file);
	cr_assert_eq(symlink("/proc/sys/kernel/ostype", file), 0);
	cr_assert_eq(host_state_apply(&s, root, str_dup(state), 3, &report), 0);
	cr_expect(is(GOVERNOR, "performance"), "what came before it is set");
	cr_expect(is(STATS, "0"), "and what comes after it");
	cr_expect_str_eq(text(report, "no_turbo", "value"), "Linux");
	cr_expect_str_eq(text(report, "no_turbo", "wanted"), "1");
	cr_expect_str_neq(text(report, "no_turbo", "reason"), "", "the reason is recorded");
	cr_expect_eq(host_state_restore(&s), 0);
	cr_expect(is(GOVERNOR, "conservativ"));
	cr_expect(is(STATS, "1"));
	json_decref(report);
	free(file);
}

Test(host_state, nothing_is_changed_when_the_state_cannot_be_written)
{
	struct host_state s;
	json_t *report;

	/* A folder stands where the file belongs. */
	cr_assert_eq(dir_make(state), 0);
	cr_expect_neq(host_state_apply(&s, root, str_dup(state), 3, &report), 0);
	cr_expect_null(report);
	cr_expect(is(GOVERNOR, "conservativ"));
	cr_expect(is(STATS, "1"));
	cr_expect_eq(host_state_restore(&s), 0, "restoring what was never applied is harmless");
}

/* A child that applies and is gone, as after kill -9. */
static void killed_run(void)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		struct host_state s;
		json_t *report;

		_exit(host_state_apply(&s, root, str_dup(state), 3, &report) ? 1 : 0);
	}
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert_eq(status, 0);
}

Test(host_state, killed_run_is_undone_by_the_next_start)
{
	char *boot_id = host_boot_id(), *said = NULL;

	killed_run();
	cr_expect(is(GOVERNOR, "performance"), "the kill left it set");
	cr_expect_eq(host_state_recover(root, state, boot_id, &said), 1);
	cr_expect(is(GOVERNOR, "conservativ"));
	cr_expect(is(NO_TURBO, "0"));
	cr_expect(is(STATS, "1"));
	cr_expect(said && strstr(said, "governor to \"conservativ\""), "%s", said);
	cr_expect_not(file_exists(state));
	free(said);
	cr_expect_eq(host_state_recover(root, state, boot_id, &said), 0, "once is enough");
	cr_expect_null(said);
	free(boot_id);
}

Test(host_state, what_somebody_set_after_the_kill_stays)
{
	char *boot_id = host_boot_id(), *said = NULL;

	killed_run();
	put(GOVERNOR, "powersave");
	cr_expect_eq(host_state_recover(root, state, boot_id, &said), 1);
	cr_expect(is(GOVERNOR, "powersave"));
	cr_expect(is(STATS, "1"));
	free(said);
	free(boot_id);
}

Test(host_state, reboot_has_undone_the_settings_already)
{
	char *said = NULL;

	killed_run();
	put(GOVERNOR, "performance");
	cr_expect_eq(host_state_recover(root, state, "another boot", &said), 1);
	cr_expect(is(GOVERNOR, "performance"), "what this boot began with");
	cr_expect(said && strstr(said, "before the last boot"));
	cr_expect_not(file_exists(state));
	free(said);
}

Test(host_state, run_that_goes_on_is_left_alone)
{
	struct host_state s, second;
	json_t *report, *none;
	char *said = NULL;

	cr_assert_eq(host_state_apply(&s, root, str_dup(state), 3, &report), 0);
	cr_expect_eq(host_state_recover(root, state, "x", &said), -EBUSY);
	cr_expect_null(said);
	cr_expect_eq(host_state_apply(&second, root, str_dup(state), 3, &none), -EBUSY);
	cr_expect(is(GOVERNOR, "performance"));
	cr_expect(file_exists(state));
	cr_expect_eq(host_state_restore(&s), 0);
	json_decref(report);
}

Test(host_state, damaged_state_file_is_named_and_kept)
{
	char *said = NULL;

	put("/state/host-state.json", "{\"settings\": [");
	cr_expect_eq(host_state_recover(root, state, "x", &said), -EINVAL);
	cr_expect(file_exists(state));
}

Test(host_state, interrupts_of_a_cpu_are_found)
{
	json_t *irqs;

	put("/proc/irq/4/effective_affinity_list", "3");
	put("/proc/irq/9/effective_affinity_list", "0-2,4");
	put("/proc/irq/12/smp_affinity_list", "0-7");
	put("/proc/irq/13/smp_affinity_list", "30-33");
	irqs = host_irqs(root, 3);
	cr_assert_eq(json_array_size(irqs), 2);
	cr_expect_eq(json_integer_value(json_array_get(irqs, 0)), 4);
	cr_expect_eq(json_integer_value(json_array_get(irqs, 1)), 12);
	json_decref(irqs);
}

Test(host_state, every_wanted_setting_says_why)
{
	for (const struct host_setting *h = host_settings; h->name; h++) {
		cr_expect(h->path && *h->path == '/', "%s", h->name);
		cr_expect(h->why && *h->why, "%s", h->name);
	}
}
