// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_needs - declared needs against machines made up by hand.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "needs.h"

#define KCONFIG(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define CONFIG	     "# a comment\nCONFIG_FIRST=y\nCONFIG_FOO=y\nCONFIG_BAR=m\n" \
		     "# CONFIG_OFF is not set\nCONFIG_STR=\"a b\"\nCONFIG_LAST=y"

static const struct machine full = { .root = true, .vm = true, .modules = true, .btf = true,
				     .cpus = 2, .kconfig = CONFIG };

/* Is the need unmet, with @says in the sentence? */
static bool unmet(const struct needs *needs, const struct machine *m, const char *says)
{
	char *why = needs_unmet(needs, m);
	bool good = why && strstr(why, says);

	if (!good)
		cr_log_error("not \"%s\" but: %s", says, why ? why : "(met)");
	free(why);
	return good;
}

static bool has(const char *config, const char *option)
{
	const struct needs needs = { .kconfig = KCONFIG(option) };
	const struct machine m = { .kconfig = config };
	char *why = needs_unmet(&needs, &m);
	bool met = !why;

	free(why);
	return met;
}

Test(needs, nothing_needed_is_met_by_nothing)
{
	cr_assert_null(needs_unmet(&(struct needs){ 0 }, &(struct machine){ 0 }));
}

Test(needs, everything_needed_is_met_by_a_full_machine)
{
	const struct needs all = { .root = true, .vm = true, .modules = true, .btf = true,
				   .cpus = 2, .kconfig = KCONFIG("CONFIG_FOO=y", "CONFIG_BAR=m"),
				   .files = KCONFIG("/proc/self/exe", "/") };

	cr_assert_null(needs_unmet(&all, &full));
}

Test(needs, each_need_is_unmet_in_turn)
{
	struct machine m = full;

	m.root = false;
	cr_expect(unmet(&(struct needs){ .root = true }, &m, "needs root"));
	m = full;
	m.vm = false;
	cr_expect(unmet(&(struct needs){ .vm = true }, &m, "throwaway VM"));
	m = full;
	m.modules = false;
	cr_expect(unmet(&(struct needs){ .modules = true }, &m, "CONFIG_MODULES"));
	m = full;
	m.btf = false;
	cr_expect(unmet(&(struct needs){ .btf = true }, &m, "/sys/kernel/btf/vmlinux"));
	cr_expect(unmet(&(struct needs){ .cpus = 3 }, &full, "needs 3 CPUs, 2 are online"));
	cr_expect(unmet(&(struct needs){ .kconfig = KCONFIG("CONFIG_NOPE=y") }, &full,
			"the kernel lacks CONFIG_NOPE=y"));
	cr_expect(unmet(&(struct needs){ .files = KCONFIG("/nonexistent/x") }, &full,
			"/nonexistent/x is missing"));
}

Test(needs, one_unmet_among_many_is_found)
{
	cr_expect(unmet(&(struct needs){ .kconfig = KCONFIG("CONFIG_FOO=y", "CONFIG_BAR=m",
							    "CONFIG_BAR=y") },
			&full, "CONFIG_BAR=y"));
	cr_expect(unmet(&(struct needs){ .files = KCONFIG("/", "/nonexistent/y") }, &full,
			"/nonexistent/y"));
}

Test(needs, unknown_configuration_is_not_a_missing_option)
{
	struct machine m = full;

	m.kconfig = NULL;
	cr_expect(unmet(&(struct needs){ .kconfig = KCONFIG("CONFIG_FOO=y") }, &m,
			"configuration is unknown"));
	cr_expect_null(needs_unmet(&(struct needs){ .root = true }, &m));
}

Test(needs, options_are_found_on_any_line)
{
	cr_expect(has(CONFIG, "CONFIG_FIRST=y"));
	cr_expect(has("CONFIG_FIRST=y\n", "CONFIG_FIRST=y"));
	cr_expect(has(CONFIG, "CONFIG_FOO=y"));
	cr_expect(has(CONFIG, "CONFIG_BAR=m"));
	cr_expect(has(CONFIG, "CONFIG_STR=\"a b\""));
	cr_expect(has(CONFIG, "CONFIG_LAST=y"), "without a newline behind it");
}

Test(needs, options_match_whole_lines_only)
{
	cr_expect_not(has("CONFIG_FOO=yes\n", "CONFIG_FOO=y"));
	cr_expect_not(has("CONFIG_FOO=y \n", "CONFIG_FOO=y"));
	cr_expect_not(has("XCONFIG_FOO=y\n", "CONFIG_FOO=y"));
	cr_expect_not(has("CONFIG_XFOO=y\n", "CONFIG_FOO=y"));
	cr_expect_not(has("# CONFIG_FOO=y\n", "CONFIG_FOO=y"));
	cr_expect_not(has("# CONFIG_FOO is not set\n", "CONFIG_FOO=y"));
	cr_expect_not(has("CONFIG_FOO=m\n", "CONFIG_FOO=y"));
	cr_expect_not(has("", "CONFIG_FOO=y"));
}

Test(needs, whole_line_is_found_behind_a_partial_match)
{
	cr_expect(has("CONFIG_FOO=yes\nCONFIG_FOO=y\n", "CONFIG_FOO=y"));
	cr_expect(has("XCONFIG_FOO=y\nCONFIG_FOO=y", "CONFIG_FOO=y"));
	cr_expect(has("# CONFIG_FOO=y or CONFIG_FOO=y\nCONFIG_FOO=y\n", "CONFIG_FOO=y"));
}

Test(needs, this_machine_is_known_once)
{
	const struct machine *m = needs_machine();

	cr_assert_eq(needs_machine(), m);
	cr_expect_geq(m->cpus, 1);
	cr_expect_not(m->vm, "unit tests do not run in a guest");
}
