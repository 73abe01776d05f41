// SPDX-License-Identifier: GPL-2.0-only
/*
 * apt_sources - the Debian archives of this system's apt configuration, and none of the others.
 *
 * apt itself says which archives there are (`apt-get indextargets`, which needs no downloaded lists
 * when the fields from Release files are left out), so that mirrors, proxies and both file formats
 * work as the user set them up. It does not say how they are verified: these fields are copied from
 * the entry in the sources file.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base.h"
#include "files.h"
#include "proc.h"
#include "vm/apt.h"

/* How the owner of this machine decided to trust an archive; deb822 name and one-line option. */
static const struct {
	const char *field, *option;
} copied[] = {
	{ "Signed-By:", "signed-by=" },
	{ "Trusted:", "trusted=" },
	{ "Check-Valid-Until:", "check-valid-until=" },
};

/*
 * By path, never by host: mirrors have any name. ".../debian", ".../debian-security", the mirror
 * lists of Debian's own cloud images, and snapshots (".../debian/20250520T000000Z").
 */
static bool uri_is_debian(const char *uri)
{
	static const char *const ends[] = { "/debian", "/debian-security", "/debian.list",
					    "/debian-security.list" };
	char *s = str_dup(uri);
	char *slash;
	bool is = false;

	while (*s && str_ends(s, "/"))
		s[strlen(s) - 1] = 0;
	slash = strrchr(s, '/');
	if (slash && strspn(slash + 1, "0123456789") == 8 && slash[9] == 'T' && str_ends(s, "Z"))
		*slash = 0;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		is |= str_ends(s, ends[i]);
	free(s);
	return is;
}

static bool line_has_word(const char *line, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = line; (p = strstr(p, word)); p += len)
		if ((p == line || strchr(" \t\n]", p[-1])) && (!p[len] || strchr(" \t\n/", p[len])))
			return true;
	return false;
}

/* The value of @field in a deb822 stanza, with the lines that continue it (an inline key). */
static char *stanza_field(const char *stanza, const char *field)
{
	const char *line = stanza, *end;

	while (*line && strncasecmp(line, field, strlen(field))) {
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	if (!*line)
		return NULL;
	line += strlen(field);
	end = line + strcspn(line, "\n");
	while (*end && (end[1] == ' ' || end[1] == '\t'))
		end += 1 + strcspn(end + 1, "\n");
	return str_fmt("%.*s", (int)(end - line), line);
}

/* The value of an option in "deb [signed-by=FILE trusted=yes] URI suite component". */
static char *line_option(const char *line, const char *option)
{
	const char *open = strchr(line, '['), *close = strchr(line, ']');
	const char *hit = open ? strcasestr(open, option) : NULL;

	if (!hit || !close || hit > close)
		return NULL;
	hit += strlen(option);
	return str_fmt(" %.*s", (int)strcspn(hit, " \t]"), hit);
}

/* Drop comment lines, in place: inside a stanza they would end a field or fake one. */
static void comments_drop(char *text)
{
	char *to = text;

	for (const char *line = text, *next; *line; line = next) {
		next = line + strcspn(line, "\n");
		next += *next == '\n';
		if (*line != '#') {
			memmove(to, line, (size_t)(next - line));
			to += next - line;
		}
	}
	*to = 0;
}

/* The trust fields of the entry of @file that names @uri and @suite, as deb822 lines. */
static char *entry_trust(const char *file, const char *uri, const char *suite)
{
	bool deb822 = str_ends(file, ".sources");
	char *text, *rest, *entry, *trust = str_dup("");

	if (file_read(file, &text, NULL))
		return trust;
	comments_drop(text);
	for (rest = text; (entry = rest) && !*trust;) {
		rest = strstr(entry, deb822 ? "\n\n" : "\n");
		if (rest) {
			*rest = 0;
			rest += deb822 ? 2 : 1;
		}
		if (!line_has_word(entry, uri) || !line_has_word(entry, suite))
			continue;
		for (size_t i = 0; i < ARRAY_SIZE(copied); i++) {
			char *value = deb822 ? stanza_field(entry, copied[i].field)
					     : line_option(entry, copied[i].option);
			char *more = value ? str_fmt("%s%s%s\n", trust, copied[i].field, value)
					   : str_dup(trust);

			free(value);
			free(trust);
			trust = more;
		}
	}
	free(text);
	return trust;
}

/* Add the stanza of one line of indextargets, "URI|suite|component|file:number", to *text. */
static void sources_add(char **text, char *target)
{
	char *save = NULL, *uri = strtok_r(target, "|", &save), *suite = strtok_r(NULL, "|", &save);
	char *component = strtok_r(NULL, "|", &save), *file = strtok_r(NULL, "|", &save);
	char *head, *trust, *more;

	if (!file || strcmp(component, "main") || !uri_is_debian(uri))
		return;
	while (str_ends(uri, "/"))
		uri[strlen(uri) - 1] = 0;
	/* Another suite is looked for where the host's own main archive is, and trusted like that. */
	if (apt_used() && strstr(uri, "debian-security"))
		return;
	head = str_fmt("Types: deb\nURIs: %s\nSuites: %s\nComponents: main\n", uri,
		       apt_used() ? apt_used() : suite);
	if (!strstr(*text, head)) {
		char *colon = strrchr(file, ':');

		if (colon)
			*colon = 0;
		trust = entry_trust(file, uri, suite);
		/* Packages only: no translations, no contents, no AppStream. */
		more = str_fmt("%s%sArchitectures: amd64\nTargets: Packages\n%s\n", *text, head,
			       trust);
		free(trust);
		free(*text);
		*text = more;
	}
	free(head);
}

int apt_sources_write(const char *path)
{
	static const char *const argv[] = { "apt-get",
					    "indextargets",
					    "--no-release-info",
					    "--format",
					    "$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(SOURCESENTRY)",
					    "Created-By: Packages",
					    NULL };
	static const char *const env[] = { "LC_ALL=C", NULL };
	char *out, *save = NULL, *text = str_dup("");
	int err = proc_run(argv, &(struct proc_opts){ .out = &out, .env = env });

	for (char *line = out ? strtok_r(out, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save))
		sources_add(&text, line);
	free(out);
	if (*text) {
		err = file_write(path, text, strlen(text));
	} else if (err < 0) {
		log_warn("cannot run apt-get: %s; kernels come as Debian packages, so this needs a "
			 "Debian host, or --vmlinuz and --headers",
			 strerror(-err));
	} else {
		log_warn("this host's apt configuration names no Debian archive (main component); "
			 "add one to its sources, or use --vmlinuz and --headers");
		err = -ENOENT;
	}
	free(text);
	return err;
}
