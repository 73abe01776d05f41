// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_exporters - every format from cells with awkward contents. That other programs can read them is
 * tested in tests/cli/ci.t, with those programs.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "report_fixture.h"

TestSuite(exporters, .init = folder_make, .fini = folder_remove);

static void plant_awkward(void)
{
	plant("{\"schema\":1,\"cell\":\"safety/kernel=6.12.1-x/fault=null/arm=kmod\",\"outcome\":\"fail\","
	      "\"reason\":\"<oops> & \\\"died\\\" # 1\\nsecond line\",\"profile\":\"pair\",\"accel\":\"tcg\","
	      "\"cpu\":\"qemu64\",\"metrics\":{},\"observed\":[{\"stage\":\"now\",\"outcome\":\"WARN\",\"evidence\":\"\"},"
	      "{\"stage\":\"at_unload\",\"outcome\":\"PANIC\",\"evidence\":\"\"}],\"recovered\":false}\n"
	      "{\"schema\":1,\"cell\":\"safety/kernel=6.12.1-x/fault=loop/arm=ebpf\",\"outcome\":\"skip\","
	      "\"reason\":\"no #need\",\"profile\":\"pair\",\"accel\":\"tcg\",\"cpu\":\"qemu64\",\"metrics\":{}}\n"
	      "{\"schema\":1,\"cell\":\"new/kernel=6.12.1-x/size=a-8\",\"outcome\":\"ok\",\"reason\":\"\","
	      "\"profile\":\"exact\",\"accel\":\"icount\",\"cpu\":\"qemu64\",\"metrics\":{\"bytes\":{\"value\":"
	      "9007199254740993,\"unit\":\"B\",\"class\":\"exact\"}}}\n");
	plant_sampled("hook=kprobe/collector=count/arm=ebpf/mech=kprobe", 61.5, 60, 63, 40);
}

static char *written(const char *format)
{
	struct results r;
	char *text;

	load(&r);
	cr_assert_not_null(exporter_find(format), "no %s", format);
	text = export_text(&r, exporter_find(format));
	results_free(&r);
	return text;
}

#define EXPECT_IN(text, part)	  cr_expect_not_null(strstr(text, part), "no %s in:\n%s", part, text)
#define EXPECT_NOT_IN(text, part) cr_expect_null(strstr(text, part), "%s in:\n%s", part, text)

Test(exporters, all_have_a_name_a_summary_and_write_something)
{
	plant_awkward();
	for (const struct exporter *const *e = exporters; *e; e++) {
		char *text = written((*e)->name);

		cr_expect_gt(strlen(text), 0, "%s", (*e)->name);
		cr_expect_not_null((*e)->summary);
		free(text);
	}
	cr_expect_null(exporter_find("yaml"));
}

Test(exporters, what_broke_on_a_new_kernel_is_on_one_line)
{
	char *text;

	plant("{\"schema\":1,\"cell\":\"portability/kernel=7.9.1-x/artefact=count.fentry/arm=ebpf\",\"outcome\":\"ok\","
	      "\"reason\":\"\",\"metrics\":{},\"trial\":{\"stage\":\"load\",\"outcome\":\"helper\",\"evidence\":"
	      "\"unknown func bpf_x#5\"}}\n"
	      "{\"schema\":1,\"cell\":\"reach/kernel=7.9.1-x/boot=signed/arm=kmod\",\"outcome\":\"ok\",\"reason\":\"\","
	      "\"metrics\":{},\"mechs\":[{\"mech\":\"kprobe\",\"hook\":\"kprobe\",\"works\":false,\"evidence\":"
	      "\"loading: Key was rejected\"},{\"mech\":\"fprobe\",\"hook\":\"exit\",\"works\":true,\"evidence\":\"\"}]}\n"
	      "{\"schema\":1,\"cell\":\"reach/kernel=7.9.1-x/boot=signed/arm=ebpf\",\"outcome\":\"ok\",\"reason\":\"\","
	      "\"metrics\":{},\"mechs\":[{\"mech\":\"tp\",\"hook\":\"tracepoint\",\"works\":true,\"evidence\":\"\"}]}\n");
	text = written("ktap");
	EXPECT_IN(text, "# saw load=helper: unknown func bpf_x 5\n");
	EXPECT_IN(text, "# saw kprobe=refused: loading: Key was rejected\n");
	EXPECT_IN(text, "# saw every mechanism works\n");
	free(text);
	text = written("junit");
	EXPECT_IN(text, "saw load=helper: unknown func bpf_x#5\n");
	free(text);
}

Test(exporters, ktap_keeps_directives_for_skips)
{
	char *text;

	plant_awkward();
	text = written("ktap");
	EXPECT_IN(text, "KTAP version 1\n1..4\n");
	EXPECT_IN(text, "not ok 1 safety/kernel=6.12/fault=null/arm=kmod\n# fail: <oops>");
	EXPECT_IN(text, "\"died\"   1 second line\n# saw now=WARN at_unload=PANIC, recovered: no\n");
	EXPECT_IN(text, "ok 2 safety/kernel=6.12/fault=loop/arm=ebpf # SKIP no  need\n");
	EXPECT_IN(text, "ok 4 overhead/");
	free(text);
}

Test(exporters, junit_escapes_and_counts)
{
	char *text;

	plant_awkward();
	text = written("junit");
	EXPECT_IN(text, "name=\"safety (exact)\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"1\"");
	EXPECT_IN(text, "&lt;oops&gt; &amp; &quot;died&quot; # 1&#10;second line");
	EXPECT_IN(text, "<system-out>saw now=WARN at_unload=PANIC, recovered: no\n");
	EXPECT_IN(text, "name=\"overhead (sampled)\" tests=\"1\"");
	EXPECT_IN(text, "bytes=9007199254740993 B");
	free(text);
}

Test(exporters, benchfmt_names_units_and_configuration)
{
	char *text;

	plant_awkward();
	text = written("benchfmt");
	EXPECT_IN(text, "Unit bytes assume=exact better=lower\n");
	EXPECT_IN(text, "\npkg: new\n");
	EXPECT_IN(text, "\naccel: icount\nclass: exact\nrelease: 6.12.1-x\n");
	/* "-8" at the end would be read as eight processors. */
	EXPECT_IN(text, "BenchmarkNew/kernel=6.12/size=a-8-1 1 9007199254740993 bytes\n");
	EXPECT_NOT_IN(text, "fault=");
	free(text);
}

Test(exporters, dashboards_have_one_direction)
{
	json_error_t bad;
	char *text;
	json_t *list;

	plant_awkward();
	text = written("benchjson");
	list = json_loads(text, 0, &bad);
	cr_assert_eq(json_array_size(list), 2);
	cr_expect_str_eq(json_string_value(json_object_get(json_array_get(list, 0), "name")),
			 "new/kernel=6.12/size=a-8 bytes");
	cr_expect_str_eq(json_string_value(json_object_get(json_array_get(list, 1), "range")),
			 "\u00b1 1.5");
	json_decref(list);
	free(text);
	text = written("benchjsonup");
	cr_expect_str_eq(text, "[]\n");
	free(text);
}

Test(exporters, summary_names_what_is_not_ok)
{
	char *text;

	plant_awkward();
	text = written("summary");
	EXPECT_IN(text, "Probebench: 4 cells");
	EXPECT_IN(text, "`safety/kernel=6.12/fault=null/arm=kmod`");
	EXPECT_IN(text, "\\<oops>");
	free(text);
}
