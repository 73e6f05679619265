// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names and paths are hostile and go through escape_text(). An address that is shorter than its
 * family's is told by its family alone.
 */
#include "nstrace/act_text.h"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "lib/escape.h"
#include "nstrace/net_names.h"
#include "nstrace/output.h"

const char *act_text_family(uint16_t family, char out[ACT_WORD_MAX])
{
	const char *name = net_family_name(family);

	if (name)
		snprintf(out, ACT_WORD_MAX, "%s", name);
	else
		snprintf(out, ACT_WORD_MAX, "family %u", family);
	return out;
}

/* The target as if it were a longer one that ends in zeros. */
static sa_family_t load_address(const struct act *act, struct sockaddr_storage *ret)
{
	memset(ret, 0, sizeof(*ret));
	memcpy(ret, act->target, act->target_bytes);
	return ret->ss_family;
}

static const char *format_inet(const struct sockaddr_storage *address, char out[ACT_TARGET_TEXT])
{
	const struct sockaddr_in *in = (const void *)address;
	char host[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &in->sin_addr, host, sizeof(host));
	snprintf(out, ACT_TARGET_TEXT, "%s:%u", host, ntohs(in->sin_port));
	return out;
}

static const char *format_inet6(const struct sockaddr_storage *address, char out[ACT_TARGET_TEXT])
{
	const struct sockaddr_in6 *in6 = (const void *)address;
	char host[INET6_ADDRSTRLEN];

	inet_ntop(AF_INET6, &in6->sin6_addr, host, sizeof(host));
	snprintf(out, ACT_TARGET_TEXT, "[%s]:%u", host, ntohs(in6->sin6_port));
	return out;
}

/* An abstract name begins with a NUL and may have more of them: they become @, as ss shows them. */
static const char *format_unix(const struct act *act, char out[ACT_TARGET_TEXT])
{
	char path[ACT_TARGET_MAX + 1] = "";
	size_t offset = offsetof(struct sockaddr_un, sun_path);
	size_t n_bytes = act->target_bytes - offset;

	memcpy(path, act->target + offset, n_bytes);
	for (size_t i = 0; !act->target[offset] && i < n_bytes; i++)
		if (!path[i])
			path[i] = '@';
	return escape_text(path, out, ACT_TARGET_TEXT);
}

const char *act_text_address(const struct act *act, char out[ACT_TARGET_TEXT])
{
	struct sockaddr_storage address;
	sa_family_t family = load_address(act, &address);
	char word[ACT_WORD_MAX];

	if (act->target_bytes < sizeof(family))
		snprintf(out, ACT_TARGET_TEXT, "?");
	else if (family == AF_INET && act->target_bytes >= offsetof(struct sockaddr_in, sin_zero))
		format_inet(&address, out);
	else if (family == AF_INET6 &&
		 act->target_bytes >= offsetof(struct sockaddr_in6, sin6_scope_id))
		format_inet6(&address, out);
	else if (family == AF_UNIX && act->target_bytes > sizeof(family))
		format_unix(act, out);
	else
		snprintf(out, ACT_TARGET_TEXT, "%s", act_text_family(family, word));
	return out;
}

const char *act_text_request(const struct act *act, char out[ACT_WORD_MAX])
{
	const char *name = act->protocol == NETLINK_ROUTE ? net_rtnetlink_name(act->request) : NULL;

	if (name)
		snprintf(out, ACT_WORD_MAX, "%s", name);
	else if (act->protocol == NETLINK_ROUTE)
		snprintf(out, ACT_WORD_MAX, "type %u", act->request);
	else
		snprintf(out, ACT_WORD_MAX, "netlink %u type %u", act->protocol, act->request);
	return out;
}

/* ` "weave"`, ` link 7`, ` AF_INET dump`: what the request is about, as far as it says. */
static void format_subject(const struct act *act, char *out, size_t size)
{
	char name[ACT_TARGET_TEXT], family[ACT_WORD_MAX] = "", ifindex[24] = "";

	if (act->request_family)
		act_text_family(act->request_family, family);
	if (act->ifindex)
		snprintf(ifindex, sizeof(ifindex), " link %d", act->ifindex);
	if (act->target_bytes)
		snprintf(out, size, "%s \"%s\"", ifindex,
			 escape_text((const char *)act->target, name, sizeof(name)));
	else
		snprintf(out, size, "%s%s%s%s", ifindex, *family ? " " : "", family,
			 act->is_dump ? " dump" : "");
}

static void format_socket(const struct act *act, char out[ACT_TEXT_MAX])
{
	const char *type = net_socket_type_name(act->type);
	char family[ACT_WORD_MAX];

	if (type)
		snprintf(out, ACT_TEXT_MAX, "socket(%s, %s)", act_text_family(act->family, family),
			 type);
	else
		snprintf(out, ACT_TEXT_MAX, "socket(%s, %u)", act_text_family(act->family, family),
			 act->type);
}

const char *act_text(const struct act *act, char out[ACT_TEXT_MAX])
{
	char target[ACT_TARGET_TEXT + 32], word[ACT_WORD_MAX];
	size_t length;

	switch (act->kind) {
	case NSTRACE_ACT_SOCKET:
		format_socket(act, out);
		break;
	case NSTRACE_ACT_CONNECT:
	case NSTRACE_ACT_BIND:
		snprintf(out, ACT_TEXT_MAX, "%s(%s)",
			 act->kind == NSTRACE_ACT_BIND ? "bind" : "connect",
			 act_text_address(act, target));
		break;
	case NSTRACE_ACT_NETLINK:
		format_subject(act, target, sizeof(target));
		snprintf(out, ACT_TEXT_MAX, "%s%s", act_text_request(act, word), target);
		break;
	case NSTRACE_ACT_LINK_INDEX:
		format_subject(act, target, sizeof(target));
		snprintf(out, ACT_TEXT_MAX, "SIOCGIFINDEX%s", target);
		break;
	default:
		strcpy(out, "?");
	}
	length = strlen(out);
	if (act->error)
		snprintf(out + length, ACT_TEXT_MAX - length, " = %s",
			 output_error_name(act->error));
	return out;
}

const char *act_text_at_home(const struct home_answer *answer, char out[ACT_TEXT_MAX])
{
	switch (answer->kind) {
	case HOME_HAS_IT:
		snprintf(out, ACT_TEXT_MAX, "at home: ifindex %d", answer->ifindex);
		break;
	case HOME_LACKS_IT:
		snprintf(out, ACT_TEXT_MAX, "at home: ENODEV");
		break;
	case HOME_DID_NOT_ANSWER:
		snprintf(out, ACT_TEXT_MAX, "at home: could not ask (%s)",
			 output_error_name(answer->error));
		break;
	default:
		*out = '\0';
	}
	return out;
}
