// SPDX-License-Identifier: GPL-2.0-only
/*
 * proc - run another program and wait for it, never through a shell.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base.h"
#include "proc.h"

#define PROC_POLL_MS	 20
#define PROC_PATIENCE_MS 2000 /* from SIGTERM to SIGKILL */

void proc_child_setup(pid_t parent)
{
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
}

/* In the child: wire the descriptors, exec, and report a failed exec through @status_fd. */
static void proc_exec(const char *const argv[], const struct proc_opts *o, int out_fd, int status_fd)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), err;

	if (o->out_path)
		out_fd = open(o->out_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (out_fd < 0)
		out_fd = null;
	if (null < 0 || out_fd < 0 || (o->cwd && chdir(o->cwd)))
		goto fail;
	dup2(null, STDIN_FILENO);
	dup2(out_fd, STDOUT_FILENO);
	if (o->out_path)
		dup2(out_fd, STDERR_FILENO);
	else if (!o->keep_stderr)
		dup2(null, STDERR_FILENO);
	for (const char *const *e = o->env; e && *e; e++)
		putenv((char *)*e);
	execvp(argv[0], (char *const *)argv);
fail:
	err = errno;
	if (write(status_fd, &err, sizeof(err)) < 0)
		_exit(126);
	_exit(127);
}

static char *proc_slurp(int fd)
{
	size_t cap = 4096, n = 0;
	char *buf = mem_alloc(cap, 1);
	ssize_t got;

	while ((got = read(fd, buf + n, cap - n - 1)) > 0 || (got < 0 && errno == EINTR)) {
		if (got > 0)
			n += (size_t)got;
		if (cap - n < 2)
			buf = mem_grow(buf, cap *= 2, 1);
	}
	buf[n] = 0;
	return buf;
}

/*
 * Wait for the group of @pid until it ends, or ended it is. The leader stays a zombie, and its number its own,
 * until nobody of the group can be left.
 */
static void proc_wait_group(pid_t pid, int (*stop)(void))
{
	const struct timespec moment = { .tv_nsec = PROC_POLL_MS * 1000 * 1000 };
	int waited = -1; /* polls since it was told to end */

	for (;;) {
		siginfo_t end = { 0 };

		if (waitid(P_PID, (id_t)pid, &end, WEXITED | WNOHANG | WNOWAIT) && errno != EINTR)
			return;
		if (end.si_pid == pid)
			break;
		if (waited < 0 && stop()) {
			kill(-pid, SIGTERM);
			waited = 0;
		} else if (waited >= 0 && ++waited == PROC_PATIENCE_MS / PROC_POLL_MS) {
			kill(-pid, SIGKILL);
		}
		nanosleep(&moment, NULL);
	}
	if (waited >= 0)
		kill(-pid, SIGKILL);
}

int proc_run(const char *const argv[], const struct proc_opts *opts)
{
	static const struct proc_opts none;
	const struct proc_opts *o = opts ? opts : &none;
	int out[2] = { -1, -1 }, status[2], wstatus, err = 0;
	pid_t parent = getpid(), pid;

	if (o->out)
		*o->out = NULL;
	if (pipe2(status, O_CLOEXEC))
		return -errno;
	if (o->out && pipe2(out, O_CLOEXEC)) {
		err = -errno;
		goto close_status;
	}
	pid = fork();
	if (pid < 0) {
		err = -errno;
		goto close_out;
	}
	if (!pid) {
		proc_child_setup(parent);
		if (o->stop)
			setpgid(0, 0);
		proc_exec(argv, o, out[1], status[1]);
	}
	if (o->stop)
		setpgid(pid, pid); /* whoever of the two comes first */
	close(status[1]);
	status[1] = -1;
	if (o->out) {
		close(out[1]);
		out[1] = -1;
		*o->out = proc_slurp(out[0]);
	}
	if (read(status[0], &err, sizeof(err)) == (ssize_t)sizeof(err))
		err = -err;
	else
		err = 0;
	if (o->stop)
		proc_wait_group(pid, o->stop);
	while (waitpid(pid, &wstatus, 0) < 0 && errno == EINTR)
		;
	if (!err)
		err = WIFSIGNALED(wstatus) ? 128 + WTERMSIG(wstatus) : WEXITSTATUS(wstatus);
	if (err < 0 && o->out) {
		free(*o->out);
		*o->out = NULL;
	}
close_out:
	for (int i = 0; o->out && i < 2; i++)
		if (out[i] >= 0)
			close(out[i]);
close_status:
	for (int i = 0; i < 2; i++)
		if (status[i] >= 0)
			close(status[i]);
	return err;
}

char *proc_find(const char *name)
{
	const char *path = getenv("PATH");
	char *dirs = str_dup(path ? path : "/usr/sbin:/usr/bin:/sbin:/bin"), *save = NULL;
	char *found = NULL;

	for (char *d = strtok_r(dirs, ":", &save); d && !found; d = strtok_r(NULL, ":", &save)) {
		char *file = str_fmt("%s/%s", d, name);

		if (access(file, X_OK) == 0)
			found = file;
		else
			free(file);
	}
	free(dirs);
	return found;
}

bool proc_have(const char *name)
{
	char *found = proc_find(name);

	free(found);
	return found != NULL;
}
