// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/reporter.h"

#include <string.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "nstrace/nsid_name.h"
#include "nstrace/outputs.h"
#include "nstrace/scan_thread.h"
#include "nstrace/selection.h"
#include "nstrace/settled.h"
#include "nstrace/witness.h"

/* Enough for a thread that is ending to end on a busy machine, and short for who waits to know. */
#define GRACE_NSEC 20000000

struct reporter {
	struct engine *engine;
	engine_home_fn on_home;
	void *home_userdata;
	struct nsid_names *names;
	struct witness *witness;
	struct stacks *stacks; /* NULL: none are wanted */
	struct outputs outputs;
	struct selection *selection;
	struct settled settled;
	struct output_summary summary;
	uint64_t start_nsec;
	uint64_t ignore_before_nsec;
	int error; /* nothing more is taken in; the user has been told why */
};

static void stop(struct reporter *reporter, int error)
{
	if (error < 0)
		reporter->error = error;
}

/* A pool names its workers just after their birth, when they still have their creator's name. */
static void read_comm(uint32_t tgid, uint32_t tid, char comm[NSTRACE_COMM_LEN])
{
	char now[NSTRACE_COMM_LEN];

	if (scan_thread_comm(tgid, tid, now) && *now)
		memcpy(comm, now, sizeof(now));
}

/* The engine settles findings while it takes an event in; they are shown behind that event. */
static void take_finding(const struct finding *settled, void *userdata)
{
	struct reporter *reporter = userdata;
	struct finding finding = *settled;
	enum selection_verdict verdict;

	read_comm(finding.tgid, finding.tid, finding.comm);
	verdict = selection_judge(reporter->selection, &finding);
	if (verdict == SELECTION_SUPPRESS)
		reporter->summary.n_suppressed++;
	if (verdict != SELECTION_REPORT)
		return;
	reporter->summary.n_findings[finding.class]++;
	reporter->summary.n_by_severity[finding.severity]++;
	stop(reporter, settled_add_finding(&reporter->settled, &finding));
}

/* Likewise. A finding that was not told has no harm to tell either. */
static void take_harm(const struct harm *settled, void *userdata)
{
	struct reporter *reporter = userdata;
	struct harm harm = *settled;

	read_comm(harm.tgid, harm.tid, harm.comm);
	stop(reporter, settled_add_harm(&reporter->settled, &harm));
}

static struct home_answer ask_home(uint32_t tgid, const struct nstrace_nsid *home,
				   const char *link_name, void *userdata)
{
	struct reporter *reporter = userdata;

	return witness_ask(reporter->witness, tgid, home, link_name);
}

static void show_event(struct reporter *reporter, const struct nstrace_event *event,
		       const struct engine_view *view)
{
	if (selection_wants_event(reporter->selection, event, view))
		outputs_event(&reporter->outputs, event, view);
}

static void show_act(struct reporter *reporter, const struct nstrace_evidence *evidence,
		     const struct engine_act_view *view)
{
	if (selection_wants_act(reporter->selection, evidence, view))
		outputs_act(&reporter->outputs, evidence, view);
}

static void show_settled(struct reporter *reporter)
{
	settled_show(&reporter->settled, reporter->selection, &reporter->outputs);
}

/* On a busy machine a finding is rather shown without its stacks than late, but it must not depend
 * on the machine's load whether it is suppressed. */
static uint64_t patience_for_stacks(const struct options *options)
{
	return options->suppressions.n || options->gen_suppressions ? 5000000000 : 0;
}

