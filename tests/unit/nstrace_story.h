/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of the outputs tell: a thread visits web-17, makes a thread there and goes home.
 *
 * web-17 has to be a namespace that exists here, because names are found by looking; any kind has
 * an inode like the one of a network namespace, and no privilege is needed for a symbolic link.
 */
#ifndef TESTS_NSTRACE_STORY_H
#define TESTS_NSTRACE_STORY_H

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "nstrace/nsid_name.h"
#include "nstrace/output.h"

#define STORY_START_NSEC 1000000000
#define STORY_HOME_INO	 4026531840
#define STORY_LENGTH	 3

struct story {
	char directory[32];
	const char *directories[2];
	struct nsid_places places;
	struct nsid_names *names;
	struct nstrace_nsid home, web_17;
	struct {
		struct nstrace_event event;
		struct engine_view view;
	} steps[STORY_LENGTH];
	struct finding stranded; /* settled by the last step */
	struct output_start start;
	struct output_summary summary;
};

static inline uint32_t story_link(const char *directory, const char *name, const char *target)
{
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	unlink(path);
	assert_return_code(symlink(target, path), errno);
	assert_return_code(stat(path, &st), errno);
	return (uint32_t)st.st_ino;
}

static inline void story_unlink(const char *directory, const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	assert_return_code(unlink(path), errno);
}

static inline struct nstrace_event story_event(const struct story *story, uint32_t kind,
					       uint32_t tid, uint64_t usec)
{
	return (struct nstrace_event){
		.time_nsec = STORY_START_NSEC + usec * 1000,
		.kind = kind,
		.tgid = 3357,
		.tid = tid,
		.n_threads = 5,
		.where = story->home,
		.from = story->home,
		.home = story->home,
		.comm = "weaveutil",
	};
}

static inline void story_tell_steps(struct story *story)
{
	struct nstrace_event enter, born, leave;

	enter = story_event(story, NSTRACE_EVENT_SWITCH, 3361, 12031);
	enter.call = NSTRACE_CALL_SETNS;
	enter.ns_flags = 0x40000000;
	enter.fd = 61;
	enter.where = story->web_17;

	born = story_event(story, NSTRACE_EVENT_BIRTH, 3365, 12204);
	born.flags = NSTRACE_F_THREAD;
	born.ns_flags = 0x3d0f00;
	born.creator_tgid = 3357;
	born.creator_tid = 3361;
	born.from = born.where = story->web_17;

	leave = story_event(story, NSTRACE_EVENT_SWITCH, 3361, 12236);
	leave.call = NSTRACE_CALL_SETNS;
	leave.ns_flags = 0x40000000;
	leave.fd = 62;
	leave.from = story->web_17;

	story->steps[0].event = enter;
	story->steps[0].view = (struct engine_view){.home = story->home, .away = 1};
	story->steps[1].event = born;
	story->steps[1].view = (struct engine_view){.home = story->home, .away = 1};
	story->steps[2].event = leave;
	story->steps[2].view = (struct engine_view){.home = story->home, .away_nsec = 205000};
}

static inline void story_tell_finding(struct story *story)
{
	uint64_t entered_nsec = story->steps[0].event.time_nsec;
	uint64_t born_nsec = story->steps[1].event.time_nsec;
	uint64_t left_nsec = story->steps[2].event.time_nsec;

	story->stranded = (struct finding){
		.class = FINDING_STRANDED,
		.severity = SEVERITY_ERROR,
		.tgid = 3357,
		.tid = 3365,
		.comm = "weaveutil",
		.where = story->web_17,
		.home = story->home,
		.creator_tid = 3361,
		.creator_tgid = 3357,
		.visitor_tid = 3361,
		.born_nsec = born_nsec,
		.since_nsec = born_nsec,
		.decided_nsec = left_nsec,
		.n_evidence = 3,
		.evidence = {{EVIDENCE_VISIT_BEGAN, 3361, 0, entered_nsec, story->web_17},
			     {EVIDENCE_BORN, 3365, 3361, born_nsec, story->web_17},
			     {EVIDENCE_CREATOR_LEFT, 3361, 0, left_nsec, story->home}},
	};
}

/* 3361 could not go home. */
static inline struct finding story_refused(const struct story *story)
{
	struct finding refused = story->stranded;

	refused.class = FINDING_REFUSED;
	refused.severity = SEVERITY_INFO;
	refused.tid = 3361;
	refused.creator_tid = refused.creator_tgid = refused.visitor_tid = 0;
	refused.born_nsec = 0;
	refused.since_nsec = refused.decided_nsec;
	refused.n_evidence = 1;
	refused.evidence[0] = (struct evidence){EVIDENCE_REFUSED, 3361,	  0, refused.decided_nsec,
						story->web_17,	  -EPERM, 5};
	return refused;
}

