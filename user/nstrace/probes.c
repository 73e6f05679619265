// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Loading and attaching by trial: every program is its own attempt, and only a kernel that lacks a
 * needed one is refused. Kernel versions say nothing (backports, lockdown, configuration), so the
 * only question asked is whether the kernel takes the program.
 */
#include "nstrace/probes.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <string.h>

#include "nstrace/programs.h"

struct probes {
	struct nstrace_bpf *skeleton;
	struct ring_buffer *ring;
	struct bpf_link *links[N_PROBES];
	int status[N_PROBES];
	probes_record_fn on_record;
	void *userdata;
	unsigned int n_taken; /* of this portion */
};

static int print_nothing(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level, (void)format, (void)args;
	return 0;
}

static int print_to_stderr(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level;
	return vfprintf(stderr, format, args);
}

void probes_set_verbose(bool verbose)
{
	libbpf_set_print(verbose ? print_to_stderr : print_nothing);
}

static int try_load_alone(size_t probe, const struct probes_scope *scope, struct nstrace_bpf **ret)
{
	int status[N_PROBES];

	for (size_t i = 0; i < N_PROBES; i++)
		status[i] = i == probe ? 0 : -ENODATA;
	return programs_load(status, scope, ret);
}

int probes_try(size_t probe)
{
	const struct probes_scope scope = {.kinds = 1u << NSTRACE_KIND_NET};
	struct nstrace_bpf *skeleton;
	struct bpf_link *link = NULL;
	int r;

	r = try_load_alone(probe, &scope, &skeleton);
	if (r < 0)
		return r;
	r = programs_attach(skeleton, probe, &link);
	bpf_link__destroy(link);
	nstrace_bpf__destroy(skeleton);
	return r;
}

/* libbpf loads all programs or none. Where that fails, find out which ones do load. */
static int load_by_trial(struct probes *probes, const struct probes_scope *scope)
{
	struct nstrace_bpf *skeleton;
	int r;

	r = programs_load(probes->status, scope, &probes->skeleton);
	if (r >= 0)
		return 0;
	for (size_t i = 0; i < N_PROBES; i++) {
		if (probes->status[i] < 0)
			continue;
		probes->status[i] = try_load_alone(i, scope, &skeleton);
		if (probes->status[i] == 0)
			nstrace_bpf__destroy(skeleton);
		else if (probe_table[i].needed)
			return probes->status[i];
	}
	return programs_load(probes->status, scope, &probes->skeleton);
}

static int enter_process(struct probes *probes, uint32_t tgid, uint32_t kind,
			 const struct nstrace_process *process)
{
	const struct nstrace_process_key key = {.tgid = tgid, .kind = kind};
	int map_fd = bpf_map__fd(probes->skeleton->maps.processes);

	return bpf_map_update_elem(map_fd, &key, process, BPF_ANY) ? -errno : 0;
}

static int follow_processes(struct probes *probes, const struct probes_scope *scope)
{
	const struct nstrace_process fresh = {};
	int r = 0;

	for (size_t i = 0; i < scope->n_tgids; i++)
		for (uint32_t kind = NSTRACE_KIND_NET; r >= 0 && kind < NSTRACE_KINDS; kind++)
			if (scope->kinds & 1u << kind)
				r = enter_process(probes, scope->tgids[i], kind, &fresh);
	return r;
}

/* Births before switches: a thread made between the two attachments is seen rather than missed. */
static int attach_by_trial(struct probes *probes)
{
	for (size_t i = N_PROBES; i-- > 0;) {
		if (probes->status[i] < 0 || probe_table[i].on_demand)
			continue;
		probes->status[i] = programs_attach(probes->skeleton, i, &probes->links[i]);
		if (probes->status[i] < 0 && probe_table[i].needed)
			return probes->status[i];
	}
	return 0;
}

/* The ring is taken in portions, or a machine that is quicker than our output would keep us from
 * looking at the clock and at signals for ever. The record that ends one has been taken. */
#define PORTION		1024
#define PORTION_IS_FULL (-EAGAIN)

static int pass_record(void *userdata, void *record, size_t size)
{
	struct probes *probes = userdata;

	if (size >= sizeof(struct nstrace_event))
		probes->on_record(record, probes->userdata);
	return ++probes->n_taken < PORTION ? 0 : PORTION_IS_FULL;
}

