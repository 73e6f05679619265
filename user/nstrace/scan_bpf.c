// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One pass tells of the threads that are elsewhere than their leader, which is all there is to know
 * unless the leader itself is astray: then who is with it shows in a second pass.
 */
#include "nstrace/probes.h"
#include "nstrace/scan_look.h"

struct pass {
	struct engine *engine;
	int error;
};

static void feed(const struct nstrace_event *event, void *userdata)
{
	struct pass *pass = userdata;
	struct engine_view view;

	if (pass->error >= 0)
		pass->error = engine_feed(pass->engine, event, &view);
}

static int take_pass(struct probes *probes, struct engine **ret)
{
	struct pass pass = {};
	int r;

	r = scan_engine_new(&pass.engine);
	if (r < 0)
		return r;
	r = probes_snapshot(probes, feed, &pass);
	if (r < 0 || pass.error < 0) {
		engine_free(pass.engine);
		return r < 0 ? r : pass.error;
	}
	engine_snapshot_end(pass.engine);
	*ret = pass.engine;
	return 0;
}

struct leaders {
	struct probes *probes;
	unsigned int n; /* that are astray */
	int error;
};

static void note_leader(const struct engine_stray *stray, void *userdata)
{
	struct leaders *leaders = userdata;

	if (stray->tid != stray->tgid || leaders->error < 0)
		return;
	leaders->n++;
	leaders->error = probes_tell_all(leaders->probes, stray->tgid, &stray->home);
}

static int take_passes(struct probes *probes, struct engine **ret)
{
	struct leaders leaders = {.probes = probes};
	struct engine *engine;
	int r;

	r = take_pass(probes, &engine);
	if (r < 0)
		return r;
	engine_each_stray(engine, note_leader, &leaders);
	if (!leaders.n) {
		*ret = engine;
		return 0;
	}
	engine_free(engine);
	return leaders.error < 0 ? leaders.error : take_pass(probes, ret);
}

int scan_look_bpf(const struct probes_scope *scope, struct engine **ret)
{
	struct probes *probes;
	int r;

	r = probes_open(scope, &probes);
	if (r < 0)
		return r;
	r = take_passes(probes, ret);
	probes_close(probes);
	return r;
}
