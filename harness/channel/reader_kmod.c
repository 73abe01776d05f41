// SPDX-License-Identifier: GPL-2.0-only
/*
 * reader_kmod - readers of a module's channels: a mapped ring, and files that are read().
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "channel/channel.h"

#define DEVICE_PATH "/dev/" PB_STREAM_DEVICE
#define RELAY_PATH  "/sys/kernel/debug/" PB_STREAM_DEVICE "%d"
#define MAPPED	    (PB_STREAM_PAGE + PB_STREAM_BYTES)
#define FILE_BYTES  (64 * 1024) /* asked for by one read() */

static int file_open(struct cell_run *run, struct reader *r, const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0)
		return cell_reason(run, -errno, "%s: %s", path, strerror(errno));
	r->fds[r->nr_fds++] = fd;
	return 0;
}

static int reader_cpus(void)
{
	long cpus = sysconf(_SC_NPROCESSORS_CONF);

	return cpus < READER_MAX_FDS ? (int)cpus : READER_MAX_FDS;
}

/* A ring as its reader knows it. */
struct mapped {
	struct pb_stream_ring *ring;
	const char *data;
	u64 tail;
	u32 at; /* byte of the next record */
};

int mmap_open(struct cell_run *run, struct reader *r)
{
	struct mapped *rings = mem_alloc(READER_MAX_FDS, sizeof(*rings));
	int err = file_open(run, r, DEVICE_PATH, O_RDWR);

	r->own = rings;
	for (int cpu = 0; cpu < reader_cpus() && !err; cpu++) {
		void *at = mmap(NULL, MAPPED, PROT_READ | PROT_WRITE, MAP_SHARED, r->fds[0], (off_t)cpu * MAPPED);

		if (at == MAP_FAILED)
			return cell_reason(run, -errno, "mapping the ring of CPU %d: %s", cpu, strerror(errno));
		rings[cpu].ring = at;
		rings[cpu].data = (const char *)at + PB_STREAM_PAGE;
	}
	return err;
}

/* Room is given back once for all records that were found, not record by record. */
static void mapped_drain(struct reader *r, struct mapped *m, u32 end)
{
	u64 head;

	while (r->budget && (head = __atomic_load_n(&m->ring->head, __ATOMIC_ACQUIRE)) != m->tail) {
		for (; m->tail != head && r->budget; m->tail++) {
			reader_take(r, m->data + m->at, r->bytes);
			m->at += r->bytes;
			if (m->at == end)
				m->at = 0;
		}
		__atomic_store_n(&m->ring->tail, m->tail, __ATOMIC_SEQ_CST);
	}
}

int mmap_drain(struct reader *r)
{
	struct mapped *rings = r->own;
	u32 end = PB_STREAM_BYTES / r->bytes * r->bytes;

	for (int i = 0; i < READER_MAX_FDS && rings[i].ring; i++)
		mapped_drain(r, &rings[i], end);
	return 0;
}

void mmap_close(struct reader *r)
{
	struct mapped *rings = r->own;

	for (int i = 0; rings && i < READER_MAX_FDS && rings[i].ring; i++)
		munmap(rings[i].ring, MAPPED);
	free(rings);
	r->own = NULL;
	files_close(r);
}

int device_open(struct cell_run *run, struct reader *r)
{
	r->buffer = mem_alloc(FILE_BYTES, 1);
	return file_open(run, r, DEVICE_PATH, O_RDONLY);
}

int relay_open(struct cell_run *run, struct reader *r)
{
	int err = 0;

	r->buffer = mem_alloc(FILE_BYTES, 1);
	for (int cpu = 0; cpu < reader_cpus() && !err; cpu++) {
		char *path = str_fmt(RELAY_PATH, cpu);

		err = file_open(run, r, path, O_RDONLY);
		free(path);
	}
	return err;
}

/* Whole records, as many as the budget allows, until the file has none. */
static int file_drain(struct reader *r, int fd)
{
	while (r->budget) {
		u64 most = FILE_BYTES / r->bytes, want = r->budget < most ? r->budget : most;
		ssize_t n = read(fd, r->buffer, want * r->bytes);

		if (n < 0 && errno != EAGAIN)
			return -errno;
		if (n <= 0)
			return 0;
		for (ssize_t at = 0; at < n; at += r->bytes)
			reader_take(r, r->buffer + at, (u32)(n - at < r->bytes ? n - at : r->bytes));
	}
	return 0;
}

int files_drain(struct reader *r)
{
	int err = 0;

	for (int i = 0; i < r->nr_fds && !err; i++)
		err = file_drain(r, r->fds[i]);
	return err;
}

void files_close(struct reader *r)
{
	for (int i = 0; i < r->nr_fds; i++)
		close(r->fds[i]);
	r->nr_fds = 0;
	free(r->buffer);
	r->buffer = NULL;
}
