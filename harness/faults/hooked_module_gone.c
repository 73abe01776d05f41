// SPDX-License-Identifier: GPL-2.0-only
/*
 * hooked_module_gone - hooks a function of a module, which is then loaded anew.
 */
#include <fcntl.h>
#include <unistd.h>

#include "fault.h"

static void hooked_module_gone_trigger(unsigned int round)
{
	char text[32];

	for (int n = 0; n < FAULT_EVENTS; n++) {
		int fd = open("/sys/module/pbf_hooked/parameters/poke", O_RDONLY | O_CLOEXEC);

		if (fd < 0 || read(fd, text, sizeof(text)) <= 0)
			_exit(1);
		close(fd);
	}
}

static const struct fault_expect hooked_module_gone_kmod[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOSS_SILENT }, .recovered = true,
		.why = "a kprobe does not hold the module, dies with it and does not come back",
	},
	{ .end = true },
};

static const struct fault_expect hooked_module_gone_ebpf[] = {
	{
		.at = { [STAGE_NOW] = FATE_LOSS_SILENT }, .recovered = true,
		.why = "the same kprobe; the link stays and says nothing",
	},
	{ .end = true },
};

const struct fault fault_hooked_module_gone = {
	.name = "hooked_module_gone",
	.id = "U09",
	.cls = FAULT_LIFECYCLE,
	.mistake = "hooks a function of a module, which is then loaded anew",
	.action = ACT_HELPER_AGAIN,
	.trigger = hooked_module_gone_trigger,
	.helper = "hooked",
	.side = {
		[SIDE_KMOD] = {
			.expect = hooked_module_gone_kmod,
		},
		[SIDE_EBPF] = {
			.expect = hooked_module_gone_ebpf,
		},
	},
};
