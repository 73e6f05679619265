// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nstrace writes JSON into a pipe that is read here line by line, and its text into a file in
 * memory that is read once at the end.
 */
#include "harness/watch.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include "lab/memory_file.h"

/* A finding with all its evidence has a few thousand. */
#define MAX_LINE_BYTES (1 << 20)

void watch_init(struct watch *watch)
{
	*watch = (struct watch){.json_fd = -1, .text_fd = -1};
}

static int spawn_nstrace(struct watch *watch, const char *nstrace_path, const struct lab *lab,
			 int json_write_fd)
{
	_cleanup_close_ int null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	char pid_option[32];
	const char *const argv[] = {nstrace_path, "--json=/dev/fd/" PROGRAM_EXTRA_FD_TEXT,
				    "--quiet", pid_option, NULL};

	if (null_fd < 0)
		return -errno;
	snprintf(pid_option, sizeof(pid_option), "--pid=%d", getpid());
	return program_start(&(struct program_spec){.argv = argv,
						    .lab = lab,
						    .stdin_fd = null_fd,
						    .stdout_fd = watch->text_fd,
						    .stderr_fd = -1,
						    .extra_fd = json_write_fd,
						    .own_group = true},
			     &watch->program);
}

int watch_start(struct watch *watch, const char *nstrace_path, const struct lab *lab)
{
	_cleanup_close_ int json_write_fd = -1;
	int json_fds[2];
	int r;

	r = memory_file_open(&watch->text_fd);
	if (r < 0)
		return r;
	if (pipe2(json_fds, O_CLOEXEC) < 0)
		return -errno;
	watch->json_fd = json_fds[0];
	json_write_fd = json_fds[1];
	return spawn_nstrace(watch, nstrace_path, lab, json_write_fd);
}

static int add_finding(struct watch *watch, const struct finding_record *finding)
{
	struct finding_record *more =
		reallocarray(watch->findings, watch->n_findings + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	more[watch->n_findings++] = *finding;
	watch->findings = more;
	return 0;
}

static int take_line(struct watch *watch, const char *line, size_t n_bytes)
{
	struct record record;
	int r;

	r = record_parse(line, n_bytes, &record);
	if (r < 0)
		return r;
	switch (record.type) {
	case RECORD_START:
		watch->has_started = true;
		return 0;
	case RECORD_FINDING:
		return add_finding(watch, &record.finding);
	case RECORD_SUMMARY:
		watch->has_summary = true;
		watch->n_lost = record.n_lost;
		return 0;
	case RECORD_OTHER:
		return 0;
	}
	return 0;
}

static int keep_rest(struct watch *watch, const char *bytes, size_t n_bytes)
{
	size_t need = watch->n_line_bytes + n_bytes;
	char *larger;

	if (need > MAX_LINE_BYTES)
		return -EMSGSIZE;
	if (need > watch->line_capacity) {
		larger = realloc(watch->line, 2 * need);
		if (!larger)
			return -ENOMEM;
		watch->line = larger;
		watch->line_capacity = 2 * need;
	}
	if (n_bytes)
		memcpy(watch->line + watch->n_line_bytes, bytes, n_bytes);
	watch->n_line_bytes = need;
	return 0;
}

int watch_take(struct watch *watch, const char *bytes, size_t n_bytes)
{
	const char *end;
	int r;

	while ((end = memchr(bytes, '\n', n_bytes))) {
		size_t line_bytes = (size_t)(end - bytes);

		r = keep_rest(watch, bytes, line_bytes);
		if (r < 0)
			return r;
		r = take_line(watch, watch->line, watch->n_line_bytes);
		if (r < 0)
			return r;
		watch->n_line_bytes = 0;
		bytes = end + 1;
		n_bytes -= line_bytes + 1;
	}
	return keep_rest(watch, bytes, n_bytes);
}

void watch_read(struct watch *watch)
{
	char bytes[64 * 1024];
	ssize_t n_bytes = read(watch->json_fd, bytes, sizeof(bytes));
	int r = n_bytes < 0 ? -errno : 0;

	if (n_bytes > 0)
		r = watch_take(watch, bytes, (size_t)n_bytes);
	if (r < 0)
		watch->error = r;
	/* After an error nstrace finds the pipe closed, which ends it. */
	if (n_bytes <= 0 || r < 0)
		watch->json_fd = safe_close(watch->json_fd);
}

char *watch_text(const struct watch *watch)
{
	return watch->text_fd < 0 ? NULL : memory_file_text(watch->text_fd);
}

void watch_free(struct watch *watch)
{
	watch->json_fd = safe_close(watch->json_fd);
	watch->text_fd = safe_close(watch->text_fd);
	free(watch->line);
	free(watch->findings);
	watch_init(watch);
}
