// SPDX-License-Identifier: GPL-2.0-only
/*
 * links - kinds of BPF links: how a program of each gets its link, and what BPF_LINK_UPDATE says.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "files.h"
#include "upgrade/links.h"

#define LINKS_FUNCTION "do_getpgid"
#define LINKS_LOOPBACK 1
#define LINKS_SKB_MODE 2 /* XDP without help of a driver */
/* Newer than the headers of the oldest distribution that this is built on. */
#define LINKS_PROG_NETFILTER   32
#define LINKS_ATTACH_NETFILTER 45
#define LINKS_ATTACH_TCX       46

/* BPF_LINK_CREATE as far as it is needed; what follows in the kernel's union stays 0. */
struct link_create {
	u32 prog_fd, target, attach_type, flags;
	union {
		struct {
			u32 flags, count;
			u64 names, addresses, cookies;
		} multi;
		struct {
			u32 family, hook;
			s32 priority;
			u32 flags;
		} netfilter;
		u64 rest[8];
	};
};

static int links_create(const struct link_create *c)
{
	int fd = (int)syscall(SYS_bpf, BPF_LINK_CREATE, c, sizeof(*c));

	return fd < 0 ? -errno : fd;
}

static int links_plain(const struct link_kind *k, int prog)
{
	return links_create(&(struct link_create){ .prog_fd = (u32)prog,
						   .target = k->target,
						   .attach_type = k->attach_type,
						   .flags = k->flags });
}

/* Of a target that is open only while the link is made. */
static int links_on_fd(const struct link_kind *k, int prog, int target)
{
	int fd = target < 0 ? target
			    : links_create(&(struct link_create){ .prog_fd = (u32)prog,
								  .target = (u32)target,
								  .attach_type = k->attach_type });

	if (target >= 0)
		close(target);
	return fd;
}

static int links_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int links_cgroup(const struct link_kind *k, int prog)
{
	return links_on_fd(k, prog, links_open("/sys/fs/cgroup"));
}

static int links_netns(const struct link_kind *k, int prog)
{
	return links_on_fd(k, prog, links_open("/proc/self/ns/net"));
}

static int links_sockmap(const struct link_kind *k, int prog)
{
	return links_on_fd(k, prog,
			   bpf_map_create(BPF_MAP_TYPE_SOCKMAP, "pb_links", 4, 4, 1, NULL));
}

static int links_raw(const struct link_kind *k, int prog)
{
	int fd = bpf_raw_tracepoint_open(k->btf ? NULL : "sys_enter", prog);

	return fd < 0 ? -errno : fd;
}

static int links_perf(const struct link_kind *k, int prog, struct perf_event_attr *attr)
{
	int fd, link;

	attr->size = sizeof(*attr);
	fd = (int)syscall(SYS_perf_event_open, attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd < 0)
		return -errno;
	link = links_create(&(struct link_create){
		.prog_fd = (u32)prog, .target = (u32)fd, .attach_type = BPF_PERF_EVENT });
	close(fd);
	return link;
}

static int links_kprobe(const struct link_kind *k, int prog)
{
	char *type = file_line("/sys/bus/event_source/devices/kprobe/type");
	struct perf_event_attr attr = { .type = type ? (u32)strtoul(type, NULL, 10) : 0,
					.config1 = (u64)(uintptr_t)LINKS_FUNCTION };

	free(type);
	return links_perf(k, prog, &attr);
}

static int links_tracepoint(const struct link_kind *k, int prog)
{
	char *id = file_line("/sys/kernel/tracing/events/raw_syscalls/sys_enter/id");
	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT,
					.config = id ? strtoul(id, NULL, 10) : 0 };

	free(id);
	return links_perf(k, prog, &attr);
}

static int links_multi(const struct link_kind *k, int prog)
{
	const char *names[] = { LINKS_FUNCTION };
	struct link_create c = { .prog_fd = (u32)prog, .attach_type = k->attach_type };

	c.multi.count = 1;
	c.multi.names = (u64)(uintptr_t)names;
	return links_create(&c);
}

static int links_netfilter(const struct link_kind *k, int prog)
{
	struct link_create c = { .prog_fd = (u32)prog, .attach_type = k->attach_type };

	c.netfilter.family = 2; /* IPv4 */
	c.netfilter.hook = 1;	/* packets for this machine */
	c.netfilter.priority = 10;
	return links_create(&c);
}

