// SPDX-License-Identifier: GPL-2.0-only
/*
 * bad_string - the module side: a message is formatted with %s of a pointer that leads nowhere.
 *
 * evidence: strings that came out empty.
 */
#include "pb_fault.h"

/* fault */

static void bad_string_event(u64 n)
{
	const char *name = (const char *)0xdead000000000100;
	char text[32];

	pb_opaque(name);
	evidence += snprintf(text, sizeof(text), "%s", name) == 0;
}

/* hook */

PB_FAULT(bad_string);
