// SPDX-License-Identifier: GPL-2.0-only
/*
 * userlink - BPF programs at a function of this program: by a perf event, or by a link to places of a file.
 *
 * The link is made by the bare system call: libbpf has it since 1.3 only.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/libbpf.h>

#include "place.h"
#include "userlink.h"

/* Of linux/bpf.h since 6.6, which the headers that this is built with need not have. */
#define USERLINK_MULTI	 48 /* BPF_TRACE_UPROBE_MULTI */
#define USERLINK_RETURNS 1  /* BPF_F_UPROBE_MULTI_RETURN */

/* What BPF_LINK_CREATE takes for this type. */
struct userlink_attr {
	u32 prog_fd, target_fd, attach_type, flags;
	u64 path, offsets, ref_ctr_offsets, cookies;
	u32 cnt, multi_flags, pid, pad;
};

static bool userlink_is_multi(const struct bpf_program *prog)
{
	return str_ends(bpf_program__section_name(prog), "probe.multi") &&
	       str_starts(bpf_program__section_name(prog), "u");
}

int userlink_prepare(struct bpf_program *prog)
{
	int err = 0;

	if (userlink_is_multi(prog))
		err = bpf_program__set_type(prog, BPF_PROG_TYPE_KPROBE);
	if (!err && userlink_is_multi(prog))
		err = bpf_program__set_expected_attach_type(prog, (enum bpf_attach_type)USERLINK_MULTI);
	return err;
}

static int userlink_multi(int prog, const char *path, u64 offset, bool at_return)
{
	struct userlink_attr attr = { .prog_fd = (u32)prog,
				      .attach_type = USERLINK_MULTI,
				      .path = (u64)(uintptr_t)path,
				      .offsets = (u64)(uintptr_t)&offset,
				      .cnt = 1,
				      .multi_flags = at_return ? USERLINK_RETURNS : 0 };
	int fd = (int)syscall(SYS_bpf, BPF_LINK_CREATE, &attr, sizeof(attr));

	return fd < 0 ? -errno : fd;
}

int userlink_attach(const struct bpf_program *prog, const void *function, struct bpf_link **link, int *fd)
{
	bool at_return = str_starts(bpf_program__section_name(prog), "uretprobe");
	char *file;
	u64 offset;
	int err = place_of(function, &file, &offset), made;

	if (err)
		return err;
	if (userlink_is_multi(prog)) {
		made = userlink_multi(bpf_program__fd(prog), file, offset, at_return);
		err = made < 0 ? made : 0;
		if (!err)
			*fd = made;
	} else {
		*link = bpf_program__attach_uprobe(prog, at_return, -1, file, offset);
		err = *link ? 0 : -errno;
	}
	free(file);
	return err;
}
