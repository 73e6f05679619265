// SPDX-License-Identifier: GPL-2.0-or-later
/* Namespaces without a mount: their containers, as control groups tell, and the processes in them.
 */
#include "nstrace_fake_proc.h"

#define SEC_NSEC 1000000000ull
#define ID	 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct nstrace_nsid web = {.cookie = 5, .ino = 4711, .kind = NSTRACE_KIND_NET};

static struct nsid_names *look(const struct fake *fake)
{
	struct nsid_names *names;

	assert_int_equal(nsid_names_new(&fake->places, &names), 0);
	return names;
}

/* expected: "NAME", "PID COMM", or "" for nobody */
static void assert_known(struct nsid_names *names, const struct nstrace_nsid *nsid,
			 uint64_t now_nsec, const char *expected)
{
	char text[NSID_NAME_MAX] = "";
	struct nsid_process process;

	if (!nsid_name(names, nsid, now_nsec, text) && nsid_name_process(names, nsid, &process))
		snprintf(text, sizeof(text), "%u %s", process.tgid, process.comm);
	assert_string_equal(text, expected);
}

static void assert_first_look(const struct fake *fake, const struct nstrace_nsid *nsid,
			      const char *expected)
{
	struct nsid_names *names = look(fake);

	assert_known(names, nsid, SEC_NSEC, expected);
	nsid_names_free(names);
}

/* Numbers wrap around: the oldest need not have the lowest. */
static void test_oldest(void **state)
{
	const struct fake *fake = *state;

	fake_add(fake, (struct fake_process){20, "young", 900, web.ino});
	fake_add(fake, (struct fake_process){30, "nginx: a) b", 100, web.ino});
	fake_add(fake, (struct fake_process){40, "same-tick", 100, web.ino});
	fake_add(fake, (struct fake_process){50, "elsewhere", 1, 999});
	fake_add(fake, (struct fake_process){2, "kthreadd", 1, web.ino, NULL, true});
	fake_add(fake, (struct fake_process){60, "kworker", 1, web.ino, NULL, true});
	assert_first_look(fake, &web, "30 nginx: a) b");
}

static void test_longest_comm(void **state)
{
	const struct fake *fake = *state;

	fake_add(fake, (struct fake_process){20, "123456789012345", 900, web.ino});
	assert_first_look(fake, &web, "20 123456789012345");
}

static void test_nobody(void **state)
{
	const struct fake *fake = *state;

	assert_first_look(fake, &web, "");
	fake_add(fake, (struct fake_process){50, "elsewhere", 1, 999});
	assert_first_look(fake, &web, "");
	assert_first_look(fake, &(struct nstrace_nsid){.kind = NSTRACE_KIND_NET}, "");
}

static void test_no_proc(void **state)
{
	struct fake *fake = *state;

	fake->places.proc = "/nonexistent";
	assert_first_look(fake, &web, "");
}

static void test_container(void **state)
{
	const struct fake *fake = *state;
	fake_add(fake, (struct fake_process){20, "sh", 900, web.ino, "0::/docker/" ID "\n"});
	assert_first_look(fake, &web, "0123456789ab");
}

static void test_name_stays(void **state)
{
	const struct fake *fake = *state;
	struct nsid_names *names = look(fake);

	fake_add(fake, (struct fake_process){20, "sh", 900, web.ino, "0::/lxc/web\n"});
	assert_known(names, &web, SEC_NSEC, "web");
	fake_end(fake, 20);
	assert_known(names, &web, 9 * SEC_NSEC, "web");
	nsid_names_free(names);
}

/* Without a cookie, the inode may be another namespace's as soon as nobody is there. */
static void test_without_cookies(void **state)
{
	const struct nstrace_nsid plain = {.ino = web.ino, .kind = NSTRACE_KIND_NET};
	const struct fake *fake = *state;
	struct nsid_names *names = look(fake);

	fake_add(fake, (struct fake_process){20, "sh", 900, web.ino, "0::/lxc/web\n"});
	assert_known(names, &plain, SEC_NSEC, "web");
	assert_known(names, &plain, SEC_NSEC + 1, "web");
	fake_end(fake, 20);
	assert_known(names, &plain, 9 * SEC_NSEC, "");
	fake_add(fake, (struct fake_process){21, "bash", 901, web.ino});
	assert_known(names, &plain, 19 * SEC_NSEC, "21 bash");
	nsid_names_free(names);
}

