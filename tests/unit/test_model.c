// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_model - which cells the cost model consists of, and what is predicted from which.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "registry.h"
#include "report/model.h"

#define KERNEL "6.12.1"

static bool names_a_cell(const char *rest)
{
	char *name = str_fmt("model/kernel=" KERNEL "/%s", rest), *why = NULL;
	struct cell c;
	bool sound = !cell_parse(name, &c, &why);

	if (sound)
		cell_free(&c);
	free(why);
	free(name);
	return sound;
}

Test(model, names_make_sense_or_are_refused)
{
	cr_expect(names_a_cell("workload=stat/hook=kprobe/body=stream/channel=relay/arm=kmod/mech=kprobe"));
	cr_expect(names_a_cell("workload=stat/hook=entry/body=hash/channel=none/arm=ebpf/mech=fentry"));
	cr_expect(!names_a_cell("workload=stat/hook=kprobe/body=nobody/channel=none/arm=kmod/mech=kprobe"), "no such body");
	cr_expect(!names_a_cell("workload=stat/hook=kretprobe/body=hist/channel=none/arm=kmod/mech=kretprobe"), "a pair");
	cr_expect(!names_a_cell("workload=stat/hook=kretprobe/body=hash/channel=none/arm=kmod/mech=kretprobe"), "not by it");
	cr_expect(!names_a_cell("workload=stat/hook=kprobe/body=stream/channel=ringbuf/arm=kmod/mech=kprobe"), "the other side's");
	cr_expect(!names_a_cell("workload=stat/hook=kprobe/body=count/channel=mmap/arm=kmod/mech=kprobe"), "has no records");
	cr_expect(!names_a_cell("workload=stat/hook=tracepoint/body=stream/channel=relay/arm=kmod/mech=tracepoint"),
		  "its reader would be observed");
}

static void plan_sees(const struct cell *c, void *ctx)
{
	char *name = cell_name(c);

	cr_expect(names_a_cell(strstr(name, "/workload=") + 1), "%s", name);
	++*(size_t *)ctx;
	free(name);
}

Test(model, every_planned_cell_can_be_parsed)
{
	size_t n = 0;

	experiment_find("model")->plan(KERNEL, plan_sees, &n);
	cr_expect_gt(n, 100, "%zu cells", n);
}

/* A cell that costs @insns an event, of 256. */
static void plant(char **text, const char *rest, int insns)
{
	text_add(text,
		 "{\"schema\":1,\"cell\":\"model/kernel=" KERNEL "/%s\",\"outcome\":\"ok\",\"reason\":\"\",\"profile\":\"exact\","
		 "\"events\":{},\"metrics\":{\"added_insn_per_event\":{\"value\":%d,\"unit\":\"insn\",\"class\":\"exact\",\"delta\":%d,"
		 "\"events\":256}}}\n", rest, insns, 256 * insns);
}

#define AT(work, hook, body, channel, mech) \
	"workload=" work "/hook=" hook "/body=" body "/channel=" channel "/arm=ebpf/mech=" mech

Test(model, a_sum_is_of_parts_that_were_measured_alone)
{
	struct results r = { 0 };
	struct model_row *rows;
	char *text = NULL;
	size_t n;

	plant(&text, AT("getppid", "kprobe", "null", "none", "kprobe"), 300);
	plant(&text, AT("getppid", "kprobe", "stream", "none", "kprobe"), 400);
	plant(&text, AT("getppid", "kprobe", "stream", "ringbuf", "kprobe"), 550);
	plant(&text, AT("getppid", "tracepoint", "null", "none", "tp_btf"), 110);
	plant(&text, AT("stat", "tracepoint", "stream", "ringbuf", "tp_btf"), 367);
	plant(&text, AT("stat", "kprobe", "stream", "ringbuf", "kprobe"), 550);
	plant(&text, AT("stat", "entry", "count", "none", "fentry"), 130);
	cr_assert_eq(results_parse(&r, "cells.jsonl", text, strlen(text)), 0);
	n = model_rows(&r, KERNEL, &rows);
	cr_assert_eq(n, 7);
	for (size_t i = 0; i < 4; i++) {
		cr_expect_eq(rows[i].kind, MODEL_PART);
		cr_expect(rows[i].known && !model_residual(&rows[i]), "row %zu is its own sum", i);
	}
	cr_expect_eq(rows[4].kind, MODEL_OTHER_BOTH);
	cr_expect_float_eq(rows[4].hook, 110, 1e-9);
	cr_expect_float_eq(rows[4].body_part, 100, 1e-9);
	cr_expect_float_eq(rows[4].channel_part, 150, 1e-9);
	cr_expect_eq(model_residual(&rows[4]), 7);
	cr_expect_eq(rows[5].kind, MODEL_OTHER_WORK);
	cr_expect_eq(model_residual(&rows[5]), 0);
	cr_expect(!rows[6].known, "neither its hook nor its body was measured");
	model_rows_free(rows, n);
	results_free(&r);
	free(text);
}
