// SPDX-License-Identifier: GPL-2.0-only
/*
 * bpf - what the running kernel offers to eBPF programs, found by trying.
 */
#include <ctype.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "reach/bpf.h"
#include "reach/ksyms.h"

#define PROG_TYPE "BPF_PROG_TYPE_"
#define MAP_TYPE  "BPF_MAP_TYPE_"
#define FUNC	  "BPF_FUNC_"
#define BTF_ID	  "__BTF_ID__"
#define SET8_BYTES 8 /* head and entry of struct btf_id_set8 */
#define PSEUDO_KFUNC 2 /* BPF_PSEUDO_KFUNC_CALL */

/* What a program of a type must say beside its type, by names of the kernel's own. */
static const struct {
	const char *type, *attach; /* of enum bpf_attach_type */
	const char *function;	   /* that it attaches to; "": any that can be traced */
	u32 flags;
} type_needs[] = {
	{ "CGROUP_SOCK_ADDR", "BPF_CGROUP_INET4_CONNECT", NULL, 0 },
	{ "CGROUP_SOCKOPT", "BPF_CGROUP_GETSOCKOPT", NULL, 0 },
	{ "SK_LOOKUP", "BPF_SK_LOOKUP", NULL, 0 },
	{ "NETFILTER", "BPF_NETFILTER", NULL, 0 },
	{ "TRACING", "BPF_TRACE_FENTRY", "", 0 },
	{ "LSM", "BPF_LSM_MAC", "bpf_lsm_bpf", 0 },
	{ "SYSCALL", NULL, NULL, 1U << 4 /* BPF_F_SLEEPABLE */ },
};

/* They extend a program or fill in an operations table that must be there first. */
static const char *const type_untried[] = { "UNSPEC", "EXT", "STRUCT_OPS", "UNUSED" };

/* An enumerator of the kernel's: name without prefix, value. */
struct enumerator {
	const char *name;
	u32 value;
};

/* Those of enum @name that begin with @prefix; caller frees the array. */
static size_t enum_read(const struct btf *btf, const char *name, const char *prefix, struct enumerator **out)
{
	int id = btf__find_by_name_kind(btf, name, BTF_KIND_ENUM);
	const struct btf_type *t = id > 0 ? btf__type_by_id(btf, (u32)id) : NULL;
	size_t n = 0;

	*out = mem_alloc(t ? (size_t)btf_vlen(t) + 1 : 1, sizeof(**out));
	for (int i = 0; t && i < btf_vlen(t); i++) {
		const char *e = btf__name_by_offset(btf, btf_enum(t)[i].name_off);

		if (str_starts(e, prefix))
			(*out)[n++] = (struct enumerator){ e + strlen(prefix), (u32)btf_enum(t)[i].val };
	}
	return n;
}

static json_t *name_lower(const char *name)
{
	char *lower = str_dup(name);
	json_t *s;

	for (char *p = lower; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	s = json_string(lower);
	free(lower);
	return s;
}

/* A type of program as it must be loaded here. */
struct prog_type {
	struct enumerator e;
	u32 attach, btf_id, flags;
	bool tried, there;
};

static void type_prepare(const struct btf *btf, const char *hook, struct prog_type *t)
{
	struct enumerator *attach;
	size_t n = enum_read(btf, "bpf_attach_type", "", &attach);
	const char *function;
	int id;

	t->tried = true;
	for (size_t i = 0; i < ARRAY_SIZE(type_untried); i++)
		t->tried &= strncmp(t->e.name, type_untried[i], strlen(type_untried[i])) != 0;
	for (size_t i = 0; i < ARRAY_SIZE(type_needs); i++) {
		if (strcmp(type_needs[i].type, t->e.name))
			continue;
		for (size_t k = 0; k < n && type_needs[i].attach; k++)
			if (!strcmp(attach[k].name, type_needs[i].attach))
				t->attach = attach[k].value;
		function = type_needs[i].function;
		id = function ? btf__find_by_name_kind(btf, *function ? function : hook, BTF_KIND_FUNC) : 0;
		t->btf_id = id > 0 ? (u32)id : 0;
		t->flags = type_needs[i].flags;
	}
	free(attach);
}

/* 0 or -errno; @log gets the verifier's words. */
static int type_load(const struct prog_type *t, const struct bpf_insn *insns, size_t n, char *log, size_t size)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = t->attach, .attach_btf_id = t->btf_id,
		    .prog_flags = t->flags, .log_buf = log, .log_size = (u32)size, .log_level = log ? 1 : 0,
		    .attempts = 1);
	int fd;

	if (log)
		*log = 0;
	fd = bpf_prog_load((enum bpf_prog_type)t->e.value, NULL, "GPL", insns, n, &opts);
	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

