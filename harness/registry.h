/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * registry - the things that one file adds: workloads, collectors, experiments (and, later, faults),
 * and the small fixed tables they refer to: hooks, mechanisms, pairs, backends.
 *
 * A kind is a folder, a thing is a file, its symbol is <kind>_<stem>. scripts/gen-registry turns the
 * folder into a table, so that a misnamed symbol is a link error and not a row that is quietly
 * missing. registry_validate() runs at every start.
 */
#ifndef PB_REGISTRY_H
#define PB_REGISTRY_H

#include <jansson.h>

#include <probebench/stack.h>

#include "base.h"
#include "needs.h"

struct boot;
struct cell;
struct cell_run;
struct chapter;
struct guest_spec;
struct initramfs;
struct kernel;
struct sample_opts;

/* What one operation of a workload can cause, and a hook can observe. */
enum event_kind {
	PB_EV_CALL,    /* entry into the workload's kernel function */
	PB_EV_RETURN,  /* return from it */
	PB_EV_SYSCALL, /* raw_syscalls:sys_enter */
	PB_EV_TRACE,   /* the workload's own static tracepoint */
	PB_EV_USER_CALL,   /* entry into a function of the program's own */
	PB_EV_USER_RETURN, /* return from it */
	PB_NR_EVENTS
};

/* One worker drives one workload: scratch space that setup() fills and run() uses. */
struct worker {
	int fd;
	const char *path;
	void *priv;
};

struct workload {
	const char *name;
	const char *summary;
	struct needs needs;
	const char *func; /* kernel function that function hooks attach to; NULL: none */
	const char *tracepoint; /* "group:name" that nothing else makes meanwhile; NULL: none */
	const void *own; /* function of the program's own that hooks of user space attach to; NULL: none */
	int (*setup)(struct worker *w);		/* optional; 0 or -errno */
	int (*run)(struct worker *w, u64 n);	/* required; exactly n operations; 0 or -errno */
	void (*teardown)(struct worker *w);	/* optional; must accept a half-made worker */
	unsigned int events[PB_NR_EVENTS];	/* events of each kind per operation */
	u64 bytes[PB_NR_EVENTS]; /* what their third arguments add up to, per operation; 0: they are no sizes */
	bool many_tasks;			/* some of them happen in other tasks of this CPU */
	bool wavers;				/* its cost does not repeat exactly */
	/* A process apart does it, and is asked by system calls of its own: hooks of all calls would see them too. */
	bool apart;
	/* Collectors that are planned on it unless a filter names another; NULL ends; NULL pointer: all. */
	const char *const *bodies;
};

/* The lead collector alone: what a hook costs there. And with the floor below it and a body above it. */
extern const char *const bodies_lead[], *const bodies_deep[];

/* What is observed. The name is the value of hook= in a cell's path. */
struct hook {
	const char *name;
	const char *summary;
	enum event_kind event;
	const char *tracepoint; /* "group:name"; NULL: attach to what the workload names */
	/* Collectors that can be there, NULL ends: those that look at no argument; NULL pointer: all. */
	const char *const *bodies;
};
extern const struct hook hooks[]; /* ends with a NULL name */

/* The interface that an arm uses for a hook. */
struct mech {
	const char *name;    /* value of mech= */
	const char *arm;     /* backend it belongs to */
	const char *hook;
	/* Suffix of the handler's symbol, <collector>_<program>; a third party's name for the mechanism. */
	const char *program;
	const char *enter; /* the same of the entry's handler, for collectors of pairs; may be NULL */
	const char *summary;
	struct needs needs;
};
extern const struct mech mechs[]; /* ends with a NULL name */

/* Which mechanisms may be divided by one another. Ratios exist only for pairs. */
struct mech_pair {
	const char *hook, *kmod, *ebpf;
};
extern const struct mech_pair mech_pairs[]; /* ends with a NULL hook */