static int reporter_setup(struct reporter *reporter, const struct options *options)
{
	int r;

	r = selection_new(options, &reporter->selection);
	if (r < 0)
		return r;
	r = engine_new(take_finding, reporter, &reporter->engine);
	if (r >= 0)
		r = nsid_names_new(options->no_names ? &nsid_no_places : &nsid_places,
				   &reporter->names);
	if (r >= 0)
		r = witness_new(&reporter->witness);
	if (r >= 0 && !options->no_stacks)
		r = stacks_new(patience_for_stacks(options), &reporter->stacks);
	selection_set_stacks(reporter->selection, reporter->stacks);
	if (r < 0)
		return log_errno(r, "cannot start");
	engine_set_on_harm(reporter->engine, take_harm);
	engine_set_ask_home(reporter->engine, ask_home);
	engine_set_attach_time(reporter->engine, clock_nsec(CLOCK_BOOTTIME));
	if (options->max_visit_nsec)
		engine_set_max_visit(reporter->engine, options->max_visit_nsec);
	return outputs_open(&reporter->outputs, options, reporter->names, reporter->stacks);
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
	outputs_free(&reporter->outputs);
	nsid_names_free(reporter->names);
	selection_free(reporter->selection);
	witness_free(reporter->witness);
	stacks_free(reporter->stacks);
	engine_free(reporter->engine);
	settled_free(&reporter->settled);
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

static void pass_home(uint32_t tgid, const struct nstrace_nsid *home, void *userdata)
{
	struct reporter *reporter = userdata;

	reporter->on_home(tgid, home, reporter->home_userdata);
}

void reporter_set_on_home(struct reporter *reporter, engine_home_fn on_home, void *userdata)
{
	reporter->on_home = on_home;
	reporter->home_userdata = userdata;
	engine_set_on_home(reporter->engine, pass_home);
}

int reporter_start(struct reporter *reporter, const struct output_start *start)
{
	reporter->start_nsec = start->time_nsec;
	nsid_names_look(reporter->names, start->time_nsec);
	reporter_note_processes(reporter, start->tgids, start->n_tgids);
	outputs_start(&reporter->outputs, start);
	return reporter_error(reporter);
}

void reporter_snapshot_record(const struct nstrace_event *event, void *userdata)
{
	struct reporter *reporter = userdata;
	struct engine_view view;

	selection_note(reporter->selection, event);
	if (engine_feed(reporter->engine, event, &view) < 0)
		stop(reporter, log_errno(ENOMEM, "cannot take in the snapshot"));
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
	show_settled(reporter);
}

void reporter_record(const struct nstrace_event *event, void *userdata)
{
	struct reporter *reporter = userdata;
	struct engine_view view;

	if (reporter->error < 0 || event->time_nsec < reporter->ignore_before_nsec)
		return;
	selection_note(reporter->selection, event);
	if (engine_feed(reporter->engine, event, &view) < 0) {
		stop(reporter, log_errno(ENOMEM, "cannot follow what happens"));
		return;
	}
	/* A visit of a process with threads, or a birth in it: a finding may come of it. */
	if (view.away && event->n_threads > 1)
		stacks_prepare(reporter->stacks, event->stack);
	show_event(reporter, event, &view);
	show_settled(reporter);
}

void reporter_evidence(const struct nstrace_evidence *evidence, void *userdata)
{
	struct reporter *reporter = userdata;
	struct engine_act_view view;

	if (reporter->error < 0 || evidence->time_nsec < reporter->ignore_before_nsec)
		return;
	if (engine_feed_evidence(reporter->engine, evidence, &view) < 0) {
		stop(reporter, log_errno(ENOMEM, "cannot follow what happens"));
		return;
	}
	if (view.first)
		show_act(reporter, evidence, &view);
	show_settled(reporter);
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
	show_settled(reporter);
}

int reporter_error(const struct reporter *reporter)
{
	if (reporter->error < 0)
		return reporter->error;
	return outputs_have_ended(&reporter->outputs) ? reporter->outputs.error : 0;
}

int reporter_finish(struct reporter *reporter, const uint64_t n_lost[NSTRACE_LOST_KINDS],
		    bool interrupted)
{
	uint64_t now_nsec = clock_nsec(CLOCK_BOOTTIME);

	engine_finish(reporter->engine, now_nsec);
	show_settled(reporter);
	memcpy(reporter->summary.n_lost, n_lost, sizeof(reporter->summary.n_lost));
	reporter->summary.duration_nsec = now_nsec - reporter->start_nsec;
	reporter->summary.interrupted = interrupted;
	reporter->summary.suppressions = selection_finish(reporter->selection);
	outputs_finish(&reporter->outputs, &reporter->summary);
	return reporter->error < 0 ? reporter->error : reporter->outputs.error;
}

unsigned int reporter_n_errors(const struct reporter *reporter)
{
	return reporter->summary.n_by_severity[SEVERITY_ERROR];
}

uint64_t reporter_n_lost(const struct reporter *reporter)
{
	return output_n_lost(&reporter->summary);
}
