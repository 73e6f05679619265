// SPDX-License-Identifier: GPL-2.0-or-later
/* The JSON output: the lines as they are promised, and that a parser reads them back. */
#include "nstrace_story.h"

#include <jansson.h>

#include "nstrace/json.h"

struct document {
	struct output *output;
	char *text;
	size_t size;
};

static void open_document(struct document *document, const struct story *story, bool quiet)
{
	FILE *file = open_memstream(&document->text, &document->size);

	assert_non_null(file);
	assert_int_equal(json_output_new(file, story->names, quiet, &document->output), 0);
}

/* Line n, from 0, parsed; it must be an object and end with a newline. */
static json_t *parse_line(const struct document *document, unsigned int n)
{
	const char *line = document->text, *end;
	json_error_t error;
	json_t *json;

	while (n--)
		line = strchr(line, '\n') + 1;
	end = strchr(line, '\n');
	assert_non_null(end);
	json = json_loadb(line, (size_t)(end - line), JSON_REJECT_DUPLICATES, &error);
	assert_true(json_is_object(json));
	return json;
}

static void assert_line(const struct document *document, unsigned int n, const char *expected)
{
	json_t *json = parse_line(document, n);
	char *text = json_dumps(json, JSON_COMPACT);

	assert_string_equal(text, expected);
	free(text);
	json_decref(json);
}

#define HOME "{\"ino\":4026531840,\"cookie\":1,\"name\":null}"

/* web-17, whose inode is known only here, as JSON; and lines around it. */
static const char *with_web(const struct story *story, const char *format, char out[2048])
{
	char web[128];

	snprintf(web, sizeof(web), "{\"ino\":%u,\"cookie\":4711,\"name\":\"web-17\"}",
		 story->web_17.ino);
	*out = '\0';
	for (size_t used = 0; *format; used = strlen(out)) {
		if (*format == '@')
			strcat(out, web);
		else
			memcpy(out + used, (char[]){*format, '\0'}, 2);
		format++;
	}
	return out;
}

static void test_story_of_events(void **state)
{
	struct story *story = *state;
	struct document document;
	char line[2048];

	open_document(&document, story, false);
	story_tell(story, document.output);
	assert_line(&document, 0,
		    "{\"type\":\"start\",\"version\":\"1.2.3\",\"probes\":\"tracepoint\","
		    "\"time\":1000000000,\"realtime\":1496102400000000000,\"pids\":[3357],"
		    "\"command\":true}");
	assert_line(&document, 1,
		    with_web(story,
			     "{\"type\":\"event\",\"event\":\"setns\",\"time\":1012031000,"
			     "\"pid\":3357,\"tid\":3361,\"comm\":\"weaveutil\",\"threads\":5,"
			     "\"netns\":@,\"home\":" HOME ",\"away\":true,\"from\":" HOME ","
			     "\"ret\":0,\"errno\":null,\"fd\":61,\"flags\":1073741824,"
			     "\"away_nsec\":null,\"kind\":\"net\"}",
			     line));
	assert_line(&document, 2,
		    with_web(story,
			     "{\"type\":\"event\",\"event\":\"clone\",\"time\":1012204000,"
			     "\"pid\":3357,\"tid\":3365,\"comm\":\"weaveutil\",\"threads\":5,"
			     "\"netns\":@,\"home\":" HOME ",\"away\":true,\"from\":@,"
			     "\"creator\":3361,\"creator_pid\":3357,\"flags\":4001536,"
			     "\"io_worker\":false,\"kind\":\"net\"}",
			     line));
	assert_line(&document, 3,
		    with_web(story,
			     "{\"type\":\"event\",\"event\":\"setns\",\"time\":1012236000,"
			     "\"pid\":3357,\"tid\":3361,\"comm\":\"weaveutil\",\"threads\":5,"
			     "\"netns\":" HOME ",\"home\":" HOME ",\"away\":false,\"from\":@,"
			     "\"ret\":0,\"errno\":null,\"fd\":62,\"flags\":1073741824,"
			     "\"away_nsec\":205000,\"kind\":\"net\"}",
			     line));
	free(document.text);
}

