// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Starts one run, judges its end, and brings it together with findings. Does not wait and prints
 * nothing; the judging and matching is pure.
 */
#include "harness/round.h"

#include <fcntl.h>
#include <string.h>
#include "lab/memory_file.h"
#include "lab/deadline.h"
#include "lib/parse.h"

#define BUG_MESSAGE "Cannot find weave bridge: Link not found\n"

static int open_files(struct round *round)
{
	int r;

	r = memory_file_open(&round->stdout_fd);
	if (r >= 0)
		r = memory_file_open(&round->stderr_fd);
	if (r >= 0)
		r = memory_file_open(&round->tid_fd);
	return r;
}

static void close_files(struct round *round)
{
	round->stdout_fd = safe_close(round->stdout_fd);
	round->stderr_fd = safe_close(round->stderr_fd);
	round->tid_fd = safe_close(round->tid_fd);
}

static int start_program(struct round *round, const struct round_plan *plan, const struct lab *lab)
{
	_cleanup_close_ int null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (null_fd < 0)
		return -errno;
	return program_start(&(struct program_spec){.argv = plan->argv,
						    .lab = lab,
						    .stdin_fd = null_fd,
						    .stdout_fd = round->stdout_fd,
						    .stderr_fd = round->stderr_fd,
						    .extra_fd = round->tid_fd,
						    .own_group = true,
						    .is_shell = plan->is_own,
						    .seed = plan->seed},
			     &round->program);
}

int round_begin(struct round *round, const struct round_plan *plan, const struct lab *lab)
{
	int r;

	*round = (struct round){.phase = plan->phase,
				.is_own = plan->is_own,
				.stdout_fd = -1,
				.stderr_fd = -1,
				.tid_fd = -1};
	r = open_files(round);
	if (r >= 0) {
		round->begin_nsec = clock_nsec(CLOCK_BOOTTIME);
		r = start_program(round, plan, lab);
	}
	if (r < 0)
		close_files(round);
	return r;
}

enum round_outcome round_judge(int exit_status, const char *stderr_text)
{
	if (exit_status == 0)
		return ROUND_PASSED;
	if (exit_status == 1 && !strcmp(stderr_text, BUG_MESSAGE))
		return ROUND_BUG;
	return ROUND_BROKEN;
}

enum round_outcome round_judge_own(int exit_status)
{
	if (exit_status == 0)
		return ROUND_PASSED;
	/* The shell found no such program, or one that can't be run. */
	return exit_status == 126 || exit_status == 127 ? ROUND_BROKEN : ROUND_BUG;
}

static enum round_outcome judge(const struct round *round, const char *stderr_text)
{
	int exit_status = program_exit_status(&round->program);

	if (round->was_killed)
		return ROUND_BROKEN;
	return round->is_own ? round_judge_own(exit_status) : round_judge(exit_status, stderr_text);
}

static pid_t parse_tid(char *text)
{
	char *end = strchr(text, '\n');
	uint64_t tid;

	if (!end || end[1])
		return 0;
	*end = '\0';
	return parse_u64(text, 1, INT32_MAX, &tid) < 0 ? 0 : (pid_t)tid;
}

int round_end(struct round *round, char **ret_stdout, char **ret_stderr)
{
	_cleanup_free_ char *stdout_text = memory_file_text(round->stdout_fd);
	_cleanup_free_ char *stderr_text = memory_file_text(round->stderr_fd);
	_cleanup_free_ char *tid_text = memory_file_text(round->tid_fd);

	close_files(round);
	if (!stdout_text || !stderr_text || !tid_text)
		return -ENOMEM;
	round->end_nsec = clock_nsec(CLOCK_BOOTTIME);
	round->outcome = judge(round, stderr_text);
	round->failed_tid = parse_tid(tid_text);
	*ret_stdout = stdout_text;
	*ret_stderr = stderr_text;
	stdout_text = stderr_text = NULL;
	return 0;
}

static struct round *find_by_process(struct round *rounds, size_t n_rounds, pid_t tgid)
{
	size_t i;

	for (i = 0; i < n_rounds; i++) {
		if (rounds[i].program.tgid == tgid)
			return &rounds[i];
	}
	return NULL;
}

/* The processes a program forked are known by the time alone; one round runs at a time. */
static struct round *find_by_time(struct round *rounds, size_t n_rounds, uint64_t time_nsec)
{
	size_t i;

	for (i = 0; i < n_rounds; i++) {
		if (rounds[i].begin_nsec <= time_nsec && time_nsec <= rounds[i].end_nsec)
			return &rounds[i];
	}
	return NULL;
}

static bool match_one(struct round *rounds, size_t n_rounds, const struct finding_record *finding)
{
	struct round *round = find_by_process(rounds, n_rounds, finding->tgid);
	bool names_culprit = round && round->failed_tid == finding->tid;

	if (!round)
		round = find_by_time(rounds, n_rounds, finding->since_nsec);
	if (!round)
		return false;
	round->culprit_flagged |= names_culprit || round->is_own;
	round->is_flagged = true;
	return true;
}

unsigned int round_match(struct round *rounds, size_t n_rounds,
			 const struct finding_record *findings, size_t n_findings)
{
	unsigned int n_stray = 0;
	size_t i;

	for (i = 0; i < n_findings; i++) {
		if (findings[i].is_error && !match_one(rounds, n_rounds, &findings[i]))
			n_stray++;
	}
	return n_stray;
}

void round_count(const struct round *rounds, size_t n_rounds, enum phase phase,
		 struct phase_report *ret)
{
	struct phase_report sum = {0};
	size_t i;

	for (i = 0; i < n_rounds; i++) {
		const struct round *round = &rounds[i];
		bool failed = round->outcome != ROUND_PASSED;

		if (round->phase != phase)
			continue;
		sum.n_rounds++;
		sum.n_failed += failed;
		sum.n_flagged += round->is_flagged;
		sum.n_failed_unflagged += failed && !round->culprit_flagged;
		sum.n_broken += round->outcome == ROUND_BROKEN;
	}
	*ret = sum;
}
