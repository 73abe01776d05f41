// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_channel - what a reader makes of records that are missing, doubled, late or damaged; names of cells.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "channel/trial.h"
#include "registry.h"
#include "report/channel.h"
#include "report/report.h"
#include "report_fixture.h"

#define BYTES 64
#define PID   7

static struct reader *reader_new(void)
{
	struct reader *r = mem_alloc(1, sizeof(*r));

	r->bytes = BYTES;
	r->pid = PID;
	r->whole = true;
	r->budget = READER_ALL;
	return r;
}

static void reader_free(struct reader *r)
{
	free(r->seen);
	free(r);
}

/* Behind 4 bytes, as in a perf buffer. */
static void come_from(struct reader *r, u64 nr, unsigned int cpu)
{
	struct {
		u32 before;
		char record[BYTES];
	} at = { 0 };
	struct pb_stream_head head = { .nr = nr, .pid = PID, .cpu = (__u16)cpu, .bytes = BYTES };

	memcpy(at.record, &head, sizeof(head));
	for (u64 i = PB_STREAM_HEAD_WORDS; i < BYTES / 8; i++) {
		u64 word = nr + i;

		memcpy(at.record + 8 * i, &word, sizeof(word));
	}
	reader_take(r, at.record, BYTES);
}

static void come(struct reader *r, u64 nr)
{
	come_from(r, nr, 0);
}

Test(channel, numbers_in_a_row_are_all_there)
{
	struct reader *r = reader_new();

	for (u64 nr = 0; nr < 100000; nr++)
		come(r, nr);
	cr_expect_eq(r->taken, 100000);
	cr_expect(!r->missed && !r->repeated && !r->late && !r->wrong);
	cr_expect_eq(r->budget, READER_ALL - 100000);
	reader_free(r);
}

Test(channel, a_gap_is_missed_by_as_many_numbers)
{
	struct reader *r = reader_new();

	come(r, 2);
	come(r, 3);
	come(r, 1000);
	cr_expect_eq(r->missed, 2 + 996);
	cr_expect(!r->repeated && !r->late && !r->wrong);
	reader_free(r);
}

Test(channel, a_record_that_comes_again_or_late_is_told_apart)
{
	struct reader *r = reader_new();

	come(r, 0);
	come(r, 2);
	come(r, 2);
	cr_expect_eq(r->repeated, 1);
	come(r, 1);
	cr_expect_eq(r->repeated, 1);
	cr_expect_eq(r->late, 2, "both came after a higher number");
	reader_free(r);
}

Test(channel, every_cpu_numbers_for_itself)
{
	struct reader *r = reader_new();

	r->whole = false;
	come_from(r, 0, 0);
	come_from(r, 0, 1);
	come_from(r, 1, 1);
	come_from(r, 2, 0);
	cr_expect_eq(r->missed, 1);
	cr_expect(!r->late && !r->wrong);
	reader_free(r);
}

Test(channel, a_damaged_record_is_wrong)
{
	struct reader *r = reader_new();
	struct pb_stream_head head = { .nr = 0, .pid = PID, .bytes = BYTES };
	u64 record[BYTES / 8] = { 0 };

	memcpy(record, &head, sizeof(head));
	reader_take(r, record, BYTES);
	cr_expect_eq(r->wrong, 1, "its words are not those of number 0");
	reader_take(r, record, BYTES - 8);
	cr_expect_eq(r->wrong, 2, "it is too short");
	head.cpu = 65535;
	memcpy(record, &head, sizeof(head));
	reader_take(r, record, BYTES);
	cr_expect_eq(r->wrong, 3, "there is no such CPU");
	head = (struct pb_stream_head){ .nr = 1ULL << 60, .pid = PID, .bytes = BYTES };
	memcpy(record, &head, sizeof(head));
	for (u64 i = PB_STREAM_HEAD_WORDS; i < BYTES / 8; i++)
		record[i] = head.nr + i;
	reader_take(r, record, BYTES);
	cr_expect_eq(r->wrong, 4, "nobody can have counted that far");
	reader_free(r);
}

