// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/trial.h"

#include <bpf/libbpf.h>
#include <string.h>

static int load_alone(size_t probe, const struct probes_scope *scope, struct nstrace_bpf **ret)
{
	int status[N_PROBES];

	for (size_t i = 0; i < N_PROBES; i++)
		status[i] = i == probe ? 0 : -ENODATA;
	return programs_load(status, scope, ret);
}

int trial_probe(size_t probe)
{
	const struct probes_scope scope = {.kinds = 1u << NSTRACE_KIND_NET};
	struct nstrace_bpf *skeleton;
	struct bpf_link *link = NULL;
	int r;

	r = load_alone(probe, &scope, &skeleton);
	if (r < 0)
		return r;
	r = programs_attach(skeleton, probe, &link);
	bpf_link__destroy(link);
	nstrace_bpf__destroy(skeleton);
	return r;
}

/* libbpf loads all programs or none. Where that fails, find out which ones do load. */
static int load_what_loads(int status[N_PROBES], const struct probes_scope *scope,
			   struct nstrace_bpf **ret)
{
	struct nstrace_bpf *skeleton;

	if (programs_load(status, scope, ret) >= 0)
		return 0;
	for (size_t i = 0; i < N_PROBES; i++) {
		if (status[i] < 0)
			continue;
		status[i] = load_alone(i, scope, &skeleton);
		if (status[i] == 0)
			nstrace_bpf__destroy(skeleton);
		else if (probe_table[i].needed)
			return status[i];
	}
	return programs_load(status, scope, ret);
}

/* That a kernel's verifier refuses stacks is no reason to go without a trace. */
int trial_load(int status[N_PROBES], const struct probes_scope *scope, struct nstrace_bpf **ret)
{
	struct probes_scope without = *scope;
	int wanted[N_PROBES], r;

	memcpy(wanted, status, sizeof(wanted));
	r = load_what_loads(status, scope, ret);
	if (r >= 0 || !scope->on_stack)
		return r;
	memcpy(status, wanted, sizeof(wanted));
	without.on_stack = NULL;
	return load_what_loads(status, &without, ret);
}

/* Births before switches: a thread made between the two attachments is seen rather than missed. */
int trial_attach(struct nstrace_bpf *skeleton, int status[N_PROBES],
		 struct bpf_link *links[N_PROBES])
{
	for (size_t i = N_PROBES; i-- > 0;) {
		if (status[i] < 0 || probe_table[i].occasion != PROBE_ALWAYS)
			continue;
		status[i] = programs_attach(skeleton, i, &links[i]);
		if (status[i] < 0 && probe_table[i].needed)
			return status[i];
	}
	return 0;
}
