// SPDX-License-Identifier: GPL-2.0-only
/*
 * structure_run - a structure in the kernel, as a module or as an object of BPF programs, and orders to it.
 *
 * The clock is read right before and right after the one system call that gives the order; what that call
 * costs by itself is in every order, and in the empty one too.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <probebench/structures.h>

#include "backend.h"
#include "clock.h"
#include "files.h"
#include "structure.h"

struct structure_run {
	const struct structure *s;
	bool loaded;	     /* the module */
	int order_fd;	     /* of the module; of the program that was picked */
	struct bpf_object *obj;
	struct bpf_link *link; /* of the program that was picked, if it has to be attached */
	volatile u64 *result; /* variables of the object: done, sum; of a tracing one also first, n */
	size_t result_size;
};

/* module */

static char *kmod_path(const struct structure *s, const char *param)
{
	return str_fmt("/sys/module/pb_st_%s/parameters/%s", s->name, param);
}

static int kmod_open(struct cell_run *run, struct structure_run *sr, u32 entries)
{
	char *path = str_fmt("%s/pb_st_%s.ko", backend_module_dir(), sr->s->name);
	char *args = str_fmt("entries=%u", entries), *order = kmod_path(sr->s, "order");
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		err = cell_reason(run, -errno, "%s: %s", path, strerror(errno));
	else if (syscall(SYS_finit_module, fd, args, 0))
		err = cell_reason(run, -errno, "loading pb_st_%s with \"%s\": %s", sr->s->name, args,
				  strerror(errno));
	sr->loaded = !err;
	if (!err) {
		sr->order_fd = open(order, O_WRONLY | O_CLOEXEC);
		if (sr->order_fd < 0)
			err = cell_reason(run, -errno, "%s: %s", order, strerror(errno));
	}
	if (fd >= 0)
		close(fd);
	free(order);
	free(args);
	free(path);
	return err;
}

static int kmod_pick(struct cell_run *run, struct structure_run *sr, char letter)
{
	char *path = kmod_path(sr->s, "op");
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0 || write(fd, &letter, 1) != 1)
		err = cell_reason(run, -errno, "writing '%c' to %s: %s", letter, path, strerror(errno));
	if (fd >= 0)
		close(fd);
	free(path);
	return err;
}

static int kmod_order(struct cell_run *run, struct structure_run *sr, u32 first, u32 n, struct structure_done *d)
{
	char text[32], *path, *line;
	/* Digits are parsed one by one, so there are always as many. */
	int len = snprintf(text, sizeof(text), "%06u %06u", first, n), err = 0;
	unsigned long long done, sum;
	u64 start = clock_read();
	ssize_t written = pwrite(sr->order_fd, text, (size_t)len, 0);

	d->insns = clock_read() - start;
	if (written != len)
		return cell_reason(run, -errno, "order \"%s\" to pb_st_%s: %s", text, sr->s->name, strerror(errno));
	path = kmod_path(sr->s, "done");
	line = file_line(path);
	if (!line || sscanf(line, "%llu %llu", &done, &sum) != 2)
		err = cell_reason(run, -EIO, "%s has no two numbers", path);
	else
		*d = (struct structure_done){ d->insns, done, sum };
	free(line);
	free(path);
	return err;
}

static int kmod_close(struct cell_run *run, struct structure_run *sr)
{
	char *name = str_fmt("pb_st_%s", sr->s->name);
	int err = 0;

	if (sr->order_fd >= 0)
		close(sr->order_fd);
	if (sr->loaded && syscall(SYS_delete_module, name, O_NONBLOCK))
		err = cell_reason(run, -errno, "unloading %s: %s", name, strerror(errno));
	free(name);
	return err;
}

/* eBPF */

#define EBPF_RESULT ".data.result"
#define EBPF_BITS   ".rodata.bits"

static char ebpf_words[512];

/* Of the verifier's log its last words, which are above what it counted. */
static void ebpf_verdict(char *log)
{
	char *end = strstr(log, "\nprocessed "), *line;

	if (!end)
		return;
	*end = 0;
	line = strrchr(log, '\n');
	ebpf_words[strcspn(ebpf_words, "\n")] = 0;
	snprintf(ebpf_words + strlen(ebpf_words), sizeof(ebpf_words) - strlen(ebpf_words), ": %s", line ? line + 1 : log);
}

static int ebpf_print(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	char *text;

	if (level != LIBBPF_WARN)
		return 0;
	/* What it says first is the cause; the verifier's own words come later. */
	if (!*ebpf_words) {
		vsnprintf(ebpf_words, sizeof(ebpf_words), fmt, ap);
	} else if (strstr(fmt, "BEGIN PROG LOAD LOG") && vasprintf(&text, fmt, ap) >= 0) {
		ebpf_verdict(text);
		free(text);
	}
	return 0;
}

static int ebpf_fail(struct cell_run *run, const struct structure_run *sr, int err, const char *what)
{
	ebpf_words[strcspn(ebpf_words, "\n")] = 0;
	return cell_reason(run, err, "%s structures/%s: %s%s%s", what, sr->s->name, strerror(-err),
			   *ebpf_words ? "; " : "", ebpf_words);
}

