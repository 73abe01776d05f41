// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_host - what a host run refuses, what its machine is, and the records made of its batches.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "record.h"
#include "registry.h"

#define ANY_CPU .cpu = RUN_ANY_CPU

static bool refused(const struct experiment *e, const char *says)
{
	char *why = host_refuses(e);
	bool good = why ? says && strstr(why, says) : !says;

	if (!good)
		cr_log_error("not \"%s\" but: %s", says ? says : "(allowed)", why ? why : "(allowed)");
	free(why);
	return good;
}

Test(host, what_may_crash_a_kernel_is_refused)
{
	struct experiment e = { .name = "wreck", .sampled = true, .needs = { .vm = true } };

	cr_expect(refused(&e, "may crash the kernel"));
	e.needs.vm = false;
	cr_expect(refused(&e, NULL));
	e.sampled = false;
	cr_expect(refused(&e, "no sampled form"));
}

/* Even a folder that looks like a guest's does not make this machine one. */
Test(host, host_is_never_a_throwaway_machine)
{
	struct machine m = host_machine();
	const struct needs deadly = { .vm = true };
	char *why = needs_unmet(&deadly, &m);

	cr_expect_not(m.vm);
	cr_expect(why && strstr(why, "throwaway VM"), "%s", why);
	free(why);
}

Test(host, every_part_of_a_cell_can_ask_for_a_vm)
{
	const struct needs vm = { .vm = true };
	struct experiment e = { .name = "e" };
	struct workload w = { .name = "w" };
	struct backend b = { .name = "b" };
	struct collector c = { .name = "c" };
	struct mech mech = { .name = "m" };
	struct cell cell = { .experiment = &e, .workload = &w, .backend = &b, .collector = &c,
			     .mech = &mech };
	struct needs *needs[] = { &e.needs, &w.needs, &b.needs, &c.needs, &mech.needs };
	struct machine m = { .root = true, .probed = true };

	cr_expect_null(cell_unmet(&cell, &m));
	for (size_t i = 0; i < ARRAY_SIZE(needs); i++) {
		char *why;

		*needs[i] = vm;
		why = cell_unmet(&cell, &m);
		cr_expect(why && strstr(why, "may crash"), "part %zu", i);
		free(why);
		*needs[i] = (struct needs){ 0 };
	}
}

Test(host, mechanisms_are_tried_rather_than_looked_up)
{
	static const char *const options[] = { "CONFIG_NO_SUCH=y", NULL };
	const struct needs n = { .kconfig = options };
	struct machine m = { .kconfig = "CONFIG_OTHER=y\n", .probed = true };

	cr_expect_null(needs_unmet(&n, &m), "a wrong or missing option decides nothing");
	cr_expect_str_eq(needs_lacking(&n, &m), "CONFIG_NO_SUCH=y", "but explains a refusal");
	m.kconfig = NULL;
	cr_expect_null(needs_unmet(&n, &m));
	cr_expect_null(needs_lacking(&n, &m), "nothing is known to be lacking");
}

Test(host, options_of_guests_are_refused)
{
	const struct run_opts good = { .on = "host", ANY_CPU };
	const struct run_opts bad[] = {
		{ ANY_CPU, .kernels = "6.12" }, { ANY_CPU, .vmlinuz = "x" }, { ANY_CPU, .bit_exact = true },
		{ ANY_CPU, .jobs = 2 },		{ ANY_CPU, .accel = "kvm" }, { ANY_CPU, .repeats = 2 },
		{ ANY_CPU, .loads = 1, .blocks = 5 },
	};

	cr_expect_eq(host_check_opts(&good), 0);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		cr_expect_eq(host_check_opts(&bad[i]), PB_EXIT_USAGE, "options %zu", i);
	cr_expect_eq(run_check_opts(&(struct run_opts){ ANY_CPU, .loads = 3 }), PB_EXIT_USAGE,
		     "and a host's are refused for guests");
	cr_expect_eq(run_check_opts(&(struct run_opts){ ANY_CPU, .on = "moon" }), PB_EXIT_USAGE);
}

