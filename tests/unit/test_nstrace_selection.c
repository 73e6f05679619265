// SPDX-License-Identifier: GPL-2.0-or-later
/* What the user wants to hear of, and how the outputs tell what suppresses a finding. */
#include "nstrace_page.h"

#include "nstrace/json.h"
#include "nstrace/selection.h"

#define TEXT_OF(words)                                              \
	{                                                           \
		.items = words, .n = sizeof(words) / sizeof(*words) \
	}

static struct selection *select_by(const struct options *options)
{
	struct selection *selection;

	assert_int_equal(selection_new(options, &selection), 0);
	return selection;
}

static void assert_judged(const struct options *options, const struct finding *finding,
			  enum selection_verdict expected)
{
	struct selection *selection = select_by(options);

	assert_int_equal(selection_judge(selection, finding), expected);
	selection_free(selection);
}

static void test_no_options(void **state)
{
	const struct story *story = *state;
	const struct options none = {};

	assert_judged(&none, &story->stranded, SELECTION_REPORT);
}

static void test_comm(void **state)
{
	const struct story *story = *state;
	const char *right[] = {"x", "weave*"}, *wrong[] = {"x", "weave"};
	const struct options wanted = {.comms = TEXT_OF(right)}, other = {.comms = TEXT_OF(wrong)};

	assert_judged(&wanted, &story->stranded, SELECTION_REPORT);
	assert_judged(&other, &story->stranded, SELECTION_IGNORE);
}

/* Where the thread is, or its home; of the same two, an event may also have come from there. */
static void test_netns(void **state)
{
	const struct story *story = *state;
	struct nstrace_event leave = story->steps[2].event;
	const struct engine_view *view = &story->steps[2].view;
	char web[16];
	const char *home[] = {"net:[4026531840]"}, *there[] = {"1", web}, *elsewhere[] = {"1"};
	const struct options by_home = {.netns = TEXT_OF(home)};
	const struct options by_place = {.netns = TEXT_OF(there)};
	const struct options by_other = {.netns = TEXT_OF(elsewhere)};
	struct selection *selection;

	snprintf(web, sizeof(web), "%u", story->web_17.ino);
	assert_judged(&by_home, &story->stranded, SELECTION_REPORT);
	assert_judged(&by_place, &story->stranded, SELECTION_REPORT);
	assert_judged(&by_other, &story->stranded, SELECTION_IGNORE);
	selection = select_by(&by_place);
	assert_true(selection_wants_event(selection, &leave, view));
	leave.from = leave.where;
	assert_false(selection_wants_event(selection, &leave, view));
	selection_free(selection);
}

static void test_both(void **state)
{
	const struct story *story = *state;
	const char *comm[] = {"weaveutil"}, *netns[] = {"1"};
	const struct options options = {.comms = TEXT_OF(comm), .netns = TEXT_OF(netns)};

	assert_judged(&options, &story->stranded, SELECTION_IGNORE);
}

/* What is not wanted at all is not counted as suppressed. */
static void test_suppressed(void **state)
{
	const struct story *story = *state;
	char path[PATH_MAX];
	const char *paths[] = {path}, *comm[] = {"other"};
	struct options options = {.suppressions = TEXT_OF(paths)};
	FILE *file;

	snprintf(path, sizeof(path), "%s/known", story->directory);
	file = fopen(path, "we");
	assert_non_null(file);
	fputs("comm:weave*\n", file);
	fclose(file);
	assert_judged(&options, &story->stranded, SELECTION_SUPPRESS);
	options.comms = (struct options_words)TEXT_OF(comm);
	assert_judged(&options, &story->stranded, SELECTION_IGNORE);
}

static void test_gen(void **state)
{
	const struct story *story = *state;
	const struct options options = {.gen_suppressions = true}, none = {};
	struct selection *selection = select_by(&options);
	char *entry = selection_suppression(selection, &story->stranded);

	assert_string_equal(entry, "class:stranded kind:net comm:weaveutil");
	free(entry);
	selection_free(selection);
	selection = select_by(&none);
	assert_null(selection_suppression(selection, &story->stranded));
	selection_free(selection);
}

/* ---- the outputs ---- */

static void tell_finding(struct output *output, const struct finding *finding,
			 const char *suppression)
{
	output->suppression = suppression;
	assert_int_equal(output->finding(output, finding), 0);
	output->suppression = NULL;
}

/* Alike in what would suppress them: one block; else one for each. */
static void test_text(void **state)
{
	struct story *story = *state;
	struct page page;
	const char *at;
	unsigned int n = 0;

	open_page(&page, story, true, false);
	story_begin(story, page.output);
	tell_finding(page.output, &story->stranded, "comm:weaveutil");
	tell_finding(page.output, &story->stranded, "comm:weaveutil");
	tell_finding(page.output, &story->stranded, "comm:pool");
	story->summary.n_suppressed = 2;
	story_end(story, page.output);
	for (at = page.text; (at = strstr(at, "\n  suppress ")); at++)
		n++;
	assert_int_equal(n, 2);
	assert_non_null(strstr(page.text, "3365 stayed\n  suppress comm:weaveutil\n"));
	assert_non_null(strstr(page.text, "\n  suppress comm:pool\n"));
	assert_non_null(strstr(page.text, "\n1 error, 0 warnings, 2 suppressed, 0 events lost\n"));
	free(page.text);
}

/* Held back until the process ends, a block keeps its entry. */
static void test_text_held(void **state)
{
	const struct story *story = *state;
	char entry[] = "comm:weaveutil";
	struct page page;

	open_page(&page, story, false, false);
	story_begin(story, page.output);
	tell_finding(page.output, &story->stranded, entry);
	strcpy(entry, "gone");
	story_end(story, page.output);
	assert_non_null(strstr(page.text, "3365 stayed\n  suppress comm:weaveutil\n"));
	free(page.text);
}

static void test_json(void **state)
{
	struct suppression entries[] = {
		{.file = "a\033", .line = 3, .name = (char *)"why", .n_used = 2},
		{.file = "b", .line = 1}};
	const struct suppressions suppressions = {.entries = entries, .n = 2};
	struct story *story = *state;
	struct output *output;
	size_t size;
	char *text;

	assert_int_equal(json_output_new(open_memstream(&text, &size), story->names, true, &output),
			 0);
	story_begin(story, output);
	tell_finding(output, &story->stranded, "comm:weaveutil");
	story->summary.n_suppressed = 2;
	story->summary.suppressions = &suppressions;
	story_end(story, output);
	assert_non_null(strstr(text, ",\"suppression\":\"comm:weaveutil\"}\n"));
	assert_non_null(strstr(text,
			       ",\"suppressed\":2,\"suppressions\":["
			       "{\"file\":\"a\\\\x1b\",\"line\":3,\"name\":\"why\",\"used\":2},"
			       "{\"file\":\"b\",\"line\":1,\"name\":null,\"used\":0}]}\n"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		story_test(test_no_options), story_test(test_comm),	  story_test(test_netns),
		story_test(test_both),	     story_test(test_suppressed), story_test(test_gen),
		story_test(test_text),	     story_test(test_text_held),  story_test(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
