// SPDX-License-Identifier: GPL-2.0-only
/*
 * many_ebpf - one handler at many functions: a link of kprobe.multi for all of them; or of each a perf event
 * with a kprobe, or a program of its own for fentry.
 *
 * Everything is done by address, as on the other side: that a tool has to look up names is its own affair.
 * fentry is not told an address: a program is loaded for a function, so loading is part of attaching it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "bpfprog.h"
#include "registry.h"
#include "scaling/many.h"
#include "scaling/many.skel.h"

enum many_mech { MANY_MULTI, MANY_KPROBE, MANY_FENTRY };

struct many_object {
	struct scaling_many *skel;
	enum many_mech mech;
	struct bpf_program *prog[2]; /* that counts; that counts by function */
	struct bpf_link *multi, *perf[PB_MANY_FUNCTIONS];
	int progs[PB_MANY_FUNCTIONS], links[PB_MANY_FUNCTIONS]; /* of fentry; 0: none */
	char log[512]; /* libbpf's first words, for the reason */
};

/* libbpf reports through one process-wide callback. */
static char *many_log;

static int many_print(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	if (level == LIBBPF_WARN && many_log && !*many_log)
		vsnprintf(many_log, sizeof(((struct many_object *)0)->log), fmt, ap);
	return 0;
}

static int many_fail(struct many *m, int err, const char *what)
{
	struct many_object *own = m->own;

	own->log[strcspn(own->log, "\n")] = 0;
	return cell_reason(m->run, err, "%s %zu functions by %s: %s%s%s", what, m->n, m->run->cell.mech->name,
			   strerror(-err), *own->log ? "; " : "", own->log);
}

int many_ebpf_mech(const char *name)
{
	static const char *const names[] = { [MANY_MULTI] = "kprobe.multi", [MANY_KPROBE] = "kprobe",
					     [MANY_FENTRY] = "fentry" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(names[i], name))
			return (int)i;
	return -1;
}

static int many_select(struct many *m)
{
	struct many_object *own = m->own;
	struct scaling_many *s = own->skel;
	struct bpf_program *const progs[][2] = {
		[MANY_MULTI] = { s->progs.many_multi, s->progs.many_multi_at },
		[MANY_KPROBE] = { s->progs.many_kprobe, s->progs.many_kprobe_at },
		[MANY_FENTRY] = { s->progs.many_entry, s->progs.many_entry_at },
	};
	int err = 0;

	for (int i = 0; i < 2 && !err; i++) {
		own->prog[i] = progs[own->mech][i];
		bpf_program__set_autoload(own->prog[i], true);
		if (own->mech == MANY_FENTRY)
			err = bpf_program__set_attach_target(own->prog[i], 0, m->functions[0].name);
	}
	return err;
}

static int many_ebpf_open(struct many *m)
{
	struct many_object *own = m->own = mem_alloc(1, sizeof(*own));
	int err;

	many_log = own->log;
	libbpf_set_print(many_print);
	own->mech = (enum many_mech)many_ebpf_mech(m->run->cell.mech->name);
	own->skel = scaling_many__open();
	if (!own->skel)
		return many_fail(m, -errno, "opening the object for");
	err = many_select(m);
	if (!err)
		err = scaling_many__load(own->skel);
	return err ? many_fail(m, err, "loading the program for") : 0;
}

static int many_attach_multi(struct many *m, struct bpf_program *prog)
{
	struct many_object *own = m->own;
	unsigned long *addrs = mem_alloc(m->n, sizeof(*addrs));
	__u64 *cookies = mem_alloc(m->n, sizeof(*cookies));
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .addrs = addrs, .cnt = m->n,
		    .cookies = prog == own->prog[1] ? cookies : NULL);
	int err = 0;

	for (size_t i = 0; i < m->n; i++) {
		addrs[i] = m->functions[i].address;
		cookies[i] = i;
	}
	own->multi = bpf_program__attach_kprobe_multi_opts(prog, NULL, &opts);
	if (!own->multi)
		err = -errno;
	free(cookies);
	free(addrs);
	return err;
}

static int many_attach_kprobes(struct many *m, struct bpf_program *prog)
{
	struct many_object *own = m->own;

	for (size_t i = 0; i < m->n; i++) {
		/* Without a name the offset is the address. */
		LIBBPF_OPTS(bpf_kprobe_opts, opts, .offset = m->functions[i].address, .bpf_cookie = i);

		own->perf[i] = bpf_program__attach_kprobe_opts(prog, NULL, &opts);
		if (!own->perf[i])
			return -errno;
	}
	return 0;
}