static int trace_setup(struct probes *probes, const struct probes_scope *scope)
{
	int r;

	r = load_by_trial(probes, scope);
	if (r < 0)
		return r;
	r = follow_processes(probes, scope);
	if (r < 0)
		return r;
	probes->ring = ring_buffer__new(bpf_map__fd(probes->skeleton->maps.events), pass_record,
					probes, NULL);
	if (!probes->ring)
		return -errno;
	return attach_by_trial(probes);
}

static size_t snapshot_probe(void)
{
	size_t i = 0;

	while (strcmp(probe_table[i].program, "snapshot_iter"))
		i++;
	return i;
}

static int snapshot_setup(struct probes *probes, const struct probes_scope *scope)
{
	size_t probe = snapshot_probe();
	int r;

	for (size_t i = 0; i < N_PROBES; i++)
		probes->status[i] = i == probe ? 0 : -ENODATA;
	r = programs_load(probes->status, scope, &probes->skeleton);
	if (r >= 0)
		r = follow_processes(probes, scope);
	if (r >= 0)
		r = programs_attach(probes->skeleton, probe, &probes->links[probe]);
	return r;
}

int probes_open(const struct probes_scope *scope, struct probes **ret)
{
	struct probes *probes = calloc(1, sizeof(*probes));
	int r;

	if (!probes)
		return -ENOMEM;
	r = scope->snapshot_only ? snapshot_setup(probes, scope) : trace_setup(probes, scope);
	if (r < 0) {
		probes_close(probes);
		return r;
	}
	*ret = probes;
	return 0;
}

void probes_close(struct probes *probes)
{
	if (!probes)
		return;
	for (size_t i = 0; i < N_PROBES; i++)
		bpf_link__destroy(probes->links[i]);
	ring_buffer__free(probes->ring);
	nstrace_bpf__destroy(probes->skeleton);
	free(probes);
}

int probes_status(const struct probes *probes, size_t probe)
{
	return probes->status[probe];
}

int probes_tell_all(struct probes *probes, uint32_t tgid, const struct nstrace_nsid *home)
{
	struct nstrace_process process = {.home = *home};

	return enter_process(probes, tgid, home->kind, &process);
}

int probes_snapshot(struct probes *probes, probes_record_fn on_record, void *userdata)
{
	struct bpf_link *link = probes->links[snapshot_probe()];
	struct nstrace_event events[64];
	_cleanup_close_ int fd = -1;
	ssize_t n;

	if (!link)
		return -EOPNOTSUPP;
	fd = bpf_iter_create(bpf_link__fd(link));
	if (fd < 0)
		return -errno;
	/* The kernel keeps a buffer of whole records and gives out as many as fit. */
	while ((n = read(fd, events, sizeof(events))) != 0) {
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (n < 0 || (size_t)n % sizeof(events[0]))
			return n < 0 ? -errno : -EIO;
		for (size_t i = 0; i < (size_t)n / sizeof(events[0]); i++)
			on_record(&events[i], userdata);
	}
	return 0;
}

void probes_attach_32bit(struct probes *probes)
{
	for (size_t i = 0; i < N_PROBES; i++)
		if (probe_table[i].on_demand && !probes->status[i] && !probes->links[i])
			probes->status[i] = programs_attach(probes->skeleton, i, &probes->links[i]);
}

int probes_fd(const struct probes *probes)
{
	return ring_buffer__epoll_fd(probes->ring);
}

int probes_consume(struct probes *probes, probes_record_fn on_record, void *userdata)
{
	int r;

	probes->on_record = on_record;
	probes->userdata = userdata;
	probes->n_taken = 0;
	r = ring_buffer__consume(probes->ring);
	if (r == PORTION_IS_FULL)
		return 1;
	return r < 0 ? r : 0;
}

void probes_lost(const struct probes *probes, uint64_t ret_lost[NSTRACE_EVENT_KINDS])
{
	for (size_t i = 0; i < NSTRACE_EVENT_KINDS; i++)
		ret_lost[i] = __atomic_load_n(&probes->skeleton->bss->lost[i], __ATOMIC_RELAXED);
}
