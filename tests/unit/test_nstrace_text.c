// SPDX-License-Identifier: GPL-2.0-or-later
/* The text output as a whole, word for word, and when it says how much of what. */
#include "nstrace_page.h"

#define STRANDED_BLOCK                                                                             \
	"error: stranded thread 3365 of weaveutil[3357], in net:[WEB] (web-17) since +12.204 ms\n" \
	"  visit    thread 3361 went to web-17 at +12.031 ms\n"                                    \
	"  born     of thread 3361 in web-17 at +12.204 ms\n"                                      \
	"  left     thread 3361 went home at +12.236 ms; 3365 stayed\n"

static void test_story(void **state)
{
	struct story *story = *state;
	struct page page;

	open_page(&page, story, false, false);
	story_tell(story, page.output);
	assert_page(
		&page, story,
		HEADER
		"weaveutil[3357], home net:[4026531840]\n"
		"   12.031    3361  > web-17           setns(61)\n"
		"   12.204    3361    web-17           clone(CLONE_THREAD) = 3365    born in web-17\n"
		"   12.236    3361  < home             setns(62)                     away for 205 us\n"
		"   12.236    3365  ! web-17           error: stranded               born of 3361\n"
		"\n" STRANDED_BLOCK "1 error, 0 warnings, 0 events lost\n");
}

static void test_quiet(void **state)
{
	struct story *story = *state;
	struct page page;

	open_page(&page, story, true, false);
	story_tell(story, page.output);
	assert_page(&page, story, STRANDED_BLOCK "1 error, 0 warnings, 0 events lost\n");
}

/* Without a command there may be no end to wait for: the block comes at once. */
static void test_block_at_once(void **state)
{
	struct story *story = *state;
	struct page page;

	open_page(&page, story, false, false);
	story->start.command = false;
	story_begin(story, page.output);
	assert_int_equal(page.output->finding(page.output, &story->stranded), 0);
	story_tell_event(page.output, &story->steps[2].event, &story->steps[2].view);
	story_end(story, page.output);
	assert_page(
		&page, story,
		HEADER
		"weaveutil[3357], home net:[4026531840]\n"
		"   12.236    3365  ! web-17           error: stranded               born of 3361\n"
		"\n" STRANDED_BLOCK "\n"
		"   12.236    3361  < home             setns(62)                     away for 205 us\n"
		"\n1 error, 0 warnings, 0 events lost\n");
}

/* The blocks of a process stand together behind its own part of the timeline, with what its very
 * end has settled. */
static void test_block_at_end_of_process(void **state)
{
	struct story *story = *state;
	struct nstrace_event end = story_event(story, NSTRACE_EVENT_EXIT, 3357, 13000);
	struct nstrace_event next = story->steps[0].event;
	struct nstrace_event straggler = story_event(story, NSTRACE_EVENT_EXIT, 3365, 13001);
	struct engine_view home = {.home = story->home}, away = {.home = story->home, .away = 1};
	struct page page;

	open_page(&page, story, false, false);
	story_begin(story, page.output);
	end.flags = NSTRACE_F_LAST;
	next.tgid = next.tid = 3400;
	straggler.where = story->web_17;
	story_tell_event(page.output, &end, &home);
	assert_int_equal(page.output->finding(page.output, &story->stranded), 0);
	story_tell_event(page.output, &straggler, &away);
	story_tell_event(page.output, &next, &story->steps[0].view);
	story_end(story, page.output);
	assert_page(
		&page, story,
		HEADER
		"weaveutil[3357], home net:[4026531840]\n"
		"   12.236    3365  ! web-17           error: stranded               born of 3361\n"
		"   13.001    3365    web-17           exit                          away from home\n"
		"\n" STRANDED_BLOCK "\n"
		"weaveutil[3400], home net:[4026531840]\n"
		"   12.031    3400  > web-17           setns(61)\n"
		"\n1 error, 0 warnings, 0 events lost\n");
}

/* Every error keeps its row; only the first is told in full. */
static void test_repeated_errors(void **state)
{
	struct story *story = *state;
	struct finding more = story->stranded;
	struct page page;

	open_page(&page, story, false, false);
	story_begin(story, page.output);
	assert_int_equal(page.output->finding(page.output, &story->stranded), 0);
	more.tid = 3366;
	assert_int_equal(page.output->finding(page.output, &more), 0);
	story->summary.n_by_severity[SEVERITY_ERROR] = 2;
	story_end(story, page.output);
	assert_page(
		&page, story,
		HEADER
		"weaveutil[3357], home net:[4026531840]\n"
		"   12.236    3365  ! web-17           error: stranded               born of 3361\n"
		"   12.236    3366  ! web-17           error: stranded               born of 3361\n"
		"\n" STRANDED_BLOCK "\n"
		"error: 1 more stranded thread of weaveutil[3357]\n"
		"2 errors, 0 warnings, 0 events lost\n");
}

