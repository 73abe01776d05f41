// SPDX-License-Identifier: GPL-2.0-only
/*
 * pack - on the host: modules of other kernels, and where fields were on these.
 */
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <probebench/whoami.h>

#include "effort/sloc.h"
#include "files.h"
#include "portability/make.h"
#include "portability/pack.h"
#include "portability/try.h"

#define PACK_WHOAMI "port/pb_port_whoami.ko"

/* What modules_build() made for @release. */
static char *pack_built(const char *release, const char *file)
{
	return str_fmt("%s/kmod/%s/%s", root_build(), release, file);
}

/* The module says where its fields are: that is what a program without CO-RE has compiled in. */
static bool pack_read_offsets(const char *ko, struct pb_whoami_offsets *o)
{
	int fd = open(ko, O_RDONLY | O_CLOEXEC);
	Elf_Scn *section = NULL;
	bool found = false;
	size_t names;
	Elf *elf;

	if (fd < 0)
		return false;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf && !elf_getshdrstrndx(elf, &names))
		while (!found && (section = elf_nextscn(elf, section))) {
			GElf_Shdr head;
			const char *name = gelf_getshdr(section, &head) ?
						   elf_strptr(elf, names, head.sh_name) : NULL;
			Elf_Data *data = name && !strcmp(name, PB_WHOAMI_SECTION) ?
						 elf_rawdata(section, NULL) : NULL;

			if (data && data->d_size >= sizeof(*o)) {
				memcpy(o, data->d_buf, sizeof(*o));
				found = true;
			}
		}
	elf_end(elf);
	close(fd);
	return found;
}

static int pack_offsets(const char *release, struct initramfs *to)
{
	char *ko = pack_built(release, PACK_WHOAMI), *folder = try_folder(release), *name, *text;
	struct pb_whoami_offsets o;
	int err = pack_read_offsets(ko, &o) ? 0 : -ENOENT;

	if (err) {
		log_err("%s does not say where its fields are (section " PB_WHOAMI_SECTION "): remove it and "
			"run again", ko);
	} else {
		initramfs_dir(to, &folder[1]);
		name = str_fmt("%s/offsets", &folder[1]);
		text = str_fmt("%u %u %u\n", o.tgid, o.real_parent, o.comm);
		initramfs_text(to, name, text);
		free(text);
		free(name);
	}
	free(folder);
	free(ko);
	return err;
}

/* The object if it could be built, or else what was said instead: that is what the guest has to tell. */
static void pack_made(const struct artefact *a, const struct kernel *k, struct initramfs *to)
{
	char *folder = try_folder(a->built_for), *file = specimen_file(a->specimen), *said = NULL;
	char *path = make_specimen(a->specimen, a->built_for, k, &said);
	const char *slash = strrchr(file, '/');
	char *name = str_fmt("%s/%s%s", &folder[1], slash ? slash + 1 : file, path ? "" : TRY_SAID);

	initramfs_dir(to, &folder[1]);
	if (path)
		initramfs_file(to, name, path, 0644);
	else
		initramfs_text(to, name, said);
	free(name);
	free(path);
	free(said);
	free(file);
	free(folder);
}

/* Lines of what makes it work where it would not. */
static void pack_repair(const struct specimen *s, struct initramfs *to)
{
	char *path = str_fmt("%s/%s", root_project(), s->repair), *name = try_repair(s), *text = NULL, *lines;

	if (!file_read(path, &text, NULL)) {
		lines = str_fmt("%llu\n", (unsigned long long)sloc_text(text));
		initramfs_text(to, &name[1], lines);
		free(lines);
	}
	free(text);
	free(name);
	free(path);
}

int pack_artefact(const struct artefact *a, const struct kernel *k, struct initramfs *to)
{
	const struct specimen *s = a->specimen;
	char *file, *from, *folder, *name;

	if (s && s->repair && root_project())
		pack_repair(s, to);
	if (s && s->kind == SPECIMEN_FROZEN)
		return pack_offsets(a->built_for, to);
	if (s && (s->kind == SPECIMEN_OLD || s->kind == SPECIMEN_TYPED)) {
		pack_made(a, k, to);
		return 0;
	}
	/* Modules of the kernel itself are there already. */
	if (!a->built_for || !strcmp(a->built_for, k->release))
		return 0;
	file = s ? specimen_file(s) : str_fmt("pb_%s.ko", a->collector->name);
	from = pack_built(a->built_for, file);
	folder = try_folder(a->built_for);
	name = str_fmt("%s/%s", &folder[1], strchr(file, '/') ? strchr(file, '/') + 1 : file);
	initramfs_dir(to, &folder[1]);
	initramfs_file(to, name, from, 0644);
	free(name);
	free(folder);
	free(from);
	free(file);
	return 0;
}
