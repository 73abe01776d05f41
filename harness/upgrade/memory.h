/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory - what a collector under upgrade occupies in the kernel, as the kernel itself says.
 */
#ifndef PB_UPGRADE_MEMORY_H
#define PB_UPGRADE_MEMORY_H

#include "base.h"

/*
 * Bytes of every module pb_up_* (core and init), and of every BPF program and map in the kernel
 * (the memlock of its descriptor: a program's instructions and JIT-ed code, a map's values and
 * overhead).
 */
struct memory_held {
	u64 modules, programs, maps;
};

struct memory_held memory_held(void);
static inline u64 memory_all(struct memory_held m)
{
	return m.modules + m.programs + m.maps;
}

/* A line of /proc/meminfo ("Slab:") in bytes; 0: there is none. */
u64 memory_info(const char *line);

#endif
