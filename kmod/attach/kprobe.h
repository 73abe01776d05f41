/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kprobe - attach a handler to the first instruction of a function.
 */
static struct kprobe pb_kprobe;

static __maybe_unused int pb_kprobe_attach(const struct pb_mech *m)
{
	pb_kprobe.symbol_name = pb_target;
	pb_kprobe.pre_handler = m->handler;
	return register_kprobe(&pb_kprobe);
}

static __maybe_unused void pb_kprobe_detach(void)
{
	unregister_kprobe(&pb_kprobe);
}
