/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * backend - what the backends share: the target of a hook, and the folder of built modules.
 */
#ifndef PB_BACKEND_H
#define PB_BACKEND_H

#include "cell.h"
#include "registry.h"

/* Function or "group:name" that the cell's hook attaches to. */
static inline const char *backend_target(const struct cell *c)
{
	return c->hook->tracepoint ? c->hook->tracepoint : c->workload->func;
}

/* Where a guest, or a host run, finds pb_<stem>.ko. */
#define PB_MODULE_DIR "/modules"

#endif
