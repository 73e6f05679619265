/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The containers on their way up. */
#ifndef LAB_STARTING_H
#define LAB_STARTING_H

#include "lab/host.h"

/* Begins to start as many as may be started at once; to be called after every event. */
int starting_begin_more(struct host *host) warn_unused_result_;

#endif
