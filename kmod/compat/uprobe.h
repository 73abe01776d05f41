/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uprobe - registering a consumer of a place in a file: by file and offset up to 6.11, where taking it
 * away waits for handlers that run; since 6.12 by a handle, and waiting is a call of its own. Since 6.13
 * handlers are given room for what the entry leaves for the return.
 */
#ifndef PB_COMPAT_UPROBE_H
#define PB_COMPAT_UPROBE_H

#include <linux/uprobes.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#define PB_UPROBE_DATA , __u64 *data
#else
#define PB_UPROBE_DATA
#endif

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
static struct uprobe *pb_uprobe;

static __maybe_unused int pb_uprobe_register(struct inode *inode, loff_t offset, struct uprobe_consumer *uc)
{
	pb_uprobe = uprobe_register(inode, offset, 0, uc);
	return PTR_ERR_OR_ZERO(pb_uprobe);
}

static __maybe_unused void pb_uprobe_unregister(struct inode *inode, loff_t offset, struct uprobe_consumer *uc)
{
	uprobe_unregister_nosync(pb_uprobe, uc);
	uprobe_unregister_sync();
}
#else
#define pb_uprobe_register(inode, offset, uc)	uprobe_register(inode, offset, uc)
#define pb_uprobe_unregister(inode, offset, uc) uprobe_unregister(inode, offset, uc)
#endif

#endif
