// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_place - where functions of this program lie, and what hooks of user space may be used with.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "place.h"
#include "registry.h"

static const char maps[] = "00400000-00401000 r--p 00000000 00:01 17                                 /init\n"
			   "00401000-0056f000 r-xp 00001000 00:01 17                                 /init\n"
			   "7f0000000000-7f0000001000 rw-p 00000000 00:00 0 \n"
			   "7f0000002000-7f0000004000 r-xp 00005000 08:02 99                         /a dir/lib.so\n"
			   "7ffd00000000-7ffd00002000 r-xp 00000000 00:00 0                          [vdso]\n";

Test(place, an_address_is_a_file_and_an_offset)
{
	char *path;
	u64 offset;

	cr_assert_eq(place_in(maps, 0x401234, &path, &offset), 0);
	cr_expect_str_eq(path, "/init");
	cr_expect_eq(offset, 0x1234);
	free(path);
	cr_assert_eq(place_in(maps, 0x7f0000003010, &path, &offset), 0);
	cr_expect_str_eq(path, "/a dir/lib.so");
	cr_expect_eq(offset, 0x6010);
	free(path);
	cr_expect_eq(place_in(maps, 0x7ffd00000010, &path, &offset), -ENOENT, "no file");
	cr_expect_eq(place_in(maps, 0x7f0000000010, &path, &offset), -ENOENT);
	cr_expect_eq(place_in(maps, 0x56f000, &path, &offset), -ENOENT, "the end is outside");
	cr_expect_eq(place_in("", 1, &path, &offset), -ENOENT);
	cr_expect_eq(place_in("damaged\n00400000-\n", 0x400000, &path, &offset), -ENOENT);
}

Test(place, the_bytes_at_the_place_are_the_function)
{
	const struct workload *w = workload_find("usercall");
	char *path, *text;
	u64 offset;
	size_t len;

	cr_assert_not_null(w);
	cr_assert_eq(place_of(w->own, &path, &offset), 0);
	cr_assert_eq(file_read(path, &text, &len), 0);
	cr_assert_lt(offset + 16, len);
	cr_expect_eq(memcmp(text + offset, w->own, 16), 0);
	free(text);
	free(path);
}

Test(place, a_workload_names_its_function_or_makes_no_such_events)
{
	struct workload w = *workload_find("usercall");
	char *why;

	cr_expect_null(workload_check(&w));
	w.own = NULL;
	why = workload_check(&w);
	cr_expect(why && strstr(why, "own"));
	free(why);
	w = *workload_find("getppid");
	w.events[PB_EV_USER_RETURN] = 1;
	why = workload_check(&w);
	cr_expect(why && strstr(why, "PB_EV_USER"));
	free(why);
}

Test(place, a_kernel_without_the_function_has_not_the_mechanism)
{
	static const struct needs needs = { .symbol = "no_such_function_in_any_kernel" };
	char *why = needs_unmet(&needs, needs_machine());

	/* Who may not look at the symbols does not know better. */
	cr_expect(!why || strstr(why, "no_such_function_in_any_kernel"));
	free(why);
}
