// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads files of others: they may be gone, cut, huge, or a FIFO. What their contents mean is known
 * to the callers.
 */
#include "containers/file.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include "lib/clock.h"
#include "lib/parse.h"

/* ENOTDIR: what should be a directory was replaced, or another engine has a file there. */
static int open_regular(const char *path, int *ret_fd, size_t *ret_bytes)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat status;

	if (fd < 0)
		return errno == ENOTDIR ? -ENOENT : -errno;
	if (fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return -EBADMSG;
	*ret_bytes = (size_t)status.st_size;
	*ret_fd = fd;
	fd = -1;
	return 0;
}

/* The file may be shorter by now. */
static int read_upto(int fd, char *text, size_t max_bytes, size_t *ret_bytes)
{
	size_t n_bytes = 0;
	ssize_t n = 1;

	while (n && n_bytes < max_bytes) {
		n = read(fd, text + n_bytes, max_bytes - n_bytes);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		n_bytes += (size_t)n;
	}
	text[n_bytes] = '\0';
	*ret_bytes = n_bytes;
	return 0;
}

static int read_all(int fd, size_t max_bytes, char **ret_text, size_t *ret_bytes)
{
	_cleanup_free_ char *text = malloc(max_bytes + 1);
	int r;

	if (!text)
		return -ENOMEM;
	r = read_upto(fd, text, max_bytes, ret_bytes);
	if (r < 0)
		return r;
	*ret_text = text;
	text = NULL;
	return 0;
}

int file_read(const char *path, size_t max_bytes, char **ret_text)
{
	_cleanup_close_ int fd = -1;
	size_t n_bytes;
	int r;

	r = open_regular(path, &fd, &n_bytes);
	if (r < 0)
		return r;
	return read_all(fd, n_bytes < max_bytes ? n_bytes : max_bytes, ret_text, &n_bytes);
}

/* Others write what jansson refuses: a "\u0000" in a label, and "unlimited" as a number of 64 bits.
 * Of what has such a number we want texts alone, so there all numbers are read as fractions. */
json_t *json_read(const char *text, size_t n_bytes)
{
	size_t flags = JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL;
	json_error_t error;
	json_t *json = json_loadb(text, n_bytes, flags, &error);

	if (!json && json_error_code(&error) == json_error_numeric_overflow)
		json = json_loadb(text, n_bytes, flags | JSON_DECODE_INT_AS_REAL, NULL);
	return json;
}

/* Not json_loadfd(), which reads byte by byte. */
int file_read_json(const char *path, json_t **ret)
{
	_cleanup_close_ int fd = -1;
	_cleanup_free_ char *text = NULL;
	size_t n_bytes;
	json_t *json;
	int r;

	r = open_regular(path, &fd, &n_bytes);
	if (r < 0)
		return r;
	if (n_bytes > FILE_MAX_BYTES)
		return -EFBIG;
	r = read_all(fd, n_bytes, &text, &n_bytes);
	if (r < 0)
		return r;
	json = json_read(text, n_bytes);
	if (!json)
		return -EBADMSG;
	*ret = json;
	return 0;
}

static int is_unreadable(const char *path, int error)
{
	(void)path;
	return error != ENOENT && error != ENOTDIR;
}

int file_glob(const char *pattern, int flags, glob_t *paths)
{
	switch (glob(pattern, flags, is_unreadable, paths)) {
	case GLOB_NOSPACE:
		return -ENOMEM;
	case GLOB_ABORTED:
		return -EACCES;
	}
	return 0;
}

int file_read_tgid(const char *path, pid_t *ret)
{
	_cleanup_free_ char *text = NULL;
	uint64_t value;
	int r;

	r = file_read(path, 16, &text);
	if (r < 0)
		return r;
	text[strcspn(text, "\n")] = '\0';
	if (parse_u64(text, 1, INT_MAX, &value) < 0)
		return -EBADMSG;
	*ret = (pid_t)value;
	return 0;
}

/* Up to nine digits behind the point: ".53" is 530 ms. */
static uint64_t parse_fraction(const char **text)
{
	uint64_t nsec = 0, unit = NSEC_PER_SEC;

	if (**text != '.')
		return 0;
	for ((*text)++; **text >= '0' && **text <= '9'; (*text)++) {
		unit /= 10;
		nsec += unit * (uint64_t)(**text - '0');
	}
	return nsec;
}

uint64_t parse_time(const char *text)
{
	struct tm tm = {0};
	int hours = 0, minutes = 0;
	uint64_t nsec;
	char sign = '+';
	time_t sec;

	text = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
	if (!text)
		return 0;
	nsec = parse_fraction(&text);
	if (strcmp(text, "Z") && sscanf(text, "%c%2d:%2d", &sign, &hours, &minutes) != 3)
		return 0;
	sec = timegm(&tm) - (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
	return sec > 0 ? (uint64_t)sec * NSEC_PER_SEC + nsec : 0;
}
