// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each probe is loaded and attached alone: an attempt is the only honest answer. Nothing is traced.
 */
#include "nstrace/features.h"

#include <jansson.h>
#include <string.h>
#include <sys/utsname.h>

#include "lib/log.h"
#include "nstrace/output.h"
#include "nstrace/privilege.h"
#include "nstrace/probes.h"
#include "nstrace/refusal.h"
#include "nstrace/session.h"
#include "nstrace/trial.h"

struct feature {
	const struct probe *probe;
	int status; /* 0 or the negative errno of load or attach */
};

static void print_text(FILE *file, const struct feature *features, bool can_trace,
		       const char *reason)
{
	struct utsname host;

	uname(&host);
	fprintf(file, "kernel %s %s\n\n", host.release, host.machine);
	for (size_t i = 0; i < N_PROBES; i++) {
		const struct feature *feature = &features[i];

		fprintf(file, "  %-17s %-9s %s%s%s\n", feature->probe->program,
			feature->status ? "refused" : "attaches", feature->probe->sees,
			feature->status ? ": " : "",
			feature->status ? strerror(-feature->status) : "");
	}
	fprintf(file,
		"\nnamespace switches are seen by system call tracepoints: exact; any system "
		"call on the\nmachine costs a few nanoseconds more while they are attached\n");
	if (!can_trace)
		fprintf(file, "\ntracing does not work here: %s\n", reason);
}

static json_t *feature_json(const struct feature *feature)
{
	return json_pack("{s:s, s:b, s:o, s:s, s:b}", "probe", feature->probe->program, "attaches",
			 !feature->status, "error",
			 feature->status ? json_string(strerror(-feature->status)) : json_null(),
			 "sees", feature->probe->sees, "needed", feature->probe->needed);
}

static int print_json(FILE *file, const struct feature *features, bool can_trace,
		      const char *reason)
{
	json_t *list = json_array(), *object;
	struct utsname host;
	int r;

	uname(&host);
	for (size_t i = 0; i < N_PROBES; i++)
		json_array_append_new(list, feature_json(&features[i]));
	object = json_pack("{s:s, s:s, s:s, s:s, s:b, s:o, s:o}", "type", "features", "kernel",
			   host.release, "machine", host.machine, "probes", "tracepoint",
			   "can_trace", can_trace, "reason",
			   can_trace ? json_null() : json_string(reason), "programs", list);
	if (!object)
		return -ENOMEM;
	r = json_dumpf(object, file, JSON_COMPACT);
	json_decref(object);
	fputc('\n', file);
	return r ? -EIO : 0;
}

static int print(const struct options *options, const struct feature *features, int needed_error)
{
	const char *reason = needed_error ? refusal_reason(needed_error) : "";
	int r, print_error = 0;
	FILE *file;

	r = output_open(options->output_path, &file);
	if (r < 0)
		return r;
	if (options->json)
		print_error = print_json(file, features, !needed_error, reason);
	else
		print_text(file, features, !needed_error, reason);
	r = output_close(file);
	return print_error < 0 ? print_error : r;
}

int features_run(const struct options *options)
{
	struct feature features[N_PROBES];
	int needed_error = 0, r;

	if (privilege_check() < 0)
		return SESSION_EXIT_FAILED;
	probes_set_verbose(options->verbose);
	for (size_t i = 0; i < N_PROBES; i++) {
		features[i] = (struct feature){&probe_table[i], trial_probe(i)};
		if (features[i].status && probe_table[i].needed)
			needed_error = features[i].status;
	}
	r = print(options, features, needed_error);
	if (r < 0)
		log_errno(r, "cannot write what was found");
	return r < 0 || needed_error ? SESSION_EXIT_FAILED : 0;
}
