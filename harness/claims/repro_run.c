// SPDX-License-Identifier: GPL-2.0-only
/*
 * repro_run - the run that a reproduction needs: the same options as the published one, and of its cells
 * those that the claims speak of.
 *
 * It runs as a process of its own, because only then is its standard output its own, too.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "claims/repro.h"
#include "proc.h"
#include "run.h"

#define REPRO_MAX_FILTERS 60 /* run takes 64; with more, all cells of the experiments are run */
#define REPRO_MAX_ARGS	  200

struct command {
	const char *v[REPRO_MAX_ARGS + 1];
	char *owned[REPRO_MAX_ARGS + 1];
	size_t n;
};

/* One more word; takes over @word. */
static void command_take(struct command *c, char *word)
{
	if (c->n == REPRO_MAX_ARGS) {
		free(word);
		return;
	}
	c->owned[c->n] = word;
	c->v[c->n++] = word;
}

static void command_put(struct command *c, const char *word)
{
	command_take(c, str_dup(word));
}

static void command_free(struct command *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->owned[i]);
}

void repro_kick(struct claims *c)
{
	double minutes = 0;

	for (size_t i = 0; i < c->nr; i++) {
		struct claim *one = &c->list[i];

		one->chosen = minutes + one->minutes <= REPRO_KICK_MINUTES;
		if (one->chosen)
			minutes += one->minutes;
		else
			one->why = str_fmt("it needs %g minutes: not part of --kick-the-tires",
					   one->minutes);
	}
}

/* The kernel series of the published run that any chosen claim speaks of, by commas; caller frees. */
static char *repro_series(const struct results *r, const struct claims *c)
{
	char *list = NULL;

	for (size_t k = 0; k < r->nr_kernels; k++) {
		bool wanted = false, known = false;

		for (size_t i = 0; i < c->nr; i++)
			wanted |= c->list[i].chosen &&
				  claim_wants_series(&c->list[i], r->kernels[k].series);
		for (size_t i = 0; i < k; i++)
			known |= !strcmp(r->kernels[i].series, r->kernels[k].series);
		if (wanted && !known)
			text_add(&list, "%s%s", list ? "," : "", r->kernels[k].series);
	}
	return list;
}

static void command_filters(struct command *cmd, const struct claims *c)
{
	char **filters = NULL;
	size_t nr = 0;

	for (size_t i = 0; i < c->nr; i++)
		if (c->list[i].chosen)
			claim_filters(&c->list[i], &filters, &nr);
	for (size_t i = 0; i < nr; i++) {
		if (nr <= REPRO_MAX_FILTERS) {
			command_put(cmd, "--filter");
			command_put(cmd, filters[i]);
		}
		free(filters[i]);
	}
	free(filters);
}

static void command_number(struct command *cmd, const char *option, const json_t *manifest,
			   const char *key)
{
	s64 n;

	if (!results_int(manifest, key, &n))
		return;
	command_put(cmd, option);
	command_take(cmd, str_fmt("%lld", (long long)n));
}

static void command_run(struct command *cmd, const struct repro_opts *o, const struct results *r,
			const struct claims *c)
{
	char *on = results_text(r->manifest, "on", "vm"), *series = repro_series(r, c);
	json_t *experiments = json_object_get(r->manifest, "experiments"), *e;
	size_t i;

	command_put(cmd, "run");
	json_array_foreach(experiments, i, e)
	{
		if (json_is_string(e) && *json_string_value(e) != '-')
			command_put(cmd, json_string_value(e));
	}
	if (!strcmp(on, "host")) {
		command_put(cmd, "--on");
		command_put(cmd, "host");
		command_number(cmd, "--loads", r->manifest, "loads");
		command_number(cmd, "--blocks", r->manifest, "blocks");
	} else if (series) {
		command_put(cmd, "--kernel");
		command_put(cmd, series);
	}
	if (json_is_true(json_object_get(r->manifest, "bit_exact")))
		command_put(cmd, "--bit-exact");
	command_number(cmd, "--seed", r->manifest, "seed");
	if (o->kick || json_is_true(json_object_get(r->manifest, "quick")))
		command_put(cmd, "--quick");
	else if (strcmp(on, "host"))
		command_number(cmd, "--repeats", r->manifest, "repeats");
	if (o->jobs) {
		command_put(cmd, "--jobs");
		command_take(cmd, str_fmt("%llu", (unsigned long long)o->jobs));
	}
	if (o->dry_run)
		command_put(cmd, "--dry-run");
	if (o->out) {
		command_put(cmd, "-o");
		command_put(cmd, o->out);
	}
	command_filters(cmd, c);
	free(series);
	free(on);
}

int repro_run(const struct repro_opts *o, const struct results *published, const struct claims *c,
	      char **dir)
{
	struct command cmd = { .n = 0 };
	char self[PATH_MAX] = "", *out = NULL;
	int code;

	*dir = NULL;
	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0) {
		log_err("repro: cannot find the running program: %m");
		return PB_EXIT_ENV;
	}
	/* Everything of --foreground: a signal from the terminal must reach the run as well. */
	for (size_t i = 0; o->kick && i < 5; i++)
		command_put(&cmd, (const char *[]){ "timeout", "--foreground", "--signal=INT",
						    "--kill-after=40", REPRO_KICK_SECONDS }[i]);
	command_put(&cmd, self);
	command_run(&cmd, o, published, c);
	/* The run ends by itself on a signal and keeps what it has: then this is judged. */
	run_catch_signals();
	code = proc_run(cmd.v, &(struct proc_opts){ .out = &out, .keep_stderr = true });
	command_free(&cmd);
	if (o->dry_run && code == 0)
		fputs(out ? out : "", stdout);
	if (code < 0)
		log_err("repro: cannot run %s: %s", self, strerror(-code));
	if (out && !o->dry_run) {
		out[strcspn(out, "\n")] = 0;
		if (*out)
			*dir = str_dup(out);
	}
	free(out);
	if (*dir)
		return 0;
	return code < 0 ? PB_EXIT_ENV : code;
}
