// SPDX-License-Identifier: GPL-2.0-or-later
/* A scan: who the engine says is astray, what /proc tells of a thread, and how it is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/clock.h"
#include "nstrace/scan_look.h"
#include "nstrace/scan_output.h"

#define HOME 1
#define WEB  2
#define DB   3

/* ---- who is astray ---- */

static struct nstrace_nsid netns(uint32_t number)
{
	return (struct nstrace_nsid){
		.cookie = number, .ino = 4026531840U + number, .kind = NSTRACE_KIND_NET};
}

/* A record of the snapshot. Threads are born in the order of their tids. */
static void feed_thread(struct engine *engine, uint32_t tid, uint32_t where, uint32_t leader,
			uint32_t n_threads)
{
	struct nstrace_event event = {
		.kind = NSTRACE_EVENT_THREAD,
		.time_nsec = 1000000,
		.thread_start_nsec = tid,
		.process_start_nsec = 3357,
		.tgid = 3357,
		.tid = tid,
		.n_threads = n_threads,
		.where = netns(where),
		.home = netns(leader),
	};
	struct engine_view view;

	assert_int_equal(engine_feed(engine, &event, &view), 0);
}

static void write_stray(const struct engine_stray *stray, void *userdata)
{
	char *text = userdata;

	sprintf(text + strlen(text), "%u:%u@%u home=%u of %u\n", stray->tgid, stray->tid,
		stray->where.ino - 4026531840U, stray->home.ino - 4026531840U, stray->n_threads);
}

static void assert_strays(struct engine *engine, const char *expected)
{
	char text[512] = "";

	engine_snapshot_end(engine);
	engine_each_stray(engine, write_stray, text);
	assert_string_equal(text, expected);
	engine_free(engine);
}

static void test_minority(void **state)
{
	struct engine *engine;

	(void)state;
	assert_int_equal(scan_engine_new(&engine), 0);
	feed_thread(engine, 3361, WEB, HOME, 5);
	feed_thread(engine, 3362, DB, HOME, 5);
	assert_strays(engine, "3357:3361@2 home=1 of 5\n3357:3362@3 home=1 of 5\n");
}

static void test_leader(void **state)
{
	struct engine *engine;

	(void)state;
	assert_int_equal(scan_engine_new(&engine), 0);
	feed_thread(engine, 3361, HOME, WEB, 3);
	feed_thread(engine, 3362, HOME, WEB, 3);
	assert_strays(engine, "3357:3357@2 home=1 of 3\n");
}

/* As the second pass tells it: the stray leader has a companion. */
static void test_leader_with_companion(void **state)
{
	struct engine *engine;

	(void)state;
	assert_int_equal(scan_engine_new(&engine), 0);
	feed_thread(engine, 3357, WEB, WEB, 5);
	feed_thread(engine, 3358, HOME, WEB, 5);
	feed_thread(engine, 3359, HOME, WEB, 5);
	feed_thread(engine, 3360, HOME, WEB, 5);
	feed_thread(engine, 3361, WEB, WEB, 5);
	assert_strays(engine, "3357:3357@2 home=1 of 5\n3357:3361@2 home=1 of 5\n");
}

static void test_nobody(void **state)
{
	uint32_t tgids[] = {(uint32_t)getpid(), 4194304 /* that of nobody */};
	const struct probes_scope scope = {
		.tgids = tgids, .n_tgids = 2, .kinds = 1u << NSTRACE_KIND_NET};
	struct scan_summary summary = {.n_hidden = 1};
	struct engine *engine;

	(void)state;
	assert_int_equal(scan_look_procfs(&scope, &summary, &engine), 0);
	assert_int_equal(summary.n_hidden, 0);
	assert_int_equal(engine_n_processes(engine), 0);
	engine_free(engine);
}

/* ---- what /proc tells ---- */

