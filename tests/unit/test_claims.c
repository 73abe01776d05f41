// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_claims - predicates, claims judged by cells, and the figures of others.
 */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdlib.h>
#include <string.h>

#include "claims/claims.h"
#include "claims/predicate.h"
#include "claims/repro.h"
#include "report/latex.h"
#include "report_fixture.h"

/* a = 2, b = 5, z = 0, word = "oops"; everything else has no value. */
static bool lookup(const char *name, struct predicate_value *out, char **why, void *ctx)
{
	static const struct {
		const char *name;
		double num;
	} known[] = { { "a", 2 }, { "b", 5 }, { "z", 0 }, { "a.events.seen", 7 }, { "within_it", 3 } };

	*out = (struct predicate_value){ 0 };
	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcmp(known[i].name, name)) {
			out->num = known[i].num;
			return true;
		}
	if (!strcmp(name, "word")) {
		out->text = str_dup("oops");
		return true;
	}
	*why = str_fmt("%s was skipped", name);
	return false;
}

Test(predicate, truths)
{
	static const struct {
		const char *text;
		enum truth truth;
	} cases[] = {
		{ "a < b", TRUTH_TRUE },
		{ "a<b<5", TRUTH_FALSE },
		{ "a < b <= 5 == 5 != 6", TRUTH_TRUE },
		{ "a + b * 2 == 12", TRUTH_TRUE },
		{ "(a + b) * 2 == 14", TRUTH_TRUE },
		{ "10 - a - b == 3", TRUTH_TRUE },
		{ "-a + b == 3", TRUTH_TRUE },
		{ "b / a == 2.5", TRUTH_TRUE },
		{ "within(b / a, 2.4, 0.05)", TRUTH_TRUE },
		{ "within(b / a, 2.3, 0.05)", TRUTH_FALSE },
		{ "within_it == 3", TRUTH_TRUE },
		{ "min(a, b) == a and max(a, b) == b and abs(-3) == 3", TRUTH_TRUE },
		{ "not a == 2", TRUTH_FALSE },
		{ "not not (a == 2)", TRUTH_TRUE },
		{ "a == 1 or b == 5", TRUTH_TRUE },
		{ "a == 1 or a == 2 and b == 4", TRUTH_FALSE },
		{ "a.events.seen == 7", TRUTH_TRUE },
		{ "word == \"oops\"", TRUTH_TRUE },
		{ "word != \"oops\"", TRUTH_FALSE },
		{ "word == 3", TRUTH_FALSE },
		{ "c > 1", TRUTH_UNKNOWN },
		{ "a < c < b", TRUTH_UNKNOWN },
		{ "a == 2 or c == 1", TRUTH_UNKNOWN },
		{ "not c == 1", TRUTH_UNKNOWN },
		{ "a / z == 1", TRUTH_UNKNOWN },
		{ "within(c, 1, 1)", TRUTH_UNKNOWN },
		{ "", TRUTH_INVALID },
		{ "a <", TRUTH_INVALID },
		{ "a b", TRUTH_INVALID },
		{ "(a < b", TRUTH_INVALID },
		{ "a < b)", TRUTH_INVALID },
		{ "within(a, b)", TRUTH_INVALID },
		{ "word < \"x\"", TRUTH_INVALID },
		{ "word + 1 == 2", TRUTH_INVALID },
		{ "a. == 1", TRUTH_INVALID },
		{ "\"open", TRUTH_INVALID },
		{ "c > ", TRUTH_INVALID },
		{ "a = 2", TRUTH_INVALID },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *why;
		enum truth t = predicate_judge(cases[i].text, lookup, NULL, &why);

		cr_expect_eq(t, cases[i].truth, "\"%s\": %d (%s)", cases[i].text, t, why);
		free(why);
	}
}