static int ebpf_variables(struct cell_run *run, struct structure_run *sr)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, sr->obj) {
		if (!str_ends(bpf_map__name(map), EBPF_RESULT))
			continue;
		sr->result_size = bpf_map__value_size(map);
		sr->result = mmap(NULL, sr->result_size, PROT_READ | (sr->s->tracing ? PROT_WRITE : 0), MAP_SHARED, bpf_map__fd(map), 0);
		if (sr->result == MAP_FAILED)
			return ebpf_fail(run, sr, -errno, "mapping the variables of");
		return 0;
	}
	return ebpf_fail(run, sr, -ENOENT, "finding the variables of");
}

/* A table of places is told how many there are: the power of two from twice as many as elements on. */
static void ebpf_bits(struct structure_run *sr, u32 entries)
{
	struct bpf_map *map = bpf_object__find_map_by_name(sr->obj, EBPF_BITS);
	size_t size;
	u32 *bits = map ? (u32 *)bpf_map__initial_value(map, &size) : NULL;

	if (!bits || size < sizeof(*bits))
		return;
	for (*bits = 1; 1u << *bits < 2 * entries;)
		++*bits;
}

static int ebpf_open(struct cell_run *run, struct structure_run *sr, u32 entries)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "pb_st");
	struct bpf_map *map;
	size_t size;
	const void *elf = sr->s->bpf_elf(&size);
	int err = 0;

	*ebpf_words = 0;
	libbpf_set_print(ebpf_print);
	sr->obj = bpf_object__open_mem(elf, size, &opts);
	if (!sr->obj)
		return ebpf_fail(run, sr, -errno, "opening");
	map = bpf_object__find_map_by_name(sr->obj, "st_map");
	if (map && !sr->s->keeps_size)
		err = bpf_map__set_max_entries(map, entries);
	if (!err)
		ebpf_bits(sr, entries);
	if (!err)
		err = bpf_object__load(sr->obj);
	return err ? ebpf_fail(run, sr, err, "loading") : ebpf_variables(run, sr);
}

static void ebpf_let_go(struct structure_run *sr)
{
	bpf_link__destroy(sr->link);
	sr->link = NULL;
}

static int ebpf_pick(struct cell_run *run, struct structure_run *sr, char letter)
{
	const char *op = "empty";
	struct bpf_program *prog;
	char *name;

	for (size_t i = 0; i < NR_ST_OPS; i++)
		if (structure_ops[i].letter == letter)
			op = structure_ops[i].name;
	name = str_fmt("st_run_%s", op);
	prog = bpf_object__find_program_by_name(sr->obj, name);
	free(name);
	if (!prog)
		return ebpf_fail(run, sr, -ENOENT, "finding a program of");
	sr->order_fd = bpf_program__fd(prog);
	if (!sr->s->tracing)
		return 0;
	ebpf_let_go(sr);
	sr->link = bpf_program__attach_trace(prog);
	return sr->link ? 0 : ebpf_fail(run, sr, -errno, "attaching a program of");
}

static int ebpf_order(struct cell_run *run, struct structure_run *sr, u32 first, u32 n, struct structure_done *d)
{
	u64 args[2] = { first, n }, start;
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	int err;

	/* A test run of these calls the function that they are attached to, with arguments of its own. */
	if (sr->s->tracing) {
		sr->result[2] = first;
		sr->result[3] = n;
	} else {
		opts.ctx_in = args;
		opts.ctx_size_in = sizeof(args);
	}
	start = clock_read();
	err = bpf_prog_test_run_opts(sr->order_fd, &opts);
	d->insns = clock_read() - start;
	if (err)
		return ebpf_fail(run, sr, err, "running a program of");
	d->done = sr->result[0];
	d->sum = sr->result[1];
	return 0;
}

static int ebpf_close(struct structure_run *sr)
{
	ebpf_let_go(sr);
	if (sr->result && sr->result != MAP_FAILED)
		munmap((void *)sr->result, sr->result_size);
	bpf_object__close(sr->obj);
	return 0;
}

/* either */

static bool is_ebpf(const struct structure_run *sr)
{
	return sr->s->bpf_elf;
}

struct structure_run *structure_open(struct cell_run *run, const struct structure *s, u32 entries)
{
	struct structure_run *sr = mem_alloc(1, sizeof(*sr));
	int err;

	*sr = (struct structure_run){ .s = s, .order_fd = -1 };
	err = is_ebpf(sr) ? ebpf_open(run, sr, entries) : kmod_open(run, sr, entries);
	if (!err)
		return sr;
	structure_close(run, sr);
	return NULL;
}

int structure_pick(struct cell_run *run, struct structure_run *sr, char letter)
{
	return is_ebpf(sr) ? ebpf_pick(run, sr, letter) : kmod_pick(run, sr, letter);
}

int structure_order(struct cell_run *run, struct structure_run *sr, u32 first, u32 n, struct structure_done *d)
{
	return is_ebpf(sr) ? ebpf_order(run, sr, first, n, d) : kmod_order(run, sr, first, n, d);
}

int structure_close(struct cell_run *run, struct structure_run *sr)
{
	int err;

	if (!sr)
		return 0;
	err = is_ebpf(sr) ? ebpf_close(sr) : kmod_close(run, sr);
	free(sr);
	return err;
}
