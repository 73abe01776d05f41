// SPDX-License-Identifier: GPL-2.0-only
/*
 * vermagic - which kernel a module's file says that it was built for.
 */
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "vm/modbuild.h"

/* .modinfo is a row of NUL-terminated "key=value". */
static char *modinfo_find(const Elf_Data *data, const char *key)
{
	const char *p = data->d_buf, *end = p + data->d_size;
	size_t len = strlen(key);

	for (size_t n; p && p < end; p += n + 1) {
		n = strnlen(p, (size_t)(end - p));
		if (n > len && !strncmp(p, key, len) && p[len] == '=')
			return str_fmt("%.*s", (int)(n - len - 1), p + len + 1);
	}
	return NULL;
}

int modules_vermagic(const char *ko, char **vermagic)
{
	int fd = open(ko, O_RDONLY | O_CLOEXEC), err = -EINVAL;
	Elf_Scn *section = NULL;
	size_t names;
	Elf *elf;

	*vermagic = NULL;
	if (fd < 0) {
		err = -errno;
		log_err("cannot open the module %s: %s", ko, strerror(-err));
		return err;
	}
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf && !elf_getshdrstrndx(elf, &names))
		while (!*vermagic && (section = elf_nextscn(elf, section))) {
			GElf_Shdr head;
			const char *name = gelf_getshdr(section, &head)
						   ? elf_strptr(elf, names, head.sh_name)
						   : NULL;
			Elf_Data *data = name && !strcmp(name, ".modinfo")
						 ? elf_rawdata(section, NULL)
						 : NULL;

			if (data)
				*vermagic = modinfo_find(data, "vermagic");
		}
	if (*vermagic)
		err = 0;
	else
		log_err("%s is no kernel module: it has no vermagic in a .modinfo section", ko);
	elf_end(elf);
	close(fd);
	return err;
}
