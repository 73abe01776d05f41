// SPDX-License-Identifier: GPL-2.0-only
/*
 * source_kmod - a tool as a module: loading attaches it, its rings are mapped from its device.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "backend.h"
#include "files.h"
#include "trace/source.h"

struct kmod_ring {
	struct pb_tool_ring *control; /* NULL: no such CPU */
	const char *data;
};

struct kmod_source {
	bool loaded;
	struct kmod_ring rings[PB_MAX_CPUS];
};

static int kmod_map(struct source *s, unsigned int cpu, struct kmod_ring *ring)
{
	char *at = mmap(NULL, PB_TOOL_SPAN, PROT_READ | PROT_WRITE, MAP_SHARED, s->fd,
			(off_t)cpu * PB_TOOL_SPAN);

	/* Numbers of CPUs may have gaps. */
	if (at == MAP_FAILED)
		return errno == EINVAL ? 0 : source_fail(s, -errno, "mapping the ring of CPU %u: %s", cpu,
							 strerror(errno));
	ring->control = (struct pb_tool_ring *)at;
	ring->data = at + PB_TOOL_PAGE;
	return 0;
}

static int kmod_load(struct source *s)
{
	struct kmod_source *k = s->priv;
	char *path = str_fmt("%s/pb_%s.ko", backend_module_dir(), s->tool->name);
	char *args = str_fmt("skip=%u only=%u", s->params.skip, s->params.only);
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		err = source_fail(s, -errno, "%s: %s", path, strerror(errno));
	else if (syscall(SYS_finit_module, fd, args, 0))
		err = source_fail(s, -errno, "loading pb_%s: %s%s", s->tool->name, strerror(errno),
				  errno == EEXIST ? "; another trace of this tool is running, or was killed and "
						    "has left it: rmmod it then" : "");
	else
		k->loaded = true;
	if (fd >= 0)
		close(fd);
	free(args);
	free(path);
	return err;
}

static int kmod_open(struct source *s)
{
	struct kmod_source *k = mem_alloc(1, sizeof(*k));
	long cpus = sysconf(_SC_NPROCESSORS_CONF);
	char *path = str_fmt("/dev/pb_%s", s->tool->name);
	int err;

	s->priv = k;
	err = kmod_load(s);
	if (!err && !s->tool->histogram) {
		s->fd = open(path, O_RDWR | O_CLOEXEC);
		if (s->fd < 0)
			err = source_fail(s, -errno, "%s: %s", path, strerror(errno));
	}
	for (long cpu = 0; cpu < cpus && cpu < PB_MAX_CPUS && s->fd >= 0 && !err; cpu++)
		err = kmod_map(s, (unsigned int)cpu, &k->rings[cpu]);
	free(path);
	return err;
}

/* Every whole record between tail and head. */
static int kmod_take_ring(struct source *s, const struct kmod_ring *ring)
{
	u64 tail = ring->control->tail, head = __atomic_load_n(&ring->control->head, __ATOMIC_ACQUIRE);

	while (tail != head) {
		u32 at = (u32)(tail & (PB_TOOL_BYTES - 1)), bytes;

		memcpy(&bytes, ring->data + at, sizeof(bytes));
		if (bytes == PB_TOOL_WRAP) {
			tail += PB_TOOL_BYTES - at;
			continue;
		}
		if (bytes > head - tail || bytes > PB_TOOL_BYTES - at)
			return source_fail(s, -EPROTO, "a record of %u bytes in a ring with %llu", bytes,
					   (unsigned long long)(head - tail));
		source_add(s, ring->data + at, bytes);
		tail += (bytes + 7) & ~7u;
	}
	/* In order with the module's reading of it, which decides whether to wake us. */
	__atomic_store_n(&ring->control->tail, tail, __ATOMIC_SEQ_CST);
	return 0;
}

static int kmod_take(struct source *s)
{
	struct kmod_source *k = s->priv;
	int err = 0;

	for (size_t cpu = 0; cpu < ARRAY_SIZE(k->rings) && !err; cpu++)
		if (k->rings[cpu].control)
			err = kmod_take_ring(s, &k->rings[cpu]);
	return err;
}

/* A parameter with @n numbers. */
static int kmod_u64(struct source *s, const char *name, u64 *values, int n)
{
	char *path = str_fmt("/sys/module/pb_%s/parameters/%s", s->tool->name, name), *line = file_line(path);
	int err = line ? 0 : source_fail(s, -EIO, "cannot read %s", path);
	char *at = line;

	for (int i = 0; i < n && line; i++)
		values[i] = strtoull(at, &at, 10);
	free(line);
	free(path);
	return err;
}

static int kmod_count(struct source *s)
{
	int err = kmod_u64(s, "made", &s->made, 1);

	if (!err)
		err = kmod_u64(s, "dropped", &s->dropped, 1);
	return err || !s->tool->histogram ? err : kmod_u64(s, "buckets", s->buckets, PB_HIST_BUCKETS);
}

static int kmod_detach(struct source *s)
{
	char *path = str_fmt("/sys/module/pb_%s/parameters/stop", s->tool->name);
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0 || write(fd, "1", 1) != 1)
		err = source_fail(s, -errno, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	free(path);
	return err;
}

static int kmod_close(struct source *s)
{
	struct kmod_source *k = s->priv;
	char *name = str_fmt("pb_%s", s->tool->name);
	int err = 0;

	if (!k)
		goto out;
	for (size_t cpu = 0; cpu < ARRAY_SIZE(k->rings); cpu++)
		if (k->rings[cpu].control)
			munmap(k->rings[cpu].control, PB_TOOL_SPAN);
	if (s->fd >= 0)
		close(s->fd);
	if (k->loaded && syscall(SYS_delete_module, name, O_NONBLOCK))
		err = source_fail(s, -errno, "unloading %s: %s", name, strerror(errno));
	free(k);
	s->priv = NULL;
out:
	s->fd = -1;
	free(name);
	return err;
}

const struct source_side source_kmod = {
	.arm = "kmod",
	.open = kmod_open,
	.take = kmod_take,
	.count = kmod_count,
	.detach = kmod_detach,
	.close = kmod_close,
};
