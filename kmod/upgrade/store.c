// SPDX-License-Identifier: GPL-2.0-only
/*
 * store - what every version of the relay writes into, and what outlives each of them (contract:
 * include/probebench/upgrade.h).
 *
 * kmod only: a module's variables die with it, so what must survive an upgrade lives in a module of
 * its own, which the versions import and therefore pin. On the other side maps are such a place
 * anyway. User space maps the store through /dev/pb_up_store: the entries, then a page for each of
 * two records, then one with what the stub counts.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "store.h"

#define UP_ENTRIES_BYTES (UP_EVENTS * sizeof(struct up_entry))
#define UP_RECORDS	 2
#define UP_STORE_BYTES	 (UP_ENTRIES_BYTES + (UP_RECORDS + 1) * PAGE_SIZE)

struct up_entry *up_seen;
EXPORT_SYMBOL_GPL(up_seen);

struct up_stub *up_stub;
EXPORT_SYMBOL_GPL(up_stub);

unsigned int up_word;
EXPORT_SYMBOL_GPL(up_word);
module_param_named(word, up_word, uint, 0644);
MODULE_PARM_DESC(word, "the version that records, of those that ask");

static void *up_memory;
static unsigned int up_record; /* index of the one in use */
module_param_named(record, up_record, uint, 0444);
MODULE_PARM_DESC(record, "which of the two records is in use");

static unsigned int up_record_bytes = sizeof(struct up_state);

static void *up_record_at(unsigned int record)
{
	return up_memory + UP_ENTRIES_BYTES + record * PAGE_SIZE;
}

/* A map has one size of value, and a version that wants another one is refused: so here. */
void *up_state_get(unsigned int bytes)
{
	if (bytes != up_record_bytes) {
		pr_err("the record has %u bytes, not %u\n", up_record_bytes, bytes);
		return ERR_PTR(-EINVAL);
	}
	return up_record_at(up_record);
}
EXPORT_SYMBOL_GPL(up_state_get);

/*
 * Another size is another record, which begins as a copy. Writers of the old one keep writing
 * there.
 */
static int up_record_bytes_set(const char *val, const struct kernel_param *kp)
{
	unsigned int bytes, other = (up_record + 1) % UP_RECORDS;
	int err = kstrtouint(val, 0, &bytes);

	if (err || bytes > PAGE_SIZE)
		return err ? err : -EINVAL;
	memset(up_record_at(other), 0, PAGE_SIZE);
	memcpy(up_record_at(other), up_record_at(up_record), min(bytes, up_record_bytes));
	up_record = other;
	up_record_bytes = bytes;
	return 0;
}

static const struct kernel_param_ops up_record_bytes_ops = {
	.set = up_record_bytes_set,
	.get = param_get_uint,
};
module_param_cb(record_bytes, &up_record_bytes_ops, &up_record_bytes, 0644);

/*
 * An object that nobody can free any more. It is there for the harness to find: a check for leaks that has
 * never found one proves nothing.
 */
static void *up_leaked;

static int up_leak_set(const char *val, const struct kernel_param *kp)
{
	unsigned int bytes;
	int err = kstrtouint(val, 0, &bytes);

	if (err || !bytes || bytes > PAGE_SIZE)
		return err ? err : -EINVAL;
	WRITE_ONCE(up_leaked, kmalloc(bytes, GFP_KERNEL));
	return up_leaked ? 0 : -ENOMEM;
}

static const struct kernel_param_ops up_leak_ops = {
	.set = up_leak_set,
};
module_param_cb(leak, &up_leak_ops, NULL, 0200);
MODULE_PARM_DESC(leak, "bytes to allocate and forget");

static int up_store_mmap(struct file *file, struct vm_area_struct *vma)
{
	return remap_vmalloc_range(vma, up_memory, vma->vm_pgoff);
}

static const struct file_operations up_store_fops = {
	.owner = THIS_MODULE,
	.mmap = up_store_mmap,
};

static struct miscdevice up_store_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "pb_up_store",
	.fops = &up_store_fops,
	.mode = 0600,
};

static int __init up_store_init(void)
{
	int err;

	up_memory = vmalloc_user(UP_STORE_BYTES);
	if (!up_memory)
		return -ENOMEM;
	up_seen = up_memory;
	up_stub = up_record_at(UP_RECORDS);
	err = misc_register(&up_store_device);
	if (err)
		vfree(up_memory);
	return err;
}
module_init(up_store_init);

static void __exit up_store_exit(void)
{
	misc_deregister(&up_store_device);
	vfree(up_memory);
}
module_exit(up_store_exit);

MODULE_DESCRIPTION("probebench: upgrade, the store");
MODULE_LICENSE("GPL");
