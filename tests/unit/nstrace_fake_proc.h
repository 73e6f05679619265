/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A /proc of our own, with the processes that a test wants. */
#ifndef TESTS_NSTRACE_FAKE_PROC_H
#define TESTS_NSTRACE_FAKE_PROC_H

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "nstrace/nsid_name.h"

struct fake {
	char root[32];
	char proc[64];
	const char *mounts[1];
	struct nsid_places places;
};

struct fake_process {
	uint32_t tgid;
	const char *comm;
	unsigned int start;
	uint32_t netns_ino;
	const char *cgroup; /* NULL: none */
	bool is_kernel_thread;
};

/* Writes a file, with the directories that lead to it. */
static inline void fake_write(const char *path, const char *text)
{
	char directory[PATH_MAX];
	FILE *file;

	strcpy(directory, path);
	for (char *at = directory + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		assert_true(!mkdir(directory, 0700) || errno == EEXIST);
		*at = '/';
	}
	file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

__attribute__((format(printf, 3, 4))) static inline void fake_proc_file(const struct fake *fake,
									const char *file,
									const char *format, ...)
{
	char path[PATH_MAX], text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	snprintf(path, sizeof(path), "%s/%s", fake->proc, file);
	fake_write(path, text);
}

static inline void fake_link(const struct fake *fake, uint32_t tgid, const char *file, uint32_t ino)
{
	char path[PATH_MAX], target[64];

	snprintf(path, sizeof(path), "%s/%u/ns/%s", fake->proc, tgid, file);
	fake_write(path, "");
	unlink(path);
	snprintf(target, sizeof(target), "%s:[%u]", file, ino);
	assert_return_code(symlink(target, path), errno);
}

static inline void fake_add(const struct fake *fake, struct fake_process process)
{
	char path[64];

	snprintf(path, sizeof(path), "%u/comm", process.tgid);
	fake_proc_file(fake, path, "%s\n", process.comm);
	snprintf(path, sizeof(path), "%u/task/%u/stat", process.tgid, process.tgid);
	fake_proc_file(fake, path,
		       "%u (a) b (%s) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 %u 0",
		       process.tgid, process.comm, process.start);
	if (process.is_kernel_thread)
		snprintf(path, sizeof(path), "%u/no-program", process.tgid);
	else
		snprintf(path, sizeof(path), "%u/exe", process.tgid);
	fake_proc_file(fake, path, "%s", "");
	snprintf(path, sizeof(path), "%u/cgroup", process.tgid);
	if (process.cgroup)
		fake_proc_file(fake, path, "%s", process.cgroup);
	fake_link(fake, process.tgid, "net", process.netns_ino);
}

/* One more like that one, but that its birth is not known: cheap, for crowds. */
static inline void fake_add_alike(const struct fake *fake, uint32_t tgid, uint32_t like)
{
	char path[PATH_MAX], target[16];

	snprintf(path, sizeof(path), "%s/%u", fake->proc, tgid);
	snprintf(target, sizeof(target), "%u", like);
	assert_return_code(symlink(target, path), errno);
}

static inline int fake_remove_file(const char *path, const struct stat *status, int type,
				   struct FTW *walk)
{
	(void)status, (void)type, (void)walk;
	return remove(path);
}

static inline void fake_end(const struct fake *fake, uint32_t tgid)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%u", fake->proc, tgid);
	assert_return_code(nftw(path, fake_remove_file, 16, FTW_DEPTH | FTW_PHYS), errno);
}

static inline int fake_setup(void **state)
{
	struct fake *fake = calloc(1, sizeof(*fake));

	assert_non_null(fake);
	strcpy(fake->root, "/tmp/nstrace-test-XXXXXX");
	assert_non_null(mkdtemp(fake->root));
	snprintf(fake->proc, sizeof(fake->proc), "%s/proc", fake->root);
	assert_return_code(mkdir(fake->proc, 0700), errno);
	fake->places = (struct nsid_places){fake->mounts, fake->proc, false};
	*state = fake;
	return 0;
}

static inline int fake_teardown(void **state)
{
	struct fake *fake = *state;
	int r = nftw(fake->root, fake_remove_file, 16, FTW_DEPTH | FTW_PHYS);

	free(fake);
	return r;
}

#define fake_test(function) cmocka_unit_test_setup_teardown(function, fake_setup, fake_teardown)

#endif
