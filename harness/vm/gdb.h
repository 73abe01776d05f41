/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gdb - QEMU's debugger stub as a library: stop a guest at an address, step it, read and write it.
 *
 * What is spoken is the remote serial protocol of gdb, over a socket that QEMU listens on (-gdb
 * unix:PATH,server=on,wait=off). The guest is stopped whenever a function other than
 * gdb_continue() returns, and sees nothing of it: its clock counts instructions, and none is executed.
 */
#ifndef PB_GDB_H
#define PB_GDB_H

#include "base.h"

struct gdb {
	int fd; /* -1: not connected */
	char *in; /* bytes that came and are not yet used */
	size_t in_len, in_size;
	char *packet; /* the payload received last */
	size_t packet_len;
	bool running;
	char *fault; /* why the connection is of no use any more: a sentence; NULL: it works */
};

/* The two registers that say where a CPU is, by the numbers that the stub knows them by. */
enum gdb_register { GDB_RSP = 7, GDB_RIP = 16 };

/*
 * All functions that return int give 0 or -errno, quietly: g->fault has the sentence. After a fault
 * every one of them fails at once.
 */

/* Connect and await the stop that this causes. -ENOENT or -ECONNREFUSED: QEMU does not listen yet. */
int gdb_connect(struct gdb *g, const char *path);
void gdb_close(struct gdb *g);

/* Steps run neither interrupts nor timers, or -EOPNOTSUPP: this stub cannot promise that. */
int gdb_mask_interrupts(struct gdb *g);

/* A hardware breakpoint at @address: nothing in the guest's memory is changed. */
int gdb_break(struct gdb *g, u64 address, bool set);

/* Let the guest run. Only gdb_wait() and gdb_close() may follow. */
int gdb_continue(struct gdb *g);
/* Wait until it has stopped, @seconds at most: -ETIMEDOUT. */
int gdb_wait(struct gdb *g, double seconds);

/* Execute one instruction (an iteration of one, where it repeats itself). */
int gdb_step(struct gdb *g);

/* Read @n registers in one exchange. */
int gdb_registers(struct gdb *g, const enum gdb_register *which, u64 *values, size_t n);

/* Memory at a virtual address of the task that runs. -EFAULT, which is no fault: nothing is there. */
int gdb_read(struct gdb *g, u64 address, void *buf, size_t len);
int gdb_write(struct gdb *g, u64 address, const void *buf, size_t len);

/* For tests: take the @len bytes that a stub sent; 1 if a whole packet is in g->packet, 0, -EBADMSG. */
int gdb_feed(struct gdb *g, const char *bytes, size_t len);

#endif
