/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * structures - the contract of the data structures that are measured alone, without a hook.
 *
 * A structure holds elements of a key and a value. Keys are consecutive numbers, as thread ids mostly are,
 * from ST_FIRST_KEY on. One order runs one operation for n keys in a row and leaves how many of them
 * succeeded, and a sum that says on what:
 *
 *   empty    nothing: the loop, the key and the two sums, which every other order has as well; sums keys
 *   insert   an element that is not there, with the key as its first number; sums keys
 *   lookup   find an element and read its first number; sums these
 *   update   find an element and add 1 to its first number and ST_BYTES to its second, in place; sums what
 *            the first was before
 *   delete   take an element out, of a queue or stack whichever is next; sums first numbers
 *   iterate  visit all elements, once; sums first numbers
 */
#ifndef PB_STRUCTURES_H
#define PB_STRUCTURES_H

#include "abi.h"

#define ST_FIRST_KEY   1000
#define ST_MAX_ENTRIES 16384
#define ST_BYTES       512

struct st_value {
	__u64 events;
	__u64 bytes;
};

/*
 * A table by open addressing has twice as many places as elements. A key is at one of ST_PROBES places from
 * the one that it hashes to: the table is full for a key to which all of these are taken.
 */
#define ST_PROBES      32
#define ST_LIVE	       0x80000000u
#define ST_GONE	       1 /* somebody was here: searching goes on behind it */
#define ST_GOLDEN      0x61c88647u /* spreads neighbours as far from one another as can be */
#define ST_AT(key, bits) (((__u32)(key) * ST_GOLDEN) >> (32 - (bits)))

struct st_place {
	__u32 key; /* ST_LIVE | key; ST_GONE; 0: never taken */
	__u32 pad;
	struct st_value value;
};

/* The letter of each operation in an order to a module. */
#define ST_EMPTY   'e'
#define ST_INSERT  'i'
#define ST_LOOKUP  'l'
#define ST_UPDATE  'u'
#define ST_DELETE  'd'
#define ST_ITERATE 'w'

#endif
