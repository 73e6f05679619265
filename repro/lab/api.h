/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lab's engine API: a unix socket that says which process a container's init is. */
#ifndef LAB_API_H
#define LAB_API_H

#include "lab/host.h"

int api_open(struct host *host) warn_unused_result_;

#endif
