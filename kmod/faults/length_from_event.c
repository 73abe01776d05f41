// SPDX-License-Identifier: GPL-2.0-only
/*
 * length_from_event - the module side: the length of a copy comes with the event and is not
 * checked.
 *
 * evidence: objects of others that were overwritten.
 */
#include "pb_fault.h"
#include "pb_herd.h"

/* state */

static u8 *name;
static const u8 source[128] = "a name longer than anybody thought that a name could be";

/* kmod only: makes what a program would declare. */
static int __init length_from_event_prepare(void)
{
	int err = pb_herd_make(GFP_KERNEL);

	name = pb_herd_left();
	return err;
}

/* kmod only: and undoes it. */
static void length_from_event_release(void)
{
	pb_herd_free();
}

/* fault */

static void length_from_event_event(u64 n)
{
	u64 length = 64 + n;

	pb_opaque(length);
	memcpy(name, source, length);
	evidence = pb_herd_damaged(name);
}

/* hook */

PB_FAULT_STATE(length_from_event);
