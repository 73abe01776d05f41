/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uprobe, uretprobe - attach a handler to the entry of a function of user space, or to its return.
 *
 * kmod only: the kernel has no table of user space's functions: the loader says in which file and
 * how far from its beginning the function is.
 */
#include <linux/fs.h>
#include <linux/namei.h>

#include "../compat/uprobe.h"

static unsigned long pb_offset;
module_param_named(offset, pb_offset, ulong, 0444);
MODULE_PARM_DESC(offset, "of the function in the file target=, for uprobe and uretprobe");

static struct uprobe_consumer pb_consumer;
static struct path pb_path; /* held while attached, so that the file stays */

static __maybe_unused int pb_uprobes_attach(void)
{
	int err = kern_path(pb_target, LOOKUP_FOLLOW, &pb_path);

	if (err)
		return err;
	err = pb_uprobe_register(d_real_inode(pb_path.dentry), pb_offset, &pb_consumer);
	if (err)
		path_put(&pb_path);
	return err;
}

static __maybe_unused int pb_uprobe_attach(const struct pb_mech *m)
{
	pb_consumer.handler = m->handler;
	return pb_uprobes_attach();
}

static __maybe_unused int pb_uretprobe_attach(const struct pb_mech *m)
{
	pb_consumer.ret_handler = m->handler;
	return pb_uprobes_attach();
}

static __maybe_unused void pb_uprobe_detach(void)
{
	pb_uprobe_unregister(d_real_inode(pb_path.dentry), pb_offset, &pb_consumer);
	path_put(&pb_path);
}
#define pb_uretprobe_detach pb_uprobe_detach
