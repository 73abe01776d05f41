/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * boot - one guest with a plan: pack it, start it, follow its messages, say how it ended.
 */
#ifndef PB_BOOT_H
#define PB_BOOT_H

#include <jansson.h>

#include "base.h"
#include "vm/kernels.h"
#include "vm/qemu.h"

struct boot {
	struct guest guest;
	struct guest_spec spec;
	int number;
	json_t *plan;	    /* what the guest was given */
	char *initramfs;    /* path of its archive; not its own if it was resumed */
	int in_flight;	    /* index of the cell that runs now; -1: none */
	int finished;	    /* cells that came back */
	bool hello, ready, bye;
	char *guest_error;  /* last "error" message */
	json_t *notes;	    /* array of {"cell": name, "note": value}, in the order in which they came */
	double booted_at, started_at; /* monotonic seconds */
	double cell_at, cell_seconds; /* start of the cell in flight; time in finished cells */
	s64 busy_insn, block_insn;    /* instructions in finished cells, and in their blocks */
	unsigned int nonsense;	      /* lines that were no message */
	/*
	 * Called for every record and for the guest's environment; both are checked: @index is in the
	 * plan and @record carries that cell's name and an outcome; @env names a release.
	 */
	void (*on_record)(struct boot *b, int index, json_t *record);
	void (*on_env)(struct boot *b, json_t *env);
	/* A cell of the plan noted something while it ran; may be NULL. Kept in @notes in any case. */
	void (*on_note)(struct boot *b, int index, const json_t *note);
	void *ctx;
};

/* What goes into the archive beside the plan. */
struct boot_files {
	const char *init;    /* this project's static binary */
	const char *modules; /* folder with the collectors' pb_*.ko; NULL: none */
	const struct kernel *kernel;
	const char *dir;     /* where archives are written */
};

/* The binary that guests run: the static one of the same build. Never NULL; do not free. */
const char *boot_init_path(void);

/* Pack and start; b->spec, plan, number and callbacks are set by the caller. 0 or -errno. */
int boot_start(struct boot *b, const struct boot_files *files);

/*
 * The same without booting: go on from @frozen, a boot that was started with a plan of {"wait": true}, said
 * that it is ready and was then frozen into @b->spec.snapshot.
 */
int boot_resume(struct boot *b, const struct boot *frozen);

/*
 * One line from the guest; is it a message? A guest whose memory is damaged may send anything: what
 * does not fit the plan is warned about and dropped, and the cell then counts as not reported.
 */
bool boot_line(struct boot *b, const char *text);

/* Read what came; true while it runs. */
bool boot_pump(struct boot *b);

/* How it ended, as console.h has it, and the sentence for the cell in flight. Only after the end. */
int boot_end(const struct boot *b, char **sentence);

/* Kill if running, remove the archive, free. */
void boot_stop(struct boot *b);

#endif
