/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The way from containers that run to containers on the bridge, where that is a step of its own. */
#ifndef LAB_JOINING_H
#define LAB_JOINING_H

#include "lab/host.h"

/* Once all have started; does nothing if it has begun. Each is watched from then on. */
int joining_begin(struct host *host) warn_unused_result_;

#endif
