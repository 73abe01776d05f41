// SPDX-License-Identifier: GPL-2.0-only
/*
 * slots - the eBPF stub and its array.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "upgrade/slots.h"
#include "upgrade/stub.skel.h"

int slots_make(struct upgrade *u)
{
	struct slots *s = mem_alloc(1, sizeof(*s));
	int err;

	u->priv = s;
	s->array = -1;
	err = program_open(u, &s->stub, upgrade_stub__elf_bytes);
	if (!err)
		err = program_load(u, &s->stub);
	if (err)
		return err;
	s->array = bpf_object__find_map_fd_by_name(s->stub.obj, "up_slots");
	unlink(SLOTS_PIN);
	if (bpf_obj_pin(s->array, SLOTS_PIN))
		return upgrade_fail(u, -errno, "pinning the slots at " SLOTS_PIN ": %s",
				    strerror(errno));
	s->variables = program_variables(u, &s->stub, &s->variables_size);
	u->store.stub = s->variables;
	return s->variables ? 0 : -EIO;
}

int slots_attach(struct upgrade *u)
{
	struct slots *s = u->priv;

	return program_attach(u, &s->stub);
}

int slots_put(struct upgrade *u, unsigned int slot, struct program *p)
{
	struct slots *s = u->priv;
	int fd = bpf_program__fd(p->prog);

	if (!bpf_map_update_elem(s->array, &slot, &fd, BPF_ANY))
		return 0;
	return upgrade_fail(u, -errno, "putting a program into slot %u: %s", slot, strerror(errno));
}

int slots_close(struct upgrade *u)
{
	struct slots *s = u->priv;

	if (!s)
		return 0;
	if (s->variables)
		munmap(s->variables, s->variables_size);
	u->store.stub = NULL;
	program_close(&s->stub);
	for (unsigned int slot = 0; slot < SLOTS; slot++)
		for (unsigned int v = 0; v < UP_VERSIONS; v++)
			program_close(&s->link[slot][v]);
	unlink(SLOTS_PIN);
	free(s);
	u->priv = NULL;
	return 0;
}
