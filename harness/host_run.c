// SPDX-License-Identifier: GPL-2.0-only
/*
 * host_run - measure the plan's cells on the running kernel: groups of cells, a process per load.
 *
 * This process pins the CPU, sets the machine up, and stays able to put it back whatever becomes of
 * the one that measures. BPF programs go with that process; modules are unloaded here.
 */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "env.h"
#include "files.h"
#include "health.h"
#include "host.h"
#include "host_run.h"
#include "pmu.h"
#include "record.h"
#include "registry.h"
#include "stats.h"

/*
 * Mounts that this process and its children alone see; what is there already stays. Experiments mount more
 * of their own, so without a place apart none of them may run: it would be left behind. 0 or PB_EXIT_ENV.
 */
static int host_mounts(void)
{
	static const char *const mounts[][3] = {
		{ "tracefs", "/sys/kernel/tracing", "/sys/kernel/tracing/events" },
		{ "securityfs", "/sys/kernel/security", "/sys/kernel/security/lsm" },
		{ "debugfs", "/sys/kernel/debug", "/sys/kernel/debug/kprobes" },
	};

	if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL)) {
		log_err("run: cannot have a mount namespace of its own: %s; --on host needs the capability "
			"CAP_SYS_ADMIN and a kernel and container that permit unshare(CLONE_NEWNS)",
			strerror(errno));
		return PB_EXIT_ENV;
	}
	for (size_t i = 0; i < ARRAY_SIZE(mounts); i++)
		if (!file_exists(mounts[i][2]))
			mount(mounts[i][0], mounts[i][1], mounts[i][0], 0, NULL);
	return 0;
}

static bool host_any(const struct host_group *hg)
{
	for (size_t i = sample_first(&hg->g); i < hg->g.n; i++)
		if (hg->g.live[i] && hg->runs[i].outcome == OUTCOME_OK)
			return true;
	return false;
}

static void host_record(struct host *h, struct host_group *hg, size_t arm)
{
	struct run_cell *cell = &h->run->cells[hg->cells[arm]];
	struct cell_run *run = &hg->runs[arm];

	record_finish(run);
	json_object_set_new(run->record, "accel", json_string("host"));
	json_object_set_new(run->record, "cpu", json_string(h->cpu_model));
	if (folder_add(&h->run->folder, run->record))
		h->run->write_failed = true;
	json_decref(cell->record);
	cell->record = json_incref(run->record);
	run_progress_cell(h->run, run->record);
}

static void host_measure(struct host *h, struct host_group *hg)
{
	size_t first = sample_first(&hg->g);
	const struct experiment *e = hg->g.arms[0].experiment;
	struct health health;
	enum outcome o;
	char *why = NULL;
	int err = health_open(&health);

	if (err) {
		host_end_all(hg, OUTCOME_BROKEN, "cannot watch /dev/kmsg and the taint flags");
		return;
	}
	if (e->sample)
		e->sample(&hg->runs[first], hg->g.n - first, &h->run->sample);
	for (unsigned int l = 0; l < h->run->sample.loads && !e->sample && !err && host_any(hg); l++)
		err = host_load(h, hg, l);
	if (run_signal())
		goto out;
	if (host_any(hg) && !e->sample)
		sample_record(&hg->g, &h->run->sample, hg->loads, hg->runs);
	o = health_judge(&health, &why);
	for (size_t i = first; i < hg->g.n && o != OUTCOME_OK; i++)
		if (hg->g.live[i])
			cell_end(&hg->runs[i], o, "%s (while this was measured)", why);
out:
	free(why);
	health_close(&health);
}

/* Cells that share workload, hook and collector are measured together. */
static struct host_group *host_group_of(struct host *h, const struct cell *c)
{
	struct host_group *hg;
	struct cell base = { .experiment = c->experiment, .kernel = c->kernel, .workload = c->workload,
			     .backend = backend_find("none") };

	for (hg = h->groups; hg < h->groups + h->nr_groups; hg++)
		if (hg->g.arms[0].experiment == c->experiment && hg->g.arms[0].workload == c->workload &&
		    hg->hook == c->hook && hg->collector == c->collector && hg->g.n < SAMPLE_MAX_ARMS)
			return hg;
	h->groups = mem_grow(h->groups, h->nr_groups + 1, sizeof(*h->groups));
	hg = &h->groups[h->nr_groups++];
	*hg = (struct host_group){ .hook = c->hook, .collector = c->collector, .loads = json_array() };
	hg->g.arms[0] = hg->g.arms[1] = base;
	hg->g.live[0] = hg->g.live[1] = true;
	hg->g.n = 2;
	return hg;
}

static void host_add_cell(struct host *h, u32 index)
{
	struct run_cell *rc = &h->run->cells[index];
	struct host_group *hg;
	struct cell c;
	char *why = NULL;
	size_t arm = 1;

	if (cell_parse(rc->name, &c, &why)) {
		log_warn("%s", why);
		free(why);
		return;
	}
	hg = host_group_of(h, &c);
	/* An experiment that samples by itself has cells alone, and no baseline. */
	if (c.collector || c.experiment->sample) {
		arm = hg->g.n++;
		hg->g.arms[arm] = c;
	}
	hg->cells[arm] = index;
	hg->g.live[arm] = true;
	hg->runs[arm] = (struct cell_run){ .cell = c,
					   .record = record_new(rc->name, "sampled") };
	why = cell_unmet(&c, &h->machine);
	if (!why && h->run->no_modules && !strcmp(c.backend->name, "kmod"))
		why = str_dup(h->run->no_modules);
	if (why) {
		hg->g.live[arm] = false;
		cell_end(&hg->runs[arm], OUTCOME_SKIP, "%s", why);
	}
	free(why);
	h->run->progress.total++;
}

