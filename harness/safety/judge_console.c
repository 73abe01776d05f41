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

static enum fate judge_splat(struct judge *j, enum splat_kind kind)
{
	switch (kind) {
	case SPLAT_NONE:
		return FATE_UNSET;
	case SPLAT_LEAK:
		return FATE_LEAK;
	case SPLAT_OOM:
		return FATE_VICTIM;
	case SPLAT_MEMORY:
		j->reported = true;
		return FATE_WARN;
	case SPLAT_OOPS:
		j->oops = true;
		return FATE_OOPS_CLEAN;
	case SPLAT_RCU_STALL:
	case SPLAT_SOFT_LOCKUP:
	case SPLAT_HARD_LOCKUP:
		j->lockup = true;
		return FATE_LOCKUP_CPU;
	case SPLAT_PANIC:
		return FATE_PANIC;
	default:
		return FATE_WARN;
	}
}

/* The console between two marks. */
static void judge_segment(struct judge *j, enum fault_stage stage, const char *text, size_t len)
{
	struct splat_list splats = { 0 };

	console_scan(text, len, &splats);
	for (size_t i = 0; i < splats.n; i++)
		judge_see(j, stage, judge_splat(j, splats.v[i].kind), splats.v[i].line);
	splat_list_free(&splats);
}

void judge_console(struct judge *j)
{
	const struct guest *g = &j->boot->guest;
	const char *at = g->console, *end = at + g->console_len;
	enum fault_stage stage = STAGE_NOW;

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
		judge_see(j, j->stage, FATE_PANIC, sentence);
	else if (end == GUEST_REBOOT || end == GUEST_QEMU)
		judge_see(j, j->stage, FATE_PANIC, "the machine reset itself without a message");
	else if (j->boot->guest.flooded)
		judge_see(j, j->stage, FATE_OOPS_WOUNDED,
			  "oopses without end: the console was cut off");
	else if (end == GUEST_HANG && !j->lockup)
		judge_see(j, j->stage, FATE_HANG, "the guest fell silent");
	else if (end == GUEST_OOPS)
		judge_see(j, j->stage, FATE_HANG, "the guest fell silent after an oops");
	free(sentence);
}
