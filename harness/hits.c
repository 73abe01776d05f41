// SPDX-License-Identifier: GPL-2.0-only
/*
 * hits - prove that a handler ran, from outside: a hardware breakpoint on its first instruction.
 */
#include <errno.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hits.h"

int hits_open(u64 address, bool cpu_wide)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_BREAKPOINT,
		.size = sizeof(attr),
		.bp_type = HW_BREAKPOINT_X,
		.bp_addr = address,
		.bp_len = sizeof(long),
		.sample_period = 0,
		.disabled = 1,
		.exclude_hv = 1,
	};
	int fd = (int)syscall(SYS_perf_event_open, &attr, cpu_wide ? -1 : 0,
			      cpu_wide ? sched_getcpu() : -1, -1, PERF_FLAG_FD_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int hits_start(int fd)
{
	if (ioctl(fd, PERF_EVENT_IOC_RESET, 0) || ioctl(fd, PERF_EVENT_IOC_ENABLE, 0))
		return -errno;
	return 0;
}

int hits_stop(int fd, u64 *hits)
{
	if (ioctl(fd, PERF_EVENT_IOC_DISABLE, 0))
		return -errno;
	if (read(fd, hits, sizeof(*hits)) != (ssize_t)sizeof(*hits))
		return -EIO;
	return 0;
}
