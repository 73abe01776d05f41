/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fault - one mistake, made twice: as a kernel module and as an eBPF program.
 *
 * A fault is a stem: kmod/faults/<stem>.c (built as pbf_<stem>.ko), ebpf/faults/<stem>.bpf.c (compiled
 * when the experiment runs, because a compiler that refuses is a result) and its descriptor here in
 * harness/faults/<stem>.c, which declares what is expected. Faults run in throwaway guests only.
 *
 * The procedure, for both sides, in the guest:
 *
 *   1. load      finit_module(), or libbpf: open, prepare(), load, prepare_loaded(), attach every program
 *   2. trigger   a process named FAULT_TRIGGER, on the last CPU, calls FAULT_EVENTS times
 *                getpgid(FAULT_PID + n, page), so that do_getpgid() runs with a recognisable argument
 *                and the second register of the call is a page of its own that it never touched;
 *                programs look at their events alone (comm, in modules and programs alike)
 *   3. look      hits and evidence are read; a bystander process and a second round of events show
 *                whether the rest of the machine still works                       -> stage now
 *   4. wait      allocations and a few processes of other work                     -> stage delayed
 *   5. unload    delete_module(), or every descriptor closed; then step 4 again    -> stage at_unload
 *
 * After an oops that stopped further events nothing is unloaded unless unload_wounded says so.
 *
 * What user space reads of a side: "hits" (how often the handler ran for an event of the trigger) and
 * "evidence" (a number; enum evidence says of what). Modules: parameters of those names. Programs:
 * globals `__u64 hits; __s64 evidence;` in .bss.
 */
#ifndef PB_FAULT_H
#define PB_FAULT_H

#include "base.h"
#include "needs.h"

struct bpf_object;

#define FAULT_TRIGGER "pb_trigger"
#define FAULT_EVENTS  10
#define FAULT_PID     10000000

/*
 * What became of a mistake, best first: the greatest of what was seen is the verdict. FATE_UNSET
 * stands for "nothing at this stage".
 */
enum fate {
	FATE_UNSET,
	FATE_CLEAN, /* it ran and nothing was seen */
	FATE_REFUSED_BUILD,
	FATE_REFUSED_LOAD,
	FATE_REFUSED_ATTACH,
	FATE_CONTAINED, /* it ran, the harm was neutralised, the program was told */
	FATE_LOSS_COUNTED,
	FATE_LOSS_SILENT,
	FATE_WRONG_DATA,
	FATE_LEAK,
	FATE_WARN,	     /* the kernel complained and went on */
	FATE_CORRUPT_SILENT, /* memory that is not the program's changed; no report of the kernel */
	FATE_VICTIM,	     /* another process was harmed */
	FATE_OOPS_CLEAN,     /* one task died and nothing else */
	FATE_OOPS_WOUNDED,   /* it left more behind: a pinned module, a CPU without probes */
	FATE_LOCKUP_CPU,
	FATE_HANG, /* the guest fell silent; no message says why */
	FATE_PANIC,
	NR_FATES
};

/* What fates have in common, for counts: five words that a reader can keep apart. */
enum fate_group {
	GROUP_REFUSED,
	GROUP_CONTAINED,
	GROUP_SILENT,
	GROUP_REPORTED,
	GROUP_FATAL,
	NR_FATE_GROUPS
};
struct fate_group_info {
	const char *name; /* "refused before it ran" */
};
extern const struct fate_group_info fate_groups[NR_FATE_GROUPS];

struct fate_info {
	const char *name;   /* in cells: "REFUSED_LOAD" */
	const char *symbol; /* two letters, for a map without colour */
	const char *colour; /* "#rrggbb"; darker is worse */
	enum fate_group group;
	const char *sentence; /* "the verifier or the module loader refused it" */
};
extern const struct fate_info fates[NR_FATES];
int fate_parse(const char *name); /* enum fate or -1 */

enum fault_stage { STAGE_NOW, STAGE_DELAYED, STAGE_AT_UNLOAD, NR_STAGES };
extern const char *const fault_stage_names[NR_STAGES]; /* "now", "delayed", "at_unload" */

enum fault_class {
	FAULT_MEMORY,
	FAULT_TYPE,
	FAULT_TERMINATION,
	FAULT_CONCURRENCY,
	FAULT_CONTEXT,
	FAULT_RESOURCE,
	FAULT_INFORMATION, /* leaks of it */
	FAULT_ARITHMETIC,
	FAULT_PRIVILEGE, /* and interface misuse */
	FAULT_LIFECYCLE,
	FAULT_ABI, /* built for something else */
	NR_FAULT_CLASSES
};

struct fault_class_info {
	const char *name;  /* "memory" */
	const char *title; /* "Memory safety" */
};
extern const struct fault_class_info fault_classes[NR_FAULT_CLASSES];

enum fault_side { SIDE_KMOD, SIDE_EBPF, NR_SIDES };
extern const char *const fault_side_names[NR_SIDES]; /* values of arm= */

