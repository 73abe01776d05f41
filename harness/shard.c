// SPDX-License-Identifier: GPL-2.0-only
/*
 * shard - a run cut into parts that machines measure independently.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "registry.h"
#include "run.h"
#include "shard.h"

/* A guest of its own costs a cell so many times what one in a shared guest costs: mostly its boot. */
#define SHARD_ALONE_WEIGHT 40

/* How a batch system says which of its tasks this is. */
struct shard_source {
	const char *index, *count;
	const char *first; /* the variable that holds the first index, or NULL: see base */
	const char *step;
	u64 base;
};

static const struct shard_source shard_sources[] = {
	{ "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN",
	  "SLURM_ARRAY_TASK_STEP", 1 },
	{ "JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", NULL, NULL, 0 }, /* indexed jobs of Kubernetes */
	{ "CI_NODE_INDEX", "CI_NODE_TOTAL", NULL, NULL, 1 },	      /* parallel jobs of GitLab */
};

static bool shard_number(const char *text, u64 *out)
{
	char *end;

	if (!text || *text < '0' || *text > '9')
		return false;
	errno = 0;
	*out = strtoull(text, &end, 10);
	return !*end && !errno;
}

static bool shard_env(const char *name, u64 *out)
{
	return name && shard_number(getenv(name), out);
}

static int shard_set(struct shard *s, u64 index, u64 of, const char *text)
{
	if (!index || !of || index > of || of > SHARD_MAX) {
		log_err("run: --shard %s: shard %llu of %llu makes no sense; they go from 1/N to N/N, and N "
			"to %d", text, (unsigned long long)index, (unsigned long long)of, SHARD_MAX);
		return -EINVAL;
	}
	*s = (struct shard){ .index = (unsigned int)index, .of = (unsigned int)of };
	return 0;
}

/* Shards need every index once, so an array of tasks must not have holes. */
static int shard_from(const struct shard_source *from, u64 index, u64 of, const char *text, struct shard *s)
{
	u64 first = from->base, step = 1;

	shard_env(from->first, &first);
	shard_env(from->step, &step);
	if (!of && !shard_env(from->count, &of)) {
		log_err("run: --shard %s: %s is set, but not %s: set it, or say --shard auto/N", text,
			from->index, from->count);
		return -EINVAL;
	}
	if (!step || index < first || (index - first) % step) {
		log_err("run: --shard %s: %s=%llu fits no array that begins with %llu; number its tasks "
			"without holes", text, from->index, (unsigned long long)index,
			(unsigned long long)first);
		return -EINVAL;
	}
	if (shard_set(s, (index - first) / step + 1, of, text))
		return -EINVAL;
	log_info("shard %u/%u, as %s says", s->index, s->of, from->index);
	return 0;
}

static int shard_auto(const char *text, struct shard *s)
{
	u64 of = 0, index;

	if (text[4] && (text[4] != '/' || !shard_number(text + 5, &of) || !of)) {
		log_err("run: --shard %s: write auto or auto/N", text);
		return -EINVAL;
	}
	for (const struct shard_source *from = shard_sources;
	     from < shard_sources + ARRAY_SIZE(shard_sources); from++)
		if (shard_env(from->index, &index))
			return shard_from(from, index, of, text, s);
	log_err("run: --shard %s: no batch system says which task this is (SLURM_ARRAY_TASK_ID, "
		"JOB_COMPLETION_INDEX and CI_NODE_INDEX are unset); write --shard i/N", text);
	return -EINVAL;
}

int shard_parse(const char *text, struct shard *s)
{
	char *copy, *slash;
	u64 index = 0, of = 0;
	bool sound;

	if (str_starts(text, "auto"))
		return shard_auto(text, s);
	copy = str_dup(text);
	slash = strchr(copy, '/');
	if (slash)
		*slash = 0;
	sound = slash && shard_number(copy, &index) && shard_number(slash + 1, &of);
	free(copy);
	if (sound)
		return shard_set(s, index, of, text);
	log_err("run: --shard %s: write i/N, as in 2/4, or auto", text);
	return -EINVAL;
}

char *shard_block(const char *cell)
{
	const char *kernel = strchr(cell, '/'), *part = kernel ? strchr(kernel + 1, '/') : NULL, *end;

	/* Where the arm comes first there is nothing by which its twin could be told from others. */
	if (!part || str_starts(part, "/arm="))
		return part ? str_fmt("%.*s", (int)(part - cell), cell) : str_dup(cell);
	end = strchr(part + 1, '/');
	return end ? str_fmt("%.*s", (int)(end - cell), cell) : str_dup(cell);
}

void shard_spread(const u64 *weights, size_t n, unsigned int of, unsigned int *shard)
{
	u64 *load = mem_alloc(of, sizeof(*load));

	memset(shard, 0, n * sizeof(*shard));
	for (size_t done = 0; done < n; done++) {
		size_t longest = n;
		unsigned int least = 0;

		for (size_t i = 0; i < n; i++)
			if (!shard[i] && (longest == n || weights[i] > weights[longest]))
				longest = i;
		for (unsigned int k = 1; k < of; k++)
			if (load[k] < load[least])
				least = k;
		shard[longest] = least + 1;
		load[least] += weights[longest];
	}
	free(load);
}

/* The blocks of a run, in the order of its plan. */
struct shard_blocks {
	char **names;
	u64 *weights;
	unsigned int *shard;
	size_t n;
	size_t *of_cell; /* block of each cell */
};

