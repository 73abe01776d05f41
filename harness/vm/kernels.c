// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernels - which kernels exist, and how one becomes an image plus headers on disk.
 *
 * What is asked for decides how much is done. An exact release in the store: two stat calls. A
 * series: the newest that the index of the last 24 hours offers. Only what is missing costs a lock,
 * an update, a download; and when the archives do not answer, a stored kernel of the series will do.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "files.h"
#include "vm/apt.h"
#include "vm/kernel_store.h"
#include "vm/kernels.h"
#include "vm/lock.h"

#define BRING_OWN "pass --vmlinuz FILE --headers DIR"

void kernel_free(struct kernel *k)
{
	char *const all[] = { k->release,      k->series,  k->package, k->version,
			      k->image_sha256, k->vmlinuz, k->headers, k->config, k->suite };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		free(all[i]);
	*k = (struct kernel){ 0 };
}

/* "6.12", as opposed to a release. */
static bool spec_is_series(const char *spec)
{
	char *series = kernel_series(spec);
	bool is = series && !strcmp(series, spec);

	free(series);
	return is;
}

/* Is @spec the series of @release with the name of its flavour, "6.1-rt"? Without one it is the first. */
static bool spec_names_flavour(const char *spec, const char *series, const char *release)
{
	const struct apt_flavour *f = apt_flavour_of(release);
	char *named = f ? str_fmt("%s-%s", series, f->name) : str_dup("");
	bool is = !strcmp(spec, named) || (f == apt_flavours && !strcmp(spec, series));

	free(named);
	return is;
}

/* Does @release answer @spec: a series, one with a flavour, a release, a release without flavour? */
static bool spec_matches(const char *spec, const char *release)
{
	char *series, *full;
	bool is;

	if (!strcmp(spec, release))
		return true;
	series = kernel_series(release);
	full = str_fmt("%s%s", spec, APT_FLAVOUR);
	is = series && (spec_names_flavour(spec, series, release) || !strcmp(full, release));
	free(full);
	free(series);
	return is;
}

static const struct apt_kernel *index_pick(const struct apt_index *ix, const char *spec)
{
	const struct apt_kernel *best = NULL;

	for (int i = 0; i < ix->n; i++)
		if (spec_matches(spec, ix->list[i].release) &&
		    (!best || kernel_compare(ix->list[i].release, best->release) > 0))
			best = &ix->list[i];
	return best;
}

/* The newest stored kernel that answers @spec. */
static int store_pick(const char *spec, struct kernel *k)
{
	char **list;
	const char *best = NULL;
	int n = store_list(&list), err;

	*k = (struct kernel){ 0 };
	for (int i = 0; i < n; i++)
		if (spec_matches(spec, list[i]) && (!best || kernel_compare(list[i], best) > 0))
			best = list[i];
	err = best ? store_load(best, k) : -ENOENT;
	for (int i = 0; i < n; i++)
		free(list[i]);
	free(list);
	return err;
}

static int entry_cmp(const void *a, const void *b)
{
	const struct kernel_entry *x = a, *y = b;

	return kernel_compare(y->release, x->release);
}

static struct kernel_entry *entry_add(struct kernel_entry **list, int *n, const char *release,
				      const char *version)
{
	for (int i = 0; i < *n; i++)
		if (!strcmp((*list)[i].release, release))
			return &(*list)[i];
	*list = mem_grow(*list, (size_t)*n + 1, sizeof(**list));
	(*list)[*n] = (struct kernel_entry){ .release = str_dup(release),
					     .series = kernel_series(release),
					     .version = str_dup(version) };
	return &(*list)[(*n)++];
}

