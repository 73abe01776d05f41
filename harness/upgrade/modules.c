// SPDX-License-Identifier: GPL-2.0-only
/*
 * modules - the beginning and the end of strategies whose versions are modules.
 */
#include <errno.h>

#include "upgrade/module.h"
#include "upgrade/modules.h"

const char *const modules_kinds[] = { "v", "flip", "behind", "live", NULL };

int modules_open(struct upgrade *u)
{
	return module_attach(u, module_stem("v", u->from));
}

int modules_close(struct upgrade *u)
{
	/* What is behind a stub, or patched over something, goes before it. */
	int err = 0;

	for (const char *const *kind = modules_kinds; *kind; kind++)
		for (unsigned int v = 1; v < UP_VERSIONS; v++) {
			const char *stem = module_stem(*kind, v);

			if (module_loaded(stem) && module_remove(u, stem))
				err = -EBUSY;
		}
	if (module_loaded("stub") && module_remove(u, "stub"))
		err = -EBUSY;
	if (module_loaded("live0") && module_remove(u, "live0"))
		err = -EBUSY;
	return err;
}
