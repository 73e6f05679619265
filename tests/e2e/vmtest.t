#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What `make vmtest` makes of what its guests say: here they only pretend, so that everything that
# can go wrong does.
. "$(dirname "$0")/lib.sh"
vm=$(cd "$(dirname "$0")/../vm" && pwd)
cd "$tmp" || exit

# guest VERSION LINE...: says these, after its release
guest() {
	printf '%s\n' "release $1.0-debian" "${@:2}" >"$1"
}

# results VERSION...: what failed, the table's rows, and the exit status
results() {
	run awk -f "$vm/results.awk" "$@"
	grep -v '^kernel' "$tmp/out" | tr -s ' '
	echo "status $status"
}

guest 5.10 "begin a tracepoint" "1..2" "ok 1 - x" "ok 2 - y" "end a tracepoint 0 3" \
	"begin b tracepoint" "ok 1 - z" "1..1" "end b tracepoint 0 4" \
	"begin c -" "ok 1 # SKIP no z" "1..1" "end c - 0 1" complete
is "rows are of a kernel and a kind of probes" "$(results 5.10)" "5.10.0-debian tracepoint 3 0 0 7
5.10.0-debian - 0 0 1 1
status 0"

guest 6.1 "begin a fentry" "1..3" "ok 1 - x" "not ok 2 - it - is so" "not ok 3 # SKIP no y" \
	"end a fentry 1 3" complete
is "what failed is named, in every file" "$(results 5.10 6.1)" "failed: 6.1 fentry: a: it - is so
failed: 6.1 fentry: a: # SKIP no y
5.10.0-debian tracepoint 3 0 0 7
5.10.0-debian - 0 0 1 1
6.1.0-debian fentry 1 2 0 3
status 1"

guest 6.1 "begin a fentry" "1..2" "ok 1 - x" "end a fentry 0 3" complete
is "a test that says less than it has planned" "$(results 6.1 5.10)" \
	"failed: 6.1 fentry: a: broke off, with status 0
6.1.0-debian fentry 1 1 0 3
5.10.0-debian tracepoint 3 0 0 7
5.10.0-debian - 0 0 1 1
status 1"

guest 6.1 "begin a fentry" "bash: no such file" "end a fentry 127 0" complete
is "a test that says nothing" "$(results 6.1)" "failed: 6.1 fentry: a: broke off, with status 127
6.1.0-debian fentry 0 1 0 0
status 1"

guest 6.1 "begin a fentry" "ok 1 - x" "1..1" "end a fentry 1 3" complete
is "a test that fails after all its cases" "$(results 6.1)" \
	"failed: 6.1 fentry: a: ended with status 1
6.1.0-debian fentry 1 1 0 3
status 1"

guest 6.1 "begin a fentry" "ok 1 - x"
is "a guest that hangs in a test" "$(results 6.1 5.10)" \
	"failed: 6.1 fentry: a: broke off, with status unknown
failed: 6.1 -: guest: never came to its end
6.1.0-debian fentry 1 1 0 0
6.1.0-debian - 0 1 0 0
5.10.0-debian tracepoint 3 0 0 7
5.10.0-debian - 0 0 1 1
status 1"

: >6.1
is "a guest that says nothing" "$(results 5.10 6.1)" "failed: 6.1 -: guest: never came to its end
5.10.0-debian tracepoint 3 0 0 7
5.10.0-debian - 0 0 1 1
6.1 - 0 1 0 0
status 1"

# ---- the verifier's counts ----

# growth VERSION...: what is said of these, against the page that was written last
growth() {
	run awk -f "$vm/growth.awk" page "$@"
	cat "$tmp/out"
	echo "status $status"
}

guest 5.10 "instructions a_tp 1000" "instructions b_tp 50" complete
guest 6.1 "instructions a_tp 900" "instructions b_tp 60" complete
awk -f "$vm/instructions.awk" 5.10 6.1 >page
is "the page" "$(grep '^|' page | tr -d '\`')" '|  | 5.10 | 6.1 |
| --- | ---: | ---: |
| release | 5.10.0-debian | 6.1.0-debian |
| a_tp | 1000 | 900 |
| b_tp | 50 | 60 |'
is "the same counts again" "$(growth 6.1 5.10)" "status 0"
guest 6.1 "instructions a_tp 990" "instructions b_tp 6" complete
is "10 % more, or less" "$(growth 6.1)" "status 0"
guest 6.1 "instructions a_tp 991" "instructions b_tp 60" complete
is "more than that" "$(growth 5.10 6.1)" "failed: 6.1: a_tp: 991 instructions, docs/kernels.md has 900
status 1"
guest 6.1 "instructions a_tp 0" complete
is "a program that is refused" "$(growth 6.1)" "failed: 6.1: a_tp: the verifier refuses it
status 1"
guest 6.12 "instructions a_tp 1" "instructions c_tp 1" complete
guest 6.1 "instructions c_tp 1" complete
is "what is not recorded" "$(growth 6.1 6.12 | cut -d : -f 1-4)" "failed: 6.1: c_tp: not in docs/kernels.md
failed: 6.12: a_tp: not in docs/kernels.md
failed: 6.12: c_tp: not in docs/kernels.md
status 1"
rm page
is "no page" "$(growth 6.1 2>&1 | tail -n 1)" "status 2"

finish
