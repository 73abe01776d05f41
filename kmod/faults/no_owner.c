// SPDX-License-Identifier: GPL-2.0-only
/*
 * no_owner - the module side: the collector is removed while a reader has its numbers open, and the
 * file did not say whose functions it calls.
 */
#include "pb_fault.h"

#include <linux/fs.h>
#include <linux/miscdevice.h>

/* state */

/* kmod only: a way to the numbers that stays open; a map has one anyway. */
static ssize_t no_owner_read(struct file *file, char __user *to, size_t size, loff_t *at)
{
	return simple_read_from_buffer(to, size, at, &hits, sizeof(hits));
}

static const struct file_operations no_owner_operations = {
	.read = no_owner_read,
};

static struct miscdevice no_owner_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &no_owner_operations,
};

/* kmod only: makes what a program would declare. */
static int __init no_owner_prepare(void)
{
	return misc_register(&no_owner_device);
}

/* kmod only: and undoes it. */
static void no_owner_release(void)
{
	misc_deregister(&no_owner_device);
}

/* fault */

static void no_owner_event(u64 n)
{
}

/* hook */

PB_FAULT_STATE(no_owner);