Test(predicate, says_what_it_saw_what_is_missing_and_where_it_is_none)
{
	char *why, deep[401];

	cr_expect_eq(predicate_judge("a < b and a < 9", lookup, NULL, &why), TRUTH_TRUE);
	cr_expect_str_eq(why, "a = 2, b = 5");
	free(why);
	cr_expect_eq(predicate_judge("c < d", lookup, NULL, &why), TRUTH_UNKNOWN);
	cr_expect_str_eq(why, "c was skipped");
	free(why);
	cr_expect_eq(predicate_judge("a < ?", lookup, NULL, &why), TRUTH_INVALID);
	cr_expect_not_null(strstr(why, "character 5"), "%s", why);
	free(why);
	memset(deep, '(', 400);
	deep[400] = 0;
	cr_expect_eq(predicate_judge(deep, lookup, NULL, &why), TRUTH_INVALID);
	free(why);
	memset(deep, '-', 400);
	cr_expect_eq(predicate_judge(deep, lookup, NULL, &why), TRUTH_INVALID);
	free(why);
}

TestSuite(claims, .init = folder_make, .fini = folder_remove);

static void plant_value(const char *cell, const char *outcome, long long cost)
{
	char *line = str_fmt("{\"schema\":1,\"cell\":\"x/kernel=6.12.1-amd64/%s\",\"outcome\":\"%s\",\"reason\":"
			     "\"no need\",\"profile\":\"exact\",\"accel\":\"icount\",\"cpu\":\"qemu64\",\"events\":"
			     "{\"seen\":9},\"metrics\":{\"cost\":{\"value\":%lld,\"unit\":\"insn\",\"class\":"
			     "\"exact\"}}}\n",
			     cell, outcome, cost);

	plant(line);
	free(line);
}

static void plant_claim(const char *members)
{
	char *text = str_fmt("{\"schema\":1,\"cpu\":\"qemu64\",\"claims\":[{\"id\":\"c\",\"sentence\":\"S.\","
			     "\"metric\":\"cost\",\"minutes\":1,\"disk_mb\":1,%s}]}",
			     members);

	plant_file("claims.json", text);
	free(text);
}

static enum claim_verdict judge(const char *members, const char *why)
{
	enum claim_verdict v;
	struct results r;
	struct claims c;

	plant_claim(members);
	load(&r);
	cr_assert_eq(claims_load(folder, &c), 0);
	claims_judge(&c, &r);
	v = c.list[0].verdict;
	cr_expect(!why || (c.list[0].why && strstr(c.list[0].why, why)), "no \"%s\" in \"%s\"", why,
		  c.list[0].why);
	claims_free(&c);
	results_free(&r);
	return v;
}

#define TWO "\"cells\":{\"k\":\"kernel=6.12/arm=kmod/n=1\",\"e\":\"arm=ebpf/n=1\"},"

Test(claims, hold_fail_or_stay_open)
{
	plant_value("arm=kmod/n=1", "ok", 100);
	plant_value("arm=ebpf/n=1", "ok", 250);
	plant_value("arm=ebpf/n=2", "skip", 0);
	plant_value("arm=ebpf/n=3", "broken", 0);
	cr_expect_eq(judge(TWO "\"predicate\":\"e == 2.5 * k\"", "e = 250, k = 100"), CLAIM_HOLDS);
	cr_expect_eq(judge(TWO "\"predicate\":\"e < k\"", "e = 250, k = 100"), CLAIM_FAILS);
	cr_expect_eq(judge(TWO "\"predicate\":\"e.events.seen == 9 and e.outcome == \\\"ok\\\"\"", NULL),
		     CLAIM_HOLDS);
	cr_expect_eq(judge(TWO "\"predicate\":\"e.nothing == 9\"", "has no nothing"), CLAIM_OPEN);
	cr_expect_eq(judge(TWO "\"predicate\":\"q == 9\"", "q is not among its cells"), CLAIM_OPEN);
	cr_expect_eq(judge("\"cells\":{\"e\":\"n=2\"},\"predicate\":\"e == 1\"", "skip: no need"), CLAIM_OPEN);
	cr_expect_eq(judge("\"cells\":{\"e\":\"n=3\"},\"predicate\":\"e == 1\"", "broken: no need"), CLAIM_OPEN);
	cr_expect_eq(judge("\"cells\":{\"e\":\"n=2\"},\"predicate\":\"e.outcome == \\\"skip\\\"\"", NULL),
		     CLAIM_HOLDS);
	cr_expect_eq(judge("\"cells\":{\"e\":\"n=7\"},\"predicate\":\"e == 1\"", "no cell is here"), CLAIM_OPEN);
	cr_expect_eq(judge("\"cells\":{\"e\":\"n=1\"},\"predicate\":\"e == 1\"", "more than one cell"),
		     CLAIM_OPEN);
}

