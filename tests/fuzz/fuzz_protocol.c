// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_protocol - any bytes as what a guest sends, in any pieces.
 *
 * The first byte says how long the pieces are: how a serial line is cut up must not matter. What gets
 * through to the callbacks must be what boot.h promises, and a record must be one that can be folded.
 */
#include <string.h>

#include "cell.h"
#include "fuzz.h"
#include "record.h"
#include "vm/boot.h"

#define PROTOCOL_CELLS 3

struct protocol {
	struct boot boot;
	json_t *records[PROTOCOL_CELLS];
	unsigned int messages, envs;
};

static void protocol_on_record(struct boot *b, int index, json_t *record)
{
	struct protocol *p = b->ctx;
	json_t *merged;

	FUZZ_CLAIM(index >= 0 && index < PROTOCOL_CELLS);
	FUZZ_CLAIM(outcome_parse(json_string_value(json_object_get(record, "outcome"))) >= 0);
	FUZZ_CLAIM(json_string_value(json_object_get(record, "reason")));
	merged = record_merge(p->records[index], record);
	FUZZ_CLAIM(json_is_object(merged));
	json_decref(p->records[index]);
	p->records[index] = merged;
}

static void protocol_on_env(struct boot *b, json_t *env)
{
	struct protocol *p = b->ctx;

	FUZZ_CLAIM(json_string_value(json_object_get(env, "release")));
	p->envs++;
}

static bool protocol_line(const char *text, void *ctx)
{
	struct protocol *p = ctx;
	bool message = boot_line(&p->boot, text);

	p->messages += message;
	return message;
}

/* Feed @data in pieces of @step bytes; the number of messages in it. */
static unsigned int protocol_run(const char *data, size_t size, size_t step)
{
	static const char plan[] =
		"{\"cells\":[{\"cell\":\"overhead/kernel=k/workload=nop/hook=none\",\"repeat\":0},"
		"{\"cell\":\"overhead/kernel=k/workload=getppid/hook=entry\",\"repeat\":0},"
		"{\"cell\":\"overhead/kernel=k/workload=getppid/hook=none\",\"repeat\":1}]}";
	struct protocol p = { .boot = { .in_flight = -1,
					.plan = json_loads(plan, 0, NULL),
					.on_record = protocol_on_record,
					.on_env = protocol_on_env } };
	struct guest g = { 0 };

	p.boot.ctx = &p;
	for (size_t at = 0; at < size; at += step)
		guest_feed(&g, data + at, size - at < step ? size - at : step, protocol_line, &p);
	FUZZ_CLAIM(p.boot.in_flight >= -1 && p.boot.in_flight < PROTOCOL_CELLS);
	for (int i = 0; i < PROTOCOL_CELLS; i++)
		json_decref(p.records[i]);
	json_decref(p.boot.plan);
	free(p.boot.guest_error);
	free(g.results);
	return p.messages;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned int whole;

	if (!size)
		return 0;
	whole = protocol_run((const char *)data + 1, size - 1, size);
	FUZZ_CLAIM(protocol_run((const char *)data + 1, size - 1, 1u + data[0]) == whole);
	return 0;
}
