// SPDX-License-Identifier: GPL-2.0-only
/*
 * faults_time - how long a verdict took the host. Time of emulated guests: about the instrument, not a cost.
 */
#include <stdlib.h>

#include "report/faults.h"

struct spent {
	size_t n;
	s64 ms;
};

/* A verdict that has to wait until a watchdog has made up its mind. */
static bool fate_waits(enum fate fate)
{
	return fate == FATE_LOCKUP_CPU || fate == FATE_HANG;
}

static struct spent faults_spent(const struct results *r, enum fault_profile p, bool waits)
{
	struct spent sum = { 0 };
	size_t n;
	const struct fault **seen = faults_seen(r, &n);

	for (size_t k = 0; k < r->nr_kernels; k++)
		for (size_t i = 0; i < n; i++)
			for (int s = 0; s < NR_SIDES; s++) {
				struct fault_cell c = faults_cell(r, r->kernels[k].release, seen[i], p,
								  (enum fault_side)s);
				s64 ms;

				if (!c.verdict || fate_waits(c.verdict) != waits ||
				    !results_int(c.cell->record, "guest_ms", &ms))
					continue;
				sum.n++;
				sum.ms += ms;
			}
	free(seen);
	return sum;
}

struct table *faults_table_time(const struct results *r)
{
	struct table *t = table_new(str_dup("seconds"), str_dup("Seconds a fault"),
				    str_dup("From the frozen guest to the end of its copy, mean; boots and "
					    "compilers are not in it. Time of emulation is not a cost"),
				    "profile,#faults,#seconds each,#lockups and hangs,#seconds each");

	for (int p = 0; p < NR_PROFILES; p++) {
		table_put(t, "%s", fault_profile_names[p]);
		for (int waits = 0; waits < 2; waits++) {
			struct spent spent = faults_spent(r, (enum fault_profile)p, waits);

			table_put(t, "%zu", spent.n);
			if (spent.n)
				table_put(t, "%.2f", (double)spent.ms / 1000 / (double)spent.n);
			else
				table_put(t, "-");
		}
	}
	return t;
}
