// SPDX-License-Identifier: GPL-2.0-only
/*
 * metronome - perf's clock event: a timer of the kernel's with nothing behind it, no task and no
 * program.
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "upgrade/metronome.h"
#include "upgrade/module.h"

int metronome_start(struct metronome *m, unsigned int ns)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_SOFTWARE,
					.size = sizeof(attr),
					.config = PERF_COUNT_SW_CPU_CLOCK,
					.sample_period = ns };
	int err = 0;

	/* In an emulator the interrupts take long, and perf would slow itself down. */
	module_write("/proc/sys/kernel/perf_cpu_time_max_percent", "0");
	for (int cpu = 0; cpu < METRONOME_CPUS; cpu++) {
		m->fd[cpu] = (int)syscall(SYS_perf_event_open, &attr, -1, cpu, -1, 0);
		if (m->fd[cpu] < 0)
			err = -errno;
	}
	return err;
}

void metronome_stop(struct metronome *m)
{
	for (int cpu = 0; cpu < METRONOME_CPUS; cpu++)
		if (m->fd[cpu] >= 0)
			close(m->fd[cpu]);
}
