/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cpus - what a report says of `cpus`.
 */
#ifndef PB_REPORT_CPUS_H
#define PB_REPORT_CPUS_H

#include "report/chapter.h"

#define CPUS_EXPERIMENT "cpus"
#define CPUS_WORKLOAD	"getppid"
#define CPUS_STEPS	7

/* Numbers of CPUs, NULL ends. */
extern const char *const cpus_steps[CPUS_STEPS + 1];

#endif
