// SPDX-License-Identifier: GPL-2.0-only
/*
 * explore_parts - what is put into the page from files: our script and style, and the libraries that
 * `scripts/deps page` installs. The libraries are nobody's of ours, so they are not in the tree.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "explore/explore.h"
#include "files.h"
#include "proc.h"

static char *parts_read(char *path)
{
	char *text = NULL;

	if (file_read(path, &text, NULL))
		text = NULL;
	free(path);
	return text;
}

char *explore_file(const char *name)
{
	return parts_read(str_fmt("%s/web/%s", root_project() ? root_project() : ".", name));
}

char *explore_library(const char *name)
{
	return parts_read(str_fmt("%s/web/%s", root_build(), name));
}

static unsigned int hex_value(char c)
{
	return (unsigned int)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* 64 hexadecimal digits as base64. */
static void hash_base64(const char *hex, char out[45])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	u8 bytes[33] = { 0 };

	for (size_t i = 0; i < 32; i++)
		bytes[i] = (u8)(hex_value(hex[2 * i]) << 4 | hex_value(hex[2 * i + 1]));
	for (size_t i = 0, o = 0; i < 33; i += 3) {
		u32 three = (u32)bytes[i] << 16 | (u32)bytes[i + 1] << 8 | bytes[i + 2];

		for (int shift = 18; shift >= 0; shift -= 6)
			out[o++] = digits[three >> shift & 63];
	}
	out[43] = '='; /* 32 bytes are one short of a multiple of three */
	out[44] = 0;
}

char *explore_hash(const char *script)
{
	char *path = str_fmt("%s/tmp/script-%d", root_build(), (int)getpid()), *dir = str_fmt("%s/tmp", root_build());
	const char *const argv[] = { "sha256sum", "--", path, NULL };
	char *sum = NULL, *hash = NULL, text[45];

	if (!dir_make(dir) && !file_write(path, script, strlen(script)) &&
	    !proc_run(argv, &(struct proc_opts){ .out = &sum }) && sum && strlen(sum) > 64) {
		hash_base64(sum, text);
		hash = str_fmt("'sha256-%s'", text);
	}
	unlink(path);
	free(sum);
	free(dir);
	free(path);
	return hash;
}
