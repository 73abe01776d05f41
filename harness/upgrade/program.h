/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * program - what strategies do with the objects of ebpf/upgrade/.
 *
 * Functions return 0, or -errno with upgrade_fail() called.
 */
#ifndef PB_UPGRADE_PROGRAM_H
#define PB_UPGRADE_PROGRAM_H

#include <bpf/libbpf.h>

#include "strategy.h"

/* One object with one of its programs. All zero: none. */
struct program {
	struct bpf_object *obj;
	struct bpf_program *prog;
	struct bpf_link *link;
};

/* The bytes of an object, from its skeleton. */
typedef const void *(*program_elf)(size_t *size);

/*
 * Open @elf with the maps that the store has in place of its own, and pick the program for u->mech; it
 * may be changed before program_load().
 */
int program_open(struct upgrade *u, struct program *p, program_elf elf);
int program_load(struct upgrade *u, struct program *p);
int program_attach(struct upgrade *u, struct program *p);
int program_detach(struct upgrade *u, struct program *p);
/* Detach if attached, unload if loaded; tolerates any state. */
void program_close(struct program *p);

/* From now on @elf is what program_version() takes for version 2; NULL: the right one again. */
void program_replace(program_elf elf);
/* Version @version (1 to 3): open and load. */
int program_version(struct upgrade *u, struct program *p, unsigned int version);

/* Map @name of @p instead of its own is @fd. */
int program_share(struct upgrade *u, struct program *p, const char *name, int fd);
/* Pick another program by name; the one picked before is not loaded. */
int program_pick(struct upgrade *u, struct program *p, const char *name);

/* The variables of @p in .bss, mapped until u is closed; NULL after upgrade_fail(). */
void *program_variables(struct upgrade *u, struct program *p, size_t *size);

/*
 * The line of libbpf's words that tells why something failed, without a newline; "" if it said nothing since the last
 * call: the first of them, or of the verifier's log what it stopped at.
 */
const char *program_words(void);
/* Take one more message into @log of @size bytes, which begins as "" and ends as what program_words() returns. */
void program_note(char *log, size_t size, const char *said);

#endif
