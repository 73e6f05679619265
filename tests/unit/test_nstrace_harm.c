// SPDX-License-Identifier: GPL-2.0-or-later
/* What a stray did, in text and in JSON: 3365 looks for the bridge that is at home only. */
#include "nstrace_page.h"

#include <errno.h>
#include <jansson.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "nstrace/json.h"

#define STRANDED_BLOCK                                                                             \
	"error: stranded thread 3365 of weaveutil[3357], in net:[WEB] (web-17) since +12.204 ms\n" \
	"  visit    thread 3361 went to web-17 at +12.031 ms\n"                                    \
	"  born     of thread 3361 in web-17 at +12.204 ms\n"                                      \
	"  left     thread 3361 went home at +12.236 ms; 3365 stayed\n"

#define HARM_LINES                                                                                 \
	"  harm     1 netlink request failed with ENODEV that succeeds at home; 2 sockets opened " \
	"astray\n"                                                                                 \
	"           socket(AF_NETLINK, SOCK_RAW), 2 times from +13.800 ms to +13.900 ms\n"         \
	"           RTM_GETLINK \"weave\" = ENODEV at +13.870 ms; at home: ifindex 7\n"

#define FINDING_ROW \
	"   12.236    3365  ! web-17           error: stranded               born of 3361\n"
#define LOOKUP_ROW \
	"   13.870    3365  ! web-17           RTM_GETLINK \"weave\" = ENODEV  at home: ifindex 7\n"
#define HEADING "weaveutil[3357], home net:[4026531840]\n"
#define SUMMARY "1 error, 0 warnings, 0 events lost\n"

static struct deed opened(const struct story *story)
{
	return (struct deed){
		.act = {.kind = NSTRACE_ACT_SOCKET,
			.family = AF_NETLINK,
			.type = SOCK_RAW,
			.socket = story->web_17},
		.first_nsec = STORY_START_NSEC + 13800000,
		.last_nsec = STORY_START_NSEC + 13900000,
		.count = 2,
	};
}

static struct deed asked(const struct story *story)
{
	return (struct deed){
		.act = {.kind = NSTRACE_ACT_NETLINK,
			.family = AF_NETLINK,
			.type = SOCK_RAW,
			.protocol = NETLINK_ROUTE,
			.request = RTM_GETLINK,
			.is_answered = true,
			.error = -ENODEV,
			.socket = story->web_17,
			.target_bytes = 6,
			.target = "weave"},
		.first_nsec = STORY_START_NSEC + 13870000,
		.last_nsec = STORY_START_NSEC + 13870000,
		.count = 1,
		.at_home = {.kind = HOME_HAS_IT, .ifindex = 7},
	};
}

/* Both. The caller frees it. */
static struct deeds *deeds_of(const struct story *story)
{
	struct deeds *deeds = calloc(1, sizeof(*deeds) + 2 * sizeof(struct deed));

	assert_non_null(deeds);
	deeds->n = deeds->n_room = 2;
	deeds->items[0] = opened(story);
	deeds->items[1] = asked(story);
	return deeds;
}

static void tell_act(const struct story *story, struct output *output, const struct deed *deed,
		     bool is_astray)
{
	const struct nstrace_evidence evidence = {
		.time_nsec = deed->first_nsec,
		.act = deed->act.kind,
		.tgid = 3357,
		.tid = 3365,
		.where = story->web_17,
		.socket = story->web_17,
		.comm = "weaveutil",
	};
	const struct engine_act_view view = {deed, story->home, is_astray};

	assert_int_equal(output->act(output, &evidence, &view), 0);
}

static struct harm harm_of(const struct story *story, const struct deeds *deeds, uint64_t n_told)
{
	return (struct harm){
		.class = FINDING_STRANDED,
		.tgid = 3357,
		.tid = 3365,
		.comm = "weaveutil",
		.where = story->web_17,
		.home = story->home,
		.time_nsec = STORY_START_NSEC + 14000000,
		.n_told = n_told,
		.deeds = deeds,
	};
}

static void tell_harm(const struct story *story, struct output *output, uint64_t n_told)
{
	struct deeds *deeds = deeds_of(story);
	const struct harm harm = harm_of(story, deeds, n_told);

	assert_int_equal(output->harm(output, &harm), 0);
	free(deeds);
}

/* The finding, what it did, and the harm: as it comes with a command, or without one. */
static void tell_all(const struct story *story, struct output *output, uint64_t n_told)
{
	const struct deed deeds[] = {opened(story), asked(story)};

	story_begin(story, output);
	assert_int_equal(output->finding(output, &story->stranded), 0);
	tell_act(story, output, &deeds[0], true);
	tell_act(story, output, &deeds[1], true);
	tell_harm(story, output, n_told);
	story_end(story, output);
}

