// SPDX-License-Identifier: GPL-2.0-only
/*
 * host_load - one load of a host run: start the process that measures, hear it out, clean up after it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backend.h"
#include "host_run.h"
#include "proc.h"

#define HOST_POLL_MS 200

static void host_child(const struct host *h, const struct host_group *hg, unsigned int load, u64 ops,
		       int fd, pid_t parent)
{
	static const int deaf[] = { SIGINT, SIGTERM, SIGHUP };
	cpu_set_t one;

	proc_child_setup(parent);
	/* The parent decides: it alone knows how to clean up. */
	for (size_t i = 0; i < ARRAY_SIZE(deaf); i++)
		signal(deaf[i], SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	/* Only here: a parent on the same CPU would interrupt every batch that it hears of. */
	CPU_ZERO(&one);
	CPU_SET(h->run->sample.cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
	sample_load(&hg->g, &h->run->sample, load, ops, fd);
	_exit(0);
}

void host_end_all(struct host_group *hg, enum outcome o, const char *why)
{
	for (size_t i = sample_first(&hg->g); i < hg->g.n; i++)
		if (hg->g.live[i])
			cell_end(&hg->runs[i], o, "%s", why);
}

static void host_on_arm(struct host *h, struct host_group *hg, const json_t *msg)
{
	size_t arm = (size_t)json_integer_value(json_object_get(msg, "arm"));
	const char *outcome = json_string_value(json_object_get(msg, "outcome"));
	const char *reason = json_string_value(json_object_get(msg, "reason"));
	struct cell_run *run = &hg->runs[arm];
	const char *lacks;

	json_object_update(run->record, json_object_get(msg, "describe"));
	json_object_set(json_object_get(run->record, "events"), "matched",
			json_object_get(msg, "matched"));
	if (!outcome)
		return;
	lacks = run->cell.mech ? needs_lacking(&run->cell.mech->needs, &h->machine) : NULL;
	hg->g.live[arm] = false;
	cell_end(run, (enum outcome)outcome_parse(outcome), "%s%s%s", reason,
		 lacks ? "; the kernel lacks " : "", lacks ? lacks : "");
}

static void host_on_line(struct host *h, struct host_group *hg, char *line)
{
	json_t *msg = json_loads(line, 0, NULL);
	json_t *load = json_array_get(hg->loads, json_array_size(hg->loads) - 1);
	const char *what = json_string_value(json_object_get(msg, "msg"));

	h->heard = clock_seconds();
	if (!what)
		what = "";
	if (!strcmp(what, "arm"))
		host_on_arm(h, hg, msg);
	else if (!strcmp(what, "ready"))
		json_object_update(load, msg);
	else if (!strcmp(what, "block"))
		json_array_append(json_object_get(load, "blocks"), msg);
	else if (!strcmp(what, "broken"))
		host_end_all(hg, OUTCOME_BROKEN, json_string_value(json_object_get(msg, "reason")));
	hg->ended |= !strcmp(what, "end") || !strcmp(what, "broken");
	json_decref(msg);
}

/* Take whole lines out of @buf and keep the rest of it. */
static size_t host_lines(struct host *h, struct host_group *hg, char *buf, size_t len)
{
	char *nl;

	while ((nl = memchr(buf, '\n', len))) {
		*nl = 0;
		host_on_line(h, hg, buf);
		len -= (size_t)(nl + 1 - buf);
		memmove(buf, nl + 1, len);
	}
	return len;
}

/* Follow a load to its end. 0; -EINTR: the user wants to stop; -ETIMEDOUT: it hangs. */
static int host_follow(struct host *h, struct host_group *hg, int fd)
{
	size_t cap = 1 << 16, len = 0;
	char *buf = mem_alloc(cap, 1);
	int err = 0;

	for (h->heard = clock_seconds(); !err;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		ssize_t n = 1;

		if (poll(&p, 1, HOST_POLL_MS) > 0) {
			n = read(fd, buf + len, cap - len);
			len = n > 0 ? host_lines(h, hg, buf, len + (size_t)n) : len;
		}
		if (run_signal())
			err = -EINTR;
		else if (clock_seconds() - h->heard > (double)h->run->opts.cell_timeout)
			err = -ETIMEDOUT;
		else if (n == 0 || len == cap)
			break;
		run_progress_tick(h->run, hg->runs[sample_first(&hg->g)].cell.workload->name);
	}
	free(buf);
	return err;
}

int host_load(struct host *h, struct host_group *hg, unsigned int load)
{
	json_t *first = json_array_get(hg->loads, 0);
	u64 ops = (u64)json_integer_value(json_object_get(first, "ops"));
	pid_t parent = getpid(), pid;
	int fds[2], err, status;

	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	json_array_append_new(hg->loads, json_pack("{s:[]}", "blocks"));
	hg->ended = false;
	pid = fork();
	if (!pid)
		host_child(h, hg, load, ops, fds[1], parent);
	close(fds[1]);
	err = pid < 0 ? -EAGAIN : host_follow(h, hg, fds[0]);
	close(fds[0]);
	if (pid < 0)
		return err;
	if (err)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!hg->ended)
		backend_sweep_modules();
	if (err == -ETIMEDOUT)
		host_end_all(hg, OUTCOME_BROKEN, "the measuring process said nothing for too long "
			     "(--cell-timeout) and was killed");
	else if (!err && !hg->ended)
		host_end_all(hg, OUTCOME_BROKEN, "the measuring process died");
	return err ? err : hg->ended ? 0 : -EIO;
}
