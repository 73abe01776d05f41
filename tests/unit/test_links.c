// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_links - the table of kinds of links, and what the report makes of answers about them.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"
#include "report_fixture.h"
#include "upgrade/links.h"

TestSuite(links, .init = folder_make, .fini = folder_remove);

static void plant_link(const char *kind, const char *outcome, const char *metrics)
{
	char *line = str_fmt(
		"{\"schema\":1,\"cell\":\"links/kernel=" KERNEL
		"/link=%s/arm=ebpf\",\"outcome\":\"%s\","
		"\"reason\":\"\",\"profile\":\"exact\",\"accel\":\"icount\",\"cpu\":\"qemu64\",\"events\":{},"
		"\"metrics\":{%s},\"repeats\":[{\"repeat\":0,\"boot\":0}],\"repeats_agree\":true}\n",
		kind, outcome, metrics);

	plant(line);
	free(line);
}

Test(links, every_kind_has_a_name_of_its_own_and_a_way_to_attach)
{
	for (const struct link_kind *k = link_kinds; k->name; k++) {
		cr_expect_eq(link_kind_find(k->name), k, "two kinds are named %s", k->name);
		cr_expect(k->attach && k->summary && k->prog_type, "%s is incomplete", k->name);
	}
	cr_expect_null(link_kind_find("moon"));
}

Test(links, one_is_updated_one_refused_and_one_not_there)
{
	char *text;
	int err;

	plant_link("iter", "ok",
		   "\"refusal\":{\"value\":0,\"unit\":\"errno\",\"class\":\"exact\"}");
	plant_link("fentry", "ok",
		   "\"refusal\":{\"value\":22,\"unit\":\"errno\",\"class\":\"exact\"}");
	plant_link("tcx", "skip", "");
	err = report_build(folder, NULL, NULL);
	cr_assert(!err || err == -ENOPKG, "%d", err);
	text = folder_read("report.md");
	cr_expect_not_null(strstr(text, "updated in place"));
	cr_expect_not_null(strstr(text, "refused: EINVAL"));
	cr_expect_not_null(strstr(text, "no such link"));
	cr_expect_null(strstr(text, "`cgroup`"), "a kind that was not tried has a row");
	free(text);
}
