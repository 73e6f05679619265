// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which rows an answer has, and in which order. How one looks is the formats' business (row.c,
 * row_table.c, row_json.c). Nothing here looks anything up.
 */
#include "weave-ps/rows.h"

#include <poll.h>
#include <string.h>
#include "lib/grow.h"
#include "weave-ps/row.h"

static int add_row(struct rows *rows, const struct target *target,
		   const struct interface *interface)
{
	struct row *items = grow_array(rows->items, rows->n, sizeof(*items));

	if (!items)
		return -ENOMEM;
	rows->items = items;
	items[rows->n++] = (struct row){.target = target, .interface = interface};
	return 0;
}

static const struct interfaces *interfaces_of(const struct answer *answer,
					      const struct target *target)
{
	static const struct interfaces none;

	if (target->is_bridge)
		return &answer->bridge->interfaces;
	return target->visit == NO_VISIT ? &none
					 : &answer->targets->visits[target->visit].interfaces;
}

static int add_rows_of(struct rows *rows, const struct answer *answer, const struct target *target)
{
	const struct interfaces *interfaces = interfaces_of(answer, target);
	size_t i;
	int r = 0;

	if (!interfaces->n && answer->all && target->netns_ino)
		return add_row(rows, target, NULL);
	for (i = 0; r == 0 && i < interfaces->n; i++)
		r = add_row(rows, target, &interfaces->items[i]);
	return r;
}

static int print(const struct rows *rows, enum rows_format format, FILE *stream)
{
	switch (format) {
	case ROWS_PLAIN:
		return row_print_plain(rows, stream);
	case ROWS_WIDE:
		return row_print_table(rows, stream);
	case ROWS_JSON:
		return row_print_json(rows, stream);
	}
	return -EINVAL;
}

static int print_to_memory(const struct rows *rows, enum rows_format format, char **ret_text)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);
	int failed, r;

	if (!stream)
		return -errno;
	r = print(rows, format, stream);
	failed = ferror(stream);
	failed |= fclose(stream);
	if (r == 0 && failed) /* a stream in memory fails for lack of memory only */
		r = -ENOMEM;
	if (r < 0)
		return r;
	*ret_text = text;
	text = NULL;
	return 0;
}

int rows_text(const struct answer *answer, enum rows_format format, char **ret_text)
{
	struct rows rows = {0};
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < answer->targets->n; i++)
		r = add_rows_of(&rows, answer, &answer->targets->items[i]);
	if (r == 0)
		r = print_to_memory(&rows, format, ret_text);
	free(rows.items);
	return r;
}

/* Who shares stdout with us may have made it one that does not wait: a pipe that is full for a
 * moment would end us in the middle of the answer. */
static int wait_for_room(int fd)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLOUT};

	return poll(&poll_fd, 1, -1) < 0 && errno != EINTR ? -errno : 0;
}

static int write_some(int fd, const char *text, size_t n_bytes, size_t *ret_written)
{
	ssize_t n_written = write(fd, text, n_bytes);

	*ret_written = n_written < 0 ? 0 : (size_t)n_written;
	if (n_written >= 0 || errno == EINTR)
		return 0;
	return errno == EAGAIN ? wait_for_room(fd) : -errno;
}

int rows_write(int fd, const char *text)
{
	size_t n_left = strlen(text), n_written;
	int r;

	while (n_left) {
		r = write_some(fd, text, n_left, &n_written);
		if (r < 0)
			return r;
		text += n_written;
		n_left -= n_written;
	}
	return 0;
}
