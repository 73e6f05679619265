#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What nstrace is held to when much happens: no finding is lost, memory stays small, time does not
# make it grow, and a finding is there soon after the event that decides it.
. "$(dirname "$0")/lib.sh"
in_private_host
. "$(dirname "$0")/puppet.sh"
nstrace=$build/nstrace
latency=$build/tests/programs/latency

ip netns add web

# ---- 200,000 threads, made and joined during visits ----

# memory FIELD: of the tracer, in KiB
memory() {
	sed -n "s/^$1:[^0-9]*\([0-9]*\) kB/\1/p" "/proc/$tracer/status"
}

n_findings() {
	grep -c '"type":"finding"' "$tmp/json"
}

found() {
	[ "$(n_findings)" -ge "$1" ]
}

mkfifo "$tmp/go" "$tmp/told"

# trace_flood N [OPTION]: a flood of N threads a time waits to be told to go, and is being traced
trace_flood() {
	"$build/tests/programs/flood" strays "$1" <"$tmp/go" >"$tmp/told" &
	exec {go}>"$tmp/go" {told}<"$tmp/told"
	read -r -t 10 <&"$told"
	rm -f "$tmp/json"
	"$nstrace" -q ${2:+"$2"} -o "$tmp/text" --json="$tmp/json" -p $! {go}>&- {told}<&- &
	tracer=$!
	wait_for grep -q '"start"' "$tmp/json"
}

flood() {
	echo >&"$go"
	read -r -t 60 <&"$told"
}

# The flood ends, and so does its tracer, whose exit status is left.
end_flood() {
	exec {go}>&- {told}<&-
	wait $tracer
}

# The flood does its work once more, and N findings are there.
flood_until() {
	flood && wait_for found "$1"
}

trace_flood 100000
ok "the first 100,000" flood_until 5000
first_kib=$(memory VmRSS)
ok "the second 100,000" flood_until 10000
second_kib=$(memory VmRSS) peak_kib=$(memory VmHWM)
end_flood

is "no record was lost" "$(jq -c 'select(.type == "summary") | [.lost, .errors]' "$tmp/json")" \
	"[0,10000]"
is "and no finding: each visit left one thread behind" \
	"$(jq -r 'select(.type == "finding") | "\(.class) \(.tid) \(.born)"' "$tmp/json" | sort -u |
		cut -d ' ' -f 1 | uniq -c | xargs)" "10000 stranded"
is "the text says the same" "$(tail -n 1 "$tmp/text")" "10000 errors, 0 warnings, 0 events lost"
ok "less than 32 MB at its peak: $((peak_kib / 1024)) MB" test "$peak_kib" -lt 32768
ok "the second half took less than 1 MB more: $((second_kib - first_kib)) kB" \
	test $((second_kib - first_kib)) -lt 1024

# ---- when records are lost all the same ----

# The tracer sleeps through a flood; then nobody can know what there was to find.
trace_flood 40000 --error-exitcode=9
kill -STOP $tracer
flood
kill -CONT $tracer
end_flood
status=$?
n_lost=$(jq 'select(.type == "summary").lost' "$tmp/json")
ok "records were lost" test "$n_lost" -gt 0
is "the last line counts them" "$(tail -n 1 "$tmp/text" | grep -o '[0-9]* events lost')" \
	"$n_lost events lost"
is "and never says that there were no errors" "$(tail -n 1 "$tmp/text" | grep -c '^0 errors')" 0
ok "and says before that something is missing" grep -q "^lost: $n_lost events" "$tmp/text"
ok "the exit status is not that of a trace without findings" test $status -ne 0

# ---- how soon ----

# delays COMMAND...: runs it with its JSON to a reader, and leaves $n, $median_usec and $max_usec
delays() {
	"$latency" <"$tmp/fifo" >"$tmp/delays" &
	"$@" >"$tmp/out"
	wait $!
	read -r n median_usec max_usec <"$tmp/delays"
}

# A stray is decided by an event, a visit that is too long by time alone; 50 ms are between them.
script() {
	local i
	echo main spawn B
	for i in {1..25}; do
		printf '%s\n' "main enter web" "main spawn C$i" "main home" "C$i exit" \
			"B enter web" "B stay 80" "B home"
	done
}

mkfifo "$tmp/fifo"
delays "$nstrace" -q --max-visit=50ms --json -o "$tmp/fifo" -- "$PUPPET" < <(script)
# On a busy machine the others may be too long as well.
ok "a finding for each visit" test "$n" -ge 50
ok "within 50 ms: half of them in $median_usec us, all in $max_usec us" \
	test "$median_usec" -lt 50000
delays "$nstrace" -q --json -o "$tmp/fifo" -- "$build/tests/programs/flood" strays 20000 <<<''
is "a finding for each visit of a flood" "$n" 1000
ok "within 50 ms: half of them in $median_usec us, all in $max_usec us" \
	test "$median_usec" -lt 50000

finish
