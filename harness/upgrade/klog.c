// SPDX-License-Identifier: GPL-2.0-only
/*
 * klog - the line of the kernel's log that says why a module was refused.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "upgrade/klog.h"

int klog_open(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	lseek(fd, 0, SEEK_END);
	return fd;
}

bool klog_tells(const char *record, char *line, size_t size)
{
	static const char *const tell[] = { "pb_up_", "vmalloc error", "vmap allocation", "execmem: " };
	const char *text = strchr(record, ';');
	bool any = false;

	/* Every module of ours makes the kernel say once that it is not signed and not of the tree. */
	if (!text || strstr(text, " taints kernel") || strstr(text, "tainting kernel"))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(tell); i++)
		any |= strstr(text, tell[i]) != NULL;
	if (any)
		snprintf(line, size, "%.*s", (int)strcspn(text + 1, "\n"), text + 1);
	return any;
}

void klog_reason(int fd, char *line, size_t size)
{
	char record[8192];
	ssize_t n;

	*line = 0;
	if (fd < 0)
		return;
	/* EPIPE: records were overwritten before they were read; the next read goes on behind them. */
	while ((n = read(fd, record, sizeof(record) - 1)) > 0 || (n < 0 && errno == EPIPE)) {
		record[n > 0 ? n : 0] = 0;
		if (klog_tells(record, line, size))
			break;
	}
	close(fd);
}
