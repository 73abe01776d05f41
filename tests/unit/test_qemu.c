// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_qemu - the command line of a guest, for every accelerator. Nothing is started.
 */
#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#include "vm/qemu.h"

static const struct guest_spec plain = { .vmlinuz = "/k/vm linuz", .initramfs = "/t/i.cpio" };

/* Where @word stands in @argv, or -1. */
static int at(char *const *argv, const char *word)
{
	for (int i = 0; argv[i]; i++)
		if (!strcmp(argv[i], word))
			return i;
	return -1;
}

/* Is @option there, once, with @value behind it? */
static bool has(char *const *argv, const char *option, const char *value)
{
	int i = at(argv, option);

	return i >= 0 && argv[i + 1] && !strcmp(argv[i + 1], value) && at(argv + i + 1, option) < 0;
}

static char **argv_for(enum accel accel, bool bit_exact)
{
	struct guest_spec s = plain;

	s.accel = accel;
	s.bit_exact = bit_exact;
	return guest_argv(&s);
}

Test(qemu, accelerator_names_come_back)
{
	static const enum accel all[] = { ACCEL_ICOUNT, ACCEL_TCG, ACCEL_KVM };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		cr_expect_eq(accel_parse(accel_name(all[i])), (int)all[i]);
	cr_expect_str_eq(accel_name(ACCEL_ICOUNT), "icount");
	cr_expect_str_eq(accel_name(ACCEL_TCG), "tcg");
	cr_expect_str_eq(accel_name(ACCEL_KVM), "kvm");
	cr_expect_eq(accel_parse("auto"), -1);
	cr_expect_eq(accel_parse(""), -1);
	cr_expect_eq(accel_parse("KVM"), -1);
}

Test(qemu, icount_counts_one_instruction_a_nanosecond_on_one_cpu)
{
	char **argv = argv_for(ACCEL_ICOUNT, false);

	cr_expect(has(argv, "-accel", "tcg"));
	cr_expect(has(argv, "-icount", "shift=0,sleep=off"));
	cr_expect(has(argv, "-smp", "1"));
	cr_expect(has(argv, "-cpu", GUEST_CPU));
	argv_free(argv);
}

Test(qemu, tcg_runs_one_thread_and_counts_nothing)
{
	char **argv = argv_for(ACCEL_TCG, false);

	cr_expect(has(argv, "-accel", "tcg,thread=single"));
	cr_expect_eq(at(argv, "-icount"), -1);
	cr_expect(has(argv, "-cpu", GUEST_CPU));
	argv_free(argv);
}

Test(qemu, kvm_shows_the_hosts_cpu)
{
	char **argv = argv_for(ACCEL_KVM, false);

	cr_expect(has(argv, "-accel", "kvm"));
	cr_expect_eq(at(argv, "-icount"), -1);
	cr_expect(has(argv, "-cpu", "host"));
	argv_free(argv);
}

Test(qemu, bit_exact_fixes_addresses_randomness_and_clock)
{
	for (int a = ACCEL_ICOUNT; a <= ACCEL_KVM; a++) {
		char **loose = argv_for((enum accel)a, false), **exact = argv_for((enum accel)a, true);

		cr_expect(has(exact, "-seed", "1"), "%s", accel_name((enum accel)a));
		cr_expect(has(exact, "-rtc", "base=2020-01-01,clock=vm"));
		cr_expect(str_ends(exact[at(exact, "-append") + 1], " nokaslr"));
		cr_expect_eq(at(loose, "-seed"), -1);
		cr_expect_eq(at(loose, "-rtc"), -1);
		cr_expect_null(strstr(loose[at(loose, "-append") + 1], "nokaslr"));
		argv_free(loose);
		argv_free(exact);
	}
}

