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

#include <bpf/bpf.h>

#include "proc.h"
#include "upgrade/agent.h"

/* The record that an earlier agent has pinned; without one the object makes its own. */
static void agent_find_record(struct upgrade *u)
{
	if (u->strategy->record_pin)
		u->store.state_fd[0] = bpf_obj_get(u->strategy->record_pin);
}

static int agent_pin_record(struct upgrade *u, struct program *p)
{
	const char *pin = u->strategy->record_pin;

	if (!pin || u->store.state_fd[0] >= 0 ||
	    !bpf_obj_pin(bpf_object__find_map_fd_by_name(p->obj, "up_state"), pin))
		return 0;
	return upgrade_fail(u, -errno, "pinning the record at %s: %s", pin, strerror(errno));
}

/* In the child. The entries are inherited: they are the harness's; the record is the agents' own affair. */
static int agent_load(struct upgrade *u, struct program *p, unsigned int version, const char *pin)
{
	int err;

	agent_find_record(u);
	err = program_version(u, p, version);
	if (!err)
		err = agent_pin_record(u, p);
	if (!err)
		err = program_attach(u, p);
	if (!err && pin && bpf_link__pin(p->link, pin))
		err = upgrade_fail(u, -errno, "pinning the link at %s: %s", pin, strerror(errno));
	return err;
}

/* Its first and last word. */
struct agent_word {
	int err; /* 0: attached */
	char reason[sizeof(((struct upgrade *)0)->reason)];
};

int agent_start(struct upgrade *u, struct agent *a, unsigned int version, const char *pin)
{
	struct agent_word word = { 0 };
	struct program p = { 0 };
	pid_t parent = getpid();
	int line[2];
	ssize_t n;

	if (pipe2(line, O_CLOEXEC))
		return upgrade_fail(u, -errno, "starting an agent: %s", strerror(errno));
	a->pid = fork();
	if (!a->pid) {
		proc_child_setup(parent);
		word.err = agent_load(u, &p, version, pin);
		memcpy(word.reason, u->reason, sizeof(word.reason));
		if (write(line[1], &word, sizeof(word)) != (ssize_t)sizeof(word))
			_exit(1);
		for (;;)
			pause();
	}
	close(line[1]);
	do
		n = a->pid > 0 ? read(line[0], &word, sizeof(word)) : 0;
	while (n < 0 && errno == EINTR);
	close(line[0]);
	if (n == (ssize_t)sizeof(word))
		return word.err ? upgrade_fail(u, word.err, "%s", word.reason) : 0;
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
