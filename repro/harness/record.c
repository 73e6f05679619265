// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads a line of JSON into a record. Strict where a verdict hangs on it, indifferent elsewhere, so
 * that nstrace may say more than it does today.
 */
#include "harness/record.h"

#include <jansson.h>
#include <string.h>

static bool is_thread_number(json_int_t number)
{
	return number > 0 && number <= INT32_MAX;
}

static int parse_finding(json_t *object, struct finding_record *ret)
{
	json_int_t since_nsec = json_integer_value(json_object_get(object, "since"));
	json_int_t tgid, tid;
	const char *severity;

	if (json_unpack(object, "{s:s, s:I, s:I}", "severity", &severity, "pid", &tgid, "tid",
			&tid) < 0)
		return -EBADMSG;
	if (!is_thread_number(tgid) || !is_thread_number(tid) || since_nsec < 0)
		return -EBADMSG;
	*ret = (struct finding_record){.is_error = !strcmp(severity, "error"),
				       .tgid = (pid_t)tgid,
				       .tid = (pid_t)tid,
				       .since_nsec = (uint64_t)since_nsec};
	return 0;
}

static int parse_summary(json_t *object, uint64_t *ret_n_lost)
{
	json_int_t n_lost;

	if (json_unpack(object, "{s:I}", "lost", &n_lost) < 0 || n_lost < 0)
		return -EBADMSG;
	*ret_n_lost = (uint64_t)n_lost;
	return 0;
}

static int parse_object(json_t *object, struct record *record)
{
	const char *type;

	if (json_unpack(object, "{s:s}", "type", &type) < 0)
		return -EBADMSG;
	if (!strcmp(type, "finding")) {
		record->type = RECORD_FINDING;
		return parse_finding(object, &record->finding);
	}
	if (!strcmp(type, "summary")) {
		record->type = RECORD_SUMMARY;
		return parse_summary(object, &record->n_lost);
	}
	record->type = strcmp(type, "start") ? RECORD_OTHER : RECORD_START;
	return 0;
}

int record_parse(const char *line, size_t n_bytes, struct record *ret)
{
	struct record record = {0};
	json_t *object = json_loadb(line, n_bytes, 0, NULL);
	int r = object ? parse_object(object, &record) : -EBADMSG;

	json_decref(object);
	if (r < 0)
		return r;
	*ret = record;
	return 0;
}
