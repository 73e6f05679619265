/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What people call a container, and how that is written. */
#ifndef NSTRACE_CONTAINER_LABEL_H
#define NSTRACE_CONTAINER_LABEL_H

#define CONTAINER_WORD_MAX  96 /* bytes, with the NUL: longer words are cut */
#define CONTAINER_SHORT_MAX (2 * CONTAINER_WORD_MAX)
#define CONTAINER_FULL_MAX  (6 * CONTAINER_WORD_MAX)

/* Safe to print; "" where there is none. */
struct container_label {
	char name[CONTAINER_WORD_MAX];
	char id[CONTAINER_WORD_MAX];
	char engine[CONTAINER_WORD_MAX];
	char pod[CONTAINER_WORD_MAX]; /* of Kubernetes */
	char pod_namespace[CONTAINER_WORD_MAX];
};

/* "web-17", "shop/cart-1" for what only its pod has a name of, or the beginning of the id. Returns
 * out, as does the next. */
const char *container_label_short(const struct container_label *label,
				  char out[CONTAINER_SHORT_MAX]);

/* "container web-17 (docker)", "pod shop/cart-1 (containerd)", "container cart of pod shop/cart-1
 * (containerd)". */
const char *container_label_full(const struct container_label *label, char out[CONTAINER_FULL_MAX]);

#endif
