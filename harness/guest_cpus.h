/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * guest_cpus - a guest's further CPUs, for machines that start with one (guest_smp() in vm/qemu_argv.c).
 */
#ifndef PB_GUEST_CPUS_H
#define PB_GUEST_CPUS_H

/* Start every CPU that the kernel has and has not started. Where it does not, the kernel's log says why. */
void guest_cpus_start(void);

#endif
