/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run - the verb that measures: what it was asked for, its plan, and its state while guests run.
 */
#ifndef PB_RUN_H
#define PB_RUN_H

#include "args.h"
#include "folder.h"
#include "measure.h"
#include "sample.h"
#include "shard.h"
#include "vm/boot.h"
#include "vm/kernels.h"

#define RUN_MAX_KERNELS 40
#define RUN_MAX_JOBS	64
#define RUN_ANY_CPU	UINT64_MAX

struct run_opts {
	struct arg_list experiments; /* positional */
	const char *kernels, *vmlinuz, *headers, *out, *resume, *accel, *on, *modules, *shard, *extra;
	struct arg_list filters, with;
	u64 seed, jobs, repeats, cell_timeout;
	u64 loads, blocks, cpu; /* --on host */
	bool bit_exact, quick, dry_run, force, json;
};

/* One cell of the plan. */
struct run_cell {
	char *name;
	unsigned int kernel; /* index into run.kernels */
	json_t *record;	     /* latest; NULL: nothing yet */
	bool resumed;	     /* found finished in the folder */
	const struct experiment *experiment;
	u64 repeats;
	struct guest_spec spec; /* what it runs in */
	char *guest;		/* its guest_key() */
};

/* One repeat of one cell, to be done in some boot. */
struct run_task {
	u32 cell;
	int repeat;
	int kernel;
	bool done;
};

struct run {
	struct run_opts opts;
	struct measure_opts measure;
	struct sample_opts sample;
	bool on_host;
	struct kernel kernels[RUN_MAX_KERNELS];
	char *modules[RUN_MAX_KERNELS];
	char *no_modules; /* why the host's kernel has none of ours; NULL: it has, or cannot load any */
	unsigned int nr_kernels;
	struct run_cell *cells;
	size_t nr_cells;
	struct shard shard;
	char *matrix;	/* what the whole run would be, as matrix.tsv; NULL: this is the whole */
	u64 repeats;	/* of the cell that has most, of the whole run */
	struct folder folder;
	struct run_progress {
		size_t done, total; /* repeats */
		double started;
		unsigned int boots;
		double boot_seconds, cell_seconds; /* summed over guests */
		s64 busy_insn, block_insn;	   /* the same: executed in cells, in their blocks */
		unsigned int slots; /* guests side by side, at most */
	} progress;
	bool write_failed;
};

/* plan.c: fill run->cells from the experiments, kernels and filters. 0 or an exit code. */
int run_plan(struct run *run);
/* The releases of the run that is being planned, NULL ends: for artefacts that go from one to another. */
const char *const *plan_kernels(void);

/* schedule.c: boot guests until every repeat of every cell is recorded. 0 or an exit code. */
int run_schedule(struct run *run);

/* run_opts.c */
extern const struct arg_def run_defs[];
int run_check_opts(const struct run_opts *o); /* 0 or PB_EXIT_USAGE (logged) */
void run_defaults(struct run *run);

/* run.c: forget a cell of the plan. */
void run_cell_free(struct run_cell *c);

/* run.c: build the modules of every kernel that has cells. 0 or an exit code. */
int run_build_modules(struct run *run);

/* The set signal, or 0. Handlers are installed by run_catch_signals(). */
int run_signal(void);
void run_catch_signals(void);
/*
 * For proc_opts.stop: run_signal(), or NULL as long as signals are not caught and a terminal's must reach the
 * program that is waited for as well as us.
 */
int (*run_stop(void))(void);

/* guest_env.c: what a guest of @run on kernel number @kernel said of itself goes into the folder. */
void run_guest_env(struct run *run, unsigned int kernel, const struct boot *b, json_t *env);

/* progress.c: say that a cell is done; redraw the progress line. */
void run_progress_cell(struct run *run, const json_t *record);
void run_progress_tick(struct run *run, const char *doing);
/* Write the seconds spent into the manifest. */
void run_progress_seconds(struct run *run);

/* run_print.c: the planned cells; the folder and how its cells ended. */
void run_print_plan(const struct run *run);
void run_print_end(const struct run *run, int code);

extern const struct verb verb_run;

#endif
