/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What runc and crun write down about a container they run: its first process. */
#ifndef CONTAINERS_STATE_H
#define CONTAINERS_STATE_H

#include "containers/containers.h"

/* directory: the container's own, with runc's "state.json" or crun's "status" in it. -ENOENT:
 * neither is there, -EBADMSG: it is not what it should be. */
int state_read(const char *directory, struct container *container) warn_unused_result_;

/* The same, looked for as <parent>/<container's id> in turn, up to a NULL. */
int state_find(char *const *parents, struct container *container) warn_unused_result_;

#endif
