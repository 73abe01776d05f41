// SPDX-License-Identifier: GPL-2.0-only
/*
 * unload_in_use - the module side: the collector is removed while a reader has its numbers open.
 */
#include "pb_fault.h"

#include <linux/fs.h>
#include <linux/miscdevice.h>

/* state */

/* kmod only: a way to the numbers that stays open; a map has one anyway. */
static ssize_t unload_in_use_read(struct file *file, char __user *to, size_t size, loff_t *at)
{
	return simple_read_from_buffer(to, size, at, &hits, sizeof(hits));
}

static const struct file_operations unload_in_use_operations = {
	.owner = THIS_MODULE,
	.read = unload_in_use_read,
};

static struct miscdevice unload_in_use_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &unload_in_use_operations,
};

/* kmod only: makes what a program would declare. */
static int __init unload_in_use_prepare(void)
{
	return misc_register(&unload_in_use_device);
}

/* kmod only: and undoes it. */
static void unload_in_use_release(void)
{
	misc_deregister(&unload_in_use_device);
}

/* fault */

static void unload_in_use_event(u64 n)
{
}

/* hook */

PB_FAULT_STATE(unload_in_use);
