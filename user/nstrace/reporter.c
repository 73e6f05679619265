// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/reporter.h"

#include <string.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "nstrace/json.h"
#include "nstrace/nsid_name.h"
#include "nstrace/scan_thread.h"
#include "nstrace/selection.h"
#include "nstrace/text.h"
#include "nstrace/witness.h"

#define MAX_OUTPUTS 2 /* the main one, and --json=FILE beside it */

/* Enough for a thread that is ending to end on a busy machine, and short for who waits to know. */
#define GRACE_NSEC 20000000

struct reporter {
	struct engine *engine;
	struct nsid_names *names;
	struct witness *witness;
	struct stacks *stacks; /* NULL: none are wanted */
	struct output *outputs[MAX_OUTPUTS];
	size_t n_outputs;
	struct selection *selection;
	struct finding *findings; /* that the event being fed has settled */
	struct harm *harms;	  /* likewise */
	size_t n_findings, n_findings_room, n_harms, n_harms_room;
	struct output_summary summary;
	uint64_t start_nsec;
	uint64_t ignore_before_nsec;
	int error;
};

static int keep(struct reporter *reporter, const struct finding *finding)
{
	struct finding *more;
	size_t room = reporter->n_findings_room;

	if (reporter->n_findings == room) {
		room = room ? 2 * room : 16;
		more = reallocarray(reporter->findings, room, sizeof(*more));
		if (!more)
			return log_errno(ENOMEM, "cannot keep a finding");
		reporter->findings = more;
		reporter->n_findings_room = room;
	}
	reporter->findings[reporter->n_findings] = *finding;
	reporter->findings[reporter->n_findings++].deeds = deeds_copy(finding->deeds);
	return 0;
}

/* The engine settles findings while it takes an event in; they are shown behind that event. */
static void take_finding(const struct finding *settled, void *userdata)
{
	struct reporter *reporter = userdata;
	struct finding finding = *settled;
	enum selection_verdict verdict;
	int r;

	/* A stray leader agrees with itself: the snapshot has no record of it, and no name. */
	if (!*finding.comm)
		scan_thread_comm(finding.tgid, finding.tid, finding.comm);
	verdict = selection_judge(reporter->selection, &finding);
	if (verdict == SELECTION_SUPPRESS)
		reporter->summary.n_suppressed++;
	if (verdict != SELECTION_REPORT)
		return;
	reporter->summary.n_findings[finding.class]++;
	reporter->summary.n_by_severity[finding.severity]++;
	r = keep(reporter, &finding);
	if (r < 0)
		reporter->error = r;
}

/* Likewise. A finding that was not told has no harm to tell either. */
static void keep_harm(const struct harm *harm, void *userdata)
{
	struct reporter *reporter = userdata;
	struct harm *more;
	size_t room = reporter->n_harms_room;

	if (reporter->n_harms == room) {
		room = room ? 2 * room : 16;
		more = reallocarray(reporter->harms, room, sizeof(*more));
		if (!more) {
			reporter->error = log_errno(ENOMEM, "cannot keep what came of a finding");
			return;
		}
		reporter->harms = more;
		reporter->n_harms_room = room;
	}
	reporter->harms[reporter->n_harms] = *harm;
	reporter->harms[reporter->n_harms++].deeds = deeds_copy(harm->deeds);
}

static struct home_answer ask_home(uint32_t tgid, const struct nstrace_nsid *home,
				   const char *link_name, void *userdata)
{
	struct reporter *reporter = userdata;

	return witness_ask(reporter->witness, tgid, home, link_name);
}

/* Keep the first failure: a full disk is told once, not once per line. */
static void note_error(struct reporter *reporter, int r)
{
	if (r >= 0 || reporter->error < 0)
		return;
	reporter->error = log_errno(r, "cannot write the output, which ends here");
}

static void show_event(struct reporter *reporter, const struct nstrace_event *event,
		       const struct engine_view *view)
{
	if (!selection_wants_event(reporter->selection, event, view))
		return;
	for (size_t i = 0; i < reporter->n_outputs && !reporter->error; i++)
		note_error(reporter,
			   reporter->outputs[i]->event(reporter->outputs[i], event, view));
}

static void show_finding(struct reporter *reporter, const struct finding *finding)
{
	_cleanup_free_ char *suppression = selection_suppression(reporter->selection, finding);

	for (size_t i = 0; i < reporter->n_outputs && !reporter->error; i++) {
		struct output *output = reporter->outputs[i];

		output->suppression = suppression;
		note_error(reporter, output->finding(output, finding));
		output->suppression = NULL;
	}
}

