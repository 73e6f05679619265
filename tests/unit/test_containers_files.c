// SPDX-License-Identifier: GPL-2.0-or-later
/* Containers in the files of engines and runtimes. This process plays their first process. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include "containers/containers.h"
#include "containers/file.h"
#include "containers/process.h"
#include "containers/state.h"
#include "lib/clock.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define STORAGE		  "/var/lib/containers/storage/overlay-containers/containers.json"
#define TASKS		  "/run/containerd/io.containerd.runtime.v2.task"

struct fixture {
	char root[32];
	unsigned long long start_ticks; /* of this process */
};

/* Writes a file below the root, with the directories that lead to it. */
__attribute__((format(printf, 3, 4))) static void put(const struct fixture *fixture,
						      const char *file, const char *format, ...)
{
	char path[PATH_MAX];
	va_list args;
	FILE *stream;

	snprintf(path, sizeof(path), "%s%s", fixture->root, file);
	for (char *at = path + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		assert_true(!mkdir(path, 0700) || errno == EEXIST);
		*at = '/';
	}
	stream = fopen(path, "we");
	assert_non_null(stream);
	va_start(args, format);
	assert_true(vfprintf(stream, format, args) >= 0);
	va_end(args);
	assert_int_equal(fclose(stream), 0);
}

/* runc's, of a container that runs. */
static void put_state(const struct fixture *fixture, const char *directory)
{
	char file[PATH_MAX];

	snprintf(file, sizeof(file), "%s/state.json", directory);
	put(fixture, file,
	    "{\"id\":\"x\",\"init_process_pid\":%d,\"init_process_start\":%llu,"
	    "\"created\":\"\",\"config\":{\"rootfs\":\"/\"}}",
	    getpid(), fixture->start_ticks);
}

static struct containers read_here(const struct fixture *fixture)
{
	struct containers_options options = {.root = fixture->root,
					     .timeout_nsec = 10 * NSEC_PER_SEC};
	struct containers containers;

	assert_int_equal(containers_read(&options, &containers), 0);
	return containers;
}

static void assert_container(const struct container *container, const char *engine, const char *id,
			     const char *name)
{
	assert_string_equal(container->engine, engine);
	assert_string_equal(container->id, id);
	assert_string_equal(container->name, name);
	assert_int_equal(container->init_tgid, getpid());
	assert_true(container->init_start_ticks);
}

static void no_engine_is_no_container(void **state)
{
	_cleanup_containers_ struct containers containers = read_here(*state);

	assert_int_equal(containers.n, 0);
	assert_int_equal(containers.n_failures, 0);
}

static void the_lab_lists_the_oldest_first(void **state)
{
	_cleanup_containers_ struct containers containers = {0};

	put(*state, "/run/nstrace-lab/containers.json",
	    "{\"engine\":\"native\",\"bridge\":\"weave\",\"containers\":["
	    "{\"id\":\"ab12\",\"name\":\"web-1\",\"pid\":%d,\"more\":[]},"
	    "{\"id\":\"ab34\",\"name\":\"web-2\",\"pid\":%d},"
	    "{\"id\":\"ab56\",\"name\":\"ended\",\"pid\":%d}]}\n",
	    getpid(), getpid(), INT_MAX);
	containers = read_here(*state);
	assert_int_equal(containers.n_failures, 0);
	assert_int_equal(containers.n, 2);
	assert_container(&containers.items[0], "lab", "ab34", "web-2");
	assert_container(&containers.items[1], "lab", "ab12", "web-1");
}

