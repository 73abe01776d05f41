// SPDX-License-Identifier: GPL-2.0-only
/*
 * opened - a BPF object as others might compile one: it counts openat() and belongs to no collector.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

__u64 opened;

SEC("tracepoint/syscalls/sys_enter_openat")
int count_openat(void *ctx)
{
	__sync_fetch_and_add(&opened, 1);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
