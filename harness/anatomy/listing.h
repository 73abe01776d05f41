/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * listing - machine code and BPF bytecode as text, with how often each instruction ran.
 */
#ifndef PB_LISTING_H
#define PB_LISTING_H

#include <jansson.h>
#include <linux/bpf.h>

#include "anatomy/steps.h"
#include "anatomy/symbols.h"

#define LISTING_MAX_BYTES 8192

/*
 * [[offset, times executed, "text"], ...] of the function at @address, disassembled by objdump; padding
 * behind it is left out. NULL if there is no objdump or it fails; the caller's to decref.
 */
json_t *listing_x86(u64 address, const u8 *code, size_t len, const struct steps *steps,
		    const struct symbols *symbols);

/*
 * What objdump printed, as such an array; code at @address, @len bytes. Names of functions take the
 * place of their addresses, offsets that of addresses inside.
 */
json_t *listing_parse(const char *objdump, u64 address, size_t len, const struct steps *steps,
		      const struct symbols *symbols);

/* One instruction of BPF, as the kernel's own dump writes it; caller frees. */
char *listing_bpf(const struct bpf_insn *insn);

#endif
