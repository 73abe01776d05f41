// SPDX-License-Identifier: GPL-2.0-only
/*
 * pair - two programs, each attached to the hook itself.
 */
#include <errno.h>
#include <stdlib.h>

#include <bpf/bpf.h>

#include "upgrade/pair.h"

int pair_make(struct upgrade *u)
{
	u->priv = mem_alloc(UP_VERSIONS, sizeof(struct program));
	return 0;
}

int pair_open(struct upgrade *u)
{
	int err = pair_make(u);

	if (!err)
		err = program_version(u, pair_old(u), u->from);
	return err ? err : program_attach(u, pair_old(u));
}

int pair_update(struct upgrade *u)
{
	struct program *old = pair_old(u), *new = pair_new(u);

	u->refusal = bpf_link_update(bpf_link__fd(old->link), bpf_program__fd(new->prog), NULL)
			     ? errno
			     : 0;
	if (!u->refusal) {
		new->link = old->link;
		old->link = NULL;
	}
	return 0;
}

int pair_close(struct upgrade *u)
{
	struct program *programs = u->priv;

	for (unsigned int v = 0; programs && v < UP_VERSIONS; v++)
		program_close(&programs[v]);
	free(programs);
	u->priv = NULL;
	return 0;
}