Test(qemu, only_the_lone_cpu_of_a_counting_guest_does_without_its_own_timer)
{
	const struct { enum accel accel; unsigned int cpus; bool without; } cases[] = {
		{ ACCEL_ICOUNT, 1, true }, { ACCEL_ICOUNT, 0, true }, { ACCEL_ICOUNT, 2, false },
		{ ACCEL_TCG, 1, false }, { ACCEL_KVM, 1, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct guest_spec s = { .vmlinuz = "/k", .initramfs = "/i",
					      .accel = cases[i].accel, .cpus = cases[i].cpus };
		char **argv = guest_argv(&s);
		const char *line = argv[at(argv, "-append") + 1];

		cr_expect_eq(strstr(line, " nolapic_timer") != NULL, cases[i].without, "case %zu: %s",
			     i, line);
		argv_free(argv);
	}
}

Test(qemu, process_1_of_a_counting_guest_starts_the_further_cpus)
{
	const struct { enum accel accel; unsigned int cpus; bool later; } cases[] = {
		{ ACCEL_ICOUNT, 2, true }, { ACCEL_ICOUNT, 1, false }, { ACCEL_TCG, 2, false }, { ACCEL_KVM, 2, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct guest_spec s = { .vmlinuz = "/k", .initramfs = "/i",
					      .accel = cases[i].accel, .cpus = cases[i].cpus };
		char **argv = guest_argv(&s);
		const char *line = argv[at(argv, "-append") + 1];

		cr_expect_eq(strstr(line, " maxcpus=1 tsc=reliable") != NULL, cases[i].later, "case %zu: %s", i, line);
		argv_free(argv);
	}
}

Test(qemu, guest_gets_nothing_that_was_not_asked_for)
{
	for (int a = ACCEL_ICOUNT; a <= ACCEL_KVM; a++) {
		char **argv = argv_for((enum accel)a, false);

		cr_expect_str_eq(argv[0], QEMU_BINARY);
		cr_expect(has(argv, "-M", "pc"));
		cr_expect(has(argv, "-display", "none"));
		cr_expect_geq(at(argv, "-nodefaults"), 0);
		cr_expect_geq(at(argv, "-no-user-config"), 0);
		cr_expect_geq(at(argv, "-no-reboot"), 0);
		cr_expect(has(argv, "-m", "512"));
		argv_free(argv);
	}
}

Test(qemu, console_is_the_first_serial_line_and_results_the_second)
{
	char **argv = argv_for(ACCEL_ICOUNT, true);
	int console = at(argv, "chardev:console"), result = at(argv, "chardev:result");

	cr_assert(console > 0 && result > console);
	cr_expect_str_eq(argv[console - 1], "-serial");
	cr_expect_str_eq(argv[result - 1], "-serial");
	cr_expect_geq(at(argv, "file,id=console,path=/proc/self/fd/3"), 0);
	cr_expect_geq(at(argv, "file,id=result,path=/proc/self/fd/4"), 0);
	argv_free(argv);
}

Test(qemu, what_the_caller_sets_is_passed_on)
{
	const struct guest_spec s = { .vmlinuz = "/k/vm linuz", .initramfs = "/t/i  x.cpio",
				      .cmdline_extra = "quiet mitigations=off", .accel = ACCEL_KVM,
				      .cpu = "Skylake-Server,-hle", .cpus = 4, .memory_mib = 1024,
				      .bit_exact = true };
	char **argv = guest_argv(&s);

	cr_expect(has(argv, "-kernel", "/k/vm linuz"), "a blank in a path is no separator");
	cr_expect(has(argv, "-initrd", "/t/i  x.cpio"));
	cr_expect(has(argv, "-append", "console=ttyS0 panic=-1 rdinit=/init nokaslr quiet "
		      "mitigations=off"));
	cr_expect(has(argv, "-cpu", "Skylake-Server,-hle"));
	cr_expect(has(argv, "-smp", "4"));
	cr_expect(has(argv, "-m", "1024"));
	argv_free(argv);
}

Test(qemu, equal_guests_have_equal_command_lines)
{
	char **a = argv_for(ACCEL_ICOUNT, true), **b = argv_for(ACCEL_ICOUNT, true);
	size_t n = 0;

	for (; a[n] && b[n]; n++)
		cr_expect_str_eq(a[n], b[n]);
	cr_expect(!a[n] && !b[n]);
	argv_free(a);
	argv_free(b);
	argv_free(NULL);
}

Test(qemu, who_waits_for_our_processors_is_not_silent)
{
	/* At its word the deadline was set 30 s ahead, and it had waited 2 s in all. */
	const struct guest g = { .deadline = 130, .starved = 2, .quiet_seconds = 30 };

	cr_expect(!guest_silent(&g, 129, 2), "not yet");
	cr_expect(guest_silent(&g, 131, 2), "it had its time");
	cr_expect(!guest_silent(&g, 131, 12), "of which it waited ten seconds");
	cr_expect(guest_silent(&g, 141, 12), "and had them after that");
	cr_expect(!guest_silent(&g, 189, 1000) && guest_silent(&g, 191, 1000), "patience ends at three times the limit");
	cr_expect(guest_silent(&g, 131, 0), "a kernel that does not count leaves the limit as it is");
}

Test(qemu, a_process_waits_no_negative_time)
{
	cr_expect(guest_starved(getpid()) >= 0);
	cr_expect_eq(guest_starved(-1), 0, "there is no such process");
}
