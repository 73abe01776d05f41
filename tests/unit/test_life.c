// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_life - marks and stamps become the cost of steps; what is recorded of things done once.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "build_cost.h"
#include "files.h"
#include "footprint.h"
#include "life.h"
#include "lives.h"
#include "record.h"
#include "registry.h"

#define MODULE_TRACE                                                                               \
	" init-7 [000] ..... 1200: initcall_start: func=pb_init\n"                                 \
	" init-7 [000] ..... 1500: initcall_finish: func=pb_init ret=0\n"                          \
	" init-7 [000] d..2. 2100: sched_switch: prev_comm=init prev_pid=7 x next_comm=rcu next_pid=9 y\n" \
	" rcu-9 [000] d..2. 2150: sched_switch: prev_comm=rcu prev_pid=9 x next_comm=init next_pid=7 y\n" \
	" init-7 [000] ..... 2400: module_free: pb_count\n"

static const struct life_log module_life = {
	.pid = 7,
	.nr = 3,
	.marks = { { LIFE_LOAD, 1000, 1600 }, { LIFE_ASK, 1600, 2000 }, { LIFE_UNLOAD, 2000, 2500 } },
	.settled = 3000,
};

Test(life, a_module_is_attached_inside_its_loading)
{
	struct stamps s = { 0 };
	struct life_cost c;

	stamps_parse(&s, MODULE_TRACE);
	cr_assert_eq(life_cost(&module_life, &s, &c), 0);
	cr_expect_eq(c.step[LIFE_LOAD].own, 200 + 100);
	cr_expect_eq(c.step[LIFE_ATTACH].own, 300);
	cr_expect_eq(c.step[LIFE_DETACH].own, 350, "400 less the 50 that it waited");
	cr_expect_eq(c.step[LIFE_DETACH].others, 50);
	cr_expect_eq(c.step[LIFE_DETACH].waits, 1);
	cr_expect_eq(c.step[LIFE_UNLOAD].own, 100);
	cr_expect_eq(c.deferred, 50);
	cr_expect_not(c.has[LIFE_OPEN]);
	stamps_free(&s);
}

Test(life, without_a_stamp_nothing_is_guessed)
{
	struct stamps s = { 0 };
	struct life_cost c;

	stamps_parse(&s, " init-7 [000] ..... 1200: initcall_start: func=pb_init\n");
	cr_expect_eq(life_cost(&module_life, &s, &c), -EPROTO);
	stamps_free(&s);
}

Test(life, a_program_has_its_steps_apart)
{
	const struct life_log log = {
		.pid = 7,
		.nr = 6,
		.marks = { { LIFE_OPEN, 100, 200 }, { LIFE_LOAD, 200, 500 }, { LIFE_ATTACH, 500, 600 },
			   { LIFE_ASK, 600, 700 }, { LIFE_DETACH, 700, 750 }, { LIFE_UNLOAD, 750, 780 } },
	};
	struct stamps none = { 0 };
	struct life_cost c;

	cr_assert_eq(life_cost(&log, &none, &c), 0);
	for (int i = 0; i < LIFE_STEPS; i++)
		cr_expect(c.has[i]);
	cr_expect_eq(c.step[LIFE_OPEN].own, 100);
	cr_expect_eq(c.step[LIFE_LOAD].own, 300);
	cr_expect_eq(c.step[LIFE_UNLOAD].own, 30);
	cr_expect_eq(c.deferred, 0, "it never settled");
}

/* Two repeats of one cell, the second one cheaper. */
static json_t *once(int repeat, u64 least)
{
	struct cell_run run = { .repeat = repeat, .boot = repeat, .record = record_new("lifecycle/x", "exact") };
	const u64 insns[] = { least + 5, least, least + 1 };

	record_once(run.record, insns, ARRAY_SIZE(insns));
	record_finish(&run);
	return run.record;
}

Test(life, the_least_of_all_repeats_is_kept_and_they_need_not_agree)
{
	json_t *a = once(0, 1000), *b = once(1, 990), *both = record_merge(a, b);
	json_t *m = json_object_get(json_object_get(both, "metrics"), "insn");

	cr_expect_eq(json_integer_value(json_object_get(m, "value")), 990);
	cr_expect_eq(json_array_size(json_object_get(m, "blocks")), 3);
	cr_expect_eq(json_integer_value(json_object_get(m, "ops")), 1);
	cr_expect(json_is_true(json_object_get(both, "repeats_agree")));
	cr_expect_eq(json_array_size(json_object_get(both, "repeats")), 2);
	json_decref(a);
	json_decref(b);
	json_decref(both);
}

