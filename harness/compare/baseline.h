/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * baseline - results kept under a name, to gate later ones against.
 *
 * A stored baseline is a set of result folders, one for each kernel series, accelerator, CPU model and
 * QEMU version, because figures of different ones do not answer to each other:
 *
 *   <store>/<name>/6.12_icount_qemu64_qemu-7.2.22/{manifest.json, cells.jsonl, env/}
 */
#ifndef PB_BASELINE_H
#define PB_BASELINE_H

#include "report/load.h"

struct baseline_key {
	char *name;			  /* "6.12_icount_qemu64_qemu-7.2.22" */
	const struct result_cell **cells; /* of the folder that was asked about */
	size_t nr;
};

/* The keys that a folder's cells have; *keys is the caller's to free with baseline_keys_free(). */
size_t baseline_keys(const struct results *r, struct baseline_key **keys);
void baseline_keys_free(struct baseline_key *keys, size_t nr);

/* May a baseline be called so? (It becomes the name of a folder.) */
bool baseline_name_ok(const char *name);
/* Where baselines are kept unless told otherwise: in the cache; caller frees. */
char *baseline_store(void);

/* Keep @r under @name, in place of what was kept under the same keys. 0 or -errno (logged). */
int baseline_save(const char *store, const char *name, const struct results *r);
/*
 * Load what is kept under @name for the keys of @r into @out, at most @max folders; *nr says how many.
 * Keys without one are named in a warning. 0; -ENOENT (logged): nothing fits; other -errno (logged).
 */
int baseline_load(const char *store, const char *name, const struct results *r, struct results *out,
		  size_t max, size_t *nr);

#endif