const struct link_kind link_kinds[] = {
	{ "perf_kprobe", "kprobe, by a perf event", BPF_PROG_TYPE_KPROBE, 0, NULL, 0, links_kprobe,
	  0, 0 },
	{ "perf_tp", "tracepoint, by a perf event", BPF_PROG_TYPE_TRACEPOINT, 0, NULL, 0,
	  links_tracepoint, 0, 0 },
	{ "kprobe_multi", "kprobes of many functions", BPF_PROG_TYPE_KPROBE, BPF_TRACE_KPROBE_MULTI,
	  NULL, 0, links_multi, 0, 0 },
	{ "raw_tp", "raw tracepoint", BPF_PROG_TYPE_RAW_TRACEPOINT, 0, NULL, 0, links_raw, 0, 0 },
	{ "tp_btf", "raw tracepoint with types", BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP,
	  "sys_enter", 0, links_raw, 0, 0 },
	{ "fentry", "function entry", BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, LINKS_FUNCTION, 0,
	  links_raw, 0, 0 },
	{ "fexit", "function exit", BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT, LINKS_FUNCTION, 0,
	  links_raw, 0, 0 },
	{ "lsm", "hook of the security modules", BPF_PROG_TYPE_LSM, BPF_LSM_MAC, "file_open", 0,
	  links_raw, 0, 0 },
	{ "iter", "iterator", BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, "task", 0, links_plain, 0, 0 },
	{ "cgroup", "hook of a cgroup", BPF_PROG_TYPE_CGROUP_SKB, BPF_CGROUP_INET_EGRESS, NULL, 1,
	  links_cgroup, 0, 0 },
	{ "xdp", "packets of an interface, earliest", BPF_PROG_TYPE_XDP, BPF_XDP, NULL, 2,
	  links_plain, LINKS_LOOPBACK, LINKS_SKB_MODE },
	{ "tcx", "packets of an interface, traffic control", BPF_PROG_TYPE_SCHED_CLS, LINKS_ATTACH_TCX, NULL, 0,
	  links_plain, LINKS_LOOPBACK, 0 },
	{ "sk_lookup", "choice of a socket, per network namespace", BPF_PROG_TYPE_SK_LOOKUP,
	  BPF_SK_LOOKUP, NULL, 1, links_netns, 0, 0 },
	{ "flow_dissector", "parser of packets, per network namespace",
	  BPF_PROG_TYPE_FLOW_DISSECTOR, BPF_FLOW_DISSECTOR, NULL, 0, links_netns, 0, 0 },
	{ "netfilter", "hook of netfilter", LINKS_PROG_NETFILTER, LINKS_ATTACH_NETFILTER, NULL, 1,
	  links_netfilter, 0, 0 },
	{ "sockmap", "messages of sockets in a map", BPF_PROG_TYPE_SK_MSG, BPF_SK_MSG_VERDICT, NULL,
	  1, links_sockmap, 0, 0 },
	{ .name = NULL },
};

const struct link_kind *link_kind_find(const char *name)
{
	for (const struct link_kind *k = link_kinds; k->name; k++)
		if (!strcmp(k->name, name))
			return k;
	return NULL;
}

static int links_load(const struct link_kind *k)
{
	const struct bpf_insn code[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = k->returns },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	LIBBPF_OPTS(bpf_prog_load_opts, opts,
		    .expected_attach_type = (enum bpf_attach_type)k->attach_type);
	int id = 0, fd;

	if (k->btf) {
		id = libbpf_find_vmlinux_btf_id(k->btf, (enum bpf_attach_type)k->attach_type);
		if (id < 0)
			return id;
		opts.attach_btf_id = (u32)id;
	}
	fd = bpf_prog_load((enum bpf_prog_type)k->prog_type, "pb_links", "GPL", code,
			   ARRAY_SIZE(code), &opts);
	return fd < 0 ? -errno : fd;
}

static u32 links_program(int fd)
{
	struct bpf_prog_info info = { 0 };
	u32 len = sizeof(info);

	return bpf_obj_get_info_by_fd(fd, &info, &len) ? 0 : info.id;
}

/* Does the link say that @prog is its program? */
static bool links_names(int link, int prog)
{
	struct bpf_link_info info = { 0 };
	u32 len = sizeof(info), id = links_program(prog);

	return id && !bpf_obj_get_info_by_fd(link, &info, &len) && info.prog_id == id;
}

struct link_answer link_try(const struct link_kind *k)
{
	struct link_answer a = { .lacks = "load" };
	int prog[2] = { links_load(k), -1 }, link = -1;

	if (prog[0] < 0) {
		a.err = -prog[0];
		return a;
	}
	prog[1] = links_load(k);
	link = prog[1] < 0 ? prog[1] : k->attach(k, prog[0]);
	if (link < 0) {
		a.lacks = prog[1] < 0 ? "load" : "attach";
		a.err = -link;
	} else {
		a.lacks = NULL;
		a.err = bpf_link_update(link, prog[1], NULL) ? errno : 0;
		a.consistent = links_names(link, prog[a.err ? 0 : 1]);
		close(link);
	}
	for (size_t i = 0; i < ARRAY_SIZE(prog); i++)
		if (prog[i] >= 0)
			close(prog[i]);
	return a;
}
