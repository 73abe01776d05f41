// SPDX-License-Identifier: GPL-2.0-only
/*
 * bpfprog - what the kernel says of a loaded BPF program, whoever loaded it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "anatomy/listing.h"
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

static json_t *bpfprog_bytecode(const struct bpf_insn *insns, size_t n)
{
	json_t *bytecode = json_array();

	for (size_t i = 0; i < n; i++) {
		char *text = listing_bpf(&insns[i]);

		json_array_append_new(bytecode, json_pack("[I, s]", (json_int_t)i, text));
		free(text);
		/* A 64-bit constant takes two places. */
		i += insns[i].code == (BPF_LD | BPF_IMM | BPF_DW);
	}
	return bytecode;
}

/* Lines of source, as the compiler recorded them, and where each begins in both kinds of code. */
static json_t *bpfprog_lines(const struct bpf_prog_info *info, const struct bpf_line_info *lines,
			     const u64 *jited, u64 base)
{
	struct btf *btf = btf__load_from_kernel_by_id(info->btf_id);
	json_t *all = json_array();

	for (u32 i = 0; btf && i < info->nr_line_info && i < info->nr_jited_line_info; i++) {
		const char *text = btf__name_by_offset(btf, lines[i].line_off);

		text = text ? text + strspn(text, " \t") : "";
		json_array_append_new(all, json_pack("[I, I, s]", (json_int_t)lines[i].insn_off,
						     (json_int_t)(jited[i] - base), text));
	}
	btf__free(btf);
	return all;
}

json_t *bpfprog_code(int fd)
{
	struct bpf_prog_info sizes = { 0 }, info = { 0 };
	struct bpf_line_info *lines;
	struct bpf_insn *insns;
	u64 *jited, base = 0;
	json_t *code = NULL;

	if (bpfprog_info(fd, &sizes))
		return NULL;
	insns = mem_alloc(sizes.xlated_prog_len + 1, 1);
	lines = mem_alloc(sizes.nr_line_info + 1, sizeof(*lines));
	jited = mem_alloc(sizes.nr_jited_line_info + 1, sizeof(*jited));
	info.xlated_prog_len = sizes.xlated_prog_len;
	info.xlated_prog_insns = (u64)(uintptr_t)insns;
	info.nr_line_info = sizes.nr_line_info;
	info.line_info_rec_size = sizeof(*lines);
	info.line_info = (u64)(uintptr_t)lines;
	info.nr_jited_line_info = sizes.nr_jited_line_info;
	info.jited_line_info_rec_size = sizeof(*jited);
	info.jited_line_info = (u64)(uintptr_t)jited;
	info.nr_jited_ksyms = 1;
	info.jited_ksyms = (u64)(uintptr_t)&base;
	if (!bpfprog_info(fd, &info))
		code = json_pack("{s:I, s:o, s:o}", "jited_bytes", (json_int_t)info.jited_prog_len,
				 "bytecode",
				 bpfprog_bytecode(insns, info.xlated_prog_len / sizeof(*insns)), "lines",
				 bpfprog_lines(&info, lines, jited, base));
	free(insns);
	free(lines);
	free(jited);
	return code;
}
