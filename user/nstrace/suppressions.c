// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/suppressions.h"

#include <string.h>

#include "engine/nsid.h"
#include "nstrace/glob.h"
#include "nstrace/suppression_stack.h"

void suppressions_free(struct suppressions *suppressions)
{
	for (size_t i = 0; i < suppressions->n; i++) {
		free(suppressions->entries[i].name);
		free(suppressions->entries[i].comm);
		free(suppressions->entries[i].exe);
		free(suppressions->entries[i].fun);
	}
	free(suppressions->entries);
	*suppressions = (struct suppressions){};
}

bool suppressions_need_exe(const struct suppressions *suppressions)
{
	for (size_t i = 0; i < suppressions->n; i++)
		if (suppressions->entries[i].exe)
			return true;
	return false;
}

/* What is not known does not match. The stacks come last: to look into them is dear. */
static bool matches(const struct suppression *entry, const struct suppression_subject *subject)
{
	const struct finding *finding = subject->finding;

	if (entry->has_class && entry->class != finding->class)
		return false;
	if (entry->kind && entry->kind != finding->where.kind)
		return false;
	if (entry->comm && !glob_matches(entry->comm, finding->comm))
		return false;
	if (entry->exe && (!subject->exe || !glob_matches(entry->exe, subject->exe)))
		return false;
	return !entry->fun || suppression_stack_has(subject->stacks, finding, entry->fun);
}

bool suppressions_take(struct suppressions *suppressions, const struct suppression_subject *subject)
{
	for (size_t i = 0; i < suppressions->n; i++) {
		if (!matches(&suppressions->entries[i], subject))
			continue;
		suppressions->entries[i].n_used++;
		return true;
	}
	return false;
}

static void write_pattern(FILE *file, const char *key, const char *text)
{
	if (!text || !*text)
		return;
	fprintf(file, " %s:", key);
	glob_quote(text, file);
}

/* No program: whether that is known depends on how quick we are, and tomorrow it may not be. */
char *suppression_for(const struct suppression_subject *subject)
{
	const struct finding *finding = subject->finding;
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		return NULL;
	fprintf(file, "class:%s kind:%s", finding_class_name(finding->class),
		nsid_kind_name(finding->where.kind));
	write_pattern(file, "comm", finding->comm);
	write_pattern(file, "fun", suppression_stack_top(subject->stacks, finding));
	if (fclose(file)) {
		free(text);
		return NULL;
	}
	return text;
}
