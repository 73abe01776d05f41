// SPDX-License-Identifier: GPL-2.0-only
/*
 * lifecycle_bars - bars of what it takes to have a collector: its steps, what it holds, how it is built.
 *
 * Attaching by ftrace takes a hundred times what unloading takes, and stacked bars hide the small step: so every
 * step has a bar of its own on a logarithmic axis, too.
 */
#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "report/lifecycle.h"

/* A collector by its most common mechanism, which is what all of them have. */
static bool life_common(const struct life_row *row)
{
	return !strcmp(row->side.hook, collector_find(row->collector)->pair ? "kretprobe" : "kprobe");
}

static char *life_bar_name(const struct life_row *row)
{
	return str_fmt("%s %s", row->collector, arm_text(row->side.arm));
}

/* Opening the object is a part of loading, but so large with some mechanisms that it has its own colour. */
static void life_stack(const struct results *r, const struct result_kernel *k, const struct life_row *life,
		       struct bars_row *row)
{
	const double million = 1e6;
	const struct result_cell *load = life_cell(r, k->release, life, "load");
	s64 value, open = 0, sum;

	if (!life_sum(r, k->release, life, "insn", &sum)) {
		row->text = str_dup(life_word(load));
		return;
	}
	life_value(load, "open_insn", &open);
	row->part[0] = (double)open / million;
	for (size_t s = 0; s < LIFE_STEP_NAMES; s++) {
		life_value(life_cell(r, k->release, life, life_step_names[s]), "insn", &value);
		row->part[s + 1] = (double)(s ? value : value - open) / million;
	}
	row->text = str_fmt("%.1f", (double)sum / million);
}

static const char *const life_stack_parts[] = { "open", "load", "attach", "detach", "unload", NULL };

/* Every mechanism of the lead collector, by hook; @fill a row. */
static void life_lead_rows(const struct results *r, const struct result_kernel *k, struct bars *b,
			   void (*fill)(const struct results *r, const struct result_kernel *k,
					const struct life_row *life, struct bars_row *row))
{
	struct life_row *rows;
	size_t n = life_rows(r, k->release, LIFE_LEAD, &rows);

	for (size_t i = 0; i < n; i++) {
		if (!i || strcmp(rows[i - 1].side.hook, rows[i].side.hook))
			bars_add(b, str_dup(rows[i].side.hook), true);
		fill(r, k, &rows[i],
		     bars_add(b, str_fmt("%s %s", arm_text(rows[i].side.arm), rows[i].side.mech), false));
	}
	free(rows);
}

static void life_bars_lead(const struct results *r, const struct result_kernel *k, struct bars *b)
{
	b->title = "Millions of instructions of one life, collector " LIFE_LEAD;
	memcpy(b->parts, life_stack_parts, sizeof(life_stack_parts));
	life_lead_rows(r, k, b, life_stack);
}

static void life_apart(const struct results *r, const struct result_kernel *k, const struct life_row *life,
		       struct bars_row *row)
{
	for (size_t s = 0; s < LIFE_STEP_NAMES; s++) {
		const struct result_cell *c = life_cell(r, k->release, life, life_step_names[s]);
		s64 value;

		if (life_value(c, "insn", &value))
			row->part[s] = (double)value;
		else if (!row->text)
			row->text = str_dup(life_word(c));
	}
}

static void life_bars_steps(const struct results *r, const struct result_kernel *k, struct bars *b)
{
	/* The colours that the steps have in the stacked bars. */
	static const char *const colors[LIFE_STEP_NAMES] = { "#0072B2", "#E69F00", "#D55E00", "#CC79A7" };

	b->title = "Instructions of every step, collector " LIFE_LEAD;
	b->apart = true;
	memcpy(b->parts, life_step_names, sizeof(life_step_names));
	memcpy(b->colors, colors, sizeof(colors));
	life_lead_rows(r, k, b, life_apart);
}