static void test_story_of_finding(void **state)
{
	struct story *story = *state;
	struct document document;
	char line[2048];

	open_document(&document, story, false);
	story_tell(story, document.output);
	assert_line(&document, 4,
		    with_web(story,
			     "{\"type\":\"finding\",\"class\":\"stranded\",\"severity\":\"error\","
			     "\"pid\":3357,\"tid\":3365,\"comm\":\"weaveutil\",\"netns\":@,"
			     "\"home\":" HOME ",\"home_inferred\":false,\"creator\":3361,"
			     "\"visitor\":3361,\"io_worker\":false,\"born\":1012204000,"
			     "\"since\":1012204000,\"decided\":1012236000,\"evidence\":["
			     "{\"kind\":\"visit-began\",\"tid\":3361,\"peer\":null,"
			     "\"time\":1012031000,\"netns\":@},"
			     "{\"kind\":\"born\",\"tid\":3365,\"peer\":3361,"
			     "\"time\":1012204000,\"netns\":@},"
			     "{\"kind\":\"creator-left\",\"tid\":3361,\"peer\":null,"
			     "\"time\":1012236000,\"netns\":" HOME
			     "}],\"creator_pid\":3357,\"kind\":\"net\",\"harm\":[],"
			     "\"stacks\":null,\"runtime\":null}",
			     line));
	assert_line(&document, 5,
		    "{\"type\":\"summary\",\"counts\":{\"stranded\":1,\"exposed\":0,\"tainted\":0,"
		    "\"misrestored\":0,\"misplaced\":0,\"refused\":0},\"errors\":1,\"warnings\":0,"
		    "\"lost\":0,\"lost_by_kind\":{\"process\":0,\"switch\":0,\"birth\":0,"
		    "\"exec\":0,\"exit\":0,\"thread\":0,\"32bit\":0,"
		    "\"evidence\":0},"
		    "\"duration\":20000000,\"interrupted\":false,\"suppressed\":0}");
	free(document.text);
}

/* Each line is out as soon as it is told: nobody has to wait for the end. */
static void test_flushed_by_line(void **state)
{
	struct story *story = *state;
	struct document document;

	open_document(&document, story, false);
	story_begin(story, document.output);
	json_decref(parse_line(&document, 0));
	assert_int_equal(document.output->finding(document.output, &story->stranded), 0);
	json_decref(parse_line(&document, 1));
	story_end(story, document.output);
	free(document.text);
}

static void test_quiet(void **state)
{
	struct story *story = *state;
	struct document document;

	open_document(&document, story, true);
	story_tell(story, document.output);
	assert_null(strstr(document.text, "\"type\":\"event\""));
	assert_non_null(strstr(document.text, "\"type\":\"finding\""));
	free(document.text);
}

static json_t *event_line(struct story *story, const struct nstrace_event *event,
			  const struct engine_view *view)
{
	struct document document;
	json_t *json;

	open_document(&document, story, false);
	story_begin(story, document.output);
	story_tell_event(document.output, event, view);
	story_end(story, document.output);
	json = parse_line(&document, 1);
	free(document.text);
	return json;
}

static void assert_value(json_t *json, const char *key, const char *expected)
{
	char *text = json_dumps(json_object_get(json, key), JSON_ENCODE_ANY | JSON_COMPACT);

	assert_non_null(text);
	assert_string_equal(text, expected);
	free(text);
}

