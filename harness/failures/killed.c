// SPDX-License-Identifier: GPL-2.0-only
/*
 * killed - the upgrader is killed after every one of its system calls.
 *
 * Not with strategy iter: its loader reads the type information of the whole kernel, in more than a thousand system
 * calls, and each would be a life of some seconds. cgroup has a pinned link that is updated in place, too.
 */
#include "failure.h"

const struct failure failure_killed = {
	.name = "killed",
	.summary = "the upgrader is killed after every one of its system calls",
	.kmod = {
		.how = "SIGKILL after system call n, for every n",
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "finished" },
			{ "overlap", NULL, "finished" },
			{ "stub", NULL, "finished" },
			{ "chain", NULL, "finished" },
			{ "migrate", NULL, "finished" },
			{ "flip", NULL, "finished" },
			{ "livepatch", NULL, "finished" },
			{ .strategy = NULL },
		},
	},
	.ebpf = {
		.how = "SIGKILL after system call n, for every n",
		.expect = (const struct failure_expect[]){
			{ "replace", NULL, "finished" },
			{ "overlap", NULL, "finished" },
			{ "handover", NULL, "finished" },
			{ "stub", NULL, "finished" },
			{ "chain", NULL, "finished" },
			{ "freplace", NULL, "finished" },
			{ "restart", NULL, "finished" },
			{ "pinned", NULL, "finished" },
			{ "migrate", NULL, "finished" },
			{ "flip", NULL, "finished" },
			{ "linkupdate", NULL, "finished" },
			{ "cgroup", NULL, "finished" },
			{ .strategy = NULL },
		},
	},
	.kill = true,
};
