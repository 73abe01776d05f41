// SPDX-License-Identifier: GPL-2.0-only
/*
 * hooked_module_gone - the module side: the module with the hooked function is loaded anew.
 */
#include "pb_fault.h"

/* fault */

static void hooked_module_gone_event(u64 n)
{
}

/* hook */

PB_NO_STATE(hooked_module_gone)
PB_HANDLER_CALL(hooked_module_gone, "pbf_hooked_event", hooked_module_gone_event(0));
PB_FAULT_INIT(hooked_module_gone);