static void test_repeated_errors_quiet(void **state)
{
	struct story *story = *state;
	struct finding more = story->stranded;
	struct page page;

	open_page(&page, story, true, false);
	story_begin(story, page.output);
	assert_int_equal(page.output->finding(page.output, &story->stranded), 0);
	more.tid = 3366;
	assert_int_equal(page.output->finding(page.output, &more), 0);
	story->summary.n_by_severity[SEVERITY_ERROR] = 2;
	story_end(story, page.output);
	assert_page(&page, story,
		    STRANDED_BLOCK
		    "\n"
		    "error: stranded thread 3366 of weaveutil[3357], in net:[WEB] (web-17) "
		    "since +12.204 ms\n"
		    "2 errors, 0 warnings, 0 events lost\n");
}

/* In another kind of namespace it is another matter. */
static void test_repeated_errors_of_kinds(void **state)
{
	struct story *story = *state;
	struct finding more = story->stranded;
	struct page page;

	open_page(&page, story, false, false);
	story_begin(story, page.output);
	assert_int_equal(page.output->finding(page.output, &story->stranded), 0);
	more.where.kind = more.home.kind = NSTRACE_KIND_MNT;
	more.n_evidence = 0;
	assert_int_equal(page.output->finding(page.output, &more), 0);
	more.tid = 3366;
	assert_int_equal(page.output->finding(page.output, &more), 0);
	story_end(story, page.output);
	assert_non_null(
		strstr(page.text, "\nerror: stranded thread 3365 of weaveutil[3357], in net:["));
	assert_non_null(
		strstr(page.text, "\nerror: stranded thread 3365 of weaveutil[3357], in mnt:["));
	assert_non_null(strstr(
		page.text, "\nerror: 1 more stranded thread of weaveutil[3357], of kind mnt\n"));
	free(page.text);
}

static struct finding exposed_by_sibling(const struct story *story, uint32_t tid)
{
	struct finding exposed = story->stranded;

	exposed.class = FINDING_EXPOSED;
	exposed.severity = SEVERITY_WARNING;
	exposed.tid = tid;
	exposed.creator_tid = 3362;
	exposed.evidence[1].tid = tid;
	exposed.evidence[1].peer_tid = 3362;
	exposed.evidence[1].where = story->home;
	exposed.n_evidence = 2;
	return exposed;
}

static void tell_300_warnings(struct story *story, struct output *output)
{
	struct finding exposed;

	story_begin(story, output);
	for (uint32_t tid = 3370; tid < 3670; tid++) {
		exposed = exposed_by_sibling(story, tid);
		assert_int_equal(output->finding(output, &exposed), 0);
	}
	story->summary.n_by_severity[SEVERITY_ERROR] = 0;
	story->summary.n_by_severity[SEVERITY_WARNING] = 300;
	story_end(story, output);
}

#define EXPOSED_300                                                                       \
	"warning: exposed thread 3370 of weaveutil[3357], made while thread 3361 was in " \
	"net:[WEB] (web-17)\n"                                                            \
	"  visit    thread 3361 went to web-17 at +12.031 ms\n"                           \
	"  born     of thread 3362 at home at +12.204 ms\n"                               \
	"\n"                                                                              \
	"warning: 299 more exposed threads of weaveutil[3357]\n"                          \
	"0 errors, 300 warnings, 0 events lost\n"

/* Warnings can come by the hundred: the first is told, the others are counted. */
static void test_repeated_warnings(void **state)
{
	struct story *story = *state;
	struct page page;

	open_page(&page, story, false, false);
	tell_300_warnings(story, page.output);
	assert_page(
		&page, story,
		HEADER
		"weaveutil[3357], home net:[4026531840]\n"
		"   12.236    3370  ! home             warning: exposed              while 3361 is away\n"
		"\n" EXPOSED_300);
}

static void test_repeated_warnings_quiet(void **state)
{
	struct story *story = *state;
	struct page page;

	open_page(&page, story, true, false);
	tell_300_warnings(story, page.output);
	assert_page(&page, story, EXPOSED_300);
}

static void assert_block(struct story *story, const struct finding *finding, const char *expected)
{
	struct page page;

	open_page(&page, story, true, false);
	story_begin(story, page.output);
	assert_int_equal(page.output->finding(page.output, finding), 0);
	story->summary.n_by_severity[SEVERITY_ERROR] = 0;
	story_end(story, page.output);
	assert_page(&page, story, expected);
}

