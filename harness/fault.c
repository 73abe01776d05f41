// SPDX-License-Identifier: GPL-2.0-only
/*
 * fault - the vocabulary of what can become of a mistake, and the check of descriptors.
 */
#include <string.h>

#include "fault.h"

/* From light to dark in equal steps, so that a copy without colour still shows what is worse. */
const struct fate_info fates[NR_FATES] = {
	[FATE_UNSET] = { "UNSET", "", "#ffffff", GROUP_CONTAINED,
			 "nothing happened at this stage" },
	[FATE_CLEAN] = { "CLEAN", "ok", "#f7fdf5", GROUP_CONTAINED, "it ran and nothing was seen" },
	[FATE_REFUSED_BUILD] = { "REFUSED_BUILD", "RB", "#e6f8e2", GROUP_REFUSED,
				 "the compiler refused it" },
	[FATE_REFUSED_LOAD] = { "REFUSED_LOAD", "RL", "#dbecd8", GROUP_REFUSED,
				"the verifier or the module loader refused it" },
	[FATE_REFUSED_ATTACH] = { "REFUSED_ATTACH", "RA", "#cae4c8", GROUP_REFUSED,
				  "it could not be attached" },
	[FATE_CONTAINED] = { "CONTAINED", "CO", "#b6dbb5", GROUP_CONTAINED,
			     "it ran, the harm was neutralised and the program was told" },
	[FATE_LOSS_COUNTED] = { "LOSS_COUNTED", "LC", "#c1e319", GROUP_CONTAINED,
				"events were lost and counted" },
	[FATE_LOSS_SILENT] = { "LOSS_SILENT", "LS", "#e1c019", GROUP_SILENT,
			       "events were lost and nobody knows" },
	[FATE_WRONG_DATA] = { "WRONG_DATA", "WD", "#e5a819", GROUP_SILENT,
			      "what was recorded did not happen" },
	[FATE_LEAK] = { "LEAK", "LK", "#e6911a", GROUP_SILENT,
			"memory, references or kernel values got away" },
	[FATE_WARN] = { "WARN", "WA", "#e6791a", GROUP_REPORTED,
			"the kernel complained and went on" },
	[FATE_CORRUPT_SILENT] = { "CORRUPT_SILENT", "CS", "#e65f1c", GROUP_SILENT,
				  "foreign memory was changed and the kernel said nothing" },
	[FATE_VICTIM] = { "VICTIM", "VI", "#e74127", GROUP_SILENT, "another process was harmed" },
	[FATE_OOPS_CLEAN] = { "OOPS_CLEAN", "OC", "#f31f26", GROUP_FATAL,
			      "an oops killed one task, nothing else" },
	[FATE_OOPS_WOUNDED] = { "OOPS_WOUNDED", "OW", "#d70b2d", GROUP_FATAL,
				"an oops left the machine damaged until a reboot" },
	[FATE_LOCKUP_CPU] = { "LOCKUP_CPU", "LU", "#83076e", GROUP_FATAL, "a processor was lost" },
	[FATE_HANG] = { "HANG", "HA", "#420561", GROUP_FATAL,
			"the machine stopped without a message" },
	[FATE_PANIC] = { "PANIC", "PA", "#000000", GROUP_FATAL, "the kernel gave up" },
};

const struct fate_group_info fate_groups[NR_FATE_GROUPS] = {
	[GROUP_REFUSED] = { "refused before it ran" },
	[GROUP_CONTAINED] = { "no harm seen, or contained" },
	[GROUP_SILENT] = { "harm without a word" },
	[GROUP_REPORTED] = { "harm that the kernel reports" },
	[GROUP_FATAL] = { "a task, a CPU or the machine lost" },
};

const char *const fault_stage_names[NR_STAGES] = { "now", "delayed", "at_unload" };
const char *const fault_side_names[NR_SIDES] = { "kmod", "ebpf" };

