// SPDX-License-Identifier: GPL-2.0-only
/*
 * runqlat - descriptor of the tool that sorts how long threads waited for a CPU.
 */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <probebench/runqlat.h>

#include "tool.h"
#include "tools/runqlat.skel.h"

#define SCRIPT_TURNS	500
#define SCRIPT_YIELDS	100
#define SCRIPT_BUSY	30000000 /* turns of a loop: long enough to be put aside for others now and then */

/* Answer every byte with one, until there are no more. */
static void script_answer(int from, int to)
{
	char c;

	while (read(from, &c, 1) == 1 && write(to, &c, 1) == 1)
		;
	_exit(0);
}

/* Sleep for an answer many times, give way many times, and compete with another process. */
static int runqlat_script(FILE *expect)
{
	int there[2], back[2];
	pid_t other;
	char c = 0;

	if (pipe(there) || pipe(back))
		return -errno;
	other = fork();
	if (!other) {
		close(there[1]);
		close(back[0]);
		script_answer(there[0], back[1]);
	}
	for (int i = 0; i < SCRIPT_TURNS; i++)
		if (write(there[1], &c, 1) != 1 || read(back[0], &c, 1) != 1)
			return -EIO;
	close(there[1]);
	waitpid(other, NULL, 0);
	other = fork();
	for (int i = 0; i < SCRIPT_YIELDS; i++)
		sched_yield();
	for (volatile int i = 0; i < SCRIPT_BUSY; i = i + 1)
		;
	if (!other)
		_exit(0);
	return waitpid(other, NULL, 0) == other ? 0 : -errno;
}

const struct tool tool_runqlat = {
	.name = "runqlat",
	.summary = "histogram of how long threads that could run waited for a CPU",
	.histogram = true,
	.bpf_elf = tools_runqlat__elf_bytes,
	.costs = (const char *const[]){ "sched", "pipe", NULL },
	.script = runqlat_script,
};
