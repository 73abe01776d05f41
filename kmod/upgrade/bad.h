/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bad - a version of the relay with one mistake, for the question what such a version does to the one
 * before it. A file includes relay.h, as every version does, then defines of these what its mistake needs,
 * and then includes this:
 *
 *   UP_BAD_INIT()	runs when it is loaded, before anything else; its value is what init() returns
 *   UP_BAD_EVENT(n)	runs at every event, before it is recorded
 *   UP_BAD_EXIT()	runs when it is unloaded, after it has been detached
 *   UP_BAD_BEHIND	it is called by a stub; without, it is attached to the hook itself
 *
 * kmod only: most of these mistakes have no counterpart, because a program has neither init nor exit.
 */
#ifndef UP_BAD_INIT
#define UP_BAD_INIT() 0
#endif
#ifndef UP_BAD_EVENT
#define UP_BAD_EVENT(number)
#endif

static int up_bad_begin(void)
{
	int err = UP_BAD_INIT();

	if (err)
		pr_err("init() refuses: %d\n", err);
	return err ? err : up_find_state();
}

static __always_inline void up_bad_record(u64 number)
{
	if ((u32)number - UP_BASE < UP_EVENTS) {
		UP_BAD_EVENT(number);
	}
	up_record(number);
}

#ifdef UP_BAD_BEHIND
#define up_find_state up_bad_begin
#define up_record     up_bad_record
#include "behind.h"
#else
#define PB_BEFORE_ATTACH() up_bad_begin()
#define up_event	   up_bad_record

#ifdef UP_BAD_EXIT
#include "../pb_kmod.h"

static int notrace up_kprobe(struct kprobe *p, struct pt_regs *regs)
{
	up_event(regs->di);
	return 0;
}

static void up_bad_detach(void)
{
	pb_kprobe_detach();
	UP_BAD_EXIT();
}

static const struct pb_mech pb_mechs[PB_MAX_MECHS] = {
	{ "kprobe", pb_kprobe_attach, up_bad_detach, up_kprobe },
};
#else
#include "handlers.h"
#endif

MODULE_DESCRIPTION("probebench: upgrade, a version of the relay with a mistake");
MODULE_LICENSE("GPL");
#endif
