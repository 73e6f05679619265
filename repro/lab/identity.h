/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which network namespace a thread is in, told apart from every other there was or will be. */
#ifndef LAB_IDENTITY_H
#define LAB_IDENTITY_H

#include "lab/lab.h"

/* Of the calling thread. */
int identity_of_netns(struct lab_netns *ret) warn_unused_result_;

#endif
