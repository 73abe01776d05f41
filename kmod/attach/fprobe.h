/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fprobe - attach a handler to the exit of a function, and one to its entry if there is one.
 */
#include "../compat/fprobe.h"

#ifdef CONFIG_FPROBE
static struct fprobe pb_fprobe;

static __maybe_unused int pb_fprobe_attach(const struct pb_mech *m)
{
	unsigned long address;
	int err = pb_address(&address);

	if (err)
		return err;
	pb_fprobe.entry_handler = m->enter;
	pb_fprobe.exit_handler = m->handler;
	pb_fprobe.entry_data_size = m->data_size;
	return register_fprobe_ips(&pb_fprobe, &address, 1);
}

static __maybe_unused void pb_fprobe_detach(void)
{
	unregister_fprobe(&pb_fprobe);
}

static unsigned long pb_fprobe_missed(void)
{
	return pb_fprobe.nmissed;
}
#else
static __maybe_unused int pb_fprobe_attach(const struct pb_mech *m)
{
	return -EOPNOTSUPP;
}

static __maybe_unused void pb_fprobe_detach(void)
{
}

static unsigned long pb_fprobe_missed(void)
{
	return 0;
}
#endif
