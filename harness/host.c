// SPDX-License-Identifier: GPL-2.0-only
/*
 * host - what a run on the running kernel may do, and what it starts from.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "backend.h"
#include "files.h"
#include "host.h"
#include "host_state.h"
#include "registry.h"
#include "sample_stats.h"
#include "vm/modbuild.h"

#define HOST_LOADS 3
#define HOST_BLOCKS 10
#define HOST_QUICK_LOADS 5
#define HOST_QUICK_BLOCKS 6

struct machine host_machine(void)
{
	struct machine m = *needs_machine();

	/* Whatever files lie about here: this kernel is not thrown away afterwards. */
	m.vm = false;
	m.probed = true;
	return m;
}

char *host_refuses(const struct experiment *e)
{
	if (e->needs.vm)
		return str_fmt("%s may crash the kernel: it runs only in a throwaway VM; leave --on host "
			       "out", e->name);
	if (!e->sampled)
		return str_fmt("%s has no sampled form; leave --on host out", e->name);
	return NULL;
}

int host_check_opts(const struct run_opts *o)
{
	const char *alien = o->kernels ? "--kernel" : o->vmlinuz ? "--vmlinuz" :
			    o->bit_exact ? "--bit-exact" : o->jobs ? "--jobs" : o->accel ? "--accel" :
			    o->with.n ? "--with" : NULL;

	if (alien) {
		log_err("run: %s is about guests and has no meaning with --on host, which measures the "
			"kernel that runs, one cell after the other", alien);
		return PB_EXIT_USAGE;
	}
	if (o->repeats) {
		log_err("run: --repeats counts boots; a host has booted once: use --loads, and run again "
			"after a reboot");
		return PB_EXIT_USAGE;
	}
	if (o->loads && o->blocks && o->loads * o->blocks < SAMPLE_FLOOR) {
		log_err("run: %llu loads of %llu blocks are fewer than %d samples: there is no verdict "
			"below that", (unsigned long long)o->loads, (unsigned long long)o->blocks,
			SAMPLE_FLOOR);
		return PB_EXIT_USAGE;
	}
	for (size_t i = 0; i < o->experiments.n; i++) {
		const struct experiment *e = experiment_find(o->experiments.v[i]);
		char *why = e ? host_refuses(e) : NULL;

		if (why) {
			log_err("run: %s", why);
			free(why);
			return PB_EXIT_USAGE;
		}
	}
	return 0;
}

void host_defaults(struct run *run)
{
	struct run_opts *o = &run->opts;

	o->jobs = 1;
	o->repeats = 1;
	if (!o->loads)
		o->loads = o->quick ? HOST_QUICK_LOADS : HOST_LOADS;
	if (!o->blocks)
		o->blocks = o->quick ? HOST_QUICK_BLOCKS : HOST_BLOCKS;
	run->sample.loads = (unsigned int)o->loads;
	run->sample.blocks = (unsigned int)o->blocks;
	run->sample.seed = o->seed;
	/* quick looks and tests: too short for a figure that anybody should rely on. */
	run->sample.batch_ns = o->quick ? 10 * 1000 * 1000 : 50 * 1000 * 1000;
	run->sample.warmup_ns = o->quick ? 100 * 1000 * 1000 : 1000 * 1000 * 1000;
}

int host_kernel(struct run *run)
{
	struct kernel *k = &run->kernels[0];
	struct utsname u;

	uname(&u);
	k->release = str_dup(u.release);
	k->series = kernel_series(u.release);
	k->package = str_dup("");
	k->version = str_dup("");
	k->image_sha256 = str_dup("");
	k->headers = run->opts.headers ? str_dup(run->opts.headers) :
					 str_fmt("/lib/modules/%s/build", u.release);
	run->nr_kernels = 1;
	if (k->series)
		return 0;
	log_err("run: cannot make a cell's name of the kernel release \"%s\"", u.release);
	return PB_EXIT_ENV;
}

void host_modules(struct run *run)
{
	const struct kernel *k = &run->kernels[0];
	struct machine m = host_machine();

	if (!m.modules)
		return; /* its cells skip with a reason of their own */
	if (run->opts.modules)
		backend_set_module_dir(run->opts.modules);
	else if (!file_exists(k->headers))
		run->no_modules = str_fmt("the kernel's headers are missing: %s; install them, or name "
					  "them with --headers, or built modules with --modules", k->headers);
	else if (run_build_modules(run))
		run->no_modules = str_fmt("the modules could not be built against %s", k->headers);
	else
		backend_set_module_dir(run->modules[0]);
}

int host_ready(struct run *run)
{
	char *file, *boot_id, *said;
	int err;

	if (!needs_machine()->root) {
		log_err("run: --on host loads programs into the running kernel, which needs root: use "
			"sudo, or leave --on host out, since guests need no root");
		return PB_EXIT_ENV;
	}
	file = host_state_path();
	if (!file) {
		log_err("run: there is no folder for the state of this host: set XDG_STATE_HOME or HOME");
		return PB_EXIT_ENV;
	}
	boot_id = host_boot_id();
	err = host_state_recover("", file, boot_id, &said);
	if (err == -EBUSY)
		log_err("another probebench is measuring on this host (%s.lock): their figures would "
			"disturb each other; wait for it", file);
	if (err == 1) {
		int modules = backend_sweep_modules();

		log_warn("%s%s", said, modules ? "; unloaded its modules" : "");
	}
	free(said);
	free(boot_id);
	free(file);
	return err < 0 ? PB_EXIT_ENV : 0;
}