static void test_in_the_block_that_waits(void **state)
{
	struct story *story = *state;
	struct page page;

	open_page(&page, story, false, false);
	tell_all(story, page.output, 0);
	assert_page(&page, story,
		    HEADER HEADING FINDING_ROW LOOKUP_ROW "\n" STRANDED_BLOCK HARM_LINES SUMMARY);
}

static void test_behind_a_block_written_at_once(void **state)
{
	struct story *story = *state;
	struct page page;

	story->start.command = false;
	open_page(&page, story, true, false);
	tell_all(story, page.output, 0);
	assert_page(&page, story,
		    STRANDED_BLOCK
		    "\nharm: by stranded thread 3365 of weaveutil[3357], in net:[WEB] (web-17) "
		    "until +14.000 ms\n" HARM_LINES SUMMARY);
}

static void test_nothing_new(void **state)
{
	struct story *story = *state;
	struct page page;

	open_page(&page, story, true, false);
	tell_all(story, page.output, 3);
	assert_page(&page, story, STRANDED_BLOCK SUMMARY);
}

/* Known when the finding was settled. */
static void test_in_the_finding(void **state)
{
	struct story *story = *state;
	struct deeds *deeds = deeds_of(story);
	struct page page;

	story->stranded.deeds = deeds;
	open_page(&page, story, true, false);
	story_tell(story, page.output);
	assert_page(&page, story, STRANDED_BLOCK HARM_LINES SUMMARY);
	free(deeds);
}

/* Of those that are only counted nobody asks what they did. */
static void test_harm_of_another(void **state)
{
	struct story *story = *state;
	struct page page;

	story->stranded.tid = 3366;
	open_page(&page, story, true, false);
	tell_all(story, page.output, 0);
	story->stranded.tid = 3365;
	assert_null(strstr(page.text, "harm"));
	free(page.text);
}

/* A visitor's work is shown only where it fails. */
static void test_rows_of_a_visitor(void **state)
{
	struct story *story = *state;
	struct deed missing = asked(story), fine = asked(story);
	struct page page;

	missing.at_home = (struct home_answer){.kind = HOME_LACKS_IT};
	fine.act.error = 0;
	fine.at_home = (struct home_answer){};
	open_page(&page, story, false, false);
	story_begin(story, page.output);
	tell_act(story, page.output, &fine, false);
	tell_act(story, page.output, &missing, false);
	tell_act(story, page.output, &fine, true);
	story_end(story, page.output);
	assert_page(&page, story,
		    HEADER HEADING
		    "   13.870    3365    web-17           RTM_GETLINK \"weave\" = ENODEV  "
		    "at home: ENODEV\n"
		    "   13.870    3365    web-17           RTM_GETLINK \"weave\"\n\n" SUMMARY);
}

/* An event that fills its column keeps a space before the note. */
static void test_long_row(void **state)
{
	struct story *story = *state;
	struct deed missing = asked(story);
	struct page page;

	missing.at_home = (struct home_answer){.kind = HOME_LACKS_IT};
	memcpy(missing.act.target, "w\33[2Jx", 7);
	missing.act.target_bytes = 7;
	open_page(&page, story, false, false);
	story_begin(story, page.output);
	tell_act(story, page.output, &missing, false);
	story_end(story, page.output);
	assert_non_null(strstr(page.text, "\"w\\x1b[2Jx\" = ENODEV at home: ENODEV\n"));
	free(page.text);
}

static void test_sums(void **state)
{
	struct story *story = *state;
	struct deeds *deeds = deeds_of(story);
	struct page page;

	story->stranded.deeds = deeds;
	deeds->items[0].act.socket = story->home;
	deeds->items[1].count = 2;
	deeds->n_others = 5;
	open_page(&page, story, true, false);
	story_tell(story, page.output);
	assert_non_null(strstr(page.text, "  harm     2 netlink requests failed with ENODEV that "
					  "succeed at home; 5 more acts\n"));
	assert_non_null(strstr(page.text, "+13.900 ms, through a socket of home\n"));
	free(page.text);
	free(deeds);
}

static void open_json(struct page *page, const struct story *story, bool quiet)
{
	FILE *file = open_memstream(&page->text, &page->size);

	assert_non_null(file);
	assert_int_equal(json_output_new(file, story->names, quiet, &page->output), 0);
}

