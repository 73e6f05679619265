/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All engines there are. */
#ifndef CONTAINERS_ENGINES_H
#define CONTAINERS_ENGINES_H

#include "containers/search.h"

/* Asks one after the other; *ret as search_end(). */
int engines_read(struct search *search, struct containers *ret) warn_unused_result_;

#endif