static void other_lists_of_the_lab_are_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"garbage",
		"[]",
		"{}",
		"{\"containers\":{}}",
		"{\"containers\":[17]}",
		"{\"containers\":[{\"id\":\"a\",\"name\":\"b\"}]}",
		"{\"containers\":[{\"id\":\"a\",\"name\":\"b\",\"pid\":\"17\"}]}",
		"{\"containers\":[{\"id\":\"a\",\"name\":\"b\",\"pid\":0}]}",
		"{\"containers\":[{\"id\":\"a\",\"name\":\"b\",\"pid\":99999999999}]}",
		"{\"containers\":[{\"id\":\"\",\"name\":\"b\",\"pid\":17}]}",
		"{\"containers\":[{\"id\":17,\"name\":\"b\",\"pid\":17}]}",
		"{\"containers\":[{\"id\":\"a\",\"name\":\"b\",\"pid\":17}",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_containers_ struct containers containers = {0};

		put(*state, "/run/nstrace-lab/containers.json", "%s", texts[i]);
		containers = read_here(*state);
		if (containers.n_failures != 1 || containers.failures[0].error != -EBADMSG)
			fail_msg("%s", texts[i]);
		assert_non_null(strstr(containers.failures[0].place, "/run/nstrace-lab/"));
	}
}

static void podman_has_files(void **state)
{
	_cleanup_containers_ struct containers containers = {0};

	put(*state, STORAGE,
	    "[{\"id\":\"aa\",\"names\":[\"old\"],\"created\":\"2026-01-02T03:04:05.6Z\"},"
	    "{\"id\":\"bb\",\"names\":[\"new\",\"alias\"],\"created\":\"2026-01-02T03:04:05.7Z\"},"
	    "{\"id\":\"cc\",\"names\":[\"stopped\"],\"created\":\"2026-01-02T03:04:05.8Z\"},"
	    "{\"id\":\"dd\",\"names\":[\"reused\"],\"created\":\"2026-01-02T03:04:05.9Z\"}]");
	put_state(*state, "/run/runc/aa");
	put(*state, "/run/crun/bb/status", "{\"pid\":%d,\"process-start-time\":%llu}", getpid(),
	    ((struct fixture *)*state)->start_ticks);
	put(*state, "/run/crun/dd/status", "{\"pid\":%d,\"process-start-time\":1}", getpid());
	put_state(*state, "/run/runc/not-podmans");
	containers = read_here(*state);
	assert_int_equal(containers.n_failures, 0);
	assert_int_equal(containers.n, 2);
	assert_container(&containers.items[0], "podman", "bb", "new");
	assert_container(&containers.items[1], "podman", "aa", "old");
}

static void podman_storage_can_be_elsewhere(void **state)
{
	_cleanup_containers_ struct containers containers = {0};

	put(*state, "/usr/share/containers/storage.conf", "[storage]\ngraphroot = \"/nowhere\"\n");
	put(*state, "/etc/containers/storage.conf",
	    "[storage]\ndriver = \"btrfs\"\n# graphroot = \"/no\"\n"
	    "  graphroot=\"/srv/containers\" # big\nrunroot = \"/run/elsewhere\"\n"
	    "[storage.options]\n");
	put(*state, STORAGE, "[{\"id\":\"aa\",\"names\":[\"here\"]}]");
	put(*state, "/srv/containers/btrfs-containers/containers.json",
	    "[{\"id\":\"bb\",\"names\":[\"there\"],\"created\":\"2026-01-02T03:04:05Z\"}]");
	put(*state, "/run/elsewhere/btrfs-containers/volatile-containers.json",
	    "[{\"id\":\"cc\",\"names\":[\"brief\"],\"created\":\"2026-01-02T03:04:06Z\"}]");
	put_state(*state, "/run/runc/aa");
	put_state(*state, "/run/runc/bb");
	put_state(*state, "/run/runc/cc");
	containers = read_here(*state);
	assert_int_equal(containers.n_failures, 0);
	assert_int_equal(containers.n, 2);
	assert_container(&containers.items[0], "podman", "cc", "brief");
	assert_container(&containers.items[1], "podman", "bb", "there");
}

static void podman_files_can_be_broken(void **state)
{
	static const char *const texts[] = {
		"", "[", "{}", "[17]", "[{\"names\":[\"a\"]}]", "[{\"id\":\"../../etc\"}]"};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_containers_ struct containers containers = {0};

		put(*state, STORAGE, "%s", texts[i]);
		containers = read_here(*state);
		if (containers.n_failures != 1 || containers.failures[0].error != -EBADMSG)
			fail_msg("%s", texts[i]);
	}
}

