/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * store - what the store module gives to the versions of the relay.
 */
#ifndef PB_UP_STORE_H
#define PB_UP_STORE_H

#include <probebench/upgrade.h>

extern struct up_entry *up_seen; /* UP_EVENTS of them */
extern struct up_stub *up_stub;
extern unsigned int up_word; /* the version that records, of those that ask */

/* The state that outlives its writers; ERR_PTR(-EINVAL) if it has not this size. */
void *up_state_get(unsigned int bytes);

#endif
