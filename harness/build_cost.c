// SPDX-License-Identifier: GPL-2.0-only
/*
 * build_cost - what it takes to build one side of a collector on this machine.
 *
 * The module is built by kbuild in a folder that holds it alone, the program by this project's Makefile
 * with an empty build folder: both through make, both from nothing, both one at a time.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build_cost.h"
#include "files.h"
#include "proc.h"
#include "registry.h"
#include "run.h"
#include "sample_stats.h"
#include "toolchain.h"
#include "vm/buildroot.h"
#include "vm/modbuild.h"

/* Packages that bring the tools; what they depend on is found out. */
static const char *const build_ebpf_roots[] = { "clang", "bpftool", "libbpf-dev", "linux-libc-dev", "make",
						NULL };

void build_roots(const struct kernel *k, bool module, char *roots[BUILD_ROOTS])
{
	const char *const *from = build_ebpf_roots;
	size_t n = 0;

	if (module) {
		roots[n++] = str_dup("make");
		roots[n++] = modules_compiler(k);
		roots[n++] = str_dup("pahole|dwarves");
	}
	for (; !module && *from; from++)
		roots[n++] = str_dup(*from);
	roots[n] = NULL;
}

struct build {
	const struct kernel *k;
	const struct collector *c;
	bool module;
	char *dir, *object, *log;
};

static int build_link(const struct build *b, const char *name)
{
	char *source = str_fmt("kmod/%s", name), *from = root_source(source), *to = str_fmt("%s/%s", b->dir, source);
	int err = symlink(from, to) && errno != EEXIST ? -errno : 0;

	free(to);
	free(from);
	free(source);
	return err;
}

/* A checkout with nothing but this module in it, and what all modules share. */
static int build_lay_out(const struct build *b)
{
	char *from = str_fmt("%s/kmod", root_project()), *to = str_fmt("%s/kmod", b->dir);
	char *source = str_fmt("%s.c", b->c->name), *include = str_fmt("%s/include", b->dir);
	char *includes = str_fmt("%s/include", root_project());
	int err = dir_make(to);
	DIR *d = opendir(from);

	for (struct dirent *e; !err && d && (e = readdir(d));)
		if (*e->d_name != '.' && (!str_ends(e->d_name, ".c") || !strcmp(e->d_name, source)))
			err = build_link(b, e->d_name);
	/* A collector of the user's own is not among the checkout's. */
	if (!err)
		err = build_link(b, source);
	if (!err && symlink(includes, include))
		err = -errno;
	if (d)
		closedir(d);
	free(includes);
	free(include);
	free(source);
	free(to);
	free(from);
	return err;
}

static int build_module(const struct build *b)
{
	char *mod = str_fmt("M=%s/kmod", b->dir), *root = str_fmt("PB_ROOT=%s", b->dir);
	char *include = root_extra() ? str_fmt("PB_INCLUDE=%s/include", root_extra()) : str_dup("PB_INCLUDE=");
	const char *const argv[] = { "make", "-C", b->k->headers, mod, root, include, "modules", NULL };
	const char *const dirs[] = { root_project(), b->dir, root_extra(), NULL };
	char *cc = modules_compiler(b->k);
	int err = buildroot_run(b->k, cc, argv, dirs, &(struct proc_opts){ .out_path = b->log, .env = modules_env, .stop = run_stop() });

	free(cc);
	free(include);
	free(root);
	free(mod);
	return err;
}

static int build_program(const struct build *b)
{
	char *out = str_fmt("B=%s", b->dir), *target = str_fmt("%s/ebpf/%s.skel.h", b->dir, b->c->name);
	/* Where objects of a folder of the user's own go is a variable of its own. */
	char *extra = root_extra() ? str_fmt("EXTRA=%s", root_extra()) : NULL, *into = str_fmt("E=%s", b->dir);
	const char *const argv[] = { "make", "-C", root_project(), out, target, extra ? extra : into, into, NULL };
	int err = proc_run(argv, &(struct proc_opts){ .out_path = b->log, .env = modules_env, .stop = run_stop() });

	free(extra);
	free(into);
	free(target);
	free(out);
	return err;
}

/* Processor time of all children so far. Unlike the time on the clock, others on this machine hardly change it. */
static u64 build_cpu_ns(void)
{
	struct rusage u;

	getrusage(RUSAGE_CHILDREN, &u);
	return (u64)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000000 +
	       (u64)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1000;
}

