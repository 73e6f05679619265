/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers from the command line and from files: the whole text or nothing. */
#ifndef LIB_PARSE_H
#define LIB_PARSE_H

#include <stdint.h>
#include "lib/cleanup.h"

/* Decimal digits only: no sign, no spaces. 0, -EINVAL, or -ERANGE when it is outside min..max. */
int parse_u64(const char *text, uint64_t min, uint64_t max, uint64_t *ret) warn_unused_result_;

/* "2", "0.5" seconds, "200ms", "3m", "1h" -> nanoseconds. 0, -EINVAL or -ERANGE. */
int parse_duration(const char *text, uint64_t *ret_nsec) warn_unused_result_;

#endif
