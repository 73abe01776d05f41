// SPDX-License-Identifier: GPL-2.0-only
/*
 * object - loading what others compiled.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/libbpf.h>

#include "bpfprog.h"
#include "files.h"
#include "object.h"
#include "record.h"

#define OBJECT_MAX_LINKS 64

struct object {
	char *module; /* its name; NULL: a BPF object */
	struct bpf_object *bpf;
	struct bpf_link *link[OBJECT_MAX_LINKS];
	size_t links;
};

/* The kernel's name of a module is that of its file, with _ for -. */
static char *object_module_name(const char *path)
{
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	char *name = str_fmt("%.*s", (int)strcspn(base, "."), base);

	for (char *c = name; *c; c++)
		*c = *c == '-' ? '_' : *c;
	return name;
}

static int object_load_module(struct object *o, const char *path, char **why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = fd < 0 ? -errno : 0;

	if (!err && syscall(SYS_finit_module, fd, "", 0))
		err = -errno;
	if (fd >= 0)
		close(fd);
	if (!err) {
		o->module = object_module_name(path);
		return 0;
	}
	*why = str_fmt("%s: %s%s", path, strerror(-err),
		       err == -ENOEXEC ? ": it is built for another kernel, or is no module" : "");
	return err;
}

static int object_quiet(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	return 0;
}

/* A program of a section that names no place cannot be attached by it; one at least must be. */
static int object_attach(struct object *o, const char *path, char **why)
{
	struct bpf_program *prog;
	char *left = NULL;

	bpf_object__for_each_program(prog, o->bpf)
	{
		if (!bpf_program__autoload(prog) || o->links == OBJECT_MAX_LINKS)
			continue;
		o->link[o->links] = bpf_program__attach(prog);
		if (o->link[o->links])
			o->links++;
		else if (!left)
			left = str_fmt("%s in section %s: %s", bpf_program__name(prog),
				       bpf_program__section_name(prog), strerror(errno));
	}
	if (!o->links)
		*why = str_fmt("%s: no program of it can be attached as its section says%s%s", path,
			       left ? ": " : "", left ? left : "");
	free(left);
	return o->links ? 0 : -EINVAL;
}

static int object_load_bpf(struct object *o, const char *path, char **why)
{
	int err;

	libbpf_set_print(object_quiet);
	o->bpf = bpf_object__open_file(path, NULL);
	if (!o->bpf) {
		err = -errno;
		*why = str_fmt("%s: opening it: %s", path, strerror(-err));
		return err;
	}
	err = bpf_object__load(o->bpf);
	if (err) {
		*why = str_fmt("%s: loading it: %s", path, strerror(-err));
		return err;
	}
	return object_attach(o, path, why);
}

int object_load(const char *path, struct object **object, char **why)
{
	struct object *o = mem_alloc(1, sizeof(*o));
	char *undo = NULL;
	int err = str_ends(path, ".ko") ? object_load_module(o, path, why)
					: object_load_bpf(o, path, why);

	*object = o;
	if (err) {
		object_unload(o, &undo);
		free(undo);
		*object = NULL;
	}
	return err;
}

int object_unload(struct object *o, char **why)
{
	int err = 0;

	while (o->links)
		bpf_link__destroy(o->link[--o->links]);
	if (o->bpf)
		bpf_object__close(o->bpf);
	if (o->module && syscall(SYS_delete_module, o->module, O_NONBLOCK)) {
		err = -errno;
		*why = str_fmt("module %s: %s", o->module, strerror(-err));
	}
	free(o->module);
	free(o);
	return err;
}

void object_describe(const struct object *o, json_t *record)
{
	struct bpf_program *prog = o->bpf ? bpf_object__next_program(o->bpf, NULL) : NULL;
	char *path, *size;

	if (prog) {
		record_count(record, "programs", (s64)o->links, "programs");
		bpfprog_describe(bpf_program__fd(prog), record);
	}
	if (!o->module)
		return;
	path = str_fmt("/sys/module/%s/coresize", o->module);
	size = file_line(path);
	if (size)
		json_object_set_new(
			record, "footprint",
			json_pack("{s:I}", "module_bytes", (json_int_t)strtoll(size, NULL, 10)));
	free(size);
	free(path);
}