static void containerd_has_bundles(void **state)
{
	_cleanup_containers_ struct containers containers = {0};
	const struct container *container;

	put(*state, TASKS "/k8s.io/aa/init.pid", "%d", getpid());
	put(*state, TASKS "/k8s.io/aa/config.json",
	    "{\"annotations\":{\"io.kubernetes.cri.container-name\":\"nginx\","
	    "\"io.kubernetes.cri.sandbox-name\":\"web-0\","
	    "\"io.kubernetes.cri.sandbox-namespace\":\"shop\"}}");
	put_state(*state, "/run/containerd/runc/k8s.io/aa");
	put(*state, TASKS "/k8s.io/no-process-yet/config.json", "{\"annota");
	put(*state, TASKS "/k8s.io/not-in-its-cgroup/init.pid", "%d", getpid());
	put(*state, TASKS "/k8s.io/not-in-its-cgroup/config.json", "{}");
	put(*state, TASKS "/moby/cc/config.json", "{}");
	put_state(*state, "/run/containerd/runc/moby/cc");
	containers = read_here(*state);
	assert_int_equal(containers.n_failures, 0);
	assert_int_equal(containers.n, 1);
	container = &containers.items[0];
	assert_container(container, "containerd", "aa", "nginx");
	assert_string_equal(container->pod, "web-0");
	assert_string_equal(container->pod_namespace, "shop");
	assert_true(container->created_nsec > 1700000000 * NSEC_PER_SEC);
}

static void containerd_has_sandboxes_and_plain_containers(void **state)
{
	_cleanup_containers_ struct containers containers = {0};
	const struct container *container;

	put(*state, TASKS "/k8s.io/sandbox/config.json",
	    "{\"annotations\":{\"io.kubernetes.cri.container-type\":\"sandbox\","
	    "\"io.kubernetes.cri.sandbox-name\":\"web-0\"}}");
	put_state(*state, "/run/containerd/runc/k8s.io/sandbox");
	put(*state, "/run/k3s/containerd/io.containerd.runtime.v2.task/default/plain/config.json",
	    "{}");
	put_state(*state, "/run/containerd/runc/default/plain");
	containers = read_here(*state);
	assert_int_equal(containers.n, 2);
	assert_int_equal(containers_find(&containers, "web-0", &container), 0);
	assert_string_equal(container->id, "sandbox");
	assert_null(container->name);
	assert_int_equal(containers_find(&containers, "plain", &container), 0);
	assert_container(container, "containerd", "plain", "plain");
}

static void docker_leaves_containers_behind(void **state)
{
	_cleanup_containers_ struct containers containers = {0}, nameless = {0};

	put(*state, "/var/lib/docker/containers/aa/config.v2.json",
	    "{\"ID\":\"aa\",\"Name\":\"/web-1\",\"Created\":\"2026-01-02T03:04:05.6Z\"}");
	put_state(*state, "/run/docker/runtime-runc/moby/aa");
	containers = read_here(*state);
	assert_int_equal(containers.n_failures, 0);
	assert_int_equal(containers.n, 1);
	assert_container(&containers.items[0], "docker", "aa", "web-1");
	put_state(*state, "/run/docker/runtime-crun/moby/bb");
	nameless = read_here(*state);
	assert_int_equal(nameless.n_failures, 1);
	assert_int_equal(nameless.failures[0].error, -ECONNREFUSED);
}

/* A daemon that gives its list and is gone before it is asked for more. */
static _Noreturn void serve_list_and_end(int listen_fd)
{
	static const char reply[] =
		"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 63\r\n\r\n"
		"[{\"Id\":\"aa\",\"Names\":[\"/web-1\"]},{\"Id\":\"bb\",\"Names\":"
		"[\"/web-2\"]}]";
	char request[4096];
	int fd = accept(listen_fd, NULL, NULL);

	close(listen_fd);
	if (recv(fd, request, sizeof(request), 0) > 0)
		(void)!send(fd, reply, sizeof(reply) - 1, MSG_NOSIGNAL);
	_exit(0);
}

