// SPDX-License-Identifier: GPL-2.0-only
/*
 * bpfprog - what the kernel says of a loaded BPF program, whoever loaded it.
 */
#include <errno.h>
#include <stdio.h>

#include <bpf/bpf.h>

#include "bpfprog.h"

static int bpfprog_info(int fd, struct bpf_prog_info *info)
{
	u32 len = sizeof(*info);

	return bpf_obj_get_info_by_fd(fd, info, &len) ? -errno : 0;
}

int bpfprog_lost(int fd, u64 *lost)
{
	struct bpf_prog_info info = { 0 };
	int err = bpfprog_info(fd, &info);

	*lost = info.recursion_misses;
	return err;
}

int bpfprog_runs(int fd, u64 *runs)
{
	struct bpf_prog_info info = { 0 };
	int err = bpfprog_info(fd, &info);

	*runs = info.run_cnt;
	return err;
}

int bpfprog_address(int fd, u64 *address)
{
	struct bpf_prog_info info = { .nr_jited_ksyms = 1, .jited_ksyms = (u64)(uintptr_t)address };

	*address = 0;
	return bpfprog_info(fd, &info);
}

void bpfprog_describe(int fd, json_t *record)
{
	struct bpf_prog_info info = { 0 };
	char tag[2 * BPF_TAG_SIZE + 1];

	if (bpfprog_info(fd, &info))
		return;
	for (size_t i = 0; i < BPF_TAG_SIZE; i++)
		sprintf(tag + 2 * i, "%02x", info.tag[i]);
	json_object_set_new(record, "footprint",
			    json_pack("{s:s, s:i, s:i, s:b}", "tag", tag, "xlated_bytes",
				      (int)info.xlated_prog_len, "jited_bytes",
				      (int)info.jited_prog_len, "jited", info.jited_prog_len > 0));
}
