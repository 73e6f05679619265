// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A process costs a link to read for each kind that was asked for, and the time of its birth only
 * if it is not alone in its namespace. One table gives the answers while the next walk fills the
 * other.
 */
#include "nstrace/nsid_process.h"

#include <fcntl.h>
#include <string.h>
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "engine/nsid.h"
#include "lib/clock.h"
#include "lib/parse.h"
#include "nstrace/proc_ns.h"
#include "lib/proc_stat.h"

#define WALK_AGAIN_NSEC 100000000
#define RESIDENTS_MAX	8192 /* namespaces in a table; the walk leaves the rest out */

/* The processor's time that a walk may take: what has been saved up at 5 ms a second, but not more
 * than this. */
#define SAVINGS_MAX_NSEC 10000000
#define SAVED_OF_TIME	 200

/* The oldest process seen so far in a namespace; the inodes of all kinds come from one counter. */
struct resident {
	uint32_t ino;
	uint32_t tgid;
	uint64_t start; /* in the kernel's ticks; 0: not read, there is no other */
	UT_hash_handle hh;
};

struct nsid_processes {
	const char *proc;
	struct resident *answers; /* of the last walk that came to its end */
	struct resident *found;	  /* of the one under way */
	DIR *walk;		  /* NULL: none is under way */
	uint32_t own_tgid;	  /* is not told: nobody looks for us */
	unsigned int kinds;	  /* bits of those that the one under way looks at */
	unsigned int kinds_asked;
	uint64_t begun_nsec;  /* by the clock of who asks */
	int64_t savings_nsec; /* below 0: a debt */
	uint64_t saved_nsec;  /* when that was reckoned */
	bool patient;
};

int nsid_processes_new(const char *proc, struct nsid_processes **ret)
{
	struct nsid_processes *processes = calloc(1, sizeof(*processes));

	if (!processes)
		return -ENOMEM;
	processes->proc = proc;
	processes->own_tgid = (uint32_t)getpid();
	processes->savings_nsec = SAVINGS_MAX_NSEC;
	processes->saved_nsec = clock_nsec(CLOCK_MONOTONIC);
	*ret = processes;
	return 0;
}

static void forget(struct resident **table)
{
	struct resident *resident, *next;

	HASH_ITER(hh, *table, resident, next) {
		HASH_DEL(*table, resident);
		free(resident);
	}
}

void nsid_processes_free(struct nsid_processes *processes)
{
	if (!processes)
		return;
	cleanup_closedir(&processes->walk);
	forget(&processes->answers);
	forget(&processes->found);
	free(processes);
}

void nsid_processes_be_patient(struct nsid_processes *processes)
{
	processes->patient = true;
}

/* Through a descriptor of the directory, which never leads to a later process of that number. */
static int open_process(const struct nsid_processes *processes, uint32_t tgid)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/%u", processes->proc, tgid);
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static size_t read_file(int directory_fd, const char *path, char *out, size_t size)
{
	_cleanup_close_ int fd = openat(directory_fd, path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, out, size - 1) : -1;

	out[n > 0 ? n : 0] = '\0';
	return n > 0 ? (size_t)n : 0;
}

/* The leader's own file: that of the process adds up its threads' times, however many they are.
 * Everyone is older than who has ended. */
static uint64_t read_start(int proc_fd, uint32_t tgid)
{
	char path[64], text[1024];
	uint64_t start;

	snprintf(path, sizeof(path), "%u/task/%u/stat", tgid, tgid);
	read_file(proc_fd, path, text, sizeof(text));
	start = proc_stat_start(text);
	return start ? start : UINT64_MAX;
}

static struct resident *find_resident(struct resident *table, uint32_t ino)
{
	struct resident *resident;

	HASH_FIND(hh, table, &ino, sizeof(ino), resident);
	return resident;
}

static void add_resident(struct nsid_processes *processes, uint32_t ino, uint32_t tgid)
{
	struct resident *resident;

	if (HASH_COUNT(processes->found) >= RESIDENTS_MAX)
		return;
	resident = calloc(1, sizeof(*resident));
	if (!resident)
		return;
	resident->ino = ino;
	resident->tgid = tgid;
	HASH_ADD(hh, processes->found, ino, sizeof(ino), resident);
	if (!resident->hh.tbl)
		free(resident);
}

/* The kernel's own threads are as old as the machine and in its first namespaces: no name for them.
 * They run no program. */
static bool is_kernel_thread(int proc_fd, uint32_t tgid)
{
	char path[64], program[1];

	snprintf(path, sizeof(path), "%u/exe", tgid);
	return readlinkat(proc_fd, path, program, sizeof(program)) < 0 && errno == ENOENT;
}

/* *start: of tgid; 0: not read so far. Ticks are coarse: of two in one, the lower number. */
static void compare_ages(int proc_fd, struct resident *resident, uint32_t tgid, uint64_t *start)
{
	if (!resident->start)
		resident->start = read_start(proc_fd, resident->tgid);
	if (!*start)
		*start = read_start(proc_fd, tgid);
	if (*start > resident->start || (*start == resident->start && tgid > resident->tgid) ||
	    is_kernel_thread(proc_fd, tgid))
		return;
	resident->tgid = tgid;
	resident->start = *start;
}

