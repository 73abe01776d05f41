/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pbf - what every faulty module includes: the two numbers that user space reads, whose events count,
 * and a kprobe on do_getpgid() whose handler is PBF_KPROBE(stem)'s <stem>_event(pid).
 */
#ifndef PBF_H
#define PBF_H

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

static unsigned long pbf_hits;
module_param_named(hits, pbf_hits, ulong, 0444);
MODULE_PARM_DESC(hits, "how often the handler ran for an event of the trigger");

static long pbf_evidence;
module_param_named(evidence, pbf_evidence, long, 0444);
MODULE_PARM_DESC(evidence, "what the fault did; the descriptor says what is counted");

static __maybe_unused bool pbf_mine(void)
{
	return !strcmp(current->comm, "pb_trigger");
}

/* A kprobe on do_getpgid() that calls <stem>_event(pid) for events of the trigger, and init and exit. */
#define PBF_PROBE(stem)                                                                            \
	static int stem##_pre(struct kprobe *kp, struct pt_regs *regs)                             \
	{                                                                                          \
		if (!pbf_mine())                                                                   \
			return 0;                                                                  \
		pbf_hits++;                                                                        \
		stem##_event((int)regs_get_kernel_argument(regs, 0));                              \
		return 0;                                                                          \
	}                                                                                          \
	static struct kprobe stem##_kprobe = { .symbol_name = "do_getpgid",                        \
					       .pre_handler = stem##_pre }

#define PBF_KPROBE(stem)                                                                           \
	PBF_PROBE(stem);                                                                           \
	static int __init stem##_init(void)                                                        \
	{                                                                                          \
		return register_kprobe(&stem##_kprobe);                                            \
	}                                                                                          \
	static void __exit stem##_exit(void)                                                       \
	{                                                                                          \
		unregister_kprobe(&stem##_kprobe);                                                 \
	}                                                                                          \
	module_init(stem##_init);                                                                  \
	module_exit(stem##_exit);                                                                  \
	PBF_MODULE(stem)

#define PBF_MODULE(stem)                                                                           \
	MODULE_LICENSE("GPL");                                                                     \
	MODULE_DESCRIPTION("probebench fault " #stem ": crashes kernels on purpose; guests only")

#endif
