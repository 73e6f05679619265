// SPDX-License-Identifier: GPL-2.0-or-later
/* A scan for programs: an object a line, for each process with strays, and a summary. */
#include "engine/nsid.h"
#include "lib/escape.h"
#include "nstrace/json_value.h"
#include "nstrace/scan_output.h"

static uint64_t age_nsec(const struct scan_output *output, const struct scan_stray *stray)
{
	uint64_t start_nsec = stray->where.start_nsec;

	return start_nsec && start_nsec < output->now_nsec ? output->now_nsec - start_nsec : 0;
}

static json_t *stray_value(const struct scan_output *output, const struct scan_stray *stray)
{
	const struct scan_activity *activity = &stray->activity;

	return json_pack("{s:I, s:o, s:o, s:o, s:b, s:o, s:o}", "tid", (json_int_t)stray->where.tid,
			 "comm", json_value_comm(stray->comm),
			 json_value_place(stray->where.where.kind),
			 json_value_nsid(output->names, &stray->where.where, output->now_nsec),
			 "age", json_value_known(age_nsec(output, stray)), "running",
			 activity->running, "syscall",
			 activity->syscall < 0 ? json_null() : json_integer(activity->syscall),
			 "wchan", *activity->wchan ? json_string(activity->wchan) : json_null());
}

static json_t *address_value(const char *hostile_address)
{
	char address[ESCAPED_MAX(SCAN_ADDRESS_MAX)];

	return *hostile_address
		       ? json_string(escape_text(hostile_address, address, sizeof(address)))
		       : json_null();
}

static json_t *socket_value(const struct scan_output *output, const struct scan_place *place,
			    const struct scan_socket *socket)
{
	return json_pack("{s:s, s:o, s:o, s:o}", "family", socket->family, "local",
			 address_value(socket->local), "peer", address_value(socket->remote),
			 "netns", json_value_nsid(output->names, &place->where, output->now_nsec));
}

static json_t *strays_value(const struct scan_output *output, const struct scan_process *process)
{
	json_t *list = json_array();

	for (size_t i = 0; i < process->n_strays; i++)
		list = json_value_append(list, stray_value(output, &process->strays[i]));
	return list;
}

static json_t *sockets_value(const struct scan_output *output, const struct scan_process *process)
{
	json_t *list = json_array();

	for (size_t i = 0; i < process->n_places; i++) {
		const struct scan_place *place = &process->places[i];

		for (size_t j = 0; j < place->sockets.n; j++)
			list = json_value_append(list, socket_value(output, place,
								    &place->sockets.items[j]));
	}
	return list;
}

static int write_line(struct scan_output *output, json_t *object)
{
	if (!object)
		return -ENOMEM;
	/* What cannot be written is found out when the file is closed. */
	(void)!json_dumpf(object, output->file, JSON_COMPACT);
	json_decref(object);
	fputc('\n', output->file);
	return 0;
}

int scan_json_process(struct scan_output *output, const struct scan_process *process)
{
	return write_line(
		output,
		json_pack("{s:s, s:I, s:o, s:I, s:o, s:b, s:o, s:o, s:s}", "type", "process", "pid",
			  (json_int_t)process->tgid, "comm", json_value_comm(process->comm),
			  "threads", (json_int_t)process->n_threads, "home",
			  json_value_nsid(output->names, &process->home, output->now_nsec),
			  "home_inferred", true, "strays", strays_value(output, process), "sockets",
			  sockets_value(output, process), "kind",
			  nsid_kind_name(process->home.kind)));
}

int scan_json_summary(struct scan_output *output, const struct scan_summary *summary)
{
	return write_line(output,
			  json_pack("{s:s, s:I, s:I, s:s, s:I}", "type", "summary", "processes",
				    (json_int_t)summary->n_processes, "strays",
				    (json_int_t)summary->n_strays, "source", summary->source,
				    "hidden", (json_int_t)summary->n_hidden));
}
