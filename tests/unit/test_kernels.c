// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernels - names, versions and images of kernels, without a network, a cache or root.
 *
 * The order of versions has dpkg itself as its oracle; where there is no dpkg that test is skipped.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base.h"
#include "files.h"
#include "proc.h"
#include "vm/apt.h"
#include "vm/kernels.h"
#include "vm/modbuild.h"

#define RELEASE "6.12.117+deb12-cloud-amd64"

TestSuite(kernels);

static char *scratch;

static void scratch_make(void)
{
	char dir[] = "/tmp/pb-test-XXXXXX";

	cr_assert(mkdtemp(dir));
	scratch = str_dup(dir);
}

static void scratch_remove(void)
{
	dir_remove(scratch);
	free(scratch);
}

static char *scratch_file(const char *name, const void *data, size_t len)
{
	char *path = str_fmt("%s/%s", scratch, name);

	cr_assert_eq(file_write(path, data, len), 0);
	return path;
}

Test(kernels, a_flavour_is_the_longest_ending_that_fits)
{
	cr_expect_str_eq(apt_flavour_of(RELEASE)->name, "cloud");
	cr_expect_str_eq(apt_flavour_of("6.1.0-56-rt-amd64")->name, "rt");
	cr_expect_str_eq(apt_flavour_of("6.1.0-56-amd64")->name, "generic");
	cr_expect_null(apt_flavour_of("6.1.0-56-686-pae"));
	cr_expect_null(apt_flavour_of(""));
}

static void series_is(const char *release, const char *want)
{
	char *got = kernel_series(release);

	cr_expect((!got && !want) || (got && want && !strcmp(got, want)),
		  "series of '%s' is %s, not %s", release, got ? got : "none",
		  want ? want : "none");
	free(got);
}

Test(kernels, series_is_the_first_two_numbers)
{
	series_is(RELEASE, "6.12");
	series_is("6.1.0-54-cloud-amd64", "6.1");
	series_is("6.12", "6.12");
	series_is("10.0-rc1", "10.0");
	series_is("6.9~rc2", "6.9");
}

Test(kernels, series_of_what_is_no_release_is_none)
{
	static const char *const bad[] = { "",	       "6",	   "6.",    ".1",    "v6.1",
					   "6.x",      "6.1x",	   "6.1 2", "6.1/2", "6..",
					   "../6.1.0", "6.1.0;ls", "cloud", "-6.1" };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		series_is(bad[i], NULL);
}

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

Test(kernels, newer_releases_compare_greater)
{
	static const char *const rising[] = {
		"6.1.0-9-cloud-amd64",	      "6.1.0-54-cloud-amd64",
		"6.12~rc1-cloud-amd64",	      "6.12.9+deb12-cloud-amd64",
		"6.12.117+deb12-cloud-amd64", "6.12.117+deb13-cloud-amd64",
		"10.0.1+deb14-cloud-amd64"
	};

	for (size_t i = 0; i < ARRAY_SIZE(rising); i++)
		for (size_t j = 0; j < ARRAY_SIZE(rising); j++)
			cr_expect_eq(sign(kernel_compare(rising[i], rising[j])), (i > j) - (i < j),
				     "%s against %s", rising[i], rising[j]);
}

/* What dpkg says, as -1, 0 or 1; -2 if it will not. */
static int dpkg_order(const char *a, const char *b)
{
	static const struct {
		const char *op;
		int order;
	} ops[] = { { "lt", -1 }, { "eq", 0 }, { "gt", 1 } };

	for (size_t i = 0; i < ARRAY_SIZE(ops); i++) {
		const char *const argv[] = { "dpkg", "--compare-versions", a, ops[i].op, b, NULL };

		if (proc_run(argv, NULL) == 0)
			return ops[i].order;
	}
	return -2;
}

