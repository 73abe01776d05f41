// SPDX-License-Identifier: GPL-2.0-only
/*
 * footprint - the memory that a collector occupies while it is attached, as the kernel accounts it.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "backend.h"
#include "files.h"
#include "footprint.h"

/* Sum of the sizes of all virtual areas: "0xffff...-0xffff...   8192 load_module+0x..."; guard pages count. */
static u64 footprint_vmalloc(void)
{
	char *text = NULL, *save = NULL;
	u64 sum = 0;

	if (file_read("/proc/vmallocinfo", &text, NULL))
		return 0;
	for (char *l = strtok_r(text, "\n", &save); l; l = strtok_r(NULL, "\n", &save)) {
		const char *size = strchr(l, ' ');

		sum += size ? strtoull(size, NULL, 10) : 0;
	}
	free(text);
	return sum;
}

static unsigned int footprint_fds(void)
{
	DIR *d = opendir("/proc/self/fd");
	unsigned int n = 0;

	for (struct dirent *e; d && (e = readdir(d));)
		n += *e->d_name != '.';
	if (d)
		closedir(d);
	return n;
}

void footprint_begin(struct footprint *f)
{
	f->vmalloc_bytes = footprint_vmalloc();
	f->fds = footprint_fds();
	kobjects_take(&f->objects, NULL);
}

static void footprint_add(json_t *o, const char *key, u64 value)
{
	json_int_t sum = json_integer_value(json_object_get(o, key)) + (json_int_t)value;

	if (sum)
		json_object_set_new(o, key, json_integer(sum));
}

/* A number from a descriptor's fdinfo: "memlock:\t4096". */
static u64 footprint_fdinfo(int fd, const char *key)
{
	char *path = str_fmt("/proc/self/fdinfo/%d", fd), *text = NULL, *at = NULL;
	u64 value = 0;

	if (!file_read(path, &text, NULL))
		at = strstr(text, key);
	if (at)
		value = strtoull(at + strlen(key), NULL, 10);
	free(text);
	free(path);
	return value;
}

static void footprint_prog(json_t *o, u32 id)
{
	int fd = bpf_prog_get_fd_by_id(id);
	struct bpf_prog_info info = { 0 };
	u32 len = sizeof(info);

	if (fd < 0)
		return;
	if (!bpf_obj_get_info_by_fd(fd, &info, &len)) {
		footprint_add(o, "jited_bytes", info.jited_prog_len);
		footprint_add(o, "xlated_bytes", info.xlated_prog_len);
		footprint_add(o, "verified_insns", info.verified_insns);
	}
	footprint_add(o, "prog_bytes", footprint_fdinfo(fd, "memlock:\t"));
	close(fd);
}

static void footprint_map(json_t *o, u32 id)
{
	int fd = bpf_map_get_fd_by_id(id);

	if (fd < 0)
		return;
	footprint_add(o, "map_bytes", footprint_fdinfo(fd, "memlock:\t"));
	close(fd);
}

static void footprint_btf(json_t *o, u32 id)
{
	int fd = bpf_btf_get_fd_by_id(id);
	struct bpf_btf_info info = { 0 };
	u32 len = sizeof(info);

	if (fd < 0)
		return;
	if (!bpf_obj_get_info_by_fd(fd, &info, &len))
		footprint_add(o, "btf_bytes", info.btf_size);
	close(fd);
}

static void footprint_module(json_t *o, const char *name)
{
	char *size = str_fmt("/sys/module/%s/coresize", name), *line = file_line(size);
	char *ko = str_fmt("%s/%s.ko", backend_module_dir(), name);
	long cpus = sysconf(_SC_NPROCESSORS_CONF);
	u64 percpu;

	if (line)
		footprint_add(o, "module_bytes", strtoull(line, NULL, 10));
	if (!footprint_percpu(ko, &percpu))
		footprint_add(o, "percpu_bytes", percpu * (u64)(cpus > 0 ? cpus : 1));
	free(ko);
	free(line);
	free(size);
}

int footprint_percpu(const char *ko, u64 *bytes)
{
	int fd = open(ko, O_RDONLY | O_CLOEXEC), err = -EINVAL;
	Elf_Scn *section = NULL;
	size_t names;
	Elf *elf;

	*bytes = 0;
	if (fd < 0)
		return -errno;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf && !elf_getshdrstrndx(elf, &names)) {
		err = 0;
		while ((section = elf_nextscn(elf, section))) {
			GElf_Shdr head;
			const char *name = gelf_getshdr(section, &head) ?
						   elf_strptr(elf, names, head.sh_name) : NULL;

			if (name && !strcmp(name, ".data..percpu"))
				*bytes += head.sh_size;
		}
	}
	elf_end(elf);
	close(fd);
	return err;
}

json_t *footprint_end(struct footprint *f)
{
	static void (*const ids[KOBJ_KINDS])(json_t *o, u32 id) = {
		[KOBJ_PROG] = footprint_prog, [KOBJ_MAP] = footprint_map, [KOBJ_BTF] = footprint_btf,
	};
	u64 vmalloc = footprint_vmalloc();
	unsigned int fds = footprint_fds();
	struct kobjects now;
	json_t *o, *name;
	size_t i;

	kobjects_take(&now, NULL);
	o = kobjects_diff(&f->objects, &now);
	for (int kind = 0; kind < KOBJ_KINDS; kind++) {
		json_t *fresh = kobjects_new(&f->objects, &now, (enum kobject_kind)kind);

		json_array_foreach(fresh, i, name)
			if (ids[kind])
				ids[kind](o, (u32)strtoul(json_string_value(name), NULL, 10));
			else if (kind == KOBJ_MODULE)
				footprint_module(o, json_string_value(name));
		json_decref(fresh);
	}
	if (vmalloc > f->vmalloc_bytes)
		footprint_add(o, "vmalloc_bytes", vmalloc - f->vmalloc_bytes);
	if (fds > f->fds)
		footprint_add(o, "fds", fds - f->fds);
	kobjects_free(&now);
	kobjects_free(&f->objects);
	return o;
}
