// SPDX-License-Identifier: GPL-2.0-only
/*
 * stream - the module side: one record per event to user space (contract: include/probebench/stream.h).
 *
 * A ring per CPU has one writer, so it needs no lock: head and tail are all that writer and reader share.
 * That holds because no mechanism used here calls the handler again on the CPU that is running it.
 */
/* kmod only: what the loader of a program does for its maps. */
#define PB_BEFORE_ATTACH() stream_setup()
#define PB_AFTER_DETACH()  stream_teardown()
static int stream_setup(void);
static void stream_teardown(void);

#include "pb_kmod.h"

#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/irq_work.h>
#include <linux/jump_label.h>
#include <linux/log2.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/relay.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include <probebench/stream.h>

/* parameters */

static unsigned int stream_channel = PB_STREAM_MMAP;
module_param_named(channel, stream_channel, uint, 0444);
static unsigned int stream_bytes = 64;
module_param_named(bytes, stream_bytes, uint, 0444);
static unsigned int stream_wake = PB_STREAM_WAKE_AUTO;
module_param_named(wake, stream_wake, uint, 0444);
static unsigned int stream_batch = PB_STREAM_BATCH;
module_param_named(batch, stream_batch, uint, 0444);

/* kmod only: a program's constants are folded into its code, a module's can at least patch its jumps. */
static DEFINE_STATIC_KEY_FALSE(stream_is_none);
static DEFINE_STATIC_KEY_FALSE(stream_is_relay);
static DEFINE_STATIC_KEY_FALSE(stream_wakes_each);
static DEFINE_STATIC_KEY_FALSE(stream_wakes_auto);
static DEFINE_STATIC_KEY_FALSE(stream_wakes_batch);

/* state */

struct stream_cpu {
	struct pb_stream_slot slot;
	struct pb_stream_ring *ring; /* the mapped pages */
	char *data;		     /* its records */
	u64 handed;		     /* the ring's head, where no reader can write */
	u32 at;			     /* byte of the next record */
	struct irq_work wake;
};

static DEFINE_PER_CPU_ALIGNED(struct stream_cpu, stream_cpus);
static u32 stream_slots __read_mostly, stream_end __read_mostly;
static struct rchan *stream_relay;
static DECLARE_WAIT_QUEUE_HEAD(stream_wait);

/* record */

static __always_inline void stream_fill(u64 *record, u64 nr)
{
	struct pb_stream_head *head = (struct pb_stream_head *)record;
	u32 words = stream_bytes / 8, i;

	head->nr = nr;
	head->pid = current->tgid;
	head->cpu = raw_smp_processor_id();
	head->bytes = stream_bytes;
	for (i = PB_STREAM_HEAD_WORDS; i < words; i++)
		record[i] = nr + i;
}

/* kmod only: when to wake is the module's own decision. */
static __always_inline bool stream_due(const struct stream_cpu *s, u64 nr)
{
	if (static_branch_unlikely(&stream_wakes_auto)) {
		/* A reader that goes to sleep looks at head after it has written tail. */
		smp_mb();
		return READ_ONCE(s->ring->tail) == s->handed - 1;
	}
	if (static_branch_unlikely(&stream_wakes_batch))
		return (nr & (stream_batch - 1)) == stream_batch - 1;
	return static_branch_unlikely(&stream_wakes_each);
}

static __always_inline bool stream_ring_put(u64 nr)
{
	struct stream_cpu *s = this_cpu_ptr(&stream_cpus);

	if (s->handed - smp_load_acquire(&s->ring->tail) >= stream_slots)
		return false;
	stream_fill((u64 *)(s->data + s->at), nr);
	s->at += stream_bytes;
	if (s->at == stream_end)
		s->at = 0;
	smp_store_release(&s->handed, s->handed + 1);
	smp_store_release(&s->ring->head, s->handed);
	/* Whatever woke a reader right here could be what the handler is attached to. */
	if (stream_due(s, nr))
		irq_work_queue(&s->wake);
	return true;
}

