// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Connects containers that run with the bridge. A few children share the work; each has one thread,
 * visits a container once, and opens a socket there that stays there when it has gone home.
 */
#include "lab/cli_engine.h"

#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include "lab/identity.h"
#include "lab/network.h"
#include "lib/netns.h"
#include "lib/parse.h"

#define N_JOINERS 4 /* much of it is waiting for the kernel's grace periods */

struct joiner {
	const struct cli_lab *lab;
	const struct lab_container *containers;
	unsigned int n_containers;
	unsigned int first, n; /* the share */
	int status_fd;
	int home_fd;
	struct netlink *host_nl;
};

/* Lines of "<id> <pid>", in the order of the ids. */
static int take_tgid(const char **line, const char *id, pid_t *ret)
{
	char digits[16];
	uint64_t tgid;
	int n_bytes = 0;

	if (strncmp(*line, id, LAB_ID_LENGTH) ||
	    sscanf(*line + LAB_ID_LENGTH, " %15[0-9]%n", digits, &n_bytes) != 1)
		return -EBADMSG;
	if (parse_u64(digits, 1, INT32_MAX, &tgid) < 0)
		return -ESRCH;
	*ret = (pid_t)tgid;
	*line += LAB_ID_LENGTH + n_bytes;
	*line += **line == '\n';
	return 0;
}

static int inspect(const struct joiner *joiner, struct engine_status *status, char **ret_output)
{
	static const char *const words_before[] = {
		"inspect", "--type", "container", "--format", "{{.Id}} {{.State.Pid}}", NULL};
	char said[CLI_SAID_BYTES];
	struct cli_words words = {0};
	unsigned int i;
	int r;

	cli_add(&words, joiner->lab->engine->cli->program);
	cli_add_all(&words, words_before);
	for (i = 0; i < joiner->n; i++)
		cli_add(&words, joiner->containers[joiner->first + i].id);
	r = cli_run(words.items, (struct cli_limits){CLI_QUICK_MSEC, -1}, ret_output, said);
	return cli_say_step(status->step, joiner->lab->engine, "inspect", said, r);
}

static int look_inside(struct netlink **ret_nl, struct lab_netns *ret_netns)
{
	int r;

	network_disable_ipv6();
	r = identity_of_netns(ret_netns);
	return r < 0 ? r : netlink_open(ret_nl);
}

static int visit(const struct joiner *joiner, int netns_fd, struct netlink **ret_nl,
		 struct lab_netns *ret_netns)
{
	int r;

	if (setns(netns_fd, CLONE_NEWNET) < 0)
		return -errno;
	r = look_inside(ret_nl, ret_netns);
	return setns(joiner->home_fd, CLONE_NEWNET) < 0 ? -errno : r;
}

static int set_up_inner_end(struct netlink *nl, struct in_addr address)
{
	int ifindex, r;

	r = network_set_up(nl, NETWORK_INNER_LINK, &ifindex);
	return r < 0 ? r : network_add_address(nl, ifindex, address, true);
}

/* A remote engine's number may be that of any process here. The control group of a container is
 * called by its id, whoever made it. */
static int check_process(pid_t tgid, const char *id)
{
	_cleanup_fclose_ FILE *file = NULL;
	char path[64], text[4096] = "";

	snprintf(path, sizeof(path), "/proc/%d/cgroup", tgid);
	file = fopen(path, "re");
	if (!file)
		return -errno;
	(void)!fread(text, 1, sizeof(text) - 1, file);
	return strstr(text, id) ? 0 : -ESRCH;
}

static int join_one(const struct joiner *joiner, const char *id, struct engine_status *status)
{
	_cleanup_netlink_ struct netlink *inner_nl = NULL;
	_cleanup_close_ int netns_fd = -1;
	int r;

	r = netns_open_process(status->tgid, &netns_fd);
	/* After it was opened: a number of a process that has ended can be another's by now. */
	if (r >= 0)
		r = check_process(status->tgid, id);
	if (r >= 0)
		r = visit(joiner, netns_fd, &inner_nl, &status->netns);
	if (r >= 0)
		r = network_add_veth(joiner->host_nl, status->index, joiner->lab->bridge_ifindex,
				     netns_fd);
	return r < 0 ? r : set_up_inner_end(inner_nl, network_address(status->index));
}

/* Less than PIPE_BUF, so that the records of all joiners stay whole. */
static bool report(const struct joiner *joiner, const struct engine_status *status)
{
	return write(joiner->status_fd, status, sizeof(*status)) == sizeof(*status);
}

static int join_portion(const struct joiner *joiner)
{
	_cleanup_free_ char *output = NULL;
	struct engine_status status = {.index = joiner->first};
	const char *line;
	unsigned int i;

	status.error = inspect(joiner, &status, &output);
	line = output;
	for (i = 0; i < joiner->n && !status.error; i++) {
		const struct lab_container *container = &joiner->containers[joiner->first + i];

		status.index = joiner->first + i;
		status.error = take_tgid(&line, container->id, &status.tgid);
		if (!status.error)
			status.error = join_one(joiner, container->id, &status);
		snprintf(status.step, sizeof(status.step),
			 "find the process of %s, and connect it with the bridge", container->name);
		if (!report(joiner, &status))
			return -EPIPE;
	}
	if (status.error)
		(void)report(joiner, &status);
	return status.error;
}

static int open_home(struct joiner *joiner)
{
	int r;

	r = netns_open_own(&joiner->home_fd);
	return r < 0 ? r : netlink_open(&joiner->host_nl);
}

/* Every N_JOINERS-th portion is this one's. */
_Noreturn static void run_joiner(struct joiner *joiner, unsigned int which)
{
	unsigned int n_portion = joiner->n_containers / N_JOINERS + 1;
	int r = open_home(joiner);

	if (n_portion > CLI_PORTION)
		n_portion = CLI_PORTION;
	for (joiner->first = which * n_portion; r >= 0 && joiner->first < joiner->n_containers;
	     joiner->first += N_JOINERS * n_portion) {
		unsigned int n_left = joiner->n_containers - joiner->first;

		joiner->n = n_left < n_portion ? n_left : n_portion;
		r = join_portion(joiner);
	}
	_exit(r < 0 ? EXIT_FAILURE : EXIT_SUCCESS);
}

int cli_join(void *state, const struct lab_container *containers, unsigned int n,
	     int *ret_status_fd)
{
	struct joiner joiner = {.lab = state, .containers = containers, .n_containers = n};
	int status_fds[2];
	unsigned int which;
	pid_t tgid = 0;

	if (pipe2(status_fds, O_CLOEXEC) < 0)
		return -errno;
	joiner.status_fd = status_fds[1];
	for (which = 0; which < N_JOINERS && tgid >= 0; which++) {
		tgid = fork();
		if (tgid == 0)
			run_joiner(&joiner, which);
	}
	safe_close(status_fds[1]);
	if (tgid < 0) {
		safe_close(status_fds[0]);
		return -EAGAIN;
	}
	*ret_status_fd = status_fds[0];
	return 0;
}
