// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_args - parsing of command lines, and the soundness of every verb's table.
 */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verbs.h"

#define OK    (PB_EXIT_OK + 1)
#define USAGE (PB_EXIT_USAGE + 1)

struct opts {
	bool flag, other;
	const char *text;
	struct arg_list list;
	u64 number, any;
};

static const struct arg_def defs[] = {
	{ "flag", 'f', ARG_FLAG, NULL, "a flag", offsetof(struct opts, flag), 0, 0 },
	{ "other", 0, ARG_FLAG, NULL, "a flag without a letter", offsetof(struct opts, other), 0, 0 },
	{ "text", 't', ARG_TEXT, "WORD", "a text", offsetof(struct opts, text), 0, 0 },
	{ "list", 'l', ARG_LIST, "WORD", "a list", offsetof(struct opts, list), 0, 0 },
	{ "number", 'n', ARG_NUMBER, "N", "a number", offsetof(struct opts, number), 3, 20 },
	{ "any", 0, ARG_NUMBER, "N", "any number", offsetof(struct opts, any), 0, 0 },
	{ .name = NULL },
};

static const char *const examples[] = { "probebench try --flag", "try it", NULL };
static const struct verb try = { .name = "try", .args = "[WORD...]", .summary = "Try it.",
				 .defs = defs, .examples = examples };

static struct opts opts;
static struct arg_list rest;

#define PARSE(...) parse((char *[]){ "try", ##__VA_ARGS__, NULL })

static int parse(char **argv)
{
	int argc = 0;

	while (argv[argc])
		argc++;
	memset(&opts, 0, sizeof(opts));
	memset(&rest, 0, sizeof(rest));
	return args_parse(&try, argc, argv, &opts, &rest);
}