static void a_daemon_that_ends_is_not_heard_twice(void **state)
{
	const struct fixture *fixture = *state;
	_cleanup_containers_ struct containers containers = {0};
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pid_t tgid;

	put(fixture, "/var/lib/docker/containers/aa/config.v2.json",
	    "{\"Name\":\"/web-1\",\"Created\":\"2026-01-02T03:04:05.6Z\"}");
	put_state(fixture, "/run/docker/runtime-runc/moby/aa");
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/run/docker.sock", fixture->root);
	assert_return_code(bind(listen_fd, (struct sockaddr *)&address, sizeof(address)), errno);
	assert_return_code(listen(listen_fd, 1), errno);
	tgid = fork();
	if (tgid == 0)
		serve_list_and_end(listen_fd);
	close(listen_fd);
	containers = read_here(fixture);
	assert_int_equal(waitpid(tgid, NULL, 0), tgid);
	assert_int_equal(containers.n_failures, 0);
	assert_int_equal(containers.n, 1);
	assert_container(&containers.items[0], "docker", "aa", "web-1");
}

static void one_container_is_listed_once(void **state)
{
	_cleanup_containers_ struct containers containers = {0};

	put(*state, STORAGE, "[{\"id\":\"aa\",\"names\":[\"web-1\"]}]");
	put_state(*state, "/run/runc/aa");
	put(*state, TASKS "/other/aa/config.json", "{}");
	put_state(*state, "/run/containerd/runc/other/aa");
	containers = read_here(*state);
	assert_int_equal(containers.n, 1);
	assert_container(&containers.items[0], "podman", "aa", "web-1");
}

/* What the others have is found all the same. */
static void a_failure_is_not_the_others(void **state)
{
	_cleanup_containers_ struct containers containers = {0};

	put(*state, STORAGE, "garbage");
	put(*state, TASKS "/default/plain/config.json", "{}");
	put_state(*state, "/run/containerd/runc/default/plain");
	containers = read_here(*state);
	assert_int_equal(containers.n_failures, 1);
	assert_non_null(strstr(containers.failures[0].place, STORAGE));
	assert_int_equal(containers.n, 1);
}

static void states_are_runcs_or_cruns(void **state)
{
	static const struct {
		const char *file, *text;
		int result;
		pid_t tgid;
		uint64_t start_ticks;
	} cases[] = {
		{"state.json", "{\"id\":\"a\",\"init_process_pid\":7,\"init_process_start\":9}", 0,
		 7, 9},
		{"state.json", "{\"init_process_pid\":7,\"config\":{\"init_process_pid\":8}}", 0, 7,
		 0},
		{"state.json", "{\"init_process_pid\":7,\"config\":garbage", 0, 7, 0},
		{"state.json",
		 "{\"x\":{\"init_process_pid\":8,\"config\":{}},\"init_process_pid\":7}", 0, 7, 0},
		{"state.json", "{\"config\":{},\"init_process_pid\":7}", 0, 7, 0},
		{"state.json", "{\"id\":\",\\\"config\\\":\",\"init_process_pid\":7}", 0, 7, 0},
		{"status", "{\"pid\":7,\"process-start-time\":9,\"cgroup-path\":\"/\"}", 0, 7, 9},
		{"status", "{\"pid\":7}", 0, 7, 0},
		{"state.json", "", -EBADMSG, 0, 0},
		{"state.json", "{\"init_process_pid\":0}", -EBADMSG, 0, 0},
		{"state.json", "{\"init_process_pid\":99999999999}", -EBADMSG, 0, 0},
		{"state.json", "{\"init_process_pid\":\"7\"}", -EBADMSG, 0, 0},
		{"state.json", "{\"init_process_pid\":7,\"init_process_start\":-1}", -EBADMSG, 0,
		 0},
		{"status", "{\"pid\":7", -EBADMSG, 0, 0},
		{"other", "{\"pid\":7}", -ENOENT, 0, 0},
	};
	const struct fixture *fixture = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct container container = {0};
		char file[64], directory[64];
		int r;

		snprintf(file, sizeof(file), "/%zu/%s", i, cases[i].file);
		put(fixture, file, "%s", cases[i].text);
		snprintf(directory, sizeof(directory), "%s/%zu", fixture->root, i);
		r = state_read(directory, &container);
		if (r != cases[i].result || container.init_tgid != cases[i].tgid ||
		    container.init_start_ticks != cases[i].start_ticks)
			fail_msg("%s: %d", cases[i].text, r);
	}
}

