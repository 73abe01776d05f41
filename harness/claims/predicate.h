/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * predicate - a condition over named figures, as claims.json states it.
 *
 *   within(ebpf / kmod, 2.25, 0.05) and ebpf.events.lost == 0
 *   fentry < kprobe < kretprobe
 *   cell.outcome == "ok"
 *
 * Numbers, texts in double quotes, names with dotted members; + - * / and parentheses; < <= > >= == !=
 * which may be chained; not, and, or; within(a, b, share): a differs from b by at most that share of b;
 * min(a, b), max(a, b), abs(a). Every value is a number or a text; texts can only be compared.
 */
#ifndef PB_PREDICATE_H
#define PB_PREDICATE_H

#include "base.h"

enum truth {
	TRUTH_FALSE,
	TRUTH_TRUE,
	TRUTH_UNKNOWN, /* a name has no value here, or a division by zero */
	TRUTH_INVALID  /* not a predicate */
};

struct predicate_value {
	double num;
	char *text; /* owned; NULL: a number */
};

/*
 * The value of @name ("ebpf.events.lost") into *out: true; or false with *why, a sentence for the
 * reader. Both strings become the caller's.
 */
typedef bool (*predicate_lookup)(const char *name, struct predicate_value *out, char **why,
				 void *ctx);

/*
 * Judge @text. *why (caller frees, never NULL) says: what is unknown, or where it is no predicate, else
 * the names and their values, as "ebpf = 371, kmod = 165".
 */
enum truth predicate_judge(const char *text, predicate_lookup lookup, void *ctx, char **why);

#endif
