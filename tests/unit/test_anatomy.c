// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_anatomy - from steps to functions, depths and layers: small logs by hand, and two that were
 * recorded of real events (anatomy/).
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "anatomy/event.h"
#include "anatomy/layers.h"
#include "anatomy/listing.h"
#include "files.h"

static enum insn_class class_of(const char *hex)
{
	u8 code[INSN_MAX_BYTES];
	size_t n = 0;

	for (unsigned int byte; sscanf(hex + 2 * n, "%2x", &byte) == 1; n++)
		code[n] = (u8)byte;
	return insn_classify(code, n);
}

Test(insn, the_flow_of_control_is_recognised_behind_prefixes)
{
	static const struct {
		const char *hex;
		enum insn_class cls;
	} known[] = {
		{ "e800000000", INSN_CALL },	   { "2ee800000000", INSN_CALL }, { "ffd0", INSN_CALL },
		{ "41ffd3", INSN_CALL },	   { "ff1500000000", INSN_CALL }, { "ffe0", INSN_JUMP },
		{ "ff30", INSN_OTHER /* push */ }, { "c3", INSN_RET },		  { "f3c3", INSN_RET },
		{ "c20800", INSN_RET },		   { "48cf", INSN_IRET },	  { "0f05", INSN_SYSCALL },
		{ "480f07", INSN_SYSRET },	   { "0f31", INSN_CLOCK },	  { "cc", INSN_TRAP },
		{ "7405", INSN_JUMP },		   { "0f8400000000", INSN_JUMP }, { "eb10", INSN_JUMP },
		{ "f3a4", INSN_OTHER },		   { "4889e5", INSN_OTHER },	  { "0f1f00", INSN_OTHER },
		{ "66", INSN_OTHER },
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		cr_expect_eq(class_of(known[i].hex), known[i].cls, "%s", known[i].hex);
}

Test(symbols, kallsyms_names_modules_and_folds_what_readers_do_not_see)
{
	static const char text[] = "0000000000001000 A cpu_number\n"
				   "ffffffff81000000 T __pfx_outer\n"
				   "ffffffff81000010 T outer\n"
				   "ffffffff81000020 D data\n"
				   "ffffffff81000100 t __x64_sys_getppid\n"
				   "ffffffff81000100 t __do_sys_getppid\n"
				   "ffffffff81000200 t outer.cold\n"
				   "ffffffffc0000000 t count_kprobe\t[pb_count]\n"
				   "ffffffffc0100000 t bpf_prog_1_count\t[bpf]";
	struct symbols s = { 0 };

	cr_assert_eq(symbols_kallsyms(&s, text, strlen(text)), 0);
	symbols_sort(&s);
	cr_expect_eq(s.n, 5);
	cr_expect_str_eq(symbols_find(&s, 0xffffffff81000018)->name, "outer");
	cr_expect_str_eq(symbols_find(&s, 0xffffffff81000110)->name, "__do_sys_getppid");
	cr_expect_str_eq(symbols_find(&s, 0xffffffff81000210)->name, "outer", "the cold part is part of it");
	cr_expect_str_eq(symbols_find(&s, 0xffffffffc0000002)->name, "count_kprobe [pb_count]");
	cr_expect_null(symbols_find(&s, 0xffffffff81000000));
	cr_expect_null(symbols_find(&s, 0xffffffffc0900000), "too far behind the last one");
	cr_expect_eq(symbols_address(&s, "count_kprobe [pb_count]"), 0xffffffffc0000000);
	cr_expect_eq(symbols_size(&s, symbols_find(&s, 0xffffffff81000018)), 0xf0);
	symbols_free(&s);
}

Test(symbols, hidden_addresses_are_an_error)
{
	static const char text[] = "0000000000000000 T outer\n0000000000000000 T inner\n";
	struct symbols s = { 0 };

	cr_expect_eq(symbols_kallsyms(&s, text, strlen(text)), -EPERM);
	symbols_free(&s);
}

Test(symbols, this_binary_has_its_own)
{
	struct symbols s = { 0 };

	cr_assert_eq(symbols_elf(&s, "/proc/self/exe"), 0);
	symbols_sort(&s);
	cr_expect_gt(symbols_address(&s, "anatomy_mark_start [user]"), 0);
	cr_expect_gt(symbols_elf_object("/proc/self/exe", "anatomy_box"), 0);
	cr_expect_eq(symbols_elf_object("/proc/self/exe", "no_such_thing"), 0);
	symbols_free(&s);
}

/* A log by hand: four functions at 1000, 2000, 3000 and 4000, and the stack at f000. */
#define FUNCTIONS                                                                                  \
	"=ffffffff81001000 t a\n=ffffffff81002000 t b\n=ffffffff81003000 t c\n"                     \
	"=ffffffff81004000 t d\n=ffffffff81005000 t end\n"
#define AT(f, offset, rsp, code) "ffffffff8100" f offset " ffff88800000" rsp " " code "\n"

/* "a0 b1 a0": functions with their depths, in order. */
static char *shape(const char *log)
{
	struct symbols symbols = { 0 };
	struct steps steps = { 0 };
	struct trace t;
	char *text = NULL;
	int line;

	cr_assert_eq(steps_read(&steps, &symbols, log, &line), 0, "line %d", line);
	trace_build(&t, &steps, &symbols);
	cr_expect_eq(trace_insns(&t), steps.n, "every step is counted once");
	for (size_t i = 0; i < t.nr_spans; i++)
		text_add(&text, "%s%s%u", i ? " " : "", t.functions[t.spans[i].function], t.spans[i].depth);
	trace_free(&t);
	steps_free(&steps);
	symbols_free(&symbols);
	return text;
}

#define SHAPE(log, want)                                                                           \
	do {                                                                                       \
		char *got = shape(FUNCTIONS log);                                                  \
                                                                                                   \
		cr_expect_str_eq(got, want);                                                       \
		free(got);                                                                         \
	} while (0)

Test(trace, calls_nest_and_return)
{
	SHAPE(AT("1", "000", "f000", "e8fb0f0000") AT("2", "000", "eff8", "e8fb0f0000")
	      AT("3", "000", "eff0", "c3") AT("2", "005", "eff8", "c3") AT("1", "005", "f000", "90"),
	      "a0 b1 c2 b1 a0");
}

Test(trace, a_jump_stays_at_its_depth)
{
	SHAPE(AT("1", "000", "f000", "e8fb0f0000") AT("2", "000", "eff8", "e9fb0f0000")
	      AT("3", "000", "eff8", "c3") AT("1", "005", "f000", "90"),
	      "a0 b1 c1 a0");
}

Test(trace, a_retpoline_is_a_jump)
{
	/* b calls over a trap of its own, replaces the return address, and "returns" to c. */
	SHAPE(AT("1", "000", "f000", "e8fb0f0000") AT("2", "000", "eff8", "e807000000")
	      AT("2", "00c", "eff0", "48890424") AT("2", "010", "eff0", "c3") AT("3", "000", "eff8", "c3")
	      AT("1", "005", "f000", "90"),
	      "a0 b1 c1 a0");
}

Test(trace, who_takes_a_return_stands_below_the_caller)
{
	/* b's return address was replaced: c runs in place of a, and then goes back there. */
	SHAPE(AT("1", "000", "f000", "e8fb0f0000") AT("2", "000", "eff8", "c3")
	      AT("3", "000", "f000", "50") AT("3", "001", "eff8", "e8fa0f0000") AT("4", "000", "eff0", "c3")
	      AT("3", "006", "eff8", "c3") AT("1", "005", "f000", "90"),
	      "a0 b1 c1 d2 c1 a0");
}

Test(trace, a_return_may_leave_two_frames)
{
	/* A trampoline that calls the function itself and then returns to the function's caller. */
	SHAPE(AT("1", "000", "f000", "e8fb0f0000") AT("2", "000", "eff8", "e8fb0f0000")
	      AT("3", "000", "eff0", "e8000e0000") AT("2", "005", "efe8", "c3")
	      AT("3", "005", "eff0", "4883c408") AT("3", "009", "eff8", "c3") AT("1", "005", "f000", "90"),
	      "a0 b1 c2 b3 c2 a0");
}

Test(trace, an_exception_nests_like_a_call)
{
	SHAPE(AT("1", "000", "f000", "cc") AT("2", "000", "e000", "90") AT("2", "001", "e000", "48cf")
	      AT("1", "001", "f000", "90"),
	      "a0 b1 a0");
}

Test(trace, what_is_no_log_is_refused)
{
	static const char *const bad[] = { "ffffffff81001000\n", "x y z\n", "1000 2000 \n", "1000 2000 9\n" };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct symbols symbols = { 0 };
		struct steps steps = { 0 };
		int line;

		cr_expect_eq(steps_read(&steps, &symbols, bad[i], &line), -EINVAL, "%s", bad[i]);
		cr_expect_eq(line, 1);
		steps_free(&steps);
		symbols_free(&symbols);
	}
}

