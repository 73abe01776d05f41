/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * snapshot - a booted guest, frozen once and resumed many times: a tenth of a second instead of a boot.
 *
 * The memory of the frozen guest is an unnamed file which those that go on from it map privately, and
 * copy a page only when they write it; what QEMU itself has to remember is 300 KB more. Both files
 * are gone when this process is, however it ends.
 */
#ifndef PB_SNAPSHOT_H
#define PB_SNAPSHOT_H

#include "base.h"
#include "vm/qemu.h"

struct snapshot {
	int ram_fd, state_fd; /* -1: none yet */
};

/* Room for the memory of a guest. 0 or -errno, logged. */
int snapshot_open(struct snapshot *s);
void snapshot_close(struct snapshot *s);

/*
 * Freeze @g, a restorable guest that was started with @s and waits for a command; it is killed. 0 or
 * -errno, logged: QEMU may be unable to.
 */
int snapshot_take(struct snapshot *s, struct guest *g);

/*
 * Let @g, started with spec.resume, go on; @command, a line, is the first thing it will read. 0 or
 * -errno, logged.
 */
int snapshot_resume(const struct snapshot *s, struct guest *g, const char *command);

/* For the start of a guest: a descriptor of its memory, or -1 with errno. @s may be NULL. */
int snapshot_memory(const struct snapshot *s);

#endif
