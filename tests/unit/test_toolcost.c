// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_toolcost - what the report tells of the cost of tools, and what it does not.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/chapter.h"
#include "report_fixture.h"

TestSuite(report_toolcost, .init = folder_make, .fini = folder_remove);

static void plant_cost(const char *rest, int base, int added, int noise)
{
	char *line = str_fmt("{\"schema\":1,\"cell\":\"toolcost/kernel=" KERNEL "/%s\",\"outcome\":\"ok\",\"reason\":\"\","
			     "\"profile\":\"exact\",\"accel\":\"icount\",\"cpu\":\"qemu64\",\"events\":{},\"metrics\":{"
			     "\"base_insn_per_op\":{\"value\":%d,\"unit\":\"insn\",\"class\":\"exact\"},\"added_insn_per_op\":"
			     "{\"value\":%d,\"unit\":\"insn\",\"class\":\"exact\",\"noise\":%d}},\"repeats\":"
			     "[{\"repeat\":0,\"boot\":0}],\"repeats_agree\":true}\n", rest, base, added, noise);

	plant(line);
	free(line);
}

Test(report_toolcost, sides_stand_beside_one_another)
{
	struct page p = { .dir = folder };
	struct results r;
	struct chapter_run c = { .experiment = experiment_find("toolcost"), .r = &r };
	char *text;

	plant_cost("workload=openclose/tool=opensnoop/arm=kmod", 6000, 500, 0);
	plant_cost("workload=openclose/tool=opensnoop/arm=ebpf", 6000, 1000, 1);
	plant_cost("workload=pipe/tool=runqlat/arm=ebpf", 11000, 30, 31);
	plant_cost("workload=tcp/tool=tcplife/arm=kmod", 28000, -3, 1);
	plant_cost("workload=tcp/tool=tcplife/arm=ebpf", 28000, 1, 0);
	load(&r);
	cr_assert_eq(c.experiment->chapter, &chapter_toolcost);
	chapter_toolcost.answer(&c, &p);
	cr_assert_eq(p.blocks[0].kind, BLOCK_TABLE);
	text = table_text(p.blocks[0].table, &table_csv);
	cr_expect_not_null(strstr(text, "`opensnoop`,`openclose`,6000,500,1000,2.00"), "%s", text);
	cr_expect_not_null(strstr(text, "`runqlat`,`pipe`,11000,-,not resolved,-"), "%s", text);
	cr_expect_not_null(strstr(text, "`tcplife`,`tcp`,28000,-3,1,-"), "%s", text);
	free(text);
	page_free(&p);
	results_free(&r);
}