/* What `evidence` counts when it is not 0, and therefore what a silent fault is judged as. */
enum evidence {
	EVIDENCE_NONE,	 /* nothing; hits alone are looked at */
	EVIDENCE_CANARY, /* damaged bytes that belong to somebody else -> CORRUPT_SILENT */
	EVIDENCE_ERRNO,	 /* the error (positive) that the program was given -> CONTAINED */
	EVIDENCE_CONTAINED, /* times that harm was neutralised visibly (zeroed, cut off) -> CONTAINED */
	EVIDENCE_WRONG,	    /* records that are not what happened -> WRONG_DATA */
	EVIDENCE_KERNEL, /* values of the kernel that user space was given -> LEAK */
	EVIDENCE_LOST,	 /* events that the program knows it lost -> LOSS_COUNTED */
	NR_EVIDENCE
};
extern const enum fate evidence_fates[NR_EVIDENCE];

/* What is done, beyond the procedure above. */
enum fault_action {
	ACT_NONE,
	ACT_TWICE,	 /* load and attach a second time before the trigger */
	ACT_KILL_LOADER, /* SIGKILL the process that loaded it, then trigger, then see what is left */
	ACT_PIN,	 /* eBPF: pin links, programs and maps before the loader is killed */
	ACT_UNPRIVILEGED, /* load as nobody without capabilities */
	ACT_FORCED,	  /* module: ignore vermagic and symbol versions */
	ACT_OTHER_KERNEL, /* module: the one built for another kernel of the run */
	ACT_OTHER_FORCED, /* both of those */
	ACT_IN_USE, /* unload while a process holds it: /sys/module parameter file or a link fd */
	ACT_RACE_UNLOAD, /* unload while the trigger still runs (rounds of events until it is over) */
	ACT_HELPER_AGAIN, /* once it was seen to work, load the helper module anew; then trigger */
};

/*
 * One row of what is expected. The first row that fits kernel and profile counts; rows end with
 * { .end = true }.
 */
struct fault_expect {
	const char *kernel;	 /* series, "6.1"; NULL: any */
	const char *profile;	 /* "stock" or "detect"; NULL: any */
	enum fate at[NR_STAGES]; /* worst at that stage; FATE_UNSET: nothing there */
	enum fate also
		[NR_STAGES]; /* as good, where chance decides; why must say so. FATE_UNSET: none */
	bool recovered;	     /* removed without a reboot, bystander well, events still counted */
	/*
	 * Must occur in what the compiler, the loader (libbpf and verifier, or errno in words), or the
	 * console said; NULL: no line to look for.
	 */
	const char *line;
	int err; /* positive errno of the refusal; 0: not looked at */
	const char
		*why; /* why it differs from what one would expect, or from another row; or NULL */
	bool end;
};

struct fault_half {
	const char *
		inexpressible; /* why this side cannot make the mistake; then nothing else is set */
	enum evidence evidence;
	const char *evidence_of; /* what exactly is counted, for the report: "redzone bytes" */
	int hits;	       /* expected of the first round of events; 0: FAULT_EVENTS; -1: any */
	const char *params;    /* module: "name=value ..." */
	bool attach_only_load; /* eBPF: load, do not attach (program types without a hook here) */
	/* eBPF, optional: before load (map sizes, autoload), and after it (fill maps, set up tail calls). */
	int (*prepare)(struct bpf_object *obj);
	int (*prepare_loaded)(struct bpf_object *obj);
	const struct fault_expect *expect; /* never NULL where there is a program */
	struct needs needs;
};

struct fault {
	const char *name; /* the stem */
	const char *id;	  /* of the catalogue: "M01" */
	enum fault_class cls;
	bool core; /* starred in the catalogue */
	const char
		*mistake; /* one line, the same on both sides: "follows a pointer that is NULL" */
	enum fault_action action;
	/* Replaces the loop of getpgid() calls in the trigger process; @round from 0. Optional. */
	void (*trigger)(unsigned int round);
	bool at_load;	      /* loading is all: there is no event */
	bool trigger_refused; /* trigger even after a refusal: did it leave something behind? */
	bool unload_wounded;  /* unload even after an oops that stopped the events */
	const char *helper; /* stem of a module (without descriptor) to load first, on both sides */
	const char *cmdline;	 /* "lockdown=integrity": a guest of its own */
	unsigned int memory_mib; /* of the guest; 0: the usual; else a guest of its own */
	/* Memory in KiB that is missing after everything was unloaded counts as LEAK; 0: not looked at. */
	unsigned int leak_kib;
	/* The same with objects of a slab cache, of which so many more are taken; 0: not looked at. */
	unsigned int leak_objects;
	const char *leak_cache; /* "task_struct" */
	/* The loader and who fires the events are spared when memory runs out, as services of a system may be. */
	bool spared;
	/* The loader is in a memory cgroup of its own that may have so many MiB; 0: in none. */
	unsigned int group_mib;
	/* Seconds that a step may take until it is a HANG, where the usual are not enough; 0: the usual. */
	unsigned int limit_s, stock_limit_s;
	/* Seconds of guest silence until a HANG, where the usual are not enough; 0: the usual. A guest of its own. */
	unsigned int quiet_s;
	struct needs needs;
	struct fault_half side[NR_SIDES];
};

extern const struct fault *const faults[]; /* generated; ends with NULL */
const struct fault *fault_find(const char *name);

/* The row that applies, or NULL. @series is "6.1", @profile "stock" or "detect". */
const struct fault_expect *fault_expected(const struct fault_half *half, const char *series,
					  const char *profile);

/* What is wrong with a descriptor as a sentence that the caller frees, or NULL. */
char *fault_check(const struct fault *f);

#endif
