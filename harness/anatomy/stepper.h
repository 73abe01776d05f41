/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stepper - the host's end of the box: waits until a guest asks to be traced, steps it, answers.
 */
#ifndef PB_STEPPER_H
#define PB_STEPPER_H

#include "anatomy/trace.h"
#include "vm/gdb.h"

struct stepper {
	char *socket; /* that the guest's QEMU listens on */
	char *binary; /* that runs in the guest */
	struct gdb gdb;
	bool connected, given_up;
	struct symbols user; /* of the binary */
	u64 box, start, end; /* addresses in it */
	u8 (*chunks)[1024];  /* code of the guest, as far as it was looked at */
	u64 *chunk_at;
	size_t nr_chunks;
};

/* Copies both paths. */
void stepper_open(struct stepper *t, const char *socket, const char *binary);

/*
 * Do what there is to do, and do not wait for the guest: connect once QEMU listens, trace once it has
 * stopped at the marker. A trace takes a second or so, in which this does not return. After a fault,
 * which it reports, it does nothing more; the guest then finds no answer.
 */
void stepper_poll(struct stepper *t);
void stepper_close(struct stepper *t);

/* For tests: the steps of the guest that is stopped at @t->start, up to @t->end; 0 or -errno. */
int stepper_steps(struct stepper *t, u64 max_steps, struct steps *steps);

#endif
