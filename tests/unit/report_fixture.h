/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * report_fixture - a small result folder in /tmp, planted cell by cell.
 *
 * One workload, N operations a block, a baseline of 300 an operation; every cell is written with the
 * delta that a test wants to see judged.
 */
#ifndef PB_TEST_REPORT_FIXTURE_H
#define PB_TEST_REPORT_FIXTURE_H

#include "report/load.h"

#define KERNEL	   "6.12.1-test-amd64"
#define PREFIX	   "overhead/kernel=" KERNEL "/workload=getppid/"
#define N	   1009LL
#define EMPTY	   41LL
#define BASE	   (300 * N + EMPTY)
#define FLOOR_CELL "hook=kprobe/collector=null/arm=ebpf/mech=kprobe"
#define COUNT_CELL "hook=kprobe/collector=count/arm=ebpf/mech=kprobe"
#define CAL_CELL   "hook=kprobe/collector=cal100/arm=ebpf/mech=kprobe"
#define KMOD_CELL  "hook=kprobe/collector=count/arm=kmod/mech=kprobe"
#define NONE_CELL  "hook=none/collector=none/arm=none/mech=none"

extern char folder[64];

/* For TestSuite: .init and .fini. */
void folder_make(void);
void folder_remove(void);

/* Append raw text to cells.jsonl; write a file of the folder. */
void plant(const char *text);
void plant_file(const char *name, const char *text);
/* A measured cell whose two boots had baseline minima BASE and BASE + @wobble. */
void plant_cell(const char *cell, long long delta, long long wobble, long long lost);
/* The same of a workload, with what 2N operations cost beyond twice N. */
void plant_linear(const char *workload, const char *cell, long long delta, long long linear);
/* A sampled cell of KERNEL: median, interval, number of samples. */
void plant_sampled(const char *cell, double ns, double low, double high, int n);

void load(struct results *r);
/* A file of the folder, which must be there; caller frees. */
char *folder_read(const char *name);
bool folder_has(const char *name);
/* Fail unless every link of a report.md to a place within itself has a heading to go to. */
void links_resolve(const char *page);

#endif
