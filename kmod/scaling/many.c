// SPDX-License-Identifier: GPL-2.0-only
/*
 * many - the module side: one handler at many functions (contract: include/probebench/many.h).
 *
 * Loaded once and attached by a request, so that attaching and loading are told apart. An ftrace_ops with
 * a filter and a fprobe serve any number of functions; of kprobes there is one a function.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/debugfs.h>
#include <linux/ftrace.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <probebench/many.h>

#include "../compat/fprobe.h"
#include "../compat/ftrace_filter.h"
#include "../compat/ftrace_ops.h"

/* state */

static DEFINE_PER_CPU_ALIGNED(struct pb_many_slot, many_slots);
static u64 __percpu *many_hits; /* PB_MANY_FUNCTIONS of each CPU: too many for a module's static ones */
static struct pb_many_request many_request; /* nr == 0: nothing is attached */
static struct kprobe *many_kprobes;
static DEFINE_MUTEX(many_lock);

/* record */

static __always_inline void many_record(void)
{
	this_cpu_inc(many_slots.events);
}

static __always_inline void many_record_at(unsigned int function)
{
	this_cpu_inc(many_hits[function]);
}

/*
 * kmod only: whoever is called through ftrace is given an address, and finds out what it stands for. It
 * lies behind the function's first, if that begins with a landing pad.
 */
