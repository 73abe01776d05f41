// SPDX-License-Identifier: GPL-2.0-only
/*
 * many_kmod - one handler at many functions: the module pb_scale_many, told what to do by a file.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "backend.h"
#include "scaling/many.h"

#define MANY_MODULE "pb_scale_many"
#define MANY_PATH   "/sys/kernel/debug/" PB_MANY_FILE

struct many_module {
	bool loaded;
	int fd; /* of its file */
	struct pb_many_request request;
};

static const struct {
	const char *name;
	enum pb_many_mech mech;
} many_mechs[] = {
	{ "ftrace_ops", PB_MANY_FTRACE_OPS },
	{ "fprobe", PB_MANY_FPROBE },
	{ "kprobe", PB_MANY_KPROBE },
};

int many_kmod_mech(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(many_mechs); i++)
		if (!strcmp(many_mechs[i].name, name))
			return (int)many_mechs[i].mech;
	return -1;
}

static int many_kmod_open(struct many *m)
{
	struct many_module *own = m->own = mem_alloc(1, sizeof(*own));
	char *path = str_fmt("%s/" MANY_MODULE ".ko", backend_module_dir());
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = 0;

	own->fd = -1;
	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0))
		err = cell_reason(m->run, -errno, "loading %s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	free(path);
	own->loaded = !err;
	if (!err)
		own->fd = open(MANY_PATH, O_RDWR | O_CLOEXEC);
	if (!err && own->fd < 0)
		err = cell_reason(m->run, -errno, "%s: %s", MANY_PATH, strerror(errno));
	return err;
}

static int many_kmod_ask(struct many *m, const char *what)
{
	struct many_module *own = m->own;
	size_t len = PB_MANY_REQUEST_BYTES(own->request.nr);

	if (write(own->fd, &own->request, len) != (ssize_t)len)
		return cell_reason(m->run, -errno, "%s %zu functions by %s: %s", what, m->n,
				   m->run->cell.mech->name, strerror(errno));
	return 0;
}

static int many_kmod_attach(struct many *m, bool by_function)
{
	struct many_module *own = m->own;

	own->request.mech = (u32)many_kmod_mech(m->run->cell.mech->name);
	own->request.by_function = by_function;
	own->request.nr = (u32)m->n;
	for (size_t i = 0; i < m->n; i++)
		own->request.ips[i] = m->functions[i].address;
	return many_kmod_ask(m, "attaching to");
}

static int many_kmod_detach(struct many *m)
{
	struct many_module *own = m->own;

	own->request.nr = 0;
	return many_kmod_ask(m, "detaching from");
}

static int many_kmod_read(struct many *m, struct pb_many_counts *c)
{
	struct many_module *own = m->own;

	if (read(own->fd, c, sizeof(*c)) != (ssize_t)sizeof(*c))
		return cell_reason(m->run, -EIO, "%s: %s", MANY_PATH, strerror(errno));
	return 0;
}

static int many_kmod_close(struct many *m)
{
	struct many_module *own = m->own;
	int err = 0;

	if (own && own->fd >= 0)
		close(own->fd);
	if (own && own->loaded && syscall(SYS_delete_module, MANY_MODULE, O_NONBLOCK))
		err = cell_reason(m->run, -errno, "unloading " MANY_MODULE ": %s", strerror(errno));
	free(own);
	m->own = NULL;
	return err;
}

const struct many_side many_kmod = {
	.open = many_kmod_open,
	.attach = many_kmod_attach,
	.read = many_kmod_read,
	.detach = many_kmod_detach,
	.close = many_kmod_close,
};
