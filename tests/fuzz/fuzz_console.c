// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_console - any bytes as a console log, and as what QEMU said.
 *
 * The first two bytes are what the harness saw (flags, exit status). Whatever the rest is, there is
 * one verdict and one printable sentence, since both go into JSON, HTML and terminals as they are.
 */
#include <string.h>

#include "fuzz.h"
#include "vm/console.h"

static void console_check_line(const char *s)
{
	FUZZ_CLAIM(s);
	for (; *s; s++)
		FUZZ_CLAIM(*s >= ' ' && *s < 127);
}

static void console_check_log(const char *text, size_t len)
{
	const struct splat *worst;
	struct console_log log;

	console_read(text, len, &log);
	console_check_line(log.last);
	worst = splat_worst(&log.splats);
	FUZZ_CLAIM(!worst == !log.splats.n);
	for (size_t i = 0; i < log.splats.n; i++) {
		FUZZ_CLAIM(log.splats.v[i].kind != SPLAT_NONE && log.splats.v[i].kind <= worst->kind);
		FUZZ_CLAIM(!i || log.splats.v[i].line_no >= log.splats.v[i - 1].line_no);
		console_check_line(log.splats.v[i].line);
	}
	splat_list_free(&log.splats);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct guest_facts facts;
	enum guest_end end;
	char *text, *err, *sentence;
	size_t len, half;

	if (size < 2)
		return 0;
	facts = (struct guest_facts){ data[0] & 1, data[0] & 2, data[0] & 4, data[1] };
	len = size - 2;
	half = data[0] & 8 ? len / 2 : 0;
	text = mem_alloc(len, 1);
	memcpy(text, data + 2, len);
	err = str_fmt("%.*s", (int)half, text);
	console_check_log(text, len);
	end = console_classify(text, len, &facts);
	FUZZ_CLAIM(strcmp(guest_end_name(end), "unknown"));
	FUZZ_CLAIM(end != GUEST_DONE || (facts.bye && !facts.qemu_status));
	FUZZ_CLAIM(console_hang(text, len) <= SPLAT_HARD_LOCKUP);
	sentence = console_sentence(text, len, &facts, half ? err : NULL);
	console_check_line(sentence);
	FUZZ_CLAIM(*sentence);
	free(sentence);
	free(err);
	free(text);
	return 0;
}
