// SPDX-License-Identifier: GPL-2.0-only
/*
 * stack - the module side: how often each kernel stack was seen (contract: include/probebench/stack.h).
 *
 * The stack is walked, hashed, and kept in the place that the hash names, which is taken with one
 * compare-and-exchange. stack_trace_save_regs() is not exported, and stack_trace_save() would walk through
 * the hook and the handler first; but the unwinder itself is exported, and starts from any registers.
 */
/* kmod only: what the frame calls beside the handlers. */
static int stack_open(void);
static void stack_close(void);
static unsigned long long stack_dropped(void);
#define PB_BEFORE_ATTACH() stack_open()
#define PB_AFTER_DETACH()  stack_close()
#define PB_DROPPED()	   stack_dropped()
#include "pb_kmod.h"

#include <linux/atomic.h>
#include <linux/debugfs.h>
#include <linux/jhash.h>
#include <asm/unwind.h>

#include <probebench/stack.h>

/* state */

enum { STACK_NOBODYS, STACK_FILLING, STACK_THERE };

static struct pb_stack_place stack_places[PB_STACK_IDS];
static DEFINE_PER_CPU_ALIGNED(struct pb_stack_slot, stack_slots);

/* record */

/* kmod only: put the stack into a place that is nobody's; if somebody is doing so, it is another stack. */
static __always_inline bool stack_take(struct pb_stack_place *place, const unsigned long *frames, u32 n)
{
	if (cmpxchg(&place->state, STACK_NOBODYS, STACK_FILLING) != STACK_NOBODYS)
		return false;
	memcpy(place->stack.frames, frames, n * sizeof(*frames));
	smp_store_release(&place->state, STACK_THERE);
	return true;
}

/* kmod only: the frames from the probed function on. Returns how many there are. */
static __always_inline u32 stack_walk(struct pt_regs *regs, unsigned long *frames)
{
	struct unwind_state state;
	u32 n = 1;

	frames[0] = regs->ip;
	unwind_start(&state, current, regs, NULL);
	for (; n < PB_STACK_FRAMES && !unwind_done(&state); unwind_next_frame(&state)) {
		frames[n] = unwind_get_return_address(&state);
		if (!frames[n])
			break;
		n++;
	}
	return n;
}

/* The number of the place that holds the stack we are on; negative if another one is there. */
static __always_inline long stack_place(struct pt_regs *regs)
{
	unsigned long frames[PB_STACK_FRAMES];
	u32 n = stack_walk(regs, frames), state;
	u32 id = jhash2((const u32 *)frames, n * (sizeof(*frames) / sizeof(u32)), 0) & (PB_STACK_IDS - 1);
	struct pb_stack_place *place = &stack_places[id];

	state = smp_load_acquire(&place->state);
	if (state == STACK_NOBODYS && stack_take(place, frames, n))
		return id;
	if (state != STACK_THERE || memcmp(place->stack.frames, frames, n * sizeof(*frames)) ||
	    (n < PB_STACK_FRAMES && place->stack.frames[n]))
		return -EEXIST;
	return id;
}

static __always_inline void stack_record(struct pt_regs *regs)
{
	long id = stack_place(regs);

	if (id < 0) {
		this_cpu_inc(stack_slots.dropped);
		return;
	}
	atomic64_inc((atomic64_t *)&stack_places[id].count);
	this_cpu_inc(stack_slots.events);
}

/* handlers */

PB_REGS_HANDLERS(stack);

/* kmod only: user space cannot map a module's variables, so the module sums them for the reader. */
static u64 stack_sum(size_t member)
{
	u64 sum = 0;
	int cpu;

	pb_for_each_cpu(cpu)
		sum += *(u64 *)((char *)&per_cpu(stack_slots, cpu) + member);
	return sum;
}

PB_PARAM_RO(events, stack_sum(offsetof(struct pb_stack_slot, events)));

/* kmod only: the same of what had no place. */
static unsigned long long stack_dropped(void)
{
	return stack_sum(offsetof(struct pb_stack_slot, dropped));
}

/* kmod only: a reader of the other side asks the map, one of ours reads a file. */
static struct debugfs_blob_wrapper stack_blob = { .data = stack_places, .size = sizeof(stack_places) };
static struct dentry *stack_file;

/* kmod only: without debugfs the collector counts all the same. */
static int stack_open(void)
{
	stack_file = debugfs_create_blob(PB_STACK_FILE, 0400, NULL, &stack_blob);
	return 0;
}

/* kmod only: the counterpart. */
static void stack_close(void)
{
	debugfs_remove(stack_file);
}
