// SPDX-License-Identifier: GPL-2.0-or-later
/* What control groups are called by whom, and the names that engines keep. */
#include "nstrace_fake_proc.h"

#define ID    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

static void assert_container(const struct fake *fake, uint32_t tgid, const char *expected)
{
	char name[NSID_NAME_MAX];

	assert_int_equal(container_name(&fake->containers, tgid, name, sizeof(name)), !!expected);
	if (expected)
		assert_string_equal(name, expected);
}

static const struct {
	const char *cgroup;
	const char *expected; /* NULL: no container */
} cgroups[] = {
	{"0::/system.slice/docker-" ID ".scope\n", "0123456789ab"},
	{"0::/docker/" ID "\n", "0123456789ab"},
	{"5:pids:/\n4:memory:/docker/" ID "\n0::/\n", "0123456789ab"},
	{"0::/../" ID "\n", "0123456789ab"},
	{"0::/machine.slice/libpod-" ID ".scope\n", "0123456789ab"},
	{"0::/machine.slice/libpod-" ID ".scope/container\n", "0123456789ab"},
	{"0::/libpod_parent/libpod-" ID "\n", "0123456789ab"},
	{"0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-" ID ".scope\n", "0123456789ab"},
	{"0::/kubepods.slice/kubepods-pod1.slice/crio-" ID ".scope\n", "0123456789ab"},
	{"0::/kubepods/besteffort/pod1/" ID "\n", "0123456789ab"},
	{"0::/docker/" ID "/docker/" OTHER "/init.scope\n", "fedcba987654"},
	{"0::/machine.slice/machine-web\\x2d1.scope/payload\n", "web-1"},
	{"0::/machine.slice/systemd-nspawn@web.service/payload\n", "web"},
	{"0::/lxc/web\n", "web"},
	{"0::/lxc.payload.web/init.scope\n", "web"},
	{"0::/machine.slice/machine-\\x1b\\x5b.scope\n", "\\x1b["},
	{"0::/lxc/\033[2J\n", "\\x1b[2J"},
	{"0::/\n", NULL},
	{"0::/user.slice/session-1.scope\n", NULL},
	{"0::/machine.slice/libpod-conmon-" ID ".scope\n", NULL},
	{"0::/lxc.monitor.web\n", NULL},
	{"0::/docker/0123456789ab\n", NULL},
	{"0::/x" ID "\n", NULL},
	{"0::/docker/" ID "0\n", NULL},
	{"0::/machine-.scope\n", NULL},
	{"0::/machine-web.slice\n", NULL},
	{"", NULL},
	{"garbage\n::\n", NULL},
};

static void test_cgroups(void **state)
{
	const struct fake *fake = *state;

	for (size_t i = 0; i < sizeof(cgroups) / sizeof(cgroups[0]); i++) {
		print_message("%s", cgroups[i].cgroup);
		fake_proc_file(fake, "7/cgroup", "%s", cgroups[i].cgroup);
		assert_container(fake, 7, cgroups[i].expected);
	}
	assert_container(fake, 8, NULL);
}

static void test_docker(void **state)
{
	const struct fake *fake = *state;
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s/config.v2.json", fake->docker, ID);
	fake_proc_file(fake, "7/cgroup", "0::/docker/" ID "\n");
	fake_write(path, "{\"ID\":\"" ID "\",\"Name\":\"/web-17\"}");
	assert_container(fake, 7, "web-17");
	fake_write(path, "{\"Name\":\"/\\u001b[2Jweb\"}");
	assert_container(fake, 7, "\\x1b[2Jweb");
	fake_write(path, "{\"Name\":17}");
	assert_container(fake, 7, "0123456789ab");
	fake_write(path, "{\"Name\":\"/web");
	assert_container(fake, 7, "0123456789ab");
}

static void test_podman(void **state)
{
	const struct fake *fake = *state;

	fake_proc_file(fake, "7/cgroup", "0::/machine.slice/libpod-" ID ".scope\n");
	fake_write(fake->podman, "[{\"id\":\"" OTHER "\",\"names\":[\"db-3\"]},"
				 "{\"id\":\"" ID "\",\"names\":[\"web-17\",\"alias\"]}]");
	assert_container(fake, 7, "web-17");
	fake_write(fake->podman, "[{\"id\":\"" ID "\",\"names\":[]}]");
	assert_container(fake, 7, "0123456789ab");
	fake_write(fake->podman, "{\"names\":{}}");
	assert_container(fake, 7, "0123456789ab");
}

static void test_lab(void **state)
{
	const struct fake *fake = *state;

	fake_write(fake->lab, "{\"containers\":[{\"id\":\"" OTHER "\",\"name\":\"db-3\",\"pid\":8},"
			      "{\"id\":\"" ID "\",\"name\":\"web-17\",\"pid\":7}]}");
	assert_container(fake, 7, "web-17");
	assert_container(fake, 8, "db-3");
	assert_container(fake, 9, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(test_cgroups),
		fake_test(test_docker),
		fake_test(test_podman),
		fake_test(test_lab),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
