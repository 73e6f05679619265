// SPDX-License-Identifier: GPL-2.0-only
/* The maps and settings that the probes share; state.h says what they mean. */
#include "state.h"

struct processes_map processes SEC(".maps");
struct last_calls_map last_calls SEC(".maps");
struct events_map events SEC(".maps");

const volatile bool follow_only = false;
const volatile __u32 own_tgid = 0;
const volatile __u32 kinds = 1 << NSTRACE_KIND_NET;
__u64 lost[NSTRACE_LOST_KINDS];

char LICENSE[] SEC("license") = "GPL";
