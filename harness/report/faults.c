// SPDX-License-Identifier: GPL-2.0-only
/*
 * faults - cells of `safety` as a matrix, and what follows from counting in it.
 */
#include <stdlib.h>
#include <string.h>

#include "report/faults.h"

const char *const fault_profile_names[NR_PROFILES] = { "stock", "detect" };

char *faults_provenance(const struct results *r, const struct result_kernel *k)
{
	char *version = results_text(k->entry, "version", "of unknown version");
	char *text = str_fmt(
		"Observed outcomes, no cost. Linux %s (%s), two virtual CPUs on one thread of QEMU",
		k->release, version);

	free(version);
	return text;
}

struct fault_cell faults_cell(const struct results *r, const char *release, const struct fault *f,
			      enum fault_profile p, enum fault_side side)
{
	char *name = str_fmt("safety/kernel=%s/fault=%s/profile=%s/arm=%s", release, f->name,
			     fault_profile_names[p], fault_side_names[side]);
	struct fault_cell found = { 0 };

	for (size_t i = 0; i < r->nr_cells && !found.cell; i++) {
		const char *verdict;

		if (strcmp(r->cells[i].name, name))
			continue;
		found.cell = &r->cells[i];
		verdict = json_string_value(json_object_get(r->cells[i].record, "verdict"));
		if (verdict && fate_parse(verdict) >= 0)
			found.verdict = (enum fate)fate_parse(verdict);
		found.recovered = json_is_true(json_object_get(r->cells[i].record, "recovered"));
		found.survived = json_is_true(json_object_get(r->cells[i].record, "survived"));
		found.removed = json_is_true(json_object_get(r->cells[i].record, "removed"));
		found.parts = json_object_get(r->cells[i].record, "removed") != NULL;
	}
	free(name);
	return found;
}

static bool faults_has(const struct results *r, const struct fault *f)
{
	char *key = str_fmt("/fault=%s/", f->name);
	bool has = false;

	for (size_t i = 0; i < r->nr_cells && !has; i++)
		has = str_starts(r->cells[i].name, "safety/") && strstr(r->cells[i].name, key);
	free(key);
	return has;
}

static int faults_order(const void *a, const void *b)
{
	const struct fault *x = *(const struct fault *const *)a,
			   *y = *(const struct fault *const *)b;
	int by_id = strcmp(x->id, y->id);

	if (x->cls != y->cls)
		return x->cls < y->cls ? -1 : 1;
	return by_id ? by_id : strcmp(x->name, y->name);
}

const struct fault **faults_seen(const struct results *r, size_t *n)
{
	const struct fault **seen = NULL;

	*n = 0;
	for (const struct fault *const *f = faults; *f; f++) {
		if (!faults_has(r, *f))
			continue;
		seen = mem_grow(seen, *n + 1, sizeof(*seen));
		seen[(*n)++] = *f;
	}
	if (seen)
		qsort(seen, *n, sizeof(*seen), faults_order);
	return seen;
}

bool fault_is_control(const struct fault *f)
{
	return !strcmp(f->name, "clean");
}

struct fault_counts faults_count(const struct results *r, const char *release, enum fault_class cls,
				 enum fault_profile p, enum fault_side side)
{
	struct fault_counts c = { 0 };
	size_t n;
	const struct fault **seen = faults_seen(r, &n);

	for (size_t i = 0; i < n; i++) {
		struct fault_cell one = faults_cell(r, release, seen[i], p, side);

		if ((cls != NR_FAULT_CLASSES && seen[i]->cls != cls) || fault_is_control(seen[i]))
			continue;
		if (seen[i]->side[side].inexpressible) {
			c.inexpressible++;
		} else if (one.verdict == FATE_UNSET) {
			c.unknown++;
		} else {
			c.of[fates[one.verdict].group]++;
			c.recovered += one.recovered;
			c.survived += one.survived;
			c.removed += one.removed;
			c.parts += one.parts;
			c.all++;
		}
	}
	free(seen);
	return c;
}

/* "4 were refused before they ran, 2 ended in ..." */
static char *faults_spread(const struct fault_counts *c)
{
	char *text = str_dup("");

	for (int g = 0; g < NR_FATE_GROUPS; g++)
		if (c->of[g])
			text_add(&text, "%s%s %zu", *text ? ", " : "", fate_groups[g].name,
				 c->of[g]);
	return text;
}

char *faults_conclusion(const struct results *r, const struct result_kernel *k,
			enum fault_class cls)
{
	static const char *const who[NR_SIDES] = { "module", "eBPF program" };
	char *text = str_dup("");

	for (int side = 0; side < NR_SIDES; side++) {
		struct fault_counts c =
			faults_count(r, k->release, cls, PROFILE_STOCK, (enum fault_side)side);
		enum fault_profile p = PROFILE_STOCK;
		char *spread;

		if (!c.all) {
			p = PROFILE_DETECT;
			c = faults_count(r, k->release, cls, p, (enum fault_side)side);
		}
		if (!c.all)
			continue;
		spread = faults_spread(&c);
		text_add(
			&text,
			"%sOf %zu mistake%s made in %s %s on Linux %s (%s): %s; the machine recovered "
			"without a reboot from %zu.",
			*text ? " " : "", c.all, c.all == 1 ? "" : "s",
			side == SIDE_EBPF ? "an" : "a", who[side], k->label, fault_profile_names[p],
			spread, c.recovered);
		if (c.inexpressible)
			text_add(&text, " %zu cannot be expressed there.", c.inexpressible);
		free(spread);
	}
	return text;
}

/* What became of @f in a program on @k: as Debian boots it, if that was tried. */
static enum fate faults_in_ebpf(const struct results *r, const struct result_kernel *k,
				const struct fault *f)
{
	struct fault_cell c = faults_cell(r, k->release, f, PROFILE_STOCK, SIDE_EBPF);

	if (!c.verdict)
		c = faults_cell(r, k->release, f, PROFILE_DETECT, SIDE_EBPF);
	return fault_is_control(f) ? FATE_UNSET : c.verdict;
}

char *faults_not_stopped(const struct results *r, const struct result_kernel *k)
{
	char *text = str_dup("");
	size_t n;
	const struct fault **seen = faults_seen(r, &n);

	for (int fate = NR_FATES - 1; fate > FATE_CLEAN; fate--) {
		bool first = true;

		if (fates[fate].group == GROUP_REFUSED || fates[fate].group == GROUP_CONTAINED)
			continue;
		for (size_t i = 0; i < n; i++) {
			if ((int)faults_in_ebpf(r, k, seen[i]) != fate)
				continue;
			if (first)
				text_add(&text, "* _%s_: %s", fates[fate].sentence, seen[i]->mistake);
			else
				text_add(&text, "; %s", seen[i]->mistake);
			first = false;
		}
		if (!first)
			text_add(&text, ".\n");
	}
	free(seen);
	return text;
}
