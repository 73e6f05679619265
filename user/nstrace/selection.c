// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/selection.h"

#include "lib/log.h"
#include "nstrace/process_exe.h"

struct selection {
	struct filter *filter;
	struct suppressions suppressions;
	struct process_exes *exes; /* NULL: nobody asks for programs */
	bool gen_suppressions, verbose;
};

static int read_suppressions(struct selection *selection, const struct options *options)
{
	int r = 0;

	for (size_t i = 0; r >= 0 && i < options->suppressions.n; i++)
		r = suppressions_read(&selection->suppressions, options->suppressions.items[i]);
	if (r < 0 || !suppressions_need_exe(&selection->suppressions))
		return r;
	r = process_exes_new(&selection->exes);
	return r < 0 ? log_errno(r, "cannot start") : 0;
}

int selection_new(const struct options *options, struct selection **ret)
{
	struct selection *selection = calloc(1, sizeof(*selection));
	int r;

	if (!selection)
		return log_errno(ENOMEM, "cannot start");
	selection->gen_suppressions = options->gen_suppressions;
	selection->verbose = options->verbose;
	r = filter_new(options, &selection->filter);
	if (r >= 0)
		r = read_suppressions(selection, options);
	if (r < 0) {
		selection_free(selection);
		return r;
	}
	*ret = selection;
	return 0;
}

void selection_free(struct selection *selection)
{
	if (!selection)
		return;
	filter_free(selection->filter);
	suppressions_free(&selection->suppressions);
	process_exes_free(selection->exes);
	free(selection);
}

void selection_note(struct selection *selection, const struct nstrace_event *event)
{
	if (selection->exes)
		process_exes_note(selection->exes, event);
}

void selection_note_process(struct selection *selection, uint32_t tgid)
{
	if (selection->exes)
		process_exes_look(selection->exes, tgid);
}

bool selection_wants_event(const struct selection *selection, const struct nstrace_event *event,
			   const struct engine_view *view)
{
	const struct nstrace_nsid places[] = {event->where, event->from, view->home};

	return filter_wants(selection->filter, event->comm, places, 3);
}

static struct suppression_subject subject_of(const struct selection *selection,
					     const struct finding *finding)
{
	return (struct suppression_subject){
		.finding = finding,
		.exe = selection->exes ? process_exes_find(selection->exes, finding->tgid) : NULL,
	};
}

enum selection_verdict selection_judge(struct selection *selection, const struct finding *finding)
{
	const struct nstrace_nsid places[] = {finding->where, finding->home};
	struct suppression_subject subject = subject_of(selection, finding);

	if (!filter_wants(selection->filter, finding->comm, places, 2))
		return SELECTION_IGNORE;
	return suppressions_take(&selection->suppressions, &subject) ? SELECTION_SUPPRESS
								     : SELECTION_REPORT;
}

char *selection_suppression(struct selection *selection, const struct finding *finding)
{
	struct suppression_subject subject = subject_of(selection, finding);

	return selection->gen_suppressions ? suppression_for(&subject) : NULL;
}

static void tell_entry(const struct suppression *entry)
{
	const char *name = entry->name ? entry->name : "";
	const char *separator = *name ? ": " : "";

	if (entry->n_used)
		log_info("%s:%u: suppressed %u finding%s%s%s", entry->file, entry->line,
			 entry->n_used, entry->n_used == 1 ? "" : "s", separator, name);
	else
		log_info("%s:%u: matched nothing%s%s", entry->file, entry->line, separator, name);
}

const struct suppressions *selection_finish(const struct selection *selection)
{
	if (!selection->verbose)
		return NULL;
	for (size_t i = 0; i < selection->suppressions.n; i++)
		tell_entry(&selection->suppressions.entries[i]);
	return &selection->suppressions;
}

const struct nstrace_cgroup *selection_cgroups(const struct selection *selection, size_t *ret_n)
{
	return filter_cgroups(selection->filter, ret_n);
}
