// SPDX-License-Identifier: GPL-2.0-or-later
/* Two rings become one story: evidence stands among the events, in its time's place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "nstrace/in_order.h"

/* "e5" for an event at 5 ns, "a7" for an act at 7 ns. */
struct story {
	struct in_order *in_order;
	char told[256];
};

static void tell(struct story *story, char what, uint64_t time_nsec)
{
	size_t length = strlen(story->told);

	snprintf(story->told + length, sizeof(story->told) - length, "%s%c%d", length ? " " : "",
		 what, (int)time_nsec);
}

static void on_event(const struct nstrace_event *event, void *userdata)
{
	tell(userdata, 'e', event->time_nsec);
}

static void on_evidence(const struct nstrace_evidence *evidence, void *userdata)
{
	tell(userdata, 'a', evidence->time_nsec);
}

static int set_up(void **state)
{
	struct story *story = calloc(1, sizeof(*story));

	assert_int_equal(in_order_new(&story->in_order), 0);
	*state = story;
	return 0;
}

static int tear_down(void **state)
{
	struct story *story = *state;

	in_order_free(story->in_order);
	free(story);
	return 0;
}

static bool add_event(struct story *story, uint64_t time_nsec)
{
	const struct nstrace_event event = {.time_nsec = time_nsec};

	return in_order_add_event(story->in_order, &event);
}

static bool add_evidence(struct story *story, uint64_t time_nsec)
{
	const struct nstrace_evidence evidence = {.time_nsec = time_nsec};

	return in_order_add_evidence(story->in_order, &evidence);
}

static bool hand_out(struct story *story, uint64_t until_nsec)
{
	return in_order_hand_out(story->in_order, until_nsec, on_event, on_evidence, story);
}

static void test_among_events(void **state)
{
	struct story *story = *state;

	add_event(story, 1);
	add_event(story, 5);
	add_evidence(story, 3);
	add_evidence(story, 7);
	assert_false(hand_out(story, 9));
	assert_string_equal(story->told, "e1 a3 e5 a7");
}

/* What brought the thread there may not have been read yet. */
static void test_kept_for_the_next_round(void **state)
{
	struct story *story = *state;

	add_event(story, 1);
	add_evidence(story, 6);
	assert_true(hand_out(story, 4));
	assert_string_equal(story->told, "e1");
	add_event(story, 5);
	add_event(story, 8);
	assert_false(hand_out(story, 9));
	assert_string_equal(story->told, "e1 e5 a6 e8");
}

/* The ring of the events has more: nothing is known of what comes behind the last one. */
static void test_events_go_on(void **state)
{
	struct story *story = *state;

	add_event(story, 5);
	add_evidence(story, 3);
	add_evidence(story, 6);
	assert_true(hand_out(story, 0));
	assert_string_equal(story->told, "a3 e5");
	assert_false(hand_out(story, 9));
	assert_string_equal(story->told, "a3 e5 a6");
}

/* Two CPUs, a few nanoseconds apart. */
static void test_not_quite_in_order(void **state)
{
	struct story *story = *state;

	add_event(story, 4);
	add_evidence(story, 5);
	add_evidence(story, 3);
	add_evidence(story, 4);
	assert_false(hand_out(story, 9));
	assert_string_equal(story->told, "a3 a4 e4 a5");
}

static void count(void *userdata)
{
	++*(size_t *)userdata;
}

static void count_event(const struct nstrace_event *event, void *userdata)
{
	(void)event;
	count(userdata);
}

static void count_evidence(const struct nstrace_evidence *evidence, void *userdata)
{
	(void)evidence;
	count(userdata);
}

/* It says when it is full, and then there is room again. */
static void test_bounds(void **state)
{
	struct story *story = *state;
	size_t n_added, n_told;

	for (unsigned int round = 0; round < 3; round++) {
		n_added = 2;
		n_told = 0;
		while (add_event(story, 1))
			n_added++;
		while (add_evidence(story, 2))
			n_added++;
		assert_false(in_order_hand_out(story->in_order, 3, count_event, count_evidence,
					       &n_told));
		assert_int_equal(n_told, n_added);
		assert_true(n_added > 2000);
	}
}

/* Evidence that is younger than the events stays, and then there is no room for the next round's.
 */
static void test_full_of_held_evidence(void **state)
{
	struct story *story = *state;
	size_t n_added = 1, n_told = 0;

	while (add_evidence(story, 5))
		n_added++;
	assert_true(in_order_hand_out(story->in_order, 1, count_event, count_evidence, &n_told));
	assert_int_equal(n_told, 0);
	assert_false(in_order_has_room(story->in_order));
	assert_false(add_evidence(story, 5));
	assert_false(in_order_hand_out(story->in_order, 9, count_event, count_evidence, &n_told));
	assert_int_equal(n_told, n_added);
	assert_true(in_order_has_room(story->in_order));
}

#define ORDER_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ORDER_TEST(test_among_events), ORDER_TEST(test_kept_for_the_next_round),
		ORDER_TEST(test_events_go_on), ORDER_TEST(test_not_quite_in_order),
		ORDER_TEST(test_bounds),       ORDER_TEST(test_full_of_held_evidence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
