/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kretprobe - attach a handler to the return of a function, and one to its entry if there is one.
 */
static struct kretprobe pb_kretprobe;

static __maybe_unused int pb_kretprobe_attach(const struct pb_mech *m)
{
	pb_kretprobe.kp.symbol_name = pb_target;
	pb_kretprobe.handler = m->handler;
	pb_kretprobe.entry_handler = m->enter;
	pb_kretprobe.data_size = m->data_size;
	return register_kretprobe(&pb_kretprobe);
}

static __maybe_unused void pb_kretprobe_detach(void)
{
	unregister_kretprobe(&pb_kretprobe);
}
