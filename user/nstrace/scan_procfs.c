// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What BPF reads from the kernel, put together from /proc: a link to read for each thread, and for
 * the few processes whose threads disagree also when each thread began. There are no cookies here:
 * an inode alone is the identity, which is exact while somebody is in the namespace.
 */
#include <dirent.h>
#include <limits.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/grow.h"
#include "lib/parse.h"
#include "nstrace/scan_look.h"
#include "nstrace/scan_thread.h"

/* The threads of one process. */
struct crowd {
	struct nstrace_event *threads;
	size_t n;
	bool hidden; /* some of it we may not look at */
};

static int parse_id(const char *name, uint32_t *ret)
{
	uint64_t id;
	int r = parse_u64(name, 1, UINT32_MAX, &id);

	if (r >= 0)
		*ret = (uint32_t)id;
	return r;
}

/* 0 for one that has ended, or that we may not look at (EACCES, EPERM). */
static uint32_t read_netns_ino(int tasks_fd, const char *tid, bool *ret_hidden)
{
	char path[NAME_MAX + 16], link[64] = "";
	uint32_t ino = 0;

	snprintf(path, sizeof(path), "%s/ns/net", tid);
	if (readlinkat(tasks_fd, path, link, sizeof(link) - 1) < 0) {
		/* EACCES is said of one that ended just now, too. */
		*ret_hidden =
			(errno == EACCES || errno == EPERM) && !faccessat(tasks_fd, tid, F_OK, 0);
		return 0;
	}
	return sscanf(link, "net:[%u]", &ino) == 1 ? ino : 0;
}

static int add_thread(struct crowd *crowd, uint32_t tgid, uint32_t tid, uint32_t netns_ino)
{
	struct nstrace_event *more = grow_array(crowd->threads, crowd->n, sizeof(*more));

	if (!more)
		return -ENOMEM;
	crowd->threads = more;
	crowd->threads[crowd->n++] = (struct nstrace_event){
		.kind = NSTRACE_EVENT_THREAD,
		.tgid = tgid,
		.tid = tid,
		.where.ino = netns_ino,
	};
	return 0;
}

static int gather(uint32_t tgid, struct crowd *crowd)
{
	_cleanup_closedir_ DIR *tasks = NULL;
	struct dirent *entry;
	char path[64];
	uint32_t tid, ino;
	int r = 0;

	crowd->n = 0;
	crowd->hidden = false;
	snprintf(path, sizeof(path), "/proc/%u/task", tgid);
	tasks = opendir(path);
	if (!tasks) {
		crowd->hidden = errno == EACCES || errno == EPERM;
		return errno == ENOMEM || errno == EMFILE || errno == ENFILE ? -errno : 0;
	}
	while (r >= 0 && !crowd->hidden && (entry = readdir(tasks))) {
		if (parse_id(entry->d_name, &tid) < 0)
			continue;
		ino = read_netns_ino(dirfd(tasks), entry->d_name, &crowd->hidden);
		if (ino)
			r = add_thread(crowd, tgid, tid, ino);
	}
	return r;
}

static bool is_united(const struct crowd *crowd)
{
	for (size_t i = 1; i < crowd->n; i++)
		if (crowd->threads[i].where.ino != crowd->threads[0].where.ino)
			return false;
	return true;
}

/* Every thread is told, so home in the records, where the leader is, can stay unknown. /proc gives
 * births to a hundredth of a second, but lists threads in their order: a nanosecond each keeps it.
 */
static int feed(const struct crowd *crowd, struct engine *engine)
{
	uint32_t tgid = crowd->threads[0].tgid;
	uint64_t process_start_nsec = scan_thread_start(tgid, tgid);
	struct engine_view view;
	int r = 0;

	for (size_t i = 0; r >= 0 && i < crowd->n; i++) {
		struct nstrace_event *event = &crowd->threads[i];

		event->time_nsec = clock_nsec(CLOCK_BOOTTIME);
		event->thread_start_nsec = scan_thread_start(tgid, event->tid) + i;
		event->process_start_nsec = process_start_nsec;
		event->n_threads = (uint32_t)crowd->n;
		r = engine_feed(engine, event, &view);
	}
	return r;
}

static int look_at(uint32_t tgid, struct crowd *crowd, struct engine *engine,
		   unsigned int *n_hidden)
{
	int r = gather(tgid, crowd);

	if (r < 0)
		return r;
	*n_hidden += crowd->hidden;
	return is_united(crowd) ? 0 : feed(crowd, engine);
}

static int look_at_all(struct crowd *crowd, struct engine *engine, unsigned int *n_hidden)
{
	_cleanup_closedir_ DIR *processes = opendir("/proc");
	struct dirent *entry;
	uint32_t tgid;
	int r = 0;

	if (!processes)
		return -errno;
	while (r >= 0 && (entry = readdir(processes)))
		if (parse_id(entry->d_name, &tgid) >= 0)
			r = look_at(tgid, crowd, engine, n_hidden);
	return r;
}

static int look_through(const uint32_t *tgids, size_t n_tgids, struct engine *engine,
			unsigned int *n_hidden)
{
	struct crowd crowd = {};
	int r = 0;

	if (!n_tgids)
		r = look_at_all(&crowd, engine, n_hidden);
	for (size_t i = 0; r >= 0 && i < n_tgids; i++)
		r = look_at(tgids[i], &crowd, engine, n_hidden);
	free(crowd.threads);
	return r;
}

int scan_look_procfs(const uint32_t *tgids, size_t n_tgids, struct engine **ret,
		     unsigned int *ret_n_hidden)
{
	unsigned int n_hidden = 0;
	struct engine *engine;
	int r;

	r = scan_engine_new(&engine);
	if (r < 0)
		return r;
	r = look_through(tgids, n_tgids, engine, &n_hidden);
	if (r < 0) {
		engine_free(engine);
		return r;
	}
	engine_snapshot_end(engine);
	*ret = engine;
	*ret_n_hidden = n_hidden;
	return 0;
}
