// SPDX-License-Identifier: GPL-2.0-or-later
/* Names of network namespaces, from a directory of our own: a symbolic link stands for a mount. */
#include "nstrace_story.h"

#define SEC_NSEC 1000000000ull

/* A reused inode: the same file, and only the cookie differs. */
static struct nstrace_nsid reused(const struct story *story)
{
	return (struct nstrace_nsid){.ino = story->web_17.ino, .cookie = story->web_17.cookie + 1};
}

static void assert_name(struct story *story, const struct nstrace_nsid *netns, uint64_t now_nsec,
			const char *expected)
{
	char name[NSID_NAME_MAX];

	assert_true(nsid_name(story->names, netns, now_nsec, name));
	assert_string_equal(name, expected);
}

static void assert_nameless(struct story *story, const struct nstrace_nsid *netns,
			    uint64_t now_nsec)
{
	char name[NSID_NAME_MAX];

	assert_false(nsid_name(story->names, netns, now_nsec, name));
}

static void test_name(void **state)
{
	struct story *story = *state;

	assert_name(story, &story->web_17, SEC_NSEC, "web-17");
	assert_nameless(story, &story->home, SEC_NSEC);
	assert_nameless(story, &(struct nstrace_nsid){}, SEC_NSEC);
}

static void test_name_stays(void **state)
{
	struct story *story = *state;

	assert_name(story, &story->web_17, SEC_NSEC, "web-17");
	story_unlink(story->directory, "web-17");
	assert_name(story, &story->web_17, 9 * SEC_NSEC, "web-17");
}

/* The inode went to another namespace: at once, and whatever it was called before. */
static void test_reused_inode(void **state)
{
	struct story *story = *state;
	struct nstrace_nsid other = reused(story);

	assert_name(story, &story->web_17, SEC_NSEC, "web-17");
	story_unlink(story->directory, "web-17");
	assert_nameless(story, &other, SEC_NSEC);
	story_link(story->directory, "db-3", "/proc/self/ns/uts");
	assert_name(story, &other, 2 * SEC_NSEC, "db-3");
	assert_name(story, &story->web_17, 2 * SEC_NSEC, "web-17");
}

/* An old kernel has no cookies: then what is there now is all that can be said. */
static void test_without_cookies(void **state)
{
	struct story *story = *state;
	struct nstrace_nsid netns = {.ino = story->web_17.ino};

	assert_name(story, &netns, SEC_NSEC, "web-17");
	story_unlink(story->directory, "web-17");
	assert_nameless(story, &netns, 2 * SEC_NSEC);
}

/* The name comes after the namespace. It is found, but not by looking at every event. */
static void test_named_later(void **state)
{
	struct story *story = *state;

	story_unlink(story->directory, "web-17");
	assert_nameless(story, &story->web_17, SEC_NSEC);
	story_link(story->directory, "web-17", "/proc/self/ns/uts");
	assert_nameless(story, &story->web_17, SEC_NSEC + 1000000);
	assert_name(story, &story->web_17, SEC_NSEC + 100000000, "web-17");
}

/* A file that nothing is mounted on has an inode too, of its own file system. */
static void test_not_a_namespace(void **state)
{
	struct story *story = *state;
	struct nstrace_nsid netns = {.cookie = 5};

	netns.ino = story_link(story->directory, "plain", "/proc/self/status");
	assert_nameless(story, &netns, SEC_NSEC);
}

static void test_no_directory(void **state)
{
	static const char *const nowhere[] = {"/nonexistent", NULL};
	static const struct nsid_places places = {.mounts = nowhere};
	struct story *story = *state;

	nsid_names_free(story->names);
	assert_int_equal(nsid_names_new(&places, &story->names), 0);
	assert_nameless(story, &story->web_17, SEC_NSEC);
}

static void test_second_directory(void **state)
{
	struct story *story = *state;
	const char *directories[] = {"/nonexistent", story->directory, NULL};
	const struct nsid_places places = {.mounts = directories};

	nsid_names_free(story->names);
	assert_int_equal(nsid_names_new(&places, &story->names), 0);
	assert_name(story, &story->web_17, SEC_NSEC, "web-17");
}

static void test_long_name(void **state)
{
	struct story *story = *state;
	char longest[NAME_MAX + 1], cut[NSID_NAME_MAX];

	memset(longest, 'n', NAME_MAX);
	longest[NAME_MAX] = '\0';
	memset(cut, 'n', sizeof(cut) - 1);
	cut[sizeof(cut) - 1] = '\0';
	story_unlink(story->directory, "web-17");
	story_link(story->directory, longest, "/proc/self/ns/uts");
	assert_name(story, &story->web_17, SEC_NSEC, cut);
}

/* More identities than are kept: the oldest are forgotten, and are found again. */
static void test_many(void **state)
{
	struct story *story = *state;

	assert_name(story, &story->web_17, SEC_NSEC, "web-17");
	story_unlink(story->directory, "web-17");
	for (uint32_t ino = 1; ino < 5000; ino++)
		assert_nameless(story, &(struct nstrace_nsid){.cookie = ino, .ino = ino}, SEC_NSEC);
	assert_nameless(story, &story->web_17, SEC_NSEC);
	story_link(story->directory, "web-17", "/proc/self/ns/uts");
	assert_name(story, &story->web_17, 2 * SEC_NSEC, "web-17");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		story_test(test_name),	       story_test(test_name_stays),
		story_test(test_reused_inode), story_test(test_without_cookies),
		story_test(test_named_later),  story_test(test_not_a_namespace),
		story_test(test_no_directory), story_test(test_second_directory),
		story_test(test_long_name),    story_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