/* And so it stayed. */
static inline struct finding story_tainted(const struct story *story)
{
	struct finding tainted = story_refused(story);
	uint64_t entered_nsec = story->steps[0].event.time_nsec;

	tainted.class = FINDING_TAINTED;
	tainted.severity = SEVERITY_ERROR;
	tainted.visitor_tid = 3361;
	tainted.since_nsec = entered_nsec;
	tainted.decided_nsec += 100000000;
	tainted.n_evidence = 3;
	tainted.evidence[1] = tainted.evidence[0];
	tainted.evidence[0] =
		(struct evidence){EVIDENCE_VISIT_BEGAN, 3361, 0, entered_nsec, story->web_17};
	tainted.evidence[2] = (struct evidence){EVIDENCE_STILL_THERE, 3361, 0, tainted.decided_nsec,
						story->web_17};
	return tainted;
}

/* 3362 went home instead of 3361. */
static inline struct finding story_misrestored(const struct story *story)
{
	struct finding misrestored = story_tainted(story);

	misrestored.class = FINDING_MISRESTORED;
	misrestored.tid = 3362;
	misrestored.evidence[1] = (struct evidence){EVIDENCE_RESTORED, 3362, 0,
						    story->steps[2].event.time_nsec, story->home};
	misrestored.evidence[2].kind = EVIDENCE_OVERDUE;
	return misrestored;
}

/* 3365 forked 3400. */
static inline struct finding story_misplaced(const struct story *story)
{
	struct finding misplaced = story->stranded;

	misplaced.class = FINDING_MISPLACED;
	misplaced.tid = misplaced.tgid = 3400;
	misplaced.creator_tid = 3365;
	misplaced.visitor_tid = 0;
	strcpy(misplaced.comm, "ip");
	misplaced.n_evidence = 2;
	misplaced.evidence[0] =
		(struct evidence){EVIDENCE_FORKED, 3400, 3365, misplaced.born_nsec, story->web_17};
	misplaced.evidence[1] =
		(struct evidence){EVIDENCE_RAN, 3400, 0, misplaced.decided_nsec, story->web_17};
	return misplaced;
}

static inline int story_setup(void **state)
{
	static const uint32_t tgid = 3357;
	struct story *story = calloc(1, sizeof(*story));

	assert_non_null(story);
	strcpy(story->directory, "/tmp/nstrace-test-XXXXXX");
	assert_non_null(mkdtemp(story->directory));
	story->directories[0] = story->directory;
	story->places.mounts = story->directories;
	assert_int_equal(nsid_names_new(&story->places, &story->names), 0);
	story->home =
		(struct nstrace_nsid){.cookie = 1, .ino = STORY_HOME_INO, .kind = NSTRACE_KIND_NET};
	story->web_17.kind = NSTRACE_KIND_NET;
	story->web_17.cookie = 4711;
	story->web_17.ino = story_link(story->directory, "web-17", "/proc/self/ns/uts");
	story_tell_steps(story);
	story_tell_finding(story);
	story->start = (struct output_start){
		.version = "1.2.3",
		.probes = "tracepoint",
		.time_nsec = STORY_START_NSEC,
		.realtime_nsec = 1496102400000000000,
		.tgids = &tgid,
		.n_tgids = 1,
		.command = true,
	};
	story->summary.n_findings[FINDING_STRANDED] = 1;
	story->summary.n_by_severity[SEVERITY_ERROR] = 1;
	story->summary.duration_nsec = 20000000;
	*state = story;
	return 0;
}

static inline void story_empty_directory(const char *directory)
{
	DIR *dir = opendir(directory);
	struct dirent *entry;

	assert_non_null(dir);
	while ((entry = readdir(dir)))
		unlinkat(dirfd(dir), entry->d_name, 0); /* fails for . and .. */
	closedir(dir);
}

static inline int story_teardown(void **state)
{
	struct story *story = *state;

	story_empty_directory(story->directory);
	assert_return_code(rmdir(story->directory), errno);
	nsid_names_free(story->names);
	free(story);
	return 0;
}

static inline void story_tell_event(struct output *output, const struct nstrace_event *event,
				    const struct engine_view *view)
{
	assert_int_equal(output->event(output, event, view), 0);
}

static inline void story_begin(const struct story *story, struct output *output)
{
	assert_int_equal(output->start(output, &story->start), 0);
}

static inline void story_end(const struct story *story, struct output *output)
{
	assert_int_equal(output->finish(output, &story->summary), 0);
	output->free(output);
}

static inline void story_tell(const struct story *story, struct output *output)
{
	story_begin(story, output);
	for (size_t i = 0; i < STORY_LENGTH; i++)
		story_tell_event(output, &story->steps[i].event, &story->steps[i].view);
	assert_int_equal(output->finding(output, &story->stranded), 0);
	story_end(story, output);
}

#define story_test(function) cmocka_unit_test_setup_teardown(function, story_setup, story_teardown)

#endif
