// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The order of things: take the processes in hand, attach, look around (snapshot), only then let
 * the command run; stop when the command or every process given has ended, when the time is up, or
 * on a signal; then take in what the kernel still has, and say the verdict.
 */
#include "nstrace/session.h"

#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "nstrace/command.h"
#include "nstrace/elf_class.h"
#include "nstrace/privilege.h"
#include "nstrace/probes.h"
#include "nstrace/refusal.h"
#include "nstrace/reporter.h"
#include "nstrace/wait_fd.h"

enum {
	SOURCE_SIGNALS,
	SOURCE_EVENTS,
	SOURCE_EVIDENCE,
	SOURCE_TIMER,
	SOURCE_PROCESSES, /* and all behind it: a pidfd each */
};

/* Visits come one after the other. */
#define WATCH_LINGER_NSEC 10000000000

struct session {
	const struct options *options;
	struct command *command;
	struct probes *probes;
	struct reporter *reporter;
	uint32_t *tgids; /* to follow */
	struct pollfd *sources;
	size_t n_tgids, n_alive;
	uint64_t watch_until_nsec; /* evidence is being watched for; 0: it is not */
	bool interrupted, stop;
	bool sees_32bit;
};

/* The command counts as one more process that was given. */
static int watch_processes(struct session *session)
{
	const struct options *options = session->options;
	size_t n = options->n_tgids + (session->command ? 1 : 0);
	struct pollfd *source;

	session->tgids = calloc(n ? n : 1, sizeof(*session->tgids));
	session->sources = calloc(SOURCE_PROCESSES + n, sizeof(*session->sources));
	if (!session->tgids || !session->sources)
		return log_errno(ENOMEM, "cannot start");
	for (size_t i = 0; i < SOURCE_PROCESSES + n; i++)
		session->sources[i] = (struct pollfd){.fd = -1, .events = POLLIN};
	for (size_t i = 0; i < n; i++) {
		session->tgids[i] =
			i < options->n_tgids ? options->tgids[i] : command_tgid(session->command);
		source = &session->sources[SOURCE_PROCESSES + i];
		source->fd = wait_fd_process(session->tgids[i]);
		if (source->fd < 0)
			return source->fd;
		session->n_tgids = ++session->n_alive;
	}
	return 0;
}

static int open_sources(struct session *session)
{
	int r = watch_processes(session);

	if (r < 0)
		return r;
	r = wait_fd_signals();
	if (r < 0)
		return log_errno(r, "cannot wait for signals");
	session->sources[SOURCE_SIGNALS].fd = r;
	if (!session->options->duration_nsec)
		return 0;
	r = wait_fd_timer(session->options->duration_nsec);
	if (r < 0)
		return log_errno(r, "cannot set a timer");
	session->sources[SOURCE_TIMER].fd = r;
	return 0;
}

static void warn_of_missing_probes(const struct session *session, enum probe_occasion occasion)
{
	for (size_t i = 0; i < N_PROBES; i++)
		if (probe_table[i].occasion == occasion && probes_status(session->probes, i) < 0 &&
		    probes_status(session->probes, i) != -ENODATA)
			log_warn_errno(probes_status(session->probes, i), "not seen here: %s (%s)",
				       probe_table[i].sees, probe_table[i].program);
}

/* A machine where everybody is at home shall not pay for evidence. A command is short, and watched
 * from its first instruction; else the very first visit is over before we know of it. */
static void watch_evidence(struct session *session, uint64_t now_nsec)
{
	bool is_wanted = session->command || reporter_is_somebody_away(session->reporter);
	bool is_on = session->watch_until_nsec;
	uint64_t since_nsec;

	if (is_wanted) {
		session->watch_until_nsec = now_nsec + WATCH_LINGER_NSEC;
		probes_attach(session->probes, PROBE_EVIDENCE);
	} else if (is_on && session->watch_until_nsec <= now_nsec) {
		session->watch_until_nsec = 0;
		probes_detach(session->probes, PROBE_EVIDENCE);
	}
	if (is_on == (session->watch_until_nsec != 0))
		return;
	warn_of_missing_probes(session, PROBE_EVIDENCE);
	/* Attaching can take a while, and what happened meanwhile was not seen. */
	since_nsec = clock_nsec(CLOCK_BOOTTIME);
	reporter_watch(session->reporter,
		       probes_attached(session->probes, PROBE_EVIDENCE) ? since_nsec : 0);
}

