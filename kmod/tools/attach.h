/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * attach - load attaches the handlers of a tool to their tracepoints; what the reader may ask.
 */
static DEFINE_MUTEX(tool_lock);

/* The kernel exports a walk over its tracepoints but no look-up by name. */
static void tool_match(struct tracepoint *tp, void *priv)
{
	struct pb_tool_probe *p = priv;

	if (!strcmp(tp->name, p->name))
		p->tracepoint = tp;
}

static void tool_detach(void)
{
	int i;

	mutex_lock(&tool_lock);
	for (i = 0; i < PB_TOOL_MAX_PROBES && pb_probes[i].name; i++) {
		if (!pb_probes[i].tracepoint)
			continue;
		tracepoint_probe_unregister(pb_probes[i].tracepoint, pb_probes[i].handler, NULL);
		pb_probes[i].tracepoint = NULL;
	}
	mutex_unlock(&tool_lock);
	tracepoint_synchronize_unregister();
}

static int tool_attach(void)
{
	int err = 0, i;

	for (i = 0; i < PB_TOOL_MAX_PROBES && pb_probes[i].name && !err; i++) {
		struct pb_tool_probe *p = &pb_probes[i];

		for_each_kernel_tracepoint(tool_match, p);
		err = p->tracepoint ? tracepoint_probe_register(p->tracepoint, p->handler, NULL) : -ENOENT;
		if (!err)
			continue;
		pr_err("cannot attach to the tracepoint %s: %d\n", p->name, err);
		p->tracepoint = NULL;
	}
	if (err)
		tool_detach();
	return err;
}

static int __init tool_init(void)
{
	int err = tool_channel_open();

	if (err)
		return err;
	err = tool_attach();
	if (err)
		tool_channel_close();
	return err;
}
module_init(tool_init);

static void __exit tool_exit(void)
{
	tool_detach();
	tool_channel_close();
}
module_exit(tool_exit);

static int tool_stop_set(const char *val, const struct kernel_param *kp)
{
	tool_detach();
	return 0;
}

static const struct kernel_param_ops tool_stop_ops = { .set = tool_stop_set };
module_param_cb(stop, &tool_stop_ops, NULL, 0200);

/* User space cannot map a module's variables, so the module sums them for the reader. */
#define PB_TOOL_SUM(member)                                                                        \
	static int tool_##member##_get(char *buf, const struct kernel_param *kp)                   \
	{                                                                                          \
		u64 sum = 0;                                                                       \
		int cpu;                                                                           \
                                                                                                   \
		for_each_possible_cpu(cpu)                                                         \
			sum += per_cpu(tool_slots, cpu).member;                                    \
		return scnprintf(buf, PAGE_SIZE, "%llu\n", sum);                                   \
	}                                                                                          \
	static const struct kernel_param_ops tool_##member##_ops = { .get = tool_##member##_get }; \
	module_param_cb(member, &tool_##member##_ops, NULL, 0444)

PB_TOOL_SUM(made);
PB_TOOL_SUM(dropped);

/* The buckets of a histogram, one number each; @sum gives that of all CPUs. */
#define PB_TOOL_BUCKETS(sum)                                                                       \
	static int tool_buckets_get(char *buf, const struct kernel_param *kp)                      \
	{                                                                                          \
		int bucket, n = 0;                                                                 \
                                                                                                   \
		for (bucket = 0; bucket < PB_HIST_BUCKETS; bucket++)                               \
			n += scnprintf(buf + n, PAGE_SIZE - n, "%llu ", sum(bucket));              \
		return n;                                                                          \
	}                                                                                          \
	static const struct kernel_param_ops tool_buckets_ops = { .get = tool_buckets_get };       \
	module_param_cb(buckets, &tool_buckets_ops, NULL, 0444)
