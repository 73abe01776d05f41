// SPDX-License-Identifier: GPL-2.0-only
/*
 * qemu_argv - the command line of a guest.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vm/qemu.h"

/* A growing argument vector. */
struct argv {
	char **v;
	size_t n;
};

static void argv_add(struct argv *a, char *owned)
{
	a->v = mem_grow(a->v, a->n + 2, sizeof(*a->v));
	a->v[a->n++] = owned;
	a->v[a->n] = NULL;
}

static void argv_adds(struct argv *a, const char *words)
{
	char *copy = str_dup(words), *save = NULL;

	for (char *w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save))
		argv_add(a, str_dup(w));
	free(copy);
}

void argv_free(char **argv)
{
	for (char **p = argv; p && *p; p++)
		free(*p);
	free(argv);
}

void guest_cmdline(struct guest_spec *spec, const char *fmt, ...)
{
	va_list ap;
	char *more;

	va_start(ap, fmt);
	if (vasprintf(&more, fmt, ap) < 0)
		abort();
	va_end(ap);
	text_add(&spec->cmdline_extra, "%s%s", spec->cmdline_extra ? " " : "", more);
	free(more);
}

/*
 * A kernel learns the speed of its APIC's timer by reading the clock for 220 ms, which an emulator that
 * counts instructions cannot do in large steps: it took 4 of a boot's 10 seconds. With one CPU the
 * HPET serves as well. With more, each needs its own timer.
 */
static const char *guest_timer(const struct guest_spec *s)
{
	return s->accel == ACCEL_ICOUNT && s->cpus <= 1 ? " nolapic_timer no_timer_check" : "";
}

/*
 * Under icount, process 1 starts the further CPUs (guest_cpus_start() says why), and their time-stamp counters
 * are one counter, which Linux 6.1 does not believe of CPUs by AMD.
 */
static const char *guest_smp(const struct guest_spec *s)
{
	return s->accel == ACCEL_ICOUNT && s->cpus > 1 ? " maxcpus=1 tsc=reliable" : "";
}

#define GUEST_MEMORY_MIB 512

static unsigned int guest_memory(const struct guest_spec *s)
{
	return s->memory_mib ? s->memory_mib : GUEST_MEMORY_MIB;
}

/* A snapshot's memory is written by the guest that is frozen and read by all that go on from there. */
static void argv_restorable(struct argv *a, const struct guest_spec *s)
{
	argv_adds(a, "-machine memory-backend=ram -object");
	argv_add(a, str_fmt("memory-backend-file,id=ram,size=%uM,mem-path=/proc/self/fd/%d,share=%s",
			    guest_memory(s), QEMU_RAM_FD, s->resume ? "off" : "on"));
	argv_adds(a, "-chardev");
	argv_add(a, str_fmt("socket,id=command,fd=%d", QEMU_COMMAND_FD));
	argv_adds(a, "-serial chardev:command -chardev");
	argv_add(a, str_fmt("socket,id=monitor,fd=%d", QEMU_MONITOR_FD));
	argv_adds(a, "-mon chardev=monitor,mode=control");
	if (s->resume)
		argv_adds(a, "-incoming defer");
}

char *guest_socket(const struct guest_spec *s)
{
	return str_fmt("%s.sock", s->initramfs ? s->initramfs : "");
}

char **guest_argv(const struct guest_spec *s)
{
	struct argv a = { 0 };

	argv_adds(&a, QEMU_BINARY " -M pc -nodefaults -no-user-config -display none -no-reboot");
	if (s->accel == ACCEL_KVM)
		argv_adds(&a, "-accel kvm");
	else if (s->accel == ACCEL_ICOUNT)
		argv_adds(&a, "-accel tcg -icount shift=0,sleep=off");
	else /* one thread: kernels that patch their own text crash under multi-threaded TCG */
		argv_adds(&a, "-accel tcg,thread=single");
	argv_adds(&a, "-cpu");
	argv_add(&a, str_dup(s->cpu ? s->cpu : s->accel == ACCEL_KVM ? "host" : GUEST_CPU));
	argv_adds(&a, "-smp");
	argv_add(&a, str_fmt("%u", s->cpus ? s->cpus : 1));
	argv_adds(&a, "-m");
	argv_add(&a, str_fmt("%u", guest_memory(s)));
	if (s->bit_exact)
		argv_adds(&a, "-seed 1 -rtc base=2020-01-01,clock=vm");
	argv_adds(&a, "-kernel");
	argv_add(&a, str_dup(s->vmlinuz ? s->vmlinuz : ""));
	argv_adds(&a, "-initrd");
	argv_add(&a, str_dup(s->initramfs ? s->initramfs : ""));
	argv_adds(&a, "-append");
	argv_add(&a, str_fmt("console=ttyS0 panic=-1 rdinit=/init%s%s%s%s%s", guest_timer(s), guest_smp(s),
			     s->bit_exact ? " nokaslr" : "", s->cmdline_extra ? " " : "",
			     s->cmdline_extra ? s->cmdline_extra : ""));
	argv_adds(&a, "-chardev");
	argv_add(&a, str_fmt("file,id=console,path=/proc/self/fd/%d", QEMU_CONSOLE_FD));
	argv_adds(&a, "-serial chardev:console -chardev");
	argv_add(&a, str_fmt("file,id=result,path=/proc/self/fd/%d", QEMU_RESULT_FD));
	argv_adds(&a, "-serial chardev:result");
	if (s->restorable)
		argv_restorable(&a, s);
	if (s->qemu_extra) {
		char *path = guest_socket(s), *extra = str_replace(s->qemu_extra, "$SOCKET", path);

		argv_adds(&a, extra);
		free(extra);
		free(path);
	}
	return a.v;
}

char *guest_key(const struct guest_spec *spec)
{
	char **argv = guest_argv(spec), *key = str_fmt("%u %u", spec->boot_seconds, spec->quiet_seconds);

	for (char **a = argv; *a; a++)
		text_add(&key, " %s", *a);
	argv_free(argv);
	return key;
}
