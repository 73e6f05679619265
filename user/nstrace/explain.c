// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds the explanation and writes it; the words are explain_text.c's. */
#include "nstrace/explain.h"

#include <string.h>

#include "lib/log.h"
#include "nstrace/explain_text.h"
#include "nstrace/output.h"
#include "nstrace/session.h"

static const char *usual_severity(enum finding_class class)
{
	return severity_name(finding_class_severity(class));
}

static void write_list(FILE *file)
{
	for (int i = 0; i < FINDING_CLASSES; i++) {
		enum finding_class class = (enum finding_class)i;

		fprintf(file, "%-12s %-8s %s\n", finding_class_name(class), usual_severity(class),
			explain_texts[class].in_short);
	}
	fputs("\n`nstrace explain CLASS` says more.\n", file);
}

static void write_class(FILE *file, enum finding_class class)
{
	const struct explain_text *text = &explain_texts[class];
	const char *name = finding_class_name(class);

	fprintf(file, "%s: %s\n%s", name, text->severity ? text->severity : usual_severity(class),
		text->page);
	fprintf(file, "  more     docs/findings/%s.md\n", name);
}

static int find_class(const char *name, enum finding_class *ret)
{
	for (int i = 0; i < FINDING_CLASSES; i++) {
		if (strcmp(name, finding_class_name((enum finding_class)i)))
			continue;
		*ret = (enum finding_class)i;
		return 0;
	}
	log_error("there is no class '%s'; see nstrace explain", name);
	return -EINVAL;
}

int explain_run(const struct options *options)
{
	enum finding_class class = FINDING_CLASSES; /* none: list them */
	FILE *file;
	int r;

	if (options->class_name && find_class(options->class_name, &class) < 0)
		return SESSION_EXIT_FAILED;
	r = output_open(options->output_path, &file);
	if (r >= 0 && class < FINDING_CLASSES)
		write_class(file, class);
	else if (r >= 0)
		write_list(file);
	if (r >= 0)
		r = output_close(file);
	if (r < 0)
		log_errno(r, "cannot write the explanation");
	return r < 0 ? SESSION_EXIT_FAILED : 0;
}
