// SPDX-License-Identifier: GPL-2.0-only
/*
 * pmu - cycles and instructions of this thread, user and kernel, from the CPU's own counters.
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "pmu.h"

static int pmu_counter(u64 what, int group)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.size = sizeof(attr),
		.config = what,
		.disabled = group < 0,
		.exclude_hv = 1,
		.read_format = PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED |
			       PERF_FORMAT_TOTAL_TIME_RUNNING,
	};
	int fd = (int)syscall(SYS_perf_event_open, &attr, 0, -1, group, PERF_FLAG_FD_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int pmu_open(struct pmu *p)
{
	int err = 0;

	p->other = -1;
	p->leader = pmu_counter(PERF_COUNT_HW_CPU_CYCLES, -1);
	if (p->leader < 0) {
		err = p->leader;
		p->leader = -1;
		return err;
	}
	p->other = pmu_counter(PERF_COUNT_HW_INSTRUCTIONS, p->leader);
	if (p->other < 0) {
		err = p->other;
		pmu_close(p);
	}
	return err;
}

void pmu_close(struct pmu *p)
{
	if (p->other >= 0)
		close(p->other);
	if (p->leader >= 0)
		close(p->leader);
	p->leader = p->other = -1;
}

void pmu_start(const struct pmu *p)
{
	if (p->leader < 0)
		return;
	ioctl(p->leader, PERF_EVENT_IOC_RESET, PERF_IOC_FLAG_GROUP);
	ioctl(p->leader, PERF_EVENT_IOC_ENABLE, PERF_IOC_FLAG_GROUP);
}

void pmu_stop(const struct pmu *p, struct pmu_count *count)
{
	/* nr, time enabled, time running, then the values in the order of opening. */
	u64 v[5] = { 0 };

	*count = (struct pmu_count){ 0 };
	if (p->leader < 0)
		return;
	ioctl(p->leader, PERF_EVENT_IOC_DISABLE, PERF_IOC_FLAG_GROUP);
	/* The times grow over all batches: equal means that the group was never multiplexed. */
	if (read(p->leader, v, sizeof(v)) != (ssize_t)sizeof(v) || v[0] != 2 || v[1] != v[2])
		return;
	*count = (struct pmu_count){ .valid = true, .cycles = v[3], .insns = v[4] };
}
