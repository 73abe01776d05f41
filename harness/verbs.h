/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * verbs - the table of verbs; each is defined in the file of its name.
 */
#ifndef PB_VERBS_H
#define PB_VERBS_H

#include "args.h"

extern const struct verb verb_run, verb_merge, verb_report, verb_bundle, verb_compare, verb_gate,
	verb_repro, verb_explore, verb_export, verb_anatomy, verb_trace, verb_list, verb_doctor;
extern const struct verb *const verbs[]; /* NULL ends */

#endif
