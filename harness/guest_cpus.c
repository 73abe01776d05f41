// SPDX-License-Identifier: GPL-2.0-only
/*
 * guest_cpus - a guest's further CPUs, for machines that start with one.
 *
 * QEMU 7.2 gives a CPU under icount all instructions up to the next timer, and the CPU after it what
 * is left of them. A kernel before 6.5 waits for a new CPU in a loop that only yields to other tasks,
 * so it uses them up, and the new CPU never has a turn. A task that executes PAUSE ends the turn early.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base.h"
#include "guest_cpus.h"

static pid_t guest_cpus_yielder(void)
{
	pid_t pid = fork();

	while (!pid)
		__builtin_ia32_pause();
	return pid;
}

/* 1: it was started; 0: it runs, or cannot be stopped; -errno: there is none, or it does not start. */
static int guest_cpu_start(unsigned int cpu)
{
	char path[64], state = '1';
	int fd, err = 0;

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%u", cpu);
	if (access(path, F_OK))
		return -errno;
	strncat(path, "/online", sizeof(path) - strlen(path) - 1);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	if (read(fd, &state, 1) == 1 && state == '0')
		err = pwrite(fd, "1", 1, 0) == 1 ? 1 : -errno;
	close(fd);
	return err;
}

void guest_cpus_start(void)
{
	pid_t yielder;
	int err = 0;

	if (sysconf(_SC_NPROCESSORS_CONF) == sysconf(_SC_NPROCESSORS_ONLN))
		return;
	yielder = guest_cpus_yielder();
	for (unsigned int cpu = 0; err >= 0; cpu++)
		err = guest_cpu_start(cpu);
	if (err != -ENOENT)
		fprintf(stderr, "probebench: starting a CPU: %s\n", strerror(-err));
	if (yielder > 0) {
		kill(yielder, SIGKILL);
		waitpid(yielder, NULL, 0);
	}
}
