// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/process_exe.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#define EXES_MAX 4096 /* then the one that came first is forgotten */

struct exe {
	uint32_t tgid;
	uint64_t start_nsec; /* of the process; 0: not known */
	char *path;	     /* NULL: it could not be read */
	UT_hash_handle hh;
};

struct process_exes {
	struct exe *known; /* by tgid; the oldest comes first */
};

int process_exes_new(struct process_exes **ret)
{
	struct process_exes *exes = calloc(1, sizeof(*exes));

	if (!exes)
		return -ENOMEM;
	*ret = exes;
	return 0;
}

static void forget(struct process_exes *exes, struct exe *exe)
{
	HASH_DEL(exes->known, exe);
	free(exe->path);
	free(exe);
}

void process_exes_free(struct process_exes *exes)
{
	struct exe *exe, *next;

	if (!exes)
		return;
	HASH_ITER(hh, exes->known, exe, next)
		forget(exes, exe);
	free(exes);
}

static struct exe *find(struct process_exes *exes, uint32_t tgid)
{
	struct exe *exe;

	HASH_FIND(hh, exes->known, &tgid, sizeof(tgid), exe);
	return exe;
}

static struct exe *add(struct process_exes *exes, uint32_t tgid)
{
	struct exe *exe = calloc(1, sizeof(*exe));

	if (!exe)
		return NULL;
	if (HASH_COUNT(exes->known) >= EXES_MAX)
		forget(exes, exes->known);
	exe->tgid = tgid;
	HASH_ADD(hh, exes->known, tgid, sizeof(tgid), exe);
	if (!exe->hh.tbl) {
		free(exe);
		return NULL;
	}
	return exe;
}

/* A program whose file was replaced while it ran is still that program. */
static char *read_path(uint32_t tgid)
{
	static const char deleted[] = " (deleted)";
	char link[64], path[PATH_MAX];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/%u/exe", tgid);
	n = readlink(link, path, sizeof(path) - 1);
	if (n <= 0)
		return NULL;
	path[n] = '\0';
	if ((size_t)n >= sizeof(deleted) && !strcmp(path + n - (sizeof(deleted) - 1), deleted))
		path[n - (ssize_t)(sizeof(deleted) - 1)] = '\0';
	return strdup(path);
}

static void refresh(struct exe *exe)
{
	char *path = read_path(exe->tgid);

	if (!path)
		return;
	free(exe->path);
	exe->path = path;
}

void process_exes_note(struct process_exes *exes, const struct nstrace_event *event)
{
	struct exe *exe = find(exes, event->tgid);
	bool other = exe && exe->start_nsec && event->process_start_nsec &&
		     exe->start_nsec != event->process_start_nsec;

	if (other)
		forget(exes, exe);
	if (!exe || other)
		exe = add(exes, event->tgid);
	if (!exe)
		return;
	exe->start_nsec = event->process_start_nsec;
	if (!exe->path || event->kind == NSTRACE_EVENT_EXEC)
		refresh(exe);
}

void process_exes_look(struct process_exes *exes, uint32_t tgid)
{
	struct exe *exe = find(exes, tgid);

	if (!exe)
		exe = add(exes, tgid);
	if (exe)
		refresh(exe);
}

const char *process_exes_find(struct process_exes *exes, uint32_t tgid)
{
	struct exe *exe = find(exes, tgid);

	if (!exe)
		exe = add(exes, tgid);
	if (exe && !exe->path)
		refresh(exe);
	return exe ? exe->path : NULL;
}
