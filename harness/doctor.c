// SPDX-License-Identifier: GPL-2.0-only
/*
 * doctor - the verb that says what works on this machine, and what to install or change.
 *
 * A row is ok, missing (something that runs need) or absent (nice to have, with what is lost without
 * it). Accelerators are judged by booting a guest.
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <jansson.h>

#include "backend.h"
#include "files.h"
#include "host_state.h"
#include "needs.h"
#include "proc.h"
#include "verbs.h"
#include "vm/accel.h"

struct doctor_opts {
	bool json, no_boot, fresh;
};

struct doctor {
	struct doctor_opts opts;
	json_t *rows;
	bool missing;
};

static void doctor_row(struct doctor *d, const char *what, const char *state, const char *detail)
{
	json_array_append_new(d->rows, json_pack("{s:s, s:s, s:s}", "what", what, "state", state,
						 "detail", detail));
	d->missing |= !strcmp(state, "missing");
	if (!d->opts.json)
		printf("%-8s %-22s %s\n", state, what, detail);
	fflush(stdout);
}

static const struct {
	const char *program, *package, *use;
} doctor_programs[] = {
	{ QEMU_BINARY, "qemu-system-x86", "boots the guests" },
	{ "apt-get", "apt", "resolves and downloads kernels" },
	{ "dpkg-deb", "dpkg", "unpacks kernels" },
	{ "make", "make", "builds modules" },
	{ "gcc-12", "gcc-12", "compiles modules, as Debian compiled the kernel" },
	{ "pahole", "dwarves", "module builds against 6.12 headers ask for it" },
	{ "gnuplot", "gnuplot-nox", "draws the report's pictures" },
	{ "sha256sum", "coreutils", "sums the files of a result folder" },
};

static void doctor_check_programs(struct doctor *d)
{
	for (size_t i = 0; i < ARRAY_SIZE(doctor_programs); i++) {
		bool have = proc_have(doctor_programs[i].program);
		char *detail = have ? str_dup(doctor_programs[i].use) :
				      str_fmt("%s: apt-get install %s", doctor_programs[i].use,
					      doctor_programs[i].package);

		doctor_row(d, doctor_programs[i].program, have ? "ok" : "missing", detail);
		free(detail);
	}
}

/* What only --on host measurements would use; a VM needs none of it. */
static void doctor_check_host(struct doctor *d)
{
	const struct machine *m = needs_machine();
	struct perf_event_attr attr = { .type = PERF_TYPE_HARDWARE,
					.size = sizeof(attr),
					.config = PERF_COUNT_HW_INSTRUCTIONS,
					.exclude_kernel = 1 };
	int pmu = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);

	doctor_row(d, "host: root", m->root ? "ok" : "absent",
		   m->root ? "running as root" : "guests need no root on the host");
	doctor_row(d, "host: modules", m->modules ? "ok" : "absent",
		   m->modules ? "loadable" : "this kernel loads no modules; guests do");
	doctor_row(d, "host: BTF", m->btf ? "ok" : "absent", "/sys/kernel/btf/vmlinux");
	doctor_row(d, "host: PMU", pmu >= 0 ? "ok" : "absent",
		   pmu >= 0 ? "counts instructions" : strerror(errno));
	if (pmu >= 0)
		close(pmu);
}

/* What a measuring run that was killed left behind is put back here too. */
static void doctor_check_state(struct doctor *d)
{
	char *file = host_state_path(), *boot_id = host_boot_id(), *said = NULL;
	int err = !file || !file_exists(file) ? 0 :
		  geteuid() ? -EPERM : host_state_recover("", file, boot_id, &said);
	int modules = err == 1 ? backend_sweep_modules() : 0;
	char *detail;

	if (err == 1)
		detail = str_fmt("%s%s", said, modules ? "; unloaded its modules" : "");
	else if (err == -EBUSY)
		detail = str_dup("a run is measuring: its settings are in place until it ends");
	else if (err)
		detail = str_fmt("a run was killed and its settings may still be in place: %s; run "
				 "`probebench doctor` as root", strerror(-err));
	else
		detail = str_dup("no run has left anything behind");
	doctor_row(d, "host: settings", err < 0 && err != -EBUSY ? "missing" : "ok", detail);
	free(detail);
	free(said);
	free(boot_id);
	free(file);
}

