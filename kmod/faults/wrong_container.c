// SPDX-License-Identifier: GPL-2.0-only
/*
 * wrong_container - the module side: a container is handed to a function for containers of another
 * kind.
 */
#include "pb_fault.h"

#include <linux/list.h>

/* state */

static struct list_head table = LIST_HEAD_INIT(table);
static struct hlist_node entry;

/* fault */

static void wrong_container_event(u64 n)
{
	hlist_add_head(&entry, &table);
}

/* hook */

PB_FAULT(wrong_container);
