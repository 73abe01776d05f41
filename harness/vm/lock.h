/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lock - one process at a time in a folder that several may want to fill.
 */
#ifndef PB_LOCK_H
#define PB_LOCK_H

#include "base.h"

/*
 * Take the lock @path, made if it is not there, and wait for it; @what says in the message what the
 * holder is busy with. Returns a descriptor for lock_release() or -errno. The kernel releases it
 * when the process dies, however it dies, so a lock can never be stale.
 */
int lock_take(const char *path, const char *what);
void lock_release(int lock);

#endif
