// SPDX-License-Identifier: GPL-2.0-only
/*
 * stamps - when the kernel passed certain points, from its own tracing, in the instruction clock.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "stamps.h"

#define STAMPS_TRACEFS "/sys/kernel/tracing"
#define STAMPS_DIR     STAMPS_TRACEFS "/instances/probebench"
#define STAMPS_GROUP   "pbfunc" /* of the probes that bracket functions */
#define STAMPS_CLOCK   "x86-tsc"
#define STAMPS_KIB     "4096" /* per CPU */

/* A file of tracefs takes a whole command per write, and some must not be truncated. */
static int stamps_write(const char *dir, const char *file, const char *text, int flags)
{
	char *path = str_fmt("%s/%s", dir, file);
	int fd = open(path, O_WRONLY | O_CLOEXEC | flags), err = 0;

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		err = -errno;
	if (fd >= 0)
		close(fd);
	free(path);
	return err;
}

static void stamps_probe(const char *function)
{
	char *in = str_fmt("p:" STAMPS_GROUP "/in_%s %s", function, function);
	char *out = str_fmt("r:" STAMPS_GROUP "/out_%s %s", function, function);

	/* Without its entry a return says nothing, and the other way round. */
	if (!stamps_write(STAMPS_TRACEFS, "kprobe_events", in, O_APPEND) &&
	    stamps_write(STAMPS_TRACEFS, "kprobe_events", out, O_APPEND)) {
		free(in);
		in = str_fmt("-:" STAMPS_GROUP "/in_%s", function);
		stamps_write(STAMPS_TRACEFS, "kprobe_events", in, O_APPEND);
	}
	free(in);
	free(out);
}

bool stamps_has(const char *function)
{
	char *path = str_fmt(STAMPS_TRACEFS "/events/" STAMPS_GROUP "/out_%s", function);
	bool has = file_exists(path);

	free(path);
	return has;
}

static int stamps_enable(const char *const *events)
{
	int err = 0;

	for (; *events && !err; events++)
		err = stamps_write(STAMPS_DIR, "set_event", *events, O_APPEND);
	return err ? -EOPNOTSUPP : 0;
}

static void stamps_remove(void)
{
	stamps_write(STAMPS_DIR, "tracing_on", "0", 0);
	stamps_write(STAMPS_DIR, "set_event", "", O_TRUNC);
	rmdir(STAMPS_DIR);
	stamps_write(STAMPS_TRACEFS, "kprobe_events", "", O_TRUNC);
}

int stamps_start(const char *const *events, const char *const *functions)
{
	bool any = false;
	int err;

	if (mkdir(STAMPS_DIR, 0700) && errno != EEXIST)
		return -errno;
	stamps_write(STAMPS_DIR, "tracing_on", "0", 0);
	err = stamps_write(STAMPS_DIR, "trace_clock", STAMPS_CLOCK, 0) ? -EOPNOTSUPP : 0;
	if (!err)
		err = stamps_write(STAMPS_DIR, "buffer_size_kb", STAMPS_KIB, 0);
	for (const char *const *f = functions; !err && f && *f; f++) {
		stamps_probe(*f);
		any |= stamps_has(*f);
	}
	if (!err)
		err = stamps_enable(events);
	if (!err && any)
		err = stamps_enable((const char *const[]){ STAMPS_GROUP ":*", NULL });
	if (!err)
		err = stamps_write(STAMPS_DIR, "tracing_on", "1", 0);
	if (err)
		stamps_remove();
	return err;
}

int stamps_stop(struct stamps *s)
{
	char *text = NULL;
	int err;

	*s = (struct stamps){ 0 };
	err = stamps_write(STAMPS_DIR, "tracing_on", "0", 0);
	if (!err)
		err = file_read(STAMPS_DIR "/trace", &text, NULL);
	if (!err)
		stamps_parse(s, text);
	free(text);
	stamps_remove();
	return err;
}

void stamps_free(struct stamps *s)
{
	free(s->v);
	*s = (struct stamps){ 0 };
}

