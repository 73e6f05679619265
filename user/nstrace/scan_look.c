// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/scan_look.h"

#include <string.h>

#include "lib/log.h"
#include "nstrace/privilege.h"
#include "nstrace/probes.h"

static void ignore_finding(const struct finding *finding, void *userdata)
{
	(void)finding, (void)userdata;
}

int scan_engine_new(struct engine **ret)
{
	return engine_new(ignore_finding, NULL, ret);
}

static int fall_back(const struct probes_scope *scope, struct scan_summary *summary,
		     struct engine **ret)
{
	int r;

	summary->source = "procfs";
	r = scan_look_procfs(scope, summary, ret);
	if (r < 0)
		return log_errno(r, "cannot look through /proc");
	if (summary->n_hidden)
		log_warning("%u process%s hidden: we may not look at their threads",
			    summary->n_hidden, summary->n_hidden == 1 ? " is" : "es are");
	return 0;
}

int scan_look(const struct options *options, struct scan_summary *summary, struct engine **ret)
{
	const struct probes_scope scope = {.tgids = options->tgids,
					   .n_tgids = options->n_tgids,
					   .kinds = options->kinds,
					   .snapshot_only = true};
	int r;

	if (!privilege_knows_ids()) {
		log_warning("the kernel's thread ids are not those of this pid namespace: looking "
			    "through /proc instead of using BPF");
		return fall_back(&scope, summary, ret);
	}
	probes_set_verbose(options->verbose);
	summary->source = "bpf";
	r = scan_look_bpf(&scope, ret);
	if (r >= 0)
		return 0;
	log_warning("no BPF here (%s): looking through /proc instead, which is slower",
		    strerror(-r));
	return fall_back(&scope, summary, ret);
}
