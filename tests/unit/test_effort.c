// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_effort - lines that say something, what an object asks for, and what must be downloaded.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "effort/concepts.h"
#include "effort/interfaces.h"
#include "effort/packages.h"
#include "effort/sloc.h"
#include "files.h"
#include "registry.h"

Test(effort, comments_and_blanks_are_no_lines)
{
	cr_expect_eq(sloc_text(""), 0);
	cr_expect_eq(sloc_text("\n\n \t\n"), 0);
	cr_expect_eq(sloc_text("int a;\n"), 1);
	cr_expect_eq(sloc_text("int a;"), 1, "without a newline at its end");
	cr_expect_eq(sloc_text("// no\n/* no\n no */\nint a; /* yes\n no */ int b;\n"), 2);
	cr_expect_eq(sloc_text("/* no */ /* no */\n}\n"), 1);
	cr_expect_eq(sloc_text("char *s = \"/* not a comment\";\nint a;\n"), 2);
	cr_expect_eq(sloc_text("char c = '\"'; // no\nchar d = '\\'';\n/* open\n"), 2);
	cr_expect_eq(sloc_text("#include \"x.h\"\n#define A \\\n\t1\n"), 3);
	cr_expect_eq(sloc_text("a / b\n/ /\n"), 2);
}

static void put(const char *dir, const char *name, const char *text)
{
	char *path = str_fmt("%s/%s", dir, name), *folder = str_fmt("%.*s", (int)(strrchr(path, '/') - path), path);

	cr_assert_eq(dir_make(folder), 0);
	cr_assert_eq(file_write(path, text, strlen(text)), 0);
	free(folder);
	free(path);
}

Test(effort, every_file_of_an_object_counts_once_and_for_its_part)
{
	char dir[] = "/tmp/probebench-sloc.XXXXXX";
	u64 n[SLOC_PARTS];

	cr_assert(mkdtemp(dir));
	put(dir, "kmod/x.c", "#include \"frame.h\"\n#include <linux/module.h>\n#include <probebench/x.h>\nint x;\n");
	put(dir, "kmod/frame.h", "#include \"attach/a.h\"\n#include \"attach/a.h\"\n#include \"frame.h\"\n");
	put(dir, "kmod/attach/a.h", "# include \"../compat/c.h\"\n");
	put(dir, "kmod/compat/c.h", "int c;\nint d;\n");
	put(dir, "include/probebench/x.h", "int shared;\n");
	cr_expect_eq(sloc_object(dir, "kmod/x.c", n), 0);
	cr_expect_eq(n[SLOC_OWN], 4);
	cr_expect_eq(n[SLOC_FRAME], 4);
	cr_expect_eq(n[SLOC_COMPAT], 2);
	cr_expect_eq(n[SLOC_CONTRACT], 1);
	cr_expect_eq(sloc_object(dir, "kmod/none.c", n), -ENOENT);
	dir_remove(dir);
}

static bool lists(json_t *list, const char *name)
{
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
		if (!strcmp(json_string_value(one), name))
			return true;
	return false;
}

Test(effort, an_object_says_what_it_asks_for)
{
	const struct collector *c = collector_find("hist");
	size_t size;
	const void *elf = c->bpf_elf(&size);
	json_t *list = interfaces_of_program(elf, size);

	cr_assert(list);
	cr_expect(lists(list, "helper 8"), "bpf_get_smp_processor_id");
	cr_expect_not(lists(list, "license"));
	json_decref(list);
	cr_expect_null(interfaces_of_program("not ELF", 7));
	cr_expect_null(interfaces_of_module("/dev/null"));
	cr_expect_null(interfaces_of_module("/nowhere.ko"));
}

Test(effort, an_object_says_what_it_stands_on)
{
	const struct collector *c = collector_find("hist");
	size_t size;
	const void *elf = c->bpf_elf(&size);
	json_t *list = parts_of_program(elf, size);

	cr_assert(list);
	cr_expect(lists(list, "section kprobe"));
	cr_expect(lists(list, "section fexit"));
	cr_expect(lists(list, "map task_storage"));
	cr_expect(lists(list, "variables"));
	json_decref(list);
	cr_expect_null(parts_of_program("not ELF", 7));
}

Test(effort, many_interfaces_are_one_concept_by_the_same_table)
{
	json_t *kmod = json_pack("[s, s, s, s, s]", "register_kprobe", "unregister_kprobe", "scnprintf", "nr_cpu_ids",
				 "invented_last_week");
	json_t *helpers = json_pack("[s]", "helper 8"), *parts = json_pack("[s, s]", "section kprobe", "map of_tomorrow");
	json_t *list = concepts_of("kmod", kmod, NULL);

	cr_expect_eq(json_array_size(list), 2 + 3);
	cr_expect(lists(list, "kprobes"));
	cr_expect(lists(list, "per-CPU data"));
	cr_expect(lists(list, "invented_last_week"), "what the table does not know stands for itself");
	json_decref(list);
	list = concepts_of("ebpf", helpers, parts);
	cr_expect_eq(json_array_size(list), 2 + 3);
	cr_expect(lists(list, "kprobes"));
	cr_expect(lists(list, "per-CPU data"));
	cr_expect(lists(list, "map of_tomorrow"));
	json_decref(list);
	json_decref(parts);
	json_decref(helpers);
	json_decref(kmod);
}

/* No object of this checkout asks for anything that the table has not put anywhere. */
Test(effort, the_table_knows_all_that_the_programs_have)
{
	for (const struct collector *const *c = collectors; *c; c++) {
		size_t size;
		const void *elf = (*c)->bpf_elf ? (*c)->bpf_elf(&size) : NULL;
		json_t *interfaces = elf ? interfaces_of_program(elf, size) : NULL;
		json_t *parts = elf ? parts_of_program(elf, size) : NULL;
		json_t *list = concepts_of("ebpf", interfaces, parts), *name;
		size_t i;

		json_array_foreach(list, i, name)
			cr_expect(strncmp(json_string_value(name), "helper ", 7) && strncmp(json_string_value(name), "map ", 4) &&
				  strncmp(json_string_value(name), "section ", 8), "%s: %s", (*c)->name,
				  json_string_value(name));
		json_decref(list);
		json_decref(parts);
		json_decref(interfaces);
	}
}

Test(effort, packages_that_are_there_anyway_are_not_downloaded)
{
	static const char base[] = "'http://a/libc.deb' libc_1_amd64.deb 1000 MD5Sum:0\n";
	static const char all[] = "'http://a/libc.deb' libc_1_amd64.deb 1000 MD5Sum:0\n"
				  "'http://a/gcc.deb' gcc_1_amd64.deb 500 SHA256:0\n"
				  "'http://a/h.deb' linux-headers-6.1.0-1_1_amd64.deb 70\n"
				  "'http://a/k.deb' linux-kbuild-6.1_1_amd64.deb 7 \n"
				  "W: a warning\n";
	struct packages p;

	packages_sum(all, base, &p);
	cr_expect_eq(p.tools_bytes, 500);
	cr_expect_eq(p.tools, 1);
	cr_expect_eq(p.headers_bytes, 77);
	cr_expect_eq(p.headers, 2);
	packages_sum(NULL, NULL, &p);
	cr_expect_eq(p.tools_bytes + p.headers_bytes, 0);
}