static bool type_works(const struct prog_type *t)
{
	static const struct bpf_insn nothing[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};

	return !type_load(t, nothing, ARRAY_SIZE(nothing), NULL, 0);
}

bool call_refused(const char *log)
{
	static const char *const words[] = { "invalid func ", "unknown func ", "cannot use helper ",
					     "is not allowed", "cannot call kernel function" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strstr(log, words[i]))
			return true;
	return false;
}

/* May a program of this type call helper @id, or the kfunc whose BTF id it is? */
static bool type_calls(const struct prog_type *t, u32 id, bool kfunc)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_JMP | BPF_CALL, .src_reg = kfunc ? PSEUDO_KFUNC : 0, .imm = (s32)id },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	char log[4096];
	int err = type_load(t, insns, ARRAY_SIZE(insns), log, sizeof(log));

	/* Refused for its arguments means that the call itself is one that it may make. */
	return !err || (*log && !call_refused(log));
}

static size_t types_read(const struct btf *btf, const char *hook, struct prog_type **types)
{
	struct enumerator *e;
	size_t n = enum_read(btf, "bpf_prog_type", PROG_TYPE, &e);

	*types = mem_alloc(n + 1, sizeof(**types));
	for (size_t i = 0; i < n; i++) {
		(*types)[i].e = e[i];
		type_prepare(btf, hook, &(*types)[i]);
		(*types)[i].there = (*types)[i].tried && type_works(&(*types)[i]);
	}
	free(e);
	return n;
}

/* A callable thing: a helper by its number, a kfunc by its BTF id. */
struct callable {
	const char *name;
	u32 id;
	bool called; /* by any type */
};

static size_t helpers_read(const struct btf *btf, struct callable **out)
{
	struct enumerator *e;
	size_t n = enum_read(btf, "bpf_func_id", FUNC, &e), k = 0;

	*out = mem_alloc(n + 1, sizeof(**out));
	for (size_t i = 0; i < n; i++)
		if (e[i].value)
			(*out)[k++] = (struct callable){ e[i].name, e[i].value, false };
	free(e);
	return k;
}

/*
 * The BTF id of the function that symbol "__BTF_ID__func__bpf_key_put__7311387" stands for; 0: none. What
 * follows the last two underscores is the symbol's place in its source.
 */
static u32 kfunc_id(const struct btf *btf, const char *symbol)
{
	char *name = str_dup(symbol + strlen(BTF_ID "func__")), *end = strrchr(name, '_');
	int id;

	if (end && end > name && end[-1] == '_')
		end[-1] = 0;
	id = btf__find_by_name_kind(btf, name, BTF_KIND_FUNC);
	free(name);
	return id > 0 ? (u32)id : 0;
}

static void kfunc_add(const struct btf *btf, u32 id, struct callable **out, size_t *n)
{
	for (size_t k = 0; k < *n; k++)
		if ((*out)[k].id == id)
			return;
	*out = mem_grow(*out, *n + 1, sizeof(**out));
	(*out)[(*n)++] = (struct callable){ btf__name_by_offset(btf, btf__type_by_id(btf, id)->name_off), id, false };
}

/* Are all symbols at the address of the one at @i entries of a table of functions? A new table's head has a name. */
static bool kfunc_entry(const struct ksyms *s, size_t i)
{
	while (i && s->v[i - 1].address == s->v[i].address)
		i--;
	for (u64 at = s->v[i].address; i < s->n && s->v[i].address == at; i++)
		if (!str_starts(s->v[i].name, BTF_ID "func__"))
			return false;
	return true;
}

/*
 * Every set of kfuncs is a table of BTF ids whose head and entries are symbols of the kernel, eight bytes apart:
 * __BTF_ID__set8__NAME, then its functions, with nothing in between. Tables of that kind hold nothing else;
 * whether a program may call an entry is left to the verifier.
 */
static size_t kfuncs_read(const struct btf *btf, const struct ksyms *s, struct callable **out)
{
	u64 head = 0, next = 0;
	size_t n = 0;

	*out = NULL;
	for (size_t i = 0; i < s->n; i++) {
		const struct ksym *sym = &s->v[i];
		u32 id;

		if (str_starts(sym->name, BTF_ID "set8__")) {
			head = sym->address;
			next = head + SET8_BYTES;
			continue;
		}
		if (!next || sym->address == head || sym->address == next - SET8_BYTES)
			continue;
		if (sym->address != next || !kfunc_entry(s, i)) {
			next = 0;
			continue;
		}
		next += SET8_BYTES;
		id = kfunc_id(btf, sym->name);
		if (id)
			kfunc_add(btf, id, out, &n);
	}
	return n;
}