Test(trace, what_is_no_trace_is_refused)
{
	static const char *const bad[] = {
		"{}", "{\"functions\": [], \"spans\": [0, 0, 1]}", "{\"functions\": [\"a\"], \"spans\": [0, 0]}",
		"{\"functions\": [\"a\"], \"spans\": [0, 1, 1]}", "{\"functions\": [\"a\"], \"spans\": [0, -1, 1]}",
		"{\"functions\": [\"a\"], \"spans\": [0, 0, \"1\"]}", "[]",
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		json_t *json = json_loads(bad[i], 0, NULL);
		struct trace t;

		cr_expect_eq(trace_parse(&t, json), -EINVAL, "%s", bad[i]);
		json_decref(json);
	}
}

/* A log that was recorded of a real event, cut to what the clock counted. */
static struct trace recorded(const char *name)
{
	char *path = str_fmt(PB_TESTDATA "/anatomy/%s.steps", name), *text;
	struct symbols symbols = { 0 };
	struct steps steps = { 0 };
	struct trace t;
	int line;

	cr_assert_eq(file_read(path, &text, NULL), 0, "%s", path);
	cr_assert_eq(steps_read(&steps, &symbols, text, &line), 0, "%s:%d", path, line);
	cr_assert_eq(steps_bracket(&steps), 0);
	trace_build(&t, &steps, &symbols);
	cr_expect_eq(trace_insns(&t), steps.n);
	steps_free(&steps);
	symbols_free(&symbols);
	free(text);
	free(path);
	return t;
}