/* A runtime's process goes into the namespace before it goes into the container. */
static void test_named_later(void **state)
{
	const struct fake *fake = *state;
	struct nsid_names *names = look(fake);

	fake_add(fake, (struct fake_process){20, "runc", 900, web.ino, "0::/\n"});
	assert_known(names, &web, SEC_NSEC, "20 runc");
	fake_add(fake, (struct fake_process){20, "sh", 900, web.ino, "0::/lxc/web\n"});
	assert_known(names, &web, SEC_NSEC + 1000000, "20 runc");
	assert_known(names, &web, SEC_NSEC + 100000000, "web");
	nsid_names_free(names);
}

/* Who asks at every event gets no walk at every event: first after 100 ms, then ever more rarely.
 */
static void test_looks_again_rarely(void **state)
{
	const struct fake *fake = *state;
	struct nsid_names *names = look(fake);

	assert_known(names, &web, SEC_NSEC, "");
	assert_known(names, &web, SEC_NSEC + 100000000, "");
	fake_add(fake, (struct fake_process){20, "late", 900, web.ino});
	assert_known(names, &web, SEC_NSEC + 200000000, "");
	assert_known(names, &web, SEC_NSEC + 300000000, "20 late");
	nsid_names_free(names);
}

/* One walk answers for all, and they do not walk one after the other. */
static void test_one_walk(void **state)
{
	const struct nstrace_nsid db = {.cookie = 6, .ino = 4712, .kind = NSTRACE_KIND_NET};
	const struct nstrace_nsid new = {.cookie = 7, .ino = 4713, .kind = NSTRACE_KIND_NET};
	const struct fake *fake = *state;
	struct nsid_names *names = look(fake);

	fake_add(fake, (struct fake_process){20, "web", 900, web.ino});
	fake_add(fake, (struct fake_process){21, "db", 900, db.ino});
	assert_known(names, &web, SEC_NSEC, "20 web");
	assert_known(names, &db, SEC_NSEC, "21 db");
	fake_add(fake, (struct fake_process){22, "new", 900, new.ino});
	assert_known(names, &new, SEC_NSEC + 1, "");
	assert_known(names, &new, SEC_NSEC + 100000001, "22 new");
	nsid_names_free(names);
}

/* Every kind has a link of its own; a process in the other kind's namespace is no answer. */
static void test_kinds(void **state)
{
	static const struct {
		uint32_t kind;
		const char *link;
	} kinds[] = {
		{NSTRACE_KIND_MNT, "mnt"},
		{NSTRACE_KIND_UTS, "uts"},
		{NSTRACE_KIND_IPC, "ipc"},
		{NSTRACE_KIND_CGROUP, "cgroup"},
		{NSTRACE_KIND_PID_FOR_CHILDREN, "pid_for_children"},
		{NSTRACE_KIND_TIME_FOR_CHILDREN, "time_for_children"},
	};
	const struct fake *fake = *state;
	struct nsid_names *names = look(fake);

	for (uint32_t i = 0; i < 6; i++) {
		fake_add(fake, (struct fake_process){20 + i, "kind", 900, 1000});
		fake_link(fake, 20 + i, kinds[i].link, 100 + i);
	}
	for (uint32_t i = 0; i < 6; i++) {
		const struct nstrace_nsid nsid = {.ino = 100 + i, .kind = kinds[i].kind};
		char expected[32];

		snprintf(expected, sizeof(expected), "%u kind", 20 + i);
		assert_known(names, &nsid, SEC_NSEC, expected);
	}
	nsid_names_free(names);
}

/* A walk over so many takes longer than may be taken at once: it goes on at a later call. */
static void test_portions(void **state)
{
	const struct fake *fake = *state;
	struct nsid_names *names = look(fake);

	fake_add(fake, (struct fake_process){9999, "oldest", 100, web.ino});
	for (uint32_t tgid = 1000; tgid < 9000; tgid++)
		fake_add_alike(fake, tgid, 9999);
	assert_known(names, &web, SEC_NSEC, "");
	assert_known(names, &web, SEC_NSEC + 100000000, "");
	nsid_names_be_patient(names);
	assert_known(names, &web, SEC_NSEC + 200000000, "9999 oldest");
	nsid_names_free(names);
	names = look(fake);
	nsid_names_be_patient(names);
	assert_known(names, &web, SEC_NSEC, "9999 oldest");
	nsid_names_free(names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(test_oldest),	     fake_test(test_longest_comm),
		fake_test(test_nobody),	     fake_test(test_no_proc),
		fake_test(test_container),   fake_test(test_name_stays),
		fake_test(test_named_later), fake_test(test_without_cookies),
		fake_test(test_one_walk),    fake_test(test_looks_again_rarely),
		fake_test(test_kinds),	     fake_test(test_portions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
