// SPDX-License-Identifier: GPL-2.0-only
/*
 * maps - asking the kernel for maps that other processes made.
 */
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "upgrade/maps.h"

u32 maps_last(void)
{
	u32 id = 0, last = 0;

	while (!bpf_map_get_next_id(id, &id))
		last = id;
	return last;
}

/* Its first element, if it is an array of that name. */
static bool maps_value(u32 id, const char *name, void *value)
{
	int fd = bpf_map_get_fd_by_id(id);
	struct bpf_map_info info = { 0 };
	u32 len = sizeof(info), zero = 0;
	bool ours;

	if (fd < 0)
		return false;
	ours = !bpf_obj_get_info_by_fd(fd, &info, &len) && info.type == BPF_MAP_TYPE_ARRAY &&
	       !strcmp(info.name, name) && info.value_size <= MAPS_VALUE_MAX &&
	       !bpf_map_lookup_elem(fd, &zero, value);
	close(fd);
	return ours;
}

unsigned int maps_each(const char *name, u32 after, void (*each)(const void *value, void *ctx), void *ctx)
{
	unsigned int n = 0;
	u32 id = after;

	while (!bpf_map_get_next_id(id, &id)) {
		u8 value[MAPS_VALUE_MAX] __attribute__((aligned(8)));

		if (!maps_value(id, name, value))
			continue;
		each(value, ctx);
		n++;
	}
	return n;
}
