/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * env - what has to be known about a machine to read its numbers.
 */
#ifndef PB_ENV_H
#define PB_ENV_H

#include <jansson.h>

#include "base.h"

/* The running kernel's side: release, command line, mitigations, CPU, clock, JIT, taint. New reference. */
json_t *env_kernel(void);

/* The tools' side, on the host: QEMU, compilers, libraries, the host's own kernel and CPU. */
json_t *env_tools(void);

/* `git describe`-like revision of the checkout, "-dirty" if it has changes; "unknown" without git. */
char *env_revision(void);

/* How the kernel planted the probe that is registered now: "ftrace", "optimized", "int3", or NULL. */
const char *env_kprobe_flavour(void);

/* Does this kernel have a function of that name, as far as it tells? Slow: reads all its symbols. */
bool env_has_function(const char *name);

/* What the kernel's lockdown forbids beyond root: "integrity", "confidentiality"; NULL: nothing, or unknown. */
char *env_lockdown(void);

/* /proc/sys/kernel/tainted, or UINT64_MAX if it cannot be read. */
u64 env_taint(void);

/*
 * Taint bits that loading an unsigned module from outside the kernel's tree sets by design:
 * O (out of tree, bit 12) and E (unsigned, bit 13); and K (bit 15), which a live patch sets. They say
 * nothing about a cell.
 */
#define ENV_TAINT_EXPECTED (1ULL << 12 | 1ULL << 13 | 1ULL << 15)

#endif