static void test_thread(void **state)
{
	uint32_t self = (uint32_t)getpid();
	uint64_t now_nsec = clock_nsec(CLOCK_BOOTTIME), start_nsec;
	struct scan_activity activity;
	char comm[NSTRACE_COMM_LEN];

	(void)state;
	assert_int_equal(prctl(PR_SET_NAME, "a) R 1 (b\n"), 0);
	assert_true(scan_thread_comm(self, self, comm));
	assert_string_equal(comm, "a) R 1 (b\n");
	start_nsec = scan_thread_start(self, self);
	assert_in_range(start_nsec, now_nsec - 60 * 1000000000ULL, now_nsec);
	scan_thread_activity(self, self, &activity);
	assert_false(activity.running); /* it is reading that file */
	assert_int_equal(activity.syscall, SYS_read);

	assert_int_equal(prctl(PR_SET_NAME, ""), 0);
	assert_true(scan_thread_comm(self, self, comm));
	assert_string_equal(comm, "");
	assert_false(scan_thread_comm(self, 4194304, comm));
	assert_int_equal(scan_thread_start(self, 4194304), 0);
	scan_thread_activity(self, 4194304, &activity);
	assert_false(activity.running);
	assert_int_equal(activity.syscall, -1);
	assert_string_equal(activity.wchan, "");
}

/* "family local remote" of each, in the order of the tables; ports as the test names them. */
static void write_sockets(uint32_t tid, char *text)
{
	struct scan_sockets sockets;

	*text = '\0';
	assert_int_equal(scan_sockets_read((uint32_t)getpid(), tid, &sockets), 0);
	for (size_t i = 0; i < sockets.n; i++)
		sprintf(text + strlen(text), "%s '%s' '%s'\n", sockets.items[i].family,
			sockets.items[i].local, sockets.items[i].remote);
	free(sockets.items);
}

static int open_socket(int family, int type, const void *address, socklen_t bytes)
{
	int fd = socket(family, type | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, address, bytes), 0);
	return fd;
}

static uint16_t port_of(int fd)
{
	struct sockaddr_in address;
	socklen_t bytes = sizeof(address);

	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &bytes), 0);
	return ntohs(address.sin_port);
}