/* kmod only: relay keeps records in parts of its buffer and wakes a reader for each part. */
static __always_inline bool stream_relay_put(u64 nr)
{
	u64 *record = relay_reserve(stream_relay, stream_bytes);

	if (!record)
		return false;
	stream_fill(record, nr);
	return true;
}

static __always_inline bool stream_put(u64 nr)
{
	if (static_branch_unlikely(&stream_is_none)) {
		stream_fill((u64 *)this_cpu_read(stream_cpus.data), nr);
		return true;
	}
	if (static_branch_unlikely(&stream_is_relay))
		return stream_relay_put(nr);
	return stream_ring_put(nr);
}

static __always_inline void stream_record(void)
{
	u64 nr = this_cpu_inc_return(stream_cpus.slot.made) - 1;

	if (!stream_put(nr))
		this_cpu_inc(stream_cpus.slot.dropped);
}

/* handlers */

PB_CTX_HANDLERS(stream);

/* kmod only: the reader's half of what a map of the kernel brings along: wake, poll, map, read. */
static void stream_wake_up(struct irq_work *work)
{
	wake_up_all(&stream_wait);
}

/* kmod only: ready when any CPU's ring has a record that is not taken. */
static __poll_t stream_poll(struct file *file, poll_table *wait)
{
	int cpu;

	poll_wait(file, &stream_wait, wait);
	for_each_possible_cpu(cpu) {
		const struct stream_cpu *s = &per_cpu(stream_cpus, cpu);

		if (smp_load_acquire(&s->handed) != READ_ONCE(s->ring->tail))
			return EPOLLIN | EPOLLRDNORM;
	}
	return 0;
}

#define STREAM_PAGES ((PB_STREAM_PAGE + PB_STREAM_BYTES) / PAGE_SIZE)

/* kmod only: the ring of CPU n is mapped from offset n * (control page + data) on. */
static int stream_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long cpu = vma->vm_pgoff / STREAM_PAGES;

	if (vma->vm_pgoff % STREAM_PAGES || cpu >= nr_cpu_ids || !cpu_possible(cpu))
		return -EINVAL;
	return remap_vmalloc_range(vma, per_cpu(stream_cpus, cpu).ring, 0);
}

/* kmod only: whole records of one CPU, up to the ring's end; how many bytes, 0 if there are none. */
static ssize_t stream_read_cpu(struct stream_cpu *s, char __user *to, size_t len)
{
	u64 tail = READ_ONCE(s->ring->tail), n = smp_load_acquire(&s->handed) - tail;
	u32 first = tail % stream_slots;

	if (n > stream_slots)
		return -EINVAL; /* somebody has written nonsense into the control page */
	n = min3(n, (u64)(stream_slots - first), (u64)(len / stream_bytes));
	if (copy_to_user(to, s->data + (size_t)first * stream_bytes, n * stream_bytes))
		return -EFAULT;
	smp_store_release(&s->ring->tail, tail + n);
	return n * stream_bytes;
}

static DEFINE_MUTEX(stream_readers);

/* kmod only: as much as there is, of one CPU after the other; -EAGAIN if there is nothing: poll waits. */
static ssize_t stream_read(struct file *file, char __user *to, size_t len, loff_t *ppos)
{
	ssize_t done = 0, n = 0;
	int cpu;

	mutex_lock(&stream_readers);
	for_each_possible_cpu(cpu)
		do {
			n = stream_read_cpu(&per_cpu(stream_cpus, cpu), to + done, len - done);
			done += n > 0 ? n : 0;
		} while (n > 0);
	mutex_unlock(&stream_readers);
	return done ? done : n ? n : -EAGAIN;
}

static const struct file_operations stream_fops = {
	.owner = THIS_MODULE,
	.read = stream_read,
	.poll = stream_poll,
	.mmap = stream_mmap,
	.llseek = noop_llseek,
};
static struct miscdevice stream_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = PB_STREAM_DEVICE,
	.fops = &stream_fops,
	.mode = 0600,
};
static bool stream_has_device;

/* kmod only: relay leaves it to its user where the files of a channel lie. */
static struct dentry *stream_create_file(const char *name, struct dentry *parent, umode_t mode,
					 struct rchan_buf *buf, int *is_global)
{
	return debugfs_create_file(name, mode, parent, buf, &relay_file_operations);
}

