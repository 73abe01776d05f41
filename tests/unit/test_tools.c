// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_tools - records of tools as lines, and the queue that puts them in order.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <probebench/execsnoop.h>
#include <probebench/opensnoop.h>
#include <probebench/tcplife.h>

#include "trace/print.h"
#include "trace/source.h"

Test(tools, table_is_sound)
{
	size_t n = 0;

	for (const struct tool *const *t = tools; *t; t++, n++) {
		cr_assert_eq(tool_find((*t)->name), *t, "%s", (*t)->name);
		cr_assert(*(*t)->summary, "%s", (*t)->name);
		cr_assert((*t)->histogram != ((*t)->columns && (*t)->line && (*t)->record_bytes), "%s", (*t)->name);
		cr_assert((*t)->bpf_elf && (*t)->script, "%s", (*t)->name);
	}
	cr_assert_gt(n, 0);
	cr_assert_null(tool_find("nosuchsnoop"));
	cr_assert_not_null(source_side("kmod"));
	cr_assert_not_null(source_side("ebpf"));
	cr_assert_null(source_side("none"));
}

static void escapes(const char *bytes, size_t n, const char *want)
{
	char *text = tool_escape(bytes, n);

	cr_assert_str_eq(text, want);
	free(text);
}

Test(tools, escape)
{
	escapes("", 0, "");
	escapes("/a b~", 5, "/a b~");
	escapes("a\nb\tc\\", 6, "a\\nb\\tc\\\\");
	escapes("\x1b[2J\x7f\0x", 7, "\\x1b[2J\\x7f\\x00x");
	escapes("\xc3\xa4", 2, "\\xc3\\xa4");
}

Test(tools, error_names)
{
	cr_assert_str_eq(tool_errno(0), "-");
	cr_assert_str_eq(tool_errno(ENOENT), "ENOENT");
	cr_assert_str_eq(tool_errno(4000), "?");
}

static void *record(size_t bytes, u64 ts_ns)
{
	struct pb_tool_head *head = mem_alloc(bytes + 8, 1);

	head->bytes = (u32)bytes;
	head->pid = 77;
	head->ts_ns = ts_ns;
	memcpy(head->comm, "sh", 3);
	return head;
}

static void lines(const char *tool, void *r, const char *want)
{
	char *text = tool_text(tool_find(tool), r);

	cr_assert_str_eq(text, want, "is \"%s\"", text);
	free(text);
	free(r);
}

static struct pb_opensnoop *opened(int ret, int dirfd, const char *path)
{
	size_t n = strlen(path) + 1;
	struct pb_opensnoop *r = record(offsetof(struct pb_opensnoop, path) + n, 5);

	r->ret = ret;
	r->dirfd = dirfd;
	r->flags = 02000000;
	r->path_bytes = (u32)n;
	memcpy(r->path, path, n);
	return r;
}

Test(tools, opensnoop_lines)
{
	struct pb_opensnoop *r = opened(-1, 7, "x");
	char *path = mem_alloc(PB_OPENSNOOP_PATH, 1), *text;

	lines("opensnoop", opened(3, PB_OPENSNOOP_CWD, "/etc/passwd"),
	      "77      sh                   3 -            02000000 /etc/passwd");
	lines("opensnoop", opened(-ENOENT, PB_OPENSNOOP_CWD, "a\nb"),
	      "77      sh                  -1 ENOENT       02000000 a\\nb");
	lines("opensnoop", opened(12, 7, "x"), "77      sh                  12 -            02000000 <7>/x");
	lines("opensnoop", opened(12, 7, "/x"), "77      sh                  12 -            02000000 /x");
	r->path_bytes = 0;
	lines("opensnoop", r, "77      sh                  -1 EPERM        02000000 <7>/?");
	/* It says that there is more than the record has. */
	r = opened(-1, PB_OPENSNOOP_CWD, "x");
	r->path_bytes = 4000;
	lines("opensnoop", r, "77      sh                  -1 EPERM        02000000 ?");
	memset(path, 'p', PB_OPENSNOOP_LONGEST + 1);
	text = tool_text(tool_find("opensnoop"), &(r = opened(-ENAMETOOLONG, PB_OPENSNOOP_CWD, path))->head);
	cr_assert(str_ends(text, "ppp..."));
	cr_assert_eq(strlen(strstr(text, "ppp")), PB_OPENSNOOP_LONGEST + 3);
	free(text);
	free(path);
	free(r);
}

static struct pb_execsnoop *started(const char *args, size_t n, size_t all)
{
	struct pb_execsnoop *r = record(offsetof(struct pb_execsnoop, args) + n, 5);

	r->head.ppid = 70;
	r->args_bytes = (u32)n;
	r->all_bytes = (u32)all;
	memcpy(r->args, args, n);
	return r;
}

Test(tools, execsnoop_lines)
{
	lines("execsnoop", started("ls\0-l\0", 6, 6), "77      sh               70      ls -l");
	lines("execsnoop", started("a\0\0b c\0\"\0", 9, 9), "77      sh               70      a \"\" \"b c\" \"\\\"\"");
	lines("execsnoop", started("ls\0-l", 5, 90), "77      sh               70      ls -l...");
	lines("execsnoop", started("", 0, 90), "77      sh               70      ?");
	lines("execsnoop", started("", 0, 0), "77      sh               70     ");
}

