// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/selection.h"

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "lib/log.h"
#include "nstrace/process_exe.h"

#define DROPPED_MAX 4096 /* then the one that came first is forgotten */

/* The finding that was not reported: what comes of it is not, either. */
struct dropped_key {
	uint32_t tgid, tid, class, kind;
};

struct dropped {
	struct dropped_key key;
	UT_hash_handle hh;
};

struct selection {
	struct filter *filter;
	struct suppressions suppressions;
	struct process_exes *exes; /* NULL: nobody asks for programs */
	struct stacks *stacks;	   /* NULL: there are none */
	struct dropped *dropped;   /* the oldest comes first */
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
		.stacks = selection->stacks,
		.exe = selection->exes ? process_exes_find(selection->exes, finding->tgid) : NULL,
	};
}

void selection_set_stacks(struct selection *selection, struct stacks *stacks)
{
	selection->stacks = stacks;
}

static void forget_dropped(struct selection *selection, struct dropped *dropped)
{
	HASH_DEL(selection->dropped, dropped);
	free(dropped);
}

void selection_free(struct selection *selection)
{
	struct dropped *dropped, *next;

	if (!selection)
		return;
	filter_free(selection->filter);
	suppressions_free(&selection->suppressions);
	process_exes_free(selection->exes);
	HASH_ITER(hh, selection->dropped, dropped, next)
		forget_dropped(selection, dropped);
	free(selection);
}

static struct dropped *find_dropped(struct selection *selection, const struct dropped_key *key)
{
	struct dropped *dropped;

	HASH_FIND(hh, selection->dropped, key, sizeof(*key), dropped);
	return dropped;
}

static void drop(struct selection *selection, const struct finding *finding)
{
	const struct dropped_key key = {finding->tgid, finding->tid, finding->class,
					finding->where.kind};
	struct dropped *dropped;

	if (find_dropped(selection, &key))
		return;
	dropped = calloc(1, sizeof(*dropped));
	if (!dropped)
		return;
	if (HASH_COUNT(selection->dropped) >= DROPPED_MAX)
		forget_dropped(selection, selection->dropped);
	dropped->key = key;
	HASH_ADD(hh, selection->dropped, key, sizeof(key), dropped);
	if (!dropped->hh.tbl)
		free(dropped);
}

static enum selection_verdict judge(struct selection *selection, const struct finding *finding)
{
	const struct nstrace_nsid places[] = {finding->where, finding->home};
	struct suppression_subject subject = subject_of(selection, finding);

	if (!filter_wants(selection->filter, finding->comm, places, 2))
		return SELECTION_IGNORE;
	return suppressions_take(&selection->suppressions, &subject) ? SELECTION_SUPPRESS
								     : SELECTION_REPORT;
}

enum selection_verdict selection_judge(struct selection *selection, const struct finding *finding)
{
	enum selection_verdict verdict = judge(selection, finding);

	if (verdict != SELECTION_REPORT)
		drop(selection, finding);
	return verdict;
}

bool selection_wants_act(const struct selection *selection, const struct nstrace_evidence *evidence,
			 const struct engine_act_view *view)
{
	const struct nstrace_nsid places[] = {evidence->where, view->home};

	return filter_wants(selection->filter, evidence->comm, places, 2);
}

bool selection_wants_harm(struct selection *selection, const struct harm *harm)
{
	const struct dropped_key key = {harm->tgid, harm->tid, harm->class, harm->where.kind};
	struct dropped *dropped = find_dropped(selection, &key);

	if (dropped)
		forget_dropped(selection, dropped);
	return !dropped;
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