#define NOTHING_MORE "0 errors, 0 warnings, 0 events lost\n"

static void test_refused(void **state)
{
	struct story *story = *state;
	struct finding refused = story_refused(story);

	assert_block(
		story, &refused,
		"info: refused thread 3361 of weaveutil[3357], still in net:[WEB] (web-17)\n"
		"  refused  a switch of thread 3361 in web-17 at +12.236 ms: EPERM, 5 threads\n" NOTHING_MORE);
}

static void test_tainted(void **state)
{
	struct story *story = *state;
	struct finding tainted = story_tainted(story);

	assert_block(
		story, &tainted,
		"error: tainted thread 3361 of weaveutil[3357], in net:[WEB] (web-17) "
		"since +12.031 ms\n"
		"  visit    thread 3361 went to web-17 at +12.031 ms\n"
		"  refused  a switch of thread 3361 in web-17 at +12.236 ms: EPERM, 5 threads\n"
		"  stayed   thread 3361 was still in web-17 at +112.236 ms\n" NOTHING_MORE);
	tainted.evidence[2].peer_tid = 3400;
	assert_block(
		story, &tainted,
		"error: tainted thread 3361 of weaveutil[3357], in net:[WEB] (web-17) "
		"since +12.031 ms\n"
		"  visit    thread 3361 went to web-17 at +12.031 ms\n"
		"  refused  a switch of thread 3361 in web-17 at +12.236 ms: EPERM, 5 threads\n"
		"  stayed   thread 3361 was still in web-17 at +112.236 ms and made 3400 there\n" NOTHING_MORE);
}

#define MISRESTORED_BLOCK                                                                        \
	" misrestored thread 3362 of weaveutil[3357], at home already while thread 3361 was in " \
	"net:[WEB] (web-17)\n"                                                                   \
	"  visit    thread 3361 went to web-17 at +12.031 ms\n"                                  \
	"  restore  thread 3362 went home, where it was, at +12.236 ms\n"

static void test_misrestored(void **state)
{
	struct story *story = *state;
	struct finding misrestored = story_misrestored(story);

	assert_block(story, &misrestored,
		     "error:" MISRESTORED_BLOCK
		     "  overdue  thread 3361 was still in web-17 at +112.236 ms, "
		     "the longest allowed\n" NOTHING_MORE);
	misrestored.severity = SEVERITY_WARNING;
	misrestored.evidence[2].kind = EVIDENCE_VISIT_ENDED;
	assert_block(
		story, &misrestored,
		"warning:" MISRESTORED_BLOCK
		"  ended    the visit of thread 3361 ended in web-17 at +112.236 ms\n" NOTHING_MORE);
	misrestored.evidence[2].where = story->home;
	assert_block(story, &misrestored,
		     "warning:" MISRESTORED_BLOCK
		     "  return   thread 3361 went home at +112.236 ms\n" NOTHING_MORE);
}

static void test_misplaced(void **state)
{
	struct story *story = *state;
	struct finding misplaced = story_misplaced(story);

	assert_block(story, &misplaced,
		     "error: misplaced ip[3400], in net:[WEB] (web-17) since +12.204 ms\n"
		     "  forked   by thread 3365 of process 3357 in web-17 at +12.204 ms\n"
		     "  ran      in web-17 at +12.236 ms\n" NOTHING_MORE);
}

/* How they look between the events; warnings and errors of one class are not counted together. */
static void test_rows_of_findings(void **state)
{
	struct story *story = *state;
	struct finding findings[] = {story_refused(story), story_tainted(story),
				     story_misrestored(story), story_misrestored(story)};
	struct page page;

	open_page(&page, story, false, false);
	story_begin(story, page.output);
	findings[2].severity = SEVERITY_WARNING;
	for (size_t i = 0; i < sizeof(findings) / sizeof(findings[0]); i++)
		assert_int_equal(page.output->finding(page.output, &findings[i]), 0);
	assert_string_equal(
		strstr(page.text, "   12.236"),
		"   12.236    3361  ! web-17           info: refused\n"
		"  112.236    3361  ! web-17           error: tainted\n"
		"  112.236    3362  ! home             warning: misrestored          while 3361 is away\n"
		"  112.236    3362  ! home             error: misrestored            while 3361 is away\n");
	page.output->free(page.output);
	free(page.text);
}