#define EACH "\"cells\":{\"k\":\"arm=kmod/*\",\"e\":\"arm=ebpf/*\"},\"each\":[\"kernel\",\"n\"],"

Test(claims, must_hold_for_each_combination)
{
	plant_value("arm=kmod/n=1", "ok", 100);
	plant_value("arm=ebpf/n=1", "ok", 250);
	plant_value("arm=kmod/n=2", "ok", 10);
	plant_value("arm=ebpf/n=2", "ok", 25);
	cr_expect_eq(judge(EACH "\"predicate\":\"e == 2.5 * k\"", "in 2 combinations"), CLAIM_HOLDS);
	plant_value("arm=ebpf/n=3", "skip", 0);
	plant_value("arm=kmod/n=3", "ok", 10);
	cr_expect_eq(judge(EACH "\"predicate\":\"e == 2.5 * k\"", "others were skipped"), CLAIM_HOLDS);
	plant_value("arm=kmod/n=4", "ok", 10);
	cr_expect_eq(judge(EACH "\"predicate\":\"e == 2.5 * k\"", "no cell is here for e"), CLAIM_OPEN);
	plant_value("arm=ebpf/n=4", "ok", 26);
	cr_expect_eq(judge(EACH "\"predicate\":\"e == 2.5 * k\"", "kernel=6.12/n=4: e = 26, k = 10"),
		     CLAIM_FAILS);
	cr_expect_eq(judge("\"cells\":{\"e\":\"n=9\"},\"each\":[\"n\"],\"predicate\":\"e == 1\"",
			   "no cell here fits"),
		     CLAIM_OPEN);
}

Test(claims, figures_of_another_cpu_model_are_no_evidence)
{
	plant("{\"schema\":1,\"cell\":\"x/kernel=6.12.1/n=1\",\"outcome\":\"ok\",\"reason\":\"\",\"accel\":\"icount\","
	      "\"cpu\":\"Skylake\",\"metrics\":{\"cost\":{\"value\":1}}}\n");
	cr_expect_eq(judge("\"cells\":{\"e\":\"n=1\"},\"predicate\":\"e == 1\"",
			   "cpu here is Skylake, the claim is about qemu64"),
		     CLAIM_OPEN);
}

Test(claims, damage_is_refused)
{
	static const char *const bad[] = {
		"{", "[]", "{\"schema\":2,\"claims\":[{}]}", "{\"schema\":1,\"claims\":[]}",
		"{\"schema\":1,\"claims\":[{\"id\":\"x\"}]}",
		"{\"schema\":1,\"claims\":[{\"id\":\"x\",\"sentence\":\"s\",\"predicate\":\"a <\",\"cells\":{\"a\":\"*\"}}]}",
		"{\"schema\":1,\"claims\":[{\"id\":\"x\",\"sentence\":\"s\",\"predicate\":\"a\",\"cells\":{\"a.b\":\"*\"}}]}",
		"{\"schema\":1,\"claims\":[{\"id\":\"x\",\"sentence\":\"s\",\"predicate\":\"a\",\"cells\":{\"a\":1}}]}",
		"{\"schema\":1,\"claims\":[{\"id\":\"x\",\"sentence\":\"s\",\"predicate\":\"a\",\"class\":\"y\",\"cells\":{\"a\":\"1\"}}]}",
	};
	struct claims c;

	cr_expect_eq(claims_load(folder, &c), -2 /* -ENOENT */);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		plant_file("claims.json", bad[i]);
		cr_expect_neq(claims_load(folder, &c), 0, "%s", bad[i]);
	}
}

