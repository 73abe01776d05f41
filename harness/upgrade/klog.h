/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * klog - the line of the kernel's log that says why a module was refused: the errno alone is the same for several
 * reasons.
 */
#ifndef PB_UPGRADE_KLOG_H
#define PB_UPGRADE_KLOG_H

#include "base.h"

/* From now on. A file descriptor, or -errno: then klog_reason() finds nothing. */
int klog_open(void);

/*
 * The first line since klog_open() that gives a reason into @line of @size bytes, "" if there is none. Closes @fd.
 */
void klog_reason(int fd, char *line, size_t size);

/*
 * One record of /dev/kmsg ("4,512,2080116,-;pb_up_v2: disagrees ..."): its message into @line if it gives a reason,
 * that is, if it is of one of our modules or of memory that could not be had. Did it?
 */
bool klog_tells(const char *record, char *line, size_t size);

#endif
