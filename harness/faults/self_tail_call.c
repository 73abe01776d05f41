// SPDX-License-Identifier: GPL-2.0-only
/*
 * self_tail_call - goes on in itself, without end.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>

#include "fault.h"

/* The program array's only entry is the program itself. */
static int self_tail_call_close(struct bpf_object *obj)
{
	struct bpf_program *prog = bpf_object__find_program_by_name(obj, "self_tail_call");
	int map = bpf_object__find_map_fd_by_name(obj, "next");
	int fd = prog ? bpf_program__fd(prog) : -ENOENT;
	u32 first = 0;

	return bpf_map_update_elem(map, &first, &fd, BPF_ANY) ? -errno : 0;
}

static const struct fault_expect self_tail_call_ebpf[] = {
	{ .at = { [STAGE_NOW] = FATE_CONTAINED }, .recovered = true },
	{ .end = true },
};

const struct fault fault_self_tail_call = {
	.name = "self_tail_call",
	.id = "L07",
	.cls = FAULT_TERMINATION,
	.mistake = "goes on in itself, without end",
	.side = {
		[SIDE_KMOD] = {
			.inexpressible = "C has no tail calls that a program could ask for; the "
				"nearest mistake is recursion",
		},
		[SIDE_EBPF] = {
			.evidence = EVIDENCE_CONTAINED,
			.evidence_of = "chains that the kernel cut after 33 calls",
			.prepare_loaded = self_tail_call_close,
			.expect = self_tail_call_ebpf,
		},
	},
};
