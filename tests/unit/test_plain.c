// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_plain - the report of an experiment that shows its cells and no more.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"
#include "report_fixture.h"

TestSuite(plain, .init = folder_make, .fini = folder_remove);

static void plant_stacks(const char *kernel, const char *work, const char *outcome, const char *events, const char *metrics)
{
	char *line = str_fmt("{\"schema\":1,\"cell\":\"stacks/kernel=%s/work=%s/hook=entry\",\"outcome\":\"%s\",\"reason\":\"so\","
			     "\"profile\":\"exact\",\"accel\":\"icount\",\"cpu\":\"qemu64\",\"events\":{%s},\"metrics\":{%s},"
			     "\"repeats\":[{\"repeat\":0,\"boot\":0}],\"repeats_agree\":true}\n", kernel, work, outcome, events,
			     metrics);

	plant(line);
	free(line);
}

#define VALUE(name, n) "\"" name "\":{\"value\":" #n ",\"unit\":\"stacks\",\"class\":\"exact\"}"
#define HAS(text, part) cr_expect_not_null(strstr(text, part), "no \"%s\" in:\n%s", part, text)

Test(plain, asks_its_own_question_and_shows_what_each_cell_came_to)
{
	char *text;

	plant_stacks("6.1.0-test", "ways", "ok", "\"expected\":1055,\"seen\":1055,\"lost\":0", VALUE("stacks", 5));
	plant_stacks(KERNEL, "ways", "ok", "\"expected\":1055,\"seen\":1055,\"lost\":0", VALUE("stacks", 5));
	plant_stacks(KERNEL, "full", "fail", "\"expected\":1055,\"seen\":844,\"lost\":200",
		     VALUE("stacks", 4) "," VALUE("kept_kmod", 4));
	plant_stacks(KERNEL, "deep", "skip", "", "");
	report_build(folder, NULL, NULL);
	text = folder_read("report.md");
	HAS(text, "# Do both sides see the same kernel stacks, from the probed function down?");
	cr_expect_null(strstr(text, "What does one event cost"), "the question of another experiment");
	HAS(text, "On Linux 6.1, 1 of 1 cells came out as they must; 0 did not, 0 could not be tried");
	HAS(text, "On Linux 6.12, 1 of 3 cells came out as they must; 1 did not, 1 could not be tried, 0 say nothing");
	HAS(text, "* `kept_kmod`: in the module's full table");
	cr_expect_null(strstr(text, "`kept_ebpf`"), "no cell has it");
	free(text);
	text = folder_read("tables/stacks-6.12.md");
	HAS(text, "| cell                 | outcome | events expected | events seen | events lost | stacks | kept_kmod |");
	HAS(text, "| work=full/hook=entry | fail    |            1055 |         844 |         200 |      4 |         4 |");
	HAS(text, "| work=deep/hook=entry | skip    |               - |           - |           - |      - |         - |");
	free(text);
	text = folder_read("tables/stacks-6.1.md");
	cr_expect_null(strstr(text, "kept_kmod"), "no cell of this kernel has it:\n%s", text);
	free(text);
}

Test(plain, objects_of_the_user_are_no_chapter_on_events)
{
	char *text;

	plant("{\"schema\":1,\"cell\":\"opaque/kernel=" KERNEL "/workload=openclose/object=mine/arm=ebpf\",\"outcome\":\"ok\","
	      "\"reason\":\"\",\"profile\":\"exact\",\"accel\":\"icount\",\"cpu\":\"qemu64\",\"events\":{},\"metrics\":{"
	      "\"added_insn_per_op\":{\"value\":77,\"unit\":\"insn\",\"class\":\"exact\"}},"
	      "\"repeats\":[{\"repeat\":0,\"boot\":0}],\"repeats_agree\":true}\n");
	report_build(folder, NULL, NULL);
	text = folder_read("report.md");
	HAS(text, "# What does an operation cost while an object of one's own is loaded?");
	HAS(text, "* `added_insn_per_op`: what the object adds to an operation");
	cr_expect_null(strstr(text, "What does one event cost"), "the question of another experiment");
	cr_expect_null(strstr(text, "Gates"), "it has none");
	free(text);
	text = folder_read("tables/opaque-6.12.md");
	HAS(text, "| workload=openclose/object=mine/arm=ebpf | ok      |                77 |");
	free(text);
}
