// SPDX-License-Identifier: GPL-2.0-only
/*
 * judge_console - what the kernel said of a fault, stage by stage, and how the guest ended.
 */
#include <stdlib.h>
#include <string.h>

#include "safety/judge.h"
#include "safety/stage.h"
#include "vm/boot.h"
#include "vm/console.h"

/* What a report of the kernel is, and who made it. */
static const struct {
	enum fate fate;
	enum detector by;
} splat_means[] = {
	[SPLAT_NONE] = { FATE_UNSET, DETECTOR_WARNING },
	[SPLAT_LEAK] = { FATE_LEAK, DETECTOR_WARNING },
	[SPLAT_WARN] = { FATE_WARN, DETECTOR_WARNING },
	[SPLAT_LOCKING] = { FATE_WARN, DETECTOR_WARNING },
	[SPLAT_ATOMIC] = { FATE_WARN, DETECTOR_WARNING },
	[SPLAT_OOM] = { FATE_VICTIM, DETECTOR_OOM },
	[SPLAT_HUNG_TASK] = { FATE_WARN, DETECTOR_HUNG_TASK },
	[SPLAT_MEMORY] = { FATE_WARN, DETECTOR_SLAB },
	[SPLAT_OOPS] = { FATE_OOPS_CLEAN, DETECTOR_OOPS },
	[SPLAT_RCU_STALL] = { FATE_LOCKUP_CPU, DETECTOR_RCU_STALL },
	[SPLAT_SOFT_LOCKUP] = { FATE_LOCKUP_CPU, DETECTOR_SOFT_LOCKUP },
	[SPLAT_HARD_LOCKUP] = { FATE_LOCKUP_CPU, DETECTOR_HARD_LOCKUP },
	[SPLAT_PANIC] = { FATE_PANIC, DETECTOR_PANIC },
};

static enum detector judge_speaker(const struct splat *s)
{
	if (s->kind == SPLAT_MEMORY && strstr(s->line, "KFENCE"))
		return DETECTOR_KFENCE;
	if (s->kind == SPLAT_LEAK && strstr(s->line, "kmemleak"))
		return DETECTOR_KMEMLEAK;
	return splat_means[s->kind].by;
}

static void judge_report(struct judge *j, enum fault_stage stage, const struct splat *s)
{
	enum fate fate = splat_means[s->kind].fate;
	enum detector by = judge_speaker(s);

	j->spoke[by] = true;
	/* Who waits for a processor that is lost is stuck with it, and may be found first: it is the same thing. */
	if (by == DETECTOR_HUNG_TASK && j->lockup)
		return;
	/* Oopses without end take the processor, and may take it for long enough that somebody says so. */
	if (j->boot->guest.flooded && j->oopses > 1)
		return;
	j->reported |= s->kind == SPLAT_MEMORY;
	j->oopses += fate == FATE_OOPS_CLEAN;
	j->lockup |= fate == FATE_LOCKUP_CPU;
	j->waiting |= by == DETECTOR_HUNG_TASK;
	judge_see(j, stage, fate, by, s->line);
}

static bool judge_lost(const struct guest *g)
{
	struct splat_list splats = { 0 };
	bool lost = false;

	console_scan(g->console, g->console_len, &splats);
	for (size_t i = 0; i < splats.n; i++)
		lost |= splat_means[splats.v[i].kind].fate == FATE_LOCKUP_CPU;
	splat_list_free(&splats);
	return lost;
}

/* The console between two marks. */
static void judge_segment(struct judge *j, enum fault_stage stage, const char *text, size_t len)
{
	struct splat_list splats = { 0 };

	console_scan(text, len, &splats);
	for (size_t i = 0; i < splats.n; i++)
		judge_report(j, stage, &splats.v[i]);
	splat_list_free(&splats);
}

void judge_console(struct judge *j)
{
	const struct guest *g = &j->boot->guest;
	const char *at = g->console, *end = at + g->console_len;
	enum fault_stage stage = STAGE_NOW;

	j->lockup = !g->flooded && judge_lost(g);
	while (at && at < end) {
		const char *mark = memmem(at, (size_t)(end - at), STAGE_MARK, strlen(STAGE_MARK));
		const char *upto = mark ? mark : end;

		judge_segment(j, stage, at, (size_t)(upto - at));
		if (!mark)
			break;
		at = mark + strlen(STAGE_MARK);
		for (int s = 0; s < NR_STAGES; s++)
			if (!strncmp(at, fault_stage_names[s], strlen(fault_stage_names[s])))
				stage = (enum fault_stage)s;
	}
}

/* How the guest itself ended. */
void judge_end(struct judge *j)
{
	char *sentence = NULL;
	enum guest_end end = (enum guest_end)boot_end(j->boot, &sentence);

	if (end == GUEST_PANIC)
		judge_see(j, j->stage, FATE_PANIC, DETECTOR_PANIC, sentence);
	else if (end == GUEST_REBOOT || end == GUEST_QEMU)
		judge_see(j, j->stage, FATE_PANIC, DETECTOR_END, "the machine reset itself without a message");
	else if (j->boot->guest.flooded)
		judge_see(j, j->stage, FATE_OOPS_WOUNDED, DETECTOR_END,
			  "oopses without end: the console was cut off");
	else if (end == GUEST_HANG && !j->lockup)
		judge_see(j, j->stage, FATE_HANG, DETECTOR_HEARTBEAT, "the guest fell silent");
	else if (end == GUEST_OOPS)
		judge_see(j, j->stage, FATE_HANG, DETECTOR_HEARTBEAT, "the guest fell silent after an oops");
	free(sentence);
}
