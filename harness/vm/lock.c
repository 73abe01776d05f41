// SPDX-License-Identifier: GPL-2.0-only
/*
 * lock - one process at a time in a folder that several may want to fill.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base.h"
#include "vm/lock.h"

int lock_take(const char *path, const char *what)
{
	/* Read access only: a second user of the folder may lock a file that the first one made. */
	int fd = open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0644), err;

	if (fd < 0) {
		err = -errno;
		log_err("cannot open the lock %s: %s", path, strerror(-err));
		return err;
	}
	if (!flock(fd, LOCK_EX | LOCK_NB))
		return fd;
	log_info("waiting for another probebench that is %s (%s)", what, path);
	if (!flock(fd, LOCK_EX))
		return fd;
	err = -errno;
	if (err != -EINTR)
		log_err("cannot lock %s: %s", path, strerror(-err));
	close(fd);
	return err;
}

void lock_release(int lock)
{
	close(lock);
}
