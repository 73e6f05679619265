// SPDX-License-Identifier: GPL-2.0-or-later
/* What control groups are called by whom, and how containers are written. */
#include "nstrace_fake_proc.h"

#include "lib/escape.h"
#include "nstrace/container_cgroup.h"

#define ID    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

/* expected: as container_label_full() has it; NULL: it is in none. */
static void assert_container(const struct fake *fake, uint32_t tgid, const char *expected)
{
	struct container_label label = {};
	struct container_cgroup cgroup;
	char text[CONTAINER_FULL_MAX];

	assert_int_equal(container_cgroup_read(fake->proc, tgid, &cgroup), !!expected);
	if (!expected)
		return;
	escape_text(cgroup.name, label.name, sizeof(label.name));
	strcpy(label.id, cgroup.id);
	strcpy(label.engine, cgroup.engine);
	assert_string_equal(container_label_full(&label, text), expected);
}

static const struct {
	const char *cgroup;
	const char *expected; /* NULL: no container */
} cgroups[] = {
	{"0::/system.slice/docker-" ID ".scope\n", "container 0123456789ab (docker)"},
	{"0::/docker/" ID "\n", "container 0123456789ab (docker)"},
	{"5:pids:/\n4:memory:/docker/" ID "\n0::/\n", "container 0123456789ab (docker)"},
	{"0::/../" ID "\n", "container 0123456789ab"},
	{"0::/machine.slice/libpod-" ID ".scope\n", "container 0123456789ab (podman)"},
	{"0::/machine.slice/libpod-" ID ".scope/container\n", "container 0123456789ab (podman)"},
	{"0::/libpod_parent/libpod-" ID "\n", "container 0123456789ab (podman)"},
	{"0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-" ID ".scope\n",
	 "container 0123456789ab (containerd)"},
	{"0::/kubepods.slice/kubepods-pod1.slice/crio-" ID ".scope\n",
	 "container 0123456789ab (cri-o)"},
	{"0::/kubepods/besteffort/pod1/" ID "\n", "container 0123456789ab"},
	{"0::/docker/" ID "/docker/" OTHER "/init.scope\n", "container fedcba987654 (docker)"},
	{"0::/machine.slice/machine-web\\x2d1.scope/payload\n", "container web-1"},
	{"0::/machine.slice/systemd-nspawn@web.service/payload\n", "container web"},
	{"0::/lxc/web\n", "container web"},
	{"0::/lxc.payload.web/init.scope\n", "container web"},
	{"0::/machine.slice/machine-\\x1b\\x5b.scope\n", "container \\x1b["},
	{"0::/lxc/\033[2J\n", "container \\x1b[2J"},
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

static void test_labels(void **state)
{
	static const struct {
		struct container_label label;
		const char *short_text, *full_text;
	} labels[] = {
		{{.name = "web-17", .id = ID, .engine = "docker"},
		 "web-17",
		 "container web-17 (docker)"},
		{{.id = ID, .engine = "docker"}, "0123456789ab", "container 0123456789ab (docker)"},
		{{.name = "web"}, "web", "container web"},
		{{.id = ID, .engine = "containerd", .pod = "cart-1", .pod_namespace = "shop"},
		 "shop/cart-1",
		 "pod shop/cart-1 (containerd)"},
		{{.name = "web", .engine = "containerd", .pod = "cart-1", .pod_namespace = "shop"},
		 "web",
		 "container web of pod shop/cart-1 (containerd)"},
	};
	char text[CONTAINER_FULL_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		assert_string_equal(container_label_short(&labels[i].label, text),
				    labels[i].short_text);
		assert_string_equal(container_label_full(&labels[i].label, text),
				    labels[i].full_text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(test_cgroups),
		cmocka_unit_test(test_labels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
