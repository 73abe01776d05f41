// SPDX-License-Identifier: GPL-2.0-only
/*
 * on_host - a series of upgrades without a guest around it.
 *
 * The generator has the CPU that measures, the upgrader another one. What the emulator cannot show is there: two
 * CPUs at once, and time. What a guest guarantees is not: other tasks take their turns, and other programs
 * come and go.
 */
#include <errno.h>
#include <sched.h>
#include <string.h>

#include "cell.h"
#include "registry.h"
#include "run.h"
#include "strategy.h"
#include "upgrade/on_host.h"
#include "upgrade/outcome.h"
#include "upgrade/series.h"
#include "upgrade/words.h"

bool on_host_samples(const struct cell *c)
{
	return c->backend && !strcmp(c->backend->name, "ebpf");
}

/* The first CPU but @gen that this process may use; -1: there is none. */
static int on_host_cpu(const cpu_set_t *allowed, unsigned int gen)
{
	for (unsigned int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (cpu != gen && CPU_ISSET(cpu, allowed))
			return (int)cpu;
	return -1;
}

/* How kernels say that they do not have it, or do not allow it. */
static bool on_host_refuses(int err)
{
	static const int errs[] = { -EPERM, -EACCES, -ENOENT, -ESRCH, -EINVAL, -EOPNOTSUPP, -ENOSYS };

	for (size_t i = 0; i < ARRAY_SIZE(errs); i++)
		if (err == errs[i])
			return true;
	return false;
}

static void on_host_cell(struct cell_run *run, const struct sample_opts *o, int cpu)
{
	struct series s = { .wanted = o->loads * o->blocks,
			    .seed = o->seed,
			    .cpu = cpu,
			    .gen_cpu = (int)o->cpu,
			    .timed = true };
	struct upgrade u = { .strategy = words_strategy(&run->cell),
			     .mech = run->cell.mech,
			     .function = UPGRADE_FUNCTION,
			     .from = 1,
			     .to = 2 };
	int err = series_run(&s, &u);

	/* What this kernel does not let anybody load or attach is no failed upgrade. */
	if (err && s.began && !s.opened && on_host_refuses(err))
		cell_end(run, OUTCOME_SKIP, "%s", u.reason);
	else if (err && !s.done)
		cell_end(run, OUTCOME_BROKEN, "%s", u.reason);
	else
		outcome_record(run, &u, &s, err);
	series_free(&s);
}

void on_host_sample(struct cell_run *runs, size_t n, const struct sample_opts *o)
{
	cpu_set_t allowed;
	int cpu;

	sched_getaffinity(0, sizeof(allowed), &allowed);
	cpu = on_host_cpu(&allowed, o->cpu);
	for (size_t i = 0; i < n && !run_signal(); i++) {
		if (runs[i].outcome != OUTCOME_OK)
			continue;
		if (cpu < 0)
			cell_end(&runs[i], OUTCOME_SKIP, "generator and upgrader need a CPU each");
		else
			on_host_cell(&runs[i], o, cpu);
		sched_setaffinity(0, sizeof(allowed), &allowed);
	}
}
