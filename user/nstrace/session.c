// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The order of things: take the processes in hand, attach, look around (snapshot), only then let
 * the command run; stop when the command or every process given has ended, when the time is up, or
 * on a signal; then take in what the kernel still has, and say the verdict.
 */
#include "nstrace/session.h"

#include <inttypes.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "nstrace/elf_class.h"
#include "nstrace/loop.h"
#include "nstrace/privilege.h"
#include "nstrace/refusal.h"

struct session {
	const struct options *options;
	uint32_t *tgids; /* to follow */
	size_t n_tgids;
	struct loop loop;
};

/* The command counts as one more process that was given. */
static int choose_processes(struct session *session)
{
	const struct options *options = session->options;
	size_t n = options->n_tgids;

	session->tgids = calloc(n + 1, sizeof(*session->tgids));
	if (!session->tgids)
		return log_errno(ENOMEM, "cannot start");
	for (size_t i = 0; i < n; i++)
		session->tgids[i] = options->tgids[i];
	if (session->loop.command)
		session->tgids[n++] = command_tgid(session->loop.command);
	session->n_tgids = n;
	return 0;
}

static int open_probes(struct session *session)
{
	const struct options *options = session->options;
	struct loop *loop = &session->loop;
	struct probes_scope scope = {.tgids = session->tgids,
				     .n_tgids = session->n_tgids,
				     .kinds = options->kinds,
				     .evidence = !options->no_evidence,
				     .on_stack = options->no_stacks ? NULL : reporter_stack,
				     .stack_userdata = loop->reporter};
	int r;

	scope.cgroups = reporter_cgroups(loop->reporter, &scope.n_cgroups);
	probes_set_verbose(options->verbose);
	r = probes_open(&scope, &loop->probes);
	if (r < 0)
		return log_errno(r, "cannot trace: %s", refusal_reason(r));
	watch_warn_of_missing(loop->probes, PROBE_ALWAYS);
	if (scope.on_stack && !probes_take_stacks(loop->probes))
		log_warning("not seen here: stacks, from where in the code threads switch");
	return 0;
}

static int attach(struct session *session)
{
	const struct options *options = session->options;
	struct loop *loop = &session->loop;
	uint64_t snapshot_nsec;
	int r;

	r = open_probes(session);
	if (r < 0)
		return r;
	loop->sources.items[SOURCE_EVENTS].fd = probes_fd(loop->probes);
	loop->sources.items[SOURCE_EVIDENCE].fd = probes_evidence_fd(loop->probes);
	loop->watch = (struct watch){.probes = loop->probes,
				     .reporter = loop->reporter,
				     .always = loop->command != NULL};
	if (options->see_32bit || (loop->command && elf_class_is_32bit(options->command[0])))
		watch_32bit(&loop->watch);
	snapshot_nsec = clock_nsec(CLOCK_BOOTTIME);
	r = probes_snapshot(loop->probes, loop_snapshot_record, loop);
	if (r < 0 && r != -EOPNOTSUPP) /* of that the user has been warned */
		return log_errno(r, "cannot look at the threads that are there");
	if (r >= 0)
		reporter_ignore_before(loop->reporter, snapshot_nsec);
	watch_evidence(&loop->watch, snapshot_nsec);
	return 0;
}

static int say_start(struct session *session)
{
	struct output_start start = {
		.version = NSTRACE_VERSION,
		.probes = "tracepoint",
		.time_nsec = clock_nsec(CLOCK_BOOTTIME),
		.realtime_nsec = clock_nsec(CLOCK_REALTIME),
		.tgids = session->tgids,
		.n_tgids = session->n_tgids,
		.command = session->loop.command != NULL,
	};

	return reporter_start(session->loop.reporter, &start);
}

static void tell_skipped_stacks(const struct probes *probes)
{
	uint64_t n_skipped = probes_stacks_skipped(probes);

	if (n_skipped)
		log_info("%" PRIu64 " stack%s found no room: findings may lack theirs", n_skipped,
			 n_skipped == 1 ? "" : "s");
}

static void set_home(uint32_t tgid, const struct nstrace_nsid *home, void *userdata)
{
	struct session *session = userdata;

	probes_set_home(session->loop.probes, tgid, home);
}

static int trace(struct session *session)
{
	struct loop *loop = &session->loop;
	uint64_t n_lost[NSTRACE_LOST_KINDS];
	int r;

	r = choose_processes(session);
	if (r >= 0)
		r = sources_open(&loop->sources, session->tgids, session->n_tgids);
	if (r >= 0)
		r = attach(session);
	if (r >= 0)
		r = say_start(session);
	/* What it took to attach is no part of it. */
	if (r >= 0 && session->options->duration_nsec)
		r = sources_limit_time(&loop->sources, session->options->duration_nsec);
	if (r >= 0) {
		reporter_set_on_home(loop->reporter, set_home, session);
		reporter_snapshot_end(loop->reporter);
	}
	if (r >= 0 && loop->command)
		r = command_release(loop->command);
	if (r >= 0 && loop->command)
		reporter_note_processes(loop->reporter, session->tgids, session->n_tgids);
	if (r >= 0)
		r = loop_run(loop);
	if (r < 0)
		return r;
	tell_skipped_stacks(loop->probes);
	probes_lost(loop->probes, n_lost);
	return reporter_finish(loop->reporter, n_lost, loop->is_interrupted);
}

static int exit_status(const struct session *session)
{
	int error_exitcode = session->options->error_exitcode;

	if (error_exitcode && reporter_n_errors(session->loop.reporter))
		return error_exitcode;
	if (error_exitcode && reporter_n_lost(session->loop.reporter))
		return SESSION_EXIT_LOST;
	return session->loop.command ? command_wait(session->loop.command) : 0;
}

static int prepare(struct session *session)
{
	const struct options *options = session->options;
	int r;

	r = privilege_check();
	if (r >= 0)
		r = privilege_check_place();
	if (r < 0)
		return r;
	r = reporter_new(options, &session->loop.reporter);
	if (r >= 0 && options->command)
		r = command_start(options->command, options->as_root, &session->loop.command);
	return r;
}

static void clean_up(struct session *session)
{
	sources_close(&session->loop.sources);
	probes_close(session->loop.probes);
	command_free(session->loop.command);
	reporter_free(session->loop.reporter);
	free(session->tgids);
}

int session_run(const struct options *options)
{
	struct session session = {.options = options};
	int status = SESSION_EXIT_FAILED;

	if (prepare(&session) >= 0 && trace(&session) >= 0)
		status = exit_status(&session);
	clean_up(&session);
	return status;
}