/* A version that dpkg accepts, from few characters, so that near misses are common. */
static void version_random(char *buf, unsigned int *seed)
{
	static const char set[] = "0019a~+.Z-";
	size_t n = 0, len = (size_t)rand_r(seed) % 8;

	if (rand_r(seed) % 4 == 0)
		n += (size_t)sprintf(buf, "%d:", rand_r(seed) % 3);
	buf[n++] = (char)('0' + rand_r(seed) % 3);
	while (len--)
		buf[n++] = set[(size_t)rand_r(seed) % (sizeof(set) - 1)];
	/* dpkg refuses an empty revision. */
	if (buf[n - 1] == '-')
		buf[n++] = '1';
	buf[n] = 0;
}

Test(kernels, order_is_that_of_dpkg)
{
	unsigned int seed = 23;
	char a[32], b[32];

	if (!proc_have("dpkg"))
		cr_skip_test("no dpkg to compare with");
	for (int i = 0; i < 400; i++) {
		int want;

		version_random(a, &seed);
		version_random(b, &seed);
		want = dpkg_order(a, b);
		cr_assert_neq(want, -2, "dpkg does not order %s and %s", a, b);
		cr_expect_eq(sign(kernel_compare(a, b)), want, "%s against %s", a, b);
		cr_expect_eq(sign(kernel_compare(b, a)), -want, "%s against %s", b, a);
	}
}

/* A boot sector and setup header, the release string at @at, in a file of @size bytes. */
static char *image_make(const char *name, const char *text, size_t at, size_t size)
{
	u8 *buf = mem_alloc(0x11000, 1);
	char *path;

	buf[0x1fe] = 0x55;
	buf[0x1ff] = 0xaa;
	memcpy(buf + 0x202, "HdrS", 4);
	buf[0x20e] = (u8)((at - 0x200) & 0xff);
	buf[0x20f] = (u8)((at - 0x200) >> 8);
	if (text)
		memcpy(buf + at, text, strlen(text));
	path = scratch_file(name, buf, size);
	free(buf);
	return path;
}

static void image_is(char *path, const char *want)
{
	char *got = kernel_image_release(path);

	cr_expect((!got && !want) || (got && want && !strcmp(got, want)), "%s says %s, not %s",
		  path, got ? got : "none", want ? want : "none");
	free(got);
	free(path);
}

Test(kernels, image_tells_its_release, .init = scratch_make, .fini = scratch_remove)
{
	image_is(image_make("plain", RELEASE, 0x300, 0x1000), RELEASE);
	image_is(image_make("builder", RELEASE " (a@b) #1 SMP", 0x3c80, 0x8000), RELEASE);
	image_is(image_make("last", "6.1.0", 0x101ff, 0x10800), "6.1.0");
}

Test(kernels, broken_image_has_no_release, .init = scratch_make, .fini = scratch_remove)
{
	static const char junk[] = "not a kernel at all";
	char *path;

	image_is(str_dup("/nonexistent"), NULL);
	image_is(str_dup("/"), NULL);
	image_is(scratch_file("empty", "", 0), NULL);
	image_is(scratch_file("junk", junk, sizeof(junk)), NULL);
	image_is(image_make("no-string", "6.1.0", 0x200, 0x1000), NULL);
	image_is(image_make("behind-end", "6.1.0", 0x3000, 0x1000), NULL);
	image_is(image_make("cut-in-string", RELEASE, 0x300, 0x305), NULL);
	image_is(image_make("words", "hello world", 0x300, 0x1000), NULL);
	path = str_fmt("%0100d", 0);
	memcpy(path, "6.1.", 4);
	image_is(image_make("too-long", path, 0x300, 0x1000), NULL);
	free(path);
	for (size_t size = 0x1f0; size < 0x212; size++)
		image_is(image_make("short", RELEASE, 0x300, size), NULL);
}

/* Bytes from a seed under a valid header: nothing to assert but that it returns, under ASan. */
Test(kernels, random_image_is_survived, .init = scratch_make, .fini = scratch_remove)
{
	unsigned int seed = 1;

	for (int i = 0; i < 200; i++) {
		size_t size = 0x210 + (size_t)rand_r(&seed) % 0x800;
		char *path =
			image_make("random", NULL, 0x200 + (size_t)rand_r(&seed) % 0x10000, size);

		free(kernel_image_release(path));
		free(path);
	}
}

