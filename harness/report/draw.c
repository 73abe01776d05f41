// SPDX-License-Identifier: GPL-2.0-only
/*
 * draw - gnuplot, its messages, and the one moment of time that it leaves in a picture.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "files.h"
#include "proc.h"
#include "report/draw.h"

#define PDF_DATE   "/CreationDate (D:"
#define PDF_DIGITS 14 /* year to second */

void draw_pdf_date(char *pdf, size_t len, s64 epoch)
{
	char *at = memmem(pdf, len, PDF_DATE, strlen(PDF_DATE)), date[PDF_DIGITS + 1];
	time_t when = (time_t)epoch;
	struct tm tm;

	if (!at || len - (size_t)(at - pdf) < strlen(PDF_DATE) + PDF_DIGITS)
		return;
	if (gmtime_r(&when, &tm) && strftime(date, sizeof(date), "%Y%m%d%H%M%S", &tm) == PDF_DIGITS)
		memcpy(at + strlen(PDF_DATE), date, PDF_DIGITS);
}

/* https://reproducible-builds.org/specs/source-date-epoch/: the user's wish; cairo 1.16 ignores it. */
static s64 draw_epoch(void)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	char *end;
	long long epoch;

	if (!text || !isdigit((unsigned char)*text))
		return 0;
	errno = 0;
	epoch = strtoll(text, &end, 10);
	return errno || *end ? 0 : epoch;
}

static int draw_undate(const struct outputs *to, const char *name)
{
	char *path = str_fmt("%s/plots/%s.pdf", to->dir, name), *pdf = NULL;
	size_t len = 0;
	int err = file_read(path, &pdf, &len);

	if (!err) {
		draw_pdf_date(pdf, len, draw_epoch());
		err = file_write(path, pdf, len);
	} else {
		log_err("cannot read %s, which gnuplot should have written: %s", path,
			strerror(-err));
		err = -EIO;
	}
	free(pdf);
	free(path);
	return err;
}

/* Run gnuplot in plots/; its messages go to @log. */
static int draw_run(const char *name, const char *dir, const char *log)
{
	/* A zone of the user's would show in the PDF. */
	static const char *const env[] = { "TZ=UTC", NULL };
	char *script = str_fmt("%s.gp", name), *folder = str_fmt("%s/plots", dir), *said;
	const char *const argv[] = { "gnuplot", script, NULL };
	int err;

	err = proc_run(argv, &(struct proc_opts){ .cwd = folder, .out_path = log, .env = env });
	if (err == -ENOENT)
		err = -ENOPKG;
	if (err && err != -ENOPKG) {
		said = file_line(log);
		log_err("gnuplot cannot draw %s/%s (status %d): %s; its messages are in %s", folder,
			script, err, said && *said ? said : "no message", log);
		free(said);
		err = -EIO;
	}
	free(folder);
	free(script);
	return err;
}

int draw_picture(const char *name, struct outputs *to)
{
	static const char *const formats[] = { "svg", "pdf", "png" };
	char *log = str_fmt("%s/plots/%s.log", to->dir, name), *file;
	int err;

	remove(log);
	err = draw_run(name, to->dir, log);
	if (!err)
		err = draw_undate(to, name);
	if (err == -EIO) {
		file = str_fmt("plots/%s.log", name);
		output_keep(to, file);
		free(file);
	} else {
		remove(log);
	}
	for (size_t i = 0; !err && i < ARRAY_SIZE(formats); i++) {
		file = str_fmt("plots/%s.%s", name, formats[i]);
		output_keep(to, file);
		free(file);
	}
	free(log);
	return err;
}
