// SPDX-License-Identifier: GPL-2.0-only
/*
 * predicate - parsing and judging in one pass, by recursive descent.
 *
 * What is unknown does not stop the parser: a predicate that is none must be found even where a
 * figure is missing. Nesting is bounded, because predicates come from files of others.
 */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "claims/predicate.h"

#define PREDICATE_DEPTH 64

struct parser {
	const char *start, *s;
	predicate_lookup lookup;
	void *ctx;
	char *fault;   /* first thing that is wrong with the text */
	char *unknown; /* first value that is missing */
	char *seen;    /* "ebpf = 371, ..." */
	unsigned int depth;
};

typedef struct predicate_value value_t;

static value_t parse_or(struct parser *p);

static value_t number(double num)
{
	return (value_t){ .num = num };
}

static void parse_fault(struct parser *p, const char *what)
{
	if (!p->fault)
		p->fault = str_fmt("%s at \"%.20s\" (character %zu)", what, p->s,
				   (size_t)(p->s - p->start) + 1);
}

static void skip_space(struct parser *p)
{
	p->s += strspn(p->s, " \t\n");
}

/* Is @token next? Words must end there. */
static bool take(struct parser *p, const char *token)
{
	size_t n = strlen(token);

	skip_space(p);
	if (strncmp(p->s, token, n) ||
	    (isalpha((unsigned char)*token) && (isalnum((unsigned char)p->s[n]) || p->s[n] == '_')))
		return false;
	p->s += n;
	return true;
}

static void expect(struct parser *p, const char *token)
{
	if (take(p, token))
		return;
	if (!p->fault) {
		char *what = str_fmt("\"%s\" is missing", token);

		parse_fault(p, what);
		free(what);
	}
}

/* A number is wanted: texts have no sum. Takes over @v. */
static double numeric(struct parser *p, value_t v)
{
	if (v.text)
		parse_fault(p, "a text where a number is wanted, before what stands");
	free(v.text);
	return v.num;
}

