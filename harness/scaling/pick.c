// SPDX-License-Identifier: GPL-2.0-only
/*
 * pick - functions of the running kernel to attach to: the same for every mechanism, drawn by seed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <bpf/btf.h>

#include "files.h"
#include "registry.h"
#include "scaling/pick.h"
#include "stats.h"

#define PICK_TRACEFS "/sys/kernel/tracing"
#define PICK_DIR     PICK_TRACEFS "/instances/probebench-pick"
#define PICK_KIB     "8192"
#define PICK_SPARE   2 /* one in so many may be hit */
#define PICK_ROUNDS  40
#define PICK_OPS     500
#define PICK_ARGS    6 /* more are passed on the stack, where fentry does not look */

static int pick_write(const char *file, const char *text, int flags)
{
	char *path = str_fmt(PICK_DIR "/%s", file);
	int fd = open(path, O_WRONLY | O_CLOEXEC | flags), err = 0;

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		err = -errno;
	if (fd >= 0)
		close(fd);
	free(path);
	return err;
}

/* Arguments that a trampoline can save: in registers, each in one. */
static bool pick_proto(const struct btf *btf, const struct btf_type *func)
{
	const struct btf_type *proto = btf__type_by_id(btf, func->type);
	const struct btf_param *p = proto ? btf_params(proto) : NULL;

	if (!proto || !btf_is_func_proto(proto) || btf_vlen(proto) > PICK_ARGS)
		return false;
	for (int i = 0; i < btf_vlen(proto); i++) {
		int id = btf__resolve_type(btf, p[i].type);
		const struct btf_type *t = id > 0 ? btf__type_by_id(btf, (u32)id) : NULL;

		if (!t || !(btf_is_int(t) || btf_is_ptr(t) || btf_is_any_enum(t)))
			return false;
		if (!btf_is_ptr(t) && t->size > sizeof(u64))
			return false;
	}
	return true;
}

static void pick_types(struct pick_line *lines, size_t n, const struct btf *btf, const char *own, u32 *own_id)
{
	for (u32 id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *t = btf__type_by_id(btf, id);
		const char *name = btf_is_func(t) ? btf__name_by_offset(btf, t->name_off) : NULL;
		struct pick_line *l = name ? pick_find(lines, n, name) : NULL;

		if (name && !strcmp(name, own))
			*own_id = id;
		if (!l)
			continue;
		/* Of two functions of one name the type information has both, and does not say which is which. */
		if (l->btf_id || !pick_proto(btf, t))
			l->address = 0;
		l->btf_id = id;
	}
}

/* "0xffffffff81001e30-0xffffffff81001e70\tname" */
static void pick_blacklist(struct pick_line *lines, size_t n)
{
	char *text, *save = NULL;

	if (file_read("/sys/kernel/debug/kprobes/blacklist", &text, NULL))
		return;
	for (char *l = strtok_r(text, "\n", &save); l; l = strtok_r(NULL, "\n", &save)) {
		const char *tab = strchr(l, '\t');
		struct pick_line *found = tab ? pick_find(lines, n, tab + 1) : NULL;

		if (found)
			found->address = 0;
	}
	free(text);
}

/* What goes on in a cell, as far as it is the same for all: the workload, idling, reading of files, memory. */
static int pick_exercise(const struct workload *w, struct worker *worker)
{
	const struct timespec t = { .tv_nsec = 20 * 1000 * 1000 };
	int err = 0;

	for (int i = 0; i < PICK_ROUNDS && !err; i++) {
		char *text = NULL;

		file_read("/sys/kernel/debug/kprobes/blacklist", &text, NULL);
		free(text);
		nanosleep(&t, NULL);
		err = w->run(worker, PICK_OPS);
	}
	return err;
}

