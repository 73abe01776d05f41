/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bpfprog - what the kernel says of a loaded BPF program, whoever loaded it.
 */
#ifndef PB_BPFPROG_H
#define PB_BPFPROG_H

#include <jansson.h>

#include "base.h"

/* Functions that return int give 0 or -errno, quietly; @fd is a program's. */

/* Events withheld from the program because it, or another one, was running on that CPU. */
int bpfprog_lost(int fd, u64 *lost);

/* How often it has run on any CPU while the kernel's statistics were on. */
int bpfprog_runs(int fd, u64 *runs);

/* Address of its first JIT-ed instruction. */
int bpfprog_address(int fd, u64 *address);

/* @record["footprint"]: tag and sizes; left out if the kernel does not answer. */
void bpfprog_describe(int fd, json_t *record);

/*
 * The program as the kernel runs it: {"jited_bytes": n, "bytecode": [[instruction, "text"], ...],
 * "lines": [[instruction, offset in the machine code, "source"], ...]}; NULL if it does not answer.
 */
json_t *bpfprog_code(int fd);

#endif
