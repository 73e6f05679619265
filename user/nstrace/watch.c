// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/watch.h"

#include "lib/clock.h"
#include "lib/log.h"

/* Visits come one after the other. */
#define LINGER_NSEC 10000000000

void watch_warn_of_missing(const struct probes *probes, enum probe_occasion occasion)
{
	for (size_t i = 0; i < N_PROBES; i++)
		if (probe_table[i].occasion == occasion && probes_status(probes, i) < 0 &&
		    probes_status(probes, i) != -ENODATA)
			log_warn_errno(probes_status(probes, i), "not seen here: %s (%s)",
				       probe_table[i].sees, probe_table[i].program);
}

/* A machine where everybody is at home shall not pay for evidence. A command is short, and watched
 * from its first instruction; else the very first visit is over before we know of it. */
void watch_evidence(struct watch *watch, uint64_t now_nsec)
{
	bool is_wanted = watch->always || reporter_is_somebody_away(watch->reporter);
	bool is_on = watch->until_nsec;
	uint64_t since_nsec;

	if (is_wanted) {
		watch->until_nsec = now_nsec + LINGER_NSEC;
		probes_attach(watch->probes, PROBE_EVIDENCE);
	} else if (is_on && watch->until_nsec <= now_nsec) {
		watch->until_nsec = 0;
		probes_detach(watch->probes, PROBE_EVIDENCE);
	}
	if (is_on == (watch->until_nsec != 0))
		return;
	watch_warn_of_missing(watch->probes, PROBE_EVIDENCE);
	/* Attaching can take a while, and what happened meanwhile was not seen. */
	since_nsec = clock_nsec(CLOCK_BOOTTIME);
	reporter_watch(watch->reporter,
		       probes_attached(watch->probes, PROBE_EVIDENCE) ? since_nsec : 0);
}

void watch_32bit(struct watch *watch)
{
	if (watch->sees_32bit)
		return;
	watch->sees_32bit = true;
	probes_attach(watch->probes, PROBE_32BIT);
	log_info("a 32-bit program is there: its calls are seen from now on, and all calls on this "
		 "machine take a little longer");
	watch_warn_of_missing(watch->probes, PROBE_32BIT);
}
