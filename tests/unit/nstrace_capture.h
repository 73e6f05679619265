/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a test's code says on standard error. */
#ifndef TESTS_NSTRACE_CAPTURE_H
#define TESTS_NSTRACE_CAPTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

struct capture {
	int stderr_fd; /* the real one */
	int memory_fd;
};

static inline struct capture capture_begin(void)
{
	struct capture capture = {
		.stderr_fd = dup(STDERR_FILENO),
		.memory_fd = memfd_create("stderr", MFD_CLOEXEC),
	};

	assert_int_equal(dup2(capture.memory_fd, STDERR_FILENO), STDERR_FILENO);
	return capture;
}

static inline void capture_end(struct capture *capture, char *out, size_t size)
{
	ssize_t n = pread(capture->memory_fd, out, size - 1, 0);

	assert_true(n >= 0);
	out[n] = '\0';
	assert_int_equal(dup2(capture->stderr_fd, STDERR_FILENO), STDERR_FILENO);
	close(capture->stderr_fd);
	close(capture->memory_fd);
}

#endif
