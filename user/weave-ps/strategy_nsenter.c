// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The cure of 2017: no setns() in the program at all, but nsenter(1), which starts the program anew
 * in each namespace. A process that has just called exec has one thread and is all there. It pays
 * for a fork, two execs and two dynamic linkers for each namespace, and is here to show that price.
 * What the new program needs to know stands in a letter, a file in memory that it inherits.
 */
#include "weave-ps/strategy_nsenter.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/parse.h"
#include "weave-ps/crew.h"
#include "weave-ps/inspect.h"
#include "weave-ps/record.h"

#define MODE	     "--look-here-for-nsenter"
#define NUMBER_BYTES sizeof("2147483647")

struct letter {
	int pipe_fd;
	int home_netns_fd;
	int netnsid; /* of the place it is read in, at the host */
	bool with_ipv6;
	size_t n_ports; /* that follow */
};

static int write_all(int fd, const void *bytes, size_t n_bytes)
{
	ssize_t n_written = n_bytes ? write(fd, bytes, n_bytes) : 0;

	if (n_written < 0)
		return -errno;
	return (size_t)n_written == n_bytes ? 0 : -EIO;
}

static int read_all(int fd, void *bytes, size_t n_bytes, off_t offset)
{
	ssize_t n_read = pread(fd, bytes, n_bytes, offset);

	if (n_read < 0)
		return -errno;
	return (size_t)n_read == n_bytes ? 0 : -EBADMSG;
}

static int write_letter(const struct crew_member *member, int *ret_fd)
{
	const struct bridge *bridge = member->itinerary->bridge;
	struct letter letter = {.pipe_fd = member->pipe_fd,
				.home_netns_fd = member->itinerary->home_netns_fd,
				.netnsid = member->visit->netnsid,
				.with_ipv6 = member->itinerary->with_ipv6,
				.n_ports = bridge->n_ports};
	_cleanup_close_ int fd = memfd_create("letter", 0);
	int r;

	if (fd < 0)
		return -errno;
	r = write_all(fd, &letter, sizeof(letter));
	if (r == 0)
		r = write_all(fd, bridge->ports, bridge->n_ports * sizeof(*bridge->ports));
	if (r < 0)
		return r;
	*ret_fd = fd;
	fd = -1;
	return 0;
}

static int keep_through_exec(int fd)
{
	return fcntl(fd, F_SETFD, 0) < 0 ? -errno : 0;
}

/* Comes back only if it fails; the records are then ours to send. */
static int become_nsenter(struct crew_member *member, struct interfaces *interfaces)
{
	char netns[sizeof("--net=/proc/self/fd/") + NUMBER_BYTES];
	char program[sizeof("/proc/self/fd/") + NUMBER_BYTES], letter[NUMBER_BYTES];
	int exe_fd, letter_fd = -1;
	int r;

	(void)interfaces;
	exe_fd = open("/proc/self/exe", O_PATH);
	if (exe_fd < 0)
		return -errno;
	r = write_letter(member, &letter_fd);
	if (r == 0)
		r = keep_through_exec(member->pipe_fd);
	if (r == 0)
		r = keep_through_exec(member->visit->netns_fd);
	if (r == 0)
		r = keep_through_exec(member->itinerary->home_netns_fd);
	if (r < 0)
		return r;
	snprintf(netns, sizeof(netns), "--net=/proc/self/fd/%d", member->visit->netns_fd);
	snprintf(program, sizeof(program), "/proc/self/fd/%d", exe_fd);
	snprintf(letter, sizeof(letter), "%d", letter_fd);
	execlp("nsenter", "nsenter", netns, "--", program, MODE, letter, NULL);
	return -errno;
}

static int read_letter(int fd, struct letter *letter, struct bridge *bridge)
{
	int r;

	r = read_all(fd, letter, sizeof(*letter), 0);
	if (r < 0)
		return r;
	bridge->ports = calloc(letter->n_ports + 1, sizeof(*bridge->ports));
	if (!bridge->ports)
		return -ENOMEM;
	bridge->n_ports = letter->n_ports;
	return read_all(fd, bridge->ports, bridge->n_ports * sizeof(*bridge->ports),
			sizeof(*letter));
}

static int inspect_here(const struct letter *letter, const struct bridge *bridge,
			struct interfaces *interfaces)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	struct itinerary itinerary = {.bridge = bridge,
				      .home_netns_fd = letter->home_netns_fd,
				      .with_ipv6 = letter->with_ipv6};
	struct visit visit = {.netnsid = letter->netnsid};
	struct view view = {
		.target_netnsid = RTNL_NO_NETNSID, .itinerary = &itinerary, .visit = &visit};
	int r;

	r = netlink_open(&nl);
	if (r < 0)
		return r;
	view.nl = nl;
	return inspect(&view, interfaces);
}

bool nsenter_is_for_us(int argc, char **argv)
{
	return argc == 3 && !strcmp(argv[1], MODE);
}

int nsenter_look_here(char **argv)
{
	_cleanup_bridge_ struct bridge bridge = {0};
	_cleanup_interfaces_ struct interfaces interfaces = {0};
	struct record_writer writer = {.n = 0};
	struct letter letter;
	uint64_t fd;
	int r;

	r = parse_u64(argv[2], 0, INT_MAX, &fd);
	if (r == 0)
		r = read_letter((int)fd, &letter, &bridge);
	if (r < 0)
		return EXIT_FAILURE;
	r = inspect_here(&letter, &bridge, &interfaces);
	writer.fd = letter.pipe_fd;
	r = record_write(&writer, &interfaces, r);
	if (r == 0)
		r = record_flush(&writer);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int look(struct itinerary *itinerary)
{
	struct crew_plan plan = {.n_children = itinerary->n_visits,
				 .n_at_once = crew_n_cpus(),
				 .job = become_nsenter};

	return crew_run(itinerary, &plan);
}

const struct strategy strategy_nsenter = {.name = "nsenter", .look = look};