static void show_act(struct reporter *reporter, const struct nstrace_evidence *evidence,
		     const struct engine_act_view *view)
{
	if (!selection_wants_act(reporter->selection, evidence, view))
		return;
	for (size_t i = 0; i < reporter->n_outputs && !reporter->error; i++)
		note_error(reporter,
			   reporter->outputs[i]->act(reporter->outputs[i], evidence, view));
}

static void show_harm(struct reporter *reporter, const struct harm *harm)
{
	if (!selection_wants_harm(reporter->selection, harm))
		return;
	for (size_t i = 0; i < reporter->n_outputs && !reporter->error; i++)
		note_error(reporter, reporter->outputs[i]->harm(reporter->outputs[i], harm));
}

static void show_findings(struct reporter *reporter)
{
	for (size_t i = 0; i < reporter->n_findings; i++) {
		show_finding(reporter, &reporter->findings[i]);
		free((void *)reporter->findings[i].deeds);
	}
	for (size_t i = 0; i < reporter->n_harms; i++) {
		show_harm(reporter, &reporter->harms[i]);
		free((void *)reporter->harms[i].deeds);
	}
	reporter->n_findings = reporter->n_harms = 0;
}

static int open_output(struct reporter *reporter, const struct options *options, const char *path,
		       bool json)
{
	struct output **ret = &reporter->outputs[reporter->n_outputs];
	FILE *file;
	int r;

	r = output_open(path, &file);
	if (r < 0)
		return log_errno(r, "cannot write to %s", path);
	if (json)
		r = json_output_new(file, reporter->names, options->quiet, ret);
	else
		r = text_output_new(file, reporter->names, options->quiet,
				    options_use_color(options->color, fileno(file)), ret);
	if (r < 0)
		return log_errno(r, "cannot prepare the output");
	(*ret)->stacks = reporter->stacks;
	reporter->n_outputs++;
	return 0;
}

static int reporter_setup(struct reporter *reporter, const struct options *options)
{
	int r;

	r = selection_new(options, &reporter->selection);
	if (r < 0)
		return r;
	r = engine_new(take_finding, reporter, &reporter->engine);
	if (r >= 0)
		r = nsid_names_new(NULL, &reporter->names);
	if (r >= 0)
		r = witness_new(&reporter->witness);
	if (r >= 0 && !options->no_stacks)
		r = stacks_new(&reporter->stacks);
	selection_set_stacks(reporter->selection, reporter->stacks);
	if (r < 0)
		return log_errno(r, "cannot start");
	engine_set_on_harm(reporter->engine, keep_harm);
	engine_set_ask_home(reporter->engine, ask_home);
	engine_set_attach_time(reporter->engine, clock_nsec(CLOCK_BOOTTIME));
	if (options->max_visit_nsec)
		engine_set_max_visit(reporter->engine, options->max_visit_nsec);
	r = open_output(reporter, options, options->output_path, options->json);
	if (r >= 0 && options->json_path)
		r = open_output(reporter, options, options->json_path, true);
	return r;
}

int reporter_new(const struct options *options, struct reporter **ret)
{
	struct reporter *reporter = calloc(1, sizeof(*reporter));
	int r;

	if (!reporter)
		return log_errno(ENOMEM, "cannot start");
	r = reporter_setup(reporter, options);
	if (r < 0) {
		reporter_free(reporter);
		return r;
	}
	*ret = reporter;
	return 0;
}

void reporter_free(struct reporter *reporter)
{
	if (!reporter)
		return;
	for (size_t i = 0; i < reporter->n_outputs; i++)
		reporter->outputs[i]->free(reporter->outputs[i]);
	nsid_names_free(reporter->names);
	selection_free(reporter->selection);
	witness_free(reporter->witness);
	stacks_free(reporter->stacks);
	engine_free(reporter->engine);
	free(reporter->findings);
	free(reporter->harms);
	free(reporter);
}

void reporter_note_processes(struct reporter *reporter, const uint32_t *tgids, size_t n_tgids)
{
	for (size_t i = 0; i < n_tgids; i++)
		selection_note_process(reporter->selection, tgids[i]);
}

const struct nstrace_cgroup *reporter_cgroups(const struct reporter *reporter, size_t *ret_n)
{
	return selection_cgroups(reporter->selection, ret_n);
}

int reporter_start(struct reporter *reporter, const struct output_start *start)
{
	reporter->start_nsec = start->time_nsec;
	nsid_names_look(reporter->names, start->time_nsec);
	reporter_note_processes(reporter, start->tgids, start->n_tgids);
	for (size_t i = 0; i < reporter->n_outputs && !reporter->error; i++)
		note_error(reporter, reporter->outputs[i]->start(reporter->outputs[i], start));
	return reporter->error;
}