static __always_inline unsigned int many_function(unsigned long ip)
{
	unsigned int low = 0, high = many_request.nr;

	while (high - low > 1) {
		unsigned int middle = (low + high) / 2;

		if (many_request.ips[middle] <= ip)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* handlers */

static int notrace many_kprobe(struct kprobe *p, struct pt_regs *regs)
{
	many_record();
	return 0;
}

static int notrace many_kprobe_at(struct kprobe *p, struct pt_regs *regs)
{
	many_record_at(p - many_kprobes);
	return 0;
}

static void notrace many_entry(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			       struct pb_ftrace_regs *fregs)
{
	many_record();
}

static void notrace many_entry_at(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
				  struct pb_ftrace_regs *fregs)
{
	many_record_at(many_function(ip));
}

static int notrace __maybe_unused many_fprobe(struct fprobe *fp, unsigned long ip, unsigned long ret_ip,
					      struct pb_fprobe_regs *regs, void *data)
{
	many_record();
	return 0;
}

static int notrace __maybe_unused many_fprobe_at(struct fprobe *fp, unsigned long ip, unsigned long ret_ip,
						 struct pb_fprobe_regs *regs, void *data)
{
	many_record_at(many_function(ip));
	return 0;
}

/* kmod only: attaching and detaching. */

static struct ftrace_ops many_ops;

static int many_attach_ops(void)
{
	int err;

	/* Freeing a filter leaves pointers to it behind: one ftrace_ops is good for one attachment. */
	many_ops = (struct ftrace_ops){
		.func = many_request.by_function ? many_entry_at : many_entry,
		.flags = PB_FTRACE_UNGUARDED,
	};
	err = pb_ftrace_filter(&many_ops, (unsigned long *)many_request.ips, many_request.nr);
	if (!err)
		err = register_ftrace_function(&many_ops);
	if (err)
		pb_ftrace_free_filter(&many_ops);
	return err;
}

static void many_detach_ops(void)
{
	unregister_ftrace_function(&many_ops);
	pb_ftrace_free_filter(&many_ops);
}

#ifdef CONFIG_FPROBE
static struct fprobe many_fp;

static int many_attach_fprobe(void)
{
	many_fp = (struct fprobe){ .entry_handler = many_request.by_function ? many_fprobe_at : many_fprobe };
	return register_fprobe_ips(&many_fp, (unsigned long *)many_request.ips, many_request.nr);
}

static void many_detach_fprobe(void)
{
	unregister_fprobe(&many_fp);
	many_fp.nmissed = 0;
}

static u64 many_missed_fprobe(void)
{
	return many_fp.nmissed;
}
#else
static int many_attach_fprobe(void)
{
	return -EOPNOTSUPP;
}

static void many_detach_fprobe(void)
{
}

static u64 many_missed_fprobe(void)
{
	return 0;
}
#endif

static int many_attach_kprobes(void)
{
	struct kprobe **all = kvmalloc_array(many_request.nr, sizeof(*all), GFP_KERNEL);
	unsigned int i;
	int err = all ? 0 : -ENOMEM;

	many_kprobes = kvcalloc(many_request.nr, sizeof(*many_kprobes), GFP_KERNEL);
	if (!many_kprobes)
		err = -ENOMEM;
	for (i = 0; i < many_request.nr && !err; i++) {
		many_kprobes[i].addr = (kprobe_opcode_t *)many_request.ips[i];
		many_kprobes[i].pre_handler = many_request.by_function ? many_kprobe_at : many_kprobe;
		all[i] = &many_kprobes[i];
	}
	if (!err)
		err = register_kprobes(all, many_request.nr);
	kvfree(all);
	if (err) {
		kvfree(many_kprobes);
		many_kprobes = NULL;
	}
	return err;
}

static u64 many_missed_kprobes(void)
{
	u64 missed = 0;
	unsigned int i;

	for (i = 0; many_kprobes && i < many_request.nr; i++)
		missed += many_kprobes[i].nmissed;
	return missed;
}

static void many_detach_kprobes(void)
{
	struct kprobe **all = kvmalloc_array(many_request.nr, sizeof(*all), GFP_KERNEL | __GFP_NOFAIL);
	unsigned int i;

	for (i = 0; i < many_request.nr; i++)
		all[i] = &many_kprobes[i];
	unregister_kprobes(all, many_request.nr);
	kvfree(all);
	kvfree(many_kprobes);
	many_kprobes = NULL;
}

static const struct {
	int (*attach)(void);
	void (*detach)(void);
} many_mechs[] = {
	[PB_MANY_FTRACE_OPS] = { many_attach_ops, many_detach_ops },
	[PB_MANY_FPROBE] = { many_attach_fprobe, many_detach_fprobe },
	[PB_MANY_KPROBE] = { many_attach_kprobes, many_detach_kprobes },
};

static void many_detach(void)
{
	if (many_request.nr)
		many_mechs[many_request.mech].detach();
	many_request.nr = 0;
}

static int many_attach(void)
{
	int cpu, err;

	for_each_possible_cpu(cpu)
		memset(per_cpu_ptr(many_hits, cpu), 0, PB_MANY_FUNCTIONS * sizeof(*many_hits));
	err = many_mechs[many_request.mech].attach();
	if (err)
		many_request.nr = 0;
	return err;
}

/* kmod only: user space cannot map a module's variables; it asks for them, and for all else, by a file. */

static ssize_t many_write(struct file *file, const char __user *from, size_t len, loff_t *pos)
{
	static const size_t head = PB_MANY_REQUEST_BYTES(0);
	int err = 0;

	if (len < head || len > sizeof(many_request))
		return -EINVAL;
	mutex_lock(&many_lock);
	many_detach();
	if (copy_from_user(&many_request, from, len))
		err = -EFAULT;
	else if (many_request.mech >= ARRAY_SIZE(many_mechs) || many_request.nr > PB_MANY_FUNCTIONS ||
		 len != PB_MANY_REQUEST_BYTES(many_request.nr))
		err = -EINVAL;
	if (err)
		many_request.nr = 0;
	else if (many_request.nr)
		err = many_attach();
	mutex_unlock(&many_lock);
	return err ? err : len;
}

static void many_sum(struct pb_many_counts *c)
{
	unsigned int i;
	int cpu;

	c->lost = many_missed_kprobes() + many_missed_fprobe();
	for_each_possible_cpu(cpu) {
		const u64 *hits = per_cpu_ptr(many_hits, cpu);

		c->events += per_cpu(many_slots, cpu).events;
		for (i = 0; i < PB_MANY_FUNCTIONS; i++)
			c->hits[i] += hits[i];
	}
}

static ssize_t many_read(struct file *file, char __user *to, size_t len, loff_t *pos)
{
	struct pb_many_counts *c;
	ssize_t n;

	if (len < sizeof(*c))
		return -EINVAL;
	c = kzalloc(sizeof(*c), GFP_KERNEL);
	if (!c)
		return -ENOMEM;
	mutex_lock(&many_lock);
	many_sum(c);
	mutex_unlock(&many_lock);
	n = copy_to_user(to, c, sizeof(*c)) ? -EFAULT : sizeof(*c);
	kfree(c);
	return n;
}

static const struct file_operations many_file = {
	.owner = THIS_MODULE,
	.write = many_write,
	.read = many_read,
};
static struct dentry *many_dentry;

static int __init many_init(void)
{
	many_hits = __alloc_percpu(PB_MANY_FUNCTIONS * sizeof(*many_hits), sizeof(*many_hits));
	if (!many_hits)
		return -ENOMEM;
	many_dentry = debugfs_create_file(PB_MANY_FILE, 0600, NULL, NULL, &many_file);
	if (IS_ERR(many_dentry))
		free_percpu(many_hits);
	return PTR_ERR_OR_ZERO(many_dentry);
}
module_init(many_init);

static void __exit many_exit(void)
{
	debugfs_remove(many_dentry);
	many_detach();
	free_percpu(many_hits);
}
module_exit(many_exit);

MODULE_DESCRIPTION("probebench: one handler at many functions");
MODULE_LICENSE("GPL");