static int stamps_field(const char *text, const char *key)
{
	const char *at = strstr(text, key);

	return at ? (int)strtol(at + strlen(key), NULL, 10) : -1;
}

/* "            init-71      [000] d..2. 5226011532: sched_switch: prev_comm=init prev_pid=71 ..." */
static bool stamps_line(const char *line, struct stamp *s)
{
	const char *cpu = strstr(line, " ["), *task = cpu, *at, *colon;
	char *end;
	size_t len;

	if (!cpu)
		return false;
	/* The task's name may hold anything, dashes and blanks too; the number is after the last dash. */
	while (task > line && *task != '-')
		task--;
	s->pid = (int)strtol(task + 1, NULL, 10);
	at = strchr(cpu + 1, ' ');
	at = at ? strchr(at + 1, ' ') : NULL; /* past the flags */
	if (!at)
		return false;
	s->at = strtoull(at, &end, 10);
	if (end == at || *end != ':')
		return false;
	at = end + 1 + strspn(end + 1, " ");
	colon = strchr(at, ':');
	len = colon ? (size_t)(colon - at) : 0;
	s->enter = str_starts(at, "in_");
	s->leave = str_starts(at, "out_");
	if (s->enter || s->leave) {
		at += s->enter ? 3 : 4;
		len = colon > at ? (size_t)(colon - at) : 0;
	}
	if (!len || len >= sizeof(s->what))
		return false;
	memcpy(s->what, at, len);
	s->what[len] = 0;
	s->next = -1;
	if (!strcmp(s->what, "sched_switch")) {
		s->pid = stamps_field(colon, " prev_pid=");
		s->next = stamps_field(colon, " next_pid=");
	}
	return true;
}

void stamps_parse(struct stamps *s, const char *text)
{
	const char *next;

	for (; *text; text = next) {
		size_t len = strcspn(text, "\n");
		char *line = str_fmt("%.*s", (int)len, text);
		unsigned int kept, written;

		next = text + len + (text[len] == '\n');
		if (*line == '#') {
			if (sscanf(line, "# entries-in-buffer/entries-written: %u/%u", &kept,
				   &written) == 2)
				s->lost += written - kept;
		} else {
			struct stamp one = { 0 };

			if (stamps_line(line, &one)) {
				if (!(s->n & (s->n - 1)))
					s->v = mem_grow(s->v, s->n ? 2 * s->n : 1, sizeof(*s->v));
				s->v[s->n++] = one;
			}
		}
		free(line);
	}
}

struct span stamps_span(const struct stamps *s, int pid, u64 from, u64 to)
{
	struct span span = { 0 };
	u64 since = from;
	int running = pid;

	for (size_t i = 0; i < s->n; i++) {
		const struct stamp *e = &s->v[i];

		if (e->next < 0 || e->at < from || e->at > to)
			continue;
		if (running == pid) {
			span.own += e->at - since;
			span.waits++;
		} else if (running > 0) {
			span.others += e->at - since;
		}
		since = e->at;
		running = e->next;
	}
	if (running == pid)
		span.own += to - since;
	else if (running > 0)
		span.others += to - since;
	return span;
}

const struct stamp *stamps_find(const struct stamps *s, const char *what, u64 from, u64 to)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].at >= from && s->v[i].at <= to && !strcmp(s->v[i].what, what))
			return &s->v[i];
	return NULL;
}

u64 stamps_inside(const struct stamps *s, int pid, const char *function, u64 from, u64 to,
		  unsigned int *calls)
{
	u64 inside = 0, since = 0;
	unsigned int n = 0, depth = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct stamp *e = &s->v[i];

		if (e->at < from || e->at > to || e->pid != pid || strcmp(e->what, function))
			continue;
		if (e->enter && !depth++)
			since = e->at;
		if (e->leave && depth && !--depth) {
			inside += stamps_span(s, pid, since, e->at).own;
			n++;
		}
	}
	if (calls)
		*calls = n;
	return inside;
}
