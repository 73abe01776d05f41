// SPDX-License-Identifier: GPL-2.0-only
/*
 * interfaces - what of the kernel a compiled object asks for by name or number.
 */
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "effort/interfaces.h"

/* Names of BPF's own that stand in a symbol table and ask nothing of a kernel. */
static bool interface_is_name(const char *name)
{
	return name && *name && strcmp(name, "license");
}

static void interface_add(json_t *list, json_t *seen, const char *name)
{
	if (json_object_get(seen, name))
		return;
	json_object_set_new(seen, name, json_true());
	json_array_append_new(list, json_string(name));
}

static void interface_undefined(Elf *elf, Elf_Scn *section, const GElf_Shdr *head, json_t *list, json_t *seen)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym sym;

	for (int i = 1; data && gelf_getsym(data, i, &sym); i++) {
		const char *name = elf_strptr(elf, head->sh_link, sym.st_name);

		if (sym.st_shndx == SHN_UNDEF && interface_is_name(name))
			interface_add(list, seen, name);
	}
}

static void interface_helpers(Elf_Scn *section, json_t *list, json_t *seen)
{
	Elf_Data *data = elf_getdata(section, NULL);
	const struct bpf_insn *insn = data ? data->d_buf : NULL;

	for (size_t i = 0; insn && i < data->d_size / sizeof(*insn); i++)
		if (insn[i].code == (BPF_JMP | BPF_CALL) && !insn[i].src_reg) {
			char *name = str_fmt("helper %d", insn[i].imm);

			interface_add(list, seen, name);
			free(name);
		}
}


static void interface_fields(const struct btf *btf, const Elf_Data *ext, json_t *list, json_t *seen)
{
	const struct {
		uint16_t magic;
		u8 version, flags;
		u32 hdr_len, func_off, func_len, line_off, line_len, core_off, core_len;
	} *head = ext ? ext->d_buf : NULL;
	const char *at, *end;
	u32 rec;

	if (!btf || !head || ext->d_size < sizeof(*head) || head->hdr_len < sizeof(*head) || head->core_len < 4)
		return;
	at = (const char *)ext->d_buf + head->hdr_len + head->core_off;
	end = at + head->core_len;
	if (end > (const char *)ext->d_buf + ext->d_size)
		return;
	memcpy(&rec, at, sizeof(rec));
	for (at += sizeof(rec); rec >= 12 && at + 8 <= end;) {
		u32 n, id, access;

		memcpy(&n, at + 4, sizeof(n));
		for (at += 8; n && at + rec <= end; n--, at += rec) {
			const struct btf_type *t;
			const char *way;
			char *name;

			memcpy(&id, at + 4, sizeof(id));
			memcpy(&access, at + 8, sizeof(access));
			t = btf__type_by_id(btf, id);
			way = btf__name_by_offset(btf, access);
			name = str_fmt("%s %s", t ? btf__name_by_offset(btf, t->name_off) : "?", way ? way : "?");
			interface_add(list, seen, name);
			free(name);
		}
		if (n)
			return;
	}
}

static json_t *interfaces_read(Elf *elf, bool program)
{
	json_t *list = json_array(), *seen = json_object();
	Elf_Data *types = NULL, *ext = NULL;
	Elf_Scn *section = NULL;
	struct btf *btf;
	size_t names;

	while (elf && !elf_getshdrstrndx(elf, &names) && (section = elf_nextscn(elf, section))) {
		GElf_Shdr head;
		const char *name = gelf_getshdr(section, &head) ? elf_strptr(elf, names, head.sh_name) : NULL;

		if (!name)
			continue;
		if (head.sh_type == SHT_SYMTAB)
			interface_undefined(elf, section, &head, list, seen);
		else if (program && (head.sh_flags & SHF_EXECINSTR))
			interface_helpers(section, list, seen);
		else if (program && !strcmp(name, ".BTF"))
			types = elf_getdata(section, NULL);
		else if (program && !strcmp(name, ".BTF.ext"))
			ext = elf_getdata(section, NULL);
	}
	btf = types ? btf__new(types->d_buf, (u32)types->d_size) : NULL;
	interface_fields(btf, ext, list, seen);
	btf__free(btf);
	json_decref(seen);
	return list;
}

json_t *interfaces_of_module(const char *ko)
{
	int fd = open(ko, O_RDONLY | O_CLOEXEC);
	json_t *list = NULL;
	Elf *elf;

	if (fd < 0)
		return NULL;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf && elf_kind(elf) == ELF_K_ELF)
		list = interfaces_read(elf, false);
	elf_end(elf);
	close(fd);
	return list;
}

json_t *interfaces_of_program(const void *image, size_t size)
{
	json_t *list = NULL;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_memory((char *)image, size);
	if (elf && elf_kind(elf) == ELF_K_ELF)
		list = interfaces_read(elf, true);
	elf_end(elf);
	return list;
}

static int interface_silent(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	return 0;
}

json_t *parts_of_program(const void *elf, size_t size)
{
	libbpf_print_fn_t before = libbpf_set_print(interface_silent);
	struct bpf_object *obj = bpf_object__open_mem(elf, size, NULL);
	json_t *list = obj ? json_array() : NULL, *seen = json_object();
	struct bpf_program *prog;
	struct bpf_map *map;
	char *name;

	libbpf_set_print(before);
	if (obj) {
		bpf_object__for_each_program(prog, obj) {
			const char *section = bpf_program__section_name(prog);

			name = str_fmt("section %.*s", (int)strcspn(section, "/"), section);
			interface_add(list, seen, name);
			free(name);
		}
		bpf_object__for_each_map(map, obj) {
			name = bpf_map__is_internal(map) ? str_dup("variables") :
							   str_fmt("map %s", libbpf_bpf_map_type_str(bpf_map__type(map)));
			interface_add(list, seen, name);
			free(name);
		}
	}
	bpf_object__close(obj);
	json_decref(seen);
	return list;
}