static void look_at_process(struct nsid_processes *processes, const char *tgid_name, uint32_t tgid)
{
	int proc_fd = dirfd(processes->walk);
	uint64_t start = 0;

	for (uint32_t kind = NSTRACE_KIND_NET; kind < NSTRACE_KINDS; kind++) {
		struct resident *resident;
		uint32_t ino;

		if (!(processes->kinds & 1u << kind))
			continue;
		ino = proc_ns_ino(proc_fd, tgid_name, kind);
		resident = ino ? find_resident(processes->found, ino) : NULL;
		if (resident && resident->tgid != tgid)
			compare_ages(proc_fd, resident, tgid, &start);
		else if (ino && !resident && !is_kernel_thread(proc_fd, tgid))
			add_resident(processes, ino, tgid);
	}
}

static void begin_walk(struct nsid_processes *processes, uint64_t now_nsec)
{
	processes->walk = opendir(processes->proc);
	processes->kinds = processes->kinds_asked;
	processes->begun_nsec = now_nsec;
}

static void end_walk(struct nsid_processes *processes)
{
	cleanup_closedir(&processes->walk);
	processes->walk = NULL;
	forget(&processes->answers);
	processes->answers = processes->found;
	processes->found = NULL;
}

static void save_time(struct nsid_processes *processes)
{
	uint64_t now_nsec = clock_nsec(CLOCK_MONOTONIC);

	processes->savings_nsec += (int64_t)(now_nsec - processes->saved_nsec) / SAVED_OF_TIME;
	if (processes->savings_nsec > SAVINGS_MAX_NSEC)
		processes->savings_nsec = SAVINGS_MAX_NSEC;
	processes->saved_nsec = now_nsec;
}

/* What others do on this processor meanwhile is not our cost. */
static void spend_time(struct nsid_processes *processes, uint64_t *begun_nsec)
{
	uint64_t now_nsec = clock_nsec(CLOCK_THREAD_CPUTIME_ID);

	processes->savings_nsec -= (int64_t)(now_nsec - *begun_nsec);
	*begun_nsec = now_nsec;
}

/* As far as the savings go. */
static void walk(struct nsid_processes *processes)
{
	uint64_t tgid, begun_nsec;
	struct dirent *entry = NULL;

	save_time(processes);
	if (processes->savings_nsec <= 0 && !processes->patient)
		return; /* not even what it costs to reckon */
	begun_nsec = clock_nsec(CLOCK_THREAD_CPUTIME_ID);
	while ((processes->savings_nsec > 0 || processes->patient) &&
	       (entry = readdir(processes->walk))) {
		if (parse_u64(entry->d_name, 1, UINT32_MAX, &tgid) >= 0 &&
		    tgid != processes->own_tgid)
			look_at_process(processes, entry->d_name, (uint32_t)tgid);
		spend_time(processes, &begun_nsec);
	}
	if (processes->savings_nsec > 0 || processes->patient)
		end_walk(processes);
	spend_time(processes, &begun_nsec);
}

/* False: it has ended, or gone elsewhere. */
static bool is_there(const struct nsid_processes *processes, const struct resident *resident,
		     uint32_t kind, struct nsid_process *ret)
{
	_cleanup_close_ int process_fd = open_process(processes, resident->tgid);
	struct nsid_process process = {.tgid = resident->tgid};
	size_t n;

	if (process_fd < 0)
		return false;
	n = read_file(process_fd, "comm", process.comm, sizeof(process.comm));
	if (n && process.comm[n - 1] == '\n')
		process.comm[n - 1] = '\0';
	/* The link last: had it ended before, or another got its number, this fails. */
	if (proc_ns_ino(process_fd, "", kind) != resident->ino)
		return false;
	*ret = process;
	return true;
}

static bool answer(const struct nsid_processes *processes, const struct nstrace_nsid *nsid,
		   struct nsid_process *ret)
{
	const struct resident *resident = find_resident(processes->answers, nsid->ino);

	return resident && is_there(processes, resident, nsid->kind, ret);
}

/* False: a walk is due, but not at its end. */
static bool look(struct nsid_processes *processes, uint32_t kind, uint64_t now_nsec)
{
	bool is_new_kind = !(processes->kinds_asked & 1u << kind);

	processes->kinds_asked |= 1u << kind;
	if (!processes->walk &&
	    (is_new_kind || now_nsec >= processes->begun_nsec + WALK_AGAIN_NSEC))
		begin_walk(processes, now_nsec);
	if (processes->walk)
		walk(processes);
	return !processes->walk;
}

void nsid_processes_look(struct nsid_processes *processes, uint64_t now_nsec)
{
	look(processes, NSTRACE_KIND_NET, now_nsec);
}

int nsid_processes_find(struct nsid_processes *processes, const struct nstrace_nsid *nsid,
			uint64_t now_nsec, struct nsid_process *ret)
{
	if (answer(processes, nsid, ret))
		return 1;
	if (!look(processes, nsid->kind, now_nsec))
		return -EAGAIN;
	return answer(processes, nsid, ret);
}
