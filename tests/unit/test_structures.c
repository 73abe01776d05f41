// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_structures - descriptors of data structures are whole, their cells are planned and judged, and the
 * report finds the cheapest of a small planted run.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "registry.h"
#include "report/report.h"
#include "report/structures.h"
#include "report_fixture.h"

TestSuite(structures, .init = folder_make, .fini = folder_remove);

static bool names(char *why, const char *fault)
{
	bool good = why && strstr(why, fault);

	if (!good)
		cr_log_error("not \"%s\" but: %s", fault, why ? why : "(sound)");
	free(why);
	return good;
}

Test(structures, every_real_one_is_whole_and_found)
{
	for (const struct structure *const *s = structures; *s; s++) {
		cr_expect_null(structure_check(*s), "%s", (*s)->name);
		cr_expect_eq(structure_find((*s)->name, (*s)->arm), *s, "%s of %s", (*s)->name, (*s)->arm);
	}
	cr_expect_null(structure_find("hash", "kmod"));
	cr_expect_null(structure_op_find("enter"));
}

Test(structures, every_fault_of_a_descriptor_is_named)
{
	struct structure s = *structure_find("hash", "ebpf");

	s.ops = "ilx";
	cr_expect(names(structure_check(&s), "operation 'x'"));
	s.ops = "ilu";
	cr_expect(names(structure_check(&s), "never deleted"));
	s.ops = "iludw";
	s.other = NULL;
	cr_expect(names(structure_check(&s), "the other side has none of this name"));
	s.arm = "kmod";
	cr_expect(names(structure_check(&s), "belongs to the arm ebpf"));
	s.bpf_elf = NULL;
	s.tracing = true;
	cr_expect(names(structure_check(&s), "fentry belong to the arm ebpf"));
	s.arm = "perl";
	cr_expect(names(structure_check(&s), "no arm perl"));
}

static void judged(const char *name, const char *fault)
{
	char *full = str_fmt("structures/kernel=6.12/%s", name), *why;
	struct cell c;
	int err = cell_parse(full, &c, &why);

	if (!fault)
		cr_expect_eq(err, 0, "%s: %s", name, why ? why : "");
	else
		cr_expect(err && strstr(why, fault), "%s: %s", name, why ? why : "(sound)");
	free(why);
	if (!err)
		cell_free(&c);
	free(full);
}

Test(structures, cells_that_make_no_sense_are_refused)
{
	judged("structure=hash/entries=1024/op=insert/arm=ebpf", NULL);
	judged("structure=hash/entries=3/op=insert/arm=ebpf", NULL);
	judged("structure=hash/entries=1024/op=insert/arm=kmod", "no structure hash of the arm kmod");
	judged("structure=queue/entries=1024/op=lookup/arm=ebpf", "has no operation lookup");
	judged("structure=hash/entries=0/op=insert/arm=ebpf", "1 to 16384 elements");
	judged("structure=hash/entries=99999/op=insert/arm=ebpf", "1 to 16384 elements");
	judged("structure=hash/entries=9x/op=insert/arm=ebpf", "1 to 16384 elements");
	judged("structure=task_storage/entries=2/op=insert/arm=ebpf", "1 to 1 elements");
	judged("structure=list/entries=16384/op=lookup/arm=kmod", "1 to 1024 elements");
}

static void planned(const struct cell *c, void *ctx)
{
	char *name = cell_name(c);

	judged(strchr(strchr(name, '/') + 1, '/') + 1, NULL);
	++*(unsigned int *)ctx;
	free(name);
}

Test(structures, every_planned_cell_makes_sense)
{
	unsigned int n = 0;

	experiment_find("structures")->plan("6.12", planned, &n);
	cr_expect_gt(n, 150);
}

static void plant_op(const char *structure, unsigned int entries, const char *op, const char *arm, int delta, int ops)
{
	char *line = str_fmt("{\"schema\":1,\"cell\":\"structures/kernel=" KERNEL "/structure=%s/entries=%u/op=%s/arm=%s\","
			     "\"outcome\":\"ok\",\"reason\":\"\",\"profile\":\"exact\",\"accel\":\"icount\",\"cpu\":\"qemu64\","
			     "\"events\":{\"expected\":7,\"seen\":7},\"metrics\":{\"added_insn_per_op\":{\"value\":1,"
			     "\"unit\":\"insn\",\"class\":\"exact\",\"delta\":%d,\"ops\":%d}},\"repeats\":[{\"repeat\":0,"
			     "\"boot\":0}],\"repeats_agree\":true}\n", structure, entries, op, arm, delta, ops);

	plant(line);
	free(line);
}