/* The activation of @function, which must occur once. */
static const struct activation *only(const struct trace *t, const struct activation *a, size_t n,
				     const char *function)
{
	const struct activation *found = NULL;

	for (size_t i = 0; i < n; i++) {
		if (strncmp(t->functions[a[i].function], function, strlen(function)))
			continue;
		cr_expect_null(found, "%s occurs twice", function);
		found = &a[i];
	}
	cr_assert_not_null(found, "%s does not occur", function);
	return found;
}

static const char *parent_name(const struct trace *t, const struct activation *a,
			       const struct activation *of)
{
	return of->parent < 0 ? "" : t->functions[a[of->parent].function];
}

/* What is true of every getppid with the counter attached. */
static void check_event(const struct trace *t, u64 insns, u64 body)
{
	struct activation *a;
	size_t n = trace_activations(t, &a);
	u64 sums[NR_LAYERS], all = 0;

	layers_sum(t, sums);
	for (int l = 0; l < NR_LAYERS; l++)
		all += sums[l];
	cr_expect_eq(trace_insns(t), insns);
	cr_expect_eq(all, insns, "layers add up");
	cr_expect_eq(sums[LAYER_UNCLASSIFIED], 0);
	cr_expect_eq(sums[LAYER_BODY], body);
	cr_expect_eq(a[0].total, insns, "everything is inside of the first");
	cr_expect_eq(a[0].depth, 0);
	cr_expect_str_eq(parent_name(t, a, only(t, a, n, "__do_sys_getppid")), "do_syscall_64");
	free(a);
}

