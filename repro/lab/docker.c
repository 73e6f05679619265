// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The engines docker and podman: how a lab of theirs begins, starts containers, and ends. All work
 * that may take time is done by children, or watches the control socket meanwhile.
 */
#include "lab/cli_engine.h"

#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/prctl.h>
#include "lab/message.h"

#define ALIVE_MSEC   10000
#define START_MSEC   60000
/* More does not make it faster: engines and kernel have locks of their own. */
#define MAX_STARTING 8

int cli_say_step(char *step, const struct lab_engine *engine, const char *what, const char *said,
		 int r)
{
	snprintf(step, LAB_FAILURE_BYTES, "%s %s%s%s", engine->name, what, *said ? ": " : "", said);
	return r;
}

void cli_tell(const struct cli_lab *lab, const char *format, ...)
{
	struct message message = {.type = MESSAGE_SAYS};
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message.text, sizeof(message.text), format, arguments);
	va_end(arguments);
	/* If the starter is gone, the next thing we wait for says so. */
	(void)message_send(lab->control_fd, &message);
}

static int ask_alive(const struct lab_engine *engine, char said[static CLI_SAID_BYTES])
{
	struct cli_words words = {0};

	cli_add(&words, engine->cli->program);
	cli_add_all(&words, engine->cli->alive);
	return cli_run(words.items, (struct cli_limits){ALIVE_MSEC, -1}, NULL, said);
}

static bool cli_is_there(const struct lab_engine *engine)
{
	char said[CLI_SAID_BYTES];

	return ask_alive(engine, said) == 0;
}

static int check_alive(struct cli_lab *lab)
{
	char said[CLI_SAID_BYTES];
	int r = ask_alive(lab->engine, said);

	if (r == -ENOENT)
		return cli_say_step(lab->step, lab->engine, "is not installed", "", -EREMOTEIO);
	return cli_say_step(lab->step, lab->engine, "does not answer", said, r);
}

static void add_run(struct cli_words *words, const struct cli_lab *lab)
{
	cli_add(words, lab->engine->cli->program);
	cli_add(words, "run");
	cli_add(words, "--label");
	cli_add(words, lab->label);
	cli_add_all(words, lab->options);
}

/* What makes something is never cancelled: the engine would go on, and make what nobody looks for
 * any more. */
static int try_options(const struct cli_lab *lab, char said[static CLI_SAID_BYTES])
{
	struct cli_words words = {0};

	add_run(&words, lab);
	cli_add(&words, "--rm");
	cli_add(&words, lab->image);
	cli_add(&words, "/bin/true");
	return cli_run(words.items, (struct cli_limits){START_MSEC, -1}, NULL, said);
}

static void tell_options(const struct cli_lab *lab, const char *why)
{
	char text[LAB_FAILURE_BYTES / 2] = "";
	size_t i, length = 0;

	for (i = 0; lab->options[i] && length < sizeof(text); i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length, " %s",
					   lab->options[i]);
	cli_tell(lab, "%s run needs%s here (%.100s)", lab->engine->name, text, why);
}

/* Where there is a choice. What the plain command said is what people want to know, whether another
 * one helps or none. */
static int find_options(struct cli_lab *lab)
{
	const char *const *const *set = lab->engine->cli->option_sets;
	char plain_said[CLI_SAID_BYTES], said[CLI_SAID_BYTES];
	int plain_r, r;

	lab->options = *set;
	if (!set[1])
		return 0;
	plain_r = r = try_options(lab, plain_said);
	while (r == -EREMOTEIO && *++set) {
		lab->options = *set;
		r = try_options(lab, said);
	}
	if (r == -EREMOTEIO)
		return cli_say_step(lab->step, lab->engine, "run", plain_said, plain_r);
	if (r == 0 && plain_r < 0)
		tell_options(lab, plain_said);
	return r;
}

/* A container's keeper, which podman leaves behind, is to be the host's child: not the starter's,
 * who might take it for something that was forgotten. */
static int prepare(struct cli_lab *lab)
{
	snprintf(lab->step, LAB_FAILURE_BYTES, "prepare for containers");
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0 || pipe2(lab->starter_fds, O_CLOEXEC) < 0)
		return -errno;
	return 0;
}

static int cli_open(const struct engine_context *context, void **ret_state)
{
	int (*const steps[])(struct cli_lab *) = {prepare, check_alive, cli_add_bridge,
						  cli_find_image, find_options};
	struct cli_lab *lab = calloc(1, sizeof(*lab));
	size_t i;
	int r = 0;

	if (!lab)
		return -ENOMEM;
	*lab = (struct cli_lab){.engine = context->engine,
				.run = context->run,
				.control_fd = context->control_fd,
				.starter_fds = {-1, -1},
				.step = context->step};
	*ret_state = lab;
	snprintf(lab->label, sizeof(lab->label), CLI_LABEL "=%s", lab->run);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]) && r >= 0; i++)
		r = steps[i](lab);
	return r;
}

