/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * box - how a guest asks to be traced, and gets the answer: a few words at a place that both know.
 *
 * The guest tells the host (cell_note()) and calls anatomy_mark_wait() until the host has set @go. Then
 * it calls anatomy_mark_start(), where the host has put a breakpoint, runs one event, and calls
 * anatomy_mark_end(). By then the host has stepped through it all, and has written what it saw into
 * the guest's memory. Both ends are the same binary, not relocated, so that its symbol table says
 * where all this is.
 */
#ifndef PB_BOX_H
#define PB_BOX_H

#include "base.h"

#define BOX_MAGIC	 0x70625f616e61746fULL
#define BOX_SYMBOL	 "anatomy_box"
#define BOX_WAIT_SYMBOL	 "anatomy_mark_wait"
#define BOX_START_SYMBOL "anatomy_mark_start"
#define BOX_END_SYMBOL	 "anatomy_mark_end"

struct anatomy_box {
	u64 magic;
	/* from the guest */
	u64 kallsyms, kallsyms_len; /* the text, read while the collector is attached */
	u64 body;		    /* address of the handler's first instruction, 0: there is none */
	u64 body_len;		    /* bytes of it, 0: as far as its symbol reaches */
	u64 reply, reply_size;	    /* room for the answer */
	u64 max_steps;		    /* then give up */
	/* from the host */
	u64 go;			    /* the breakpoint is set */
	u64 reply_len;		    /* of a JSON text: {"steps": n, "trace": {}, "listing": []} or {"error": ""} */
};

extern struct anatomy_box anatomy_box;

void anatomy_mark_wait(void);
void anatomy_mark_start(void);
void anatomy_mark_end(void);

#endif
