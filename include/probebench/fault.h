/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fault - the contract of every pair of faults: what fires them, and what they show.
 *
 * The trigger is a process named PB_FAULT_COMM that calls getpgid(PB_FAULT_BASE + n) for n from 0,
 * a process group that nobody has. Both sides hook do_getpgid unless their text says otherwise,
 * look at the trigger's events alone, and expose two numbers:
 *
 *   hits      events that reached the handler
 *   evidence  0 until harm, or its containment, is proved; the fault's text says what it counts
 *
 * A module has them as parameters, a BPF program as variables in .bss.
 */
#ifndef PB_FAULT_CONTRACT_H
#define PB_FAULT_CONTRACT_H

#define PB_FAULT_COMM "pb_trigger"
#define PB_FAULT_BASE 10000000

/* Kernel addresses of x86-64 are the upper half: none of them belongs in data for users. */
#define PB_FAULT_KERNEL 0xffff800000000000ULL

#endif
