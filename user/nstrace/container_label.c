// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/container_label.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define ID_SHOWN 12 /* as `docker ps` has it */

static bool is_pod_only(const struct container_label *label)
{
	return *label->pod && !*label->name;
}

static const char *format_pod(const struct container_label *label, char out[CONTAINER_SHORT_MAX])
{
	snprintf(out, CONTAINER_SHORT_MAX, "%s%s%s", label->pod_namespace,
		 *label->pod_namespace ? "/" : "", label->pod);
	return out;
}

const char *container_label_short(const struct container_label *label,
				  char out[CONTAINER_SHORT_MAX])
{
	if (is_pod_only(label))
		return format_pod(label, out);
	if (*label->name)
		return strcpy(out, label->name);
	snprintf(out, CONTAINER_SHORT_MAX, "%.*s", ID_SHOWN, label->id);
	return out;
}

const char *container_label_full(const struct container_label *label, char out[CONTAINER_FULL_MAX])
{
	char name[CONTAINER_SHORT_MAX], pod[CONTAINER_SHORT_MAX];
	bool has_pod = *label->pod && !is_pod_only(label);

	snprintf(out, CONTAINER_FULL_MAX, "%s %s%s%s%s%s%s",
		 is_pod_only(label) ? "pod" : "container", container_label_short(label, name),
		 has_pod ? " of pod " : "", has_pod ? format_pod(label, pod) : "",
		 *label->engine ? " (" : "", label->engine, *label->engine ? ")" : "");
	return out;
}
