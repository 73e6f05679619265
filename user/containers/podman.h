/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Root's Podman, by its service or, as there is none as a rule, by its files. */
#ifndef CONTAINERS_PODMAN_H
#define CONTAINERS_PODMAN_H

#include "containers/search.h"

int podman_read(struct search *search) warn_unused_result_;

#endif
