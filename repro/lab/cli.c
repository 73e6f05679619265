// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One child, its output in files in memory. The child has a clean signal mask, nothing on standard
 * input and none of our descriptors. It is waited for by its number alone: others have theirs.
 */
#include "lab/cli.h"

#include <assert.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include "lab/deadline.h"
#include "lab/memory_file.h"
#include "lib/escape.h"

#define EXIT_NO_COMMAND 127

void cli_add(struct cli_words *words, const char *word)
{
	assert(words->n < CLI_MAX_WORDS);
	words->items[words->n++] = word;
}

void cli_add_all(struct cli_words *words, const char *const *more)
{
	for (; *more; more++)
		cli_add(words, *more);
}

_Noreturn static void run_child(const char *const *argv, int output_fd, int error_fd)
{
	int null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	sigset_t none;

	sigemptyset(&none);
	if (null_fd < 0 || sigprocmask(SIG_SETMASK, &none, NULL) < 0 ||
	    signal(SIGPIPE, SIG_DFL) == SIG_ERR || dup2(null_fd, STDIN_FILENO) < 0 ||
	    dup2(output_fd, STDOUT_FILENO) < 0 || dup2(error_fd, STDERR_FILENO) < 0)
		_exit(EXIT_FAILURE);
	execvp(argv[0], (char *const *)argv);
	_exit(EXIT_NO_COMMAND);
}

/* 0, or why it was not waited for to its end. */
static int await_end(int pidfd, struct cli_limits limits)
{
	struct pollfd fds[] = {{.fd = pidfd, .events = POLLIN},
			       {.fd = limits.cancel_fd, .events = POLLIN}};
	uint64_t deadline_nsec = deadline_in_msec((unsigned int)limits.timeout_msec);
	int n;

	do
		n = poll(fds, 2, deadline_msec_left(deadline_nsec));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	if (fds[0].revents)
		return 0;
	return n == 0 ? -ETIMEDOUT : -ECANCELED;
}

static int wait_for_child(pid_t tgid, struct cli_limits limits, int *ret_status)
{
	_cleanup_close_ int pidfd = pidfd_open(tgid, 0);
	int r = pidfd < 0 ? -errno : await_end(pidfd, limits);

	if (r < 0)
		(void)kill(tgid, SIGKILL);
	while (waitpid(tgid, ret_status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return r;
}

void cli_last_line(char *text, char *ret, size_t size)
{
	size_t length = strlen(text);
	const char *line;

	while (length && text[length - 1] == '\n')
		text[--length] = '\0';
	line = strrchr(text, '\n');
	escape_text(line ? line + 1 : text, ret, size);
}

static int read_results(int wait_status, int output_fd, int error_fd, char **ret_output,
			char said[static CLI_SAID_BYTES])
{
	_cleanup_free_ char *errors = memory_file_text(error_fd);
	char *output;

	if (!errors)
		return -ENOMEM;
	cli_last_line(errors, said, CLI_SAID_BYTES);
	if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == EXIT_NO_COMMAND && !*said)
		return -ENOENT;
	if (wait_status)
		return -EREMOTEIO;
	if (!ret_output)
		return 0;
	output = memory_file_text(output_fd);
	if (!output)
		return -ENOMEM;
	*ret_output = output;
	return 0;
}

int cli_run(const char *const *argv, struct cli_limits limits, char **ret_output,
	    char said[static CLI_SAID_BYTES])
{
	_cleanup_close_ int output_fd = -1, error_fd = -1;
	int wait_status, r;
	pid_t tgid;

	*said = '\0';
	r = memory_file_open(&output_fd);
	if (r >= 0)
		r = memory_file_open(&error_fd);
	if (r < 0)
		return r;
	tgid = fork();
	if (tgid < 0)
		return -errno;
	if (tgid == 0)
		run_child(argv, output_fd, error_fd);
	r = wait_for_child(tgid, limits, &wait_status);
	return r < 0 ? r : read_results(wait_status, output_fd, error_fd, ret_output, said);
}
