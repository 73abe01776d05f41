// SPDX-License-Identifier: GPL-2.0-only
/*
 * sampler_ebpf - samples taken by a BPF program: a perf event of every CPU, and a link from each to the program.
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/libbpf.h>

#include "profile/sampler.h"
/* It holds arrays of what the contract describes. */
#include "profile/profile.skel.h"

struct sampler_object {
	struct profile_profile *skel;
	long cpus;
	int *fds; /* by CPU; -1: it is off, or none is open yet */
	struct bpf_link **links; /* own the descriptors */
};

static int ebpf_print(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	return 0;
}

static int ebpf_load(struct sampler *s)
{
	struct sampler_object *own = s->own;
	struct bpf_program *program;
	int err;

	libbpf_set_print(ebpf_print);
	own->skel = profile_profile__open();
	if (!own->skel)
		return cell_reason(s->run, -errno, "opening the object: %s", strerror(errno));
	program = ((struct bpf_program *const[]){ own->skel->progs.profile_count, own->skel->progs.profile_task,
						  own->skel->progs.profile_address })[s->body];
	bpf_program__set_autoload(program, true);
	err = profile_profile__load(own->skel);
	return err ? cell_reason(s->run, err, "loading the program: %s", strerror(-err)) : 0;
}

static int ebpf_attach_cpu(struct sampler *s, struct bpf_program *program, long cpu)
{
	struct sampler_object *own = s->own;
	struct perf_event_attr attr = {
		.type = s->event->type,
		.size = sizeof(attr),
		.config = s->event->config,
		.sample_period = s->period,
		.disabled = 1,
	};
	int fd = (int)syscall(SYS_perf_event_open, &attr, -1, (int)cpu, -1, PERF_FLAG_FD_CLOEXEC);

	if (fd < 0 && errno == ENODEV && !s->event->hardware)
		return 0; /* this CPU is off */
	if (fd < 0)
		return cell_reason(s->run, -errno, "perf_event_open() of %s on CPU %ld: %s", s->event->name, cpu,
				   strerror(errno));
	own->links[cpu] = bpf_program__attach_perf_event(program, fd);
	if (!own->links[cpu]) {
		int err = -errno;

		close(fd);
		return cell_reason(s->run, err, "attaching the program on CPU %ld: %s", cpu, strerror(-err));
	}
	own->fds[cpu] = fd;
	/* libbpf starts what it attaches. */
	if (ioctl(fd, PERF_EVENT_IOC_DISABLE, 0))
		return cell_reason(s->run, -errno, "stopping on CPU %ld: %s", cpu, strerror(errno));
	return 0;
}

static void ebpf_forget(struct sampler_object *own)
{
	memset(own->skel->bss->profile_places, 0, sizeof(own->skel->bss->profile_places));
	memset(own->skel->bss->profile_slots, 0, sizeof(own->skel->bss->profile_slots));
}

static int ebpf_open(struct sampler *s)
{
	struct sampler_object *own = s->own = mem_alloc(1, sizeof(*own));
	struct bpf_program *program = NULL;
	int err = ebpf_load(s);

	own->cpus = sysconf(_SC_NPROCESSORS_CONF);
	own->fds = mem_alloc((size_t)own->cpus, sizeof(*own->fds));
	own->links = mem_alloc((size_t)own->cpus, sizeof(struct bpf_link *));
	for (long cpu = 0; cpu < own->cpus; cpu++)
		own->fds[cpu] = -1;
	if (!err)
		bpf_object__for_each_program(program, own->skel->obj)
			if (bpf_program__fd(program) >= 0)
				break;
	for (long cpu = 0; cpu < own->cpus && !err; cpu++)
		err = ebpf_attach_cpu(s, program, cpu);
	if (!err)
		ebpf_forget(own);
	return err;
}

static int ebpf_all(struct sampler *s, unsigned long what, void *arg, const char *doing)
{
	struct sampler_object *own = s->own;

	for (long cpu = 0; cpu < own->cpus; cpu++)
		if (own->fds[cpu] >= 0 && ioctl(own->fds[cpu], what, arg))
			return cell_reason(s->run, -errno, "%s on CPU %ld: %s", doing, cpu, strerror(errno));
	return 0;
}

/* Setting the period anew forgets what was left of one when the event was stopped. */
static int ebpf_start(struct sampler *s)
{
	int err = ebpf_all(s, PERF_EVENT_IOC_PERIOD, &s->period, "setting the period");

	return err ? err : ebpf_all(s, PERF_EVENT_IOC_ENABLE, NULL, "starting");
}

static int ebpf_stop(struct sampler *s)
{
	return ebpf_all(s, PERF_EVENT_IOC_DISABLE, NULL, "stopping");
}

static int ebpf_read(struct sampler *s, struct pb_profile_counts *c)
{
	struct sampler_object *own = s->own;
	const struct profile_profile__bss *bss = own->skel->bss;

	*c = (struct pb_profile_counts){ 0 };
	for (long cpu = 0; cpu < own->cpus && cpu < PB_MAX_CPUS; cpu++) {
		c->samples += bss->profile_slots[cpu].samples;
		c->dropped += bss->profile_slots[cpu].dropped;
	}
	memcpy(c->places, bss->profile_places, sizeof(c->places));
	return 0;
}

static int ebpf_close(struct sampler *s)
{
	struct sampler_object *own = s->own;
	int err = 0;

	for (long cpu = 0; own && own->links && cpu < own->cpus; cpu++)
		if (own->links[cpu] && bpf_link__destroy(own->links[cpu]))
			err = cell_reason(s->run, -errno, "detaching on CPU %ld: %s", cpu, strerror(errno));
	if (own) {
		profile_profile__destroy(own->skel);
		free(own->links);
		free(own->fds);
	}
	free(own);
	s->own = NULL;
	return err;
}

const struct sampler_side sampler_ebpf = {
	.open = ebpf_open,
	.start = ebpf_start,
	.stop = ebpf_stop,
	.read = ebpf_read,
	.close = ebpf_close,
};
