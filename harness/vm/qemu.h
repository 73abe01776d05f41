/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * qemu - one guest as a child process: start it, read its two serial lines, see it end.
 *
 * The caller alternates guest_wait() and guest_pump(), so that one thread can drive several guests.
 */
#ifndef PB_QEMU_H
#define PB_QEMU_H

#include <poll.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base.h"

enum accel { ACCEL_ICOUNT, ACCEL_TCG, ACCEL_KVM };
const char *accel_name(enum accel a);
int accel_parse(const char *name); /* enum accel or -1 */

struct snapshot;

struct guest_spec {
	const char *vmlinuz;
	const char *initramfs;
	char *cmdline_extra;	   /* appended to the kernel command line; may be NULL */
	/* More arguments of QEMU, separated by blanks, $SOCKET for guest_socket(); may be NULL. */
	char *qemu_extra;
	enum accel accel;
	const char *cpu;	   /* CPU model; NULL: GUEST_CPU */
	unsigned int cpus;
	unsigned int memory_mib;
	bool bit_exact;		   /* nokaslr, fixed seed and clock */
	unsigned int boot_seconds; /* until the guest's first line */
	unsigned int quiet_seconds; /* without a line, once it talks */
	/*
	 * Its memory is a file and it has two more lines, for commands and for QEMU's monitor, so that
	 * vm/snapshot.h can freeze it; and it is killed, not shut down, once it has said bye.
	 */
	bool restorable;
	const struct snapshot *snapshot; /* restorable: the place of its memory; NULL: an unnamed one */
	bool resume;			 /* go on from the snapshot instead of booting */
};

/*
 * Pinned, because the model decides which mitigations the kernel turns on, and "max" changes with
 * QEMU. It needs no meltdown page-table switch, and Debian's kernels apply retpolines on it.
 */
#define GUEST_CPU "qemu64"
#define QEMU_BINARY "qemu-system-x86_64"

struct guest {
	pid_t pid;
	int console_fd, result_fd; /* memory files that QEMU writes */
	off_t console_seen, results_seen;
	int stderr_fd; /* pipe; -1 once at its end */
	int command_fd, monitor_fd; /* sockets of a restorable guest, else -1 */
	char *console, *results, *errors;     /* all that was read so far, NUL-terminated */
	size_t console_len, results_len, errors_len;
	double deadline;		      /* monotonic seconds; pushed by every message */
	double starved;			      /* guest_starved() when it was pushed */
	unsigned int quiet_seconds;
	bool timed_out, flooded, ended; /* killed for silence; for what it wrote to its console */
	int status;			      /* exit status or 128 + signal, once ended */
};

/* Descriptor numbers that files and lines have inside QEMU. */
enum qemu_fd {
	QEMU_CONSOLE_FD = 3,
	QEMU_RESULT_FD,
	QEMU_COMMAND_FD, /* from here on: of restorable guests */
	QEMU_MONITOR_FD,
	QEMU_RAM_FD,
	QEMU_FD_END
};

/* Append words to spec->cmdline_extra; who owns the spec frees it. */
void guest_cmdline(struct guest_spec *spec, const char *fmt, ...) PB_PRINTF(2, 3);

/* Where a socket of this guest's own may lie: beside its archive; caller frees. */
char *guest_socket(const struct guest_spec *spec);

/* The exact argument vector; NULL-terminated, caller frees with argv_free(). */
char **guest_argv(const struct guest_spec *spec);
void argv_free(char **argv);

/* Equal for guests that one boot could serve: all of their arguments and limits; caller frees. */
char *guest_key(const struct guest_spec *spec);

/* Start; 0, or -ENOENT if QEMU is missing, or -errno; the error is logged. */
int guest_start(struct guest *g, const struct guest_spec *spec);

#define GUEST_MAX 64

/* Sleep for @ms, or until one of the guests may have ended. */
void guest_wait(const struct guest *const *guests, size_t n, int ms);

/* Called for every complete result line, without its newline; was it a message? */
typedef bool (*guest_line_fn)(const char *text, void *ctx);

/*
 * Seconds that threads of process @pid were ready to run and waited for a processor, all their lives; 0 where
 * the kernel does not count them.
 */
double guest_starved(pid_t pid);

/*
 * Is it past its deadline at @now? A guest that waited for our processors is not silent: what it waited since
 * the deadline was set (@starved is guest_starved() of now) is added, up to GUEST_PATIENCE times its limit.
 */
#define GUEST_PATIENCE 3
bool guest_silent(const struct guest *g, double now, double starved);

/* Read what there is, note the end, kill at the deadline. True while the guest runs. */
bool guest_pump(struct guest *g, guest_line_fn line, void *ctx);

/* Bytes from the result line, in whatever pieces they come. Was there a message among them? */
#define GUEST_LINE_MAX (16u << 20)
bool guest_feed(struct guest *g, const char *data, size_t len, guest_line_fn line, void *ctx);

/* What a console may hold: an oops that oopses writes without end. The guest is killed then. */
#define GUEST_CONSOLE_MAX (1u << 20)

/* It is done and says so: end it without waiting for its shutdown, as if it had been one. */
void guest_retire(struct guest *g, guest_line_fn line, void *ctx);

/* Kill if running, reap, free. */
void guest_stop(struct guest *g);

/* Monotonic seconds. */
double clock_seconds(void);

/* "7.2.22" of the installed QEMU; caller frees; NULL if there is none. */
char *qemu_version(void);

#endif
