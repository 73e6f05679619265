/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of the numbers that network calls are made with. NULL: it has none here. */
#ifndef NSTRACE_NET_NAMES_H
#define NSTRACE_NET_NAMES_H

#include <stdint.h>

const char *net_family_name(uint16_t family);	  /* "AF_INET" */
const char *net_socket_type_name(uint16_t type);  /* "SOCK_STREAM" */
const char *net_rtnetlink_name(uint16_t request); /* "RTM_GETLINK" */

#endif
