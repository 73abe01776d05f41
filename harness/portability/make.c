// SPDX-License-Identifier: GPL-2.0-only
/*
 * make - on the host: artefacts that are built for one kernel when they are tried.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "portability/make.h"
#include "proc.h"
#include "run.h"
#include "vm/modbuild.h"

#define MAKE_OLD "port/old"

/* The line that begins at @line; kbuild takes LC_ALL away, and compilers then quote as the user likes it. */
static char *make_plain(const char *line)
{
	char *text = str_fmt("%.*s", (int)strcspn(line, "\n"), line), *left = str_replace(text, "\u2018", "'");
	char *both = str_replace(left, "\u2019", "'");

	free(left);
	free(text);
	return both;
}

char *make_line(const char *log)
{
	static const char *const words[] = { "error: ", "ERROR: ", "kernel-types: " };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		const char *at = strstr(log, words[i]), *line = at;

		if (!at)
			continue;
		/* "/where/it/is/parent.c:25:30: error: ...": the file's name stays. */
		while (line > log && line[-1] != '\n' && line[-1] != '/' && line[-1] != ' ')
			line--;
		if (line == at && at > log && at[-1] == ' ') {
			for (line--; line > log && line[-1] != '\n' && line[-1] != '/' && line[-1] != ' ';)
				line--;
		}
		return make_plain(line);
	}
	return make_plain(log);
}

static char *make_log_line(const char *path)
{
	char *log = NULL, *line;

	file_read(path, &log, NULL);
	line = make_line(log && *log ? log : "make failed and said nothing");
	free(log);
	return line;
}

/* The loader shall find out what is undefined, not the linker. */
static char *make_old(const struct specimen *s, const struct kernel *k, char **said)
{
	char *stem = str_fmt("PB_STEM=%s", s->stem), *folder = str_fmt("%s/kmod/%s", root_build(), k->release);
	const char *const words[] = { stem, "KBUILD_MODPOST_WARN=1", "CONFIG_DEBUG_INFO=",
				      "CONFIG_DEBUG_INFO_BTF_MODULES=", NULL };
	char *file = specimen_file(s), *path = str_fmt("%s/%s", folder, file), *log = str_fmt("%s/" MAKE_OLD "/build.log", folder);

	if (modules_try_folder(k, MAKE_OLD, words)) {
		*said = make_log_line(log);
		free(path);
		path = NULL;
	}
	free(log);
	free(file);
	free(folder);
	free(stem);
	return path;
}

static char *make_typed(const struct specimen *s, const struct kernel *k, char **said)
{
	static const char *const env[] = { "MAKEFLAGS=", "MFLAGS=", "MAKELEVEL=", "LC_ALL=C", NULL };
	char *build = str_fmt("B=%s", root_build()), *folder = str_fmt("%s/port/%s", root_build(), k->release);
	char *path = str_fmt("%s/%s.bpf.o", folder, s->stem), *log = str_fmt("%s/build.log", folder);
	char *image = str_fmt("IMAGE=%s", k->vmlinuz), *headers = str_fmt("HEADERS=%s", k->headers);
	const char *const argv[] = { "make", "-s", "-C", root_project(), build, path, image, headers, NULL };
	int err = dir_make(folder);

	if (!err)
		err = proc_run(argv, &(struct proc_opts){ .env = env, .out_path = log, .stop = run_stop() });
	if (err) {
		*said = make_log_line(log);
		free(path);
		path = NULL;
	}
	free(headers);
	free(image);
	free(log);
	free(folder);
	free(build);
	return path;
}

/* What came of it is remembered: a run packs many guests, and what they get does not change meanwhile. */
struct made {
	const struct specimen *specimen;
	char *release, *path, *said;
};

char *make_specimen(const struct specimen *s, const char *release, const struct kernel *k, char **said)
{
	static struct made *made;
	static size_t n;
	struct kernel other = { 0 };
	struct made *m;

	for (m = made; m < made + n; m++)
		if (m->specimen == s && !strcmp(m->release, release))
			goto out;
	made = mem_grow(made, n + 1, sizeof(*made));
	m = &made[n++];
	*m = (struct made){ .specimen = s, .release = str_dup(release) };
	if (strcmp(k->release, release)) {
		if (kernel_get(release, &other))
			m->said = str_dup("that kernel is not there any more");
		k = &other;
	}
	if (!m->said)
		m->path = s->kind == SPECIMEN_OLD ? make_old(s, k, &m->said) : make_typed(s, k, &m->said);
	kernel_free(&other);
out:
	*said = m->said ? str_dup(m->said) : NULL;
	return m->path ? str_dup(m->path) : NULL;
}