void reporter_snapshot_record(const struct nstrace_event *event, void *userdata)
{
	struct reporter *reporter = userdata;
	struct engine_view view;

	selection_note(reporter->selection, event);
	if (engine_feed(reporter->engine, event, &view) < 0)
		reporter->error = log_errno(ENOMEM, "cannot take in the snapshot");
}

/* Who attaches to a process that is sick already shall see it at once. A stray that has ended by
 * now is left out. */
static void show_stray(const struct engine_stray *stray, void *userdata)
{
	struct reporter *reporter = userdata;
	const struct engine_view view = {.home = stray->home, .away = true};
	struct nstrace_event event = {
		.kind = NSTRACE_EVENT_THREAD,
		.time_nsec = clock_nsec(CLOCK_BOOTTIME),
		.thread_start_nsec = stray->start_nsec,
		.tgid = stray->tgid,
		.tid = stray->tid,
		.n_threads = stray->n_threads,
		.where = stray->where,
		.home = stray->home,
	};

	if (scan_thread_comm(stray->tgid, stray->tid, event.comm))
		show_event(reporter, &event, &view);
}

void reporter_snapshot_end(struct reporter *reporter)
{
	engine_snapshot_end(reporter->engine);
	engine_each_stray(reporter->engine, show_stray, reporter);
	show_findings(reporter);
}

void reporter_record(const struct nstrace_event *event, void *userdata)
{
	struct reporter *reporter = userdata;
	struct engine_view view;

	if (reporter->error < 0 || event->time_nsec < reporter->ignore_before_nsec)
		return;
	selection_note(reporter->selection, event);
	if (engine_feed(reporter->engine, event, &view) < 0) {
		reporter->error = log_errno(ENOMEM, "cannot follow what happens");
		return;
	}
	/* A visit of a process with threads, or a birth in it: a finding may come of it. */
	if (view.away && event->n_threads > 1)
		stacks_prepare(reporter->stacks, event->stack);
	show_event(reporter, event, &view);
	show_findings(reporter);
}

void reporter_evidence(const struct nstrace_evidence *evidence, void *userdata)
{
	struct reporter *reporter = userdata;
	struct engine_act_view view;

	if (reporter->error < 0 || evidence->time_nsec < reporter->ignore_before_nsec)
		return;
	if (engine_feed_evidence(reporter->engine, evidence, &view) < 0) {
		reporter->error = log_errno(ENOMEM, "cannot follow what happens");
		return;
	}
	if (view.first)
		show_act(reporter, evidence, &view);
	show_findings(reporter);
}

void reporter_stack(const struct nstrace_stack *stack, void *userdata)
{
	struct reporter *reporter = userdata;

	stacks_record(stack, reporter->stacks);
}

void reporter_ignore_before(struct reporter *reporter, uint64_t time_nsec)
{
	reporter->ignore_before_nsec = time_nsec;
}

bool reporter_is_somebody_away(const struct reporter *reporter)
{
	return engine_n_threads(reporter->engine) > 0;
}

void reporter_watch(struct reporter *reporter, uint64_t since_nsec)
{
	engine_set_grace(reporter->engine, since_nsec ? GRACE_NSEC : 0, since_nsec);
}

uint64_t reporter_deadline(const struct reporter *reporter)
{
	return engine_deadline(reporter->engine);
}

void reporter_advance(struct reporter *reporter, uint64_t now_nsec)
{
	engine_advance(reporter->engine, now_nsec);
	show_findings(reporter);
}

int reporter_error(const struct reporter *reporter)
{
	return reporter->error;
}

int reporter_finish(struct reporter *reporter, const uint64_t n_lost[NSTRACE_LOST_KINDS],
		    bool interrupted)
{
	uint64_t now_nsec = clock_nsec(CLOCK_BOOTTIME);

	engine_finish(reporter->engine, now_nsec);
	show_findings(reporter);
	memcpy(reporter->summary.n_lost, n_lost, sizeof(reporter->summary.n_lost));
	reporter->summary.duration_nsec = now_nsec - reporter->start_nsec;
	reporter->summary.interrupted = interrupted;
	reporter->summary.suppressions = selection_finish(reporter->selection);
	for (size_t i = 0; i < reporter->n_outputs && !reporter->error; i++)
		note_error(reporter,
			   reporter->outputs[i]->finish(reporter->outputs[i], &reporter->summary));
	return reporter->error;
}

unsigned int reporter_n_errors(const struct reporter *reporter)
{
	return reporter->summary.n_by_severity[SEVERITY_ERROR];
}

uint64_t reporter_n_lost(const struct reporter *reporter)
{
	return output_n_lost(&reporter->summary);
}
