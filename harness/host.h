/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * host - run --on host: the sampled class on the running kernel.
 */
#ifndef PB_HOST_H
#define PB_HOST_H

#include "needs.h"
#include "run.h"

/* Options that mean something in a guest only, or here only. 0 or PB_EXIT_USAGE (logged). */
int host_check_opts(const struct run_opts *o);
void host_defaults(struct run *run);

/*
 * May @e run here? NULL, or a sentence (caller frees): what may crash a kernel never does, and not
 * every experiment has a sampled form.
 */
char *host_refuses(const struct experiment *e);

/* The running kernel as a kernel that was given. 0 or an exit code. */
int host_kernel(struct run *run);
/* Its modules; leaves run->no_modules where there can be none. */
void host_modules(struct run *run);
/* Root, and nothing left behind by a run that was killed. 0 or an exit code (logged). */
int host_ready(struct run *run);

/* What this machine offers to a run: never a throwaway VM, and mechanisms are tried. */
struct machine host_machine(void);

/* host_run.c: measure every cell that is not resumed. 0 or an exit code. */
int run_host(struct run *run);

#endif