static int host_measure_all(struct host *h)
{
	u32 *order;

	for (size_t i = 0; i < h->run->nr_cells; i++)
		if (!h->run->cells[i].resumed)
			host_add_cell(h, (u32)i);
	order = mem_alloc(h->nr_groups + 1, sizeof(*order));
	for (size_t i = 0; i < h->nr_groups; i++)
		order[i] = (u32)i;
	stats_shuffle(order, h->nr_groups, h->run->opts.seed);
	for (size_t i = 0; i < h->nr_groups && !run_signal() && !h->run->write_failed; i++) {
		struct host_group *hg = &h->groups[order[i]];

		if (host_any(hg))
			host_measure(h, hg);
		for (size_t arm = sample_first(&hg->g); arm < hg->g.n && !run_signal(); arm++)
			host_record(h, hg, arm);
	}
	free(order);
	log_progress(NULL);
	return run_signal() ? PB_EXIT_INTERRUPTED : h->run->write_failed ? PB_EXIT_ENV : 0;
}

/* An isolated CPU if there is one; else the last: interrupts prefer the first. */
static u64 host_choose_cpu(const cpu_set_t *allowed)
{
	char *isolated = file_line("/sys/devices/system/cpu/isolated");
	u64 cpu = 0;

	for (u64 i = 0; i < CPU_SETSIZE; i++)
		if (CPU_ISSET(i, allowed))
			cpu = i;
	if (isolated && *isolated)
		cpu = strtoul(isolated, NULL, 10);
	free(isolated);
	return cpu;
}

/* Find the CPU that measures, see that it can be had, and leave it to the processes that measure. */
static int host_pin(struct host *h)
{
	cpu_set_t allowed, one;
	u64 cpu = h->run->opts.cpu;

	sched_getaffinity(0, sizeof(allowed), &allowed);
	if (cpu == RUN_ANY_CPU)
		cpu = host_choose_cpu(&allowed);
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	if (sched_setaffinity(0, sizeof(one), &one)) {
		log_err("run: cannot run on CPU %llu alone: %s; is it online, and within this process's "
			"own CPUs?", (unsigned long long)cpu, strerror(errno));
		return PB_EXIT_ENV;
	}
	if (CPU_COUNT(&allowed) > 1)
		CPU_CLR(cpu, &allowed);
	sched_setaffinity(0, sizeof(allowed), &allowed);
	h->run->sample.cpu = (unsigned int)cpu;
	return 0;
}

static int host_env(struct host *h, json_t *settings)
{
	json_t *env = env_kernel(), *pmu;
	const char *model = json_string_value(json_object_get(env, "cpu_model"));
	const struct kernel *k = &h->run->kernels[0];
	struct pmu counters;
	int err = pmu_open(&counters);

	pmu = err ? json_pack("{s:b, s:s}", "offered", 0, "reason", strerror(-err)) :
		    json_pack("{s:b}", "offered", 1);
	pmu_close(&counters);
	h->cpu_model = str_dup(model ? model : "unknown");
	json_object_set_new(env, "accel", json_string("host"));
	json_object_set_new(env, "cpu", json_string(h->cpu_model));
	json_object_set_new(env, "pinned_cpu", json_integer(h->run->sample.cpu));
	json_object_set_new(env, "pinned_cpu_irqs", host_irqs("", h->run->sample.cpu));
	json_object_set_new(env, "pmu", pmu);
	json_object_set(env, "host_state", settings);
	err = folder_env(&h->run->folder, k->release, env);
	json_decref(env);
	return err ? PB_EXIT_ENV : 0;
}

int run_host(struct run *run)
{
	struct host h = { .run = run, .machine = host_machine(), .state.lock = -1 };
	json_t *settings = NULL;
	int code = host_pin(&h);

	run->progress.started = clock_seconds();
	run->progress.boots = 1;
	if (!code)
		code = host_mounts();
	if (!code && host_state_apply(&h.state, "", host_state_path(), run->sample.cpu, &settings))
		code = PB_EXIT_ENV;
	if (!code)
		code = host_env(&h, settings);
	if (!code)
		code = host_measure_all(&h);
	if (host_state_restore(&h.state) && !code)
		code = PB_EXIT_ENV;
	for (size_t i = 0; i < h.nr_groups; i++) {
		json_decref(h.groups[i].loads);
		for (size_t arm = sample_first(&h.groups[i].g); arm < h.groups[i].g.n; arm++) {
			json_decref(h.groups[i].runs[arm].record);
			free(h.groups[i].runs[arm].reason);
			cell_free(&h.groups[i].runs[arm].cell);
		}
	}
	free(h.groups);
	free(h.cpu_model);
	json_decref(settings);
	return code;
}