Test(claims, filters_are_what_run_understands)
{
	char **list = NULL;
	size_t nr = 0;
	struct claims c;

	plant_claim("\"cells\":{\"a\":\"x/kernel=6.1/n=1\",\"b\":\"kernel=6.12/n=*\",\"c\":\"n=3\",\"d\":\"n=3\"},"
		    "\"predicate\":\"a < b\"");
	cr_assert_eq(claims_load(folder, &c), 0);
	claim_filters(&c.list[0], &list, &nr);
	cr_assert_eq(nr, 3);
	cr_expect_str_eq(list[0], "x/kernel=6.1.*/n=1");
	cr_expect_str_eq(list[1], "kernel=6.12.*/n=*");
	cr_expect_str_eq(list[2], "n=3");
	cr_expect(cell_match("x/kernel=6.1.0-56/n=1", list[0]));
	cr_expect_not(cell_match("x/kernel=6.12.1/n=1", list[0]));
	cr_expect(claim_wants_series(&c.list[0], "7.3"), "a glob without a kernel speaks of all");
	while (nr)
		free(list[--nr]);
	free(list);
	claims_free(&c);
}

Test(claims, kicking_the_tires_takes_what_fits_in_order)
{
	struct claims c;

	plant_file("claims.json",
		   "{\"schema\":1,\"claims\":["
		   "{\"id\":\"a\",\"sentence\":\"A.\",\"cells\":{\"a\":\"x\"},\"predicate\":\"a\",\"minutes\":5},"
		   "{\"id\":\"b\",\"sentence\":\"B.\",\"cells\":{\"a\":\"x\"},\"predicate\":\"a\",\"minutes\":4},"
		   "{\"id\":\"c\",\"sentence\":\"C.\",\"cells\":{\"a\":\"x\"},\"predicate\":\"a\",\"minutes\":3}]}");
	cr_assert_eq(claims_load(folder, &c), 0);
	repro_kick(&c);
	cr_expect(c.list[0].chosen);
	cr_expect_not(c.list[1].chosen);
	cr_expect(c.list[2].chosen);
	cr_expect_not_null(strstr(c.list[1].why, "4 minutes"));
	claims_free(&c);
}

Test(claims, numbers_are_macros_and_the_table_escapes)
{
	struct results r;
	struct claims c;
	char *text;
	struct table *t;

	plant_value("arm=kmod/n=1", "ok", 100);
	plant_value("arm=ebpf/n=1", "ok", 250);
	plant_claim(TWO "\"predicate\":\"e > k\"");
	load(&r);
	cr_assert_eq(claims_load(folder, &c), 0);
	claims_judge(&c, &r);
	text = claims_numbers(&c);
	cr_expect_not_null(strstr(text, "\\newcommand{\\pbClaimCVerdict}{holds}"), "%s", text);
	cr_expect_not_null(strstr(text, "\\newcommand{\\pbClaimCE}{250}"), "%s", text);
	free(text);
	t = claims_table(&c, "probebench repro a_b");
	text = table_text(t, &table_latex);
	cr_expect_not_null(strstr(text, "a\\_b"), "%s", text);
	cr_expect_not_null(strstr(text, "holds"), "%s", text);
	free(text);
	table_free(t);
	claims_free(&c);
	results_free(&r);
}

static char *published(const char *file)
{
	static char buf[16384];
	char *dir = str_fmt("%s/published", folder);
	struct results r;
	size_t n;
	FILE *f;

	plant_file("published/one.json", file);
	load(&r);
	cr_redirect_stdout();
	cr_expect_eq(published_print(dir, &r, "text"), 0);
	fflush(stdout);
	f = cr_get_redirected_stdout();
	n = fread(buf, 1, sizeof(buf) - 1, f);
	buf[n] = 0;
	free(dir);
	results_free(&r);
	return buf;
}

static void plant_cost(const char *arm, long long cost)
{
	char *line = str_fmt("{\"schema\":1,\"cell\":\"overhead/kernel=6.12.1/m=%s\",\"outcome\":\"ok\",\"reason\":\"\","
			     "\"metrics\":{\"added_insn_per_event\":{\"value\":%lld}}}\n",
			     arm, cost);

	plant(line);
	free(line);
}

