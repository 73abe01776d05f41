// SPDX-License-Identifier: GPL-2.0-only
/*
 * opensnoop - descriptor of the tool that prints every open and what came of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <probebench/opensnoop.h>

#include "tool.h"
#include "tools/opensnoop.skel.h"

#define OPENSNOOP_LINE "%5d %-12s %08o %s"

static char *opensnoop_rest(int ret, int dirfd, u32 flags, const char *path)
{
	/* Where a relative path starts from, if not from the working directory. */
	char *from = *path == '/' || dirfd == PB_OPENSNOOP_CWD ? str_dup("") : str_fmt("<%d>/", dirfd);
	char *where = str_fmt("%s%s", from, path);
	char *rest = str_fmt(OPENSNOOP_LINE, ret < 0 ? -1 : ret, tool_errno(ret < 0 ? -ret : 0), flags, where);

	free(where);
	free(from);
	return rest;
}

static char *opensnoop_line(const struct pb_tool_head *head)
{
	const struct pb_opensnoop *r = (const struct pb_opensnoop *)head;
	size_t room = head->bytes - offsetof(struct pb_opensnoop, path), n;
	bool readable = r->path_bytes && r->path_bytes <= room;
	char *path, *rest;

	n = readable ? strnlen(r->path, r->path_bytes) : 0;
	if (n > PB_OPENSNOOP_LONGEST)
		n = PB_OPENSNOOP_LONGEST;
	path = readable ? tool_escape(r->path, n) : str_dup("?");
	if (readable && r->path_bytes > n + 1)
		text_add(&path, "...");
	rest = opensnoop_rest(r->ret, r->dirfd, r->flags, path);
	free(path);
	return rest;
}

/* The calls, and what they must look like. */
struct opensnoop_script {
	FILE *expect;
	int failed; /* -errno of one that did not do what it should */
};

static void script_said(struct opensnoop_script *s, long ret, int dirfd, u32 flags, const char *shown)
{
	char *rest = opensnoop_rest(ret < 0 ? -errno : (int)ret, dirfd, flags, shown);

	tool_expect(s->expect, (u32)getpid(), "pb-script", rest);
	free(rest);
}

static int script_openat(struct opensnoop_script *s, int dirfd, const char *path, int flags, const char *shown)
{
	long fd = syscall(SYS_openat, dirfd, path, flags, 0600);

	script_said(s, fd, dirfd, (u32)flags, shown);
	return (int)fd;
}

static void script_want(struct opensnoop_script *s, bool held)
{
	if (!held && !s->failed)
		s->failed = -EPROTO;
}

/* A path of @n bytes that leads to /tmp. */
static char *script_long(size_t n)
{
	char *path = str_dup("/");

	path = mem_grow(path, n + 8, 1);
	memset(path, '/', n);
	memcpy(path + n - 4, "/tmp", 5);
	return path;
}

static void script_paths(struct opensnoop_script *s)
{
	size_t lengths[] = { 64, 255, 256, 1023, PB_OPENSNOOP_LONGEST, PB_OPENSNOOP_LONGEST + 1,
			     PB_OPENSNOOP_LONGEST + 99 };

	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		bool fits = lengths[i] <= PB_OPENSNOOP_LONGEST;
		char *path = script_long(lengths[i]);
		char *shown = str_fmt("%.*s%s", PB_OPENSNOOP_LONGEST, path, fits ? "" : "...");

		/* The kernel's own limit is the same: it refuses what does not fit. */
		script_want(s, (script_openat(s, AT_FDCWD, path, O_RDONLY, shown) < 0) == !fits);
		free(shown);
		free(path);
	}
}

static int opensnoop_script(FILE *expect)
{
	struct opensnoop_script s = { .expect = expect };
	struct open_how how = { .flags = O_RDONLY | O_CLOEXEC };
	int dir;
	long fd;

	if (mkdir("/tmp/opens", 0700) && errno != EEXIST)
		return -errno;
	dir = script_openat(&s, AT_FDCWD, "/tmp/opens", O_RDONLY | O_DIRECTORY, "/tmp/opens");
	script_want(&s, dir >= 0 && !fchdir(dir));
	script_want(&s, script_openat(&s, AT_FDCWD, "file", O_CREAT | O_RDWR, "file") >= 0);
	script_want(&s, script_openat(&s, dir, "file", O_WRONLY | O_APPEND, "file") >= 0);
	script_want(&s, script_openat(&s, dir, "/proc/self/stat", O_RDONLY, "/proc/self/stat") >= 0);
	script_want(&s, script_openat(&s, AT_FDCWD, "not here", O_RDONLY, "not here") < 0);
	script_want(&s, script_openat(&s, AT_FDCWD, "file/below", O_RDONLY, "file/below") < 0);
	script_want(&s, script_openat(&s, 999, "file", O_RDONLY, "file") < 0);
	script_want(&s, script_openat(&s, AT_FDCWD, "", O_RDONLY, "") < 0);
	script_want(&s, script_openat(&s, AT_FDCWD, (const char *)8, O_RDONLY, "?") < 0);
	script_want(&s, script_openat(&s, AT_FDCWD, "line\nfeed\\\xc3\xa4", O_RDONLY,
				      "line\\nfeed\\\\\\xc3\\xa4") < 0);
	fd = syscall(SYS_open, "./file", O_RDONLY | O_NOFOLLOW);
	script_said(&s, fd, PB_OPENSNOOP_CWD, O_RDONLY | O_NOFOLLOW, "./file");
	fd = syscall(SYS_creat, "made", 0600);
	script_said(&s, fd, PB_OPENSNOOP_CWD, O_CREAT | O_WRONLY | O_TRUNC, "made");
	fd = syscall(SYS_openat2, dir, "made", &how, sizeof(how));
	script_said(&s, fd, dir, (u32)how.flags, "made");
	fd = syscall(SYS_openat2, dir, "made", NULL, sizeof(how));
	script_said(&s, fd, dir, 0, "made");
	script_paths(&s);
	return s.failed;
}

const struct tool tool_opensnoop = {
	.name = "opensnoop",
	.summary = "every open of a file: who, what, with which flags, and what came of it",
	.columns = "   FD ERR             FLAGS PATH",
	.record_bytes = offsetof(struct pb_opensnoop, path),
	.line = opensnoop_line,
	.bpf_elf = tools_opensnoop__elf_bytes,
	.costs = (const char *const[]){ "openclose", "getppid", NULL },
	.script = opensnoop_script,
};
