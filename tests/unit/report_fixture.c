// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_fixture - writing the folder that report_fixture.h describes.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "report/markup.h"
#include "report_fixture.h"

char folder[64];

void folder_make(void)
{
	strcpy(folder, "/tmp/pb-report-XXXXXX");
	cr_assert_not_null(mkdtemp(folder));
}

void folder_remove(void)
{
	dir_remove(folder);
}

void plant(const char *text)
{
	char *path = str_fmt("%s/cells.jsonl", folder);

	cr_assert_eq(file_append(path, text, strlen(text)), 0);
	free(path);
}

void plant_file(const char *name, const char *text)
{
	char *path = str_fmt("%s/%s", folder, name), *dir = str_dup(path);

	*strrchr(dir, '/') = 0;
	cr_assert_eq(dir_make(dir), 0);
	cr_assert_eq(file_write(path, text, strlen(text)), 0);
	free(dir);
	free(path);
}

static void plant_any(const char *workload, const char *cell, long long delta, long long wobble,
		      long long lost, long long linear)
{
	char *line = str_fmt(
		"{\"schema\":1,\"cell\":\"overhead/kernel=" KERNEL "/workload=%s/%s\","
		"\"outcome\":\"ok\",\"reason\":\"\","
		"\"accel\":\"icount\",\"cpu\":\"qemu64\",\"events\":{\"expected\":%lld,"
		"\"seen\":%lld,\"lost\":0,\"hits\":%lld,\"hits_expected\":%lld},"
		"\"metrics\":{\"insn_per_op\":{\"value\":1,\"class\":\"exact\",\"ops\":%lld},"
		"\"base_insn_per_op\":{\"value\":300,\"ops\":%lld,\"empty\":%lld,"
		"\"blocks\":[%lld,%lld]},"
		"\"%s\":{\"value\":1,\"delta\":%lld,\"events\":%lld},"
		"\"base_linearity_insn\":{\"value\":%lld,\"ops\":%lld},"
		"\"linearity_insn\":{\"value\":%lld,\"ops\":%lld}},\"repeats\":["
		"{\"repeat\":0,\"boot\":0,\"base_min\":%lld,\"delta\":%lld},"
		"{\"repeat\":1,\"boot\":1,\"base_min\":%lld,\"delta\":%lld}],"
		"\"repeats_agree\":true}\n",
		workload, cell, N, N - lost, N, N, N, N, EMPTY, BASE, BASE,
		strstr(cell, "arm=none") ? "added_insn_per_op" : "added_insn_per_event", delta, N,
		strstr(cell, "arm=none") ? linear : 0, N, linear, N, BASE, delta, BASE + wobble, delta);

	plant(line);
	free(line);
}

void plant_cell(const char *cell, long long delta, long long wobble, long long lost)
{
	plant_any("getppid", cell, delta, wobble, lost, 0);
}

void plant_linear(const char *workload, const char *cell, long long delta, long long linear)
{
	plant_any(workload, cell, delta, 0, 0, linear);
}

void plant_sampled(const char *cell, double ns, double low, double high, int n)
{
	char *line = str_fmt("{\"schema\":1,\"cell\":\"" PREFIX
			     "%s\",\"outcome\":\"ok\",\"reason\":\"\","
			     "\"profile\":\"sampled\",\"accel\":\"kvm\",\"cpu\":\"host\","
			     "\"events\":{\"expected\":9,\"seen\":9,\"lost\":0},"
			     "\"metrics\":{\"added_ns_per_event\":{\"value\":%.2f,\"unit\":\"ns\","
			     "\"class\":\"sampled\",\"ci\":[%.2f,%.2f],\"n\":%d}}}\n",
			     cell, ns, low, high, n);

	plant(line);
	free(line);
}

void load(struct results *r)
{
	cr_assert_eq(results_load(folder, r), 0);
}

char *folder_read(const char *name)
{
	char *path = str_fmt("%s/%s", folder, name), *text = NULL;

	cr_assert_eq(file_read(path, &text, NULL), 0, "cannot read %s", path);
	free(path);
	return text;
}

bool folder_has(const char *name)
{
	char *path = str_fmt("%s/%s", folder, name);
	bool there = file_exists(path);

	free(path);
	return there;
}

static bool page_has_anchor(const char *page, const char *anchor, size_t len)
{
	bool found = false;

	for (const char *line = page; line && !found; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
		size_t level = strspn(line, "#");
		char *text, *has;

		if (!level || line[level] != ' ')
			continue;
		text = strndup(line + level + 1, strcspn(line + level + 1, "\n"));
		has = markup_anchor(text);
		found = strlen(has) == len && !strncmp(has, anchor, len);
		free(has);
		free(text);
	}
	return found;
}

void links_resolve(const char *page)
{
	for (const char *p = page; (p = strstr(p, "](#"));) {
		size_t len = strcspn(p += 3, ")");

		cr_expect(page_has_anchor(page, p, len), "no heading for #%.*s", (int)len, p);
	}
}
