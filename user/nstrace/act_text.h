/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a thread did, in the words of the program that did it; safe to print. */
#ifndef NSTRACE_ACT_TEXT_H
#define NSTRACE_ACT_TEXT_H

#include "engine/deeds.h"

#define ACT_TEXT_MAX	208
#define ACT_TARGET_TEXT 128 /* longer targets are cut */
#define ACT_WORD_MAX	32

/* `RTM_GETLINK "weave" = ENODEV`, `connect(10.0.0.1:80)`, `socket(AF_INET, SOCK_STREAM)`. Returns
 * out, as do all here. */
const char *act_text(const struct act *act, char out[ACT_TEXT_MAX]);

/* CONNECT, BIND: "10.0.0.1:80", "[::1]:80", "/run/engine.sock", "@abstract", or the family. */
const char *act_text_address(const struct act *act, char out[ACT_TARGET_TEXT]);

/* NETLINK: "RTM_GETLINK", or "type 77"; of another protocol, "netlink 16 type 31". */
const char *act_text_request(const struct act *act, char out[ACT_WORD_MAX]);

/* "AF_INET", or "family 77" */
const char *act_text_family(uint16_t family, char out[ACT_WORD_MAX]);

/* "at home: ifindex 7"; "" if home was not asked. */
const char *act_text_at_home(const struct home_answer *answer, char out[ACT_TEXT_MAX]);

#endif
