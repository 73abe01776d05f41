// SPDX-License-Identifier: GPL-2.0-only
/*
 * profile - the module side: samples of every CPU (contract: include/probebench/profile.h).
 *
 * A handler for each body and way in: the overflow of a perf event of the kernel's own, or a timer of each CPU, which
 * takes perf out of the way. The table is a variable, as that of `hash` is, and for the same reasons. One address may be
 * sampled by several CPUs at once, so places are added to atomically.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/cpu.h>
#include <linux/debugfs.h>
#include <linux/hrtimer.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/perf_event.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <asm/irq_regs.h>

#include <probebench/profile.h>

#include "../compat/hrtimer.h"

/* state */

static struct pb_profile_place profile_places[PB_PROFILE_PLACES];
static DEFINE_PER_CPU_ALIGNED(struct pb_profile_slot, profile_slots);

/* record */

static __always_inline struct pb_profile_place *profile_find(u64 key)
{
	u32 at = PB_PROFILE_AT(key), n;
	u64 there;

	for (n = 0; n < PB_PROFILE_PROBES; n++, at++) {
		struct pb_profile_place *place = &profile_places[at & (PB_PROFILE_PLACES - 1)];

		there = READ_ONCE(place->key);
		if (!there)
			there = cmpxchg(&place->key, 0, key);
		if (!there || there == key)
			return place;
	}
	return NULL;
}

static __always_inline struct pb_profile_slot *profile_slot(void)
{
	return this_cpu_ptr(&profile_slots);
}

static __always_inline void profile_add(u64 key)
{
	struct pb_profile_place *place = profile_find(key);

	if (place)
		atomic64_inc((atomic64_t *)&place->samples);
	else
		profile_slot()->dropped++;
}

static __always_inline void profile_record_count(struct pt_regs *regs)
{
	this_cpu_inc(profile_slots.samples);
}

static __always_inline void profile_record_task(struct pt_regs *regs)
{
	profile_add(PB_PROFILE_TASK(current->pid));
}

static __always_inline void profile_record_address(struct pt_regs *regs)
{
	profile_add(regs->ip);
}

/* handlers */

static struct pb_profile_request profile_request;
static struct perf_event **profile_events; /* by CPU; NULL: not attached by perf */
static DEFINE_PER_CPU(struct hrtimer, profile_timers);

#define PROFILE_HANDLERS(body)                                                                     \
	static void notrace profile_##body(struct perf_event *event, struct perf_sample_data *data, \
					   struct pt_regs *regs)                                   \
	{                                                                                          \
		profile_record_##body(regs);                                                       \
	}                                                                                          \
	static enum hrtimer_restart notrace profile_##body##_timer(struct hrtimer *timer)          \
	{                                                                                          \
		struct pt_regs *regs = get_irq_regs();                                             \
                                                                                                   \
		if (regs)                                                                          \
			profile_record_##body(regs);                                               \
		hrtimer_forward_now(timer, ns_to_ktime(profile_request.period));                   \
		return HRTIMER_RESTART;                                                            \
	}

PROFILE_HANDLERS(count)
PROFILE_HANDLERS(task)
PROFILE_HANDLERS(address)

static const struct {
	perf_overflow_handler_t overflow;
	enum hrtimer_restart (*timer)(struct hrtimer *timer);
} profile_bodies[PB_NR_PROFILE_BODIES] = {
	[PB_PROFILE_COUNT] = { profile_count, profile_count_timer },
	[PB_PROFILE_BY_TASK] = { profile_task, profile_task_timer },
	[PB_PROFILE_BY_ADDRESS] = { profile_address, profile_address_timer },
};

/* kmod only: on the other side user space opens the events, and the descriptors are its own. */

static DEFINE_MUTEX(profile_lock);
static bool profile_attached;

/* kmod only: on its own CPU, where the timer is to stay. */
static void profile_start_timer(void *unused)
{
	hrtimer_start(this_cpu_ptr(&profile_timers), ns_to_ktime(profile_request.period), PB_HRTIMER_MODE);
}

/* kmod only: perf's ioctls do it. Setting the period anew forgets what was left of one when the event was stopped. */
static void profile_start(void)
{
	int cpu;

	if (profile_request.mech == PB_PROFILE_HRTIMER) {
		on_each_cpu(profile_start_timer, NULL, 1);
		return;
	}
	for_each_possible_cpu(cpu)
		if (profile_events[cpu] && !perf_event_period(profile_events[cpu], profile_request.period))
			perf_event_enable(profile_events[cpu]);
}

/* kmod only: the counterpart. */
static void profile_stop(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		if (profile_request.mech == PB_PROFILE_HRTIMER)
			hrtimer_cancel(per_cpu_ptr(&profile_timers, cpu));
		else if (profile_events[cpu])
			perf_event_disable(profile_events[cpu]);
	}
}