static void test_kinds_of_event(void **state)
{
	struct story *story = *state;
	struct engine_view home = {.home = story->home};
	struct nstrace_event event;
	json_t *json;

	event = story_event(story, NSTRACE_EVENT_SWITCH, 3361, 1);
	event.call = NSTRACE_CALL_UNSHARE;
	event.fd = -1;
	event.ret = -EPERM;
	json = event_line(story, &event, &home);
	assert_value(json, "event", "\"unshare\"");
	assert_value(json, "fd", "null");
	assert_value(json, "ret", "-1");
	assert_value(json, "errno", "\"EPERM\"");
	json_decref(json);

	event = story_event(story, NSTRACE_EVENT_BIRTH, 3400, 1);
	event.flags = NSTRACE_F_IO_WORKER;
	json = event_line(story, &event, &home);
	assert_value(json, "event", "\"fork\"");
	assert_value(json, "io_worker", "true");
	json_decref(json);

	event = story_event(story, NSTRACE_EVENT_EXEC, 3357, 1);
	event.old_tid = 3361;
	json = event_line(story, &event, &home);
	assert_value(json, "event", "\"exec\"");
	assert_value(json, "old_tid", "3361");
	json_decref(json);

	event = story_event(story, NSTRACE_EVENT_EXIT, 3361, 1);
	event.flags = NSTRACE_F_LAST;
	json = event_line(story, &event, &home);
	assert_value(json, "event", "\"exit\"");
	assert_value(json, "last", "true");
	json_decref(json);

	event = story_event(story, NSTRACE_EVENT_THREAD, 3365, 1);
	event.thread_start_nsec = 77;
	json = event_line(story, &event, &home);
	assert_value(json, "event", "\"thread\"");
	assert_value(json, "born", "77");
	json_decref(json);
}

/* A failed switch has two keys that other evidence has not. */
static void test_refused(void **state)
{
	struct story *story = *state;
	struct finding refused = story_refused(story);
	struct document document;
	char value[2048];
	json_t *json;

	open_document(&document, story, false);
	story_begin(story, document.output);
	assert_int_equal(document.output->finding(document.output, &refused), 0);
	story_end(story, document.output);
	json = parse_line(&document, 1);
	assert_value(json, "severity", "\"info\"");
	assert_value(json, "creator_pid", "null");
	assert_value(json, "evidence",
		     with_web(story,
			      "[{\"kind\":\"refused\",\"tid\":3361,\"peer\":null,"
			      "\"time\":1012236000,\"netns\":@,\"errno\":\"EPERM\",\"threads\":5}]",
			      value));
	json_decref(json);
	free(document.text);
}

/* The severity is the finding's own, which may be less than its class's. */
static void test_severity(void **state)
{
	struct story *story = *state;
	struct finding misrestored = story_misrestored(story);
	struct document document;
	json_t *json;

	misrestored.severity = SEVERITY_WARNING;
	open_document(&document, story, false);
	story_begin(story, document.output);
	assert_int_equal(document.output->finding(document.output, &misrestored), 0);
	story_end(story, document.output);
	json = parse_line(&document, 1);
	assert_value(json, "class", "\"misrestored\"");
	assert_value(json, "severity", "\"warning\"");
	json_decref(json);
	free(document.text);
}

/* Unknown is null, not a zero that looks like a value. */
static void test_unknown(void **state)
{
	struct story *story = *state;
	struct finding finding = story->stranded;
	struct document document;
	json_t *json;

	finding.born_nsec = finding.since_nsec = 0;
	finding.creator_tid = finding.visitor_tid = 0;
	finding.home = (struct nstrace_nsid){};
	finding.where = (struct nstrace_nsid){.ino = 4026532999, .kind = NSTRACE_KIND_NET};
	finding.n_evidence = 0;
	open_document(&document, story, false);
	story->start.n_tgids = 0;
	story_begin(story, document.output);
	assert_int_equal(document.output->finding(document.output, &finding), 0);
	story_end(story, document.output);
	json = parse_line(&document, 0);
	assert_value(json, "pids", "null");
	json_decref(json);
	json = parse_line(&document, 1);
	assert_value(json, "born", "null");
	assert_value(json, "since", "null");
	assert_value(json, "creator", "null");
	assert_value(json, "visitor", "null");
	assert_value(json, "home", "null");
	assert_value(json, "netns", "{\"ino\":4026532999,\"cookie\":null,\"name\":null}");
	assert_value(json, "evidence", "[]");
	json_decref(json);
	free(document.text);
}