/* A batch of @ns as a load reports it; of a counting collector that saw everything. */
static json_t *batch(double ns, double at)
{
	return json_pack("{s:I, s:I, s:i, s:i, s:i, s:s, s:i, s:i}", "at", (json_int_t)at, "ns",
			 (json_int_t)ns, "expected", 1000, "seen", 1000, "lost", 0, "proof", "run_cnt",
			 "hits", 53, "hits_expected", 53);
}

static json_t *block(double base, double aa, double kmod, double ebpf, double at)
{
	return json_pack("{s:s, s:[o, o, o, o], s:i, s:i}", "msg", "block", "batches", batch(base, at),
			 batch(aa, at + 1), kmod < 0 ? json_null() : batch(kmod, at + 2),
			 batch(ebpf, at + 3), "switched", 1, "miscounted", 0);
}

/* Loads of @blocks blocks: base 100000 ns for 1000 operations, plus what is said. */
static json_t *loads(unsigned int n, unsigned int blocks, double kmod, double ebpf, double wobble)
{
	json_t *all = json_array();

	for (unsigned int l = 0; l < n; l++) {
		json_t *list = json_array();

		for (unsigned int b = 0; b < blocks; b++) {
			double base = 100000 + 1000 * l, aa = base + (b % 2 ? wobble : -wobble);

			json_array_append_new(list, block(base, aa, kmod < 0 ? -1 : base + kmod,
							  base + ebpf, 1e6 * b));
		}
		json_array_append_new(all, json_pack("{s:i, s:f, s:i, s:s, s:o}", "ops", 1000, "lag1", 0.1,
						     "doubled", 0, "scheduling", "fifo", "blocks", list));
	}
	return all;
}

struct made {
	struct sample_group g;
	struct cell_run run[SAMPLE_MAX_ARMS];
};

static struct made make(json_t *from, const struct sample_opts *o)
{
	static const char *const names[] = { NULL, NULL, "arm=kmod/mech=tracepoint", "arm=ebpf/mech=raw_tp" };
	struct made m = { .g.n = 4 };

	for (size_t i = 0; i < 4; i++) {
		char *why, *name = str_fmt("overhead/kernel=6.1/workload=getppid/hook=%s/collector=%s/%s",
					   names[i] ? "tracepoint" : "none", names[i] ? "count" : "none",
					   names[i] ? names[i] : "arm=none/mech=none");

		cr_assert_eq(cell_parse(name, &m.g.arms[i], &why), 0, "%s", name);
		m.g.live[i] = true;
		m.run[i].cell = m.g.arms[i];
		m.run[i].record = record_new(name, "sampled");
		free(name);
	}
	sample_record(&m.g, o, from, m.run);
	json_decref(from);
	return m;
}

static void made_free(struct made *m)
{
	for (size_t i = 0; i < 4; i++) {
		json_decref(m->run[i].record);
		free(m->run[i].reason);
		cell_free(&m->g.arms[i]);
	}
}

static json_t *metric(const struct made *m, size_t arm, const char *name)
{
	return json_object_get(json_object_get(m->run[arm].record, "metrics"), name);
}

static double number(const json_t *o, const char *key)
{
	return json_number_value(json_object_get(o, key));
}

static const struct sample_opts three_by_four = { .loads = 3, .blocks = 4, .seed = 1 };

