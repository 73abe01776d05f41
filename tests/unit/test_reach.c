// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_reach - smallest sets of capabilities, and what a kernel's own lists say.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "reach/ask.h"
#include "reach/bpf.h"
#include "reach/caps.h"
#include "reach/ksyms.h"

/* A kernel that wants all of one of two masks. */
struct kernel_wants {
	u64 either, or;
	unsigned int asked;
};

static bool kernel_allows(void *ctx, u64 caps, char **why)
{
	struct kernel_wants *k = ctx;

	k->asked++;
	return (caps & k->either) == k->either || (k->or && (caps & k->or) == k->or);
}

static u64 least(u64 either, u64 or, bool reverse, unsigned int *asked)
{
	struct kernel_wants k = { either, or, 0 };
	unsigned int attempts = 0;
	int order[41];
	u64 set;

	for (int i = 0; i < 41; i++)
		order[i] = reverse ? 40 - i : i;
	set = caps_least(kernel_allows, &k, (2ULL << 40) - 1, order, 41, &attempts);
	cr_expect_eq(attempts, k.asked);
	*asked = attempts;
	return set;
}

Test(reach, what_is_needed_is_found_and_nothing_else)
{
	unsigned int asked;

	cr_expect_eq(least(1ULL << 16, 0, false, &asked), 1ULL << 16);
	cr_expect_lt(asked, 20, "halves, not single ones: %u", asked);
	cr_expect_eq(least(0, 0, false, &asked), 0);
	cr_expect_eq(asked, 1);
	cr_expect_eq(least((1ULL << 0) | (1ULL << 40), 0, false, &asked), (1ULL << 0) | (1ULL << 40));
}

Test(reach, the_order_decides_between_alternatives)
{
	u64 broad = 1ULL << 21, narrow = (1ULL << 38) | (1ULL << 39);
	unsigned int asked;

	cr_expect_eq(least(broad, narrow, false, &asked), narrow, "21 goes before 38");
	cr_expect_eq(least(broad, narrow, true, &asked), broad);
}

Test(reach, capabilities_have_names)
{
	cr_expect_str_eq(cap_name(0), "chown");
	cr_expect_str_eq(cap_name(16), "sys_module");
	cr_expect_str_eq(cap_name(21), "sys_admin");
	cr_expect_str_eq(cap_name(38), "perfmon");
	cr_expect_str_eq(cap_name(39), "bpf");
	cr_expect_null(cap_name(41));
	cr_expect_null(cap_name(-1));
}

static const char kallsyms[] =
	"ffffffff81000000 T _stext\n"
	"ffffffff81000100 T vfs_read\n"
	"ffffffff810000f0 t __pfx_vfs_read\n"
	"ffffffff81000200 t helper\n"
	"ffffffff81000300 t helper\n"
	"ffffffff81000400 T alias_a\n"
	"ffffffff81000400 T alias_b\n"
	"ffffffff81000500 t vfs_read.cold\n"
	"ffffffff81000600 T closed\n"
	"ffffffff81001000 T _etext\n"
	"ffffffff82000000 r __start___ksymtab_gpl\n"
	"ffffffff82000000 r __ksymtab_vfs_read\n"
	"ffffffff8200000c r __ksymtab_jiffies\n"
	"ffffffff82000018 r __stop___ksymtab_gpl\n"
	"ffffffff82000020 r __ksymtab_alias_b\n"
	"ffffffff83000000 t only_at_boot\n"
	"ffffffffc0000000 t in_a_module\t[pb_count]\n";

