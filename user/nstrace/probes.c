// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The whole of the kernel side while a trace or a snapshot uses it: which processes it looks at,
 * what is attached to it and when. How a program gets into the kernel is trial.c's business, how
 * records come out of it rings.c's.
 */
#include "nstrace/probes.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <string.h>

#include "nstrace/programs.h"
#include "nstrace/rings.h"
#include "nstrace/trial.h"

struct probes {
	struct nstrace_bpf *skeleton;
	struct rings *rings; /* NULL: no trace */
	struct bpf_link *links[N_PROBES];
	int status[N_PROBES];
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

bool probes_take_stacks(const struct probes *probes)
{
	return probes->skeleton->rodata->want_stacks;
}

static int trace_setup(struct probes *probes, const struct probes_scope *scope)
{
	int r;

	if (!scope->evidence || !(scope->kinds & 1u << NSTRACE_KIND_NET))
		probes->status[find_probe("evidence_btf")] = -ENODATA;
	r = trial_load(probes->status, scope, &probes->skeleton);
	if (r < 0)
		return r;
	r = follow_processes(probes, scope);
	if (r >= 0)
		r = rings_open(probes->skeleton,
			       probes_take_stacks(probes) ? scope->on_stack : NULL,
			       scope->stack_userdata, &probes->rings);
	if (r >= 0)
		r = trial_attach(probes->skeleton, probes->status, probes->links);
	return r;
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
	rings_free(probes->rings);
	nstrace_bpf__destroy(probes->skeleton);
	free(probes);
}

int probes_status(const struct probes *probes, size_t probe)
{
	return probes->status[probe];
}

void probes_set_home(struct probes *probes, uint32_t tgid, const struct nstrace_nsid *home)
{
	const struct nstrace_process_key key = {.tgid = tgid, .kind = home->kind};
	int map_fd = bpf_map__fd(probes->skeleton->maps.processes);
	struct nstrace_process process;

	if (bpf_map_lookup_elem(map_fd, &key, &process))
		return;
	process.home = *home;
	process.flags |= NSTRACE_PROCESS_UNCOUNTED;
	/* It may have ended, or run another program, since. */
	(void)!bpf_map_update_elem(map_fd, &key, &process, BPF_EXIST);
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
	return rings_events_fd(probes->rings);
}

int probes_evidence_fd(const struct probes *probes)
{
	return rings_evidence_fd(probes->rings);
}

int probes_consume(struct probes *probes, probes_record_fn on_record,
		   probes_evidence_fn on_evidence, void *userdata)
{
	return rings_consume(probes->rings, on_record, on_evidence, userdata);
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
