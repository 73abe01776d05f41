// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_portability - names of artefacts, and why one does not work, from what was really said.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "portability/artefact.h"
#include "portability/explain.h"
#include "portability/make.h"
#include "report/chapter.h"
#include "report_fixture.h"

#define RELEASE "6.1.0-56-cloud-amd64"

static void explains(const char *said, enum fit want, const char *line)
{
	char *got;

	cr_expect_eq(fit_explain(said, &got), want, "%s", said);
	cr_expect_str_eq(got, line);
	free(got);
}

Test(portability, the_kernel_says_why_it_refuses_a_module)
{
	explains("/modules-x/pb_count.ko: Exec format error\n\n"
		 "<3>[    3.104166] module pb_count: .gnu.linkonce.this_module section size must match the kernel's "
		 "built struct module size at run time\n", FIT_LAYOUT,
		 "module pb_count: .gnu.linkonce.this_module section size must match the kernel's built struct module "
		 "size at run time");
	explains("x\n<4>[    3.234068] pb_count: disagrees about version of symbol module_layout\n"
		 "<4>[    3.3] something else\n", FIT_VERSIONS,
		 "pb_count: disagrees about version of symbol module_layout");
	explains("<4>[   3.2] pb_count: Unknown symbol register_fprobe_ips (err -2)", FIT_SYMBOL,
		 "pb_count: Unknown symbol register_fprobe_ips (err -2)");
	explains("<3>[   3.2] pb_count: version magic 'a' should be 'b'", FIT_VERMAGIC,
		 "pb_count: version magic 'a' should be 'b'");
}

Test(portability, the_verifier_says_it_before_its_statistics)
{
	explains("loading the program for kretprobe: Invalid argument\n"
		 "0: (85) call bpf_task_storage_get#156\nunknown func bpf_task_storage_get#156\n"
		 "processed 4 insns (limit 1000000)\n", FIT_HELPER, "unknown func bpf_task_storage_get#156");
	explains("libbpf: Error in bpf_create_map_xattr(hist_starts):Invalid argument(-22). Retrying without BTF.\n",
		 FIT_HELPER,
		 "libbpf: Error in bpf_create_map_xattr(hist_starts):Invalid argument(-22). Retrying without BTF.");
	explains("4: (61) r1 = *(u32 *)(r2 +0)\nR2 invalid mem access 'scalar'\n"
		 "processed 5 insns (limit 1000000)\n", FIT_VERIFIER, "R2 invalid mem access 'scalar'");
	/* Statistics may be of several lines, and none of them is why. */
	explains("5: (db) lock *(u64 *)(r1 +0) += r2\nBPF_STX uses reserved fields\nverification time 39 usec\n"
		 "stack depth 0+0\nprocessed 0 insns (limit 1000000)\n",
		 FIT_VERIFIER, "BPF_STX uses reserved fields");
}

Test(portability, a_function_that_is_gone_is_a_hook_on_both_sides)
{
	explains("attaching kprobe: No such file or directory; libbpf: prog 'count_kprobe': failed to create kprobe "
		 "'do_mkdirat+0x0' perf event: No such file or directory\n", FIT_HOOK,
		 "attaching kprobe: No such file or directory; libbpf: prog 'count_kprobe': failed to create kprobe "
		 "'do_mkdirat+0x0' perf event: No such file or directory");
	explains("loading pb_count with \"mech=kprobe target=do_mkdirat cpu=-1 \": No such file or directory\n", FIT_HOOK,
		 "loading pb_count with \"mech=kprobe target=do_mkdirat cpu=-1 \": No such file or directory");
	explains("/modules/pb_port_whoami.ko: No such file or directory\n", FIT_UNEXPLAINED,
		 "/modules/pb_port_whoami.ko: No such file or directory");
}

Test(portability, what_programs_ask_for_and_a_kernel_lacks)
{
	explains("libbpf: extern (func ksym) 'bpf_task_from_pid': not found in kernel or module BTFs\n", FIT_HELPER,
		 "libbpf: extern (func ksym) 'bpf_task_from_pid': not found in kernel or module BTFs");
	explains("13: <invalid CO-RE relocation>\nfailed to resolve CO-RE relocation <byte_off> [2] struct "
		 "task_struct.state (0:1 @ offset 8)\nprocessed 9 insns\n", FIT_RELOCATION,
		 "failed to resolve CO-RE relocation <byte_off> [2] struct task_struct.state (0:1 @ offset 8)");
}

static void line_of(const char *log, const char *want)
{
	char *line = make_line(log);

	cr_expect_str_eq(line, want);
	free(line);
}

Test(portability, a_compiler_says_it_in_one_line_of_many)
{
	line_of("make: Entering directory '/somewhere/else'\n  CC [M]  /a/b/parent.o\n"
		"/a/b/../parent.c: In function 'parent_record':\n"
		"/a/b/../parent.c:25:30: error: \u2018struct task_struct\u2019 has no member named \u2018state\u2019\nmore\n",
		"parent.c:25:30: error: 'struct task_struct' has no member named 'state'");
	line_of("ERROR: modpost: \"strlcpy\" [/a/b/pb_old_strlcpy.ko] undefined!\n",
		"ERROR: modpost: \"strlcpy\" [/a/b/pb_old_strlcpy.ko] undefined!");
	line_of("kernel-types: /boot/vmlinuz has no types: Error\n", "kernel-types: /boot/vmlinuz has no types: Error");
	line_of("no word of it\n", "no word of it");
}

