/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ask - in the guest: everything that one side can reach, as metrics and lists of a cell.
 */
#ifndef PB_REACH_ASK_H
#define PB_REACH_ASK_H

#include "cell.h"

#define REACH_SYMVERS "/reach/Module.symvers" /* of the kernel's headers, in the archive */

/* What the mechanisms of @arm need of the kernel's configuration, with its answer: {"CONFIG_KPROBES": "y"}. */
json_t *ask_config(const char *arm, const char *text);

/* Settings that decide who may do what: {"kernel.unprivileged_bpf_disabled": "2", ...}. */
json_t *ask_settings(void);

/* Metrics, and lists where there are any, into @run->record. Outcome broken if the kernel does not tell. */
void ask_module(struct cell_run *run);
void ask_program(struct cell_run *run);

#endif
