/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What threads did away from home, as JSON. What fails for want of memory gives NULL. */
#ifndef NSTRACE_JSON_ACT_H
#define NSTRACE_JSON_ACT_H

#include <jansson.h>
#include "engine/deeds.h"
#include "nstrace/nsid_name.h"

/* "socket", "connect", "bind", "netlink" or "ioctl" */
const char *json_act_name(const struct act *act);

/* What only an act has: an object to be merged into that of an event, or of a deed. */
json_t *json_act_value(struct nsid_names *names, const struct deed *deed, uint64_t now_nsec);

/* An array, with first, last and count of each; what was left out of it is counted in the last
 * one, which has the act "others". deeds may be NULL: it is empty. */
json_t *json_act_list(struct nsid_names *names, const struct deeds *deeds, uint64_t now_nsec);

#endif
