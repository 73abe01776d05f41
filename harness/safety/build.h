/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * build - both sides of every fault, made when the experiment runs; what a compiler refuses is a result,
 * and its words go into the guest in place of the program.
 *
 * In a guest: FAULT_MODULES/pbf_<stem>.ko (and other/pbf_<stem>.ko of another kernel), and
 * FAULT_FILES/<stem>.bpf.o, <stem>.kmod.log, <stem>.ebpf.log: what the compilers said, if anything.
 */
#ifndef PB_SAFETY_BUILD_H
#define PB_SAFETY_BUILD_H

#include "fault.h"

struct initramfs;
struct kernel;

#define FAULT_MODULES "/modules/faults"
#define FAULT_FILES   "/faults"

/* Build what is out of date for @k and put everything into @a. On the host; 0 or -errno, logged. */
int build_pack(const struct kernel *k, struct initramfs *a);

/* What the compilers said of a module of @release, "" if nothing; caller frees. NULL: not built yet. */
char *build_kmod_log(const char *release, const char *stem);
char *build_ebpf_log(const char *stem);

/* Warnings that point at a mistake, by who gave them: compilers name the option, sparse has none to name. */
struct build_warnings {
	unsigned int compiler, objtool, modpost, sparse;
};
struct build_warnings build_warnings(const char *log);

/* The lines of @log that any row of @expect looks for, and its end: at most 2 KB. Caller frees. */
char *log_digest(const char *log, const struct fault_expect *expect);

/* Does @text have one of the alternatives of @line, "this|or this"? */
bool log_has(const char *text, const char *line);

#endif
