/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * slots - the eBPF stub: a program that stays at the hook, and the array whose slots hold the
 * versions.
 */
#ifndef PB_UPGRADE_SLOTS_H
#define PB_UPGRADE_SLOTS_H

#include "upgrade/program.h"

#define SLOTS 2
#define SLOTS_PIN "/sys/fs/bpf/pb_up_slots"

/* u->priv */
struct slots {
	struct program stub;
	struct program link[SLOTS][UP_VERSIONS];
	int array;    /* map of the slots */
	void *variables; /* the stub's */
	size_t variables_size;
};

/*
 * Load the stub and pin its array: the kernel empties an array of programs when nobody in user
 * space holds it any more. Nothing is attached yet; slots_attach() follows once the slots are
 * filled.
 */
int slots_make(struct upgrade *u);
int slots_attach(struct upgrade *u);
/* Put a loaded program into slot @slot. */
int slots_put(struct upgrade *u, unsigned int slot, struct program *p);
int slots_close(struct upgrade *u);

#endif
