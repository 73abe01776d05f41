// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_toolchain - packages with what they depend on, without what is there anyway.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "toolchain.h"

static const char status[] =
	"Package: libc6\nStatus: install ok installed\nInstalled-Size: 10\nDepends: libgcc\n\n"
	"Package: libgcc\nStatus: install ok installed\nInstalled-Size: 5\nDepends: libc6\n\n"
	"Package: bash\nEssential: yes\nStatus: install ok installed\nInstalled-Size: 7\nPre-Depends: libc6 (>= 2)\n\n"
	"Package: cc-9\nStatus: install ok installed\nInstalled-Size: 100\nProvides: compiler (= 9), c-compiler\n"
	"Depends: as:any (>= 2), libc6, absent | libm\nDescription: compiles\n long text\n\n"
	"Package: as\nStatus: install ok installed\nInstalled-Size: 20\nDepends: libm, cc-9\n\n"
	"Package: libm\nStatus: install ok installed\nInstalled-Size: 3\n\n"
	"Package: removed\nStatus: deinstall ok config-files\nInstalled-Size: 1000\n";

static char *file;

static void setup(void)
{
	char name[] = "/tmp/probebench-status.XXXXXX";
	int fd = mkstemp(name);

	cr_assert_geq(fd, 0);
	close(fd);
	file = str_dup(name);
	cr_assert_eq(file_write(file, status, strlen(status)), 0);
}

static void teardown(void)
{
	unlink(file);
	free(file);
}

TestSuite(toolchain, .init = setup, .fini = teardown);

#define ROOTS(...) ((const char *const[]){ __VA_ARGS__, NULL })

Test(toolchain, counts_what_is_needed_beyond_the_base)
{
	struct toolchain t;
	const char *missing;

	cr_assert_eq(toolchain_measure(file, ROOTS("cc-9"), &t, &missing), 0);
	cr_expect_eq(t.packages, 3, "cc-9, as and libm, each once, not %u", t.packages);
	cr_expect_eq(t.bytes, 123 * 1024);
}

Test(toolchain, a_root_may_be_provided_or_an_alternative)
{
	struct toolchain t;
	const char *missing;

	cr_assert_eq(toolchain_measure(file, ROOTS("c-compiler"), &t, &missing), 0);
	cr_expect_eq(t.bytes, 123 * 1024);
	cr_assert_eq(toolchain_measure(file, ROOTS("nothing|libm", "libm"), &t, &missing), 0);
	cr_expect_eq(t.bytes, 3 * 1024, "once only");
	cr_assert_eq(toolchain_measure(file, ROOTS("libc6"), &t, &missing), 0);
	cr_expect_eq(t.packages, 0, "it is there anyway");
}

Test(toolchain, names_what_is_not_installed)
{
	struct toolchain t;
	const char *missing;

	cr_expect_eq(toolchain_measure(file, ROOTS("libm", "removed"), &t, &missing), -ENOENT);
	cr_assert_not_null(missing);
	cr_expect_str_eq(missing, "removed");
	cr_expect_eq(toolchain_measure(file, ROOTS("compile"), &t, &missing), -ENOENT, "a whole word only");
	cr_expect_eq(toolchain_measure("/nonexistent", ROOTS("libm"), &t, &missing), -ENOENT);
	cr_expect_null(missing);
}

Test(toolchain, a_folder_is_the_sum_of_its_files)
{
	char dir[] = "/tmp/probebench-size.XXXXXX", *sub, *one, *two, *link;

	cr_assert_not_null(mkdtemp(dir));
	sub = str_fmt("%s/sub", dir);
	one = str_fmt("%s/one", dir);
	two = str_fmt("%s/two", sub);
	link = str_fmt("%s/link", dir);
	cr_assert_eq(dir_make(sub), 0);
	cr_assert_eq(file_write(one, "12345", 5), 0);
	cr_assert_eq(file_write(two, "123", 3), 0);
	cr_assert_eq(symlink(one, link), 0);
	cr_expect_eq(dir_bytes(dir), 8);
	cr_expect_eq(dir_bytes(one), 0, "no folder");
	dir_remove(dir);
	free(sub);
	free(one);
	free(two);
	free(link);
}
