/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * worker - what workloads share: a second process, one that does the operations, one that echoes.
 */
#ifndef PB_WORKER_H
#define PB_WORKER_H

#include <sched.h>
#include <sys/types.h>

#include "base.h"

struct worker;

/*
 * fork() with a pipe each way. The process's number here and 0 in the child, which dies when this task does: both with what
 * they read from the other in *in, and what they write to it in *out. -errno, and nothing is left open.
 */
pid_t fork_piped(int *in, int *out);

/* A process at the other end of two pipes. Zero is "none". */
struct partner {
	pid_t pid;
	int to, from;	   /* write to it, read from it */
	cpu_set_t allowed; /* CPUs of this task before partner_start() */
};

/*
 * Start a process that runs @serve(in, out, arg) and then exits. It and this task become SCHED_FIFO on
 * the CPU this task is on: tasks of one priority switch when one blocks and never otherwise, so that the
 * order of events is the workload's own, not the fair scheduler's, whose choices depend on how long
 * each has run. 0 or -errno; partner_stop() is due in either case. Of several, the last one that was
 * started is stopped first.
 */
int partner_start(struct partner *p, void (*serve)(int in, int out, void *arg), void *arg);

/* End it, whatever it waits for, and go back to the scheduling there was before. */
void partner_stop(struct partner *p);

/*
 * A workload whose operations a process apart does, one @once(arg) each, which returns 0 or -errno: what
 * a fork or a mapping costs depends on the memory of whose it is, and the harness grows when it attaches
 * a collector, which would be blamed for that.
 * setup() of the workload calls apart_setup(); the other two are its run() and teardown().
 */
int apart_setup(struct worker *w, int (*once)(void *arg), void *arg);
int apart_run(struct worker *w, u64 n);
void apart_teardown(struct worker *w);

/*
 * A workload whose operation is a byte to a second process and back through two connected sockets:
 * setup() of the workload calls echo_setup() with what opens them, 0 or -errno; the other two are its
 * run() and teardown(). Four system calls and two context switches an operation.
 */
int echo_setup(struct worker *w, int (*open)(int fd[2]));
int echo_run(struct worker *w, u64 n);
void echo_teardown(struct worker *w);

/*
 * Open sockets with @open in a network namespace of their own whose loopback device is up, and return to
 * the one there was: addresses, rules and connections of the machine are neither seen nor changed. The
 * namespace lives as long as the sockets. 0 or -errno.
 */
int net_apart(int (*open)(int fd[2]), int fd[2]);

/* A file in memory (tmpfs) without a name; @exec: it is to be executed. The descriptor or -errno. */
int memory_file(const char *label, bool exec);

#endif
