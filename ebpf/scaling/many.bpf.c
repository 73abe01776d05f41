// SPDX-License-Identifier: GPL-2.0-only
/*
 * many - the eBPF side: one handler at many functions (contract: include/probebench/many.h).
 *
 * A kprobe.multi link serves any number of functions. Of perf events with a kprobe there is one a function,
 * and of fentry programs, too: a program is verified against the function that it is for.
 */
#include "../pb_bpf.bpf.h"

#include <probebench/many.h>

/* state */

struct pb_many_slot many_slots[PB_MAX_CPUS] = {};
__u64 many_hits[PB_MANY_CPUS][PB_MANY_FUNCTIONS] = {};

/* record */

static __always_inline void many_record(void)
{
	/* ebpf only: the verifier wants the bound of the index, so it is masked. */
	__u32 cpu = bpf_get_smp_processor_id() & (PB_MAX_CPUS - 1);

	many_slots[cpu].events++;
}

static __always_inline void many_record_at(__u64 function)
{
	__u32 cpu = bpf_get_smp_processor_id() & (PB_MANY_CPUS - 1);

	many_hits[cpu][function & (PB_MANY_FUNCTIONS - 1)]++;
}

/* handlers */

/* ebpf only: the link keeps a number for every function, and the kernel looks it up. */
#define MANY_PROGRAMS(section, name)                                                               \
	SEC("?" section)                                                                           \
	int name(void *ctx)                                                                        \
	{                                                                                          \
		many_record();                                                                     \
		return 0;                                                                          \
	}                                                                                          \
	SEC("?" section)                                                                           \
	int name##_at(void *ctx)                                                                   \
	{                                                                                          \
		many_record_at(bpf_get_attach_cookie(ctx));                                        \
		return 0;                                                                          \
	}

MANY_PROGRAMS("kprobe", many_kprobe)
MANY_PROGRAMS("kprobe.multi", many_multi)
MANY_PROGRAMS("fentry", many_entry)

char _license[] SEC("license") = "GPL";