/* @flavours: those of all flavours; else what is not in the store is for VMs. */
static int entries_build(const struct apt_index *ix, bool flavours, struct kernel_entry **list)
{
	const struct apt_kernel *offer = index_pick(ix, KERNEL_DEFAULT);
	struct kernel def = { 0 }, k;
	char **stored;
	int n = 0, n_stored = store_list(&stored);

	*list = NULL;
	for (int i = 0; i < ix->n; i++)
		if (flavours || apt_flavour_of(ix->list[i].release) == apt_flavours)
			entry_add(list, &n, ix->list[i].release, ix->list[i].version)->suite = ix->list[i].suite;
	for (int i = 0; i < n_stored; i++) {
		if (!store_load(stored[i], &k)) {
			entry_add(list, &n, k.release, k.version)->cached = true;
			kernel_free(&k);
		}
		free(stored[i]);
	}
	free(stored);
	if (!offer)
		store_pick(KERNEL_DEFAULT, &def);
	for (int i = 0; i < n; i++)
		(*list)[i].is_default = (offer && !strcmp((*list)[i].release, offer->release)) ||
					(def.release && !strcmp((*list)[i].release, def.release));
	kernel_free(&def);
	if (n)
		qsort(*list, (size_t)n, sizeof(**list), entry_cmp);
	return n;
}

/* "6.12, 6.1", or the releases of the series that a release not found belongs to. */
static char *offers(const struct kernel_entry *list, int n, const char *series)
{
	char *text = str_dup(""), *more;
	const char *last = "";

	for (int i = 0; i < n; i++) {
		const char *name = series ? list[i].release : list[i].series;

		if ((series && strcmp(series, list[i].series)) || !strcmp(name, last))
			continue;
		more = str_fmt("%s%s%s", text, *text ? ", " : "", name);
		free(text);
		text = more;
		last = name;
	}
	return text;
}

static int spec_unknown(const char *spec, const struct apt_index *ix)
{
	struct kernel_entry *list;
	int n = entries_build(ix, true, &list);
	char *all = offers(list, n, NULL), *series = kernel_series(spec);
	char *releases = offers(list, n, series ? series : "");

	if (*releases)
		log_err("no kernel %s with headers in the package index: those of series %s are %s",
			spec, series, releases);
	else
		log_err("no kernel %s in the package index: the series are %s; for any other, " BRING_OWN,
			spec, all);
	free(releases);
	free(series);
	free(all);
	kernel_list_free(list, n);
	return -ENOENT;
}

/* The index is known to be as new as can be had, @err if not at all: find, fetch or make do. */
static int kernel_find(const char *spec, const struct apt_index *ix, int err, struct kernel *k)
{
	const struct apt_kernel *offer = index_pick(ix, spec);

	if (offer && !store_load(offer->release, k))
		return 0;
	if (offer) {
		err = store_fetch(offer);
		if (!err)
			return store_load(offer->release, k);
	}
	/* An older kernel makes up for a dead network, but not for what the user can repair here. */
	if ((!offer || err == -EIO) && !store_pick(spec, k)) {
		log_warn("using %s from the cache: %s", k->release,
			 offer	 ? "a newer one could not be downloaded"
			 : ix->n ? "the package index does not offer it"
				 : "there is no package index");
		return 0;
	}
	if (!offer && ix->n)
		return spec_unknown(spec, ix);
	log_err("cannot get kernel %s: %s (see above), and the cache %s holds none that fits; repair "
		"that, or " BRING_OWN,
		spec, offer ? "it could not be fetched" : "there is no package index",
		root_cache());
	return err ? err : -EIO;
}

static int cache_lock_path(char **path)
{
	int err;

	*path = NULL;
	if (!root_cache()) {
		log_err("no folder to keep kernels in: set HOME or XDG_CACHE_HOME");
		return -ENOENT;
	}
	err = dir_make(root_cache());
	if (!err)
		*path = str_fmt("%s/lock", root_cache());
	return err;
}

/* Without lock, network or apt: in the store, and for a series also the newest of a fresh index. */
static int kernel_at_hand(const char *spec, struct kernel *k)
{
	char *full = str_fmt("%s%s", spec, APT_FLAVOUR);
	const struct apt_kernel *offer;
	struct apt_index ix = { 0 };
	int err = spec_is_series(spec) ? -ENOENT : store_load(spec, k);

	if (err && !spec_is_series(spec))
		err = store_load(full, k);
	if (err && apt_index_saved(&ix)) {
		offer = index_pick(&ix, spec);
		err = offer ? store_load(offer->release, k) : -ENOENT;
	}
	apt_index_free(&ix);
	free(full);
	return err;
}

/*
 * The suites beside the host's, most settled first, until one has it: the first one's index that is
 * there, without the network if it is a day old at most. Leaves that suite in use and its index in @ix.
 */