Test(reach, a_kernel_lists_what_it_exports)
{
	struct exports e;
	struct ksyms s;

	cr_assert_eq(ksyms_parse(str_dup(kallsyms), &s), 0);
	cr_expect_eq(s.n, 16);
	ksyms_exports(&s, &e);
	cr_expect(e.known);
	cr_expect_eq(e.all, 3);
	cr_expect_eq(e.gpl, 2);
	cr_expect_eq(e.functions, 2, "jiffies is none");
	cr_expect(e.gpl_known);
	ksyms_free(&s);
	cr_assert_eq(ksyms_parse(str_dup("ffffffff82000000 r __ksymtab_x\n"), &s), 0);
	ksyms_exports(&s, &e);
	cr_expect(e.known && !e.gpl_known, "not kept apart is not none");
	ksyms_free(&s);
	cr_expect_eq(ksyms_parse(str_dup("0000000000000000 T hidden\n"), &s), -EPERM);
	ksyms_free(&s);
}

Test(reach, functions_are_counted_once_and_only_those_that_stay)
{
	struct probeable p;
	struct ksyms s;

	cr_assert_eq(ksyms_parse(str_dup(kallsyms), &s), 0);
	/* _stext, vfs_read, twice helper, alias, closed: neither padding, nor a cold part, nor what is gone. */
	ksyms_probeable(&s, "0xffffffff81000600-0xffffffff81000610\tclosed\n", &p);
	cr_expect_eq(p.functions, 6, "%llu", (unsigned long long)p.functions);
	cr_expect_eq(p.kprobe, 5);
	cr_expect_eq(p.ambiguous, 1);
	ksyms_probeable(&s, NULL, &p);
	cr_expect_eq(p.kprobe, 6);
	ksyms_free(&s);
}

Test(reach, headers_tell_the_kernel_from_its_modules)
{
	struct exports kernel, modules;

	symvers_exports("0x1\tvfs_read\tvmlinux\tEXPORT_SYMBOL_GPL\t\n"
			"0x2\tprintk\tvmlinux\tEXPORT_SYMBOL\t\n"
			"0x3\tdrm_x\tdrivers/gpu/drm/drm\tEXPORT_SYMBOL\t\n"
			"damaged\n", &kernel, &modules);
	cr_expect_eq(kernel.all, 2);
	cr_expect_eq(kernel.gpl, 1);
	cr_expect_eq(modules.all, 1);
	cr_expect_eq(modules.gpl, 0);
	symvers_exports(NULL, &kernel, &modules);
	cr_expect_not(kernel.known);
}

Test(reach, lines_are_compared_by_name)
{
	static const char *const names[] = { "a", "b", "c" };

	cr_expect_eq(lines_among("b\nc [module]\nb\nz\na\n", names, 3), 2);
	cr_expect_eq(lines_among(NULL, names, 3), 0);
	cr_expect_eq(lines_of_image("a\nb [x]\nc\n"), 2);
	cr_expect_eq(lines_of_image(NULL), 0);
}

Test(reach, the_verifier_says_whether_a_call_is_one)
{
	cr_expect(call_refused("0: (85) call bpf_x#5\nunknown func bpf_x#5\n"));
	cr_expect(call_refused("program of this type cannot use helper bpf_x#5\n"));
	cr_expect(call_refused("calling kernel function bpf_x is not allowed\n"));
	cr_expect_not(call_refused("R1 type=ctx expected=map_ptr\n"));
}

Test(reach, a_configuration_answers_every_option_of_a_side)
{
	json_t *config = ask_config("kmod", "\nCONFIG_MODULES=y\n# CONFIG_FPROBE is not set\nCONFIG_KPROBES=y\n");

	cr_expect_str_eq(json_string_value(json_object_get(config, "CONFIG_MODULES")), "y");
	cr_expect_str_eq(json_string_value(json_object_get(config, "CONFIG_KPROBES")), "y");
	cr_expect_str_eq(json_string_value(json_object_get(config, "CONFIG_FPROBE")), "n");
	cr_expect_null(json_object_get(config, "CONFIG_BPF_SYSCALL"));
	json_decref(config);
	config = ask_config("ebpf", NULL);
	cr_expect_str_eq(json_string_value(json_object_get(config, "CONFIG_BPF_SYSCALL")), "unknown");
	json_decref(config);
}
