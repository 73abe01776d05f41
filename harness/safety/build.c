// SPDX-License-Identifier: GPL-2.0-only
/*
 * build - both sides of every fault, made when the experiment runs.
 *
 * Modules are compiled with make -k; what the compiler refused is then left out, because one missing
 * object keeps kbuild from linking any. The compilers' words are kept for each fault as long as its
 * object is.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "files.h"
#include "proc.h"
#include "run.h"
#include "safety/build.h"
#include "vm/initramfs.h"
#include "vm/kernels.h"
#include "vm/modbuild.h"

#define BUILD_FOLDER "faults"
#define BUILD_PASSES 3
#define BUILD_RELEASES 16 /* as many as a run may have; more are only built again */

/* A path below the modules of @release; caller frees. */
static char *kmod_path(const char *release, const char *stem, const char *suffix)
{
	return str_fmt("%s/kmod/%s/" BUILD_FOLDER "/%s%s", root_build(), release, stem, suffix);
}

static char *ebpf_path(const char *stem, const char *suffix)
{
	return str_fmt("%s/faults/%s%s", root_build(), stem, suffix);
}

static double path_time(const char *path)
{
	struct stat st;

	return stat(path, &st) ? 0 : (double)st.st_mtim.tv_sec + (double)st.st_mtim.tv_nsec / 1e9;
}

/* Stems of kmod/faults/, those of helpers included, as found in @release's folder of links. */
static size_t build_stems(const char *release, char ***stems)
{
	char *folder = kmod_path(release, "", "");
	DIR *d = opendir(folder);
	size_t n = 0;

	*stems = NULL;
	for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d)) {
		if (!str_ends(e->d_name, ".c") || str_ends(e->d_name, ".mod.c"))
			continue;
		*stems = mem_grow(*stems, n + 1, sizeof(**stems));
		(*stems)[n++] = str_fmt("%.*s", (int)strlen(e->d_name) - 2, e->d_name);
	}
	if (d)
		closedir(d);
	free(folder);
	return n;
}

/* Lines of kbuild's output that are about @stem. */
static char *log_of(const char *all, const char *stem)
{
	char *source = str_fmt("/%s.c:", stem), *module = str_fmt("pbf_%s.", stem),
	     *log = str_dup("");

	for (const char *l = all; *l;) {
		size_t n = strcspn(l, "\n");
		char *line = str_fmt("%.*s", (int)n, l);

		if ((strstr(line, source) || strstr(line, module)) &&
		    (strcasestr(line, "warning") || strcasestr(line, "error"))) {
			char *masked = path_mask(line);

			text_add(&log, "%s\n", masked);
			free(masked);
		}
		l += n + (l[n] == '\n');
	}
	free(module);
	free(source);
	return log;
}

/* Was @stem refused by modpost, which then links no module at all? */
static bool build_unlinkable(const char *said, const char *stem)
{
	char *log = log_of(said, stem);
	bool refused = strstr(log, "ERROR: modpost") != NULL;

	free(log);
	return refused;
}

/* Keep what was said of every module that was compiled since @began, or that was refused. */
static void build_logs(const struct kernel *k, char *const *stems, size_t n, double began,
		       const char *said)
{
	for (size_t i = 0; i < n; i++) {
		char *object = kmod_path(k->release, stems[i], ".o"), *log = log_of(said, stems[i]);
		char *path = kmod_path(k->release, stems[i], ".kmod.log");

		if (path_time(object) >= began || !file_exists(object) || !file_exists(path) ||
		    build_unlinkable(said, stems[i]))
			file_write(path, log, strlen(log));
		free(path);
		free(log);
		free(object);
	}
}

/* "PBF_STEMS=a b c" of those that nobody refused so far. */
static char *build_survivors(const struct kernel *k, char *const *stems, size_t n, const char *said)
{
	char *words = str_dup("PBF_STEMS=");

	for (size_t i = 0; i < n; i++) {
		char *object = kmod_path(k->release, stems[i], ".o");
		char *ko = str_fmt("pbf_%s", stems[i]), *old = kmod_path(k->release, ko, ".ko");

		if (file_exists(object) && !build_unlinkable(said, stems[i]))
			text_add(&words, "%s ", stems[i]);
		else
			unlink(old);
		free(old);
		free(ko);
		free(object);
	}
	return words;
}

static char *build_log_text(const struct kernel *k)
{
	char *path = kmod_path(k->release, "build", ".log"), *text = NULL;

	file_read(path, &text, NULL);
	free(path);
	return text ? text : str_dup("");
}

static int build_modules(const struct kernel *k)
{
	char **stems, *said, *more, *survivors;
	size_t n = build_stems(k->release, &stems);
	/* Nobody debugs these, and pahole would take longer than the compiler. */
	const char *words[] = { "-k", "CONFIG_DEBUG_INFO=", "CONFIG_DEBUG_INFO_BTF_MODULES=",
				proc_have("sparse") ? "C=1" : "C=0", NULL, NULL };
	double began = (double)time(NULL);
	int err = modules_try_folder(k, BUILD_FOLDER, words);

	said = build_log_text(k);
	/* The compiler refuses some, and then modpost others. */
	for (int pass = 0; err == -EIO && pass < BUILD_PASSES; pass++) {
		words[4] = survivors = build_survivors(k, stems, n, said);
		err = modules_try_folder(k, BUILD_FOLDER, words);
		more = build_log_text(k);
		text_add(&said, "%s", more);
		free(more);
		free(survivors);
	}
	if (err != -EINTR)
		build_logs(k, stems, n, began, said);
	if (err && err != -EINTR)
		log_err("cannot build the faulty modules for %s; see kmod/%s/" BUILD_FOLDER
			"/build.log in the "
			"build folder",
			k->release, k->release);
	for (size_t i = 0; i < n; i++)
		free(stems[i]);
	free(stems);
	free(said);
	return err;
}

