/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * spoil - turn a good module file into one that fails, as built modules fail in the field: for another kernel,
 * for a symbol that has gone, too large for the machine, without an exit.
 *
 * The bytes of an object are changed in place; what cannot be found is an error, never a file that is good.
 */
#ifndef PB_UPGRADE_SPOIL_H
#define PB_UPGRADE_SPOIL_H

#include "base.h"

enum spoil {
	SPOIL_NOTHING,
	SPOIL_VERMAGIC, /* it says that it was built for a kernel of another kind */
	SPOIL_CRC,	/* what it was built against has another sum than what is there */
	SPOIL_SYMBOL,	/* a function that it calls is called otherwise */
	SPOIL_SIZE,	/* its variables want more memory than there is */
	SPOIL_EXIT,	/* it has no exit function */
};

/*
 * Change @len bytes of a relocatable object at @elf. @symbol: for SPOIL_SYMBOL, the undefined symbol whose
 * name is changed. 0; -EINVAL: no such object, or it has nothing of the kind. Says nothing.
 */
int spoil(char *elf, size_t len, enum spoil how, const char *symbol);

/* Give the module in @elf the name @to instead of @from, which must not be shorter. Errors as above. */
int spoil_rename(char *elf, size_t len, const char *from, const char *to);

#endif
