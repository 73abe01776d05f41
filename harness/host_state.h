/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * host_state - settings of the machine that a sampled run records, changes and always puts back.
 *
 * The values found are written to a state file before the first change, so that a run that dies
 * without a word (kill -9, power) can be undone by the next start or by `probebench doctor`. The file
 * lives as long as a run does; a lock beside it, which the kernel releases however its holder dies,
 * tells a run that goes on from one that is gone.
 */
#ifndef PB_HOST_STATE_H
#define PB_HOST_STATE_H

#include <jansson.h>

#include "base.h"

/* One file of /sys or /proc. */
struct host_setting {
	const char *name;
	const char *path; /* below the root; %u stands for the CPU that measures */
	const char *want; /* NULL: only recorded */
	const char *why;
};
extern const struct host_setting host_settings[]; /* ends with a NULL name */

struct host_state {
	const char *root; /* "" on a real machine, a folder in tests */
	char *file;
	int lock;	 /* -1: not held */
	json_t *changed; /* array of {name, path, was, set}, in the order of changing */
};

/* The state file's path; caller frees; NULL if there is no folder for it. */
char *host_state_path(void);

/*
 * Take the lock (waiting is pointless: -EBUSY, logged), then set what host_settings wants for @cpu.
 * What could not be set is no error; it stands in *report (new reference) with its reason:
 * {name: {value, was?, set?, reason?}}. On any error nothing stays changed. Takes over @file.
 */
int host_state_apply(struct host_state *s, const char *root, char *file, unsigned int cpu,
		     json_t **report);

/* Put everything back and remove the file. 0, or -EIO if something would not go back (logged). */
int host_state_restore(struct host_state *s);

/*
 * Undo what a run that was killed left behind. 0: there is nothing left behind; 1: it was put back, as
 * *said (caller frees) tells; -EBUSY: a run is going on; -EIO and others: logged. @boot_id is
 * that of this boot: after a reboot the settings are gone by themselves.
 */
int host_state_recover(const char *root, const char *file, const char *boot_id, char **said);

/* First line of /proc/sys/kernel/random/boot_id; caller frees; NULL. */
char *host_boot_id(void);

/* Numbers of the interrupts that may arrive on @cpu, as a JSON array. */
json_t *host_irqs(const char *root, unsigned int cpu);

#endif