static value_t parse_name(struct parser *p)
{
	size_t n = strspn(p->s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.");
	char *name = str_fmt("%.*s", (int)n, p->s), *why = NULL, *shown;
	value_t v = { .num = NAN };

	p->s += n;
	if (name[n - 1] == '.' || strstr(name, "..")) {
		parse_fault(p, "a name that ends in a dot");
	} else if (!p->lookup(name, &v, &why, p->ctx)) {
		v = number(NAN);
		if (!p->unknown)
			p->unknown = why ? str_dup(why) : str_fmt("%s has no value", name);
	} else {
		shown = v.text ? str_fmt("%s = \"%s\"", name, v.text)
			       : str_fmt("%s = %.7g", name, v.num);
		if (!strstr(p->seen, shown)) {
			char *more = str_fmt("%s%s%s", p->seen, *p->seen ? ", " : "", shown);

			free(p->seen);
			p->seen = more;
		}
		free(shown);
	}
	free(why);
	free(name);
	return v;
}

static value_t parse_text(struct parser *p)
{
	size_t n = strcspn(p->s + 1, "\"");
	value_t v = { .text = str_fmt("%.*s", (int)n, p->s + 1) };

	if (p->s[1 + n])
		p->s += n + 2;
	else
		parse_fault(p, "a text that does not end");
	return v;
}

/* Arguments of a function, in its parentheses. */
static void parse_arguments(struct parser *p, double *arg, size_t n)
{
	expect(p, "(");
	for (size_t i = 0; i < n && !p->fault; i++) {
		if (i)
			expect(p, ",");
		arg[i] = numeric(p, parse_or(p));
	}
	expect(p, ")");
}

static value_t parse_primary(struct parser *p)
{
	double arg[3] = { 0 };
	value_t v;
	char *end;

	skip_space(p);
	if (p->fault)
		return number(0);
	if (take(p, "(")) {
		v = parse_or(p);
		expect(p, ")");
		return v;
	}
	if (take(p, "within")) {
		parse_arguments(p, arg, 3);
		return number(isnan(arg[0] + arg[1] + arg[2])
				      ? NAN
				      : fabs(arg[0] - arg[1]) <= arg[2] * fabs(arg[1]));
	}
	if (take(p, "min")) {
		parse_arguments(p, arg, 2);
		return number(isnan(arg[0] + arg[1]) ? NAN : fmin(arg[0], arg[1]));
	}
	if (take(p, "max")) {
		parse_arguments(p, arg, 2);
		return number(isnan(arg[0] + arg[1]) ? NAN : fmax(arg[0], arg[1]));
	}
	if (take(p, "abs")) {
		parse_arguments(p, arg, 1);
		return number(fabs(arg[0]));
	}
	if (*p->s == '"')
		return parse_text(p);
	if (isalpha((unsigned char)*p->s))
		return parse_name(p);
	if (isdigit((unsigned char)*p->s)) {
		v = number(strtod(p->s, &end));
		p->s = end;
		return v;
	}
	parse_fault(p, *p->s ? "something else than a value" : "the end where a value is wanted");
	return number(0);
}

static value_t parse_unary(struct parser *p)
{
	value_t v = { 0 };

	if (++p->depth > PREDICATE_DEPTH)
		parse_fault(p, "too many parentheses");
	else if (take(p, "-"))
		v = number(-numeric(p, parse_unary(p)));
	else
		v = parse_primary(p);
	p->depth--;
	return v;
}

static value_t parse_product(struct parser *p)
{
	value_t v = parse_unary(p);

	while (!p->fault) {
		if (take(p, "*")) {
			v = number(numeric(p, v) * numeric(p, parse_unary(p)));
		} else if (take(p, "/")) {
			double by = numeric(p, parse_unary(p));

			if (by == 0 && !p->unknown)
				p->unknown = str_dup("a division by zero");
			v = number(by == 0 ? NAN : numeric(p, v) / by);
		} else {
			break;
		}
	}
	return v;
}

static value_t parse_sum(struct parser *p)
{
	value_t v = parse_product(p);

	while (!p->fault) {
		if (take(p, "+"))
			v = number(numeric(p, v) + numeric(p, parse_product(p)));
		else if (take(p, "-"))
			v = number(numeric(p, v) - numeric(p, parse_product(p)));
		else
			break;
	}
	return v;
}

/* NAN where a side is unknown; takes over nothing. */
static double compared(struct parser *p, const value_t *a, const char *op, const value_t *b)
{
	double d = a->num - b->num;

	if ((!a->text && isnan(a->num)) || (!b->text && isnan(b->num)))
		return NAN;
	if (a->text || b->text) {
		bool equal = a->text && b->text && !strcmp(a->text, b->text);

		if (!strchr("=!", *op))
			parse_fault(
				p, "texts are equal or not, and have no order, before what stands");
		return *op == '=' ? equal : !equal;
	}
	switch (*op) {
	case '<':
		return op[1] ? d <= 0 : d < 0;
	case '>':
		return op[1] ? d >= 0 : d > 0;
	default:
		return *op == '=' ? d == 0 : d != 0;
	}
}

static value_t parse_comparison(struct parser *p)
{
	static const char *const ops[] = { "<=", ">=", "==", "!=", "<", ">" };
	value_t left = parse_sum(p), right;
	double all = 1;
	bool any = false;

	for (size_t i = 0; i < ARRAY_SIZE(ops) && !p->fault; i++) {
		if (!take(p, ops[i]))
			continue;
		right = parse_sum(p);
		all = isnan(all) ? NAN : all * compared(p, &left, ops[i], &right);
		free(left.text);
		left = right;
		any = true;
		i = (size_t)-1; /* a chain goes on */
	}
	if (!any)
		return left;
	free(left.text);
	return number(all);
}

static value_t parse_not(struct parser *p)
{
	bool negate = false;
	double v;

	while (take(p, "not"))
		negate = !negate;
	if (!negate)
		return parse_comparison(p);
	v = numeric(p, parse_comparison(p));
	return number(isnan(v) ? NAN : v == 0);
}

static value_t parse_and(struct parser *p)
{
	value_t v = parse_not(p);

	while (!p->fault && take(p, "and")) {
		double a = numeric(p, v), b = numeric(p, parse_not(p));

		v = number(isnan(a + b) ? NAN : a != 0 && b != 0);
	}
	return v;
}

static value_t parse_or(struct parser *p)
{
	value_t v = { 0 };

	if (++p->depth > PREDICATE_DEPTH)
		parse_fault(p, "too many parentheses");
	else
		v = parse_and(p);
	while (!p->fault && take(p, "or")) {
		double a = numeric(p, v), b = numeric(p, parse_and(p));

		v = number(isnan(a + b) ? NAN : a != 0 || b != 0);
	}
	p->depth--;
	return v;
}

enum truth predicate_judge(const char *text, predicate_lookup lookup, void *ctx, char **why)
{
	struct parser p = {
		.start = text, .s = text, .lookup = lookup, .ctx = ctx, .seen = str_dup("")
	};
	double v = numeric(&p, parse_or(&p));
	enum truth t;

	skip_space(&p);
	if (!p.fault && *p.s)
		parse_fault(&p, "more than one predicate");
	t = p.fault		    ? TRUTH_INVALID
	    : p.unknown || isnan(v) ? TRUTH_UNKNOWN
	    : v != 0		    ? TRUTH_TRUE
				    : TRUTH_FALSE;
	*why = str_dup(p.fault		    ? p.fault
		       : t != TRUTH_UNKNOWN ? p.seen
		       : p.unknown	    ? p.unknown
					    : "it has no value");
	free(p.fault);
	free(p.unknown);
	free(p.seen);
	return t;
}
