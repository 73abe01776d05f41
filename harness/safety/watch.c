// SPDX-License-Identifier: GPL-2.0-only
/*
 * watch - signs of life and of trouble while the supervisor waits for somebody.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "env.h"
#include "safety/attempt.h"
#include "safety/stage.h"
#include "vm/console.h"

#define BEAT_S 1.0 /* between two notes that say nothing but that we live */

/*
 * Soft lockups are reported after twice watchdog_thresh (10 s in detect, 20 s in stock), RCU stalls after 8 s
 * and 21 s by the stuck CPU itself; by another CPU, which looks now and then, up to 20 s later. A limit is
 * longer than all of them, so that what the kernel can say is said before we call it silence.
 */
#define LIMIT_DETECT_S 40
#define LIMIT_STOCK_S  80

unsigned int watch_limit(const struct attempt *a)
{
	if (a->detect)
		return a->fault->limit_s ? a->fault->limit_s : LIMIT_DETECT_S;
	return a->fault->stock_limit_s ? a->fault->stock_limit_s : LIMIT_STOCK_S;
}

int watch_open(struct attempt *a)
{
	a->kmsg = open("/dev/kmsg", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (a->kmsg < 0)
		return -errno;
	lseek(a->kmsg, 0, SEEK_END);
	return 0;
}

void watch_stage(struct attempt *a, enum fault_stage stage)
{
	/* Not dprintf(): it asks where in the file it is, and /dev/kmsg has no answer. */
	char *mark = str_fmt("<4>%s%s\n", STAGE_MARK, fault_stage_names[stage]);

	if (write(a->kmsg, mark, strlen(mark)) < 0)
		log_warn("cannot mark a stage in the kernel's log: %s", strerror(errno));
	free(mark);
	fact(a, "stage", json_string(fault_stage_names[stage]));
}

/* Anybody may be found asleep because a processor is lost, before that is found; the loader waits for nobody. */
static bool watch_is_lockup(const struct splat *s)
{
	return s->kind == SPLAT_RCU_STALL || s->kind == SPLAT_SOFT_LOCKUP || s->kind == SPLAT_HARD_LOCKUP ||
	       (s->kind == SPLAT_HUNG_TASK && strstr(s->line, "task pb_loader"));
}

void watch_tick(struct attempt *a)
{
	char record[8192];
	double now = attempt_clock();
	ssize_t n;

	while ((n = read(a->kmsg, record, sizeof(record))) > 0 || (n < 0 && errno == EPIPE)) {
		struct splat_list splats = { 0 };

		if (n > 0)
			console_scan(record, (size_t)n, &splats);
		for (size_t i = 0; i < splats.n; i++)
			a->lockup |= watch_is_lockup(&splats.v[i]);
		splat_list_free(&splats);
	}
	if (now - a->beat_at < BEAT_S)
		return;
	a->beat_at = now;
	cell_note(a->run, json_pack("{s:b}", "beat", 1));
}

bool watch_oopsed(void)
{
	return env_taint() >> 7 & 1;
}