struct collector {
	const char *name; /* the stem shared by contract, module, BPF program and descriptor */
	const char *summary;
	struct needs needs;
	bool counts;	  /* reports events itself; otherwise its hits are proved another way */
	bool pair;	  /* has a handler at the entry too */
	bool streams;	  /* hands records to a reader; planned only by experiments that have one */
	u32 slot_bytes;	  /* eBPF state: PB_MAX_CPUS slots of this size in .bss ... */
	u32 slot_counters; /* ... each beginning with so many u64 that add up to the events */
	bool drops; /* the u64 behind these counts events that it had no room for */
	/* Variable with the events of each task (hash.h); then <name>_slots count those it had no room for. */
	const char *table;
	const char *match_param; /* parameter that names the one process whose events count; or NULL */
	u32 known_insns;  /* instructions its body runs beyond null's, by construction; 0: unknown */
	const char *const *mechs; /* mechanisms it implements, NULL ends; NULL pointer: all */
	const void *(*bpf_elf)(size_t *size); /* the compiled eBPF side; NULL: module only */
	bool no_module; /* eBPF only */
};

/* What a collector reports, as differences over a bracket of operations. */
struct counters {
	u64 seen; /* events its handler recorded */
	u64 lost; /* events the kernel says it withheld from the handler, or the handler had no room for */
	u64 bytes; /* of those seen, by a collector with a table */
};

/* What a collector with a table knows of one task. */
struct task_count {
	u32 pid;
	u64 events, bytes;
};

/* How often a collector of stacks saw one of them. */
struct stack_count {
	u64 count;
	u64 frames[PB_STACK_FRAMES]; /* innermost first; 0 ends them */
};

/* One arm of a comparison. The baseline is a backend too. */
struct backend {
	const char *name; /* value of arm= */
	const char *summary;
	struct needs needs;
	bool optional; /* planned only when the user asks for it: run --with NAME */
	const char *const *collectors; /* names of those it implements, NULL ends; NULL pointer: all */
	bool (*has)(const struct collector *c); /* does the collector have this side? Optional */
	/* Make @run's collector exist and fire at its hook; 0 or -errno with run->reason set. */
	int (*attach)(struct cell_run *run);
	/* Counters since attach; needs @run attached. 0 or -errno with run->reason set. */
	int (*read)(struct cell_run *run, struct counters *c);
	/*
	 * How often the kernel itself says that it ran the handler, on any CPU, while its statistics
	 * are on (bpf_enable_stats). Optional: no such number exists for a module.
	 */
	int (*runs)(struct cell_run *run, u64 *runs);
	/* Kernel address of the handler's first instruction, 0 if there is none. */
	u64 (*handler)(struct cell_run *run);
	/*
	 * Add @n recorded events, which are what the contract's feed says (intervals to a histogram); read a
	 * histogram's buckets (PB_HIST_BUCKETS); read the table of a collector that has one, at most @max
	 * tasks in any order, and put one of them out of it. All optional: 0, or the number of tasks, or
	 * -errno with run->reason set.
	 */
	int (*feed)(struct cell_run *run, const u64 *events, size_t n);
	int (*buckets)(struct cell_run *run, u64 *buckets);
	int (*tasks)(struct cell_run *run, struct task_count *tasks, size_t max);
	int (*evict)(struct cell_run *run, u32 pid);
	/* Read the stacks of a collector of stacks, at most @max in any order. The same. */
	int (*stacks)(struct cell_run *run, struct stack_count *stacks, size_t max);
	/* Set the collector's parameter @name while attached; 0 or -errno with run->reason. Optional. */
	int (*set)(struct cell_run *run, const char *name, s64 value);
	/* Add what is known of the attachment (flavour, sizes) to run->record. Optional. */
	void (*describe)(struct cell_run *run);
	/* The handler's code before it became machine code, as bpfprog_code() has it. Optional; or NULL. */
	json_t *(*code)(struct cell_run *run);
	/* Undo attach, tolerating a half-made state. 0 or -errno with run->reason set. */
	int (*detach)(struct cell_run *run);
};

enum metric_class { METRIC_EXACT, METRIC_SAMPLED };
enum metric_better { METRIC_LOWER, METRIC_HIGHER, METRIC_NEITHER };

struct metric {
	const char *name;
	const char *unit;
	const char *summary;
	enum metric_class cls;
	enum metric_better better;
};