static void doctor_check_disk(struct doctor *d)
{
	struct statvfs fs;
	char *detail;
	double gib;

	if (!root_cache() || dir_make(root_cache()) || statvfs(root_cache(), &fs)) {
		doctor_row(d, "cache", "missing", "no folder for kernels: set HOME or XDG_CACHE_HOME");
		return;
	}
	gib = (double)fs.f_bavail * (double)fs.f_frsize / (1 << 30);
	detail = str_fmt("%.1f GiB free; a kernel takes about 0.2", gib);
	doctor_row(d, "cache", gib > 0.5 ? "ok" : "missing", detail);
	free(detail);
}

static void doctor_check_accel(struct doctor *d, enum accel a, const struct kernel *k, const char *lost)
{
	double seconds;
	char *why, *what = str_fmt("accelerator: %s", accel_name(a)), *detail;
	int err = accel_probe(a, k, d->opts.fresh, &seconds, &why);

	if (!err)
		detail = str_fmt("booted %s in %.1f s", k->release, seconds);
	else
		detail = str_fmt("%s; %s", why ? why : strerror(-err), lost);
	doctor_row(d, what, !err ? "ok" : a == ACCEL_ICOUNT ? "missing" : "absent", detail);
	free(detail);
	free(what);
	free(why);
}

static int doctor_main(int argc, char **argv)
{
	struct doctor d = { .rows = json_array() };
	struct arg_list none = { .n = 0 };
	int code = args_parse(&verb_doctor, argc, argv, &d.opts, &none);
	struct kernel k = { 0 };

	if (code) {
		json_decref(d.rows);
		return code - 1;
	}
	doctor_check_programs(&d);
	doctor_check_disk(&d);
	doctor_check_host(&d);
	doctor_check_state(&d);
	if (!d.opts.no_boot && !d.missing) {
		if (kernel_get(KERNEL_DEFAULT, &k)) {
			doctor_row(&d, "kernel " KERNEL_DEFAULT, "missing", "it cannot be fetched, see above");
		} else {
			doctor_row(&d, "kernel " KERNEL_DEFAULT, "ok", k.release);
			doctor_check_accel(&d, ACCEL_ICOUNT, &k, "no exact figures without it");
			doctor_check_accel(&d, ACCEL_KVM, &k,
					   "exact figures do not need it, sampled ones would");
		}
		kernel_free(&k);
	}
	if (d.opts.json) {
		json_dumpf(d.rows, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(d.rows);
	return d.missing ? PB_EXIT_ENV : PB_EXIT_OK;
}

static const struct arg_def doctor_defs[] = {
	{ "json", 0, ARG_FLAG, NULL, "an array of rows: what, state, detail",
	  offsetof(struct doctor_opts, json), 0, 0 },
	{ "no-boot", 0, ARG_FLAG, NULL, "do not fetch a kernel and boot guests to judge accelerators",
	  offsetof(struct doctor_opts, no_boot), 0, 0 },
	{ "fresh", 0, ARG_FLAG, NULL, "boot again instead of using this boot's cached verdict",
	  offsetof(struct doctor_opts, fresh), 0, 0 },
	{ .name = NULL },
};

static const char *const doctor_examples[] = {
	"probebench doctor", "everything, accelerators included",
	"probebench doctor --no-boot", "packages and host only, at once",
	NULL,
};

const struct verb verb_doctor = {
	.name = "doctor",
	.args = "",
	.summary = "Say what works on this machine, and what to install.",
	.defs = doctor_defs,
	.examples = doctor_examples,
	.main = doctor_main,
};