Test(recorded, an_ebpf_kretprobe_on_getppid)
{
	struct trace t = recorded("6.12-kretprobe-ebpf");
	struct activation *a;
	size_t n = trace_activations(&t, &a);

	check_event(&t, 1007, 19);
	cr_expect_str_eq(parent_name(&t, a, only(&t, a, n, "pre_handler_kretprobe")), "kprobe_ftrace_handler");
	/* The return was taken by the trampoline, which goes where the function would have gone. */
	cr_expect_str_eq(parent_name(&t, a, only(&t, a, n, "arch_rethook_trampoline_callback")),
			 "arch_rethook_trampoline");
	cr_expect_str_eq(parent_name(&t, a, only(&t, a, n, "bpf_prog_")), "trace_call_bpf");
	cr_expect_str_eq(parent_name(&t, a, only(&t, a, n, "syscall_exit_to_user_mode_prepare")),
			 "syscall_exit_to_user_mode");
	free(a);
	trace_free(&t);
}

Test(recorded, a_fexit_on_getppid)
{
	struct trace t = recorded("6.12-fexit-ebpf");
	struct activation *a;
	size_t n = trace_activations(&t, &a), inner = 0;

	/* The function calls the trampoline, which calls the rest of the function. */
	for (size_t i = 0; i < n; i++)
		inner += !strcmp(t.functions[a[i].function], "__do_sys_getppid") && a[i].parent >= 0 &&
			 str_starts(t.functions[a[a[i].parent].function], "bpf_trampoline_");
	cr_expect_eq(inner, 1);
	cr_expect_eq(trace_insns(&t), 556);
	cr_expect_str_eq(parent_name(&t, a, only(&t, a, n, "syscall_exit_to_user_mode_prepare")),
			 "syscall_exit_to_user_mode");
	free(a);
	trace_free(&t);
}

Test(recorded, a_trace_survives_being_written)
{
	struct trace t = recorded("6.12-fexit-ebpf"), again;
	json_t *json = trace_json(&t), *twice;

	cr_assert_eq(trace_parse(&again, json), 0);
	twice = trace_json(&again);
	cr_expect(json_equal(json, twice));
	json_decref(json);
	json_decref(twice);
	trace_free(&t);
	trace_free(&again);
}

Test(layers, the_table_is_sound)
{
	for (int l = 0; l < NR_LAYERS; l++)
		cr_expect(layer_infos[l].name && layer_infos[l].title && layer_infos[l].summary);
	for (const struct layer_rule *r = layer_rules; r->glob; r++) {
		cr_expect(r->layer < NR_LAYERS || r->layer == LAYER_CALLER, "%s", r->glob);
		cr_expect(r->below < NR_LAYERS, "%s", r->glob);
		for (const struct layer_rule *q = layer_rules; q != r; q++)
			cr_expect_str_neq(q->glob, r->glob, "twice");
	}
}

