// SPDX-License-Identifier: GPL-2.0-only
/*
 * specimens - what is tried beside the collectors: the table.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <probebench/parent.h>
#include <probebench/whoami.h>

#include "portability/specimens.h"

#include "port/atomic.skel.h"
#include "port/kfunc.skel.h"
#include "port/parent.skel.h"
#include "port/parent_old.skel.h"
#include "port/taskbtf.skel.h"
#include "port/whoami.skel.h"

static int calls_close(struct worker *w, u64 n)
{
	while (n--) {
		long fd = syscall(SYS_dup, STDERR_FILENO);

		if (fd < 0 || syscall(SYS_close, fd))
			return -errno;
	}
	return 0;
}

static int calls_mkdir(struct worker *w, u64 n)
{
	while (n--)
		if (syscall(SYS_mkdirat, AT_FDCWD, "/", 0755) != -1 || errno != EEXIST)
			return -EIO;
	return 0;
}

/* Functions behind a system call that were there, and are called something else or are not called any more. */
static const struct workload calls_to_close = {
	.name = "close", .func = "close_fd", .run = calls_close, .events = { [PB_EV_CALL] = 1 },
};
static const struct workload calls_to_mkdir = {
	.name = "mkdir", .func = "do_mkdirat", .run = calls_mkdir, .events = { [PB_EV_CALL] = 1 },
};

const struct specimen specimens[] = {
	{ .name = "whoami.core", .arm = "ebpf", .kind = SPECIMEN_PROGRAM, .check = SPECIMEN_WHO,
	  .shows = "three fields of `task_struct`, found by the loader (CO-RE)",
	  .elf = port_whoami__elf_bytes, .program = "whoami_kprobe" },
	{ .name = "whoami.btf", .arm = "ebpf", .kind = SPECIMEN_TYPED, .check = SPECIMEN_WHO, .built = true, .sound = true,
	  .shows = "the same, built against the types of one kernel (`vmlinux.h`)",
	  .stem = "whoami", .program = "whoami_kprobe" },
	{ .name = "whoami.frozen", .arm = "ebpf", .kind = SPECIMEN_FROZEN, .check = SPECIMEN_WHO, .built = true,
	  .shows = "the same, with the offsets of one kernel compiled in",
	  .elf = port_whoami__elf_bytes, .program = "whoami_kprobe" },
	{ .name = "whoami.multi", .arm = "ebpf", .kind = SPECIMEN_PROGRAM, .check = SPECIMEN_WHO,
	  .shows = "an option: kprobes by the list, since 5.18 and with `CONFIG_FPROBE`",
	  .elf = port_whoami__elf_bytes, .program = "whoami_multi", .option = "CONFIG_FPROBE=y" },
	{ .name = "whoami.taskbtf", .arm = "ebpf", .kind = SPECIMEN_PROGRAM, .check = SPECIMEN_WHO,
	  .shows = "a helper that is there since 5.11 (`bpf_get_current_task_btf`)",
	  .elf = port_taskbtf__elf_bytes, .program = "whoami_kprobe" },
	{ .name = "whoami.kfunc", .arm = "ebpf", .kind = SPECIMEN_PROGRAM, .check = SPECIMEN_WHO,
	  .shows = "a kfunc that is there since 6.2 (`bpf_task_from_pid`)",
	  .elf = port_kfunc__elf_bytes, .program = "whoami_entry" },
	{ .name = "whoami.atomic", .arm = "ebpf", .kind = SPECIMEN_PROGRAM, .check = SPECIMEN_WHO,
	  .shows = "an instruction that is there since 5.12 (fetch and add)",
	  .elf = port_atomic__elf_bytes, .program = "whoami_kprobe" },
	{ .name = "parent.old", .arm = "ebpf", .kind = SPECIMEN_PROGRAM, .check = SPECIMEN_PARENT,
	  .shows = "a field that 5.14 renamed (`task_struct.state`), as before",
	  .elf = port_parent_old__elf_bytes, .program = "parent_kprobe" },
	{ .name = "parent.compat", .arm = "ebpf", .kind = SPECIMEN_PROGRAM, .check = SPECIMEN_PARENT, .repair = "ebpf/compat/task_state.bpf.h",
	  .shows = "the same, with code for both names",
	  .elf = port_parent__elf_bytes, .program = "parent_kprobe" },
	{ .name = "close_fd.kprobe", .arm = "ebpf", .kind = SPECIMEN_CALLS, .check = SPECIMEN_COUNT,
	  .shows = "a function that `close()` called up to 6.5 (`close_fd`)", .calls = &calls_to_close },
	{ .name = "do_mkdirat.kprobe", .arm = "ebpf", .kind = SPECIMEN_CALLS, .check = SPECIMEN_COUNT,
	  .shows = "a function that 7.x renamed (`do_mkdirat`)", .calls = &calls_to_mkdir },

	{ .name = "whoami.module", .arm = "kmod", .kind = SPECIMEN_MODULE, .check = SPECIMEN_WHO, .built = true, .sound = true,
	  .shows = "three fields of `task_struct`", .stem = "whoami" },
	{ .name = "whoami.strlcpy", .arm = "kmod", .kind = SPECIMEN_OLD, .check = SPECIMEN_WHO, .built = true, .own = true,
	  .shows = "a function that was exported up to 6.7 (`strlcpy`)", .stem = "strlcpy" },
	{ .name = "parent.old", .arm = "kmod", .kind = SPECIMEN_OLD, .check = SPECIMEN_PARENT, .built = true, .own = true,
	  .shows = "a field that 5.14 renamed (`task_struct.state`), as before", .stem = "parent" },
	{ .name = "parent.compat", .arm = "kmod", .kind = SPECIMEN_MODULE, .check = SPECIMEN_PARENT, .built = true, .own = true,
	  .sound = true, .shows = "the same, with code for both names", .stem = "parent",
	  .repair = "kmod/compat/task_state.h" },
	{ .name = "close_fd.kprobe", .arm = "kmod", .kind = SPECIMEN_CALLS, .check = SPECIMEN_COUNT, .built = true, .own = true,
	  .shows = "a function that `close()` called up to 6.5 (`close_fd`)", .calls = &calls_to_close },
	{ .name = "do_mkdirat.kprobe", .arm = "kmod", .kind = SPECIMEN_CALLS, .check = SPECIMEN_COUNT, .built = true,
	  .own = true, .shows = "a function that 7.x renamed (`do_mkdirat`)", .calls = &calls_to_mkdir },
	{ .name = NULL },
};

const struct specimen *specimen_find(const char *name, const char *arm)
{
	for (const struct specimen *s = specimens; s->name; s++)
		if (!strcmp(s->name, name) && !strcmp(s->arm, arm))
			return s;
	return NULL;
}

char *specimen_file(const struct specimen *s)
{
	switch (s->kind) {
	case SPECIMEN_MODULE:
		return str_fmt("port/pb_port_%s.ko", s->stem);
	case SPECIMEN_OLD:
		return str_fmt("port/old/pb_old_%s.ko", s->stem);
	case SPECIMEN_TYPED:
		return str_fmt("%s.bpf.o", s->stem);
	case SPECIMEN_CALLS:
		return str_dup("pb_count.ko");
	default:
		return str_dup("offsets");
	}
}
