// SPDX-License-Identifier: GPL-2.0-only
/*
 * health - the watch on the kernel: its log and its taint flags, compared before and after a cell.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "env.h"
#include "health.h"
#include "vm/console.h"

int health_open(struct health *h)
{
	h->kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	h->taint = env_taint();
	if (h->kmsg < 0 || h->taint == UINT64_MAX)
		return -errno;
	lseek(h->kmsg, 0, SEEK_END);
	return 0;
}

void health_close(struct health *h)
{
	if (h->kmsg >= 0)
		close(h->kmsg);
	h->kmsg = -1;
}

/* All records since the last call; NULL if the log cannot be read. */
static char *health_log(struct health *h)
{
	char record[8192], *all = str_dup("");
	size_t len = 0;

	for (;;) {
		ssize_t n = read(h->kmsg, record, sizeof(record));

		if (n < 0 && errno == EAGAIN)
			return all;
		if (n < 0 && errno == EPIPE) /* overwritten before we read it: go on with the next */
			continue;
		if (n <= 0) {
			free(all);
			return NULL;
		}
		all = mem_grow(all, len + (size_t)n + 1, 1);
		memcpy(all + len, record, (size_t)n);
		all[len += (size_t)n] = 0;
	}
}

enum outcome health_judge(struct health *h, char **why)
{
	struct splat_list splats = { 0 };
	char *log = health_log(h);
	u64 taint = env_taint(), fresh = taint & ~h->taint & ~ENV_TAINT_EXPECTED & ~h->allowed;
	enum outcome outcome = OUTCOME_FAIL;

	if (log)
		console_scan(log, strlen(log), &splats);
	if (!log || taint == UINT64_MAX) {
		outcome = OUTCOME_BROKEN;
		*why = str_dup("the kernel log could not be scanned after the cell");
	} else if (splats.n) {
		*why = str_fmt("the kernel complained: \"%s\"", splat_worst(&splats)->line);
	} else if (fresh) {
		*why = str_fmt("the kernel is tainted anew: flags %#llx", (unsigned long long)fresh);
	} else {
		outcome = OUTCOME_OK;
		*why = NULL;
	}
	h->taint = taint;
	splat_list_free(&splats);
	free(log);
	return outcome;
}
