/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * guest - the other end of the wire: this binary as process 1 of a guest.
 *
 * In: the initramfs, with PLAN_FILE. Out: serial line 1, one JSON object a line:
 *
 *   {"msg":"hello","abi":1,"release":"..."}     it booted
 *   {"msg":"env","env":{...}}                   env_kernel()
 *   {"msg":"start","index":3}                   about to run cell 3 of the plan
 *   {"msg":"note","index":3,"note":{...}}       cell 3 wants this known, whatever happens to it
 *   {"msg":"cell","index":3,"record":{...}}     done with it
 *   {"msg":"bye"}                               all done, powering off
 *   {"msg":"error","text":"..."}                something that no cell is to blame for
 *
 * A plan of {"wait":true} makes it say {"msg":"ready"} and read the plan, one line, from serial line 2.
 */
#ifndef PB_GUEST_H
#define PB_GUEST_H

#include "base.h"

#define PLAN_FILE "/plan.json"
#define GUEST_MARK "/probebench-guest" /* its presence says: this is one of our guests */

/* Is this process 1 of one of our guests? */
bool guest_is_init(void);

/* Process 1: set up, run the plan in a child, power off. Does not return. */
void guest_init(void) __attribute__((noreturn));

#endif
