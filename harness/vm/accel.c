// SPDX-License-Identifier: GPL-2.0-only
/*
 * accel - can this machine boot a guest under an accelerator? Found out by booting one.
 *
 * That /dev/kvm exists and opens proves nothing: inside some virtual machines it does both and never
 * gets a stock kernel past its first instructions.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "vm/accel.h"
#include "vm/boot.h"
#include "vm/console.h"

static void accel_ignore_record(struct boot *b, int index, json_t *record)
{
}

static void accel_ignore_env(struct boot *b, json_t *env)
{
}

/* Where the verdict of this boot of this machine with this QEMU is kept; caller frees; NULL. */
static char *accel_cache(enum accel a)
{
	char *boot = file_line("/proc/sys/kernel/random/boot_id"), *qemu = qemu_version(), *path = NULL;

	if (boot && qemu && root_cache())
		path = str_fmt("%s/accel/%s-%s-%s.json", root_cache(), accel_name(a), boot, qemu);
	free(boot);
	free(qemu);
	return path;
}

static int accel_boot(enum accel a, const struct kernel *k, double *seconds, char **why)
{
	struct boot b = { .on_record = accel_ignore_record, .on_env = accel_ignore_env };
	char *dir = str_fmt("%s/tmp", root_build());
	struct boot_files files = { .init = boot_init_path(), .kernel = k, .dir = dir };
	const struct guest *guest = &b.guest;
	int err = dir_make(dir);

	b.spec = (struct guest_spec){ .accel = a,
				      .cpus = 1,
				      .boot_seconds = a == ACCEL_KVM ? ACCEL_KVM_SECONDS :
								       ACCEL_TCG_SECONDS };
	b.plan = json_pack("{s:[]}", "cells");
	if (!err)
		err = boot_start(&b, &files);
	while (!err && boot_pump(&b) && !b.hello)
		guest_wait(&guest, 1, 50);
	if (!err && !b.hello) {
		boot_end(&b, why);
		err = -EAGAIN;
	} else if (!err) {
		*seconds = b.booted_at - b.started_at;
	}
	boot_stop(&b);
	free(dir);
	return err;
}

static void accel_store(const char *path, int err, double seconds, const char *why)
{
	char *dir = path ? str_fmt("%.*s", (int)(strrchr(path, '/') - path), path) : NULL, *text;
	json_t *v;

	if (dir && !dir_make(dir)) {
		v = json_pack("{s:b, s:f, s:s}", "boots", !err, "seconds", seconds, "why", why ? why : "");
		text = json_dumps(v, JSON_COMPACT);
		file_write(path, text, strlen(text));
		free(text);
		json_decref(v);
	}
	free(dir);
}

int accel_probe(enum accel a, const struct kernel *k, bool fresh, double *seconds, char **why)
{
	char *path = accel_cache(a);
	json_t *v = path && !fresh ? json_load_file(path, 0, NULL) : NULL;
	int err;

	*why = NULL;
	*seconds = 0;
	if (v) {
		err = json_is_true(json_object_get(v, "boots")) ? 0 : -EAGAIN;
		*seconds = json_real_value(json_object_get(v, "seconds"));
		*why = str_dup(json_string_value(json_object_get(v, "why")) ?: "");
		json_decref(v);
	} else if (a == ACCEL_KVM && access("/dev/kvm", R_OK | W_OK)) {
		*why = str_fmt("/dev/kvm: %s", strerror(errno));
		err = -EAGAIN;
	} else {
		err = accel_boot(a, k, seconds, why);
		if (!err || err == -EAGAIN)
			accel_store(path, err, *seconds, *why);
	}
	free(path);
	return err;
}
