// SPDX-License-Identifier: GPL-2.0-only
/*
 * env - what has to be known about a machine to read its numbers.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include <bpf/libbpf.h>

#include "env.h"
#include "files.h"
#include "proc.h"
#include "vm/qemu.h"

/* @o[@key] = first line of @path, if there is one. */
static void env_line(json_t *o, const char *key, const char *path)
{
	char *line = file_line(path);

	if (line)
		json_object_set_new(o, key, json_string(line));
	free(line);
}

/* The value after "name\t: " in /proc/cpuinfo. */
static void env_cpuinfo(json_t *o, const char *key, const char *name)
{
	char *text, *at;
	size_t n = strlen(name);

	if (file_read("/proc/cpuinfo", &text, NULL))
		return;
	for (at = text; (at = strstr(at, name)); at += n)
		if ((at == text || at[-1] == '\n') && strchr("\t :", at[n]))
			break;
	if (at && (at = strchr(at, ':'))) {
		char *value = str_fmt("%.*s", (int)strcspn(at + 2, "\n"), at + 2);

		json_object_set_new(o, key, json_string(value));
		free(value);
	}
	free(text);
}

static json_t *env_vulnerabilities(void)
{
	const char *dir = "/sys/devices/system/cpu/vulnerabilities";
	json_t *all = json_object();
	DIR *d = opendir(dir);

	for (struct dirent *e; d && (e = readdir(d));) {
		char *path = str_fmt("%s/%s", dir, e->d_name);

		if (e->d_name[0] != '.')
			env_line(all, e->d_name, path);
		free(path);
	}
	if (d)
		closedir(d);
	return all;
}

/* The kernel's command line without what it hands to process 1: that is no setting of the kernel. */
static void env_cmdline(json_t *o)
{
	char *line = file_line("/proc/cmdline"), *kept = NULL, *save = NULL;

	for (char *w = line ? strtok_r(line, " ", &save) : NULL; w && strcmp(w, "--");
	     w = strtok_r(NULL, " ", &save))
		if (!str_starts(w, "init=") && !str_starts(w, "rdinit="))
			text_add(&kept, "%s%s", kept ? " " : "", w);
	json_object_set_new(o, "cmdline", json_string(kept ? kept : ""));
	free(kept);
	free(line);
}

json_t *env_kernel(void)
{
	struct utsname u;
	json_t *o = json_object();

	uname(&u);
	json_object_set_new(o, "release", json_string(u.release));
	json_object_set_new(o, "build", json_string(u.version));
	json_object_set_new(o, "machine", json_string(u.machine));
	env_cmdline(o);
	env_cpuinfo(o, "cpu_model", "model name");
	env_cpuinfo(o, "cpu_flags", "flags");
	env_line(o, "clocksource", "/sys/devices/system/clocksource/clocksource0/current_clocksource");
	env_line(o, "cpus_online", "/sys/devices/system/cpu/online");
	env_line(o, "bpf_jit_enable", "/proc/sys/net/core/bpf_jit_enable");
	env_line(o, "bpf_jit_harden", "/proc/sys/net/core/bpf_jit_harden");
	env_line(o, "kprobes_optimization", "/proc/sys/debug/kprobes-optimization");
	env_line(o, "perf_event_paranoid", "/proc/sys/kernel/perf_event_paranoid");
	env_line(o, "lockdown", "/sys/kernel/security/lockdown");
	env_line(o, "tainted", "/proc/sys/kernel/tainted");
	json_object_set_new(o, "btf", json_boolean(file_exists("/sys/kernel/btf/vmlinux")));
	json_object_set_new(o, "vulnerabilities", env_vulnerabilities());
	return o;
}

/* First line that a program prints. */
static void env_program(json_t *o, const char *key, const char *const argv[])
{
	char *out = NULL;

	if (proc_run(argv, &(struct proc_opts){ .out = &out }) == 0 && out) {
		out[strcspn(out, "\n")] = 0;
		json_object_set_new(o, key, json_string(out));
	}
	free(out);
}

#define ENV_ARGV(...) ((const char *const[]){ __VA_ARGS__, NULL })

json_t *env_tools(void)
{
	json_t *o = env_kernel();
	char *version = qemu_version();

	json_object_set_new(o, "qemu_version", version ? json_string(version) : json_null());
	json_object_set_new(o, "libbpf", json_string(libbpf_version_string()));
	json_object_set_new(o, "harness_compiler", json_string(__VERSION__));
	env_program(o, "module_compiler", ENV_ARGV("gcc-12", "--version"));
	env_program(o, "bpf_compiler", ENV_ARGV("clang", "--version"));
	env_program(o, "bpftool", ENV_ARGV("bpftool", "version"));
	env_program(o, "pahole", ENV_ARGV("pahole", "--version"));
	env_program(o, "sparse", ENV_ARGV("sparse", "--version"));
	env_program(o, "bpftrace", ENV_ARGV("bpftrace", "--version"));
	env_program(o, "gnuplot", ENV_ARGV("gnuplot", "--version"));
	free(version);
	return o;
}

char *env_revision(void)
{
	const char *root = root_project();
	struct proc_opts opts = { .cwd = root };
	char *rev = NULL, *changes = NULL, *out;

	opts.out = &rev;
	if (!root || proc_run(ENV_ARGV("git", "rev-parse", "--short=12", "HEAD"), &opts) || !rev || !*rev) {
		free(rev);
		return str_dup("unknown");
	}
	rev[strcspn(rev, "\n")] = 0;
	opts.out = &changes;
	/* Results that are being written are no change of what measures. */
	proc_run(ENV_ARGV("git", "status", "--porcelain", "--", ".", ":!results", ":!README.md"), &opts);
	out = str_fmt("%s%s", rev, changes && *changes ? "-dirty" : "");
	free(rev);
	free(changes);
	return out;
}

const char *env_kprobe_flavour(void)
{
	const char *flavour = NULL;
	char *text;

	if (file_read("/sys/kernel/debug/kprobes/list", &text, NULL))
		return NULL;
	if (strstr(text, "[FTRACE]"))
		flavour = "ftrace";
	else if (strstr(text, "[OPTIMIZED]"))
		flavour = "optimized";
	else if (*text)
		flavour = "int3";
	free(text);
	return flavour;
}

bool env_has_function(const char *name)
{
	FILE *in = fopen("/proc/kallsyms", "re");
	char symbol[256], type;
	bool found = !in; /* who cannot look does not know better */

	while (!found && in && fscanf(in, "%*s %c %255s%*[^\n]", &type, symbol) == 2)
		found = (type == 't' || type == 'T') && !strcmp(symbol, name);
	if (in)
		fclose(in);
	return found;
}

char *env_lockdown(void)
{
	/* "none [integrity] confidentiality" */
	char *line = file_line("/sys/kernel/security/lockdown"), *open = line ? strchr(line, '[') : NULL;
	char *mode = open ? str_fmt("%.*s", (int)strcspn(open + 1, "]"), open + 1) : NULL;

	free(line);
	if (mode && strcmp(mode, "none"))
		return mode;
	free(mode);
	return NULL;
}

u64 env_taint(void)
{
	char *line = file_line("/proc/sys/kernel/tainted");
	u64 taint = line ? strtoull(line, NULL, 10) : UINT64_MAX;

	free(line);
	return taint;
}
