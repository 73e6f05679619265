// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/json_value.h"

#include <inttypes.h>
#include <string.h>

#include "engine/nsid.h"
#include "lib/escape.h"

/* jansson's integers end at INT64_MAX; a cookie may not, and must stay what it is. */
json_t *json_value_number(uint64_t value)
{
	if (value > INT64_MAX)
		return json_sprintf("%" PRIu64, value);
	return json_integer((json_int_t)value);
}

json_t *json_value_append(json_t *list, json_t *item)
{
	if (!json_array_append_new(list, item))
		return list;
	json_decref(list);
	return NULL;
}

json_t *json_value_known(uint64_t value)
{
	return value ? json_value_number(value) : json_null();
}

json_t *json_value_escaped(const char *hostile_text)
{
	size_t size = ESCAPED_MAX(strlen(hostile_text));
	_cleanup_free_ char *text = malloc(size);

	return text ? json_string(escape_text(hostile_text, text, size)) : NULL;
}

json_t *json_value_comm(const char *hostile_comm)
{
	char comm[ESCAPED_MAX(NSTRACE_COMM_LEN)];

	return json_string(escape_text(hostile_comm, comm, sizeof(comm)));
}

const char *json_value_place(uint32_t kind)
{
	return kind == NSTRACE_KIND_NET ? "netns" : "namespace";
}

static json_t *process_value(const struct nsid_process *process)
{
	return json_pack("{s:I, s:o}", "pid", (json_int_t)process->tgid, "comm",
			 json_value_comm(process->comm));
}

static json_t *word_value(const char *word)
{
	return *word ? json_string(word) : json_null();
}

static json_t *container_value(const struct container_label *label)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "name", word_value(label->name), "id",
			 word_value(label->id), "engine", word_value(label->engine), "pod",
			 word_value(label->pod), "pod_namespace", word_value(label->pod_namespace));
}

json_t *json_value_nsid(struct nsid_names *names, const struct nstrace_nsid *nsid,
			uint64_t now_nsec)
{
	const struct container_label *container;
	struct nsid_process process;
	char name[NSID_NAME_MAX];
	bool named, inhabited;

	if (!is_known_nsid(*nsid))
		return json_null();
	named = nsid_name(names, nsid, now_nsec, name);
	container = nsid_name_container(names, nsid);
	inhabited = !named && nsid_name_process(names, nsid, &process);
	return json_pack("{s:o, s:o, s:o, s:o*, s:o*}", "ino", json_value_number(nsid->ino),
			 "cookie", json_value_known(nsid->cookie), "name",
			 named ? json_string(name) : json_null(), "container",
			 container ? container_value(container) : NULL, "process",
			 inhabited ? process_value(&process) : NULL);
}

static json_t *suppression_value(const struct suppression *entry)
{
	return json_pack("{s:o, s:I, s:o, s:I}", "file", json_value_escaped(entry->file), "line",
			 (json_int_t)entry->line, "name",
			 entry->name ? json_value_escaped(entry->name) : json_null(), "used",
			 (json_int_t)entry->n_used);
}

json_t *json_value_suppressions(const struct suppressions *suppressions)
{
	json_t *list = json_array();

	for (size_t i = 0; i < suppressions->n; i++)
		list = json_value_append(list, suppression_value(&suppressions->entries[i]));
	return list;
}
