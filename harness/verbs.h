/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * verbs - the table of verbs; each is defined in the file of its name.
 */
#ifndef PB_VERBS_H
#define PB_VERBS_H

#include "args.h"

extern const struct verb verb_list, verb_doctor, verb_run, verb_report, verb_export,
	verb_compare, verb_gate, verb_repro;
extern const struct verb *const verbs[]; /* NULL ends */

#endif
