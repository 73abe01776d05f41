// SPDX-License-Identifier: GPL-2.0-only
/*
 * needs - judge declared needs against the running machine.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <zlib.h>

#include "env.h"
#include "files.h"
#include "needs.h"
#include "proc.h"

/* The kernel's configuration from wherever it keeps it: /proc/config.gz, /boot, or the guest's copy. */
static char *needs_kconfig(void)
{
	struct utsname u;
	gzFile gz = gzopen("/proc/config.gz", "r");
	char *text = NULL, *path;

	if (gz) {
		size_t cap = 1 << 20, n = 0;
		int got;

		text = mem_alloc(cap, 1);
		while ((got = gzread(gz, text + n, (unsigned int)(cap - n - 1))) > 0)
			n += (size_t)got;
		gzclose(gz);
		text[n] = 0;
		return text;
	}
	uname(&u);
	path = str_fmt("/boot/config-%s", u.release);
	file_read(path, &text, NULL);
	free(path);
	return text;
}

const struct machine *needs_machine(void)
{
	static struct machine m;
	static bool known;

	if (known)
		return &m;
	known = true;
	m.root = geteuid() == 0;
	/* The guest's init is this very binary: no other machine has it as process 1's child. */
	m.vm = file_exists("/probebench-guest");
	m.modules = file_exists("/proc/modules");
	m.btf = file_exists("/sys/kernel/btf/vmlinux");
	m.cpus = (unsigned int)sysconf(_SC_NPROCESSORS_ONLN);
	m.kconfig = needs_kconfig();
	return &m;
}

/* Does @text hold @line as a whole line? */
static bool needs_has_line(const char *text, const char *line)
{
	size_t n = strlen(line);

	for (const char *p = text; (p = strstr(p, line)); p += n)
		if ((p == text || p[-1] == '\n') && (p[n] == '\n' || !p[n]))
			return true;
	return false;
}

const char *needs_lacking(const struct needs *needs, const struct machine *m)
{
	for (const char *const *k = needs->kconfig; k && *k && m->kconfig; k++)
		if (!needs_has_line(m->kconfig, *k))
			return *k;
	return NULL;
}

char *needs_unmet(const struct needs *needs, const struct machine *m)
{
	if (needs->root && !m->root)
		return str_dup("needs root");
	if (needs->vm && !m->vm)
		return str_dup("may crash the kernel: runs only in a throwaway VM");
	if (needs->modules && !m->modules)
		return str_dup("the kernel has no loadable module support (CONFIG_MODULES)");
	if (needs->btf && !m->btf)
		return str_dup("the kernel has no BTF (/sys/kernel/btf/vmlinux)");
	if (needs->cpus > m->cpus)
		return str_fmt("needs %u CPUs, %u are online", needs->cpus, m->cpus);
	for (const char *const *k = needs->kconfig; k && *k && !m->probed; k++) {
		if (!m->kconfig)
			return str_fmt("needs %s, but the kernel's configuration is unknown", *k);
		if (!needs_has_line(m->kconfig, *k))
			return str_fmt("the kernel lacks %s", *k);
	}
	if (needs->symbol && !m->probed && !env_has_function(needs->symbol))
		return str_fmt("the kernel has no %s()", needs->symbol);
	for (const char *const *f = needs->files; f && *f; f++)
		if (!file_exists(*f))
			return str_fmt("%s is missing", *f);
	if (needs->program && !proc_have(needs->program))
		return str_fmt("%s is not installed%s", needs->program,
			       m->vm ? " on the host that packed this guest" : "");
	return NULL;
}
