// SPDX-License-Identifier: GPL-2.0-or-later
/* The parts of a lab that need none: engines, addresses, and how a lab follows its host. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <string.h>
#include "lab/cli.h"
#include "lab/engine.h"
#include "lab/message.h"
#include "lab/network.h"

static void engines_are_known_by_name(void **state)
{
	(void)state;
	assert_ptr_equal(engine_by_name("native"), &engine_native);
	assert_ptr_equal(engine_by_name("docker"), &engine_docker);
	assert_ptr_equal(engine_by_name("podman"), &engine_podman);
	assert_null(engine_by_name("auto"));
	assert_null(engine_by_name("vagrant"));
	assert_null(engine_by_name(""));
}

static void each_engine_comes_once(void **state)
{
	const struct lab_engine *engine;
	unsigned int n = 0;

	(void)state;
	for (engine = engine_next(NULL); engine; engine = engine_next(engine)) {
		assert_ptr_equal(engine_by_name(engine->name), engine);
		n++;
	}
	assert_int_equal(n, 3);
}

static void without_a_real_engine_auto_is_native(void **state)
{
	char *path = strdup(getenv("PATH"));

	(void)state;
	assert_int_equal(setenv("PATH", "/no/such/directory", 1), 0);
	assert_ptr_equal(engine_choose("auto"), &engine_native);
	assert_ptr_equal(engine_choose("docker"), &engine_docker);
	assert_int_equal(setenv("PATH", path, 1), 0);
	free(path);
}

static int run_shell(const char *script, int cancel_fd, char **ret_output,
		     char said[static CLI_SAID_BYTES])
{
	const char *const argv[] = {"sh", "-c", script, NULL};

	return cli_run(argv, (struct cli_limits){10000, cancel_fd}, ret_output, said);
}

static void an_engines_command_is_run(void **state)
{
	const char *const nothing[] = {"no-such-engine", NULL};
	char said[CLI_SAID_BYTES];
	char *output;

	(void)state;
	assert_int_equal(run_shell("echo a; echo warning >&2", -1, &output, said), 0);
	assert_string_equal(output, "a\n");
	free(output);
	assert_int_equal(run_shell("printf 'one\\nlast \\033[2J\\n\\n' >&2; exit 3", -1, &output,
				   said),
			 -EREMOTEIO);
	assert_string_equal(said, "last \\x1b[2J");
	assert_int_equal(cli_run(nothing, (struct cli_limits){10000, -1}, NULL, said), -ENOENT);
}

static void an_engines_command_can_be_ended(void **state)
{
	const char *const sleeper[] = {"sleep", "1000", NULL};
	char said[CLI_SAID_BYTES];
	int fds[2];

	(void)state;
	assert_int_equal(cli_run(sleeper, (struct cli_limits){1, -1}, NULL, said), -ETIMEDOUT);
	assert_int_equal(pipe(fds), 0);
	close(fds[1]);
	assert_int_equal(cli_run(sleeper, (struct cli_limits){10000, fds[0]}, NULL, said),
			 -ECANCELED);
	close(fds[0]);
}

static void is_address(struct in_addr address, const char *expected)
{
	char text[INET_ADDRSTRLEN];

	assert_string_equal(inet_ntop(AF_INET, &address, text, sizeof(text)), expected);
}

static void each_container_has_an_address(void **state)
{
	(void)state;
	is_address(network_bridge_address(), "10.32.0.1");
	is_address(network_address(0), "10.32.0.2");
	is_address(network_address(254), "10.32.1.0");
	is_address(network_address(LAB_MAX_CONTAINERS - 1), "10.32.3.233");
}

/* A lab of two whose host is the test. */
struct fixture {
	struct lab lab;
	int host_fd;
};

static int open_lab(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	int fds[2];

	if (!fixture || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0)
		return -1;
	fixture->host_fd = fds[1];
	fixture->lab = (struct lab){.host_tgid = 1,
				    .control_fd = fds[0],
				    .n_containers = 2,
				    .containers = calloc(2, sizeof(struct lab_container))};
	*state = fixture;
	return 0;
}

static int close_lab(void **state)
{
	struct fixture *fixture = *state;

	lab_close(&fixture->lab);
	safe_close(fixture->host_fd);
	free(fixture);
	return 0;
}

static void says(struct fixture *fixture, struct message message)
{
	assert_int_equal(message_send(fixture->host_fd, &message), 0);
	lab_handle(&fixture->lab);
}

static void come_up(struct fixture *fixture)
{
	says(fixture, (struct message){.type = MESSAGE_STARTED,
				       .index = 1,
				       .container = {.name = "web-1", .tgid = 11}});
	says(fixture, (struct message){.type = MESSAGE_STARTED,
				       .index = 0,
				       .container = {.name = "web-0", .tgid = 10}});
	assert_int_equal(fixture->lab.state, LAB_STARTING);
	says(fixture, (struct message){.type = MESSAGE_UP, .netns = {.ino = 5}});
}