/* The lines of one type, as they stand there. */
static void assert_lines(const struct page *page, const char *type, const char *expected)
{
	char key[32], lines[8192] = "";
	const char *line = page->text;

	snprintf(key, sizeof(key), "{\"type\":\"%s\"", type);
	for (; *line; line = strchr(line, '\n') + 1)
		if (!strncmp(line, key, strlen(key)))
			strncat(lines, line, strcspn(line, "\n") + 1);
	assert_string_equal(lines, expected);
}

#define JSON_WEB  "{\"ino\":%u,\"cookie\":4711,\"name\":\"web-17\"}"
#define JSON_HOME "{\"ino\":4026531840,\"cookie\":1,\"name\":null}"
#define JSON_LOOKUP                                                                     \
	"\"family\":\"AF_NETLINK\",\"errno\":\"ENODEV\",\"socket_netns\":" JSON_WEB     \
	",\"at_home\":{\"answered\":true,\"ifindex\":7,\"errno\":null},\"protocol\":0," \
	"\"request\":\"RTM_GETLINK\",\"request_family\":\"AF_UNSPEC\",\"dump\":false,"  \
	"\"link\":\"weave\",\"ifindex\":null,\"answered\":true"
#define JSON_SOCKET                                                           \
	"\"family\":\"AF_NETLINK\",\"errno\":null,\"socket_netns\":" JSON_WEB \
	",\"at_home\":null,\"socket_type\":\"SOCK_RAW\",\"protocol\":0"

static void test_json(void **state)
{
	struct story *story = *state;
	uint32_t ino = story->web_17.ino;
	char expected[4096];
	struct page page;

	open_json(&page, story, false);
	tell_all(story, page.output, 0);
	snprintf(expected, sizeof(expected),
		 "{\"type\":\"event\",\"event\":\"socket\",\"time\":1013800000,\"pid\":3357,"
		 "\"tid\":3365,\"comm\":\"weaveutil\",\"netns\":" JSON_WEB ",\"home\":" JSON_HOME
		 ",\"away\":true,\"astray\":true," JSON_SOCKET ",\"kind\":\"net\"}\n"
		 "{\"type\":\"event\",\"event\":\"netlink\",\"time\":1013870000,\"pid\":3357,"
		 "\"tid\":3365,\"comm\":\"weaveutil\",\"netns\":" JSON_WEB ",\"home\":" JSON_HOME
		 ",\"away\":true,\"astray\":true," JSON_LOOKUP ",\"kind\":\"net\"}\n",
		 ino, ino, ino, ino);
	assert_lines(&page, "event", expected);
	snprintf(
		expected, sizeof(expected),
		"{\"type\":\"harm\",\"class\":\"stranded\",\"pid\":3357,\"tid\":3365,"
		"\"comm\":\"weaveutil\",\"netns\":" JSON_WEB ",\"home\":" JSON_HOME
		",\"time\":1014000000,\"harm\":[{\"act\":\"socket\",\"count\":2,"
		"\"first\":1013800000,\"last\":1013900000," JSON_SOCKET
		"},{\"act\":\"netlink\",\"count\":1,\"first\":1013870000,\"last\":1013870000," JSON_LOOKUP
		"}],\"kind\":\"net\"}\n",
		ino, ino, ino);
	assert_lines(&page, "harm", expected);
	free(page.text);
}

static void test_json_finding(void **state)
{
	struct story *story = *state;
	struct deeds *deeds = deeds_of(story);
	struct page page;

	deeds->n_others = 3;
	deeds->items[1].at_home = (struct home_answer){HOME_DID_NOT_ANSWER, 0, -ESRCH};
	story->stranded.deeds = deeds;
	open_json(&page, story, true);
	story_tell(story, page.output);
	assert_non_null(strstr(page.text, ",\"harm\":[{\"act\":\"socket\",\"count\":2,"));
	assert_non_null(strstr(page.text, ",{\"act\":\"others\",\"count\":3}]"));
	assert_non_null(strstr(page.text, "\"at_home\":{\"answered\":false,\"ifindex\":null,"
					  "\"errno\":\"ESRCH\"}"));
	free(page.text);
	free(deeds);
}

static void test_json_quiet(void **state)
{
	struct story *story = *state;
	struct page page;

	open_json(&page, story, true);
	tell_all(story, page.output, 0);
	assert_lines(&page, "event", "");
	assert_non_null(strstr(page.text, "{\"type\":\"harm\""));
	free(page.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		story_test(test_in_the_block_that_waits),
		story_test(test_behind_a_block_written_at_once),
		story_test(test_nothing_new),
		story_test(test_in_the_finding),
		story_test(test_harm_of_another),
		story_test(test_rows_of_a_visitor),
		story_test(test_long_row),
		story_test(test_sums),
		story_test(test_json),
		story_test(test_json_finding),
		story_test(test_json_quiet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
