/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * userlink - BPF programs at a function of this program: by a perf event, or by a link to places of a file.
 */
#ifndef PB_USERLINK_H
#define PB_USERLINK_H

#include "base.h"

struct bpf_link;
struct bpf_program;

/* Before @prog is loaded: say what it is for, which libbpf before 1.3 does not find out. 0 or -errno. */
int userlink_prepare(struct bpf_program *prog);

/*
 * Run @prog whenever anybody calls @function, or when it returns, as its section says: "uprobe", "uretprobe" or either
 * with ".multi". Sets *link; or *fd, a descriptor that ends it when it is closed. 0 or -errno.
 */
int userlink_attach(const struct bpf_program *prog, const void *function, struct bpf_link **link, int *fd);

#endif