/* kmod only: perf_event_open() of every CPU. */
static int profile_open_events(void)
{
	struct perf_event_attr attr = {
		.type = profile_request.type,
		.size = sizeof(attr),
		.config = profile_request.config,
		.sample_period = profile_request.period,
		.disabled = 1,
	};
	int cpu, err = 0;

	cpus_read_lock();
	for_each_online_cpu(cpu) {
		struct perf_event *event = perf_event_create_kernel_counter(
			&attr, cpu, NULL, profile_bodies[profile_request.body].overflow, NULL);

		err = PTR_ERR_OR_ZERO(event);
		if (err)
			break;
		profile_events[cpu] = event;
	}
	cpus_read_unlock();
	return err;
}

/* kmod only: closing the descriptors. */
static void profile_close_events(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		if (profile_events[cpu])
			perf_event_release_kernel(profile_events[cpu]);
		profile_events[cpu] = NULL;
	}
}

/* kmod only: as above. */
static void profile_detach(void)
{
	if (!profile_attached)
		return;
	profile_stop();
	profile_close_events();
	profile_attached = false;
}

/* kmod only: as above. */
static int profile_attach(void)
{
	int cpu, err = 0;

	memset(profile_places, 0, sizeof(profile_places));
	for_each_possible_cpu(cpu) {
		*per_cpu_ptr(&profile_slots, cpu) = (struct pb_profile_slot){ 0 };
		pb_hrtimer_setup(per_cpu_ptr(&profile_timers, cpu), profile_bodies[profile_request.body].timer);
	}
	if (profile_request.mech == PB_PROFILE_PERF_EVENT)
		err = profile_open_events();
	if (err)
		profile_close_events();
	profile_attached = !err;
	return err;
}

/* kmod only: user space cannot map a module's variables; it asks for them, and for all else, by a file. */
static ssize_t profile_write(struct file *file, const char __user *from, size_t len, loff_t *pos)
{
	int err = 0;

	if (len != sizeof(profile_request))
		return -EINVAL;
	mutex_lock(&profile_lock);
	profile_detach();
	if (copy_from_user(&profile_request, from, len))
		err = -EFAULT;
	else if (profile_request.body >= PB_NR_PROFILE_BODIES || profile_request.mech > PB_PROFILE_HRTIMER ||
		 !profile_request.period)
		err = -EINVAL;
	if (!err)
		err = profile_attach();
	mutex_unlock(&profile_lock);
	return err ? err : len;
}

/* kmod only: as above. */
static long profile_ioctl(struct file *file, unsigned int what, unsigned long unused)
{
	int err = 0;

	mutex_lock(&profile_lock);
	if (!profile_attached)
		err = -ENODEV;
	else if (what == PB_PROFILE_START)
		profile_start();
	else if (what == PB_PROFILE_STOP)
		profile_stop();
	else
		err = -ENOTTY;
	mutex_unlock(&profile_lock);
	return err;
}

/* kmod only: as above. */
static ssize_t profile_read(struct file *file, char __user *to, size_t len, loff_t *pos)
{
	struct pb_profile_counts *c;
	int cpu;

	if (len < sizeof(*c))
		return -EINVAL;
	c = vzalloc(sizeof(*c));
	if (!c)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		c->samples += per_cpu(profile_slots, cpu).samples;
		c->dropped += per_cpu(profile_slots, cpu).dropped;
	}
	memcpy(c->places, profile_places, sizeof(profile_places));
	len = copy_to_user(to, c, sizeof(*c)) ? -EFAULT : sizeof(*c);
	vfree(c);
	return len;
}

static const struct file_operations profile_file = {
	.owner = THIS_MODULE,
	.write = profile_write,
	.unlocked_ioctl = profile_ioctl,
	.read = profile_read,
};
static struct dentry *profile_dentry;

/* kmod only: as above. */
static int __init profile_init(void)
{
	profile_events = kcalloc(nr_cpu_ids, sizeof(struct perf_event *), GFP_KERNEL);
	if (!profile_events)
		return -ENOMEM;
	profile_dentry = debugfs_create_file(PB_PROFILE_FILE, 0600, NULL, NULL, &profile_file);
	if (IS_ERR(profile_dentry))
		kfree(profile_events);
	return PTR_ERR_OR_ZERO(profile_dentry);
}
module_init(profile_init);

/* kmod only: as above. */
static void __exit profile_exit(void)
{
	debugfs_remove(profile_dentry);
	profile_detach();
	kfree(profile_events);
}
module_exit(profile_exit);

MODULE_DESCRIPTION("probebench: samples of every CPU");
MODULE_LICENSE("GPL");
