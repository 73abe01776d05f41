/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tracepoint - attach a probe to a static tracepoint.
 */
static struct tracepoint *pb_tracepoint;
static void *pb_tracepoint_probe;

/* kmod only: the kernel exports a walk over its tracepoints but no look-up by name. */
static void pb_tracepoint_match(struct tracepoint *tp, void *name)
{
	if (!strcmp(tp->name, name))
		pb_tracepoint = tp;
}

static __maybe_unused int pb_tracepoint_attach(const struct pb_mech *m)
{
	for_each_kernel_tracepoint(pb_tracepoint_match, pb_target);
	pb_tracepoint_probe = m->handler;
	return pb_tracepoint ? tracepoint_probe_register(pb_tracepoint, m->handler, NULL) : -ENOENT;
}

static __maybe_unused void pb_tracepoint_detach(void)
{
	tracepoint_probe_unregister(pb_tracepoint, pb_tracepoint_probe, NULL);
	tracepoint_synchronize_unregister();
}
