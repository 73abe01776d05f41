// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel_name - what can be said of a kernel from its name or its first 64 KiB alone.
 *
 * Nothing here runs a program or needs an index, so the unit tests reach all of it. The order of
 * versions is the project's own small copy of deb-version(7): lists are sorted with it, and one
 * `dpkg --compare-versions` per comparison would make `list` take seconds.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "vm/kernels.h"

char *kernel_series(const char *release)
{
	size_t major = strspn(release, "0123456789"), minor, n;

	if (!major || release[major] != '.')
		return NULL;
	minor = strspn(release + major + 1, "0123456789");
	n = major + 1 + minor;
	if (!minor || (release[n] && !strchr(".-+~_", release[n])))
		return NULL;
	/* A release becomes a path and an argument: nothing that could mean more than itself. */
	for (const char *p = release; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr(".-+~_", *p))
			return NULL;
	return str_fmt("%.*s", (int)n, release);
}

/* deb-version(7): "~" sorts before the end of a part, letters before all other characters. */
static int version_weight(char c)
{
	if (c == '~')
		return -1;
	if (isdigit((unsigned char)c) || !c)
		return 0;
	return isalpha((unsigned char)c) ? c : (unsigned char)c + 256;
}

/* Compare two parts, alternating a run of non-digits and a number, as dpkg does. */
static int version_part(const char *a, const char *a_end, const char *b, const char *b_end)
{
	while (a < a_end || b < b_end) {
		int first_diff = 0;

		while ((a < a_end && !isdigit((unsigned char)*a)) ||
		       (b < b_end && !isdigit((unsigned char)*b))) {
			int wa = version_weight(a < a_end ? *a : 0);
			int wb = version_weight(b < b_end ? *b : 0);

			if (wa != wb)
				return wa - wb;
			a += a < a_end;
			b += b < b_end;
		}
		while (a < a_end && *a == '0')
			a++;
		while (b < b_end && *b == '0')
			b++;
		/* Equally long numbers: the first different digit decides; else the longer one. */
		for (; a < a_end && b < b_end && isdigit((unsigned char)*a) &&
		       isdigit((unsigned char)*b);
		     a++, b++)
			if (!first_diff)
				first_diff = *a - *b;
		if (a < a_end && isdigit((unsigned char)*a))
			return 1;
		if (b < b_end && isdigit((unsigned char)*b))
			return -1;
		if (first_diff)
			return first_diff;
	}
	return 0;
}

/* The digits before a colon, if these are all that stands there; *v moves behind the colon. */
static unsigned long version_epoch(const char **v)
{
	size_t n = strspn(*v, "0123456789");
	unsigned long epoch;

	if (!n || (*v)[n] != ':')
		return 0;
	epoch = strtoul(*v, NULL, 10);
	*v += n + 1;
	return epoch;
}

int kernel_compare(const char *a, const char *b)
{
	unsigned long epoch_a = version_epoch(&a), epoch_b = version_epoch(&b);
	const char *end_a = a + strlen(a), *end_b = b + strlen(b);
	const char *rev_a = strrchr(a, '-'), *rev_b = strrchr(b, '-');
	int diff;

	if (epoch_a != epoch_b)
		return epoch_a < epoch_b ? -1 : 1;
	diff = version_part(a, rev_a ? rev_a : end_a, b, rev_b ? rev_b : end_b);
	if (diff)
		return diff;
	return version_part(rev_a ? rev_a + 1 : end_a, end_a, rev_b ? rev_b + 1 : end_b, end_b);
}

static size_t image_head(const char *path, u8 *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t n = 0;
	ssize_t got;

	if (fd < 0)
		return 0;
	while (n < size && ((got = read(fd, buf + n, size - n)) > 0 || (got < 0 && errno == EINTR)))
		if (got > 0)
			n += (size_t)got;
	close(fd);
	return n;
}

/*
 * Documentation/arch/x86/boot.rst: "HdrS" at 0x202, the protocol version behind it, and at 0x20e a
 * 16-bit pointer that counts from 0x200. Every number comes from a file that somebody names on the
 * command line, so every one is checked.
 */
char *kernel_image_release(const char *vmlinuz)
{
	enum {
		BOOT_FLAG = 0x1fe,
		MAGIC = 0x202,
		VERSION_PTR = 0x20e,
		BASE = 0x200,
		HEAD = 0x10400
	};
	u8 *buf = mem_alloc(HEAD, 1);
	size_t n = image_head(vmlinuz, buf, HEAD), start, len;
	char *release = NULL, *series = NULL;

	if (n < VERSION_PTR + 2 || buf[BOOT_FLAG] != 0x55 || buf[BOOT_FLAG + 1] != 0xaa ||
	    memcmp(buf + MAGIC, "HdrS", 4))
		goto out;
	start = BASE + (buf[VERSION_PTR] | (size_t)buf[VERSION_PTR + 1] << 8);
	if (start == BASE || start >= n)
		goto out;
	/* "6.12.117+deb12-cloud-amd64 (builder@host) #1 SMP ...": uname -r has 64 bytes at most. */
	for (len = 0; start + len < n && len < 65 && isgraph(buf[start + len]); len++)
		;
	if (start + len >= n || len == 65)
		goto out;
	release = str_fmt("%.*s", (int)len, (char *)buf + start);
	series = kernel_series(release);
	if (!series) {
		free(release);
		release = NULL;
	}
	free(series);
out:
	free(buf);
	return release;
}
