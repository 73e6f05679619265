// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Finding, starting and signalling programs. Reaping is the loop's, which alone calls waitpid().
 */
#include "harness/program.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include "lab/death.h"
#include "lab/engine.h"

#define EXIT_CANNOT_START 126

int program_find(const char *name, char **ret_path)
{
	char own_path[PATH_MAX];
	ssize_t n_bytes = readlink("/proc/self/exe", own_path, sizeof(own_path) - 1);
	char *path;

	if (n_bytes < 0)
		return -errno;
	own_path[n_bytes] = '\0';
	*strrchr(own_path, '/') = '\0';
	if (asprintf(&path, "%s/%s", own_path, name) < 0)
		return -ENOMEM;
	*ret_path = path;
	return 0;
}

static int redirect(int from_fd, int to_fd)
{
	if (from_fd < 0)
		return 0;
	/* dup2() to itself would leave it close-on-exec. */
	if (from_fd == to_fd)
		return fcntl(to_fd, F_SETFD, 0) < 0 ? -errno : 0;
	return dup2(from_fd, to_fd) < 0 ? -errno : 0;
}

static int reset_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	if (sigprocmask(SIG_SETMASK, &none, NULL) < 0 || signal(SIGPIPE, SIG_DFL) == SIG_ERR)
		return -errno;
	return 0;
}

static int set_seed(uint64_t seed)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, seed);
	return setenv("NSTRACE_SEED", text, 1) < 0 ? -errno : 0;
}

/* It names an engine whose containers are not the lab's, and is believed before the lab's list. */
static void forget_other_engine(const struct lab *lab)
{
	if (strcmp(lab->engine->name, "docker"))
		(void)unsetenv("DOCKER_HOST");
}

static int prepare_child(const struct program_spec *spec, int parent_pidfd)
{
	int r;

	r = die_with(parent_pidfd);
	if (r >= 0 && spec->own_group && setpgid(0, 0) < 0)
		r = -errno;
	if (r >= 0)
		r = lab_enter(spec->lab);
	if (r >= 0)
		r = redirect(spec->stdin_fd, STDIN_FILENO);
	if (r >= 0)
		r = redirect(spec->stdout_fd, STDOUT_FILENO);
	if (r >= 0)
		r = redirect(spec->stderr_fd, STDERR_FILENO);
	if (r >= 0)
		r = redirect(spec->extra_fd, PROGRAM_EXTRA_FD);
	forget_other_engine(spec->lab);
	if (r >= 0 && spec->seed)
		r = set_seed(spec->seed);
	return r < 0 ? r : reset_signals();
}

_Noreturn static void run_child(const struct program_spec *spec, int parent_pidfd)
{
	int r;

	r = prepare_child(spec, parent_pidfd);
	if (r >= 0) {
		execvp(spec->argv[0], (char *const *)spec->argv);
		r = -errno;
	}
	dprintf(STDERR_FILENO, "cannot run %s: %s\n", spec->argv[0], strerror(-r));
	_exit(EXIT_CANNOT_START);
}

int program_start(const struct program_spec *spec, struct program *ret)
{
	_cleanup_close_ int own_pidfd = pidfd_open(getpid(), 0);
	pid_t tgid;

	if (own_pidfd < 0)
		return -errno;
	tgid = fork();
	if (tgid < 0)
		return -errno;
	if (tgid == 0)
		run_child(spec, own_pidfd);
	*ret = (struct program){.tgid = tgid, .is_group = spec->own_group && spec->is_shell};
	return 0;
}

void program_signal(const struct program *program, int signal_number)
{
	/* Not reaped yet, so the number is still its own. A group may not be there yet. */
	if (program_runs(program) &&
	    (!program->is_group || kill(-program->tgid, signal_number) < 0))
		(void)kill(program->tgid, signal_number);
}

int program_exit_status(const struct program *program)
{
	if (WIFSIGNALED(program->wait_status))
		return 128 + WTERMSIG(program->wait_status);
	return WEXITSTATUS(program->wait_status);
}
