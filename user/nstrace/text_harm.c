// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What was done through a socket of home was done at home, and is no harm: such acts are shown, but
 * not counted.
 */
#include "nstrace/text_harm.h"

#include <inttypes.h>

#include "engine/nsid.h"
#include "nstrace/act_text.h"
#include "nstrace/output.h"

/* The worst first. */
enum harm_sort {
	HARM_NONE,
	HARM_REQUEST_MISSED, /* home would have answered */
	HARM_LOOKUP_MISSED,
	HARM_REQUEST_FAILED,
	HARM_LOOKUP_FAILED,
	HARM_CONNECT_FAILED,
	HARM_BIND_FAILED,
	HARM_SOCKET,
	HARM_CONNECT,
	HARM_BIND,
	HARM_REQUEST,
	HARM_LOOKUP,
	HARMS
};

static const struct {
	const char *one, *many;
} words[HARMS] = {
	[HARM_REQUEST_MISSED] = {"netlink request failed with ENODEV that succeeds at home",
				 "netlink requests failed with ENODEV that succeed at home"},
	[HARM_LOOKUP_MISSED] = {"link lookup failed with ENODEV that succeeds at home",
				"link lookups failed with ENODEV that succeed at home"},
	[HARM_REQUEST_FAILED] = {"netlink request failed", "netlink requests failed"},
	[HARM_LOOKUP_FAILED] = {"link lookup failed", "link lookups failed"},
	[HARM_CONNECT_FAILED] = {"connect failed", "connects failed"},
	[HARM_BIND_FAILED] = {"bind failed", "binds failed"},
	[HARM_SOCKET] = {"socket opened astray", "sockets opened astray"},
	[HARM_CONNECT] = {"connect made astray", "connects made astray"},
	[HARM_BIND] = {"bind made astray", "binds made astray"},
	[HARM_REQUEST] = {"netlink request made astray", "netlink requests made astray"},
	[HARM_LOOKUP] = {"link lookup made astray", "link lookups made astray"},
};

static enum harm_sort judge(const struct deed *deed, const struct nstrace_nsid *home)
{
	const struct act *act = &deed->act;
	bool has_failed = act->error && act->error != -EINPROGRESS;

	if (same_nsid(act->socket, *home))
		return HARM_NONE;
	switch (act->kind) {
	case NSTRACE_ACT_SOCKET:
		return HARM_SOCKET;
	case NSTRACE_ACT_CONNECT:
		return has_failed ? HARM_CONNECT_FAILED : HARM_CONNECT;
	case NSTRACE_ACT_BIND:
		return has_failed ? HARM_BIND_FAILED : HARM_BIND;
	case NSTRACE_ACT_NETLINK:
		if (deed->at_home.kind == HOME_HAS_IT)
			return HARM_REQUEST_MISSED;
		return has_failed ? HARM_REQUEST_FAILED : HARM_REQUEST;
	case NSTRACE_ACT_LINK_INDEX:
		if (deed->at_home.kind == HOME_HAS_IT)
			return HARM_LOOKUP_MISSED;
		return has_failed ? HARM_LOOKUP_FAILED : HARM_LOOKUP;
	default:
		return HARM_NONE;
	}
}

static void write_sum(FILE *file, const struct deeds *deeds, const struct nstrace_nsid *home)
{
	uint64_t n_of[HARMS] = {0};
	const char *separator = "  harm     ";

	for (unsigned int i = 0; i < deeds->n; i++)
		n_of[judge(&deeds->items[i], home)] += deeds->items[i].count;
	for (int sort = HARM_NONE + 1; sort < HARMS; sort++) {
		if (!n_of[sort])
			continue;
		fprintf(file, "%s%" PRIu64 " %s", separator, n_of[sort],
			n_of[sort] == 1 ? words[sort].one : words[sort].many);
		separator = "; ";
	}
	if (deeds->n_others)
		fprintf(file, "%s%" PRIu64 " more acts", separator, deeds->n_others);
	else if (n_of[HARM_NONE] == deeds_total(deeds))
		fprintf(file, "%snone: all of it through sockets of home", separator);
	fputc('\n', file);
}

static void write_deed(struct text_page *page, const struct deed *deed,
		       const struct nstrace_nsid *home)
{
	char act[ACT_TEXT_MAX], answer[ACT_TEXT_MAX], first[TEXT_TIME_MAX], last[TEXT_TIME_MAX];

	fprintf(page->file, "           %s", act_text(&deed->act, act));
	if (deed->count == 1)
		fprintf(page->file, " at %s", text_page_time(page, deed->first_nsec, first));
	else
		fprintf(page->file, ", %" PRIu64 " times from %s to %s", deed->count,
			text_page_time(page, deed->first_nsec, first),
			text_page_time(page, deed->last_nsec, last));
	if (same_nsid(deed->act.socket, *home))
		fputs(", through a socket of home", page->file);
	if (deed->at_home.kind != HOME_NOT_ASKED)
		fprintf(page->file, "; %s", act_text_at_home(&deed->at_home, answer));
	fputc('\n', page->file);
}

void text_harm_write(struct text_page *page, const struct deeds *deeds,
		     const struct nstrace_nsid *home)
{
	if (!deeds)
		return;
	write_sum(page->file, deeds, home);
	for (unsigned int i = 0; i < deeds->n; i++)
		write_deed(page, &deeds->items[i], home);
}
