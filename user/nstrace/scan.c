// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The order of a scan: look at all threads, let the engine say who is astray, then ask /proc about
 * those few. A thread that has ended by then is not told of.
 */
#include "nstrace/scan.h"

#include "engine/nsid.h"
#include "lib/clock.h"
#include "lib/grow.h"
#include "lib/log.h"
#include "nstrace/filter.h"
#include "nstrace/output.h"
#include "nstrace/scan_look.h"
#include "nstrace/scan_output.h"
#include "nstrace/session.h"
#include "nstrace/wait_fd.h"

struct scan {
	const struct options *options;
	struct filter *filter;
	struct scan_output output;
	struct scan_summary summary;
	struct engine_stray *strays; /* in the order of compare_strays() */
	size_t n_strays;
	uint32_t last_tgid; /* that was told */
	int error;
};

static void keep_stray(const struct engine_stray *stray, void *userdata)
{
	struct scan *scan = userdata;
	struct engine_stray *more = grow_array(scan->strays, scan->n_strays, sizeof(*more));

	if (!more) {
		scan->error = -ENOMEM;
		return;
	}
	scan->strays = more;
	scan->strays[scan->n_strays++] = *stray;
}

static int find_strays(struct scan *scan)
{
	struct engine *engine;
	int r;

	r = scan_look(scan->options, &scan->summary, &engine);
	if (r < 0)
		return r;
	engine_each_stray(engine, keep_stray, scan);
	engine_free(engine);
	if (scan->error < 0)
		return log_errno(scan->error, "cannot keep what was found");
	return 0;
}

/* The sockets are the process's: they are read once for each namespace, through the first stray
 * that is there. */
static int add_place(struct scan_process *process, const struct engine_stray *stray)
{
	struct scan_place *more, place = {.where = stray->where};
	int r = 0;

	for (size_t i = process->n_places; i-- > 0;)
		if (same_nsid(process->places[i].where, stray->where))
			return 0;
	more = grow_array(process->places, process->n_places, sizeof(*more));
	if (!more)
		return -ENOMEM;
	process->places = more;
	if (stray->where.kind == NSTRACE_KIND_NET)
		r = scan_sockets_read(stray->tgid, stray->tid, &place.sockets);
	if (r >= 0)
		process->places[process->n_places++] = place;
	return r;
}

static int add_stray(const struct scan *scan, struct scan_process *process,
		     const struct engine_stray *where)
{
	const struct nstrace_nsid places[] = {where->where, where->home};
	struct scan_stray *more, stray = {.where = *where};

	if (!scan_thread_comm(where->tgid, where->tid, stray.comm) ||
	    !filter_wants(scan->filter, stray.comm, places, 2))
		return 0;
	scan_thread_activity(where->tgid, where->tid, &stray.activity);
	more = grow_array(process->strays, process->n_strays, sizeof(*more));
	if (!more)
		return -ENOMEM;
	process->strays = more;
	process->strays[process->n_strays++] = stray;
	return add_place(process, where);
}

/* What is told together: the strays of one process in namespaces of one kind. */
static int compare_blocks(const struct engine_stray *a, const struct engine_stray *b)
{
	if (a->tgid != b->tgid)
		return a->tgid < b->tgid ? -1 : 1;
	return (int)a->home.kind - (int)b->home.kind;
}

static void free_process(struct scan_process *process)
{
	for (size_t i = 0; i < process->n_places; i++)
		free(process->places[i].sockets.items);
	free(process->places);
	free(process->strays);
}

static int write_process(struct scan *scan, const struct scan_process *process)
{
	if (!process->n_strays)
		return 0; /* all of them have ended since */
	scan->summary.n_processes += process->tgid != scan->last_tgid;
	scan->last_tgid = process->tgid;
	scan->summary.n_strays += process->n_strays;
	return scan->options->json ? scan_json_process(&scan->output, process)
				   : scan_text_process(&scan->output, process);
}

/* The process of the first of n strays, and the kind of namespace. Returns how many of them are its
 * own, or -ENOMEM. */
static ssize_t tell_process(struct scan *scan, const struct engine_stray *strays, size_t n)
{
	struct scan_process process = {
		.tgid = strays->tgid, .n_threads = strays->n_threads, .home = strays->home};
	bool wanted = filter_wants_process(scan->filter, strays->tgid);
	size_t i;
	int r = 0;

	scan_thread_comm(process.tgid, process.tgid, process.comm);
	for (i = 0; r >= 0 && i < n && !compare_blocks(&strays[i], strays); i++)
		r = wanted ? add_stray(scan, &process, &strays[i]) : 0;
	if (r >= 0)
		r = write_process(scan, &process);
	free_process(&process);
	return r < 0 ? r : (ssize_t)i;
}

static int compare_strays(const void *a, const void *b)
{
	const struct engine_stray *left = a, *right = b;
	int order = compare_blocks(left, right);

	return order ? order : (left->tid > right->tid) - (left->tid < right->tid);
}

static int tell(struct scan *scan)
{
	ssize_t n = 0;

	if (scan->n_strays)
		qsort(scan->strays, scan->n_strays, sizeof(*scan->strays), compare_strays);
	scan->output.now_nsec = clock_nsec(CLOCK_BOOTTIME);
	for (size_t i = 0; n >= 0 && i < scan->n_strays; i += (size_t)n)
		n = tell_process(scan, &scan->strays[i], scan->n_strays - i);
	if (n < 0)
		return (int)n;
	return scan->options->json ? scan_json_summary(&scan->output, &scan->summary)
				   : scan_text_summary(&scan->output, &scan->summary);
}

/* It must be there when we begin; that it ends meanwhile is no error. */
static int check_processes(const struct options *options)
{
	for (size_t i = 0; i < options->n_tgids; i++) {
		int fd = wait_fd_process(options->tgids[i]);

		if (fd < 0)
			return fd;
		safe_close(fd);
	}
	return 0;
}

static int write_all(struct scan *scan)
{
	int r, closed;

	r = output_open(scan->options->output_path, &scan->output.file);
	if (r < 0)
		return log_errno(r, "cannot write to %s", scan->options->output_path);
	r = nsid_names_new(scan->options->no_names ? &nsid_no_places : &nsid_places,
			   &scan->output.names);
	if (r >= 0) {
		nsid_names_be_patient(scan->output.names);
		r = tell(scan);
	}
	nsid_names_free(scan->output.names);
	closed = output_close(scan->output.file);
	if (r < 0 || closed < 0)
		return log_errno(r < 0 ? r : closed, "cannot write what was found");
	return 0;
}

/* Who asks for a process wants an answer, and who asks for all of them has none if there was nobody
 * to look at but ourselves. */
static bool is_answered(const struct options *options, const struct scan_summary *summary)
{
	return !summary->n_hidden || (!options->n_tgids && summary->n_seen);
}

int scan_run(const struct options *options)
{
	struct scan scan = {.options = options};
	int r;

	r = filter_new(options, &scan.filter);
	if (r >= 0)
		r = check_processes(options);
	if (r >= 0)
		r = find_strays(&scan);
	if (r >= 0)
		r = write_all(&scan);
	free(scan.strays);
	filter_free(scan.filter);
	if (r < 0 || !is_answered(options, &scan.summary))
		return SESSION_EXIT_FAILED;
	return scan.summary.n_strays ? SCAN_EXIT_STRAYS : 0;
}
