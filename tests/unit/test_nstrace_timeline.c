// SPDX-License-Identifier: GPL-2.0-or-later
/* The rows of the text output's timeline, one by one, and what may stand in them. */
#include "nstrace_page.h"

/* One event, and its row without the header and the heading. */
static void assert_row(struct story *story, const struct nstrace_event *event,
		       const struct engine_view *view, const char *expected)
{
	struct page page;
	const char *row;

	open_page(&page, story, false, false);
	story_begin(story, page.output);
	story_tell_event(page.output, event, view);
	story_end(story, page.output);
	row = strchr(page.text, ']') ? strchr(strchr(page.text, ']'), '\n') + 1 : "";
	assert_memory_equal(row, expected, strlen(expected));
	free(page.text);
}

static void test_rows(void **state)
{
	struct story *story = *state;
	struct engine_view home = {.home = story->home}, away = {.home = story->home, .away = 1};
	struct nstrace_event event;

	event = story_event(story, NSTRACE_EVENT_SWITCH, 3361, 1);
	event.call = NSTRACE_CALL_SETNS;
	event.fd = 9;
	event.ret = -EINVAL;
	assert_row(
		story, &event, &home,
		"    0.001    3361    home             setns(9) = EINVAL             5 threads\n");

	event.call = NSTRACE_CALL_UNSHARE;
	event.ns_flags = 0x40000000 | 0x20000 | 0x400;
	event.ret = 0;
	event.where =
		(struct nstrace_nsid){.cookie = 9, .ino = 4026532711, .kind = NSTRACE_KIND_NET};
	assert_row(story, &event, &away,
		   "    0.001    3361  > net:[4026532711] "
		   "unshare(CLONE_NEWNET|CLONE_NEWNS|0x400)\n");

	event = story_event(story, NSTRACE_EVENT_EXEC, 3357, 1500000);
	event.old_tid = 3361;
	assert_row(
		story, &event, &home,
		" 1500.000    3357    home             exec weaveutil                by thread 3361\n");

	event = story_event(story, NSTRACE_EVENT_EXIT, 3361, 2);
	event.where = story->web_17;
	assert_row(
		story, &event, &away,
		"    0.002    3361    web-17           exit                          away from home\n");
	event.where = story->home;
	assert_row(story, &event, &home, "");

	event = story_event(story, NSTRACE_EVENT_THREAD, 3365, 2);
	event.where = story->web_17;
	assert_row(story, &event, &away,
		   "    0.002    3365    web-17           astray since before attach\n");

	event = story_event(story, NSTRACE_EVENT_BIRTH, 3370, 2);
	event.creator_tgid = 3357;
	event.creator_tid = 3361;
	event.flags = NSTRACE_F_THREAD | NSTRACE_F_IO_WORKER;
	assert_row(story, &event, &home,
		   "    0.002    3361    home             io_uring worker = 3370\n");
	event.flags = NSTRACE_F_THREAD;
	event.where = story->web_17;
	assert_row(
		story, &event, &away,
		"    0.002    3361    home             clone(CLONE_THREAD) = 3370    born in web-17\n");
}

/* A child's home is where it was born: that is not to be taken for its creator's. */
static void test_fork_away_from_home(void **state)
{
	struct story *story = *state;
	struct engine_view view = {.home = story->web_17};
	struct nstrace_event event = story->steps[1].event;
	struct page page;

	event.tgid = event.tid = 3400;
	event.flags = 0;
	open_page(&page, story, false, false);
	story_begin(story, page.output);
	story_tell_event(page.output, &event, &view);
	story_tell_event(page.output, &story->steps[0].event, &story->steps[0].view);
	story_tell_event(page.output, &event, &view);
	story_end(story, page.output);
	assert_page(&page, story,
		    HEADER "weaveutil[3357]\n"
			   "   12.204    3361    web-17           fork() = 3400\n"
			   "weaveutil[3357], home net:[4026531840]\n"
			   "   12.031    3361  > web-17           setns(61)\n"
			   "   12.204    3361    web-17           fork() = 3400\n"
			   "\n1 error, 0 warnings, 0 events lost\n");
}

static void test_colors(void **state)
{
	struct story *story = *state;
	struct page page;

	open_page(&page, story, false, true);
	story_tell(story, page.output);
	assert_non_null(strstr(page.text, "\33[1;31m   12.236    3365  ! web-17 "));
	assert_non_null(strstr(page.text, "born of 3361\33[0m\n"));
	assert_non_null(strstr(page.text, "\n\33[1;31merror:\33[0m stranded thread"));
	free(page.text);
}

/* Nothing that another process chose reaches the terminal as it is. */
static void test_hostile_text(void **state)
{
	static const char hostile[NSTRACE_COMM_LEN] = "\33]0;x\7\n\xff\\";
	struct story *story = *state;
	struct page page;

	open_page(&page, story, false, false);
	story_unlink(story->directory, "web-17");
	story_link(story->directory, "web\33[2J\n", "/proc/self/ns/uts");
	for (size_t i = 0; i < STORY_LENGTH; i++)
		memcpy(story->steps[i].event.comm, hostile, sizeof(hostile));
	memcpy(story->stranded.comm, hostile, sizeof(hostile));
	story_tell(story, page.output);
	assert_non_null(strstr(page.text, "\n\\x1b]0;x\\x07\\x0a\\xff\\x5c[3357], home "));
	assert_non_null(strstr(page.text, "of \\x1b]0;x\\x07\\x0a\\xff\\x5c[3357], in "));
	assert_non_null(strstr(page.text, "(web\\x1b[2J\\x0a)"));
	for (const char *at = page.text; *at; at++)
		assert_true(*at == '\n' || (*at >= ' ' && *at <= '~'));
	free(page.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		story_test(test_rows),
		story_test(test_fork_away_from_home),
		story_test(test_colors),
		story_test(test_hostile_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