/* kmod only: the counterpart of the above. */
static int stream_remove_file(struct dentry *dentry)
{
	debugfs_remove(dentry);
	return 0;
}

static struct rchan_callbacks stream_callbacks = {
	.create_buf_file = stream_create_file,
	.remove_buf_file = stream_remove_file,
};

/* kmod only: a program's maps are made by whoever loads it. */
static int stream_make_rings(void)
{
	int cpu;

	stream_slots = PB_STREAM_BYTES / stream_bytes;
	stream_end = stream_slots * stream_bytes;
	for_each_possible_cpu(cpu) {
		struct stream_cpu *s = &per_cpu(stream_cpus, cpu);

		s->ring = vmalloc_user(PB_STREAM_PAGE + PB_STREAM_BYTES);
		if (!s->ring)
			return -ENOMEM;
		s->data = (char *)s->ring + PB_STREAM_PAGE;
		init_irq_work(&s->wake, stream_wake_up);
	}
	return 0;
}

/* kmod only: parameters of a module are anybody's, so they are checked; then they are made part of the code. */
static int stream_setup(void)
{
	int err;

	if (stream_bytes % 8 || stream_bytes < PB_STREAM_MIN || stream_bytes > PB_STREAM_MAX ||
	    stream_channel > PB_STREAM_RELAY || stream_wake > PB_STREAM_WAKE_BATCH ||
	    !is_power_of_2(stream_batch) || stream_batch > PB_STREAM_BATCH_OF(stream_bytes)) {
		pr_err("no such stream: channel=%u bytes=%u wake=%u batch=%u\n", stream_channel, stream_bytes,
		       stream_wake, stream_batch);
		return -EINVAL;
	}
	if (stream_channel == PB_STREAM_NONE)
		static_branch_enable(&stream_is_none);
	if (stream_channel == PB_STREAM_RELAY)
		static_branch_enable(&stream_is_relay);
	if (stream_wake == PB_STREAM_WAKE_EACH)
		static_branch_enable(&stream_wakes_each);
	if (stream_wake == PB_STREAM_WAKE_AUTO)
		static_branch_enable(&stream_wakes_auto);
	if (stream_wake == PB_STREAM_WAKE_BATCH)
		static_branch_enable(&stream_wakes_batch);
	err = stream_make_rings();
	if (!err && stream_channel == PB_STREAM_RELAY) {
		stream_relay = relay_open(PB_STREAM_DEVICE, NULL, PB_STREAM_BYTES / PB_STREAM_SUBBUFS,
					  PB_STREAM_SUBBUFS, &stream_callbacks, NULL);
		err = stream_relay ? 0 : -ENOMEM;
	}
	if (!err && (stream_channel == PB_STREAM_MMAP || stream_channel == PB_STREAM_READ)) {
		err = misc_register(&stream_device);
		stream_has_device = !err;
	}
	if (err)
		stream_teardown();
	return err;
}

/* kmod only: nothing goes by itself; tolerates what stream_setup() left half-made. */
static void stream_teardown(void)
{
	int cpu;

	if (stream_has_device)
		misc_deregister(&stream_device);
	if (stream_relay)
		relay_close(stream_relay);
	for_each_possible_cpu(cpu) {
		struct stream_cpu *s = &per_cpu(stream_cpus, cpu);

		if (s->ring)
			irq_work_sync(&s->wake);
		vfree(s->ring);
		s->ring = NULL;
	}
}

/* kmod only: user space cannot map a module's variables, so the module sums them for the reader. */
static u64 stream_made(void)
{
	u64 sum = 0;
	int cpu;

	pb_for_each_cpu(cpu)
		sum += per_cpu(stream_cpus, cpu).slot.made;
	return sum;
}

/* kmod only: the same for the events that found no room. */
static u64 stream_dropped(void)
{
	u64 sum = 0;
	int cpu;

	pb_for_each_cpu(cpu)
		sum += per_cpu(stream_cpus, cpu).slot.dropped;
	return sum;
}

PB_EVENTS(stream_made);
PB_PARAM_RO(dropped, stream_dropped());
