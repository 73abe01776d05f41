/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * args - a verb's options as data: parsing and --help come from one table.
 */
#ifndef PB_ARGS_H
#define PB_ARGS_H

#include "base.h"

enum arg_kind {
	ARG_FLAG,   /* bool: set to true */
	ARG_TEXT,   /* const char * */
	ARG_LIST,   /* struct arg_list: may be repeated */
	ARG_NUMBER, /* u64, decimal, within min..max */
};

struct arg_list {
	const char *v[64];
	size_t n;
};

struct arg_def {
	const char *name; /* long option, without dashes; NULL ends the table */
	char letter;	  /* short option or 0 */
	enum arg_kind kind;
	const char *value; /* what the value is called in --help; NULL for flags */
	const char *help;
	size_t offset;	   /* of the member in the verb's options struct */
	u64 min, max;	   /* ARG_NUMBER; max 0: any */
};

struct verb {
	const char *name;
	const char *args; /* positional arguments in the usage line, "" if none */
	const char *summary;
	const struct arg_def *defs;
	const char *const *examples; /* "command\0what it does" pairs as two strings; NULL ends */
	int (*main)(int argc, char **argv);
};

/*
 * Parse argv[1..] of @verb into @opts; positional arguments go to @rest in order. Returns 0; or an
 * exit code + 1 when the verb is to end at once (usage error, --help).
 */
int args_parse(const struct verb *verb, int argc, char **argv, void *opts, struct arg_list *rest);

/* Print a verb's help to stdout. */
void args_help(const struct verb *verb);

#endif
