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

#include "lib/clock.h"
#include "nstrace/in_order.h"
#include "nstrace/programs.h"

struct probes {
	struct nstrace_bpf *skeleton;
	struct ring_buffer *events, *evidence;
	struct ring_buffer *stacks; /* NULL: no stacks */
	struct in_order *in_order;
	struct bpf_link *links[N_PROBES];
	int status[N_PROBES];
	probes_stack_fn on_stack;
	void *stack_userdata;
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

/* That a kernel's verifier refuses stacks is no reason to go without a trace. */
static int load_with_or_without_stacks(struct probes *probes, const struct probes_scope *scope)
{
	struct probes_scope without = *scope;
	int status[N_PROBES], r;

	memcpy(status, probes->status, sizeof(status));
	r = load_by_trial(probes, scope);
	if (r >= 0 || !scope->on_stack)
		return r;
	memcpy(probes->status, status, sizeof(status));
	without.on_stack = NULL;
	return load_by_trial(probes, &without);
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

static size_t find_probe(const char *program)
{
	size_t i = 0;

	while (strcmp(probe_table[i].program, program))
		i++;
	return i;
}

/* Births before switches: a thread made between the two attachments is seen rather than missed. */
static int attach_by_trial(struct probes *probes)
{
	for (size_t i = N_PROBES; i-- > 0;) {
		if (probes->status[i] < 0 || probe_table[i].occasion != PROBE_ALWAYS)
			continue;
		probes->status[i] = programs_attach(probes->skeleton, i, &probes->links[i]);
		if (probes->status[i] < 0 && probe_table[i].needed)
			return probes->status[i];
	}
	return 0;
}

/* The rings are taken in portions, or a machine that is quicker than our output would keep us from
 * looking at the clock and at signals for ever. The record that ends one has been taken. */
#define PORTION_IS_FULL (-EAGAIN)

static int take_event(void *userdata, void *record, size_t size)
{
	struct probes *probes = userdata;

	const struct nstrace_event *event = record;

	if (size < sizeof(*event))
		return 0;
	/* A stack is sent before its event, but perhaps after we last looked. */
	if (event->stack && probes->stacks)
		ring_buffer__consume(probes->stacks);
	return in_order_add_event(probes->in_order, event) ? 0 : PORTION_IS_FULL;
}

static int take_evidence(void *userdata, void *record, size_t size)
{
	struct probes *probes = userdata;

	if (size < sizeof(struct nstrace_evidence))
		return 0;
	return in_order_add_evidence(probes->in_order, record) ? 0 : PORTION_IS_FULL;
}

static int take_stack(void *userdata, void *record, size_t size)
{
	struct probes *probes = userdata;

	if (size >= sizeof(struct nstrace_stack))
		probes->on_stack(record, probes->stack_userdata);
	return 0;
}

bool probes_take_stacks(const struct probes *probes)
{
	return probes->skeleton->rodata->want_stacks;
}

static int open_ring(struct probes *probes, const struct bpf_map *map, ring_buffer_sample_fn take,
		     struct ring_buffer **ret)
{
	*ret = ring_buffer__new(bpf_map__fd(map), take, probes, NULL);
	return *ret ? 0 : -errno;
}

static int open_stack_ring(struct probes *probes, const struct probes_scope *scope)
{
	if (!probes_take_stacks(probes))
		return 0;
	probes->on_stack = scope->on_stack;
	probes->stack_userdata = scope->stack_userdata;
	return open_ring(probes, probes->skeleton->maps.stacks, take_stack, &probes->stacks);
}

static int trace_setup(struct probes *probes, const struct probes_scope *scope)
{
	int r;

	if (!scope->evidence || !(scope->kinds & 1u << NSTRACE_KIND_NET))
		probes->status[find_probe("evidence_btf")] = -ENODATA;
	r = load_with_or_without_stacks(probes, scope);
	if (r < 0)
		return r;
	r = follow_processes(probes, scope);
	if (r < 0)
		return r;
	r = in_order_new(&probes->in_order);
	if (r >= 0)
		r = open_ring(probes, probes->skeleton->maps.events, take_event, &probes->events);
	if (r >= 0)
		r = open_ring(probes, probes->skeleton->maps.evidence_ring, take_evidence,
			      &probes->evidence);
	if (r >= 0)
		r = open_stack_ring(probes, scope);
	return r < 0 ? r : attach_by_trial(probes);
}

static int snapshot_setup(struct probes *probes, const struct probes_scope *scope)
{
	size_t probe = find_probe("snapshot_iter");
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
	ring_buffer__free(probes->events);
	ring_buffer__free(probes->evidence);
	ring_buffer__free(probes->stacks);
	in_order_free(probes->in_order);
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
	struct bpf_link *link = probes->links[find_probe("snapshot_iter")];
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

void probes_attach(struct probes *probes, enum probe_occasion occasion)
{
	for (size_t i = 0; i < N_PROBES; i++)
		if (probe_table[i].occasion == occasion && !probes->status[i] && !probes->links[i])
			probes->status[i] = programs_attach(probes->skeleton, i, &probes->links[i]);
}

bool probes_attached(const struct probes *probes, enum probe_occasion occasion)
{
	for (size_t i = 0; i < N_PROBES; i++)
		if (probe_table[i].occasion == occasion && !probes->links[i])
			return false;
	return true;
}

void probes_detach(struct probes *probes, enum probe_occasion occasion)
{
	for (size_t i = 0; i < N_PROBES; i++) {
		if (probe_table[i].occasion != occasion)
			continue;
		bpf_link__destroy(probes->links[i]);
		probes->links[i] = NULL;
	}
}

int probes_fd(const struct probes *probes)
{
	return ring_buffer__epoll_fd(probes->events);
}

int probes_evidence_fd(const struct probes *probes)
{
	return ring_buffer__epoll_fd(probes->evidence);
}

/* Returns whether the ring has more, or a negative errno. */
static int empty_ring(struct ring_buffer *ring)
{
	int r = ring_buffer__consume(ring);

	if (r == PORTION_IS_FULL)
		return 1;
	return r < 0 ? r : 0;
}

int probes_consume(struct probes *probes, probes_record_fn on_record,
		   probes_evidence_fn on_evidence, void *userdata)
{
	uint64_t now_nsec = clock_nsec(CLOCK_BOOTTIME);
	int more_events, more_evidence;
	bool is_held;

	more_events = empty_ring(probes->events);
	if (more_events < 0)
		return more_events;
	more_evidence = empty_ring(probes->evidence);
	if (more_evidence < 0)
		return more_evidence;
	is_held = in_order_hand_out(probes->in_order, more_events ? 0 : now_nsec, on_record,
				    on_evidence, userdata);
	return more_events || more_evidence || is_held;
}

void probes_lost(const struct probes *probes, uint64_t ret_lost[NSTRACE_LOST_KINDS])
{
	for (size_t i = 0; i < NSTRACE_LOST_KINDS; i++)
		ret_lost[i] = __atomic_load_n(&probes->skeleton->bss->lost[i], __ATOMIC_RELAXED);
}

uint64_t probes_stacks_skipped(const struct probes *probes)
{
	return __atomic_load_n(&probes->skeleton->bss->stacks_skipped, __ATOMIC_RELAXED);
}