/* Engines print the id alone on a line; podman's warnings are on standard error. */
static int take_id(const char *output, char ret_id[static LAB_ID_LENGTH + 1])
{
	if (strspn(output, "0123456789abcdef") != LAB_ID_LENGTH || output[LAB_ID_LENGTH] != '\n')
		return -EBADMSG;
	memcpy(ret_id, output, LAB_ID_LENGTH);
	ret_id[LAB_ID_LENGTH] = '\0';
	return 0;
}

static int run_container(const struct cli_lab *lab, const char *name, struct engine_status *status)
{
	_cleanup_free_ char *output = NULL;
	char said[CLI_SAID_BYTES];
	struct cli_words words = {0};
	int r;

	add_run(&words, lab);
	cli_add(&words, "--name");
	cli_add(&words, name);
	cli_add(&words, "-td");
	cli_add(&words, lab->image);
	cli_add(&words, "/bin/sh");
	r = cli_run(words.items, (struct cli_limits){START_MSEC, -1}, &output, said);
	if (r >= 0)
		r = take_id(output, status->id);
	return cli_say_step(status->step, lab->engine, "run", said, r);
}

_Noreturn static void run_starter(const struct cli_lab *lab, const char *name, int status_fd)
{
	struct engine_status status = {0};

	status.error = run_container(lab, name, &status);
	_exit(write(status_fd, &status, sizeof(status)) == sizeof(status) ? EXIT_SUCCESS
									  : EXIT_FAILURE);
}

static int cli_start(void *state, unsigned int index, struct lab_container *container,
		     int *ret_status_fd)
{
	int status_fds[2];
	pid_t tgid;

	(void)index;
	if (pipe2(status_fds, O_CLOEXEC) < 0)
		return -errno;
	tgid = fork();
	if (tgid == 0)
		run_starter(state, container->name, status_fds[1]);
	safe_close(status_fds[1]);
	if (tgid < 0) {
		safe_close(status_fds[0]);
		return -errno;
	}
	*ret_status_fd = status_fds[0];
	return 0;
}

/* What starters are about to make must be there before it can be removed. They hold the other end
 * of the pipe; each has its own limit. Other children there may be that do not end: podman's. */
static void await_starters(struct cli_lab *lab)
{
	char nothing;

	lab->starter_fds[1] = safe_close(lab->starter_fds[1]);
	while (read(lab->starter_fds[0], &nothing, 1) < 0 && errno == EINTR)
		;
}

static void cli_stop(void *state, const struct lab_container *containers, unsigned int n,
		     struct lab_left *ret_left)
{
	struct cli_lab *lab = state;
	char step[LAB_FAILURE_BYTES];
	int r = 0;

	(void)containers;
	await_starters(lab);
	if (lab->bridge_ifindex) /* else nothing was made, and the engine may not even answer */
		r = cli_clean(lab->engine, lab->run, ret_left, step);
	if (r < 0) {
		cli_tell(lab, "cannot remove everything: %s", step);
		ret_left->n_containers = n;
	}
	safe_close(lab->starter_fds[0]);
	netlink_close(lab->nl);
	free(lab);
}

static const char *const no_options[] = {NULL};
static const char *const runc[] = {"--runtime", "runc", NULL};
static const char *const low_limits[] = {"--ulimit", "nofile=1024:1024", "--ulimit",
					 "nproc=1024:1024", NULL};
static const char *const runc_low_limits[] = {
	"--runtime", "runc", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024", NULL};

static const struct cli_engine docker = {
	.program = "docker",
	.alive = (const char *const[]){"version", "--format", "{{.Server.Version}}", NULL},
	.remove = (const char *const[]){"rm", "--force", "--volumes", NULL},
	.option_sets = (const char *const *const[]){no_options, NULL},
};

/* crun, its first choice, refuses control groups in hybrid mode; its wish for higher limits than
 * ours fails without CAP_SYS_RESOURCE. */
static const struct cli_engine podman = {
	.program = "podman",
	.alive = (const char *const[]){"info", "--format", "{{.Host.Arch}}", NULL},
	.remove = (const char *const[]){"rm", "--force", "--volumes", "--time", "0", NULL},
	.option_sets =
		(const char *const *const[]){no_options, runc, low_limits, runc_low_limits, NULL},
};

#define CLI_ENGINE(engine)                                                                \
	{                                                                                 \
		.name = #engine, .max_starting = MAX_STARTING, .cli = &(engine),          \
		.patience = {.start = 300000,                                             \
			     .start_each = 3000,                                          \
			     .stop = 180000,                                              \
			     .stop_each = 1000},                                          \
		.open = cli_open, .start = cli_start, .join = cli_join, .stop = cli_stop, \
		.clean = cli_clean, .is_there = cli_is_there,                             \
	}

const struct lab_engine engine_docker = CLI_ENGINE(docker);
const struct lab_engine engine_podman = CLI_ENGINE(podman);
