// SPDX-License-Identifier: GPL-2.0-only
/*
 * stub - the collector that stays: it is attached to the hook and calls the version in its slot
 * through an RCU pointer. The second slot makes a chain of two, whose links are swapped one after
 * the other.
 */
#include "../pb_kmod.h"
#include "store.h"
#include "stub.h"

/* state */

static up_handler up_slots[UP_SLOTS];

/* record */

static __always_inline void up_event(u64 number)
{
	up_handler first, second;

	if ((u32)number - UP_BASE >= UP_EVENTS)
		return;
	rcu_read_lock();
	first = rcu_dereference(up_slots[0]);
	if (first)
		first(number);
	else
		atomic64_inc((atomic64_t *)&up_stub->empty);
	second = rcu_dereference(up_slots[1]);
	if (second)
		second(number);
	rcu_read_unlock();
}

#include "handlers.h"

int up_stub_swap(unsigned int slot, up_handler handler)
{
	if (slot >= UP_SLOTS)
		return -EINVAL;
	rcu_assign_pointer(up_slots[slot], handler);
	return 0;
}
EXPORT_SYMBOL_GPL(up_stub_swap);

/*
 * kmod only: the module that holds the handler is freed after this; a map holds its programs
 * itself.
 */
void up_stub_leave(up_handler handler)
{
	for (int slot = 0; slot < UP_SLOTS; slot++)
		cmpxchg(&up_slots[slot], handler, NULL);
	synchronize_rcu();
}
EXPORT_SYMBOL_GPL(up_stub_leave);

MODULE_DESCRIPTION("probebench: upgrade, the stub");
MODULE_LICENSE("GPL");