Test(layers, helpers_belong_to_their_callers_and_strangers_to_nobody)
{
	char *functions[] = { "do_syscall_64", "__x64_sys_read", "vfs_read", "ftrace_trampoline [__builtin__ftrace]",
			      "stranger", "memcpy", "bpf_prog_00_count_x [bpf]", "some_helper" };
	struct trace_span spans[] = { { 0, 0, 1 }, { 1, 1, 2 }, { 2, 2, 4 }, { 5, 3, 8 }, { 3, 3, 16 },
				      { 4, 4, 32 }, { 5, 5, 64 }, { 6, 4, 128 }, { 7, 5, 256 } };
	struct trace t = { functions, ARRAY_SIZE(functions), spans, ARRAY_SIZE(spans) };
	u64 sums[NR_LAYERS];

	layers_sum(&t, sums);
	cr_expect_eq(sums[LAYER_ENTRY], 1);
	cr_expect_eq(sums[LAYER_WORKLOAD], 2 + 4 + 8);
	cr_expect_eq(sums[LAYER_HOOK], 16);
	cr_expect_eq(sums[LAYER_UNCLASSIFIED], 32 + 64, "what a stranger calls is no better known");
	cr_expect_eq(sums[LAYER_BODY], 128);
	cr_expect_eq(sums[LAYER_HELPERS], 256);
}

Test(listing, offsets_and_names_take_the_place_of_addresses)
{
	static const char objdump[] =
		"\n/tmp/x:     file format binary\n\n\nDisassembly of section .data:\n\n"
		"ffffffff81002000 <.data>:\n"
		"ffffffff81002000:\tpush   %rbp\n"
		"ffffffff81002001:\tcall   0xffffffff81003000\n"
		"ffffffff81002006:\tje     0xffffffff81002000\n"
		"ffffffff81002008:\tret    \n"
		"ffffffff81002009:\tint3   \n";
	static const char log[] = FUNCTIONS AT("2", "000", "f000", "55") AT("2", "001", "eff8", "e8fa0f0000")
		AT("2", "000", "f000", "55");
	struct symbols symbols = { 0 };
	struct steps steps = { 0 };
	json_t *listing, *want;
	int line;

	cr_assert_eq(steps_read(&steps, &symbols, log, &line), 0);
	listing = listing_parse(objdump, 0xffffffff81002000, 16, &steps, &symbols);
	want = json_loads("[[0, 2, \"push   %rbp\"], [1, 1, \"call   c\"], [6, 0, \"je     +0x0\"], "
			  "[8, 0, \"ret\"]]", 0, NULL);
	cr_expect(json_equal(listing, want));
	json_decref(listing);
	json_decref(want);
	steps_free(&steps);
	symbols_free(&symbols);
}

Test(listing, bpf_reads_like_the_kernels_own_dump)
{
	static const struct {
		struct bpf_insn insn[2];
		const char *text;
	} known[] = {
		{ { { .code = BPF_ALU64 | BPF_ADD | BPF_X, .dst_reg = 1, .src_reg = 2 } }, "r1 += r2" },
		{ { { .code = BPF_ALU | BPF_AND | BPF_K, .dst_reg = 0, .imm = 1023 } }, "w0 &= 1023" },
		{ { { .code = BPF_LDX | BPF_MEM | BPF_DW, .dst_reg = 2, .src_reg = 1, .off = 8 } },
		  "r2 = *(u64 *)(r1 +8)" },
		{ { { .code = BPF_STX | BPF_MEM | BPF_W, .dst_reg = 10, .src_reg = 3, .off = -4 } },
		  "*(u32 *)(r10 -4) = r3" },
		{ { { .code = BPF_JMP | BPF_JNE | BPF_K, .dst_reg = 1, .imm = 5, .off = 3 } }, "if r1 != 5 goto +3" },
		{ { { .code = BPF_JMP | BPF_CALL, .imm = 8 } }, "call helper#8" },
		{ { { .code = BPF_JMP | BPF_EXIT } }, "exit" },
		{ { { .code = BPF_LD | BPF_IMM | BPF_DW, .dst_reg = 1, .imm = 1 }, { .imm = 2 } }, "r1 = 0x200000001" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		char *text = listing_bpf(known[i].insn);

		cr_expect_str_eq(text, known[i].text);
		free(text);
	}
}
