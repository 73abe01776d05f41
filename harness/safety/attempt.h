/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * attempt - one try of one side of a fault, in a guest: what its parts share.
 *
 * A supervisor on CPU 0 does nothing that can hang: it starts others, waits for them for a limited
 * time, and sends what it learns to the host at once (fact()), because the guest may die at any step.
 * The host puts the facts together and adds what the console said (judge.c).
 */
#ifndef PB_SAFETY_ATTEMPT_H
#define PB_SAFETY_ATTEMPT_H

#include <jansson.h>
#include <sys/types.h>

#include "cell.h"
#include "fault.h"

struct attempt {
	struct cell_run *run;
	const struct fault *fault;
	const struct fault_half *half;
	enum fault_side side;
	bool detect;
	const char *kernel; /* release */
	unsigned int cpus;
	int kmsg;	/* /dev/kmsg, both ways */
	bool lockup;	/* the kernel said that a CPU or task is stuck */
	double beat_at; /* when the host last heard of us */
	struct loader *loader;
	int held; /* where a reader says that it has opened what it reads */
	json_t *known; /* facts so far, for decisions here */
	u64 taint;     /* flags seen so far */
	long memory_kib, objects; /* before it was loaded, where the fault is about them */
};

/* Tell the host {"@key": @value}, and remember it. Takes over @value. */
void fact(struct attempt *a, const char *key, json_t *value);
bool fact_is(const struct attempt *a, const char *key, const char *text);

/* watch.c: signs of life and of trouble while something else is waited for. */

/* Start watching the kernel's log from here. 0 or -errno. */
int watch_open(struct attempt *a);
/* Write a line into the kernel's log, so that the console shows which stage came when. */
void watch_stage(struct attempt *a, enum fault_stage stage);
/* Read the log, beat if it is time. Call at least twice a second. */
void watch_tick(struct attempt *a);
/* Seconds that a step may take, and that silence means a hang. */
unsigned int watch_limit(const struct attempt *a);
/* Is the D flag of the taint set: has something oopsed? */
bool watch_oopsed(void);

/* remains.c: what a fault leaves behind. */

/* Remember what there is before it is loaded. */
void remains_before(struct attempt *a);
/* Once it was unloaded: facts "missing_kib" and "missing_objects", and what kmemleak finds, where there is one. */
void remains_after(struct attempt *a);
/* Fact "taint_<stage>": the flags that are new, and that loading does not set. */
void remains_taint(struct attempt *a, enum fault_stage stage);

/* others.c: the processes around the fault. All are children; how each ended is a word. */

/* Run @body in a child named @comm on @cpu and wait: "done", "failed", "killed:9", "stuck". */
const char *other_run(struct attempt *a, const char *comm, unsigned int cpu,
		      int (*body)(struct attempt *a, unsigned int arg), unsigned int arg,
		      unsigned int limit_s);
int body_trigger(struct attempt *a, unsigned int round);
int body_bystander(struct attempt *a, unsigned int arg);
int body_churn(struct attempt *a, unsigned int arg);
int body_other_work(struct attempt *a, unsigned int arg); /* until killed */
/* A child like other_run()'s that is not waited for; its pid. */
pid_t other_start(struct attempt *a, const char *comm, unsigned int cpu,
		  int (*body)(struct attempt *a, unsigned int arg), unsigned int arg);
/* Wait for it, as other_run() does. */
const char *other_wait(struct attempt *a, pid_t pid, unsigned int limit_s);

/* Seconds since an arbitrary start, of the guest's monotonic clock. */
double attempt_clock(void);
void attempt_pin(unsigned int cpu);
/* Is this process spared when memory runs out? Whoever tells the host what happened is. */
void attempt_spare(bool spared);

#endif
