// SPDX-License-Identifier: GPL-2.0-only
/*
 * store - the entries and the record, as maps or as the memory of the module that keeps them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "upgrade/maps.h"
#include "upgrade/module.h"
#include "upgrade/store.h"

#define STORE_PAGE    4096
#define STORE_BYTES   (UP_EVENTS * sizeof(struct up_entry))
#define STORE_RECORDS 2
#define STORE_ALL     (STORE_BYTES + (STORE_RECORDS + 1) * STORE_PAGE)
#define STORE_RECORD  "up_state"
#define STORE_DEVICE  "/dev/pb_up_store"

static void *store_map(struct upgrade *u, int fd, size_t bytes, const char *what)
{
	void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (at != MAP_FAILED)
		return at;
	upgrade_fail(u, -errno, "mapping %s: %s", what, strerror(errno));
	return NULL;
}

static int store_create(struct upgrade *u, const char *name, unsigned int bytes, unsigned int n)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = BPF_F_MMAPABLE);
	int fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, name, sizeof(u32), bytes, n, &opts);

	return fd < 0 ? upgrade_fail(u, -errno, "creating the map %s: %s", name, strerror(errno))
		      : fd;
}

static int store_open_ebpf(struct upgrade *u)
{
	struct up_store *s = &u->store;

	s->seen_fd = store_create(u, "up_seen", sizeof(struct up_entry), UP_EVENTS);
	s->seen = s->seen_fd < 0 ? NULL : store_map(u, s->seen_fd, STORE_BYTES, "up_seen");
	if (!s->seen || u->strategy->takes_record)
		return s->seen ? 0 : -EIO;
	s->state_fd[0] = store_create(u, STORE_RECORD, sizeof(struct up_state), 1);
	s->state[0] = s->state_fd[0] < 0 ? NULL : store_map(u, s->state_fd[0], STORE_PAGE, STORE_RECORD);
	return s->state[0] ? 0 : -EIO;
}

static int store_open_kmod(struct upgrade *u)
{
	struct up_store *s = &u->store;
	int err = module_insert(u, "store", "");
	char *at;

	if (err)
		return err;
	s->device = open(STORE_DEVICE, O_RDWR | O_CLOEXEC);
	if (s->device < 0)
		return upgrade_fail(u, -errno, STORE_DEVICE ": %s", strerror(errno));
	at = store_map(u, s->device, STORE_ALL, STORE_DEVICE);
	if (!at)
		return -EIO;
	s->seen = (void *)at;
	s->state[0] = (void *)(at + STORE_BYTES);
	s->state[1] = (void *)(at + STORE_BYTES + STORE_PAGE);
	s->stub = (void *)(at + STORE_BYTES + STORE_RECORDS * STORE_PAGE);
	return 0;
}

int store_open(struct upgrade *u)
{
	u->store = (struct up_store){ .seen_fd = -1, .state_fd = { -1, -1 }, .device = -1 };
	return strcmp(u->strategy->arm, "kmod") ? store_open_ebpf(u) : store_open_kmod(u);
}

/* The last of them is in use: records of earlier loaders go late. */
static void store_take_total(const void *value, void *ctx)
{
	*(u64 *)ctx = ((const struct up_state *)value)->total;
}

u64 store_total(struct upgrade *u)
{
	u64 total = 0;

	if (u->store.state[0])
		return __atomic_load_n(&u->store.state[0]->total, __ATOMIC_RELAXED);
	maps_each(STORE_RECORD, 0, store_take_total, &total);
	return total;
}

/* Of the two records of a module, which one is in use. */
static void store_look(struct upgrade *u)
{
	struct up_store *s = &u->store;
	u64 record = module_number("store", "parameters/record") % STORE_RECORDS;

	for (u64 i = 0; i < STORE_RECORDS; i++)
		s->state[i] = (void *)((char *)s->seen + STORE_BYTES + (record + i) % STORE_RECORDS * STORE_PAGE);
}

unsigned int store_record(struct upgrade *u)
{
	struct bpf_map_info info = { 0 };
	u32 len = sizeof(info);

	if (u->store.device < 0)
		return bpf_obj_get_info_by_fd(u->store.state_fd[0], &info, &len) ? 0 : info.value_size;
	store_look(u);
	return (unsigned int)module_number("store", "parameters/record_bytes");
}

static int store_migrate_ebpf(struct upgrade *u, unsigned int bytes)
{
	struct up_store *s = &u->store;
	int fd = store_create(u, STORE_RECORD, bytes, 1);
	struct up_state *state = fd < 0 ? NULL : store_map(u, fd, STORE_PAGE, STORE_RECORD);

	if (!state) {
		if (fd >= 0)
			close(fd);
		return -EIO;
	}
	if (s->state[1])
		munmap(s->state[1], STORE_PAGE);
	if (s->state_fd[1] >= 0)
		close(s->state_fd[1]);
	state->total = __atomic_load_n(&s->state[0]->total, __ATOMIC_RELAXED);
	s->state[1] = s->state[0];
	s->state_fd[1] = s->state_fd[0];
	s->state[0] = state;
	s->state_fd[0] = fd;
	return 0;
}

static int store_migrate_kmod(struct upgrade *u, unsigned int bytes)
{
	char text[16];
	int err;

	snprintf(text, sizeof(text), "%u", bytes);
	err = module_set("store", "record_bytes", text);
	if (err)
		return upgrade_fail(u, err, "the store makes no record of %u bytes: %s", bytes,
				    strerror(-err));
	store_look(u);
	return 0;
}

int store_migrate(struct upgrade *u, unsigned int bytes)
{
	return u->store.device < 0 ? store_migrate_ebpf(u, bytes) : store_migrate_kmod(u, bytes);
}

void store_close(struct upgrade *u)
{
	struct up_store *s = &u->store;

	if (s->device >= 0) {
		if (s->seen)
			munmap(s->seen, STORE_ALL);
		close(s->device);
	} else {
		if (s->seen)
			munmap(s->seen, STORE_BYTES);
		for (int i = 0; i < STORE_RECORDS; i++)
			if (s->state[i])
				munmap(s->state[i], STORE_PAGE);
		for (int i = 0; i < STORE_RECORDS; i++)
			if (s->state_fd[i] >= 0)
				close(s->state_fd[i]);
		if (s->seen_fd >= 0)
			close(s->seen_fd);
	}
	if (module_loaded("store"))
		module_remove(u, "store");
	u->store = (struct up_store){ .seen_fd = -1, .state_fd = { -1, -1 }, .device = -1 };
}

void store_reset(struct up_store *s, u64 n)
{
	memset(s->seen, 0, n * sizeof(*s->seen));
}
