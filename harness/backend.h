/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * backend - what the backends share: the target of a hook, and the folder of built modules.
 */
#ifndef PB_BACKEND_H
#define PB_BACKEND_H

#include "cell.h"
#include "registry.h"

/* Does it attach to a function of this program, and not of the kernel? */
static inline bool backend_in_user(const struct cell *c)
{
	return c->hook->event == PB_EV_USER_CALL || c->hook->event == PB_EV_USER_RETURN;
}

/* Function or "group:name" that the cell's hook attaches to; NULL: a function of this program. */
static inline const char *backend_target(const struct cell *c)
{
	if (c->hook->event == PB_EV_TRACE)
		return c->workload->tracepoint;
	return c->hook->tracepoint ? c->hook->tracepoint : c->workload->func;
}

/* Where pb_<stem>.ko lies: /modules, as in a guest, until a host run names its build folder. */
void backend_set_module_dir(const char *dir);
const char *backend_module_dir(void);

/*
 * Unload modules of ours that are loaded: a killed process leaves them behind, unlike its BPF
 * programs. Returns how many were found, with a message for each that would not go.
 */
int backend_sweep_modules(void);

#endif
