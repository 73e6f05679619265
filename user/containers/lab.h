/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lab's engine. */
#ifndef CONTAINERS_LAB_H
#define CONTAINERS_LAB_H

#include "containers/search.h"

/* No list: no lab. */
int lab_read(struct search *search) warn_unused_result_;

#endif
