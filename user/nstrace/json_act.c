// SPDX-License-Identifier: GPL-2.0-or-later
/* Keys and values only; the words are those of act_text.c, which makes hostile text safe. */
#include "nstrace/json_act.h"

#include "lib/escape.h"
#include "nstrace/act_text.h"
#include "nstrace/json_value.h"
#include "nstrace/net_names.h"
#include "nstrace/output.h"

const char *json_act_name(const struct act *act)
{
	static const char *const names[] = {
		[NSTRACE_ACT_SOCKET] = "socket",    [NSTRACE_ACT_CONNECT] = "connect",
		[NSTRACE_ACT_BIND] = "bind",	    [NSTRACE_ACT_NETLINK] = "netlink",
		[NSTRACE_ACT_LINK_INDEX] = "ioctl",
	};
	bool is_known = act->kind > NSTRACE_ACT_UNKNOWN && act->kind <= NSTRACE_ACT_LINK_INDEX;

	return is_known ? names[act->kind] : "unknown";
}

static json_t *errno_value(int32_t error)
{
	return error ? json_string(output_error_name(error)) : json_null();
}

static json_t *link_value(const struct act *act)
{
	char name[ACT_TARGET_TEXT];

	if (!act->target_bytes)
		return json_null();
	return json_string(escape_text((const char *)act->target, name, sizeof(name)));
}

static json_t *at_home_value(const struct home_answer *answer)
{
	if (answer->kind == HOME_NOT_ASKED)
		return json_null();
	return json_pack("{s:b, s:o, s:o}", "answered", answer->kind != HOME_DID_NOT_ANSWER,
			 "ifindex", json_value_known((uint64_t)answer->ifindex), "errno",
			 errno_value(answer->kind == HOME_LACKS_IT ? -ENODEV : answer->error));
}

static json_t *socket_value(const struct act *act)
{
	const char *type = net_socket_type_name(act->type);

	return json_pack("{s:o, s:i}", "socket_type",
			 type ? json_string(type) : json_integer(act->type), "protocol",
			 act->protocol);
}

static json_t *address_value(const struct act *act)
{
	char address[ACT_TARGET_TEXT];

	return json_pack("{s:s}", "address", act_text_address(act, address));
}

static json_t *netlink_value(const struct act *act)
{
	char request[ACT_WORD_MAX], family[ACT_WORD_MAX];

	return json_pack("{s:i, s:s, s:s, s:b, s:o, s:o, s:b}", "protocol", act->protocol,
			 "request", act_text_request(act, request), "request_family",
			 act_text_family(act->request_family, family), "dump", act->is_dump, "link",
			 link_value(act), "ifindex",
			 act->ifindex ? json_integer(act->ifindex) : json_null(), "answered",
			 act->is_answered);
}

static json_t *particulars(const struct act *act)
{
	switch (act->kind) {
	case NSTRACE_ACT_SOCKET:
		return socket_value(act);
	case NSTRACE_ACT_NETLINK:
		return netlink_value(act);
	case NSTRACE_ACT_LINK_INDEX:
		return json_pack("{s:s, s:o}", "request", "SIOCGIFINDEX", "link", link_value(act));
	default:
		return address_value(act);
	}
}

/* Takes both, and gives back the first with the keys of the second. */
static json_t *merge(json_t *object, json_t *more)
{
	if (!object || !more || json_object_update(object, more)) {
		json_decref(object);
		object = NULL;
	}
	json_decref(more);
	return object;
}

json_t *json_act_value(struct nsid_names *names, const struct deed *deed, uint64_t now_nsec)
{
	const struct act *act = &deed->act;
	char family[ACT_WORD_MAX];
	json_t *object =
		json_pack("{s:s, s:o, s:o, s:o}", "family", act_text_family(act->family, family),
			  "errno", errno_value(act->error), "socket_netns",
			  json_value_nsid(names, &act->socket, now_nsec), "at_home",
			  at_home_value(&deed->at_home));

	return merge(object, particulars(act));
}

static json_t *deed_value(struct nsid_names *names, const struct deed *deed, uint64_t now_nsec)
{
	json_t *object = json_pack("{s:s, s:o, s:o, s:o}", "act", json_act_name(&deed->act),
				   "count", json_value_number(deed->count), "first",
				   json_value_number(deed->first_nsec), "last",
				   json_value_number(deed->last_nsec));

	return merge(object, json_act_value(names, deed, now_nsec));
}

json_t *json_act_list(struct nsid_names *names, const struct deeds *deeds, uint64_t now_nsec)
{
	json_t *list = json_array();

	for (unsigned int i = 0; deeds && i < deeds->n; i++)
		list = json_value_append(list, deed_value(names, &deeds->items[i], now_nsec));
	if (deeds && deeds->n_others)
		list = json_value_append(list, json_pack("{s:s, s:o}", "act", "others", "count",
							 json_value_number(deeds->n_others)));
	return list;
}
