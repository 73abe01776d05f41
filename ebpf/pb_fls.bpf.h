/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pb_fls - the counterpart of the kernel's fls64().
 */
#ifndef PB_FLS_BPF_H
#define PB_FLS_BPF_H

/* BPF has no instruction that finds the highest bit, so it is found by halving. */
static __always_inline __u32 pb_fls64(__u64 x)
{
	__u32 n = 0;

	if (!x)
		return 0;
	if (x >> 32) {
		n += 32;
		x >>= 32;
	}
	if (x >> 16) {
		n += 16;
		x >>= 16;
	}
	if (x >> 8) {
		n += 8;
		x >>= 8;
	}
	if (x >> 4) {
		n += 4;
		x >>= 4;
	}
	if (x >> 2) {
		n += 2;
		x >>= 2;
	}
	return n + (x >> 1) + 1;
}

#endif