const struct fault_class_info fault_classes[NR_FAULT_CLASSES] = {
	[FAULT_MEMORY] = { "memory", "Memory safety" },
	[FAULT_TYPE] = { "type", "Type safety" },
	[FAULT_TERMINATION] = { "termination", "Termination" },
	[FAULT_CONCURRENCY] = { "concurrency", "Concurrency and locking" },
	[FAULT_CONTEXT] = { "context", "Context violations" },
	[FAULT_RESOURCE] = { "resource", "Resource leaks" },
	[FAULT_INFORMATION] = { "information", "Information leaks" },
	[FAULT_ARITHMETIC] = { "arithmetic", "Arithmetic" },
	[FAULT_PRIVILEGE] = { "privilege", "Interface misuse and privilege" },
	[FAULT_LIFECYCLE] = { "lifecycle", "Life cycle" },
	[FAULT_ABI] = { "abi", "Interface mismatch" },
};

const enum fate evidence_fates[NR_EVIDENCE] = {
	[EVIDENCE_NONE] = FATE_UNSET,	    [EVIDENCE_CANARY] = FATE_CORRUPT_SILENT,
	[EVIDENCE_ERRNO] = FATE_CONTAINED,  [EVIDENCE_CONTAINED] = FATE_CONTAINED,
	[EVIDENCE_WRONG] = FATE_WRONG_DATA, [EVIDENCE_KERNEL] = FATE_LEAK,
	[EVIDENCE_LOST] = FATE_LOSS_COUNTED,
};

int fate_parse(const char *name)
{
	for (int i = 0; i < NR_FATES; i++)
		if (!strcmp(fates[i].name, name))
			return i;
	return -1;
}

const struct fault *fault_find(const char *name)
{
	for (const struct fault *const *f = faults; *f; f++)
		if (!strcmp((*f)->name, name))
			return *f;
	return NULL;
}

const struct fault_expect *fault_expected(const struct fault_half *half, const char *series,
					  const char *profile)
{
	for (const struct fault_expect *e = half->expect; e && !e->end; e++)
		if ((!e->kernel || !strcmp(e->kernel, series)) &&
		    (!e->profile || !strcmp(e->profile, profile)))
			return e;
	return NULL;
}

static const char *expect_fault(const struct fault_expect *e)
{
	bool any = false, chance = false;

	for (int s = 0; s < NR_STAGES; s++) {
		any |= e->at[s] != FATE_UNSET;
		chance |= e->also[s] != FATE_UNSET;
	}
	if (!any)
		return "a row that expects nothing at any stage (FATE_CLEAN says that)";
	if (chance && !e->why)
		return "a row in which chance decides and no why";
	if (e->profile && strcmp(e->profile, "stock") && strcmp(e->profile, "detect"))
		return "a row for a profile that is neither stock nor detect";
	return NULL;
}

static const char *half_fault(const struct fault_half *h)
{
	const struct fault_expect *e = h->expect;

	if (h->inexpressible)
		return e ? "both an expectation and a reason why it cannot be expressed" : NULL;
	if (!e)
		return "neither an expectation nor a reason why it cannot be expressed";
	if (h->evidence != EVIDENCE_NONE && !h->evidence_of)
		return "evidence, but not of what";
	for (; !e->end; e++) {
		const char *fault = expect_fault(e);

		if (fault)
			return fault;
	}
	if (!fault_expected(h, "", "stock") || !fault_expected(h, "", "detect"))
		return "no row that fits a kernel of another series";
	return NULL;
}

char *fault_check(const struct fault *f)
{
	if (!f->name || !*f->name)
		return str_dup("a fault without a name");
	if (!f->mistake || !*f->mistake || !f->id || !*f->id)
		return str_fmt("fault %s: no mistake or no id", f->name);
	if (f->cls >= NR_FAULT_CLASSES)
		return str_fmt("fault %s: an unknown class", f->name);
	if (!f->leak_objects != !f->leak_cache)
		return str_fmt("fault %s: objects that may leak, and of no cache; or the other way round", f->name);
	for (int i = 0; i < NR_SIDES; i++) {
		const char *fault = half_fault(&f->side[i]);

		if (fault)
			return str_fmt("fault %s, %s: %s", f->name, fault_side_names[i], fault);
	}
	return NULL;
}
