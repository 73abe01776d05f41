// SPDX-License-Identifier: GPL-2.0-only
/*
 * guest_env - what a guest said of itself, and what is known of its machine, in the result folder.
 */
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "run.h"

void run_guest_env(struct run *run, unsigned int kernel, const struct boot *b, json_t *env)
{
	const struct kernel *k = &run->kernels[kernel];
	char **argv = guest_argv(&b->spec);
	json_t *masked = json_array();

	for (char **a = argv; *a; a++) {
		char *m = path_mask(*a);

		json_array_append_new(masked, json_string(m));
		free(m);
	}
	argv_free(argv);
	json_object_set_new(env, "qemu_argv", masked);
	json_object_set_new(env, "accel", json_string(accel_name(b->spec.accel)));
	json_object_set_new(env, "cpu", json_string(b->spec.cpu));
	json_object_set_new(env, "package", json_string(k->package));
	json_object_set_new(env, "package_version", json_string(k->version));
	json_object_set_new(env, "image_sha256", json_string(k->image_sha256));
	/* Boots of one kernel differ in nothing that is recorded here; the first speaks for all. */
	if (b->number == 0 ||
	    !json_object_get(json_object_get(run->folder.manifest, "env"), k->release))
		folder_env(&run->folder, k->release, env);
	if (strcmp(json_string_value(json_object_get(env, "release")), k->release))
		log_warn("guest %d runs %s, not %s", b->number,
			 json_string_value(json_object_get(env, "release")), k->release);
}