static void test_sockets(void **state)
{
	struct sockaddr_in loopback = {.sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct sockaddr_un abstract = {.sun_family = AF_UNIX, .sun_path = "\0x y"};
	static const char bound[] = "unix '@x y' ''\n", unbound[] = "unix '' ''\n";
	int fds[4], low_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	char text[2048], expected[2048];
	bool bound_first;

	(void)state;
	fds[0] = open_socket(AF_INET, SOCK_STREAM, &loopback, sizeof(loopback));
	assert_int_equal(listen(fds[0], 1), 0);
	fds[1] = open_socket(AF_INET, SOCK_DGRAM, &loopback, sizeof(loopback));
	loopback.sin_port = htons(port_of(fds[0]));
	assert_int_equal(connect(fds[1], (struct sockaddr *)&loopback, sizeof(loopback)), 0);
	fds[2] = open_socket(AF_UNIX, SOCK_STREAM, &abstract, sizeof(sa_family_t) + 4);
	fds[3] = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	/* Inodes need not ascend as descriptors do. */
	assert_int_equal(dup3(fds[3], low_fd, O_CLOEXEC), low_fd);
	close(fds[3]);
	fds[3] = low_fd;

	write_sockets((uint32_t)getpid(), text);
	bound_first = strstr(text, bound) < strstr(text, unbound); /* as their hashes have it */
	snprintf(expected, sizeof(expected),
		 "tcp '127.0.0.1:%u' ''\nudp '127.0.0.1:%u' '127.0.0.1:%u'\n%s%s", port_of(fds[0]),
		 port_of(fds[1]), port_of(fds[0]), bound_first ? bound : unbound,
		 bound_first ? unbound : bound);
	assert_string_equal(text, expected);
	write_sockets(4194304, text);
	assert_string_equal(text, "");
	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		close(fds[i]);
}

/* ---- how it is shown ---- */

static const char *const no_directories[] = {NULL};
static const struct nsid_places nowhere = {.mounts = no_directories};

static struct scan_process sick_process(struct scan_stray *strays, struct scan_place *place,
					struct scan_socket *sockets)
{
	strays[0] = (struct scan_stray){
		.where = {.tgid = 3357, .tid = 3365, .start_nsec = 1000000000, .where = netns(WEB)},
		.comm = "\33[31m\"",
		.activity = {.syscall = 202, .wchan = "futex_wait_queue"},
	};
	strays[1] = (struct scan_stray){
		.where = {.tgid = 3357, .tid = 3366, .where = netns(WEB)},
		.comm = "worker",
		.activity = {.syscall = -1},
	};
	sockets[0] = (struct scan_socket){"tcp", "10.0.0.1:80", "10.0.0.2:4000"};
	sockets[1] = (struct scan_socket){"unix", "@\33c", ""};
	*place = (struct scan_place){netns(WEB), {sockets, 2}};
	return (struct scan_process){
		.tgid = 3357,
		.comm = "weaveutil",
		.n_threads = 12,
		.home = netns(HOME),
		.strays = strays,
		.n_strays = 2,
		.places = place,
		.n_places = 1,
	};
}

static void assert_shown(int (*show_process)(struct scan_output *, const struct scan_process *),
			 int (*show_summary)(struct scan_output *, const struct scan_summary *),
			 const char *expected)
{
	const struct scan_summary summary = {1, 2, "bpf", 0};
	struct scan_stray strays[2];
	struct scan_socket sockets[2];
	struct scan_place place;
	struct scan_process process = sick_process(strays, &place, sockets);
	struct scan_output output = {.now_nsec = 13500000000};
	size_t text_bytes;
	char *text;

	output.file = open_memstream(&text, &text_bytes);
	assert_int_equal(nsid_names_new(&nowhere, &output.names), 0);
	assert_int_equal(show_process(&output, &process), 0);
	assert_int_equal(show_summary(&output, &summary), 0);
	nsid_names_free(output.names);
	fclose(output.file);
	assert_string_equal(text, expected);
	free(text);
}

static void test_text(void **state)
{
	(void)state;
	assert_shown(scan_text_process, scan_text_summary,
		     "weaveutil[3357], home net:[4026531841]: 2 of 12 threads astray\n"
		     "      TID  COMM             NETNS                         AGE       DOING\n"
		     "     3365  \\x1b[31m\"        net:[4026531842]              12.5 s    "
		     "syscall 202, futex_wait_queue\n"
		     "     3366  worker           net:[4026531842]              -         -\n"
		     "   socket  tcp      10.0.0.1:80 -> 10.0.0.2:4000  in net:[4026531842]\n"
		     "   socket  unix     @\\x1bc  in net:[4026531842]\n"
		     "\n"
		     "2 stray threads in 1 process\n");
}

static void test_hidden(void **state)
{
	const struct scan_summary summary = {0, 0, "procfs", 7};
	struct scan_output output = {};
	size_t text_bytes;
	char *text;

	(void)state;
	output.file = open_memstream(&text, &text_bytes);
	assert_int_equal(scan_text_summary(&output, &summary), 0);
	fclose(output.file);
	assert_string_equal(text, "0 stray threads in 0 processes, 7 processes not looked at\n");
	free(text);
}

static void test_json(void **state)
{
	(void)state;
	assert_shown(
		scan_json_process, scan_json_summary,
		"{\"type\":\"process\",\"pid\":3357,\"comm\":\"weaveutil\",\"threads\":12,"
		"\"home\":{\"ino\":4026531841,\"cookie\":1,\"name\":null},\"home_inferred\":true,"
		"\"strays\":[{\"tid\":3365,\"comm\":\"\\\\x1b[31m\\\"\","
		"\"netns\":{\"ino\":4026531842,\"cookie\":2,\"name\":null},\"age\":12500000000,"
		"\"running\":false,\"syscall\":202,\"wchan\":\"futex_wait_queue\"},"
		"{\"tid\":3366,\"comm\":\"worker\","
		"\"netns\":{\"ino\":4026531842,\"cookie\":2,\"name\":null},\"age\":null,"
		"\"running\":false,\"syscall\":null,\"wchan\":null}],"
		"\"sockets\":[{\"family\":\"tcp\",\"local\":\"10.0.0.1:80\","
		"\"peer\":\"10.0.0.2:4000\","
		"\"netns\":{\"ino\":4026531842,\"cookie\":2,\"name\":null}},"
		"{\"family\":\"unix\",\"local\":\"@\\\\x1bc\",\"peer\":null,"
		"\"netns\":{\"ino\":4026531842,\"cookie\":2,\"name\":null}}],\"kind\":\"net\"}\n"
		"{\"type\":\"summary\",\"processes\":1,\"strays\":2,\"source\":\"bpf\","
		"\"hidden\":0}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_minority),
		cmocka_unit_test(test_leader),
		cmocka_unit_test(test_leader_with_companion),
		cmocka_unit_test(test_nobody),
		cmocka_unit_test(test_thread),
		cmocka_unit_test(test_sockets),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
