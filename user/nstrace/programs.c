// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/programs.h"

#include <bpf/libbpf.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>

#include "nstrace/tracefs.h"

#if defined(LIBBPF_MAJOR_VERSION) && LIBBPF_MAJOR_VERSION < 1
#error "libbpf 1.0 or later is needed: before, it told of errors by pointers"
#endif

const struct probe probe_table[N_PROBES] = {
	{"setns_enter_tp", "syscalls/sys_enter_setns", "setns: where the thread was", true},
	{"switch_exit_tp", "syscalls/sys_exit_setns", "setns: where it is now", true},
	{"unshare_enter_tp", "syscalls/sys_enter_unshare", "unshare: where the thread was", true},
	{"switch_exit_tp", "syscalls/sys_exit_unshare", "unshare: where it is now", true},
	{"newtask_btf", NULL, "births of threads and processes", true},
	{"exec_btf", NULL, "new programs, which set a new home", true},
	{"exit_btf", NULL, "ends of threads and processes", true},
	{"evidence_btf", NULL, "what threads do while they are away", false, PROBE_EVIDENCE},
	{"snapshot_iter", NULL, "where threads are when tracing starts", false},
	{"call32_enter_btf", NULL, "calls of 32-bit programs: where the thread was", false,
	 PROBE_32BIT},
	{"call32_exit_btf", NULL, "calls of 32-bit programs: where it is now", false, PROBE_32BIT},
};

static struct bpf_program *find_program(struct nstrace_bpf *skeleton, size_t probe)
{
	return bpf_object__find_program_by_name(skeleton->obj, probe_table[probe].program);
}

/* What libbpf does for SEC("tracepoint/…"), except that it would insist on a mounted tracefs. The
 * program runs on every CPU: the event's own CPU and process matter to perf's counters only. */
static int attach_tracepoint(struct bpf_program *program, const char *tracepoint,
			     struct bpf_link **ret)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
		.sample_type = PERF_SAMPLE_RAW,
		.sample_period = 1,
		.wakeup_events = 1,
	};
	struct bpf_link *link;
	int id, fd;

	id = tracefs_event_id(tracepoint);
	if (id < 0)
		return id;
	attr.config = (uint64_t)id;
	fd = (int)syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd < 0)
		return -errno;
	link = bpf_program__attach_perf_event(program, fd);
	if (!link) {
		int r = -errno;

		safe_close(fd);
		return r;
	}
	*ret = link; /* and fd is the link's */
	return 0;
}

int programs_attach(struct nstrace_bpf *skeleton, size_t probe, struct bpf_link **ret)
{
	struct bpf_program *program = find_program(skeleton, probe);

	if (probe_table[probe].tracepoint)
		return attach_tracepoint(program, probe_table[probe].tracepoint, ret);
	*ret = bpf_program__attach(program);
	return *ret ? 0 : -errno;
}

/* The map of processes has its room for one kind of namespace. */
static int make_room(struct nstrace_bpf *skeleton, uint32_t kinds)
{
	struct bpf_map *processes = skeleton->maps.processes;
	uint32_t n_kinds = (uint32_t)__builtin_popcount(kinds);

	return bpf_map__set_max_entries(processes, bpf_map__max_entries(processes) * n_kinds);
}

/* The kernel tells a program where the user's registers are: since Linux 5.15. */
static bool can_take_stacks(void)
{
	return libbpf_probe_bpf_helper(BPF_PROG_TYPE_TRACEPOINT, BPF_FUNC_task_pt_regs, NULL) == 1;
}

static int choose_stacks(struct nstrace_bpf *skeleton, bool wanted)
{
	skeleton->rodata->want_stacks = wanted && can_take_stacks();
	if (skeleton->rodata->want_stacks)
		return 0;
	return bpf_map__set_max_entries(skeleton->maps.stacks, (uint32_t)sysconf(_SC_PAGESIZE));
}

/* A program can serve several probes: it is loaded if one of them is wanted. */
static void choose_programs(struct nstrace_bpf *skeleton, const int status[N_PROBES])
{
	for (size_t i = 0; i < N_PROBES; i++)
		bpf_program__set_autoload(find_program(skeleton, i), false);
	for (size_t i = 0; i < N_PROBES; i++)
		if (status[i] == 0)
			bpf_program__set_autoload(find_program(skeleton, i), true);
}

int programs_load(const int status[N_PROBES], const struct probes_scope *scope,
		  struct nstrace_bpf **ret)
{
	struct nstrace_bpf *skeleton = nstrace_bpf__open();
	int r;

	if (!skeleton)
		return -errno;
	skeleton->rodata->follow_only = scope->n_tgids > 0;
	skeleton->rodata->own_tgid = (uint32_t)getpid();
	skeleton->rodata->snapshot_only = scope->snapshot_only;
	skeleton->rodata->kinds = scope->kinds;
	skeleton->rodata->n_cgroups = (uint32_t)scope->n_cgroups;
	for (size_t i = 0; i < scope->n_cgroups; i++)
		skeleton->rodata->cgroups[i] = scope->cgroups[i];
	choose_programs(skeleton, status);
	r = make_room(skeleton, scope->kinds);
	if (r >= 0)
		r = choose_stacks(skeleton, scope->on_stack);
	if (r >= 0)
		r = nstrace_bpf__load(skeleton);
	if (r < 0) {
		nstrace_bpf__destroy(skeleton);
		return r;
	}
	*ret = skeleton;
	return 0;
}
