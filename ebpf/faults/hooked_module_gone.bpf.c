// SPDX-License-Identifier: GPL-2.0-only
/*
 * hooked_module_gone - the eBPF side: the module with the hooked function is loaded anew.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void hooked_module_gone_event(__u64 n)
{
}

/* hook */

PB_FAULT_CALL(hooked_module_gone, "kprobe/pbf_hooked_event", hooked_module_gone_event(0))
PB_FAULT_LICENSE(hooked_module_gone);
