/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sample_batch - one batch of operations against the clock: attach, run, count, prove, detach.
 */
#ifndef PB_SAMPLE_BATCH_H
#define PB_SAMPLE_BATCH_H

#include "pmu.h"
#include "proof.h"

/* What all batches of a load share. */
struct sampler {
	struct worker *worker;
	const struct workload *workload;
	struct pmu pmu;
	unsigned int cpu;
	u64 ops;     /* of a batch */
	u64 idle_ns; /* before a batch */
	u64 epoch_ns; /* start of the load */
};

/* A batch is thrown away for a cause, never for its value. */
enum batch_end {
	BATCH_KEPT,
	BATCH_SWITCHED,	  /* another task took the CPU */
	BATCH_MISCOUNTED, /* hits differ from operations */
	BATCH_UNPROVEN,	  /* nothing here can tell whether the handler ran */
	BATCH_REFUSED,	  /* the kernel would not attach: b->err */
	BATCH_FAILED
};

struct batch {
	u64 at_ns, ns; /* start, since the load's; length */
	u64 expected, seen, lost;
	u64 matched; /* of a probe: events of ours that a filter counted */
	bool crowded; /* the proof failed for what other tasks may have done */
	struct proof proof;
	struct pmu_count pmu;
	int err;
	char *reason;	  /* of any end but BATCH_KEPT; owned */
	json_t *describe; /* what the backend says of its attachment; owned */
};

/* Attach @cell's collector, prove its handler, detach. */
enum batch_end batch_probe(const struct sampler *s, const struct cell *cell, struct batch *b);
/* The same around s->ops timed operations. */
enum batch_end batch_measure(const struct sampler *s, const struct cell *cell, struct batch *b);
void batch_free(struct batch *b);
/* The batch as it is reported; new reference. */
json_t *batch_json(const struct batch *b);

/*
 * From here to batch_release() no ordinary task takes the CPU: first-in-first-out scheduling at the
 * lowest such priority. A batch is short, and the kernel leaves others their share beside such tasks.
 * Where it is refused, batches that were interrupted are thrown away instead. 0 or -errno.
 */
int batch_hold(const struct workload *w);
void batch_release(const struct workload *w);

/* Nothing attached, nothing checked: for sizing and warming up. 0 or -errno. */
int batch_baseline(const struct sampler *s, u64 *ns);

#endif
