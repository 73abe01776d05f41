// SPDX-License-Identifier: GPL-2.0-only
/*
 * host_state - settings of the machine that a sampled run records, changes and always puts back.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "files.h"
#include "host_state.h"

char *host_state_path(void)
{
	const char *xdg = getenv("XDG_STATE_HOME");

	if (xdg && *xdg)
		return str_fmt("%s/probebench/host-state.json", xdg);
	return root_cache() ? str_fmt("%s/host-state.json", root_cache()) : NULL;
}

char *host_boot_id(void)
{
	return file_line("/proc/sys/kernel/random/boot_id");
}

/* One write, as sysfs wants it; the files of /sys cannot be replaced by a rename. */
static int setting_write(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, value, strlen(value)) < 0)
		err = -errno;
	if (close(fd) && !err)
		err = -errno;
	return err;
}

/* Write and look: a driver may accept a value and keep its own. */
static int setting_set(const char *path, const char *value)
{
	int err = setting_write(path, value);
	char *now = err ? NULL : file_line(path);

	if (!err && (!now || strcmp(now, value)))
		err = -EINVAL;
	free(now);
	return err;
}

/* The descriptor of the lock beside @file, -EBUSY if another process holds it. */
static int state_lock(const char *file)
{
	char *path = str_fmt("%s.lock", file);
	int fd = open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0644), err = 0;

	if (fd < 0) {
		err = -errno;
		log_err("cannot open the lock %s: %s", path, strerror(-err));
	} else if (flock(fd, LOCK_EX | LOCK_NB)) {
		err = -EBUSY;
		close(fd);
	}
	free(path);
	return err ? err : fd;
}

static int state_make_folder(const char *file)
{
	char *dir = str_dup(file), *slash = strrchr(dir, '/');
	int err = 0;

	if (slash && slash != dir) {
		*slash = 0;
		err = dir_make(dir);
	}
	free(dir);
	return err;
}

