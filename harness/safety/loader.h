/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * loader - the process that loads one side of a fault, owns it, and unloads it when told; a child of the
 * supervisor, because any of these steps may kill it or never come back.
 */
#ifndef PB_SAFETY_LOADER_H
#define PB_SAFETY_LOADER_H

#include "safety/attempt.h"

/* Where the supervisor reads the two numbers without asking the loader. */
struct loader {
	pid_t pid;
	int ask, answer; /* pipes; -1 once closed */
	int bss;	 /* eBPF: descriptor of the map of globals; -1: none */
	u32 bss_size;
	long hits_at, evidence_at; /* offsets in it; -1: not there */
};

/*
 * Start it and let it load; the supervisor waits. "done", "refused" (facts say how), or how the process
 * ended otherwise: "killed:11", "stuck".
 */
const char *loader_start(struct attempt *a);

/* Tell it to detach and unload; "done", "refused", "killed:...", "stuck". */
const char *loader_unload(struct attempt *a);

/* SIGKILL it, and wait until it is gone. "done" or "stuck" */
const char *loader_kill(struct attempt *a);

/* The two numbers; -1 in *hits: cannot be read (any more). */
void loader_read(struct attempt *a, s64 *hits, s64 *evidence);

/*
 * The two sides, in the loader's process. load: 0, or -errno with "refused" ("build", "load", "attach"),
 * "errno" and "log" put into @facts; on success it may add "bss_id" and offsets. unload: 0 or -errno.
 */
int kmod_load(struct attempt *a, json_t *facts);
int kmod_unload(struct attempt *a);
int ebpf_load(struct attempt *a, json_t *facts);
int ebpf_unload(struct attempt *a);
/* Events that the kernel kept from programs because they were at work on that CPU already, by its own count. */
s64 ebpf_refused_entries(void);

/* Load a module of ours by file; 0 or -errno. @flags as of finit_module(2). */
int kmod_insert(const char *path, const char *params, int flags);
int kmod_remove(const char *stem);

/* Add {"refused": what, "errno": err, "log": log} to @facts; returns -err. */
int load_refused(json_t *facts, const char *what, int err, const char *log);

#endif