static int build_programs(void)
{
	static const char *const env[] = { "MAKEFLAGS=", "MFLAGS=", "MAKELEVEL=", NULL };
	char *build = str_fmt("B=%s", root_build());
	const char *const argv[] = { "make",	       "-s", "-j2", "-C", root_project(), build,
				     "fault-programs", NULL };
	int err = proc_run(argv, &(struct proc_opts){ .env = env, .keep_stderr = true, .stop = run_stop() });

	free(build);
	if (err && !run_signal())
		log_err("cannot compile the faulty programs: make fault-programs says why");
	return err ? -EIO : 0;
}

/* @path of the host as @name; what is not there is left out. */
static void pack(struct initramfs *a, char *path, char *name)
{
	if (file_exists(path))
		initramfs_file(a, &name[1], path, 0644);
	free(path);
	free(name);
}

/* Modules without their debugging information, which is most of them. */
static char *pack_stripped(const char *release, const char *ko)
{
	char *from = kmod_path(release, ko, ".ko"), *to = kmod_path(release, ko, ".stripped");
	const char *const argv[] = { "strip", "--strip-debug", "-o", to, from, NULL };

	if (!file_exists(from))
		unlink(to);
	else if (path_time(to) < path_time(from) && proc_run(argv, &(struct proc_opts){ 0 })) {
		free(to);
		return from;
	}
	free(from);
	return to;
}

/* Many guests of a run are packed, and what they get does not change meanwhile. */
static int build_once(const struct kernel *k)
{
	static char *built[BUILD_RELEASES];
	size_t i = 0;
	int err;

	while (i < BUILD_RELEASES && built[i] && strcmp(built[i], k->release))
		i++;
	if (i < BUILD_RELEASES && built[i])
		return 0;
	err = build_modules(k);
	if (!err)
		err = build_programs();
	if (!err && i < BUILD_RELEASES)
		built[i] = str_dup(k->release);
	return err;
}

/* Another release of the run, for which the faults are built by now; NULL: there is none. */
static const char *build_other(const char *release)
{
	const char *other = NULL;
	struct kernel k;

	for (const char *const *r = plan_kernels(); !other && *r; r++) {
		if (!strcmp(*r, release) || kernel_get(*r, &k))
			continue;
		if (!build_once(&k))
			other = *r;
		kernel_free(&k);
	}
	return other;
}

int build_pack(const struct kernel *k, struct initramfs *a)
{
	const char *other;
	char **stems;
	size_t n;
	int err = build_once(k);

	if (err)
		return err;
	initramfs_dir(a, "modules");
	initramfs_dir(a, &FAULT_MODULES[1]);
	initramfs_dir(a, "modules/faults/other");
	initramfs_dir(a, &FAULT_FILES[1]);
	other = build_other(k->release);
	n = build_stems(k->release, &stems);
	for (size_t i = 0; i < n; i++) {
		char *ko = str_fmt("pbf_%s", stems[i]);

		pack(a, pack_stripped(k->release, ko), str_fmt(FAULT_MODULES "/%s.ko", ko));
		if (other)
			pack(a, pack_stripped(other, ko),
			     str_fmt(FAULT_MODULES "/other/%s.ko", ko));
		free(ko);
		free(stems[i]);
	}
	for (const struct fault *const *f = faults; *f; f++) {
		const char *stem = (*f)->name;

		pack(a, kmod_path(k->release, stem, ".kmod.log"),
		     str_fmt(FAULT_FILES "/%s.kmod.log", stem));
		pack(a, ebpf_path(stem, ".ebpf.log"), str_fmt(FAULT_FILES "/%s.ebpf.log", stem));
		pack(a, ebpf_path(stem, ".bpf.o"), str_fmt(FAULT_FILES "/%s.bpf.o", stem));
	}
	free(stems);
	return 0;
}

char *build_kmod_log(const char *release, const char *stem)
{
	char *path = kmod_path(release, stem, ".kmod.log"), *text = NULL;

	file_read(path, &text, NULL);
	free(path);
	return text;
}

char *build_ebpf_log(const char *stem)
{
	char *path = ebpf_path(stem, ".ebpf.log"), *text = NULL;

	file_read(path, &text, NULL);
	free(path);
	return text;
}

struct build_warnings build_warnings(const char *log)
{
	struct build_warnings w = { 0 };

	for (const char *l = log; l && *l;) {
		size_t n = strcspn(l, "\n");
		char *line = str_fmt("%.*s", (int)n, l);

		if (strstr(line, "warning: objtool:"))
			w.objtool++;
		else if (strstr(line, "modpost"))
			w.modpost++;
		else if (strstr(line, "warning:") && strstr(line, "[-W"))
			w.compiler++;
		else if (strstr(line, "warning:"))
			w.sparse++;
		free(line);
		l += n + (l[n] == '\n');
	}
	return w;
}
