/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pb_tool - what the BPF programs of all tools include: their handlers' frame, and the way to user space.
 *
 * PB_PROBE(stem, tracepoint, call, arguments...) is a program that does @call at a tracepoint;
 * PB_TOOL_HANDLERS(stem, PB_AT(stem, tracepoint)...) ends the file: the counterparts of the macros of
 * the same names in kmod/tools/pb_tool.h. All programs of an object are loaded and attached, each where its
 * section says.
 */
#ifndef PB_TOOL_BPF_H
#define PB_TOOL_BPF_H

#include <asm/ptrace.h>
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include <probebench/tool.h>

const volatile struct pb_tool_params tool_params = {};

struct pb_tool_slot tool_slots[PB_MAX_CPUS] = {};

/*
 * The loader sets its size: PB_TOOL_BYTES for each CPU. A tool with a histogram defines PB_TOOL_HISTOGRAM
 * first, and has none.
 */
#ifndef PB_TOOL_HISTOGRAM
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, PB_TOOL_BYTES);
} tool_ring SEC(".maps");
#endif

/* What is read of the kernel's own structures, found by name when the program is loaded. */
struct thread_info {
	__u32 status;
} __attribute__((preserve_access_index));

struct mm_struct {
	unsigned long arg_start, arg_end;
} __attribute__((preserve_access_index));

struct task_struct {
	struct thread_info thread_info;
	struct mm_struct *mm;
	struct task_struct *real_parent;
	int pid, tgid;
} __attribute__((preserve_access_index));

static __always_inline __attribute__((unused)) int pb_tool_wants(__u32 pid)
{
	return pid != tool_params.skip && (!tool_params.only || pid == tool_params.only);
}

#define PB_TOOL_TS_COMPAT 2 /* x86: this system call is one of a 32-bit program */

/* Is this system call not one of a 32-bit program, whose calls have other numbers? */
static __always_inline __attribute__((unused)) int pb_tool_native(void)
{
	return !(bpf_get_current_task_btf()->thread_info.status & PB_TOOL_TS_COMPAT);
}

/* Process that @task is a child of. */
static __always_inline __attribute__((unused)) __u32 pb_tool_parent(const struct task_struct *task)
{
	return task->real_parent->tgid;
}

/* The verifier wants the bound of the index, so it is masked. */
static __always_inline __attribute__((unused)) struct pb_tool_slot *pb_tool_slot(void)
{
	return &tool_slots[bpf_get_smp_processor_id() & (PB_MAX_CPUS - 1)];
}

/*
 * A record whose length is known only when it is written is written elsewhere, and copied into the ring:
 * room there is asked for in bytes that the verifier knows. Each CPU has one, as wide as the tool's largest.
 */
#define PB_TOOL_STAGE(kind)                                                                        \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);                                           \
		__uint(max_entries, 1);                                                            \
		__type(key, __u32);                                                                \
		__type(value, kind);                                                               \
	} tool_stage SEC(".maps")

/* Count an event and find a place to write its record; NULL if there is none. */
#define pb_tool_reserve()                                                                          \
	({                                                                                         \
		__u32 tool_zero = 0;                                                               \
		pb_tool_slot()->made++;                                                            \
		bpf_map_lookup_elem(&tool_stage, &tool_zero);                                      \
	})

/* Hand over the record of @bytes that begins with @head, or count that there is no room. */
#define pb_tool_commit(head_, bytes_)                                                              \
	({                                                                                         \
		__u64 tool_bytes = (bytes_);                                                       \
		(head_)->bytes = tool_bytes;                                                       \
		if (bpf_ringbuf_output(&tool_ring, (head_), tool_bytes, 0))                        \
			pb_tool_slot()->dropped++;                                                 \
	})

/*
 * PB_TOOL_TABLE(type) makes what one event of a tool leaves for a later one, by a number that is not 0.
 * All of its memory is there from the start: handlers may run where none can be had.
 */
#define PB_TOOL_TABLE(kind)                                                                        \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_HASH);                                                   \
		__uint(max_entries, PB_TOOL_PLACES);                                               \
		__type(key, __u64);                                                                \
		__type(value, kind);                                                               \
	} tool_table SEC(".maps");                                                                 \
                                                                                                   \
	static __always_inline kind *pb_table_find(__u64 key)                                      \
	{                                                                                          \
		return bpf_map_lookup_elem(&tool_table, &key);                                     \
	}                                                                                          \
                                                                                                   \
	static __always_inline int pb_table_put(__u64 key, const kind *value)                      \
	{                                                                                          \
		return bpf_map_update_elem(&tool_table, &key, value, BPF_ANY);                     \
	}                                                                                          \
                                                                                                   \
	static __always_inline void pb_table_del(__u64 key)                                        \
	{                                                                                          \
		bpf_map_delete_elem(&tool_table, &key);                                            \
	}                                                                                          \
	_Static_assert(1, "")

/* What every record begins with. */
static __always_inline __attribute__((unused)) void pb_tool_head_fill(struct pb_tool_head *head)
{
	__u64 both = bpf_get_current_pid_tgid();

	head->pid = both >> 32;
	head->tid = (__u32)both;
	head->ppid = 0;
	head->ts_ns = bpf_ktime_get_ns();
	bpf_get_current_comm(head->comm, PB_TOOL_COMM);
}

#define PB_AT(stem, point)

#define PB_PROBE(stem, point, call, ...)                                                           \
	SEC("tp_btf/" #point)                                                                      \
	int BPF_PROG(stem##_##point, __VA_ARGS__)                                                  \
	{                                                                                          \
		call;                                                                              \
		return 0;                                                                          \
	}

#define PB_TOOL_HANDLERS(stem, ...) char _license[] SEC("license") = "GPL"

#endif