Test(host, overheads_are_paired_within_blocks)
{
	struct made m = make(loads(3, 4, 20000, 50000, 500), &three_by_four);
	json_t *added = metric(&m, 3, "added_ns_per_event");

	/* Loads differ by 1000 ns a batch; pairing takes that out, so the interval has no width. */
	cr_expect_eq(number(added, "value"), 50);
	cr_expect_eq(json_number_value(json_array_get(json_object_get(added, "ci"), 0)), 50);
	cr_expect_eq(json_number_value(json_array_get(json_object_get(added, "ci"), 1)), 50);
	cr_expect_eq(number(added, "n"), 12);
	cr_expect_eq(json_array_size(json_object_get(added, "samples")), 12);
	cr_expect(json_is_true(json_object_get(added, "resolved")));
	cr_expect_eq(number(metric(&m, 2, "added_ns_per_event"), "value"), 20);
	cr_expect_eq(number(metric(&m, 3, "base_ns_per_op"), "value"), 101);
	cr_expect_eq(m.run[3].outcome, OUTCOME_OK);
	made_free(&m);
}

Test(host, difference_within_the_noise_is_not_resolved)
{
	struct made m = make(loads(3, 4, 20000, 400, 500), &three_by_four);
	json_t *added = metric(&m, 3, "added_ns_per_event");

	cr_expect_eq(number(added, "value"), 0.4);
	cr_expect_eq(number(added, "noise"), 0.5);
	cr_expect(json_is_false(json_object_get(added, "resolved")));
	made_free(&m);
}

Test(host, ratio_needs_a_pair_and_a_module_above_zero)
{
	struct made m = make(loads(3, 4, 20000, 50000, 0), &three_by_four);
	json_t *ratio = metric(&m, 3, "ratio_to_tracepoint");

	cr_expect_eq(number(ratio, "value"), 2.5);
	cr_expect_str_eq(json_string_value(json_object_get(ratio, "of")), "added");
	cr_expect_null(metric(&m, 2, "ratio_to_tracepoint"), "the module has none");
	made_free(&m);
	m = make(loads(3, 4, 0, 50500, 0), &three_by_four);
	ratio = metric(&m, 3, "ratio_to_tracepoint");
	cr_expect_str_eq(json_string_value(json_object_get(ratio, "of")), "total");
	cr_expect_float_eq(number(ratio, "value"), 1.5, 1e-9);
	made_free(&m);
}

Test(host, there_is_no_verdict_below_six_samples)
{
	const struct sample_opts o = { .loads = 1, .blocks = 5, .seed = 1 };
	struct made m = make(loads(1, 5, 20000, 50000, 0), &o);

	cr_expect_eq(m.run[3].outcome, OUTCOME_BROKEN);
	cr_expect(strstr(m.run[3].reason, "only 5 of 5 blocks"), "%s", m.run[3].reason);
	cr_expect_null(metric(&m, 3, "added_ns_per_event"));
	made_free(&m);
}

Test(host, batches_that_were_never_kept_are_left_out_of_their_arm_only)
{
	struct made m = make(loads(3, 4, -1, 50000, 0), &three_by_four);

	cr_expect_eq(m.run[2].outcome, OUTCOME_BROKEN, "the module had no batch at all");
	cr_expect_eq(m.run[3].outcome, OUTCOME_OK);
	cr_expect_null(metric(&m, 3, "ratio_to_tracepoint"));
	made_free(&m);
}

Test(host, events_and_disturbances_are_summed)
{
	struct made m = make(loads(3, 4, 20000, 50000, 0), &three_by_four);
	json_t *events = json_object_get(m.run[3].record, "events");
	json_t *sampling = json_object_get(m.run[3].record, "sampling");

	cr_expect_eq(number(events, "expected"), 12000);
	cr_expect_eq(number(events, "seen"), 12000);
	cr_expect_eq(number(events, "hits"), 12 * 53);
	cr_expect_eq(number(json_object_get(sampling, "discarded"), "switched"), 12);
	cr_expect_eq(number(sampling, "blocks_kept"), 12);
	cr_expect_str_eq(json_string_value(json_object_get(m.run[3].record, "proof")), "run_cnt");
	cr_expect_null(metric(&m, 3, "added_cycles_per_event"), "no counters, no metric");
	made_free(&m);
}