static u64 type_count(const struct prog_type *t, struct callable *c, size_t n, bool kfunc)
{
	u64 can = 0;

	for (size_t i = 0; i < n; i++)
		if (type_calls(t, c[i].id, kfunc)) {
			c[i].called = true;
			can++;
		}
	return can;
}

static json_t *callable_names(const struct callable *c, size_t n)
{
	json_t *names = json_array();

	for (size_t i = 0; i < n; i++)
		if (c[i].called)
			json_array_append_new(names, json_string(c[i].name));
	return names;
}

static void reach_programs(const struct btf *btf, const struct ksyms *s, const char *hook, json_t *into,
			   reach_tick tick, void *ctx)
{
	json_t *there = json_object(), *absent = json_array(), *untried = json_array();
	struct callable *helpers, *kfuncs;
	size_t nr_helpers = helpers_read(btf, &helpers), nr_kfuncs = kfuncs_read(btf, s, &kfuncs);
	struct prog_type *types;
	size_t n = types_read(btf, hook, &types);

	for (size_t i = 0; i < n; i++) {
		json_t *name = name_lower(types[i].e.name), *numbers;

		if (types[i].there) {
			numbers = json_pack("{s:I, s:I}", "helpers",
					    (json_int_t)type_count(&types[i], helpers, nr_helpers, false), "kfuncs",
					    (json_int_t)type_count(&types[i], kfuncs, nr_kfuncs, true));
			json_object_set_new(there, json_string_value(name), numbers);
			tick(ctx);
		} else if (types[i].e.value) {
			json_array_append(types[i].tried ? absent : untried, name);
		}
		json_decref(name);
	}
	json_object_set_new(into, "program_types", there);
	json_object_set_new(into, "program_types_absent", absent);
	json_object_set_new(into, "program_types_untried", untried);
	json_object_set_new(into, "helpers", callable_names(helpers, nr_helpers));
	json_object_set_new(into, "kfuncs", callable_names(kfuncs, nr_kfuncs));
	json_object_set_new(into, "kfuncs_listed", json_integer((json_int_t)nr_kfuncs));
	free(types);
	free(kfuncs);
	free(helpers);
}

/* Shapes that maps have which this program's libbpf does not know: key, value, entries, flags. */
static bool map_shapes(enum bpf_map_type type)
{
	static const u32 shapes[][4] = {
		{ 4, 8, 1, 0 }, { 4, 8, 1, BPF_F_NO_PREALLOC }, { 0, 0, 1, BPF_F_MMAPABLE },
		{ 0, 8, 1, 0 }, { 4, 4, 1, 0 }, { 4, 16, 1, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++) {
		LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = shapes[i][3]);
		int fd = bpf_map_create(type, NULL, shapes[i][0], shapes[i][1], shapes[i][2], &opts);

		if (fd >= 0) {
			close(fd);
			return true;
		}
	}
	return false;
}

static void reach_maps(const struct btf *btf, json_t *into)
{
	json_t *there = json_array(), *absent = json_array(), *untried = json_array();
	struct enumerator *e;
	size_t n = enum_read(btf, "bpf_map_type", MAP_TYPE, &e);

	for (size_t i = 0; i < n; i++) {
		enum bpf_map_type type = (enum bpf_map_type)e[i].value;
		int known;

		/* Two names of one number: the deprecated one says so. */
		if (!e[i].value || str_ends(e[i].name, "_DEPRECATED"))
			continue;
		known = libbpf_probe_bpf_map_type(type, NULL);
		json_array_append_new(known > 0 || map_shapes(type) ? there : known ? untried : absent,
				      name_lower(e[i].name));
	}
	json_object_set_new(into, "map_types_untried", untried);
	json_object_set_new(into, "map_types", there);
	json_object_set_new(into, "map_types_absent", absent);
	free(e);
}

json_t *reach_bpf(const struct btf *btf, const struct ksyms *s, const char *hook, reach_tick tick, void *ctx)
{
	json_t *found = json_object();

	reach_programs(btf, s, hook, found, tick, ctx);
	reach_maps(btf, found);
	return found;
}

static int name_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t btf_functions(const struct btf *btf, const char ***names)
{
	size_t n = 0;

	*names = mem_alloc(btf__type_cnt(btf) + 1, sizeof(**names));
	for (u32 id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *t = btf__type_by_id(btf, id);

		if (btf_is_func(t))
			(*names)[n++] = btf__name_by_offset(btf, t->name_off);
	}
	qsort(*names, n, sizeof(**names), name_order);
	return n;
}
