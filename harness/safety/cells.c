// SPDX-License-Identifier: GPL-2.0-only
/*
 * cells - which cells the experiment consists of, and what their names mean.
 */
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "registry.h"
#include "safety/build.h"
#include "safety/cells.h"
#include "vm/boot.h"

static const char *const profiles[] = { "stock", "detect" };

char *safety_series(const char *release)
{
	const char *dot = strchr(release, '.');

	return str_fmt("%.*s",
		       dot ? (int)(dot - release + 1 + (long)strspn(dot + 1, "0123456789"))
			   : (int)strlen(release),
		       release);
}

void safety_plan(const char *kernel, void (*add)(const struct cell *cell, void *ctx), void *ctx)
{
	for (const struct fault *const *f = faults; *f; f++)
		for (size_t p = 0; p < ARRAY_SIZE(profiles); p++)
			for (int side = 0; side < NR_SIDES; side++) {
				struct cell c = { .experiment = experiment_find("safety"),
						  .kernel = kernel,
						  .backend = backend_find(fault_side_names[side]) };

				cell_set_word(&c, "fault", (*f)->name);
				cell_set_word(&c, "profile", profiles[p]);
				add(&c, ctx);
			}
}

char *safety_check(const struct cell *c)
{
	const char *profile = cell_word(c, "profile");

	if (!fault_find(cell_word(c, "fault")))
		return str_fmt("there is no fault \"%s\"", cell_word(c, "fault"));
	if (strcmp(profile, "stock") && strcmp(profile, "detect"))
		return str_fmt("there is no profile \"%s\": stock or detect", profile);
	if (strcmp(c->backend->name, "kmod") && strcmp(c->backend->name, "ebpf"))
		return str_fmt("a fault has no side \"%s\": kmod or ebpf", c->backend->name);
	return NULL;
}

void safety_resolve(const struct cell *c, struct attempt *a)
{
	a->fault = fault_find(cell_word(c, "fault"));
	a->side = strcmp(c->backend->name, "kmod") ? SIDE_EBPF : SIDE_KMOD;
	a->half = &a->fault->side[a->side];
	a->detect = !strcmp(cell_word(c, "profile"), "detect");
	a->kernel = c->kernel;
	a->cpus = 2;
}

char *safety_skip(const struct attempt *a)
{
	if (a->half->inexpressible)
		return str_fmt("not expressible: %s", a->half->inexpressible);
	if (a->side == SIDE_KMOD && !file_exists(FAULT_MODULES "/other/pbf_clean.ko") &&
	    (a->fault->action == ACT_OTHER_KERNEL || a->fault->action == ACT_OTHER_FORCED))
		return str_dup("the run has no other kernel that the module could be built for: name two "
			       "with --kernel");
	return needs_unmet(&a->fault->needs, needs_machine())
		       ?: needs_unmet(&a->half->needs, needs_machine());
}

/*
 * Detect: every slab object with red zones, poison and its users' names; KFENCE a guarded object a
 * millisecond (6.12; other kernels ignore the words); pages filled when freed. Watchdogs are set later,
 * in the guest.
 */
void safety_guest(const struct cell *c, struct guest_spec *spec)
{
	struct attempt a = { 0 };

	safety_resolve(c, &a);
	spec->restorable = true;
	if (a.detect)
		guest_cmdline(spec, "slub_debug=FZPU page_poison=1 kfence.sample_interval=1");
	if (a.fault->cmdline)
		guest_cmdline(spec, "%s", a.fault->cmdline);
	if (a.fault->memory_mib)
		spec->memory_mib = a.fault->memory_mib;
	/* The supervisor speaks every second; silence of so many means that it cannot. */
	spec->quiet_seconds = a.fault->quiet_s ? a.fault->quiet_s : a.detect ? 30 : 60;
	spec->boot_seconds = 120;
}

int safety_pack(const struct cell *c, const struct kernel *k, struct initramfs *a)
{
	return build_pack(k, a);
}