/* From nothing to the object, in nanoseconds of processor time; 0 or -errno. */
static int build_once(const struct build *b, u64 *ns)
{
	int err = dir_remove(b->dir);
	u64 from;

	if (!err)
		err = dir_make(b->dir);
	if (!err && b->module)
		err = build_lay_out(b);
	if (err)
		return err;
	unlink(b->log);
	from = build_cpu_ns();
	err = b->module ? build_module(b) : build_program(b);
	*ns = build_cpu_ns() - from;
	return err ? -EIO : 0;
}

int build_object_bytes(const char *path, u64 *file, u64 *loaded)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = -EINVAL;
	Elf_Scn *section = NULL;
	struct stat st;
	Elf *elf;

	*file = *loaded = 0;
	if (fd < 0)
		return -errno;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!fstat(fd, &st) && elf && elf_kind(elf) == ELF_K_ELF) {
		err = 0;
		*file = (u64)st.st_size;
		while ((section = elf_nextscn(elf, section))) {
			GElf_Shdr head;

			if (gelf_getshdr(section, &head) && (head.sh_flags & SHF_ALLOC) &&
			    head.sh_type != SHT_NOBITS)
				*loaded += head.sh_size;
		}
	}
	elf_end(elf);
	close(fd);
	return err;
}

static int build_tools(const struct build *b, json_t *cost, char **why)
{
	char *cc = modules_compiler(b->k), *usr = str_fmt("%s/../..", b->k->headers);
	char *store = realpath(usr, NULL);
	char *there = b->module ? buildroot_there(b->k, cc) : NULL;
	char *status = str_fmt("%s%s", there ? there : "", TOOLCHAIN_DPKG);
	char *roots[BUILD_ROOTS];
	const char *missing;
	struct toolchain t;
	int err;

	build_roots(b->k, b->module, roots);
	err = toolchain_measure(status, (const char *const *)roots, &t, &missing);

	if (err) {
		*why = missing ? str_fmt("the package %s is not installed", missing) :
				 str_fmt("%s: %s", status, strerror(-err));
	} else {
		json_object_set_new(cost, "toolchain_bytes", json_integer((json_int_t)t.bytes));
		json_object_set_new(cost, "toolchain_packages", json_integer(t.packages));
	}
	if (!err && b->module)
		/* Unpacked into a folder of their own, headers come with kbuild beside them. */
		json_object_set_new(cost, "headers_bytes", json_integer((json_int_t)dir_bytes(
			store && *b->k->package && str_ends(store, "/usr") ? store : b->k->headers)));
	for (size_t i = 0; roots[i]; i++)
		free(roots[i]);
	free(store);
	free(usr);
	free(status);
	free(there);
	free(cc);
	return err;
}

static int build_measure(const struct build *b, json_t *cost, char **why)
{
	json_t *times = json_array();
	u64 ns, file, loaded;
	int err = 0;

	for (int i = 0; i < SAMPLE_FLOOR && !err; i++) {
		err = build_once(b, &ns);
		if (!err)
			json_array_append_new(times, json_integer((json_int_t)ns));
	}
	json_object_set_new(cost, "ns", times);
	if (!err)
		err = build_object_bytes(b->object, &file, &loaded);
	if (err) {
		*why = str_fmt("building %s alone: %s; see %s", b->c->name, strerror(-err), b->log);
		return err;
	}
	json_object_set_new(cost, "object_bytes", json_integer((json_int_t)file));
	json_object_set_new(cost, "loaded_bytes", json_integer((json_int_t)loaded));
	return 0;
}

json_t *build_cost(const struct kernel *k, const struct collector *c, const char *arm, char **why)
{
	struct build b = { .k = k, .c = c, .module = !strcmp(arm, "kmod") };
	json_t *cost = json_object();
	int err;

	*why = NULL;
	if (!root_project() || !root_build()) {
		*why = str_dup("this binary is not inside a checkout");
		json_decref(cost);
		return NULL;
	}
	b.dir = str_fmt("%s/tmp/build-%d-%s-%s", root_build(), (int)getpid(), c->name, arm);
	b.log = str_fmt("%s.log", b.dir);
	b.object = b.module ? str_fmt("%s/kmod/pb_%s.ko", b.dir, c->name) :
			      str_fmt("%s/ebpf/%s.bpf.o", b.dir, c->name);
	err = build_tools(&b, cost, why);
	if (!err)
		err = build_measure(&b, cost, why);
	dir_remove(b.dir);
	if (!err)
		unlink(b.log);
	free(b.object);
	free(b.log);
	free(b.dir);
	if (!err)
		return cost;
	json_decref(cost);
	return NULL;
}