static bool names_a_cell(const char *rest)
{
	char *name = str_fmt("channel/kernel=" KERNEL "/%s", rest), *why;
	struct cell c;
	bool good = !cell_parse(name, &c, &why);

	cr_expect(good == !why);
	if (good)
		cell_free(&c);
	free(why);
	free(name);
	return good;
}

Test(channel, names_make_sense_or_are_refused)
{
	cr_expect(names_a_cell("channel=mmap/size=16/policy=none/consumer=polls/arm=kmod"));
	cr_expect(names_a_cell("channel=perfbuf/size=4096/policy=batch/consumer=waits/arm=ebpf"));
	cr_expect(!names_a_cell("channel=mmap/size=16/policy=none/consumer=polls/arm=ebpf"), "a module's");
	cr_expect(!names_a_cell("channel=mmap/size=8/policy=none/consumer=polls/arm=kmod"), "too small");
	cr_expect(!names_a_cell("channel=mmap/size=48/policy=none/consumer=polls/arm=kmod"), "no power of two");
	cr_expect(!names_a_cell("channel=mmap/size=8192/policy=none/consumer=polls/arm=kmod"), "too large");
	cr_expect(!names_a_cell("channel=relay/size=64/policy=each/consumer=waits/arm=kmod"), "relay has its own rule");
	cr_expect(!names_a_cell("channel=mmap/size=64/policy=none/consumer=waits/arm=kmod"), "nobody would wake it");
	cr_expect(!names_a_cell("channel=mmap/size=64/policy=each/consumer=stopped/arm=kmod"), "nobody to wake");
	cr_expect(!names_a_cell("channel=none/size=64/policy=none/consumer=stopped/arm=kmod"), "nothing to lose");
	cr_expect(!names_a_cell("channel=mmap/size=64/policy=none/consumer=asleep/arm=kmod"), "no such consumer");
}

static void plan_sees(const struct cell *c, void *ctx)
{
	char *name = cell_name(c), *why;
	struct cell parsed;

	cr_expect(!cell_parse(name, &parsed, &why), "%s", why ? why : "");
	cell_free(&parsed);
	free(name);
	++*(unsigned int *)ctx;
}

Test(channel, every_planned_cell_can_be_parsed)
{
	unsigned int n = 0;

	experiment_find("channel")->plan(KERNEL, plan_sees, &n);
	/* Six ways and two floors. Every size: one that polls, 15 policies in all, one that stopped; four speeds at one. */
	cr_expect_eq(n, 5 * (8 + 15 + 6) + 4 * 6);
}

static void plant_channel(const char *way, int size, const char *metrics)
{
	char *text = str_fmt("{\"schema\":1,\"cell\":\"channel/kernel=" KERNEL "/channel=%s\",\"outcome\":\"ok\",\"reason\":\"\","
			     "\"profile\":\"exact\",\"accel\":\"icount\",\"cpu\":\"qemu64\",\"events\":{},\"metrics\":{%s},"
			     "\"repeats\":[{\"repeat\":0,\"boot\":0}],\"repeats_agree\":true}\n", way, metrics);
	char *sized = str_fmt("size=%d", size), *line = str_replace(text, "size=N", sized);

	plant(line);
	free(line);
	free(sized);
	free(text);
}

#define COST(n) "\"added_insn_per_event\":{\"value\":" #n ",\"unit\":\"insn\",\"class\":\"exact\"}"
#define LOSS(n, bad)                                                                                                   \
	"\"missed\":{\"value\":" #n ",\"unit\":\"records\",\"class\":\"exact\"},"                                      \
	"\"uncounted\":{\"value\":" #bad ",\"unit\":\"records\",\"class\":\"exact\"},"                                 \
	"\"wrong\":{\"value\":0,\"unit\":\"records\",\"class\":\"exact\"}"

TestSuite(channel_report, .init = folder_make, .fini = folder_remove);

