// SPDX-License-Identifier: GPL-2.0-only
/*
 * main - choose the verb; or, as process 1 of a guest, be the guest.
 */
#include <stdio.h>
#include <string.h>

#include "guest.h"
#include "registry.h"
#include "verbs.h"

static void main_usage(FILE *to)
{
	fputs("usage: probebench VERB [OPTIONS]\n\n"
	      "The same collector as a kernel module and as an eBPF program: what it costs,\n"
	      "counted in instructions, on stock kernels.\n\nverbs:\n", to);
	for (const struct verb *const *v = verbs; *v; v++)
		fprintf(to, "  %-8s %s\n", (*v)->name, (*v)->summary);
	fputs("\n`probebench VERB --help` lists a verb's options and examples.\n"
	      "exit status: 0 ok, 1 a cell failed or is broken, 2 usage, 3 regression,\n"
	      "  4 everything skipped, 5 the environment lacks something, 130 interrupted\n", to);
}

int main(int argc, char **argv)
{
	if (guest_is_init())
		guest_init();
	if (registry_validate())
		return PB_EXIT_ENV;
	if (argc < 2) {
		main_usage(stderr);
		return PB_EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		main_usage(stdout);
		return PB_EXIT_OK;
	}
	for (const struct verb *const *v = verbs; *v; v++)
		if (!strcmp((*v)->name, argv[1]))
			return (*v)->main(argc - 1, argv + 1);
	log_err("there is no verb \"%s\"; `probebench --help` lists them", argv[1]);
	return PB_EXIT_USAGE;
}
