// SPDX-License-Identifier: GPL-2.0-only
/*
 * sampler_kmod - samples taken by the module pb_profile, told what to do by a file.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "backend.h"
#include "profile/sampler.h"

#define SAMPLER_MODULE "pb_profile"
#define SAMPLER_PATH   "/sys/kernel/debug/" PB_PROFILE_FILE

struct sampler_module {
	bool loaded;
	int fd; /* of its file */
};

static int kmod_load(struct sampler *s)
{
	struct sampler_module *own = s->own;
	char *path = str_fmt("%s/" SAMPLER_MODULE ".ko", backend_module_dir());
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = 0;

	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0))
		err = cell_reason(s->run, -errno, "loading %s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	free(path);
	own->loaded = !err;
	return err;
}

static int kmod_open(struct sampler *s)
{
	struct sampler_module *own = s->own = mem_alloc(1, sizeof(*own));
	const struct pb_profile_request request = {
		.mech = strcmp(s->run->cell.mech->name, "hrtimer") ? PB_PROFILE_PERF_EVENT : PB_PROFILE_HRTIMER,
		.body = s->body,
		.type = s->event->type,
		.config = s->event->config,
		.period = s->period,
	};
	int err;

	own->fd = -1;
	err = kmod_load(s);
	if (err)
		return err;
	own->fd = open(SAMPLER_PATH, O_RDWR | O_CLOEXEC);
	if (own->fd < 0)
		return cell_reason(s->run, -errno, SAMPLER_PATH ": %s", strerror(errno));
	if (write(own->fd, &request, sizeof(request)) != (ssize_t)sizeof(request))
		return cell_reason(s->run, -errno, "perf_event_create_kernel_counter() of %s: %s", s->event->name,
				   strerror(errno));
	return 0;
}

static int kmod_start(struct sampler *s)
{
	struct sampler_module *own = s->own;

	return ioctl(own->fd, PB_PROFILE_START) ? cell_reason(s->run, -errno, "starting: %s", strerror(errno)) : 0;
}

static int kmod_stop(struct sampler *s)
{
	struct sampler_module *own = s->own;

	return ioctl(own->fd, PB_PROFILE_STOP) ? cell_reason(s->run, -errno, "stopping: %s", strerror(errno)) : 0;
}

static int kmod_read(struct sampler *s, struct pb_profile_counts *c)
{
	struct sampler_module *own = s->own;

	if (read(own->fd, c, sizeof(*c)) != (ssize_t)sizeof(*c))
		return cell_reason(s->run, -EIO, SAMPLER_PATH ": %s", strerror(errno));
	return 0;
}

static int kmod_close(struct sampler *s)
{
	struct sampler_module *own = s->own;
	int err = 0;

	if (own && own->fd >= 0)
		close(own->fd);
	if (own && own->loaded && syscall(SYS_delete_module, SAMPLER_MODULE, O_NONBLOCK))
		err = cell_reason(s->run, -errno, "unloading " SAMPLER_MODULE ": %s", strerror(errno));
	free(own);
	s->own = NULL;
	return err;
}

const struct sampler_side sampler_kmod = {
	.open = kmod_open,
	.start = kmod_start,
	.stop = kmod_stop,
	.read = kmod_read,
	.close = kmod_close,
};