Test(portability, what_nobody_explains_is_not_explained_away)
{
	explains("Device or resource busy\n", FIT_UNEXPLAINED, "Device or resource busy");
	explains("", FIT_UNEXPLAINED, "");
}

Test(portability, every_verdict_has_its_name_back)
{
	for (int i = 0; i < NR_FITS; i++) {
		cr_expect(fits[i].symbol && fits[i].sentence);
		cr_expect_eq(fit_parse(fits[i].name), i);
	}
	cr_expect_eq(fit_parse("fine"), -1);
	cr_expect_eq(fit_parse(NULL), -1);
}

static bool names(const char *word, const char *arm, const char *fault)
{
	struct artefact a;
	char *why = artefact_parse(word, arm, &a);
	bool as_said = fault ? why && strstr(why, fault) : !why;

	if (!as_said)
		cr_log_error("%s: %s", word, why ? why : "(sound)");
	free(why);
	return as_said;
}

Test(portability, artefacts_are_named_by_what_they_are_built_for)
{
	struct artefact a;

	cr_expect(names("count.fentry", "ebpf", NULL));
	cr_expect(names("count.kprobe@" RELEASE, "kmod", NULL));
	cr_expect(names("whoami.core", "ebpf", NULL));
	cr_expect(names("whoami.frozen@" RELEASE, "ebpf", NULL));
	cr_expect(names("whoami.module@" RELEASE, "kmod", NULL));
	cr_expect(names("whoami.btf@" RELEASE, "ebpf", NULL));
	cr_expect(names("whoami.btf", "ebpf", "missing"));
	cr_expect(names("close_fd.kprobe", "ebpf", NULL));
	cr_expect(names("close_fd.kprobe@" RELEASE, "kmod", NULL));
	cr_expect(names("parent.old@" RELEASE, "ebpf", "no kernel in particular"));
	cr_expect(names("count.kprobe", "kmod", "missing"));
	cr_expect(names("count.kprobe@", "kmod", "missing"));
	cr_expect(names("count.fentry@" RELEASE, "ebpf", "no kernel in particular"));
	cr_expect(names("count.fentry@" RELEASE, "kmod", "no such artefact"));
	cr_expect(names("whoami.core", "kmod", "no such artefact"));
	cr_expect(names("count", "ebpf", "no such artefact"));
	cr_expect(names("hist.kprobe@" RELEASE, "kmod", "no such artefact"), "a pair has no handler for it");
	cr_assert_null(artefact_parse("whoami.frozen@" RELEASE, "ebpf", &a));
	cr_expect_str_eq(a.built_for, RELEASE);
	cr_expect_eq(a.specimen->kind, SPECIMEN_FROZEN);
}

TestSuite(report_portability, .init = folder_make, .fini = folder_remove);

static void plant_trial(const char *artefact, const char *arm, const char *verdict)
{
	char *line = str_fmt("{\"schema\":1,\"cell\":\"portability/kernel=" KERNEL "/artefact=%s/arm=%s\",\"outcome\":\"ok\","
			     "\"reason\":\"\",\"profile\":\"exact\",\"accel\":\"icount\",\"cpu\":\"qemu64\",\"events\":{},"
			     "\"metrics\":{},\"verdict\":\"%s\",\"repeats\":[{\"repeat\":0,\"boot\":0}],"
			     "\"repeats_agree\":true}\n", artefact, arm, verdict);

	plant(line);
	free(line);
}

Test(report_portability, the_answer_tells_all_that_nobody_complains_of)
{
	struct results r;
	char *text;

	plant_trial("whoami.module@" RELEASE, "kmod", "versions");
	plant_trial("count.kprobe@" RELEASE, "kmod", "works");
	plant_trial("count.kprobe@" KERNEL, "kmod", "works");
	plant_trial("close_fd.kprobe@" KERNEL, "kmod", "miscounts");
	plant_trial("count.fentry", "ebpf", "works");
	plant_trial("whoami.frozen@" RELEASE, "ebpf", "wrong_data");
	plant_trial("whoami.frozen@6.1.0-57-rt-amd64", "ebpf", "wrong_data");
	plant_trial("close_fd.kprobe", "ebpf", "miscounts");
	load(&r);
	text = chapter_portability.headline(&r);
	cr_expect_not_null(strstr(text, " 1 of 2 trials of a module on a kernel that it was not built for work, and 1 of 4 of an "
				  "eBPF object that was built once."), "%s", text);
	cr_expect_not_null(strstr(text, " Wrong without a word, of all trials: an eBPF object in 3 (2 reported what is not so, 1 "
				  "lost or invented events), a module in 1 (lost or invented events)."), "%s", text);
	free(text);
	results_free(&r);
}
