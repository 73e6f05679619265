/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Docker, by its daemon or, while that is away, by its files. */
#ifndef CONTAINERS_DOCKER_H
#define CONTAINERS_DOCKER_H

#include "containers/search.h"

/* Neither daemon nor containers: no Docker. */
int docker_read(struct search *search) warn_unused_result_;

#endif