Test(channel_report, names_the_cheapest_of_each_side_and_all_others)
{
	char *text;

	plant_channel("mmap/size=N/policy=none/consumer=polls/arm=kmod", 64, COST(74) "," LOSS(0, 0));
	plant_channel("relay/size=N/policy=none/consumer=polls/arm=kmod", 64, COST(67) "," LOSS(0, 0));
	plant_channel("none/size=N/policy=none/consumer=polls/arm=kmod", 64, COST(49));
	plant_channel("ringbuf/size=N/policy=none/consumer=polls/arm=ebpf", 64, COST(268) "," LOSS(0, 0));
	plant_channel("perfbuf/size=N/policy=none/consumer=polls/arm=ebpf", 64, COST(700) "," LOSS(31, 2));
	cr_assert_eq(report_headline(folder, &text), 0);
	cr_expect(strstr(text, "adds 67 instructions to an empty handler of a module (`relay`; `mmap` 74)"), "%s", text);
	cr_expect(strstr(text, "and 268 to an empty program (`ringbuf`; `perfbuf` 700)"), "%s", text);
	cr_expect(strstr(text, "In 4 cells 31 records were lost on purpose; readers miss 2"), "%s", text);
	free(text);
}

Test(channel_report, a_folder_with_one_side_alone_has_no_comparison)
{
	char *text;

	plant_channel("mmap/size=N/policy=none/consumer=polls/arm=kmod", 256, COST(130) "," LOSS(0, 0));
	cr_assert_eq(report_headline(folder, &text), 0);
	cr_expect(!strstr(text, "handing a record"), "%s", text);
	cr_expect(strstr(text, "In 1 cells 0 records"), "%s", text);
	free(text);
}

Test(channel_report, says_what_was_tried_and_why_the_answer_shows_what_it_shows)
{
	char *text;

	plant_channel("mmap/size=N/policy=none/consumer=polls/arm=kmod", 64, COST(74) "," LOSS(0, 0));
	plant_channel("mmap/size=N/policy=each/consumer=waits/arm=kmod", 64, COST(7593));
	plant_channel("relay/size=N/policy=none/consumer=polls/arm=kmod", 64, COST(67) "," LOSS(0, 0));
	plant_channel("relay/size=N/policy=none/consumer=polls/arm=kmod", 256, COST(170) "," LOSS(0, 0));
	plant_channel("mmap/size=N/policy=none/consumer=polls/arm=kmod", 256, COST(164) "," LOSS(0, 0));
	plant_channel("none/size=N/policy=none/consumer=polls/arm=kmod", 64, COST(49));
	plant_channel("ringbuf/size=N/policy=none/consumer=polls/arm=ebpf", 64, COST(268) "," LOSS(0, 0));
	plant_channel("output/size=N/policy=none/consumer=polls/arm=ebpf", 64, COST(268) "," LOSS(0, 0));
	report_build(folder, NULL, NULL);
	text = folder_read("report.md");
	cr_expect(strstr(text, "show `relay` and `ringbuf`, whose producers pay least"), "%s", text);
	cr_expect(strstr(text, "Of these 6 measures"), "%s", text);
	cr_expect(strstr(text, "module `mmap` 1, `relay` 1; eBPF `ringbuf` 1, `output` 1."), "%s", text);
	cr_expect(strstr(text, "`mmap` 74; `read` not run"), "%s", text);
	cr_expect(strstr(text, "no other has it; `read` not run; `relay` has no such policy"), "%s", text);
	cr_expect(strstr(text, "`output` 268; `perfbuf` not run"), "%s", text);
	free(text);
	text = folder_read("tables/channel-cost-6.12.md");
	cr_expect(strstr(text, "| module | mmap    |      74 | **164** |"), "the best differs by size:\n%s", text);
	cr_expect(strstr(text, "| module | relay   |  **67** |     170 |"), "%s", text);
	cr_expect(strstr(text, "| module | none    |      49 |       - |"), "the floor is no channel:\n%s", text);
	cr_expect(strstr(text, "| eBPF   | ringbuf | **268** |       - |"), "equals share it:\n%s", text);
	cr_expect(strstr(text, "| eBPF   | output  | **268** |       - |"), "%s", text);
	free(text);
}

