// SPDX-License-Identifier: GPL-2.0-only
/*
 * args - a verb's options as data: parsing and --help come from one table.
 */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"

#define ARGS_MAX 40

void args_help(const struct verb *verb)
{
	printf("usage: probebench %s [OPTIONS]%s%s\n\n%s\n\noptions:\n", verb->name,
	       *verb->args ? " " : "", verb->args, verb->summary);
	for (const struct arg_def *d = verb->defs; d->name; d++) {
		char *left = str_fmt("%s%c%s --%s%s%s", d->letter ? "-" : "",
				     d->letter ? d->letter : ' ', d->letter ? "," : "  ", d->name,
				     d->value ? " " : "", d->value ? d->value : "");

		printf("  %-28s %s\n", left, d->help);
		free(left);
	}
	printf("  %-28s %s\n\nexamples:\n", "-h, --help", "this text");
	for (const char *const *e = verb->examples; *e; e += 2)
		printf("  %s\n      %s\n", e[0], e[1]);
}

static int args_number(const struct verb *verb, const struct arg_def *d, const char *text, u64 *out)
{
	char *end;

	errno = 0;
	*out = strtoull(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end || errno || *out < d->min ||
	    (d->max && *out > d->max)) {
		log_err("%s: --%s: \"%s\" is not a whole number from %llu to %llu", verb->name, d->name,
			text, (unsigned long long)d->min,
			(unsigned long long)(d->max ? d->max : UINT64_MAX));
		return -EINVAL;
	}
	return 0;
}

static int args_store(const struct verb *verb, const struct arg_def *d, const char *value, void *opts)
{
	void *at = (char *)opts + d->offset;
	struct arg_list *list = at;

	switch (d->kind) {
	case ARG_FLAG:
		*(bool *)at = true;
		return 0;
	case ARG_TEXT:
		*(const char **)at = value;
		return 0;
	case ARG_NUMBER:
		return args_number(verb, d, value, at);
	case ARG_LIST:
		break;
	}
	if (list->n == ARRAY_SIZE(list->v)) {
		log_err("%s: --%s is given more than %zu times", verb->name, d->name, list->n);
		return -EINVAL;
	}
	list->v[list->n++] = value;
	return 0;
}

static int args_parse_all(const struct verb *verb, int argc, char **argv, void *opts,
			  struct arg_list *rest)
{
	struct option longs[ARGS_MAX + 2] = { 0 };
	char shorts[2 * ARGS_MAX + 4] = ":h", *s = shorts + 2;
	size_t n = 0;
	int c, at;

	for (const struct arg_def *d = verb->defs; d->name; d++, n++) {
		longs[n] = (struct option){ d->name, d->value ? required_argument : no_argument, NULL,
					    256 + (int)n };
		if (d->letter) {
			*s++ = d->letter;
			if (d->value)
				*s++ = ':';
		}
	}
	longs[n] = (struct option){ "help", no_argument, NULL, 'h' };
	optind = 0;
	opterr = 0;
	while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (c == 'h') {
			args_help(verb);
			return PB_EXIT_OK + 1;
		}
		if (c == '?' || c == ':') {
			char letter[] = { '-', (char)optopt, 0 };

			/* Within a cluster of letters optind still points at it: name the letter. */
			log_err("%s: %s %s; `probebench %s --help` lists what there is", verb->name,
				optopt > 0 && optopt < 256 ? letter : argv[optind - 1],
				c == ':' ? "needs a value" :
				optopt >= 256 ? "takes no value" : "is not an option", verb->name);
			return PB_EXIT_USAGE + 1;
		}
		for (at = 0; c < 256 && verb->defs[at].letter != c; at++)
			;
		if (args_store(verb, &verb->defs[c < 256 ? at : c - 256], optarg, opts))
			return PB_EXIT_USAGE + 1;
	}
	if (optind < argc && !*verb->args) {
		log_err("%s: \"%s\" is too much: it takes options only; `probebench %s --help` lists them",
			verb->name, argv[optind], verb->name);
		return PB_EXIT_USAGE + 1;
	}
	for (rest->n = 0; optind < argc && rest->n < ARRAY_SIZE(rest->v); optind++)
		rest->v[rest->n++] = argv[optind];
	if (optind < argc) {
		log_err("%s: more than %zu arguments", verb->name, ARRAY_SIZE(rest->v));
		return PB_EXIT_USAGE + 1;
	}
	return 0;
}

int args_parse(const struct verb *verb, int argc, char **argv, void *opts, struct arg_list *rest)
{
	/* getopt reorders its argv, and results record the command as it was given. */
	char **copy = mem_alloc((size_t)argc + 1, sizeof(*copy));
	int code;

	memcpy(copy, argv, (size_t)argc * sizeof(*copy));
	code = args_parse_all(verb, argc, copy, opts, rest);
	free(copy);
	return code;
}
