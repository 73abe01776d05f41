/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cell - the unit of measurement and its name, a path of key=value:
 *
 *   overhead/kernel=6.12.117+deb12-cloud-amd64/workload=getppid/hook=entry/collector=count/arm=ebpf/mech=fentry
 *
 * An experiment says which keys follow kernel=, in which order. workload, hook, collector, arm and mech
 * name things of the registry; every other key holds a word that the experiment itself understands.
 */
#ifndef PB_CELL_H
#define PB_CELL_H

#include <jansson.h>

#include "base.h"

#define PB_SCHEMA 1

struct measure_opts;
struct worker;
struct workload;
struct collector;
struct backend;
struct bpf_object;
struct experiment;
struct machine;
struct mech;
struct hook;

#define CELL_MAX_KEYS 8

/* The parts of a name, borrowed from the registry or from the cell's own text. */
struct cell {
	const struct experiment *experiment;
	const char *kernel;
	const struct workload *workload;
	const struct hook *hook;	   /* NULL: hook=none */
	const struct collector *collector; /* NULL: collector=none */
	const struct backend *backend;
	const struct mech *mech;	   /* NULL: mech=none */
	const char *words[CELL_MAX_KEYS];  /* of the other keys, by their place in the experiment's */
	char *text;			   /* owned copy of the name if parsed, else NULL */
};

/* The path; caller frees. */
char *cell_name(const struct cell *c);

/* Word of @key, or NULL; @key must be one of the experiment's that name nothing in the registry. */
const char *cell_word(const struct cell *c, const char *key);
/* Set it; @word must outlive the cell. */
void cell_set_word(struct cell *c, const char *key, const char *word);

/* Resolve @name against the registry. 0, or -EINVAL with *why set (caller frees). */
int cell_parse(const char *name, struct cell *c, char **why);
void cell_free(struct cell *c);

/* Value of @key in a path ("kernel", "arm", ...; "experiment" is the first part); caller frees; NULL. */
char *cell_key(const char *name, const char *key);

/* The first need that anything the cell is made of has and @m does not meet; caller frees; NULL. */
char *cell_unmet(const struct cell *c, const struct machine *m);

/*
 * Does @name match @glob? A glob is matched against the whole path and, because paths are long, also
 * as a run of whole parts anywhere in it: "workload=getppid/hook=*" and "arm=ebpf" both work.
 */
bool cell_match(const char *name, const char *glob);

/* The four outcomes of a cell. */
enum outcome { OUTCOME_OK, OUTCOME_FAIL, OUTCOME_BROKEN, OUTCOME_SKIP };
const char *outcome_name(enum outcome o);
int outcome_parse(const char *name); /* enum outcome or -1 */

/* The steps of a collector's life, in the order in which a backend takes them. */
enum life_step {
	LIFE_OPEN,   /* the object is read and understood, in user space */
	LIFE_LOAD,   /* it is in the kernel; a module is attached, too */
	LIFE_ATTACH, /* its handlers are called */
	LIFE_ASK,    /* whatever the harness does with it while it lives */
	LIFE_DETACH, /* they are not called any more */
	LIFE_UNLOAD, /* it is not in the kernel any more; a module was detached, too */
	LIFE_STEPS
};

/* A cell being run: the experiment's working state and the record it fills. */
struct cell_run {
	struct cell cell;
	const struct measure_opts *measure;
	struct worker *worker;
	void *arm;	       /* the backend's own state while attached */
	enum outcome outcome;
	char *reason;	       /* sentence; empty only for ok */
	json_t *record;	       /* the object that becomes a line of cells.jsonl */
	int repeat;	       /* which repetition of the cell this is, from 0 */
	int boot;	       /* which boot of the run measures it, from 0 */
	bool feeds;	       /* recorded events will be fed: what that takes is loaded as well */
	bool one_cpu;	       /* count events of @cpu only: a host has other tasks on other CPUs */
	unsigned int cpu;
	/* Send a note to the host at once, so that it is there even if the guest dies next; or NULL. */
	void (*note)(struct cell_run *run, json_t *note);
	int index; /* of the cell in the guest's plan */
	/* Told by the backends that a step is over, while they attach and detach; or NULL. */
	void (*step)(struct cell_run *run, enum life_step step);
	/* Where the verifier's statistics of what is loaded next are to go; or NULL. */
	char *verifier_log;
	size_t verifier_log_size;
	/* More parameters for the module, "name=value name=value"; or NULL. */
	const char *module_args;
	/* Its counterpart: the BPF object is open and not loaded. 0 or -errno with run->reason set; or NULL. */
	int (*opened)(struct cell_run *run, struct bpf_object *object);
	void *owner; /* for opened(), of whoever set it */
};

/* Note something down for the host; takes over @note. Without a host to note it, nothing happens. */
void cell_note(struct cell_run *run, json_t *note);

/* A backend has finished @step. */
static inline void cell_step(struct cell_run *run, enum life_step step)
{
	if (run->step)
		run->step(run, step);
}

/* Set outcome and reason; the first non-ok outcome wins. Returns -EIO for `return cell_end(...)`. */
int cell_end(struct cell_run *run, enum outcome o, const char *fmt, ...) PB_PRINTF(3, 4);
/* Set only the reason (backends); keeps the first. Returns @err. */
int cell_reason(struct cell_run *run, int err, const char *fmt, ...) PB_PRINTF(3, 4);

#endif
