// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One poll loop for signals, the lab and nstrace. It alone reaps children, and it alone decides
 * that a signal or an unexpected death ends the run.
 */
#include "harness/harness.h"

#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include "harness/show.h"
#include "lab/deadline.h"
#include "lib/log.h"

static int open_signals(int *ret_fd)
{
	static const int signals[] = {SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM};
	sigset_t set;
	size_t i;
	int fd;

	sigemptyset(&set);
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaddset(&set, signals[i]);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0 || signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		return -errno;
	fd = signalfd(-1, &set, SFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	*ret_fd = fd;
	return 0;
}

int harness_open(const struct harness_options *options, struct harness *ret)
{
	struct harness harness = {.options = options,
				  .lab = {.state = LAB_DOWN, .control_fd = -1},
				  .report = {.engine = options->engine,
					     .ps = options->ps,
					     .seed = options->seed,
					     .runtime = options->runtime,
					     .n_containers = options->n_containers,
					     .n_rounds = options->n_rounds}};

	watch_init(&harness.watch);
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		return -errno;
	harness.rounds = calloc((size_t)N_PHASES * options->n_rounds, sizeof(*harness.rounds));
	if (!harness.rounds)
		return -ENOMEM;
	*ret = harness;
	return open_signals(&ret->signal_fd);
}

void harness_close(struct harness *harness)
{
	lab_close(&harness->lab);
	watch_free(&harness->watch);
	free(harness->rounds);
	safe_close(harness->signal_fd);
}

int harness_fail(struct harness *harness, enum verdict verdict, const char *format, ...)
{
	char text[256];
	va_list arguments;

	if (harness->has_failed)
		return -ECANCELED;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	progress_clear();
	log_error("%s", text);
	harness->has_failed = true;
	harness->report.verdict = verdict;
	return -ECANCELED;
}

static void note_child(struct harness *harness, pid_t tgid, int wait_status)
{
	struct program *programs[] = {&harness->watch.program, harness->foreground};
	size_t i;

	if (tgid == harness->lab.host_tgid)
		lab_host_ended(&harness->lab);
	for (i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		if (!programs[i] || !program_runs(programs[i]) || programs[i]->tgid != tgid)
			continue;
		programs[i]->has_ended = true;
		programs[i]->wait_status = wait_status;
	}
}

static void reap(struct harness *harness)
{
	int wait_status;
	pid_t tgid;

	while ((tgid = waitpid(-1, &wait_status, WNOHANG)) > 0)
		note_child(harness, tgid, wait_status);
}

/* The user's command has got a terminal's signal too, and decides what it means. */
static bool is_for_command(const struct harness *harness, const struct signalfd_siginfo *info)
{
	return harness->options->command && info->ssi_code == SI_KERNEL && harness->foreground &&
	       program_runs(harness->foreground);
}

static void take_signal(struct harness *harness, const struct signalfd_siginfo *info)
{
	if (harness->has_failed || is_for_command(harness, info))
		return;
	harness->report.signal_number = (int)info->ssi_signo;
	(void)harness_fail(harness, VERDICT_INTERRUPTED, "ended by a signal: %s",
			   strsignal((int)info->ssi_signo));
}

static int on_signal(struct harness *harness)
{
	struct signalfd_siginfo info;

	if (read(harness->signal_fd, &info, sizeof(info)) != sizeof(info))
		return -errno;
	if (info.ssi_signo == SIGCHLD)
		reap(harness);
	else
		take_signal(harness, &info);
	return 0;
}

/* The command of --run may end containers. */
static bool lab_is_spoilt(const struct harness *harness)
{
	return harness->lab.n_died && !harness->options->command;
}

static void find_failures(struct harness *harness)
{
	const struct lab *lab = &harness->lab;
	const struct watch *watch = &harness->watch;

	if (harness->is_ending)
		return;
	if (lab->error == -EREMOTEIO) /* the engine has said why */
		(void)harness_fail(harness, VERDICT_LAB_FAILED, "the lab: %s", lab->failure);
	else if (lab->error)
		(void)harness_fail(harness, VERDICT_LAB_FAILED, "the lab: %s: %s", lab->failure,
				   strerror(-lab->error));
	if (lab_is_spoilt(harness))
		(void)harness_fail(harness, VERDICT_LAB_FAILED, "a container ended by itself");
	if (watch->error)
		(void)harness_fail(harness, VERDICT_NSTRACE_FAILED, "what nstrace says: %s",
				   strerror(-watch->error));
	if (watch->program.has_ended)
		(void)harness_fail(harness, VERDICT_NSTRACE_FAILED, "nstrace ended too early");
}

static void pass_on_words(struct lab *lab)
{
	if (!*lab->says)
		return;
	progress_step("%s", lab->says);
	*lab->says = '\0';
}

static int serve(struct harness *harness, int timeout_msec)
{
	struct pollfd fds[] = {{.fd = harness->signal_fd, .events = POLLIN},
			       {.fd = harness->lab.control_fd, .events = POLLIN},
			       {.fd = harness->watch.json_fd, .events = POLLIN}};
	int r = 0, n;

	n = poll(fds, sizeof(fds) / sizeof(fds[0]), timeout_msec);
	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	if (n == 0)
		return -ETIMEDOUT;
	if (fds[2].revents)
		watch_read(&harness->watch);
	if (fds[1].revents)
		lab_handle(&harness->lab);
	pass_on_words(&harness->lab);
	if (fds[0].revents)
		r = on_signal(harness);
	find_failures(harness);
	return r;
}

int harness_wait(struct harness *harness, harness_condition *is_done, int timeout_msec)
{
	uint64_t deadline_nsec = deadline_in_msec((unsigned int)timeout_msec);
	int r;

	while (!is_done(harness)) {
		if (harness->has_failed && !harness->is_ending)
			return -ECANCELED;
		r = serve(harness, timeout_msec < 0 ? -1 : deadline_msec_left(deadline_nsec));
		if (r < 0)
			return r;
	}
	return 0;
}