#define THEIRS(more)                                                                               \
	"{\"schema\":1,\"title\":\"T\",\"source\":\"S\",\"quantity\":\"throughput\",\"unit\":\"M/s\"," more \
	"\"figures\":[{\"name\":\"fast\",\"value\":100,\"cell\":\"m=fast\"},"                      \
	"{\"name\":\"slow\",\"value\":50,\"cell\":\"m=slow\"},"                                    \
	"{\"name\":\"gone\",\"value\":9,\"not_here\":\"no such thing\"}]}"

Test(claims, published_order_and_ratio_hold)
{
	char *text;

	plant_cost("fast", 10);
	plant_cost("slow", 24);
	text = published(THEIRS("\"ratio\":1.25,"));
	cr_expect_not_null(strstr(text, "Order holds (1 of 1 pairs). Ratio within 1.25: 1 of 1."), "%s", text);
	cr_expect_not_null(strstr(text, "no such thing"), "%s", text);
}

Test(claims, published_order_does_not_hold)
{
	char *text;

	plant_cost("fast", 24);
	plant_cost("slow", 10);
	text = published(THEIRS("\"ratio\":1.25,"));
	cr_expect_not_null(strstr(text, "Order does not hold (0 of 1 pairs; slow is dearer than fast there"),
			   "%s", text);
}

Test(claims, published_net_of_their_base)
{
	char *text;

	plant_cost("fast", 10);
	plant_cost("slow", 24);
	/* 10 - 8 = 2 ns and 20 - 8 = 12 ns: six times, not twice. */
	text = published(THEIRS("\"ratio\":1.25,\"base\":125,"));
	cr_expect_not_null(strstr(text, "Ratio within 1.25: 0 of 1."), "%s", text);
}

#define ELSEWHERE(run, metric)                                                                                         \
	"{\"schema\":1,\"title\":\"T\",\"source\":\"S\",\"quantity\":\"time\",\"unit\":\"s\",\"ours\":\"what it takes\"," \
	"\"ratio\":1.25,\"figures\":[{\"name\":\"in\",\"value\":3,\"run\":\"" run "\",\"metric\":\"" metric                    \
	"\",\"cell\":\"m=in\"},{\"name\":\"out\",\"value\":1,\"cell\":\"m=out\"}]}"

static void plant_elsewhere(const char *kernel)
{
	char *line = str_fmt("{\"schema\":1,\"cell\":\"scaling/kernel=%s/m=in\",\"outcome\":\"ok\",\"reason\":\"\","
			     "\"metrics\":{\"attach_insn\":{\"value\":30}}}\n", kernel);

	plant_file("other/cells.jsonl", line);
	free(line);
}

Test(claims, published_beside_a_cell_of_another_reference_run)
{
	char *text;

	plant_cost("out", 10);
	plant_elsewhere("6.12.1");
	text = published(ELSEWHERE("other", "attach_insn"));
	cr_expect_not_null(strstr(text, "Order holds (1 of 1 pairs). Ratio within 1.25: 1 of 1."), "%s", text);
	cr_expect_not_null(strstr(text, "what it takes"), "what ours are is said: %s", text);
}

Test(claims, published_names_the_metric_that_is_not_there)
{
	char *text;

	plant_cost("out", 10);
	plant_elsewhere("6.12.1");
	text = published(ELSEWHERE("other", "detach_insn"));
	cr_expect_not_null(strstr(text, "it has no cost"), "%s", text);
}

Test(claims, published_cells_of_other_kernels_are_not_ours)
{
	char *text;

	plant_cost("out", 10);
	plant_elsewhere("6.11.1");
	text = published(ELSEWHERE("other", "attach_insn"));
	cr_expect_not_null(strstr(text, "no such cell on this kernel"), "%s", text);
}

Test(claims, published_cells_of_a_run_that_is_not_there)
{
	char *text;

	plant_cost("out", 10);
	text = published(ELSEWHERE("none", "attach_insn"));
	cr_expect_not_null(strstr(text, "its reference run is not beside the published figures"), "%s", text);
}

Test(claims, published_not_comparable)
{
	char *text;

	plant_cost("fast", 10);
	text = published(THEIRS("\"not_comparable\":\"other things were measured\","));
	cr_expect_not_null(strstr(text, "Not comparable: other things were measured."), "%s", text);
	text = NULL;
}