/* jansson's integers are signed: a cookie beyond them must neither wrap nor be rounded. */
static void test_huge_cookie(void **state)
{
	struct story *story = *state;
	struct engine_view home = {.home = story->home};
	struct nstrace_event event = story->steps[0].event;
	json_t *json;

	event.where =
		(struct nstrace_nsid){.cookie = INT64_MAX, .ino = 7, .kind = NSTRACE_KIND_NET};
	event.from =
		(struct nstrace_nsid){.cookie = UINT64_MAX, .ino = 8, .kind = NSTRACE_KIND_NET};
	json = event_line(story, &event, &home);
	assert_value(json, "netns", "{\"ino\":7,\"cookie\":9223372036854775807,\"name\":null}");
	assert_value(json, "from", "{\"ino\":8,\"cookie\":\"18446744073709551615\",\"name\":null}");
	json_decref(json);
}

/* Bytes that are no UTF-8, quotes, control characters: in a comm and in a name. */
static void test_hostile_text(void **state)
{
	static const char hostile[NSTRACE_COMM_LEN] = "\"\\\33[2J\n\xff\xc3(";
	struct story *story = *state;
	json_t *json;

	story_unlink(story->directory, "web-17");
	story_link(story->directory, "\"\\\xff", "/proc/self/ns/uts");
	memcpy(story->steps[0].event.comm, hostile, sizeof(hostile));
	json = event_line(story, &story->steps[0].event, &story->steps[0].view);
	assert_string_equal(json_string_value(json_object_get(json, "comm")),
			    "\"\\x5c\\x1b[2J\\x0a\\xff\\xc3(");
	assert_string_equal(
		json_string_value(json_object_get(json_object_get(json, "netns"), "name")),
		"\"\\x5c\\xff");
	json_decref(json);
}

static void test_lost_events(void **state)
{
	struct story *story = *state;
	struct document document;
	json_t *json;

	story->summary.n_lost[NSTRACE_EVENT_UNKNOWN] = 2;
	story->summary.n_lost[NSTRACE_EVENT_EXIT] = 5;
	story->summary.n_findings[FINDING_EXPOSED] = 4;
	story->summary.n_by_severity[SEVERITY_ERROR] = 4;
	story->summary.n_by_severity[SEVERITY_WARNING] = 3;
	story->summary.interrupted = true;
	open_document(&document, story, false);
	story_begin(story, document.output);
	story_end(story, document.output);
	json = parse_line(&document, 1);
	assert_value(json, "lost", "7");
	assert_value(json, "lost_by_kind",
		     "{\"process\":2,\"switch\":0,\"birth\":0,\"exec\":0,\"exit\":5,\"thread\":0,"
		     "\"32bit\":0,"
		     "\"evidence\":0}");
	assert_value(json, "errors", "4");
	assert_value(json, "warnings", "3");
	assert_value(json, "interrupted", "true");
	json_decref(json);
	free(document.text);
}

static void test_full_disk(void **state)
{
	struct story *story = *state;
	struct output *output;
	FILE *file;

	assert_int_equal(output_open("/dev/full", &file), 0);
	assert_int_equal(json_output_new(file, story->names, false, &output), 0);
	assert_int_equal(output->start(output, &story->start), -ENOSPC);
	output->free(output);

	assert_int_equal(output_open("/dev/full", &file), 0);
	assert_int_equal(json_output_new(file, story->names, false, &output), 0);
	assert_int_equal(output->finish(output, &story->summary), -ENOSPC);
	output->free(output);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		story_test(test_story_of_events), story_test(test_story_of_finding),
		story_test(test_flushed_by_line), story_test(test_quiet),
		story_test(test_kinds_of_event),  story_test(test_refused),
		story_test(test_severity),	  story_test(test_unknown),
		story_test(test_huge_cookie),	  story_test(test_hostile_text),
		story_test(test_lost_events),	  story_test(test_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