/* What was not seen is said to be before, not at +0 ms. */
static void test_attached_in_the_middle(void **state)
{
	struct story *story = *state;
	struct finding finding = story->stranded;
	struct page page;

	open_page(&page, story, true, false);
	finding.home_inferred = true;
	finding.io_worker = true;
	finding.since_nsec = 0;
	finding.where =
		(struct nstrace_nsid){.cookie = 12, .ino = 4026532999, .kind = NSTRACE_KIND_NET};
	finding.evidence[0].time_nsec = 0;
	finding.evidence[2].kind = EVIDENCE_CREATOR_ENDED;
	story_begin(story, page.output);
	assert_int_equal(page.output->finding(page.output, &finding), 0);
	story_end(story, page.output);
	assert_page(&page, story,
		    "error: stranded thread 3365 of weaveutil[3357], in net:[4026532999] "
		    "since before nstrace attached\n"
		    "  visit    thread 3361 went to web-17 before nstrace attached\n"
		    "  born     of thread 3361 in web-17 at +12.204 ms, as a worker of io_uring\n"
		    "  ended    thread 3361 ended at +12.236 ms; 3365 stayed\n"
		    "  home     net:[4026531840], inferred: most of its threads were there\n"
		    "1 error, 0 warnings, 0 events lost\n");
}

static void test_lost_events(void **state)
{
	struct story *story = *state;
	struct page page;

	open_page(&page, story, true, false);
	story->summary = (struct output_summary){
		.n_lost = {[NSTRACE_EVENT_SWITCH] = 3, [NSTRACE_EVENT_BIRTH] = 9}};
	story_begin(story, page.output);
	story_end(story, page.output);
	assert_page(&page, story,
		    "lost: 12 events could not be recorded (switch 3, birth 9): "
		    "findings may be missing or wrong\n"
		    "no error seen, 0 warnings, but 12 events lost: there may be errors\n");
	open_page(&page, story, true, false);
	story->summary.n_by_severity[SEVERITY_ERROR] = 2;
	story_begin(story, page.output);
	story_end(story, page.output);
	assert_page(&page, story,
		    "lost: 12 events could not be recorded (switch 3, birth 9): "
		    "findings may be missing or wrong\n"
		    "2 errors, 0 warnings, 12 events lost\n");
}

/* Bounded: the oldest are closed when there are too many processes with findings. */
static void test_many_processes(void **state)
{
	struct story *story = *state;
	struct finding finding = story->stranded;
	struct page page;
	size_t n_blocks = 0;

	open_page(&page, story, false, false);
	story_begin(story, page.output);
	for (finding.tgid = 1; finding.tgid <= 300; finding.tgid++)
		assert_int_equal(page.output->finding(page.output, &finding), 0);
	for (const char *at = page.text; (at = strstr(at, "\nerror: stranded")); at++)
		n_blocks++;
	assert_in_range(n_blocks, 1, 299);
	story_end(story, page.output);
	n_blocks = 0;
	for (const char *at = page.text; (at = strstr(at, "\nerror: stranded")); at++)
		n_blocks++;
	assert_int_equal(n_blocks, 300);
	free(page.text);
}

static void test_full_disk(void **state)
{
	struct story *story = *state;
	struct output *output;
	FILE *file;

	assert_int_equal(output_open("/dev/full", &file), 0);
	assert_int_equal(text_output_new(file, story->names, false, false, &output), 0);
	assert_int_equal(output->start(output, &story->start), -ENOSPC);
	output->free(output);

	assert_int_equal(output_open("/dev/full", &file), 0);
	assert_int_equal(text_output_new(file, story->names, true, false, &output), 0);
	assert_int_equal(output->start(output, &story->start), 0);
	assert_int_equal(output->finish(output, &story->summary), -ENOSPC);
	output->free(output);

	/* A write that fails before the flush is not forgotten. */
	assert_int_equal(output_open("/dev/full", &file), 0);
	setvbuf(file, NULL, _IONBF, 0);
	assert_int_equal(text_output_new(file, story->names, false, false, &output), 0);
	assert_int_equal(output->start(output, &story->start), -EIO);
	output->free(output);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		story_test(test_story),
		story_test(test_quiet),
		story_test(test_block_at_once),
		story_test(test_block_at_end_of_process),
		story_test(test_repeated_errors),
		story_test(test_repeated_errors_quiet),
		story_test(test_repeated_errors_of_kinds),
		story_test(test_repeated_warnings),
		story_test(test_repeated_warnings_quiet),
		story_test(test_refused),
		story_test(test_tainted),
		story_test(test_misrestored),
		story_test(test_misplaced),
		story_test(test_rows_of_findings),
		story_test(test_attached_in_the_middle),
		story_test(test_lost_events),
		story_test(test_many_processes),
		story_test(test_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
