/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * relay - what every version does with one event (contract: include/probebench/upgrade.h).
 *
 * A version is a file that defines UP_VERSION and UP_RECORD and includes version.h or flip.h (attached to
 * the hook itself), behind.h (called by a stub) or live.h (patched over another one).
 */
#ifndef PB_UP_RELAY_H
#define PB_UP_RELAY_H

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/moduleparam.h>

#include "store.h"

/* state */

/* kmod only: the record is found when the version is loaded; a map is found by its name. */
static UP_RECORD *up_state;

static int up_find_state(void)
{
	up_state = up_state_get(sizeof(*up_state));
	return PTR_ERR_OR_ZERO(up_state);
}

/* kept by this version alone: what a plain collector does */
static struct up_own up_own = { .version = UP_VERSION };
module_param_named(own, up_own.events, ullong, 0444);
MODULE_PARM_DESC(own, "events recorded by this version");

/* record */

static __always_inline void up_record(u64 number)
{
	u32 n = (u32)number - UP_BASE;

	if (n >= UP_EVENTS)
		return;
	atomic_add(UP_HIT(UP_VERSION), (atomic_t *)&up_seen[n].hits);
	atomic64_inc((atomic64_t *)&up_state->total);
	atomic64_inc((atomic64_t *)&up_own.events);
#if UP_VERSION == 3
	atomic64_inc((atomic64_t *)&up_state->wide);
	WRITE_ONCE(up_state->last, n);
#endif
}

/* The same event again, as the second link of a chain. */
static __always_inline void up_record_second(u64 number)
{
	u32 n = (u32)number - UP_BASE;

	if (n >= UP_EVENTS)
		return;
	atomic_add(UP_HIT(UP_VERSION), (atomic_t *)&up_seen[n].chain);
}

#endif
