// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmap - map a page of memory, touch it, unmap it: one page fault an operation.
 *
 * The page lies in the middle of a range that stays reserved, so that the page tables above it stay too
 * and no neighbour can be merged with it: what is left is one area, one fault, one cleared page. A
 * process apart does it (worker.h says why): where an area goes is looked for among all that there are,
 * and libbpf maps some into the harness, which cost an eBPF arm 34 instructions more before.
 */
#include <errno.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "registry.h"
#include "worker.h"

#define MMAP_PAGES 16

struct mmap {
	char *page;
	size_t page_bytes;
};

static int mmap_begin(struct mmap *m)
{
	size_t bytes = (size_t)sysconf(_SC_PAGESIZE);
	char *range = mmap(NULL, MMAP_PAGES * bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (range == MAP_FAILED || munmap(range + MMAP_PAGES / 2 * bytes, bytes))
		return -errno;
	*m = (struct mmap){ .page = range + MMAP_PAGES / 2 * bytes, .page_bytes = bytes };
	return 0;
}

static int mmap_once(void *arg)
{
	static struct mmap m; /* of the process apart, with which it goes */
	int err = m.page ? 0 : mmap_begin(&m);
	long got;

	if (err)
		return err;
	got = syscall(SYS_mmap, m.page, m.page_bytes, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	if (got != (long)m.page)
		return -errno;
	*(volatile char *)m.page = 1;
	return syscall(SYS_munmap, m.page, m.page_bytes) ? -errno : 0;
}

static int mmap_setup(struct worker *w)
{
	int err = apart_setup(w, mmap_once, NULL);

	/* The first operation reserves the range, and makes system calls for it. */
	return err ? err : apart_run(w, 1);
}

const struct workload workload_mmap = {
	.name = "mmap",
	.summary = "map a page, touch it, unmap it per operation: a page fault",
	.needs = { .root = true }, /* SCHED_FIFO */
	.func = "handle_mm_fault",
	.tracepoint = "exceptions:page_fault_user",
	.setup = mmap_setup,
	.run = apart_run,
	.teardown = apart_teardown,
	.many_tasks = true,
	.apart = true,
	.wavers = true, /* areas and tree nodes that were freed wait for RCU */
	.bodies = bodies_deep,
	.events = { [PB_EV_CALL] = 1, [PB_EV_RETURN] = 1, [PB_EV_SYSCALL] = 2, [PB_EV_TRACE] = 1 },
};
