// SPDX-License-Identifier: GPL-2.0-only
/*
 * execsnoop - descriptor of the tool that prints every program that was started, with its arguments.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <probebench/execsnoop.h>

#include "tool.h"
#include "tools/execsnoop.skel.h"

/* An argument that would not read as one is put into quotes. */
static void execsnoop_add(char **text, const char *arg, size_t n)
{
	char *shown = tool_escape(arg, n);
	char *inside = str_replace(shown, "\"", "\\\"");
	bool quote = !n || strpbrk(shown, " \"'\\$");

	text_add(text, quote ? " \"%s\"" : " %s", inside);
	free(inside);
	free(shown);
}

static char *execsnoop_line(const struct pb_tool_head *head)
{
	const struct pb_execsnoop *r = (const struct pb_execsnoop *)head;
	size_t room = head->bytes - offsetof(struct pb_execsnoop, args), at = 0;
	size_t bytes = r->args_bytes < room ? r->args_bytes : room;
	char *rest = str_fmt("%-7u", head->ppid);

	while (at < bytes) {
		size_t n = strnlen(r->args + at, bytes - at);

		execsnoop_add(&rest, r->args + at, n);
		at += n + 1;
	}
	if (!bytes && r->all_bytes)
		text_add(&rest, " ?");
	else if (r->all_bytes > r->args_bytes)
		text_add(&rest, "...");
	return rest;
}

/* Start @path, let it end, and write down what must be said of it, if it can be started. */
static int script_start(FILE *expect, const char *path, char *const argv[], const char *shown)
{
	const char *slash = strrchr(path, '/');
	pid_t pid = fork();
	char *rest;
	int status;

	if (!pid) {
		execve(path, argv, (char *[]){ NULL });
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -errno;
	/* This program, with arguments that make no sense to it, ends in a usage error. */
	if (!WIFEXITED(status) || WEXITSTATUS(status) != (shown ? PB_EXIT_USAGE : 127))
		return -EPROTO;
	rest = str_fmt("%-7u %s", (u32)getpid(), shown ? shown : "");
	if (shown)
		tool_expect(expect, (u32)pid, slash ? slash + 1 : path, rest);
	free(rest);
	return 0;
}

/* Arguments of @n letters beside "prog", as they are and as they must be shown. */
static int script_long(FILE *expect, size_t n)
{
	size_t room = PB_EXECSNOOP_ARGS - sizeof("prog");
	char *arg = mem_alloc(n + 1, 1), *shown;
	int err;

	memset(arg, 'x', n);
	/* With its NUL it must fit. */
	shown = n < room ? str_fmt("prog %s", arg) : str_fmt("prog %.*s...", (int)room, arg);
	err = script_start(expect, "/tmp/prog", (char *[]){ "prog", arg, NULL }, shown);
	free(shown);
	free(arg);
	return err;
}

static int execsnoop_script(FILE *expect)
{
	static const size_t lengths[] = { 100, 4000, PB_EXECSNOOP_ARGS - 6, PB_EXECSNOOP_ARGS - 5, 9000 };
	int null = open("/dev/null", O_RDWR), err = 0;

	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	if (symlink("/init", "/tmp/prog") && errno != EEXIST)
		return -errno;
	err = script_start(expect, "/tmp/prog", (char *[]){ "prog", "no-such-verb", NULL }, "prog no-such-verb");
	if (!err)
		err = script_start(expect, "/tmp/prog", (char *[]){ "another name", "", "a b", "line\nfeed", "\"", NULL },
				   "\"another name\" \"\" \"a b\" \"line\\nfeed\" \"\\\"\"");
	if (!err)
		err = script_start(expect, "/tmp/not-here", (char *[]){ "not-here", NULL }, NULL);
	if (!err)
		err = script_start(expect, "/tmp", (char *[]){ "tmp", NULL }, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(lengths) && !err; i++)
		err = script_long(expect, lengths[i]);
	return err;
}

const struct tool tool_execsnoop = {
	.name = "execsnoop",
	.summary = "every program that was started: by whom, with which arguments",
	.columns = "PPID    ARGS",
	.record_bytes = offsetof(struct pb_execsnoop, args),
	.line = execsnoop_line,
	.bpf_elf = tools_execsnoop__elf_bytes,
	.script = execsnoop_script,
};
