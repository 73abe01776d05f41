/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * apt - the distribution's package index and downloads, with state that is all our own.
 *
 * Everything lies under root_cache()/apt: lists, caches, a sources file made from the system's apt
 * configuration, an empty dpkg status. The user's sources and state are read at most, so no root is
 * needed. Signatures and checksums are apt's business. The caller holds the cache's lock for all
 * but apt_index_saved().
 */
#ifndef PB_APT_H
#define PB_APT_H

#include "base.h"

/*
 * The flavours of Debian's signed kernels. The first is the smallest, made for VMs, and meant where none is
 * named; the last one's ending is that of all the others too.
 */
struct apt_flavour {
	const char *name;   /* "rt", in "6.1-rt" */
	const char *ending; /* "-rt-amd64", of a release */
};
extern const struct apt_flavour apt_flavours[]; /* ends with a NULL name */
/* That of a release; NULL: none of them. */
const struct apt_flavour *apt_flavour_of(const char *release);

#define APT_FLAVOUR "-cloud-amd64"
#define APT_IMAGE   "linux-image-"
#define APT_HEADERS "linux-headers-"

struct apt_kernel {
	char *release; /* "6.12.117+deb12-cloud-amd64" */
	char *version; /* of image and headers: both are in the index in this version */
	const char *suite; /* one of apt_suites; NULL: of the host's own */
};

/*
 * Suites beside the host's own, by the names that archives keep pointing at whatever is stable or
 * testing today; most settled first. Ends with NULL.
 */
extern const char *const apt_suites[];

/* All that follows is about @suite, with state of its own, until the next call; NULL: the host's suites. */
void apt_use(const char *suite);
const char *apt_used(void);

struct apt_index {
	struct apt_kernel *list;
	int n;
};

/* What the last update found, if that is less than a day old. Needs neither apt nor a lock. */
bool apt_index_saved(struct apt_index *ix);

/*
 * Ask the archives, at most once per process and not again within minutes; when they do not answer,
 * say so as a warning and use the lists that are there. @must: nothing can be done without, so be
 * patient with a slow network. 0 with a non-empty index, or -errno; the reason has been logged as a
 * warning, because a cached kernel may still do.
 */
int apt_index_update(struct apt_index *ix, bool must);

void apt_index_free(struct apt_index *ix);

/*
 * Download the image of @release, its headers, and what these need to build modules, into @dir. What an earlier
 * download left there is used as far as its checksum or the server allows, so that an interrupted one goes on.
 * -EIO: the archives do not answer, or send something else than their index says; -ENOSPC, -ENOENT: as logged.
 */
int apt_download(const struct apt_kernel *kernel, const char *dir);

/* -ENOSPC, and a warning, if the disk of @dir has less than @need_mb left. */
int apt_space(const char *dir, u64 need_mb);

/* Why a program failed, from its output in @log: -ENOSPC, -EINTR or -EIO; *why, caller frees. */
int apt_failure(int status, const char *log, char **why);

/* The rest is between the files of apt*.c. */

/* root_cache()/apt/@name, or .../apt-<suite>/@name; caller frees. */
char *apt_path(const char *name);

/* apt's own program for single files, and the word that makes apt_run() take it in place of apt-get. */
#define APT_HELPER "/usr/lib/apt/apt-helper"
#define APT_FETCH  "download-file"

/*
 * Run apt-get for at most @limit_s seconds, or apt-cache if that is 0, on the private state; its
 * output goes to *out or to the file @log. Returns as proc_run() does.
 */
int apt_run(int limit_s, const char *const args[], char **out, const char *log, const char *cwd);

/* What apt's lists, new or old, hold. */
void apt_index_from_lists(struct apt_index *ix);

/* flavours.json, which remembers that; loaded if it is at most @max_age_s old. */
void apt_index_save(const struct apt_index *ix);
bool apt_index_load(struct apt_index *ix, long max_age_s);

/*
 * Write the Debian archives of the system's apt configuration as @path; for a suite that is not the
 * host's, its main archive on the same mirror.
 */
int apt_sources_write(const char *path);

#endif