static void see_32bit(struct session *session)
{
	if (session->sees_32bit)
		return;
	session->sees_32bit = true;
	probes_attach(session->probes, PROBE_32BIT);
	log_info("a 32-bit program is there: its calls are seen from now on, and all calls on this "
		 "machine take a little longer");
	warn_of_missing_probes(session, PROBE_32BIT);
}

/* For the records of the snapshot, and of the trace. */
static void take_snapshot_record(const struct nstrace_event *event, void *userdata)
{
	struct session *session = userdata;

	if (event->kind == NSTRACE_EVENT_32BIT)
		see_32bit(session);
	else
		reporter_snapshot_record(event, session->reporter);
}

static void take_record(const struct nstrace_event *event, void *userdata)
{
	struct session *session = userdata;

	if (event->kind == NSTRACE_EVENT_32BIT)
		see_32bit(session);
	else
		reporter_record(event, session->reporter);
}

static void take_evidence(const struct nstrace_evidence *evidence, void *userdata)
{
	struct session *session = userdata;

	reporter_evidence(evidence, session->reporter);
}

static int attach(struct session *session)
{
	struct probes_scope scope = {.tgids = session->tgids,
				     .n_tgids = session->n_tgids,
				     .kinds = session->options->kinds,
				     .evidence = !session->options->no_evidence,
				     .on_stack =
					     session->options->no_stacks ? NULL : reporter_stack,
				     .stack_userdata = session->reporter};
	uint64_t snapshot_nsec;
	int r;

	scope.cgroups = reporter_cgroups(session->reporter, &scope.n_cgroups);
	probes_set_verbose(session->options->verbose);
	r = probes_open(&scope, &session->probes);
	if (r < 0)
		return log_errno(r, "cannot trace: %s", refusal_reason(r));
	session->sources[SOURCE_EVENTS].fd = probes_fd(session->probes);
	session->sources[SOURCE_EVIDENCE].fd = probes_evidence_fd(session->probes);
	warn_of_missing_probes(session, PROBE_ALWAYS);
	if (scope.on_stack && !probes_take_stacks(session->probes))
		log_warning("not seen here: stacks, from where in the code threads switch");
	if (session->options->see_32bit ||
	    (session->command && elf_class_is_32bit(session->options->command[0])))
		see_32bit(session);
	snapshot_nsec = clock_nsec(CLOCK_BOOTTIME);
	r = probes_snapshot(session->probes, take_snapshot_record, session);
	if (r < 0 && r != -EOPNOTSUPP) /* of that the user has been warned */
		return log_errno(r, "cannot look at the threads that are there");
	if (r >= 0)
		reporter_ignore_before(session->reporter, snapshot_nsec);
	watch_evidence(session, snapshot_nsec);
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
		.command = session->command != NULL,
	};

	return reporter_start(session->reporter, &start);
}

/* A signal that somebody sent to us alone is meant for the command as well; one from the terminal
 * has reached it already. Either way the trace goes on until the command has ended. */
static void take_signal(struct session *session)
{
	struct signalfd_siginfo info;

	if (read(session->sources[SOURCE_SIGNALS].fd, &info, sizeof(info)) != sizeof(info))
		return;
	session->interrupted = true;
	if (!session->command)
		session->stop = true;
	else if (info.ssi_code <= 0)
		command_signal(session->command, (int)info.ssi_signo);
}

/* As timeout(1) does: the command is asked to end, and what it does until then is still traced. */
static void take_timeout(struct session *session)
{
	struct pollfd *source = &session->sources[SOURCE_TIMER];

	source->fd = safe_close(source->fd);
	if (session->command)
		command_signal(session->command, SIGTERM);
	else
		session->stop = true;
}

static void take_process_ends(struct session *session)
{
	for (size_t i = 0; i < session->n_tgids; i++) {
		struct pollfd *source = &session->sources[SOURCE_PROCESSES + i];

		if (source->fd < 0 || !source->revents)
			continue;
		source->fd = safe_close(source->fd);
		session->n_alive--;
	}
	if (session->n_tgids && !session->n_alive)
		session->stop = true;
}