static void plant_all(void)
{
	plant_op("open", 1024, "update", "kmod", 2200, 100);
	plant_op("hlist", 1024, "update", "kmod", 4720, 100);
	plant_op("hlist", 16384, "update", "kmod", 5000, 100);
	plant_op("hash", 1024, "update", "ebpf", 16780, 100);
	plant_op("lru_hash", 1024, "update", "ebpf", 100, 100);
	plant_op("task_storage", 1, "update", "ebpf", 141, 1);
	plant_op("queue", 1024, "insert", "ebpf", 11400, 100);
	plant_op("queue", 1024, "delete", "ebpf", 10700, 100);
	plant_op("kfifo", 1024, "insert", "kmod", 13200, 100);
}

#define HAS(text, part) cr_expect_not_null(strstr(text, part), "no \"%s\" in:\n%s", part, text)

Test(structures, the_cheapest_forgets_nothing_and_has_as_many_elements_as_the_others)
{
	const struct st_row *best;
	struct results r;
	struct st_rows rows;
	double cost;

	plant_all();
	load(&r);
	rows = st_rows(&r);
	best = st_best(&rows, &r.kernels[0], ST_TABLE, "ebpf");
	cr_assert_not_null(best);
	cr_expect_str_eq(best->s->name, "hash", "lru_hash forgets, task_storage has one element");
	best = st_best(&rows, &r.kernels[0], ST_TABLE, "kmod");
	cr_expect_str_eq(best->s->name, "open");
	best = st_best(&rows, &r.kernels[0], ST_QUEUE, "ebpf");
	cr_assert(st_event_cost(best, &cost));
	cr_expect_eq(cost, 221, "in and out");
	cr_expect_null(st_best(&rows, &r.kernels[0], ST_QUEUE, "kmod"), "half of an event is none");
	cr_expect_null(st_best(&rows, &r.kernels[0], ST_SET, "kmod"));
	st_rows_free(&rows);
	results_free(&r);
}

Test(structures, the_report_shows_figures_growth_and_what_is_lacking)
{
	char *text;

	plant_all();
	report_build(folder, NULL, NULL);
	text = folder_read("report.md");
	HAS(text, "costs a module 22 instructions at the least, with `open`, and an eBPF program 168, with `hash`");
	HAS(text, " 7.63 |");
	HAS(text, "63 operations were measured in 9 cells, and 63 of them did what they should");
	HAS(text, "| not run |");
	HAS(text, "nothing: a module has no place in a task");
	HAS(text, " **22** |");
	HAS(text, "|      47 |");
	HAS(text, " **168** |");
	cr_expect_null(strstr(text, "**1**"), "what forgets has no say");
	free(text);
	cr_expect(folder_has("tables/structures-update-6.12.md"));
	text = folder_read("tables/structures-update-6.12.md");
	HAS(text, "| module | hlist");
	HAS(text, "|   47 |    50 |");
	free(text);
	cr_expect(folder_has("plots/structures-6.12.dat"));
	text = folder_read("plots/structures-6.12.gp");
	HAS(text, "set logscale x");
	HAS(text, "An event is, for a table, by key");
	HAS(text, "with points pointtype 7");
	cr_expect_null(strstr(text, "boxxyerror"), "a length means nothing on a logarithmic axis");
	free(text);
}

Test(structures, the_report_names_every_alternative_of_each_side_and_why_it_is_not_the_one)
{
	char *text;

	plant_all();
	plant_op("rbtree", 1024, "update", "kmod", 9500, 100);
	plant_op("rhashtable", 1024, "lookup", "kmod", 9500, 100);
	plant_op("stack", 1024, "insert", "ebpf", 11400, 100);
	plant_op("stack", 1024, "delete", "ebpf", 10700, 100);
	plant_op("bitmap", 1024, "lookup", "ebpf", 1500, 100);
	plant_op("hash", 1024, "lookup", "ebpf", 16100, 100);
	plant_op("lru_hash", 1024, "lookup", "ebpf", 100, 100);
	report_build(folder, NULL, NULL);
	text = folder_read("tables/structures-tried-6.12.md");
	HAS(text, "| `open`   |           22 | `hlist` 47, `rbtree` 95, `rhashtable` not run | -");
	HAS(text, "| `hash`   |          168 | -                                             | `lru_hash` 1 (forgets), `task_storage` 141 (one element) |");
	HAS(text, "| `queue`  |          221 | `stack` 221 ");
	HAS(text, "| -        |            - | `kfifo` not run ");
	cr_expect_null(strstr(text, "xarray"), "no cell of it is there, so it was not tried");
	HAS(text, "| `bitmap` |           15 | -                                             | `hash` 161 (a table, look up) ");
	cr_expect_null(strstr(text, "| set of keys     | module"), "nor any of this job");
	free(text);
}