static size_t blocks_find(struct shard_blocks *b, const char *cell)
{
	char *name = shard_block(cell);
	size_t i = 0;

	while (i < b->n && strcmp(b->names[i], name))
		i++;
	if (i < b->n) {
		free(name);
		return i;
	}
	b->names = mem_grow(b->names, b->n + 1, sizeof(*b->names));
	b->weights = mem_grow(b->weights, b->n + 1, sizeof(*b->weights));
	b->weights[b->n] = 0;
	b->names[b->n] = name;
	return b->n++;
}

static void blocks_make(struct shard_blocks *b, const struct run *run)
{
	b->of_cell = mem_alloc(run->nr_cells, sizeof(*b->of_cell));
	for (size_t i = 0; i < run->nr_cells; i++) {
		const struct run_cell *c = &run->cells[i];

		b->of_cell[i] = blocks_find(b, c->name);
		b->weights[b->of_cell[i]] += c->repeats * (c->experiment->alone ? SHARD_ALONE_WEIGHT : 1);
	}
	b->shard = mem_alloc(b->n, sizeof(*b->shard));
	shard_spread(b->weights, b->n, run->shard.of, b->shard);
}

static void blocks_free(struct shard_blocks *b)
{
	for (size_t i = 0; i < b->n; i++)
		free(b->names[i]);
	free(b->names);
	free(b->weights);
	free(b->shard);
	free(b->of_cell);
}

/* How well a cell serves to compare machines, by its workload: 0 is not at all. */
static unsigned int shard_steadiness(const struct run_cell *c)
{
	char *arm = cell_key(c->name, "arm"), *name = cell_key(c->name, "workload");
	const struct workload *w = name ? workload_find(name) : NULL;
	unsigned int steady = 0;

	/* Without a function of the kernel nothing but the ruler itself is measured. */
	if (arm && !strcmp(arm, "none") && !c->experiment->alone && !(w && w->wavers))
		steady = w && !w->func ? 2 : 1;
	free(name);
	free(arm);
	return steady;
}

/* The steadiest baseline on @kernel, of the smallest block, which costs least to measure again; nr_cells: none. */
static size_t shard_control(const struct run *run, const struct shard_blocks *b, unsigned int kernel)
{
	size_t best = run->nr_cells;
	unsigned int most = 0;

	for (size_t i = 0; i < run->nr_cells; i++) {
		unsigned int steady = run->cells[i].kernel == kernel ? shard_steadiness(&run->cells[i]) : 0;

		if (steady > most || (steady && steady == most &&
				      b->weights[b->of_cell[i]] < b->weights[b->of_cell[best]])) {
			most = steady;
			best = i;
		}
	}
	return best;
}

static void shard_keep(struct run *run, const bool *keep)
{
	size_t n = 0;

	for (size_t i = 0; i < run->nr_cells; i++) {
		if (keep[i])
			run->cells[n++] = run->cells[i];
		else
			run_cell_free(&run->cells[i]);
	}
	run->nr_cells = n;
}

int run_shard(struct run *run)
{
	struct shard_blocks b = { 0 };
	bool *keep = mem_alloc(run->nr_cells, sizeof(*keep)), *kernels;
	size_t planned = run->nr_cells;

	kernels = mem_alloc(run->nr_kernels + 1, sizeof(*kernels));
	blocks_make(&b, run);
	text_add(&run->matrix, "%s", MATRIX_HEAD);
	for (size_t i = 0; i < run->nr_cells; i++) {
		unsigned int shard = b.shard[b.of_cell[i]];

		text_add(&run->matrix, "%u\t%llu\t%s\n", shard, (unsigned long long)run->cells[i].repeats,
			 run->cells[i].name);
		keep[i] = shard == run->shard.index;
		kernels[run->cells[i].kernel] |= keep[i];
	}
	for (unsigned int k = 0; k < run->nr_kernels; k++) {
		size_t control = kernels[k] ? shard_control(run, &b, k) : run->nr_cells;

		if (control < run->nr_cells)
			keep[control] = true;
	}
	shard_keep(run, keep);
	if (!run->nr_cells)
		log_warn("shard %u/%u is empty: the %zu cells are %zu blocks, which do not come apart; use at "
			 "most %zu shards", run->shard.index, run->shard.of, planned, b.n, b.n);
	blocks_free(&b);
	free(kernels);
	free(keep);
	return run->nr_cells ? 0 : PB_EXIT_SKIP;
}

int matrix_parse(char *text, struct matrix_line **lines, size_t *n)
{
	char *save = NULL;

	*lines = NULL;
	*n = 0;
	if (!str_starts(text, MATRIX_HEAD))
		return -EINVAL;
	for (char *l = strtok_r(text + strlen(MATRIX_HEAD), "\n", &save); l; l = strtok_r(NULL, "\n", &save)) {
		char *repeats = strchr(l, '\t'), *cell = repeats ? strchr(repeats + 1, '\t') : NULL;
		struct matrix_line line = { .cell = cell ? cell + 1 : NULL };
		u64 shard;

		if (!cell || !cell[1])
			return -EINVAL;
		*repeats = *cell = 0;
		if (!shard_number(l, &shard) || shard > SHARD_MAX ||
		    !shard_number(repeats + 1, &line.repeats))
			return -EINVAL;
		line.shard = (unsigned int)shard;
		*lines = mem_grow(*lines, *n + 1, sizeof(**lines));
		(*lines)[(*n)++] = line;
	}
	return 0;
}