static int state_save(const struct host_state *s)
{
	char *boot_id = host_boot_id(), *text;
	json_t *o = json_pack("{s:i, s:i, s:s, s:O}", "schema", 1, "pid", (int)getpid(), "boot_id",
			      boot_id ? boot_id : "", "settings", s->changed);
	int err;

	text = json_dumps(o, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
	err = file_write(s->file, text, strlen(text));
	free(text);
	free(boot_id);
	json_decref(o);
	return err;
}

static const char *setting_text(const json_t *setting, const char *key)
{
	const char *text = json_string_value(json_object_get(setting, key));

	return text ? text : "";
}

/* Put back one setting, unless somebody has changed it since. 0 or -errno (logged). */
static int setting_restore(const char *root, const json_t *setting)
{
	const char *was = setting_text(setting, "was"), *set = setting_text(setting, "set");
	char *path = str_fmt("%s%s", root, setting_text(setting, "path")), *now = file_line(path);
	int err = 0;

	if (!now)
		err = -ENOENT;
	else if (!strcmp(now, set) && strcmp(now, was))
		err = setting_set(path, was);
	else if (strcmp(now, was))
		log_warn("%s is now \"%s\", which this run did not set: it stays so (before: \"%s\")",
			 path, now, was);
	if (err)
		log_err("cannot put back %s to \"%s\": %s", path, was, strerror(-err));
	free(now);
	free(path);
	return err;
}

static int settings_restore(const char *root, const json_t *changed)
{
	int err = 0;

	for (size_t i = json_array_size(changed); i-- > 0;)
		if (setting_restore(root, json_array_get(changed, i)))
			err = -EIO;
	return err;
}

/* What there is to change: rows with a wanted value that differs from the one found. */
static void state_look(struct host_state *s, unsigned int cpu, json_t *report)
{
	for (const struct host_setting *h = host_settings; h->name; h++) {
		char number[16], *below, *path, *now;

		snprintf(number, sizeof(number), "%u", cpu);
		below = str_replace(h->path, "%u", number);
		path = str_fmt("%s%s", s->root, below);
		now = file_line(path);
		if (now)
			json_object_set_new(report, h->name, json_pack("{s:s}", "value", now));
		else if (h->want)
			json_object_set_new(report, h->name,
					    json_pack("{s:n, s:s}", "value", "reason",
						      "this machine has no such setting"));
		if (now && h->want && strcmp(now, h->want))
			json_array_append_new(s->changed,
					      json_pack("{s:s, s:s, s:s, s:s}", "name", h->name, "path",
							below, "was", now, "set", h->want));
		free(now);
		free(path);
		free(below);
	}
}

/* Set what state_look() found; what does not take leaves the list and says so in the report. */
static void state_set(struct host_state *s, json_t *report)
{
	for (size_t i = 0; i < json_array_size(s->changed);) {
		json_t *c = json_array_get(s->changed, i);
		json_t *row = json_object_get(report, setting_text(c, "name"));
		char *path = str_fmt("%s%s", s->root, setting_text(c, "path"));
		int err = setting_set(path, setting_text(c, "set"));

		if (!err) {
			json_object_set(row, "was", json_object_get(c, "was"));
			json_object_set(row, "value", json_object_get(c, "set"));
			i++;
		} else {
			/* A half-taken value goes back at once. */
			setting_write(path, setting_text(c, "was"));
			json_object_set(row, "wanted", json_object_get(c, "set"));
			json_object_set_new(row, "reason", json_string(strerror(-err)));
			json_array_remove(s->changed, i);
		}
		free(path);
	}
}

int host_state_apply(struct host_state *s, const char *root, char *file, unsigned int cpu,
		     json_t **report)
{
	int err = state_make_folder(file);

	*s = (struct host_state){ .root = root, .file = file, .lock = -1, .changed = json_array() };
	*report = json_object();
	if (!err) {
		s->lock = state_lock(file);
		err = s->lock < 0 ? s->lock : 0;
		if (err == -EBUSY)
			log_err("another probebench is measuring on this host (%s.lock): their figures "
				"would disturb each other; wait for it", file);
	}
	if (!err) {
		state_look(s, cpu, *report);
		/* Before the first change: whatever happens from here on can be undone. */
		err = state_save(s);
	}
	if (!err) {
		state_set(s, *report);
		return 0;
	}
	/* Nothing was changed; a state file that is there belongs to whoever holds the lock. */
	if (s->lock >= 0)
		close(s->lock);
	json_decref(s->changed);
	json_decref(*report);
	free(s->file);
	*s = (struct host_state){ .lock = -1 };
	*report = NULL;
	return err;
}

int host_state_restore(struct host_state *s)
{
	int err;

	if (!s->file)
		return 0;
	err = settings_restore(s->root, s->changed);
	/* What would not go back stays on file for the next try. */
	if (!err)
		unlink(s->file);
	close(s->lock);
	s->lock = -1;
	json_decref(s->changed);
	s->changed = NULL;
	free(s->file);
	s->file = NULL;
	return err;
}

static char *recover_sentence(const json_t *state, bool rebooted)
{
	json_t *settings = json_object_get(state, "settings"), *one;
	char *names = str_dup(""), *said;
	size_t i;

	json_array_foreach(settings, i, one) {
		char *longer = str_fmt("%s%s%s to \"%s\"", names, i ? ", " : "",
				       setting_text(one, "name"), setting_text(one, "was"));

		free(names);
		names = longer;
	}
	if (rebooted || !i)
		said = str_fmt("a run was killed%s; it left no setting changed",
			       rebooted ? " before the last boot" : "");
	else
		said = str_fmt("a run was killed; put back %s", names);
	free(names);
	return said;
}

int host_state_recover(const char *root, const char *file, const char *boot_id, char **said)
{
	json_error_t bad;
	json_t *state;
	bool rebooted;
	int lock, err = 0;

	*said = NULL;
	if (!file_exists(file))
		return 0;
	lock = state_lock(file);
	if (lock < 0)
		return lock;
	state = json_load_file(file, 0, &bad);
	if (!json_is_array(json_object_get(state, "settings"))) {
		log_err("%s cannot be read (%s): look at the governor and turbo of this machine, then "
			"remove the file", file, state ? "no settings in it" : bad.text);
		err = -EINVAL;
	} else {
		rebooted = boot_id && strcmp(setting_text(state, "boot_id"), boot_id);
		if (!rebooted)
			err = settings_restore(root, json_object_get(state, "settings"));
		if (!err) {
			*said = recover_sentence(state, rebooted);
			unlink(file);
		}
	}
	json_decref(state);
	close(lock);
	return err ? err : 1;
}

/* Is @cpu in a list such as "0-3,8"? */
static bool list_has(const char *list, unsigned int cpu)
{
	for (const char *p = list; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL) {
		char *end;
		unsigned long from = strtoul(p, &end, 10), to = from;

		if (end == p)
			return false;
		if (*end == '-')
			to = strtoul(end + 1, NULL, 10);
		if (cpu >= from && cpu <= to)
			return true;
	}
	return false;
}

json_t *host_irqs(const char *root, unsigned int cpu)
{
	char *dir = str_fmt("%s/proc/irq", root);
	struct dirent **list = NULL;
	int n = scandir(dir, &list, NULL, versionsort);
	json_t *irqs = json_array();

	for (int i = 0; i < n; i++) {
		char *path = str_fmt("%s/%s/effective_affinity_list", dir, list[i]->d_name), *cpus;

		cpus = file_line(path);
		if (!cpus || !*cpus) {
			free(cpus);
			free(path);
			path = str_fmt("%s/%s/smp_affinity_list", dir, list[i]->d_name);
			cpus = file_line(path);
		}
		if (cpus && list_has(cpus, cpu))
			json_array_append_new(irqs, json_integer(strtol(list[i]->d_name, NULL, 10)));
		free(cpus);
		free(path);
		free(list[i]);
	}
	free(list);
	free(dir);
	return irqs;
}