/* What went to @f so far. */
static char *printed(FILE *f)
{
	static char text[8192];

	fflush(stdout);
	clearerr(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = 0;
	return text;
}

Test(args, nothing_given_changes_nothing)
{
	static const struct opts none;

	cr_assert_eq(PARSE(), 0);
	cr_assert_eq(memcmp(&opts, &none, sizeof(none)), 0);
	cr_assert_eq(rest.n, 0);
}

Test(args, flags_are_set_by_name_and_by_letter)
{
	cr_assert_eq(PARSE("--flag"), 0);
	cr_assert(opts.flag && !opts.other);
	cr_assert_eq(PARSE("-f", "--other"), 0);
	cr_assert(opts.flag && opts.other);
}

Test(args, values_are_taken_in_every_spelling)
{
	cr_assert_eq(PARSE("--text", "a b"), 0);
	cr_assert_str_eq(opts.text, "a b");
	cr_assert_eq(PARSE("--text=x=y"), 0);
	cr_assert_str_eq(opts.text, "x=y");
	cr_assert_eq(PARSE("-t", "--flag"), 0);
	cr_assert_str_eq(opts.text, "--flag");
	cr_assert_not(opts.flag);
	cr_assert_eq(PARSE("-ftz"), 0);
	cr_assert_str_eq(opts.text, "z");
	cr_assert(opts.flag);
	cr_assert_eq(PARSE("--text", ""), 0);
	cr_assert_str_eq(opts.text, "");
}

Test(args, lists_keep_every_value_in_order)
{
	cr_assert_eq(PARSE("--list", "a", "-l", "b", "--list=a"), 0);
	cr_assert_eq(opts.list.n, 3);
	cr_assert_str_eq(opts.list.v[0], "a");
	cr_assert_str_eq(opts.list.v[1], "b");
	cr_assert_str_eq(opts.list.v[2], "a");
}

Test(args, list_that_is_too_long_is_refused)
{
	char *argv[ARRAY_SIZE(opts.list.v) + 3] = { "try" };

	for (size_t i = 1; i <= ARRAY_SIZE(opts.list.v); i++)
		argv[i] = "--list=x";
	cr_assert_eq(parse(argv), 0);
	cr_assert_eq(opts.list.n, ARRAY_SIZE(opts.list.v));
	argv[ARRAY_SIZE(opts.list.v) + 1] = "--list=x";
	cr_redirect_stderr();
	cr_assert_eq(parse(argv), USAGE);
	cr_assert(strstr(printed(cr_get_redirected_stderr()), "--list is given more than 64 times"));
}

Test(args, numbers_within_range_are_accepted)
{
	cr_assert_eq(PARSE("--number", "3"), 0);
	cr_assert_eq(opts.number, 3);
	cr_assert_eq(PARSE("-n20"), 0);
	cr_assert_eq(opts.number, 20);
	cr_assert_eq(PARSE("--any", "0"), 0);
	cr_assert_eq(opts.any, 0);
	cr_assert_eq(PARSE("--any", "18446744073709551615"), 0);
	cr_assert_eq(opts.any, UINT64_MAX);
	cr_assert_eq(PARSE("--any", "010"), 0, "decimal");
	cr_assert_eq(opts.any, 10);
}

Test(args, bad_numbers_are_refused)
{
	static char *const bad[] = { "",  "-1", "+5",  "1x",  "0x10", " 5", "5 ", "five", "4.5",
				     "2", "21", "1e1", "5,6", "18446744073709551616",
				     "99999999999999999999999" };

	cr_redirect_stderr();
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		cr_expect_eq(PARSE("--number", bad[i]), USAGE, "\"%s\"", bad[i]);
	cr_expect_eq(PARSE("--any", "-1"), USAGE);
	cr_expect_eq(PARSE("--any", "18446744073709551616"), USAGE);
}

Test(args, refused_number_names_option_text_and_range)
{
	cr_redirect_stderr();
	cr_assert_eq(PARSE("--number", "1x"), USAGE);
	cr_assert_str_eq(printed(cr_get_redirected_stderr()),
			 "probebench: error: try: --number: \"1x\" is not a whole number "
			 "from 3 to 20\n");
}

Test(args, unknown_option_is_refused_by_name)
{
	cr_redirect_stderr();
	cr_assert_eq(PARSE("--flags"), USAGE);
	cr_assert(strstr(printed(cr_get_redirected_stderr()), "try: --flags is not an option"));
	cr_assert_eq(PARSE("-x"), USAGE);
	cr_assert(strstr(printed(cr_get_redirected_stderr()), "-x is not an option"));
}

Test(args, missing_value_is_refused)
{
	cr_redirect_stderr();
	cr_assert_eq(PARSE("--text"), USAGE);
	cr_assert(strstr(printed(cr_get_redirected_stderr()), "--text needs a value"));
	cr_assert_eq(PARSE("-f", "-n"), USAGE);
	cr_assert(strstr(printed(cr_get_redirected_stderr()), "-n needs a value"));
}

Test(args, value_for_a_flag_is_refused)
{
	cr_redirect_stderr();
	cr_assert_eq(PARSE("--flag=yes"), USAGE);
}

Test(args, positionals_come_in_order_from_anywhere)
{
	cr_assert_eq(PARSE("one", "--flag", "two", "--text", "t", "three"), 0);
	cr_assert(opts.flag);
	cr_assert_eq(rest.n, 3);
	cr_assert_str_eq(rest.v[0], "one");
	cr_assert_str_eq(rest.v[1], "two");
	cr_assert_str_eq(rest.v[2], "three");
}

Test(args, everything_after_two_dashes_is_positional)
{
	cr_assert_eq(PARSE("--", "--flag", "-x"), 0);
	cr_assert_not(opts.flag);
	cr_assert_eq(rest.n, 2);
	cr_assert_str_eq(rest.v[0], "--flag");
}

Test(args, command_line_stays_as_it_was_given)
{
	char *argv[] = { "try", "one", "--flag", "two", "-l", "x", NULL };
	char *was[ARRAY_SIZE(argv)];

	memcpy(was, argv, sizeof(was));
	cr_assert_eq(parse(argv), 0);
	cr_assert_eq(memcmp(was, argv, sizeof(was)), 0, "results record it");
}

Test(args, help_ends_the_verb_with_success)
{
	char *text;

	cr_redirect_stdout();
	cr_assert_eq(PARSE("--help"), OK);
	text = printed(cr_get_redirected_stdout());
	cr_assert(strstr(text, "usage: probebench try [OPTIONS] [WORD...]\n"));
	for (const struct arg_def *d = defs; d->name; d++) {
		char *name = str_fmt("--%s", d->name);

		cr_expect(strstr(text, name) && strstr(text, d->help), "%s", name);
		free(name);
	}
	cr_assert(strstr(text, "  probebench try --flag\n      try it\n"));
	cr_assert_eq(PARSE("-h"), OK);
	cr_assert_eq(PARSE("--flag", "-h", "--nonsense"), OK, "what follows is not looked at");
}

static void check_table(const struct verb *v)
{
	for (const struct arg_def *d = v->defs; d->name; d++) {
		cr_expect_eq(d->name[strspn(d->name, "abcdefghijklmnopqrstuvwxyz-")], 0, "%s --%s",
			     v->name, d->name);
		cr_expect(d->help && *d->help, "%s --%s has no help", v->name, d->name);
		cr_expect_eq(d->kind != ARG_FLAG, d->value != NULL, "%s --%s: values have a name, "
			     "flags none", v->name, d->name);
		cr_expect(!d->max || d->min <= d->max, "%s --%s: empty range", v->name, d->name);
		cr_expect(strcmp(d->name, "help") && d->letter != 'h', "%s --%s is taken", v->name,
			  d->name);
		for (const struct arg_def *e = v->defs; e < d; e++) {
			cr_expect_str_neq(d->name, e->name, "%s --%s twice", v->name, d->name);
			cr_expect(!d->letter || d->letter != e->letter, "%s -%c twice", v->name,
				  d->letter);
		}
	}
}

Test(args, every_verb_has_a_sound_table)
{
	for (const struct verb *const *v = verbs; *v; v++) {
		cr_expect(*(*v)->name && (*v)->args && (*v)->main, "%s", (*v)->name);
		cr_expect((*v)->summary && *(*v)->summary, "%s has no summary", (*v)->name);
		for (const struct verb *const *u = verbs; u < v; u++)
			cr_expect_str_neq((*u)->name, (*v)->name);
		check_table(*v);
	}
}

/* Parse the words of an example, without the shell's quotes, by the verb's own table. */
static int parse_example(const struct verb *v, const char *line)
{
	static u64 space[8192]; /* larger than any verb's options */
	struct arg_list words = { .n = 0 };
	char *bare = str_replace(line, "'", ""), *argv[32], *save = NULL;
	int argc = 0, code;

	for (char *w = strtok_r(bare, " ", &save); w && argc < 31; w = strtok_r(NULL, " ", &save))
		argv[argc++] = w;
	argv[argc] = NULL;
	code = argc > 1 && !strcmp(argv[0], "probebench") && !strcmp(argv[1], v->name) ?
		       args_parse(v, argc - 1, argv + 1, space, &words) : USAGE;
	free(bare);
	return code;
}

Test(args, every_example_is_explained_and_parses)
{
	for (const struct verb *const *v = verbs; *v; v++) {
		size_t n = 0;

		while ((*v)->examples[n])
			n++;
		cr_assert(n && n % 2 == 0, "%s: %zu strings are no pairs", (*v)->name, n);
		for (size_t i = 0; i < n; i += 2) {
			cr_expect_eq(parse_example(*v, (*v)->examples[i]), 0, "%s", (*v)->examples[i]);
			cr_expect(*(*v)->examples[i + 1], "%s says nothing", (*v)->examples[i]);
		}
	}
}

Test(args, bad_letter_in_a_cluster_is_named)
{
	cr_redirect_stderr();
	cr_assert_eq(PARSE("-fxf"), USAGE);
	cr_assert(strstr(printed(cr_get_redirected_stderr()), "try: -x is not an option"));
	cr_assert_eq(PARSE("--flag=yes"), USAGE);
	cr_assert(strstr(printed(cr_get_redirected_stderr()), "--flag=yes takes no value"));
}

Test(args, positional_of_a_verb_that_takes_none_is_refused)
{
	struct verb none = try;

	none.args = "";
	cr_redirect_stderr();
	cr_assert_eq(args_parse(&none, 3, (char *[]){ "try", "--flag", "word", NULL }, &opts, &rest), USAGE);
	cr_assert(strstr(printed(cr_get_redirected_stderr()), "try: \"word\" is too much"));
	cr_assert_eq(args_parse(&none, 2, (char *[]){ "try", "--flag", NULL }, &opts, &rest), 0);
}

Test(args, surplus_positionals_are_refused)
{
	char *argv[ARRAY_SIZE(rest.v) + 3] = { "try" };

	for (size_t i = 1; i <= ARRAY_SIZE(rest.v) + 1; i++)
		argv[i] = "x";
	cr_redirect_stderr();
	cr_assert_eq(parse(argv), USAGE);
}
