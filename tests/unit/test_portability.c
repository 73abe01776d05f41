// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_portability - names of artefacts, and why one does not work, from what was really said.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "portability/artefact.h"
#include "portability/explain.h"

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
	cr_expect(names("count.kprobe", "kmod", "missing"));
	cr_expect(names("count.kprobe@", "kmod", "missing"));
	cr_expect(names("count.fentry@" RELEASE, "ebpf", "no kernel in particular"));
	cr_expect(names("count.fentry@" RELEASE, "kmod", "no such artefact"));
	cr_expect(names("whoami.core", "kmod", "no such artefact"));
	cr_expect(names("count", "ebpf", "no such artefact"));
	cr_expect(names("hist.kprobe@" RELEASE, "kmod", "no such artefact"), "a pair has no handler for it");
	cr_assert_null(artefact_parse("whoami.frozen@" RELEASE, "ebpf", &a));
	cr_expect_str_eq(a.built_for, RELEASE);
	cr_expect_eq(a.kind, ARTEFACT_FROZEN);
}
