/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * channel - a ring per CPU of records of varying length, which the reader maps.
 *
 * A CPU's ring has one writer, so it needs no lock, as long as nothing that the handler interrupts writes to
 * it too: who is called from interrupts as well turns them off around a record.
 */
#include <linux/fs.h>
#include <linux/irq_work.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/poll.h>
#include <linux/vmalloc.h>

struct tool_channel {
	struct pb_tool_ring *ring; /* the mapped pages */
	char *data;		   /* its records */
	u64 at;			   /* the ring's head, where no reader can write */
	struct irq_work wake;
};

static DEFINE_PER_CPU_ALIGNED(struct tool_channel, tool_channels);
static DECLARE_WAIT_QUEUE_HEAD(tool_wait);

/*
 * Count an event and find room for its record of at most @most bytes; NULL if there is none, which is
 * counted. pb_tool_commit() must follow on the same CPU.
 */
static __always_inline __maybe_unused void *pb_tool_reserve(u32 most)
{
	struct tool_channel *c = this_cpu_ptr(&tool_channels);
	u32 at = c->at & (PB_TOOL_BYTES - 1), to_end = PB_TOOL_BYTES - at;
	u64 used = c->at - smp_load_acquire(&c->ring->tail);

	this_cpu_inc(tool_slots.made);
	if (used > PB_TOOL_BYTES)
		goto drop;
	if (most <= to_end && most <= PB_TOOL_BYTES - used)
		return c->data + at;
	/* It might not fit before the end of the ring: then it begins where the ring begins. */
	if (most > to_end && most + to_end <= PB_TOOL_BYTES - used) {
		*(u32 *)(c->data + at) = PB_TOOL_WRAP;
		WRITE_ONCE(c->at, c->at + to_end);
		return c->data;
	}
drop:
	this_cpu_inc(tool_slots.dropped);
	return NULL;
}

/* Hand over the record of @bytes that begins with @head, and wake a reader that has taken all others. */
static __always_inline __maybe_unused void pb_tool_commit(struct pb_tool_head *head, u32 bytes)
{
	struct tool_channel *c = this_cpu_ptr(&tool_channels);
	u64 was = c->ring->head; /* what a reader may have written there decides about its waking alone */

	head->bytes = bytes;
	smp_store_release(&c->at, c->at + ALIGN(bytes, 8));
	smp_store_release(&c->ring->head, c->at);
	/* A reader that goes to sleep looks at head after it has written tail. */
	smp_mb();
	if (READ_ONCE(c->ring->tail) == was)
		irq_work_queue(&c->wake);
}

/* What every record begins with. */
static __always_inline __maybe_unused void pb_tool_head_fill(struct pb_tool_head *head)
{
	head->pid = current->tgid;
	head->tid = current->pid;
	head->ppid = 0;
	head->ts_ns = ktime_get_mono_fast_ns();
	memcpy(head->comm, current->comm, PB_TOOL_COMM);
}

static void tool_wake_up(struct irq_work *work)
{
	wake_up_all(&tool_wait);
}

static __poll_t tool_poll(struct file *file, poll_table *wait)
{
	int cpu;

	poll_wait(file, &tool_wait, wait);
	for_each_possible_cpu(cpu) {
		const struct tool_channel *c = &per_cpu(tool_channels, cpu);

		if (smp_load_acquire(&c->at) != READ_ONCE(c->ring->tail))
			return EPOLLIN | EPOLLRDNORM;
	}
	return 0;
}

static int tool_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long span = PB_TOOL_SPAN >> PAGE_SHIFT, cpu = vma->vm_pgoff / span;

	if (vma->vm_pgoff % span || cpu >= nr_cpu_ids || !cpu_possible(cpu))
		return -EINVAL;
	return remap_vmalloc_range(vma, per_cpu(tool_channels, cpu).ring, 0);
}

static const struct file_operations tool_fops = {
	.owner = THIS_MODULE,
	.poll = tool_poll,
	.mmap = tool_mmap,
	.llseek = noop_llseek,
};

static struct miscdevice tool_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &tool_fops,
	.mode = 0600,
};

static bool tool_has_device;

/* Tolerates what tool_channel_open() left half-made. */
static void tool_channel_close(void)
{
	int cpu;

	if (tool_has_device)
		misc_deregister(&tool_device);
	for_each_possible_cpu(cpu) {
		struct tool_channel *c = &per_cpu(tool_channels, cpu);

		if (c->ring)
			irq_work_sync(&c->wake);
		vfree(c->ring);
		c->ring = NULL;
	}
}

static int tool_channel_open(void)
{
	int cpu, err = 0;

	for_each_possible_cpu(cpu) {
		struct tool_channel *c = &per_cpu(tool_channels, cpu);

		c->ring = vmalloc_user(PB_TOOL_SPAN);
		if (!c->ring)
			err = -ENOMEM;
		else
			c->data = (char *)c->ring + PB_TOOL_PAGE;
		init_irq_work(&c->wake, tool_wake_up);
	}
	if (!err)
		err = misc_register(&tool_device);
	tool_has_device = !err;
	if (err)
		tool_channel_close();
	return err;
}
