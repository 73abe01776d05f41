// SPDX-License-Identifier: GPL-2.0-only
/*
 * snapshot - a booted guest, frozen once and resumed many times, by QEMU's migration to a file.
 *
 * x-ignore-shared leaves memory out of the migration that is a shared file anyway. Guests that go on
 * map the same file privately, and so never see each other's writes.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "vm/snapshot.h"

#define MONITOR_MS    20000 /* for any one answer, on a busy machine */
#define STATE_POLL_MS 5

int snapshot_open(struct snapshot *s)
{
	s->ram_fd = memfd_create("guest-memory", MFD_CLOEXEC);
	s->state_fd = memfd_create("guest-state", MFD_CLOEXEC);
	if (s->ram_fd >= 0 && s->state_fd >= 0)
		return 0;
	log_err("cannot make room for a frozen guest: %s", strerror(errno));
	snapshot_close(s);
	return -EIO;
}

void snapshot_close(struct snapshot *s)
{
	if (s->ram_fd >= 0)
		close(s->ram_fd);
	if (s->state_fd >= 0)
		close(s->state_fd);
	s->ram_fd = s->state_fd = -1;
}

/* A description of its own, so that every reader begins at the beginning. */
static int snapshot_reopen(int fd)
{
	char *path = str_fmt("/proc/self/fd/%d", fd);
	int again = open(path, O_RDWR | O_CLOEXEC);

	free(path);
	return again;
}

int snapshot_memory(const struct snapshot *s)
{
	return s ? snapshot_reopen(s->ram_fd) : memfd_create("guest-memory", MFD_CLOEXEC);
}

/* One line from the monitor, without its end; caller frees. NULL: it closed or does not answer. */
static char *monitor_line(int fd)
{
	char *line = str_dup(""), c;
	size_t n = 0;

	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };

		if (poll(&p, 1, MONITOR_MS) != 1 || read(fd, &c, 1) != 1) {
			free(line);
			return NULL;
		}
		if (c == '\n')
			return line;
		line = mem_grow(line, n + 2, 1);
		line[n++] = c;
		line[n] = 0;
	}
}

/* Give @command and wait for its answer, past what the monitor says of its own accord. */
static json_t *monitor_ask(int fd, const char *command)
{
	size_t left = strlen(command);

	while (left) {
		ssize_t n = send(fd, command, left, MSG_NOSIGNAL);

		if (n < 0)
			return NULL;
		command += n;
		left -= (size_t)n;
	}
	for (;;) {
		char *line = monitor_line(fd);
		json_t *said = line ? json_loads(line, 0, NULL) : NULL;
		bool over = !line || json_object_get(said, "error");
		json_t *answer = json_incref(json_object_get(said, "return"));

		if (over && line)
			log_warn("QEMU's monitor: %s", line);
		free(line);
		json_decref(said);
		if (over || answer)
			return answer;
	}
}

static int monitor_do(int fd, const char *command)
{
	json_t *answer = monitor_ask(fd, command);

	json_decref(answer);
	return answer ? 0 : -EIO;
}

static int monitor_open(int fd)
{
	int err = monitor_do(fd, "{\"execute\":\"qmp_capabilities\"}\n");

	return err ? err
		   : monitor_do(fd, "{\"execute\":\"migrate-set-capabilities\",\"arguments\":"
				    "{\"capabilities\":[{\"capability\":\"x-ignore-shared\","
				    "\"state\":true}]}}\n");
}

/* Ask @query until its "status" is none of @busy; 0 if it is then one of @good. */
static int monitor_until(int fd, const char *query, const char *const busy[], const char *good)
{
	for (int tries = 0; tries < MONITOR_MS / STATE_POLL_MS; tries++) {
		json_t *answer = monitor_ask(fd, query);
		const char *status = json_string_value(json_object_get(answer, "status"));
		bool wait = answer && !status; /* a migration that has not begun has none */
		int err = status && strstr(good, status) ? 0 : -EIO;

		for (size_t i = 0; status && busy[i]; i++)
			wait |= !strcmp(status, busy[i]);
		json_decref(answer);
		if (!wait)
			return err;
		poll(NULL, 0, STATE_POLL_MS);
	}
	return -ETIMEDOUT;
}

/*
 * Hand over @file under the name "state". QEMU takes no number for the way out, and a descriptor comes
 * along with the first byte of the command.
 */
static int monitor_give(int fd, int file)
{
	static char first[] = "{";
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} with = { .head = { .cmsg_len = CMSG_LEN(sizeof(int)),
			     .cmsg_level = SOL_SOCKET,
			     .cmsg_type = SCM_RIGHTS } };
	struct iovec piece = { first, 1 };
	struct msghdr msg = { .msg_iov = &piece,
			      .msg_iovlen = 1,
			      .msg_control = &with,
			      .msg_controllen = sizeof(with) };

	memcpy(CMSG_DATA(&with.head), &file, sizeof(file));
	if (sendmsg(fd, &msg, MSG_NOSIGNAL) != 1)
		return -errno;
	return monitor_do(fd, "\"execute\":\"getfd\",\"arguments\":{\"fdname\":\"state\"}}\n");
}

/* Migrate to or from @state. */
static int monitor_migrate(int fd, const char *command, int state)
{
	char *text =
		str_fmt("{\"execute\":\"%s\",\"arguments\":{\"uri\":\"fd:state\"}}\n", command);
	int err = monitor_give(fd, state);

	if (!err)
		err = monitor_do(fd, text);
	free(text);
	return err;
}

int snapshot_take(struct snapshot *s, struct guest *g)
{
	static const char *const busy[] = { "setup", "active", "device", NULL };
	int fd = g->monitor_fd, err = monitor_open(fd);

	if (!err)
		err = monitor_do(fd, "{\"execute\":\"stop\"}\n");
	if (!err)
		err = monitor_migrate(fd, "migrate", s->state_fd);
	if (!err)
		err = monitor_until(fd, "{\"execute\":\"query-migrate\"}\n", busy, "completed");
	if (err)
		log_warn("QEMU cannot freeze a guest here: every cell boots its own");
	guest_stop(g);
	return err;
}

int snapshot_resume(const struct snapshot *s, struct guest *g, const char *command)
{
	static const char *const busy[] = { "inmigrate", NULL };
	int fd = g->monitor_fd, state = snapshot_reopen(s->state_fd), err = monitor_open(fd);
	size_t len = strlen(command);

	if (!err)
		err = monitor_migrate(fd, "migrate-incoming", state);
	close(state);
	if (!err)
		err = monitor_until(fd, "{\"execute\":\"query-status\"}\n", busy, "paused running");
	/* Before it runs, so that the clock of a guest that waits does not run on. */
	if (!err && send(g->command_fd, command, len, MSG_NOSIGNAL) != (ssize_t)len)
		err = -EIO;
	if (!err)
		err = monitor_do(fd, "{\"execute\":\"cont\"}\n");
	if (err)
		log_warn("a frozen guest does not go on: %s", strerror(-err));
	return err;
}
