// SPDX-License-Identifier: GPL-2.0-only
/*
 * bad_string - the eBPF side: a message is formatted with %s of a pointer that leads nowhere.
 *
 * evidence: strings that came out empty.
 */
#include "pb_fault.bpf.h"

/* fault */

static __always_inline void bad_string_event(__u64 n)
{
	const char *name = (const char *)0xdead000000000100;
	char text[32];

	pb_opaque(name);
	/* ebpf only: the NUL counts too. */
	evidence += BPF_SNPRINTF(text, sizeof(text), "%s", name) == 1;
}

/* hook */

PB_FAULT(bad_string);
