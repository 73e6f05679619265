// SPDX-License-Identifier: GPL-2.0-or-later
/* The words for findings, as every output and the documentation use them. Decides nothing. */
#include "engine/finding.h"

#include <stddef.h>

#define N_ELEMENTS(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	const char *name;
	enum finding_severity severity;
} classes[FINDING_CLASSES] = {
	[FINDING_STRANDED] = {"stranded", SEVERITY_ERROR},
	[FINDING_EXPOSED] = {"exposed", SEVERITY_WARNING},
	[FINDING_TAINTED] = {"tainted", SEVERITY_ERROR},
	[FINDING_MISRESTORED] = {"misrestored", SEVERITY_ERROR},
	[FINDING_MISPLACED] = {"misplaced", SEVERITY_ERROR},
	[FINDING_REFUSED] = {"refused", SEVERITY_INFO},
};

static const char *const severities[] = {
	[SEVERITY_INFO] = "info",
	[SEVERITY_WARNING] = "warning",
	[SEVERITY_ERROR] = "error",
};

static const char *const evidence_kinds[] = {
	[EVIDENCE_FOUND] = "found",
	[EVIDENCE_VISIT_BEGAN] = "visit-began",
	[EVIDENCE_BORN] = "born",
	[EVIDENCE_CREATOR_LEFT] = "creator-left",
	[EVIDENCE_CREATOR_ENDED] = "creator-ended",
	[EVIDENCE_REFUSED] = "refused",
	[EVIDENCE_STILL_THERE] = "still-there",
	[EVIDENCE_OVERDUE] = "overdue",
	[EVIDENCE_RESTORED] = "restored",
	[EVIDENCE_VISIT_ENDED] = "visit-ended",
	[EVIDENCE_FORKED] = "forked",
	[EVIDENCE_RAN] = "ran",
};

static const char *name_or_unknown(const char *const *names, size_t n_names, size_t index)
{
	return index < n_names ? names[index] : "unknown";
}

const char *finding_class_name(enum finding_class class)
{
	return (size_t) class < FINDING_CLASSES ? classes[class].name : "unknown";
}

enum finding_severity finding_class_severity(enum finding_class class)
{
	return (size_t) class < FINDING_CLASSES ? classes[class].severity : SEVERITY_INFO;
}

const char *severity_name(enum finding_severity severity)
{
	return name_or_unknown(severities, N_ELEMENTS(severities), severity);
}

const char *evidence_kind_name(enum evidence_kind kind)
{
	return name_or_unknown(evidence_kinds, N_ELEMENTS(evidence_kinds), kind);
}
