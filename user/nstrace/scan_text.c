// SPDX-License-Identifier: GPL-2.0-or-later
/* A scan for people: for each process with strays a heading, a row for each of them, their sockets.
 */
#include <string.h>

#include "lib/escape.h"
#include "nstrace/scan_output.h"
#include "nstrace/text_page.h"

#define AGE_MAX	  32
#define DOING_MAX 128

static const char *format_age(uint64_t start_nsec, uint64_t now_nsec, char out[AGE_MAX])
{
	double seconds = (double)(int64_t)(now_nsec - start_nsec) / 1e9;

	if (!start_nsec || seconds < 0)
		strcpy(out, "-");
	else if (seconds < 100)
		snprintf(out, AGE_MAX, "%.1f s", seconds);
	else if (seconds < 100 * 60)
		snprintf(out, AGE_MAX, "%.0f min", seconds / 60);
	else if (seconds < 100 * 3600)
		snprintf(out, AGE_MAX, "%.0f h", seconds / 3600);
	else
		snprintf(out, AGE_MAX, "%.0f d", seconds / 86400);
	return out;
}

static const char *format_doing(const struct scan_activity *activity, char out[DOING_MAX])
{
	char call[32] = "";

	if (activity->syscall >= 0)
		snprintf(call, sizeof(call), "syscall %d", activity->syscall);
	if (activity->running)
		strcpy(out, "running");
	else if (*call && *activity->wchan)
		snprintf(out, DOING_MAX, "%s, %s", call, activity->wchan);
	else
		snprintf(out, DOING_MAX, "%s%s%s", call, activity->wchan,
			 *call || *activity->wchan ? "" : "-");
	return out;
}

static void write_stray(struct text_page *page, const struct scan_stray *stray, uint64_t now_nsec)
{
	char comm[ESCAPED_MAX(NSTRACE_COMM_LEN)], where[TEXT_LABEL_MAX];
	char age[AGE_MAX], doing[DOING_MAX];

	fprintf(page->file, "%9u  %-15s  %-28s  %-8s  %s\n", stray->where.tid,
		escape_text(stray->comm, comm, sizeof(comm)),
		text_page_identity(page, &stray->where.where, now_nsec, where),
		format_age(stray->where.start_nsec, now_nsec, age),
		format_doing(&stray->activity, doing));
}

static void write_socket(struct text_page *page, const struct scan_place *place,
			 const struct scan_socket *socket, uint64_t now_nsec)
{
	char local[ESCAPED_MAX(SCAN_ADDRESS_MAX)], remote[ESCAPED_MAX(SCAN_ADDRESS_MAX)];
	char where[TEXT_LABEL_MAX];

	fprintf(page->file, "   socket  %-7s  %s%s%s  in %s\n", socket->family,
		*socket->local ? escape_text(socket->local, local, sizeof(local)) : "-",
		*socket->remote ? " -> " : "",
		*socket->remote ? escape_text(socket->remote, remote, sizeof(remote)) : "",
		text_page_name(page, &place->where, now_nsec, where));
}

int scan_text_process(struct scan_output *output, const struct scan_process *process)
{
	struct text_page page = {.file = output->file, .names = output->names};
	char comm[ESCAPED_MAX(NSTRACE_COMM_LEN)], where[TEXT_LABEL_MAX];

	fprintf(page.file, "%s[%u], home %s: %zu of %u threads astray\n",
		escape_text(process->comm, comm, sizeof(comm)), process->tgid,
		text_page_identity(&page, &process->home, output->now_nsec, where),
		process->n_strays, process->n_threads);
	fprintf(page.file, "%9s  %-15s  %-28s  %-8s  %s\n", "TID", "COMM",
		process->home.kind == NSTRACE_KIND_NET ? "NETNS" : "NAMESPACE", "AGE", "DOING");
	for (size_t i = 0; i < process->n_strays; i++)
		write_stray(&page, &process->strays[i], output->now_nsec);
	for (size_t i = 0; i < process->n_places; i++)
		for (size_t j = 0; j < process->places[i].sockets.n; j++)
			write_socket(&page, &process->places[i],
				     &process->places[i].sockets.items[j], output->now_nsec);
	fputc('\n', page.file);
	return 0;
}

int scan_text_summary(struct scan_output *output, const struct scan_summary *summary)
{
	fprintf(output->file, "%zu stray thread%s in %zu process%s", summary->n_strays,
		summary->n_strays == 1 ? "" : "s", summary->n_processes,
		summary->n_processes == 1 ? "" : "es");
	if (summary->n_hidden)
		fprintf(output->file, ", %u process%s not looked at", summary->n_hidden,
			summary->n_hidden == 1 ? "" : "es");
	fputc('\n', output->file);
	return 0;
}