Test(life, samples_have_an_interval)
{
	json_t *r = record_new("lifecycle/x", "exact"), *m;
	const double ms[] = { 12, 10, 11, 13, 10, 12 };

	record_samples(r, "build_cpu_ms", ms, ARRAY_SIZE(ms), "ms");
	m = json_object_get(json_object_get(r, "metrics"), "build_cpu_ms");
	cr_expect_float_eq(json_real_value(json_object_get(m, "value")), 11.5, 1e-9);
	cr_expect_str_eq(json_string_value(json_object_get(m, "class")), "sampled");
	cr_expect_geq(json_real_value(json_array_get(json_object_get(m, "ci"), 0)), 10);
	cr_expect_leq(json_real_value(json_array_get(json_object_get(m, "ci"), 1)), 13);
	json_decref(r);
}

Test(life, sizes_are_read_from_the_object)
{
	char path[] = "/tmp/probebench-object.XXXXXX";
	u64 file, loaded, percpu;
	size_t size;
	const void *elf = collector_find("count")->bpf_elf(&size);
	int fd = mkstemp(path);

	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, elf, size), (ssize_t)size);
	close(fd);
	cr_assert_eq(build_object_bytes(path, &file, &loaded), 0);
	cr_expect_eq(file, size);
	cr_expect_gt(loaded, 0);
	cr_expect_lt(loaded, file, "symbols and debugging information are not loaded");
	cr_expect_eq(footprint_percpu(path, &percpu), 0);
	cr_expect_eq(percpu, 0, "a BPF object has no per-CPU section");
	cr_assert_eq(file_write(path, "no object", 9), 0);
	cr_expect_eq(build_object_bytes(path, &file, &loaded), -EINVAL);
	cr_expect_eq(footprint_percpu(path, &percpu), -EINVAL);
	unlink(path);
	cr_expect_eq(build_object_bytes(path, &file, &loaded), -ENOENT);
}

static void judged(const char *collector, u64 seen, u64 lost, bool stray, bool sound)
{
	const struct life_log log = { .expected = 53, .seen = seen, .lost = lost };
	char *why = lives_judge(collector_find(collector), &log, stray);

	cr_expect_eq(!why, sound, "%s, %d seen, %d lost: %s", collector, (int)seen, (int)lost, why ? why : "accepted");
	free(why);
}

Test(life, each_life_has_to_count_by_itself)
{
	judged("count", 53, 0, false, true);
	judged("count", 52, 0, false, false);
	judged("count", 54, 0, false, false);
	judged("count", 52, 1, false, false);
	judged("count", 60, 0, true, true);
	judged("count", 52, 0, true, false);
	judged("filter", 0, 0, false, true);
	judged("filter", 53, 0, false, false);
	judged("filter", 1, 0, true, false);
	judged("null", 0, 0, false, true);
}

static void check(const char *name, bool sound)
{
	char *why = NULL;
	struct cell c;
	int err = cell_parse(name, &c, &why);

	cr_expect_eq(!err, sound, "%s: %s", name, why ? why : "accepted");
	if (!err)
		cell_free(&c);
	free(why);
}

Test(life, a_step_is_one_of_a_life)
{
	check("lifecycle/kernel=6.1/hook=kprobe/collector=count/step=load/arm=kmod/mech=kprobe", true);
	check("lifecycle/kernel=6.1/hook=none/collector=count/step=build/arm=ebpf/mech=none", true);
	check("lifecycle/kernel=6.1/hook=kprobe/collector=count/step=build/arm=kmod/mech=kprobe", false);
	check("lifecycle/kernel=6.1/hook=none/collector=count/step=load/arm=kmod/mech=none", false);
	check("lifecycle/kernel=6.1/hook=kprobe/collector=none/step=load/arm=kmod/mech=kprobe", false);
	check("lifecycle/kernel=6.1/hook=kprobe/collector=count/step=age/arm=kmod/mech=kprobe", false);
}
