/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stub - what stays at the hook: it calls whichever version is in its slots.
 */
#ifndef PB_UP_STUB_H
#define PB_UP_STUB_H

#include <linux/types.h>

#define UP_SLOTS 2

typedef void (*up_handler)(u64 number);

/*
 * Put @handler into @slot, at once and for every CPU. 0, or -EINVAL: there is no such slot.
 */
int up_stub_swap(unsigned int slot, up_handler handler);

/* Empty every slot that holds @handler, and wait until nobody runs it. */
void up_stub_leave(up_handler handler);

#endif
