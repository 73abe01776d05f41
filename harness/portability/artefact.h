/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * artefact - what was built once and is then tried on kernels: the word of artefact= in a cell's name.
 *
 *   count.fentry                          eBPF: the object of a collector, and its mechanism
 *   count.kprobe@6.1.0-56-cloud-amd64     module: built for that kernel
 *   whoami.core                           eBPF: reads fields, found by the loader (CO-RE)
 *   whoami.frozen@6.1.0-56-cloud-amd64    eBPF: reads fields where they were on that kernel
 *   whoami.btf@6.1.0-56-cloud-amd64       eBPF: reads fields, built against the types of that kernel
 *   whoami.module@6.1.0-56-cloud-amd64    module: reads fields, built for that kernel
 *
 * and what else harness/portability/specimens.c has.
 */
#ifndef PB_ARTEFACT_H
#define PB_ARTEFACT_H

#include "portability/specimens.h"
#include "registry.h"

struct artefact {
	const struct specimen *specimen;   /* NULL: a collector */
	const struct collector *collector; /* of a collector, and of a specimen that is one elsewhere */
	const struct mech *mech;
	const char *built_for; /* a release, in the word; NULL: for any kernel */
};

/* NULL, or what is wrong with @word of @arm ("kmod", "ebpf"); caller frees. */
char *artefact_parse(const char *word, const char *arm, struct artefact *a);

/*
 * The first mechanism of @arm with that name: one that serves several hooks is tried at its own. NULL: none.
 */
const struct mech *artefact_mech_named(const char *arm, const char *name);

/* The mechanism that a collector is tried by where one must stand for all. */
const struct mech *artefact_mech(const struct collector *c, const char *arm);

#endif
