/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Points in time for poll(), which wants milliseconds from now. */
#ifndef LAB_DEADLINE_H
#define LAB_DEADLINE_H

#include <stdint.h>
#include "lib/clock.h"

static inline uint64_t deadline_in_msec(unsigned int msec)
{
	return clock_nsec(CLOCK_MONOTONIC) + msec * (uint64_t)1000000;
}

/* Rounded up, so that poll() does not spin at the end; 0 when it is past. */
static inline int deadline_msec_left(uint64_t deadline_nsec)
{
	uint64_t now_nsec = clock_nsec(CLOCK_MONOTONIC);

	return now_nsec >= deadline_nsec ? 0 : (int)((deadline_nsec - now_nsec + 999999) / 1000000);
}

#endif