static void a_lab_comes_up_and_goes_down(void **state)
{
	struct fixture *fixture = *state;
	struct lab *lab = &fixture->lab;
	struct message message;

	come_up(fixture);
	assert_int_equal(lab->state, LAB_UP);
	assert_int_equal(lab->n_started, 2);
	assert_string_equal(lab->containers[1].name, "web-1");
	assert_int_equal(lab->host_netns.ino, 5);
	lab_stop(lab);
	assert_int_equal(message_receive(fixture->host_fd, &message), 0);
	assert_int_equal(message.type, MESSAGE_STOP);
	says(fixture, (struct message){.type = MESSAGE_DOWN, .left = {.n_links = 3}});
	assert_int_equal(lab->state, LAB_DOWN);
	assert_int_equal(lab->left.n_links, 3);
	assert_true(lab->is_clean);
	assert_int_equal(lab->error, 0);
}

static void a_containers_end_is_told(void **state)
{
	struct fixture *fixture = *state;

	come_up(fixture);
	says(fixture, (struct message){.type = MESSAGE_DIED, .index = 1});
	assert_int_equal(fixture->lab.n_died, 1);
	assert_int_equal(fixture->lab.containers[0].tgid, 10);
	assert_int_equal(fixture->lab.containers[1].tgid, 0);
	assert_int_equal(fixture->lab.state, LAB_UP);
}

static void a_failure_is_told(void **state)
{
	struct fixture *fixture = *state;
	struct lab *lab = &fixture->lab;

	says(fixture,
	     (struct message){.type = MESSAGE_FAILED, .error = -EPERM, .text = "make the bridge"});
	fixture->host_fd = safe_close(fixture->host_fd);
	lab_handle(lab);
	assert_int_equal(lab->state, LAB_DOWN);
	assert_int_equal(lab->error, -EPERM);
	assert_string_equal(lab->failure, "make the bridge");
}

static void a_hosts_death_is_a_failure(void **state)
{
	struct fixture *fixture = *state;
	struct lab *lab = &fixture->lab;

	come_up(fixture);
	fixture->host_fd = safe_close(fixture->host_fd);
	lab_handle(lab);
	assert_int_equal(lab->state, LAB_DOWN);
	assert_int_equal(lab->error, -ECHILD);
	assert_int_equal(lab->control_fd, -1);
}

static void silence_is_no_death(void **state)
{
	struct fixture *fixture = *state;

	lab_handle(&fixture->lab);
	assert_int_equal(fixture->lab.state, LAB_STARTING);
	assert_int_equal(fixture->lab.error, 0);
}

/* A host that was told to go on without us lets go of the socket; that is no failure. */
static void a_lab_can_be_kept(void **state)
{
	struct fixture *fixture = *state;
	struct message message;

	come_up(fixture);
	lab_keep(&fixture->lab);
	assert_int_equal(message_receive(fixture->host_fd, &message), 0);
	assert_int_equal(message.type, MESSAGE_KEEP);
	fixture->host_fd = safe_close(fixture->host_fd);
	lab_handle(&fixture->lab);
	assert_int_equal(fixture->lab.error, 0);
	assert_int_equal(fixture->lab.control_fd, -1);
}

static void an_end_nobody_asked_for_is_a_failure(void **state)
{
	struct fixture *fixture = *state;

	come_up(fixture);
	says(fixture, (struct message){.type = MESSAGE_DOWN});
	assert_int_equal(fixture->lab.error, -ECHILD);
}

/* The host may be reaped before what it said last is read. */
static void last_words_are_heard(void **state)
{
	struct fixture *fixture = *state;
	struct message message = {.type = MESSAGE_DOWN, .left = {.n_links = 1}};

	come_up(fixture);
	lab_stop(&fixture->lab);
	assert_int_equal(message_send(fixture->host_fd, &message), 0);
	lab_host_ended(&fixture->lab);
	assert_int_equal(fixture->lab.host_tgid, 0);
	assert_int_equal(fixture->lab.left.n_links, 1);
	assert_int_equal(fixture->lab.error, 0);
	assert_int_equal(lab_enter(&fixture->lab), -ESRCH);
}

#define with_lab(test) cmocka_unit_test_setup_teardown(test, open_lab, close_lab)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(engines_are_known_by_name),
		cmocka_unit_test(each_engine_comes_once),
		cmocka_unit_test(without_a_real_engine_auto_is_native),
		cmocka_unit_test(an_engines_command_is_run),
		cmocka_unit_test(an_engines_command_can_be_ended),
		cmocka_unit_test(each_container_has_an_address),
		with_lab(a_lab_comes_up_and_goes_down),
		with_lab(a_containers_end_is_told),
		with_lab(a_failure_is_told),
		with_lab(a_hosts_death_is_a_failure),
		with_lab(silence_is_no_death),
		with_lab(last_words_are_heard),
		with_lab(a_lab_can_be_kept),
		with_lab(an_end_nobody_asked_for_is_a_failure),
	};

	return cmocka_run_group_tests_name("lab", tests, NULL, NULL);
}