struct experiment {
	const char *name;
	const char *question; /* ends in a question mark; heads the report */
	const char *profile;  /* machine profile of docs/method.md: "exact" or "pair" (vm/profile.c) */
	/* Parts of its cells' names after kernel=, in order, NULL ends; NULL: those of overhead. */
	const char *const *keys;
	/* Mechanisms of its own, a NULL name ends, for names with mech= but without hook=; NULL: those of hooks.c. */
	const struct mech *mechs;
	struct needs needs;
	const struct metric *metrics; /* ends with a NULL name */
	/* Call @add(cell, ctx) once for every cell of this experiment on @kernel (an exact release). */
	void (*plan)(const char *kernel, void (*add)(const struct cell *cell, void *ctx), void *ctx);
	/* Run one cell where we are; fills run->record. Outcome and reason go into the record. */
	void (*run)(struct cell_run *run);
	bool streams; /* its cells may name a collector that streams, and need nobody to read the records */
	bool sampled; /* its cells can be measured in the sampled class too: run --on host */
	/*
	 * The two below: of a sampled experiment that does not measure batches of a workload. Which of its
	 * cells have a sampled form; NULL: all.
	 */
	bool (*samples)(const struct cell *c);
	/*
	 * Measure the @n cells of one hook and collector in turns, as root on the kernel that runs: fill the
	 * records of those that are OUTCOME_OK, or end them. Returns early once there is a run_signal().
	 */
	void (*sample)(struct cell_run *runs, size_t n, const struct sample_opts *o);
	unsigned int repeats; /* of every cell unless the user says how many; 0: 2 */
	/*
	 * A cell of this experiment may damage or kill its guest on purpose: every one gets a guest of
	 * its own, and judge() has the last word.
	 */
	bool alone;
	bool only_extra; /* plans what a folder outside the tree holds, so nothing without run --extra */
	u64 taints; /* flags of /proc/sys/kernel/tainted that its cells may set, beside the usual ones */
	const char *modules; /* folder below kmod/ with modules of its own; NULL: none */
	const struct chapter *chapter; /* of the report; NULL: its cells are only listed */
	/* All below are optional. Do the words of a parsed name make sense? NULL, or what is wrong (caller frees). */
	char *(*check)(const struct cell *c);
	/* What a cell needs beyond the things that its name names; may return NULL. */
	const struct needs *(*cell_needs)(const struct cell *c);
	/* Change what the profile says of the guest: guest_cmdline(), memory, time limits. On the host. */
	void (*guest)(const struct cell *c, struct guest_spec *spec);
	/* Put files of its own into the archive of a guest that is to run @c. On the host; 0 or -errno, logged. */
	int (*pack)(const struct cell *c, const struct kernel *k, struct initramfs *a);
	/* A cell in @b noted something with cell_note(). On the host, while the guest runs. */
	void (*on_note)(struct boot *b, const char *cell, const json_t *note);
	/*
	 * On the host, after the guest of an `alone` cell has ended, however it ended: run->record is what
	 * the guest reported or a new record, run->outcome and reason are the guest's or say how it died.
	 * @b has console, notes and end.
	 */
	void (*judge)(struct cell_run *run, const struct boot *b);
};

/* The keys of its cells' names, NULL ends; at most CELL_MAX_KEYS. */
const char *const *experiment_keys(const struct experiment *e);

/* The generated tables; each ends with NULL. */
extern const struct workload *const workloads[];
extern const struct collector *const collectors[];
extern const struct experiment *const experiments[];
extern const struct backend *const backends[];

/* Look-ups by name; NULL when there is no such thing. */
const struct workload *workload_find(const char *name);
const struct collector *collector_find(const char *name);
const struct experiment *experiment_find(const char *name);
const struct backend *backend_find(const char *name);
const struct hook *hook_find(const char *name);
const struct mech *mech_find(const char *arm, const char *hook, const char *name);
bool collector_has_mech(const struct collector *c, const char *mech);
/* Is it at a hook that needs nothing but a function of the kernel, which nearly every workload has? */
bool mech_is_general(const struct mech *m);
bool backend_has_collector(const struct backend *b, const struct collector *c);
/* Is @c one of @bodies? All are, if that is NULL. */
bool bodies_have(const char *const *bodies, const struct collector *c);

/*
 * Check every table: unique names, summaries, mandatory members, references that resolve. Returns
 * the number of faults and logs a sentence for each. The *_check functions judge one entry and
 * return that sentence, or NULL if the entry is sound; the caller frees.
 */
int registry_validate(void);
char *workload_check(const struct workload *w);
char *collector_check(const struct collector *c);
char *experiment_check(const struct experiment *e);
char *backend_check(const struct backend *b);

#endif
