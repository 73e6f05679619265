// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading suppression files: an entry is a line of words KEY:VALUE. What is wrong is told with its
 * place, and nothing is guessed. */
#include <stdarg.h>
#include <string.h>

#include "engine/nsid.h"
#include "lib/grow.h"
#include "lib/log.h"
#include "nstrace/glob.h"
#include "nstrace/suppressions.h"

#define BLANKS " \t\r\n"

static int refuse(const struct suppression *entry, const char *format, ...) printf_(2, 3);

static int refuse(const struct suppression *entry, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	log_error("%s:%u: %s", entry->file, entry->line, text);
	return -EINVAL;
}

static int parse_class(struct suppression *entry, const char *value)
{
	if (entry->has_class)
		return refuse(entry, "class: is there twice");
	for (int class = 0; class < FINDING_CLASSES; class ++) {
		if (strcmp(value, finding_class_name((enum finding_class) class)))
			continue;
		entry->class = (enum finding_class) class;
		entry->has_class = true;
		return 0;
	}
	return refuse(entry, "'%s' is no class of findings", value);
}

static int parse_kind(struct suppression *entry, const char *value)
{
	if (entry->kind)
		return refuse(entry, "kind: is there twice");
	entry->kind = nsid_kind_of_name(value);
	return entry->kind ? 0 : refuse(entry, "'%s' is no kind of namespaces", value);
}

static int parse_pattern(struct suppression *entry, char **pattern, const char *key,
			 const char *value)
{
	int r;

	if (*pattern)
		return refuse(entry, "%s: is there twice", key);
	r = glob_parse(value, pattern);
	if (r == -EINVAL)
		return refuse(entry, "'%s' is no pattern for %s:", value, key);
	return r;
}

static int parse_name(struct suppression *entry, const char *value)
{
	if (entry->name)
		return refuse(entry, "name: is there twice");
	entry->name = strdup(value);
	return entry->name ? 0 : -ENOMEM;
}

static int parse_word(struct suppression *entry, char *word)
{
	char *colon = strchr(word, ':');

	if (!colon)
		return refuse(entry, "'%s' is not KEY:VALUE", word);
	*colon = '\0';
	if (!strcmp(word, "class"))
		return parse_class(entry, colon + 1);
	if (!strcmp(word, "kind"))
		return parse_kind(entry, colon + 1);
	if (!strcmp(word, "comm"))
		return parse_pattern(entry, &entry->comm, word, colon + 1);
	if (!strcmp(word, "exe"))
		return parse_pattern(entry, &entry->exe, word, colon + 1);
	if (!strcmp(word, "fun"))
		return parse_pattern(entry, &entry->fun, word, colon + 1);
	if (!strcmp(word, "name"))
		return parse_name(entry, colon + 1);
	return refuse(entry, "unknown key '%s'; there are class, kind, comm, exe, fun and name",
		      word);
}

/* A word that begins with # begins a comment. */
static int parse_words(struct suppression *entry, char *line)
{
	char *rest;
	int r = 0;

	for (char *word = strtok_r(line, BLANKS, &rest); r >= 0 && word && *word != '#';
	     word = strtok_r(NULL, BLANKS, &rest))
		r = parse_word(entry, word);
	return r;
}

static bool says_something(const struct suppression *entry)
{
	return entry->has_class || entry->kind || entry->comm || entry->exe || entry->fun;
}

/* The entry is one of the list at once, so that all of it is freed whatever happens. */
static int parse_line(struct suppressions *suppressions, const char *path, unsigned int number,
		      char *line)
{
	struct suppression *entry,
		*more = grow_array(suppressions->entries, suppressions->n, sizeof(*more));
	int r;

	if (!more)
		return -ENOMEM;
	suppressions->entries = more;
	entry = &more[suppressions->n];
	*entry = (struct suppression){.file = path, .line = number};
	suppressions->n++;
	r = parse_words(entry, line);
	if (r >= 0 && entry->name && !says_something(entry))
		return refuse(entry, "an entry without class, kind, comm, exe or fun would "
				     "suppress everything");
	if (r >= 0 && !says_something(entry))
		suppressions->n--; /* a comment, or an empty line */
	return r;
}

static int read_lines(struct suppressions *suppressions, const char *path, FILE *file)
{
	_cleanup_free_ char *line = NULL;
	unsigned int number = 0;
	size_t size = 0;
	ssize_t length;
	int r = 0;

	errno = 0;
	while (r >= 0 && (length = getline(&line, &size, file)) >= 0) {
		number++;
		if (strlen(line) != (size_t)length) {
			log_error("%s:%u: there is a byte 0", path, number);
			return -EINVAL;
		}
		r = parse_line(suppressions, path, number, line);
		if (r == -ENOMEM)
			log_errno(r, "cannot read %s", path);
		errno = 0;
	}
	if (r >= 0 && ferror(file))
		return log_errno(errno ? errno : EIO, "cannot read %s", path);
	return r;
}

int suppressions_read(struct suppressions *suppressions, const char *path)
{
	_cleanup_fclose_ FILE *file = fopen(path, "re");

	if (!file)
		return log_errno(errno, "cannot read %s", path);
	return read_lines(suppressions, path, file);
}