static void life_bars_collectors(const struct results *r, const struct result_kernel *k, struct bars *b)
{
	struct life_row *rows;
	size_t n = life_rows(r, k->release, NULL, &rows);

	b->title = "Millions of instructions of one life, k(ret)probe";
	memcpy(b->parts, life_stack_parts, sizeof(life_stack_parts));
	for (size_t i = 0; i < n; i++)
		if (life_common(&rows[i]))
			life_stack(r, k, &rows[i], bars_add(b, life_bar_name(&rows[i]), false));
	free(rows);
}

static void life_bars_held(const struct results *r, const struct result_kernel *k, struct bars *b)
{
	static const struct { const char *part, *metric; } memory[BARS_PARTS] = {
		{ "module", "module_bytes" }, { "per-CPU", "percpu_bytes" }, { "programs", "prog_bytes" },
		{ "JIT-ed", "jited_bytes" },  { "maps", "map_bytes" },	      { "BTF", "btf_bytes" },
	};
	struct life_row *rows;
	size_t n = life_rows(r, k->release, NULL, &rows);

	/* Pages that user space maps are charged to no module: they are among the table's virtual areas. */
	b->title = "KiB held while attached (module stream: without its ring)";
	for (size_t p = 0; p < ARRAY_SIZE(memory); p++)
		b->parts[p] = memory[p].part;
	for (size_t i = 0; i < n; i++) {
		const struct result_cell *c = life_cell(r, k->release, &rows[i], "hold");
		struct bars_row *row;
		double sum = 0;

		if (!life_common(&rows[i]))
			continue;
		row = bars_add(b, life_bar_name(&rows[i]), false);
		for (size_t p = 0; p < ARRAY_SIZE(memory); p++) {
			s64 bytes = 0;

			if (life_value(c, memory[p].metric, &bytes))
				row->part[p] = (double)bytes / 1024;
			sum += row->part[p];
		}
		row->text = sum > 0 ? str_fmt("%.0f", sum) : str_dup(life_word(c));
	}
	free(rows);
}

static void life_bars_build(const struct results *r, const struct result_kernel *k, struct bars *b)
{
	b->title = "Milliseconds of processor time to build";
	b->apart = true;
	b->parts[0] = arm_text("kmod");
	b->parts[1] = arm_text("ebpf");
	for (const struct collector *const *col = collectors; *col; col++)
		for (size_t a = 0; life_arms[a]; a++) {
			const struct result_cell *c = life_build(r, k->release, (*col)->name, life_arms[a]);
			struct bars_row *row;
			double ms;

			if (!c)
				continue;
			row = bars_add(b, str_fmt("%s %s", (*col)->name, arm_text(life_arms[a])), false);
			if (c->outcome == OUTCOME_OK && results_num(c->record, "metrics.build_cpu_ms.value", &ms)) {
				row->part[a] = ms;
				row->text = str_fmt("%.0f", ms);
			} else {
				row->text = str_dup(life_word(c));
			}
		}
}

const struct life_drawing life_drawings[LIFE_PICTURES] = {
	[LIFE_PICTURE_LEAD] = { "lifecycle", "Millions of instructions of one life, step by step", false, life_bars_lead },
	[LIFE_PICTURE_STEPS] = { "lifecycle-steps", "Instructions of every step by itself, logarithmic axis", false,
				 life_bars_steps },
	[LIFE_PICTURE_COLLECTORS] = { "lifecycle-collectors", "Millions of instructions of one life of every collector",
				      false, life_bars_collectors },
	[LIFE_PICTURE_HELD] = { "lifecycle-held",
				"KiB that every collector holds; the ring of the module stream is among the virtual areas "
				"of the table alone", false, life_bars_held },
	[LIFE_PICTURE_BUILD] = { "lifecycle-build", "Processor time to build every collector, logarithmic axis", true,
				 life_bars_build },
};
