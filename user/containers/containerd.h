/* SPDX-License-Identifier: GPL-2.0-or-later */
/* containerd, with or without Kubernetes above. */
#ifndef CONTAINERS_CONTAINERD_H
#define CONTAINERS_CONTAINERD_H

#include "containers/search.h"

int containerd_read(struct search *search) warn_unused_result_;

#endif
