// SPDX-License-Identifier: GPL-2.0-only
/* The report of a folder that holds sampled cells alone. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"
#include "report_fixture.h"

TestSuite(report_times, .init = folder_make, .fini = folder_remove);

#define CELL_LINE(name, outcome, reason, metrics)                                                  \
	"{\"schema\":1,\"cell\":\"" PREFIX name "\",\"outcome\":\"" outcome "\",\"reason\":\""      \
	reason "\",\"profile\":\"sampled\",\"accel\":\"host\",\"cpu\":\"a CPU\","                   \
	"\"events\":{\"expected\":9,\"seen\":9,\"lost\":0},\"metrics\":{" metrics "}}\n"
#define METRIC(name, value, low, high, more)                                                       \
	"\"" name "\":{\"value\":" value ",\"unit\":\"ns\",\"class\":\"sampled\",\"ci\":[" low ","  \
	high "],\"n\":30" more "}"
#define RESOLVED ",\"noise\":1.5,\"resolved\":true"

static void plant_host(void)
{
	plant(CELL_LINE("hook=none/collector=none/arm=none/mech=none", "ok", "",
			METRIC("ns_per_op", "160.0", "158.0", "161.0", "") ","
			METRIC("aa_ns", "0.1", "-1.6", "0.9", "")));
	plant(CELL_LINE("hook=kprobe/collector=count/arm=kmod/mech=kprobe", "ok", "",
			METRIC("added_ns_per_event", "50.0", "49.0", "51.0", RESOLVED)));
	plant(CELL_LINE("hook=kprobe/collector=count/arm=ebpf/mech=kprobe", "ok", "",
			METRIC("added_ns_per_event", "90.0", "88.5", "91.5", RESOLVED) ","
			METRIC("ratio_to_kprobe", "1.8", "1.7", "1.9", "")));
	plant(CELL_LINE("hook=entry/collector=count/arm=ebpf/mech=fentry", "ok", "",
			METRIC("added_ns_per_event", "0.7", "-0.1", "1.4",
			       ",\"noise\":1.5,\"resolved\":false")));
	plant(CELL_LINE("hook=exit/collector=count/arm=ebpf/mech=fexit", "skip", "it is locked down", ""));
	plant_file("env/" KERNEL ".json",
		   "{\"cpu_model\":\"Some CPU\",\"pmu\":{\"offered\":false,\"reason\":\"none here\"},"
		   "\"host_state\":{\"governor\":{\"value\":\"performance\",\"was\":\"powersave\"}}}");
}

Test(report_times, answers_with_intervals_and_the_ratio)
{
	char *page;

	plant_host();
	cr_assert_eq(report_build(folder, NULL, NULL), 0);
	page = folder_read("report.md");
	cr_expect_not_null(strstr(page, "50.0 [49.0, 51.0]"), "the module's time");
	cr_expect_not_null(strstr(page, "90.0 [88.5, 91.5]"), "the program's");
	cr_expect_not_null(strstr(page, "1.8 [1.7, 1.9]"), "their ratio");
	cr_expect_not_null(strstr(page, "not resolved (noise 1.5)"), "no number below the noise");
	cr_expect_not_null(strstr(page, "to 1.6 ns (1.0 %)"), "the larger end of the A/A interval");
	cr_expect_not_null(strstr(page, "was: powersave"), "what was set");
	cr_expect_not_null(strstr(page, "none here"), "why there are no PMU counters");
	cr_expect_null(strstr(page, "An exact count ranks"), "the limits of counts are not those of times");
	free(page);
}

Test(report_times, what_was_skipped_stands_once_for_each_mechanism_and_reason)
{
	char *page, *at;

	plant_host();
	plant(CELL_LINE("hook=entry/collector=hist/arm=ebpf/mech=fentry", "skip", "no 'hist_entry' here", ""));
	plant(CELL_LINE("hook=entry/collector=null/arm=ebpf/mech=fentry", "skip", "no 'null_entry' here", ""));
	plant(CELL_LINE("hook=entry/collector=hash/arm=ebpf/mech=fentry", "skip", "no memory", ""));
	cr_assert_eq(report_build(folder, NULL, NULL), 0);
	page = folder_read("report.md");
	at = strstr(page, "it is locked down");
	cr_assert_not_null(at);
	cr_expect_null(strstr(at + 1, "it is locked down"));
	cr_expect_not_null(strstr(page, "would not run: 4 of 8 cells"));
	cr_expect_not_null(strstr(page, "| entry | eBPF | fentry    |     2 | no 'hist_entry' here |"), "%s", page);
	cr_expect_null(strstr(page, "no 'null_entry' here"), "the same but for a name in quotes");
	cr_expect_not_null(strstr(page, "| entry | eBPF | fentry    |     1 | no memory"));
	cr_expect_not_null(strstr(page, "[skipped](#what-was-skipped)"));
	links_resolve(page);
	cr_expect(folder_has("tables/skipped.md"));
	free(page);
}

Test(report_times, where_nothing_was_skipped_nobody_links_to_it)
{
	char *page;

	plant(CELL_LINE("hook=none/collector=none/arm=none/mech=none", "ok", "",
			METRIC("ns_per_op", "160.0", "158.0", "161.0", "")));
	cr_assert_eq(report_build(folder, NULL, NULL), 0);
	page = folder_read("report.md");
	cr_expect_null(strstr(page, "what-was-skipped"));
	cr_expect_null(strstr(page, "What was skipped"));
	links_resolve(page);
	free(page);
}

Test(report_times, picture_shows_resolved_times_only)
{
	char *dat;

	plant_host();
	cr_assert_eq(report_build(folder, NULL, NULL), 0);
	dat = folder_read("plots/times-" KERNEL ".dat");
	cr_expect_not_null(strstr(dat, "\t90.0\t88.5\t91.5\t"));
	cr_expect_null(strstr(dat, "fentry"), "a time below the noise is no point");
	cr_expect_null(strstr(dat, "fexit"));
	cr_expect(folder_has("plots/times-" KERNEL ".svg"));
	free(dat);
}