/* Trace the functions at @drawn, and take away the address of every one that is hit. */
static int pick_survey(struct pick_line *lines, size_t n, struct pick_line *const *drawn, size_t nr,
		       const struct workload *w, struct worker *worker, unsigned int *hit)
{
	char *trace = NULL;
	int err = mkdir(PICK_DIR, 0700) && errno != EEXIST ? -errno : 0, fd;

	if (!err)
		err = pick_write("buffer_size_kb", PICK_KIB, 0);
	/* One word per write; the filter is set when the file is closed. */
	fd = err ? -1 : open(PICK_DIR "/set_ftrace_filter", O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (!err && fd < 0)
		err = -errno;
	for (size_t i = 0; i < nr && !err; i++)
		if (dprintf(fd, "%u ", drawn[i]->line) < 0)
			err = -errno;
	if (fd >= 0 && close(fd) && !err)
		err = -errno;
	if (!err)
		err = pick_write("current_tracer", "function", 0);
	if (!err)
		err = pick_exercise(w, worker);
	if (!err)
		err = pick_write("tracing_on", "0", 0);
	if (!err)
		err = file_read(PICK_DIR "/trace", &trace, NULL);
	pick_write("current_tracer", "nop", 0);
	rmdir(PICK_DIR);
	if (!err)
		*hit = pick_hits(lines, n, trace);
	free(trace);
	return err;
}

static void pick_shuffle(struct pick_line **v, size_t n, u64 seed)
{
	u64 state = seed ? seed : 1;

	for (size_t i = n; i > 1; i--) {
		size_t at = stats_random(&state) % i;
		struct pick_line *one = v[i - 1];

		v[i - 1] = v[at];
		v[at] = one;
	}
}

static u64 pick_address(const char *kallsyms, const char *name)
{
	char *end = str_fmt(" %s\n", name);
	const char *at = strstr(kallsyms, end);
	u64 address = 0;

	free(end);
	if (at) {
		while (at > kallsyms && at[-1] != '\n')
			at--;
		address = strtoull(at, NULL, 16);
	}
	return address;
}

/* All lines, with an address where they are fit. 0 or -errno. */
static int pick_read(struct pick *p, const char *own, char **text, struct pick_line **lines, size_t *n)
{
	char *kallsyms = NULL;
	struct btf *btf = NULL;
	int err = file_read(PICK_TRACEFS "/available_filter_functions", text, NULL);

	if (!err)
		err = file_read("/proc/kallsyms", &kallsyms, NULL);
	if (!err) {
		btf = btf__load_vmlinux_btf();
		err = btf ? 0 : -errno;
	}
	if (!err) {
		for (const char *c = *text; *c; c++)
			p->traceable += *c == '\n';
		*n = pick_lines(*text, lines);
		pick_addresses(*lines, *n, kallsyms);
		pick_types(*lines, *n, btf, own, &p->own.btf_id);
		pick_blacklist(*lines, *n);
		p->own.name = str_dup(own);
		p->own.address = pick_address(kallsyms, own);
		if (!p->own.address)
			err = -ENOENT;
	}
	btf__free(btf);
	free(kallsyms);
	return err;
}

/* Fit and allowed ones, in the order of the draw; caller frees. */
static struct pick_line **pick_draw(struct pick *p, u64 seed, struct pick_line *lines, size_t n, size_t *nr)
{
	struct pick_line **v = mem_alloc(n + 1, sizeof(*v));

	*nr = 0;
	for (size_t i = 0; i < n; i++) {
		if (pick_denied(lines[i].name))
			p->denied++;
		else if (lines[i].address && lines[i].btf_id && lines[i].address != p->own.address)
			v[(*nr)++] = &lines[i];
	}
	p->unfit = p->traceable - p->denied - (unsigned int)*nr;
	pick_shuffle(v, *nr, seed);
	return v;
}

static int pick_make(struct pick *p, u64 seed, size_t n, const struct workload *w, struct worker *worker)
{
	struct pick_line *lines = NULL, **drawn = NULL;
	size_t nr_lines = 0, nr = 0, survey;
	char *text = NULL;
	int err = pick_read(p, w->func, &text, &lines, &nr_lines);

	if (!err)
		drawn = pick_draw(p, seed, lines, nr_lines, &nr);
	survey = n + n / PICK_SPARE < nr ? n + n / PICK_SPARE : nr;
	if (!err)
		err = pick_survey(lines, nr_lines, drawn, survey, w, worker, &p->hit);
	p->v = mem_alloc(n + 1, sizeof(*p->v));
	for (size_t i = 0; i < survey && p->n < n && !err; i++)
		if (drawn[i]->address)
			p->v[p->n++] = (struct pick_function){ str_dup(drawn[i]->name), drawn[i]->address,
							       drawn[i]->btf_id };
	if (!err && p->n < n)
		err = -ENODATA;
	free(drawn);
	free(lines);
	free(text);
	return err;
}

int pick_functions(u64 seed, size_t n, const struct workload *w, struct worker *worker,
		   const struct pick **pick, char **why)
{
	static struct pick made;
	static bool is_made;
	static int err;

	if (!is_made)
		err = pick_make(&made, seed, n, w, worker);
	is_made = true;
	*pick = &made;
	if (err)
		*why = str_fmt("picking %zu functions of %u: %s", n, made.traceable, strerror(-err));
	return err;
}

static int pick_order(const void *a, const void *b)
{
	const struct pick_function *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

struct pick_function *pick_first(const struct pick *p, size_t n, bool own)
{
	struct pick_function *v = mem_alloc(n + 1, sizeof(*v));

	memcpy(v, p->v, n * sizeof(*v));
	if (own && n)
		v[n - 1] = p->own;
	qsort(v, n, sizeof(*v), pick_order);
	return v;
}
