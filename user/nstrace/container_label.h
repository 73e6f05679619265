/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What people call a container. */
#ifndef NSTRACE_CONTAINER_LABEL_H
#define NSTRACE_CONTAINER_LABEL_H

#define CONTAINER_WORD_MAX 96 /* bytes, with the NUL: longer words are cut */

/* Safe to print; "" where there is none. */
struct container_label {
	char name[CONTAINER_WORD_MAX]; /* an id, as far as people write it, where there is no name */
	char id[CONTAINER_WORD_MAX];
	char engine[CONTAINER_WORD_MAX];
	char pod[CONTAINER_WORD_MAX]; /* of Kubernetes */
	char pod_namespace[CONTAINER_WORD_MAX];
};

#endif