static bool suites_search(const char *spec, struct apt_index *ix)
{
	bool said = false;

	for (const char *const *suite = apt_suites; *suite; suite++) {
		apt_use(*suite);
		if (!apt_index_saved(ix)) {
			if (!said)
				log_info("no kernel %s in this system's suites: fetching the package indexes of the "
					 "distribution's other suites, which may take minutes, once a day", spec);
			said = true;
			apt_index_update(ix, false);
		}
		if (index_pick(ix, spec))
			return true;
		apt_index_free(ix);
	}
	apt_use(NULL);
	return false;
}

static int kernel_get_locked(const char *spec, struct kernel *k)
{
	struct apt_index ix = { 0 }, other = { 0 };
	struct kernel stored;
	int err = 0;

	if (!apt_index_saved(&ix) || !index_pick(&ix, spec)) {
		apt_index_free(&ix);
		err = apt_index_update(&ix, store_pick(spec, &stored) != 0);
		kernel_free(&stored);
	}
	if (!index_pick(&ix, spec) && suites_search(spec, &other)) {
		err = kernel_find(spec, &other, 0, k);
		apt_use(NULL);
	} else {
		err = kernel_find(spec, &ix, err, k);
	}
	apt_index_free(&other);
	apt_index_free(&ix);
	return err;
}

int kernel_get(const char *spec, struct kernel *k)
{
	char *path, *series = kernel_series(spec);
	int err = cache_lock_path(&path), lock;

	*k = (struct kernel){ 0 };
	if (!err && !series) {
		log_err("no kernel '%s': a kernel is a series such as " KERNEL_DEFAULT
			", or a release such as `probebench list kernels` prints",
			spec);
		err = -ENOENT;
	} else if (!err && kernel_at_hand(spec, k)) {
		err = lock = lock_take(path, "fetching a kernel");
		if (lock >= 0) {
			err = kernel_get_locked(spec, k);
			lock_release(lock);
		}
	}
	free(series);
	free(path);
	return err;
}

int kernel_list(struct kernel_entry **list)
{
	struct apt_index ix = { 0 };
	char *path;
	int n = cache_lock_path(&path), lock;

	*list = NULL;
	if (n)
		return n;
	if (!apt_index_saved(&ix)) {
		lock = lock_take(path, "fetching a kernel");
		if (lock < 0) {
			free(path);
			return lock;
		}
		/* What cannot be offered has been said; what is stored can still be listed. */
		apt_index_update(&ix, false);
		lock_release(lock);
	}
	n = entries_build(&ix, false, list);
	apt_index_free(&ix);
	free(path);
	return n;
}

static void index_join(struct apt_index *into, const struct apt_index *from)
{
	for (int i = 0; i < from->n; i++) {
		bool known = false;

		for (int j = 0; j < into->n; j++)
			known |= !strcmp(into->list[j].release, from->list[i].release);
		if (known)
			continue;
		into->list = mem_grow(into->list, (size_t)into->n + 1, sizeof(*into->list));
		into->list[into->n++] = (struct apt_kernel){ str_dup(from->list[i].release),
							     str_dup(from->list[i].version),
							     from->list[i].suite };
	}
}

static void index_gather(struct apt_index *all, const char *suite)
{
	struct apt_index ix = { 0 };

	apt_use(suite);
	if (!apt_index_saved(&ix))
		apt_index_update(&ix, false);
	index_join(all, &ix);
	apt_index_free(&ix);
	apt_use(NULL);
}

int kernel_list_all(struct kernel_entry **list)
{
	struct apt_index all = { 0 };
	char *path;
	int n = cache_lock_path(&path), lock = n ? n : lock_take(path, "fetching a kernel");

	*list = NULL;
	free(path);
	if (lock < 0)
		return lock;
	index_gather(&all, NULL);
	for (const char *const *suite = apt_suites; *suite; suite++)
		index_gather(&all, *suite);
	lock_release(lock);
	n = entries_build(&all, true, list);
	apt_index_free(&all);
	return n;
}

void kernel_list_free(struct kernel_entry *list, int n)
{
	for (int i = 0; i < n; i++) {
		free(list[i].release);
		free(list[i].series);
		free(list[i].version);
	}
	free(list);
}