/* A rate with its interval, in records a second, and what was lost, %. */
static void plant_rate(const char *way, int size, int rate, int low, int high)
{
	char *line = str_fmt("{\"schema\":1,\"cell\":\"channel/kernel=" KERNEL "/channel=%s/size=%d/policy=none/consumer=polls/arm=ebpf\","
			     "\"outcome\":\"ok\",\"reason\":\"\",\"profile\":\"sampled\",\"accel\":\"host\",\"cpu\":\"a CPU\",\"events\":{},"
			     "\"metrics\":{\"records_per_s\":{\"value\":%d,\"unit\":\"records/s\",\"class\":\"sampled\",\"ci\":[%d,%d],"
			     "\"n\":30},\"lost_share\":{\"value\":0.5,\"unit\":\"%%\",\"class\":\"sampled\",\"ci\":[0,1],\"n\":30}}}\n",
			     way, size, rate, low, high);

	plant(line);
	free(line);
}

Test(channel_report, throughput_is_a_curve_a_channel_with_its_intervals)
{
	char *text;

	plant_rate("ringbuf", 16, 900000, 880000, 950000);
	plant_rate("ringbuf", 4096, 300000, 290000, 310000);
	plant_rate("perfbuf", 16, 700000, 650000, 710000);
	plant_rate("perfbuf", 4096, 200000, 180000, 240000);
	plant_rate("output", 64, 800000, 790000, 810000);
	report_build(folder, NULL, NULL);
	text = folder_read("plots/channel-rate-" KERNEL ".dat");
	cr_expect_str_eq(text, "# ringbuf, eBPF: x\ty\tlow\thigh\n16\t900\t880\t950\n4096\t300\t290\t310\n\n\n"
			       "# perfbuf, eBPF: x\ty\tlow\thigh\n16\t700\t650\t710\n4096\t200\t180\t240\n",
			 "one point is no curve:\n%s", text);
	free(text);
	text = folder_read("plots/channel-rate-" KERNEL ".gp");
	cr_expect(strstr(text, "index 0 using ($1*0.980):3:(0):($4-$3) with vectors nohead"), "%s", text);
	cr_expect(strstr(text, "set yrange [156.522:1092.5]"), "intervals have room:\n%s", text);
	free(text);
	text = folder_read("report.md");
	cr_expect(strstr(text, "900 [880, 950], 0.5 %"), "%s", text);
	cr_expect(strstr(text, "(plots/channel-rate-" KERNEL ".svg)"), "%s", text);
	free(text);
}

static void plant_cost(const char *way, const char *arm, int size, int insn)
{
	char *line = str_fmt("{\"schema\":1,\"cell\":\"channel/kernel=" KERNEL "/channel=%s/size=%d/policy=none/consumer=polls/arm=%s\","
			     "\"outcome\":\"ok\",\"reason\":\"\",\"profile\":\"exact\",\"accel\":\"icount\",\"cpu\":\"qemu64\","
			     "\"events\":{},\"metrics\":{\"added_insn_per_event\":{\"value\":%d,\"unit\":\"insn\",\"class\":\"exact\"}}}\n",
			     way, size, arm, insn);

	plant(line);
	free(line);
}

Test(channel_report, curves_of_one_colour_have_keys_of_their_own_and_hidden_ones_are_named)
{
	char *text;

	plant_cost("none", "kmod", 16, 20);
	plant_cost("none", "kmod", 4096, 2000);
	plant_cost("mmap", "kmod", 16, 45);
	plant_cost("mmap", "kmod", 4096, 20900);
	plant_cost("relay", "kmod", 16, 45);
	plant_cost("relay", "kmod", 4096, 21000);
	report_build(folder, NULL, NULL);
	text = folder_read("plots/channel-cost-6.12.gp");
	cr_expect(strstr(text, "nohead linewidth 1.99 dashtype 2 linecolor rgb '#0072B2'"), "%s", text);
	cr_expect(strstr(text, "nohead linewidth 2 dashtype 1 linecolor rgb '#0072B2'"), "equal widths share a path:\n%s", text);
	cr_expect(strstr(text, "mmap, module = relay, module."), "half a percent is not seen:\n%s", text);
	cr_expect(strstr(text, "index 1 using 1:2 with linespoints pointtype 7 pointsize 0.35 linewidth 3 "),
		  "the lower one shows at both sides:\n%s", text);
	cr_expect(strstr(text, "Both axes are logarithmic."), "%s", text);
	cr_expect(strstr(text, "100, '' 200 1,"), "ticks between the numbers:\n%s", text);
	cr_expect(strstr(text, "'1k' 1000"), "%s", text);
	free(text);
}