/* A failed output ends a trace that has no other purpose; a command is let finish its work. Returns
 * 1 if there may be more records, 0 if not, or a negative errno. */
static int take_records(struct session *session)
{
	int r = probes_consume(session->probes, take_record, take_evidence, session);

	if (r < 0)
		return log_errno(r, "cannot read the kernel's records");
	if (reporter_error(session->reporter) < 0 && !session->command)
		session->stop = true;
	return r;
}

/* What happened before the end; the ring holds less than this, and what comes later is not asked.
 */
static int take_last_records(struct session *session)
{
	int n_portions = 40, r;

	do
		r = take_records(session);
	while (r > 0 && --n_portions > 0);
	return r < 0 ? r : 0;
}

/* For poll(): until time alone settles something; -1: until something happens. */
static int wait_msec(const struct session *session)
{
	uint64_t deadline_nsec = reporter_deadline(session->reporter);
	uint64_t now_nsec = clock_nsec(CLOCK_BOOTTIME), msec;

	if (!deadline_nsec ||
	    (session->watch_until_nsec && session->watch_until_nsec < deadline_nsec))
		deadline_nsec = session->watch_until_nsec;
	if (!deadline_nsec)
		return -1;
	if (deadline_nsec <= now_nsec)
		return 0;
	msec = (deadline_nsec - now_nsec) / 1000000 + 1;
	return msec < INT_MAX ? (int)msec : INT_MAX;
}

static int loop(struct session *session)
{
	uint64_t now_nsec;
	int r = 0;

	while (!session->stop && r >= 0) {
		r = poll(session->sources, SOURCE_PROCESSES + session->n_tgids,
			 r > 0 ? 0 : wait_msec(session));
		if (r < 0 && errno != EINTR)
			return log_errno(errno, "cannot wait for events");
		/* Before the records are taken: then they have all that happened until now. */
		now_nsec = clock_nsec(CLOCK_BOOTTIME);
		r = take_records(session);
		if (r == 0)
			reporter_advance(session->reporter, now_nsec);
		watch_evidence(session, now_nsec);
		if (session->sources[SOURCE_SIGNALS].revents)
			take_signal(session);
		if (session->sources[SOURCE_TIMER].revents)
			take_timeout(session);
		take_process_ends(session);
	}
	return r < 0 ? r : take_last_records(session);
}

static void tell_skipped_stacks(const struct session *session)
{
	uint64_t n_skipped = probes_stacks_skipped(session->probes);

	if (n_skipped)
		log_info("%" PRIu64 " stack%s found no room: findings may lack theirs", n_skipped,
			 n_skipped == 1 ? "" : "s");
}

static int trace(struct session *session)
{
	uint64_t n_lost[NSTRACE_LOST_KINDS];
	int r;

	r = open_sources(session);
	if (r >= 0)
		r = attach(session);
	if (r >= 0)
		r = say_start(session);
	if (r >= 0)
		reporter_snapshot_end(session->reporter);
	if (r >= 0 && session->command)
		r = command_release(session->command);
	if (r >= 0 && session->command)
		reporter_note_processes(session->reporter, session->tgids, session->n_tgids);
	if (r >= 0)
		r = loop(session);
	if (r < 0)
		return r;
	tell_skipped_stacks(session);
	probes_lost(session->probes, n_lost);
	return reporter_finish(session->reporter, n_lost, session->interrupted);
}

static int exit_status(const struct session *session)
{
	int error_exitcode = session->options->error_exitcode;

	if (error_exitcode && reporter_n_errors(session->reporter))
		return error_exitcode;
	if (error_exitcode && reporter_n_lost(session->reporter))
		return SESSION_EXIT_LOST;
	return session->command ? command_wait(session->command) : 0;
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
	r = reporter_new(options, &session->reporter);
	if (r >= 0 && options->command)
		r = command_start(options->command, options->as_root, &session->command);
	return r;
}

static void clean_up(struct session *session)
{
	for (size_t i = 0; session->sources && i < SOURCE_PROCESSES + session->n_tgids; i++)
		if (i != SOURCE_EVENTS && i != SOURCE_EVIDENCE)
			safe_close(session->sources[i].fd);
	probes_close(session->probes);
	command_free(session->command);
	reporter_free(session->reporter);
	free(session->sources);
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
