// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What BPF reads from the kernel, put together from /proc: a link to read for each thread, and for
 * the few processes whose threads disagree also when each thread began. There are no cookies here:
 * an inode alone is the identity, which is exact while somebody is in the namespace.
 */
#include <dirent.h>
#include <limits.h>
#include <string.h>

#include "engine/nsid.h"
#include "lib/clock.h"
#include "lib/grow.h"
#include "lib/parse.h"
#include "nstrace/scan_look.h"
#include "nstrace/scan_thread.h"

/* The threads of one process. */
struct crowd {
	uint32_t kind; /* of the namespaces that they are compared by */
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
static uint32_t read_ino(int tasks_fd, const char *tid, uint32_t kind, bool *ret_hidden)
{
	char path[NAME_MAX + 32], link[64] = "";
	uint32_t ino = 0;

	snprintf(path, sizeof(path), "%s/ns/%s", tid, nsid_kind_name(kind));
	if (readlinkat(tasks_fd, path, link, sizeof(link) - 1) < 0) {
		/* EACCES is said of one that ended just now, too. */
		*ret_hidden =
			(errno == EACCES || errno == EPERM) && !faccessat(tasks_fd, tid, F_OK, 0);
		return 0;
	}
	/* "net:[4026531840]"; of pid_for_children the link says just "pid". */
	return sscanf(link, "%*[a-z]:[%u]", &ino) == 1 ? ino : 0;
}

static int add_thread(struct crowd *crowd, uint32_t tgid, uint32_t tid, uint32_t ino)
{
	struct nstrace_event *more = grow_array(crowd->threads, crowd->n, sizeof(*more));

	if (!more)
		return -ENOMEM;
	crowd->threads = more;
	crowd->threads[crowd->n++] = (struct nstrace_event){
		.kind = NSTRACE_EVENT_THREAD,
		.tgid = tgid,
		.tid = tid,
		.where = {.ino = ino, .kind = crowd->kind},
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
		ino = read_ino(dirfd(tasks), entry->d_name, crowd->kind, &crowd->hidden);
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

/* A look at one process after the other, at each for all kinds that are asked for. */
struct look {
	const struct probes_scope *scope;
	struct engine *engine;
	struct crowd crowd;
	unsigned int n_hidden, n_seen;
};

static int look_at(struct look *look, uint32_t tgid)
{
	struct crowd *crowd = &look->crowd;
	bool hidden = false;
	int r = 0;

	for (crowd->kind = NSTRACE_KIND_NET; r >= 0 && crowd->kind < NSTRACE_KINDS; crowd->kind++) {
		if (!(look->scope->kinds & 1u << crowd->kind))
			continue;
		r = gather(tgid, crowd);
		hidden |= crowd->hidden;
		if (r >= 0 && !is_united(crowd))
			r = feed(crowd, look->engine);
	}
	look->n_hidden += hidden;
	look->n_seen += !hidden && crowd->n && tgid != (uint32_t)getpid();
	return r;
}

static int look_at_all(struct look *look)
{
	_cleanup_closedir_ DIR *processes = opendir("/proc");
	struct dirent *entry;
	uint32_t tgid;
	int r = 0;

	if (!processes)
		return -errno;
	while (r >= 0 && (entry = readdir(processes)))
		if (parse_id(entry->d_name, &tgid) >= 0)
			r = look_at(look, tgid);
	return r;
}

static int look_through(struct look *look)
{
	int r = 0;

	if (!look->scope->n_tgids)
		r = look_at_all(look);
	for (size_t i = 0; r >= 0 && i < look->scope->n_tgids; i++)
		r = look_at(look, look->scope->tgids[i]);
	free(look->crowd.threads);
	return r;
}

int scan_look_procfs(const struct probes_scope *scope, struct scan_summary *summary,
		     struct engine **ret)
{
	struct look look = {.scope = scope};
	int r;

	r = scan_engine_new(&look.engine);
	if (r < 0)
		return r;
	r = look_through(&look);
	if (r < 0) {
		engine_free(look.engine);
		return r;
	}
	engine_snapshot_end(look.engine);
	*ret = look.engine;
	summary->n_hidden = look.n_hidden;
	summary->n_seen = look.n_seen;
	return 0;
}