static struct pb_tcplife *connected(uint16_t family)
{
	struct pb_tcplife *r = record(sizeof(*r), 5);
	static const uint8_t v4[] = { 127, 0, 0, 1, 10, 1, 2, 3 }, one = 1;

	r->family = family;
	r->local_port = 1000;
	r->remote_port = 80;
	r->tx_bytes = 5000000000;
	r->rx_bytes = 1;
	r->life_ns = 2500;
	memcpy(family == PB_TCPLIFE_INET ? r->local : r->local + 15, family == PB_TCPLIFE_INET ? v4 : &one,
	       family == PB_TCPLIFE_INET ? 4 : 1);
	memcpy(r->remote, v4 + 4, family == PB_TCPLIFE_INET ? 4 : 0);
	return r;
}

Test(tools, tcplife_lines)
{
	struct pb_tcplife *r = connected(PB_TCPLIFE_INET);

	lines("tcplife", connected(PB_TCPLIFE_INET6),
	      "77      sh               [::1]:1000            [::]:80                 5000000000            1");
	r->head.pid = 0;
	r->head.comm[0] = 0;
	lines("tcplife", r,
	      "0       -                127.0.0.1:1000        10.1.2.3:80             5000000000            1");
}

Test(tools, histogram_lines)
{
	u64 buckets[PB_HIST_BUCKETS] = { 0 };
	char *text;

	for (int b = 0; b < PB_HIST_BUCKETS; b++)
		cr_assert_null(tool_bucket(buckets, b), "of nothing there is nothing to show: %d", b);
	buckets[0] = 1;
	buckets[11] = 4;
	buckets[PB_HIST_BUCKETS - 1] = 2;
	text = tool_bucket(buckets, 0);
	cr_assert_str_eq(text, "              0               1            1 |**********                              |");
	free(text);
	text = tool_bucket(buckets, 11);
	cr_assert_str_eq(text, "           1024            2048            4 |****************************************|");
	free(text);
	text = tool_bucket(buckets, 12);
	cr_assert_str_eq(text, "           2048            4096            0 |                                        |");
	free(text);
	text = tool_bucket(buckets, PB_HIST_BUCKETS - 1);
	cr_assert_str_eq(text, " 70368744177664             ...            2 |********************                    |");
	free(text);
	buckets[0] = buckets[PB_HIST_BUCKETS - 1] = 0;
	cr_assert_null(tool_bucket(buckets, 10));
	cr_assert_null(tool_bucket(buckets, 12));
}

struct given {
	u64 ts[8];
	size_t n;
};

static void give(const struct pb_tool_head *r, void *ctx)
{
	struct given *g = ctx;

	g->ts[g->n++] = r->ts_ns;
}

Test(tools, queue_is_in_order_and_holds_back_what_is_young)
{
	static const u64 times[] = { 30, 10, 40, 20 };
	struct source s = { .tool = tool_find("opensnoop") };
	struct given g = { .n = 0 };

	for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
		struct pb_tool_head *r = record(s.tool->record_bytes, times[i]);

		source_add(&s, r, r->bytes);
		free(r);
	}
	source_give(&s, 30, give, &g);
	cr_assert_eq(g.n, 2);
	cr_assert(g.ts[0] == 10 && g.ts[1] == 20);
	source_give(&s, UINT64_MAX, give, &g);
	cr_assert_eq(g.n, 4);
	cr_assert(g.ts[2] == 30 && g.ts[3] == 40);
	cr_assert(s.taken == 4 && !s.torn);
	source_free(&s);
}

Test(tools, torn_records_are_counted_and_left_out)
{
	struct source s = { .tool = tool_find("opensnoop") };
	struct pb_tool_head *r = record(s.tool->record_bytes, 1);

	source_add(&s, r, 3);
	source_add(&s, r, sizeof(*r));
	r->bytes--;
	source_add(&s, r, s.tool->record_bytes);
	r->bytes += 2;
	source_add(&s, r, s.tool->record_bytes);
	cr_assert_eq(s.torn, 4);
	cr_assert_eq(s.nr_queue, 0);
	free(r);
	source_free(&s);
}

static void keep(const char *line, void *ctx)
{
	free(*(char **)ctx);
	*(char **)ctx = str_dup(line);
}

Test(tools, times_begin_with_the_first_record)
{
	char *last = NULL;
	struct printer p = { .tool = tool_find("execsnoop"), .line = keep, .ctx = &last };
	struct pb_execsnoop *a = started("x\0", 2, 2);

	a->head.ts_ns = 7000000000;
	print_record(&a->head, &p);
	cr_assert_str_eq(last, "0.000000     77      sh               70      x");
	a->head.ts_ns += 1500001000;
	print_record(&a->head, &p);
	cr_assert_str_eq(last, "1.500001     77      sh               70      x");
	free(last);
	free(a);
}

Test(tools, loss_is_said)
{
	struct session s = { .source = { .tool = tool_find("opensnoop"), .side = source_side("kmod"), .dropped = 3,
					 .missed = 2 },
			     .given = 10, .status = 4 };
	char *text = print_end(&s);

	cr_assert_str_eq(text, "opensnoop on kmod: 10 events; LOST 5: 3 found no room, 2 withheld by the kernel, "
			       "0 torn; the command ended with status 4");
	free(text);
	s.source.dropped = s.source.missed = 0;
	s.status = 0;
	text = print_end(&s);
	cr_assert_str_eq(text, "opensnoop on kmod: 10 events; nothing was lost");
	free(text);
}
