// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmap - map a page of memory, touch it, unmap it: one page fault an operation.
 *
 * The page lies in the middle of a range that stays reserved, so that the page tables above it stay too
 * and no neighbour can be merged with it: what is left is one area, one fault, one cleared page.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "registry.h"

#define MMAP_PAGES 16

struct mmap {
	char *range, *page;
	size_t page_bytes;
};

static int mmap_setup(struct worker *w)
{
	struct mmap *m = mem_alloc(1, sizeof(*m));

	w->priv = m;
	m->page_bytes = (size_t)sysconf(_SC_PAGESIZE);
	m->range = mmap(NULL, MMAP_PAGES * m->page_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (m->range == MAP_FAILED) {
		m->range = NULL;
		return -errno;
	}
	m->page = m->range + MMAP_PAGES / 2 * m->page_bytes;
	return munmap(m->page, m->page_bytes) ? -errno : 0;
}

static int mmap_run(struct worker *w, u64 n)
{
	const struct mmap *m = w->priv;

	while (n--) {
		long got = syscall(SYS_mmap, m->page, m->page_bytes, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

		if (got != (long)m->page)
			return -errno;
		*(volatile char *)m->page = 1;
		if (syscall(SYS_munmap, m->page, m->page_bytes))
			return -errno;
	}
	return 0;
}

static void mmap_teardown(struct worker *w)
{
	struct mmap *m = w->priv;

	if (m && m->range)
		munmap(m->range, MMAP_PAGES * m->page_bytes);
	free(m);
	w->priv = NULL;
}

const struct workload workload_mmap = {
	.name = "mmap",
	.summary = "map a page, touch it, unmap it per operation: a page fault",
	.func = "handle_mm_fault",
	.setup = mmap_setup,
	.run = mmap_run,
	.teardown = mmap_teardown,
	.wavers = true, /* areas and tree nodes that were freed wait for RCU */
	.bodies = bodies_deep,
	.events = { [PB_EV_CALL] = 1, [PB_EV_RETURN] = 1, [PB_EV_SYSCALL] = 2 },
};