static void times_are_written_as_go_does(void **state)
{
	static const struct {
		const char *text;
		uint64_t sec, nsec;
	} cases[] = {
		{"1970-01-02T00:00:00Z", 86400, 0},
		{"2026-11-24T12:17:10.905747379Z", 1795522630, 905747379},
		{"2026-11-24T12:17:10.9Z", 1795522630, 900000000},
		{"2026-11-24T13:17:10.5+01:00", 1795522630, 500000000},
		{"2026-11-24T06:47:10-05:30", 1795522630, 0},
		{"2026-11-24T12:17:10.9057473791111Z", 1795522630, 905747379},
		{"0001-01-01T00:00:00Z", 0, 0},
		{"2026-11-24T12:17:10", 0, 0},
		{"yesterday", 0, 0},
		{"", 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (parse_time(cases[i].text) != cases[i].sec * NSEC_PER_SEC + cases[i].nsec)
			fail_msg("%s", cases[i].text);
}

static void strange_texts_are_read(void **state)
{
	static const char *const texts[] = {"{\"a\":\"b\",\"x\":\"\\u0000\"}",
					    "{\"hard\":18446744073709551615,\"a\":\"b\"}",
					    "{\"a\":\"b\",\"created\":17}"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_json_ json_t *json = json_read(texts[i], strlen(texts[i]));

		assert_non_null(json);
		assert_string_equal(json_string_value(json_object_get(json, "a")), "b");
	}
	assert_null(json_read("{\"a\":1,\"a\":1}", 13));
}

static void strange_files_are_refused(void **state)
{
	const struct fixture *fixture = *state;
	char path[PATH_MAX];
	json_t *json = NULL;
	pid_t tgid;

	snprintf(path, sizeof(path), "%s/fifo", fixture->root);
	assert_return_code(mkfifo(path, 0600), errno);
	assert_int_equal(file_read_json(path, &json), -EBADMSG);
	assert_int_equal(file_read_json(fixture->root, &json), -EBADMSG);
	assert_int_equal(file_read_json("/dev/zero", &json), -EBADMSG);
	put(fixture, "/huge", "[]");
	snprintf(path, sizeof(path), "%s/huge", fixture->root);
	assert_return_code(truncate(path, 1LL << 30), errno);
	assert_int_equal(file_read_json(path, &json), -EFBIG);
	put(fixture, "/huge", "4711\n");
	assert_int_equal(file_read_tgid(path, &tgid), 0);
	assert_int_equal(tgid, 4711);
	put(fixture, "/huge", "-4711");
	assert_int_equal(file_read_tgid(path, &tgid), -EBADMSG);
}

static int remove_file(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status, (void)type, (void)walk;
	return remove(path);
}

static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	uint64_t ticks;

	assert_non_null(fixture);
	strcpy(fixture->root, "/tmp/test_containers.XXXXXX");
	assert_non_null(mkdtemp(fixture->root));
	assert_int_equal(process_start(getpid(), &ticks), 0);
	fixture->start_ticks = ticks;
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;
	int r = nftw(fixture->root, remove_file, 16, FTW_DEPTH | FTW_PHYS);

	free(fixture);
	return r;
}

#define with_files(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_files(no_engine_is_no_container),
		with_files(the_lab_lists_the_oldest_first),
		with_files(other_lists_of_the_lab_are_refused),
		with_files(podman_has_files),
		with_files(podman_storage_can_be_elsewhere),
		with_files(podman_files_can_be_broken),
		with_files(containerd_has_bundles),
		with_files(containerd_has_sandboxes_and_plain_containers),
		with_files(docker_leaves_containers_behind),
		with_files(a_daemon_that_ends_is_not_heard_twice),
		with_files(one_container_is_listed_once),
		with_files(a_failure_is_not_the_others),
		with_files(states_are_runcs_or_cruns),
		cmocka_unit_test(times_are_written_as_go_does),
		cmocka_unit_test(strange_texts_are_read),
		with_files(strange_files_are_refused),
	};

	return cmocka_run_group_tests_name("containers in files", tests, NULL, NULL);
}