/* The instructions of a program that is loaded already, its maps in place, for another function. */
static int many_attach_fentry(struct many *m, struct bpf_program *prog)
{
	struct many_object *own = m->own;

	for (size_t i = 0; i < m->n; i++) {
		LIBBPF_OPTS(bpf_prog_load_opts, load, .expected_attach_type = BPF_TRACE_FENTRY,
			    .attach_btf_id = m->functions[i].btf_id);
		LIBBPF_OPTS(bpf_link_create_opts, link, .tracing.cookie = i);
		int fd = bpf_prog_load(BPF_PROG_TYPE_TRACING, bpf_program__name(prog), "GPL",
				       bpf_program__insns(prog), bpf_program__insn_cnt(prog), &load);

		if (fd < 0)
			return fd;
		own->progs[i] = fd;
		fd = bpf_link_create(fd, 0, BPF_TRACE_FENTRY, &link);
		if (fd < 0)
			return fd;
		own->links[i] = fd;
	}
	return 0;
}

static int many_ebpf_attach(struct many *m, bool by_function)
{
	static int (*const attach[])(struct many *m, struct bpf_program *prog) = {
		[MANY_MULTI] = many_attach_multi,
		[MANY_KPROBE] = many_attach_kprobes,
		[MANY_FENTRY] = many_attach_fentry,
	};
	struct many_object *own = m->own;
	int err;

	/* Counts by function begin anew with every attachment, since a number may mean another function. */
	memset(own->skel->bss->many_hits, 0, sizeof(own->skel->bss->many_hits));
	err = attach[own->mech](m, own->prog[by_function]);
	return err ? many_fail(m, err, "attaching to") : 0;
}

static int many_lost(struct many *m, u64 *lost)
{
	struct many_object *own = m->own;
	int err = 0;

	*lost = 0;
	for (int i = 0; i < 2 && !err; i++) {
		u64 one;

		err = bpfprog_lost(bpf_program__fd(own->prog[i]), &one);
		*lost += err ? 0 : one;
	}
	for (size_t i = 0; i < m->n && !err; i++) {
		u64 one = 0;

		if (own->progs[i])
			err = bpfprog_lost(own->progs[i], &one);
		*lost += err ? 0 : one;
	}
	return err;
}

static int many_ebpf_read(struct many *m, struct pb_many_counts *c)
{
	struct many_object *own = m->own;
	const struct scaling_many__bss *bss = own->skel->bss;
	long cpus = sysconf(_SC_NPROCESSORS_CONF);
	u64 lost;
	int err = cpus > PB_MANY_CPUS ? -E2BIG : many_lost(m, &lost);

	if (err)
		return many_fail(m, err, "asking about");
	*c = (struct pb_many_counts){ .lost = lost };
	for (long cpu = 0; cpu < cpus; cpu++) {
		c->events += bss->many_slots[cpu].events;
		for (size_t i = 0; i < PB_MANY_FUNCTIONS; i++)
			c->hits[i] += bss->many_hits[cpu][i];
	}
	return 0;
}

static int many_ebpf_detach(struct many *m)
{
	struct many_object *own = m->own;
	int err = 0;

	if (own->multi && bpf_link__destroy(own->multi))
		err = -errno;
	own->multi = NULL;
	for (size_t i = 0; i < m->n; i++) {
		if (own->perf[i] && bpf_link__destroy(own->perf[i]))
			err = -errno;
		own->perf[i] = NULL;
		if (own->links[i])
			close(own->links[i]);
		if (own->progs[i])
			close(own->progs[i]);
		own->links[i] = own->progs[i] = 0;
	}
	return err ? many_fail(m, err, "detaching from") : 0;
}

static int many_ebpf_close(struct many *m)
{
	struct many_object *own = m->own;
	int err = own && own->skel ? many_ebpf_detach(m) : 0;

	if (own && own->skel)
		scaling_many__destroy(own->skel);
	many_log = NULL;
	free(own);
	m->own = NULL;
	return err;
}

const struct many_side many_ebpf = {
	.open = many_ebpf_open,
	.attach = many_ebpf_attach,
	.read = many_ebpf_read,
	.detach = many_ebpf_detach,
	.close = many_ebpf_close,
};