static char *headers_make(const char *name, const char *file, const char *text)
{
	char *dir = str_fmt("%s/%s", scratch, name), *path = str_fmt("%s/%s", dir, file);
	char *slash = strrchr(path, '/');

	*slash = 0;
	cr_assert_eq(dir_make(path), 0);
	*slash = '/';
	cr_assert_eq(file_write(path, text, strlen(text)), 0);
	free(path);
	return dir;
}

Test(kernels, given_image_and_headers_of_one_build_fit, .init = scratch_make,
     .fini = scratch_remove)
{
	char *image = image_make("vmlinuz", RELEASE " (a@b)", 0x300, 0x1000), *headers;
	struct kernel k;

	headers = headers_make("h", "include/config/kernel.release", RELEASE "\n");
	cr_assert_eq(kernel_given(image, headers, &k), 0);
	cr_expect_str_eq(k.release, RELEASE);
	cr_expect_str_eq(k.series, "6.12");
	cr_expect_str_eq(k.package, "");
	cr_expect_str_eq(k.version, "");
	cr_expect_eq(strlen(k.image_sha256), 64);
	cr_expect_null(k.config);
	kernel_free(&k);
	free(headers_make("h", ".config", "CONFIG_KPROBES=y\n"));
	cr_assert_eq(kernel_given(image, headers, &k), 0);
	cr_expect(k.config && file_exists(k.config));
	kernel_free(&k);
	free(headers);
	free(image);
}

/* Debian 6.1: kernel.release says "6.1.192", what modules get says "6.1.0-56-cloud-amd64". */
Test(kernels, given_headers_are_known_by_what_modules_get, .init = scratch_make,
     .fini = scratch_remove)
{
	char *image = image_make("vmlinuz", "6.1.0-56-cloud-amd64", 0x300, 0x1000), *headers;
	struct kernel k;

	free(headers_make("h", "include/config/kernel.release", "6.1.192\n"));
	headers = headers_make("h", "include/generated/utsrelease.h",
			       "#define UTS_RELEASE \"6.1.0-56-cloud-amd64\"\n");
	cr_assert_eq(kernel_given(image, headers, &k), 0);
	cr_expect_str_eq(k.release, "6.1.0-56-cloud-amd64");
	kernel_free(&k);
	free(headers);
	free(image);
}

Test(kernels, given_pair_that_does_not_fit_is_refused, .init = scratch_make, .fini = scratch_remove)
{
	char *image = image_make("vmlinuz", RELEASE, 0x300, 0x1000), *other, *empty, *junk;
	struct kernel k;

	other = headers_make("other", "include/config/kernel.release",
			     "6.12.116+deb12-cloud-amd64\n");
	empty = headers_make("empty", "README", "");
	junk = scratch_file("junk", "junk", 4);
	cr_expect_eq(kernel_given(image, other, &k), -EINVAL);
	cr_expect_null(k.release, "nothing is left in a kernel that was refused");
	cr_expect_eq(kernel_given(image, empty, &k), -EINVAL);
	cr_expect_eq(kernel_given(junk, other, &k), -EINVAL);
	cr_expect_eq(kernel_given("/nonexistent", other, &k), -ENOENT);
	cr_expect_eq(kernel_given(image, "/nonexistent", &k), -ENOENT);
	kernel_free(&k);
	free(junk);
	free(empty);
	free(other);
	free(image);
}

Test(kernels, what_is_no_module_has_no_vermagic, .init = scratch_make, .fini = scratch_remove)
{
	char *junk = scratch_file("junk.ko", "\177ELF\2\1\1", 7), *magic;

	cr_expect_eq(modules_vermagic(junk, &magic), -EINVAL);
	cr_expect_eq(modules_vermagic("/proc/self/exe", &magic), -EINVAL);
	cr_expect_eq(modules_vermagic("/nonexistent", &magic), -ENOENT);
	cr_expect_null(magic);
	free(junk);
}
