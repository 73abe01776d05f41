// SPDX-License-Identifier: GPL-2.0-only
/*
 * agent - a loader that is a process of its own.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proc.h"
#include "upgrade/agent.h"

/* In the child: the maps of the store are inherited, as an agent would open their pins. */
static int agent_load(struct upgrade *u, struct program *p, unsigned int version, const char *pin)
{
	int err = program_version(u, p, version);

	if (!err)
		err = program_attach(u, p);
	if (!err && pin && bpf_link__pin(p->link, pin))
		err = upgrade_fail(u, -errno, "pinning the link at %s: %s", pin, strerror(errno));
	return err;
}

int agent_start(struct upgrade *u, struct agent *a, unsigned int version, const char *pin)
{
	struct program p = { 0 };
	pid_t parent = getpid();
	int line[2];
	ssize_t n;

	if (pipe2(line, O_CLOEXEC))
		return upgrade_fail(u, -errno, "starting an agent: %s", strerror(errno));
	a->pid = fork();
	if (!a->pid) {
		proc_child_setup(parent);
		agent_load(u, &p, version, pin);
		/*
		 * The reason of its failure is its first and last word, and empty if there was
		 * none.
		 */
		if (write(line[1], u->reason, sizeof(u->reason)) != (ssize_t)sizeof(u->reason))
			_exit(1);
		for (;;)
			pause();
	}
	close(line[1]);
	do
		n = a->pid > 0 ? read(line[0], u->reason, sizeof(u->reason)) : 0;
	while (n < 0 && errno == EINTR);
	close(line[0]);
	if (n == (ssize_t)sizeof(u->reason))
		return *u->reason ? -EIO : 0;
	return upgrade_fail(u, -ECHILD, "the agent ended before it had attached anything");
}

void agent_kill(struct agent *a)
{
	if (a->pid <= 0)
		return;
	kill(a->pid, SIGKILL);
	while (waitpid(a->pid, NULL, 0) < 0 && errno == EINTR)
		;
	a->pid = 0;
}

int agents_make(struct upgrade *u)
{
	u->priv = mem_alloc(UP_VERSIONS, sizeof(struct agent));
	return 0;
}

int agents_close(struct upgrade *u)
{
	for (unsigned int v = 0; u->priv && v < UP_VERSIONS; v++)
		agent_kill(agent_of(u, v));
	free(u->priv);
	u->priv = NULL;
	return 0;
}
