#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The whole reproduction with the real programs; then with programs that lie, and with every process
# of it killed in every phase. Nothing may stay behind, ever.
. "$(dirname "$0")/lib.sh"
need_root

repro=$build/nstrace-repro
report=$tmp/deep/down/report.json

machine() {
	ip -o link | cut -d: -f2
	ip netns
	cut -d' ' -f3- /proc/self/mountinfo
	ls -A /run
}
before=$(machine)

# The processes below one, each by its number and, as numbers are used again, when it began
family_of() { # PROCESS
	cat /proc/[0-9]*/stat 2>/dev/null | awk -v ancestor="$1" '
		{
			tgid = $1
			sub(/.*\) /, "")
			parent[tgid] = $2
			began[tgid] = $20
		}
		END {
			for (tgid in parent) {
				for (p = tgid; p > 1 && p != ancestor; p = parent[p])
					;
				if (p == ancestor)
					print tgid, began[tgid]
			}
		}'
}

# none_of FAMILY: what family_of said once has ended
none_of() {
	[ -z "$(comm -12 <(sort <<<"$1") <(family_of 0 | sort))" ]
}

# Also what a lab started after family_of had looked: containers, and what was to become one
no_lab() {
	! grep -qsx nstrace-lab /proc/[0-9]*/comm && ! grep -qs ' /rootfs / ' /proc/[0-9]*/mountinfo
}

verdict() {
	jq -r .verdict "$report"
}

# In the report, in this order: what counts
numbers() {
	jq -c '[.buggy.failed, .buggy.flagged, .buggy.failed_unflagged, .fixed_runtime.failed,
		.fixed_runtime.flagged, .weave_ps.failed, .weave_ps.flagged, .weave_ps.rows,
		.weave_ps.identical, .lost_events, .left_behind.netns, .left_behind.links,
		.left_behind.processes]' "$report"
}

run "$repro" --containers=20 --rounds=3 --schedule=forced --report="$report"
is "the bug is reproduced and detected" "$status $(verdict)" "0 reproduced-and-detected"
is "every round failed and was flagged, nothing else" "$(numbers)" \
	"[3,3,0,0,0,0,0,21,true,0,0,0,0]"
is "the report has its keys and no other" \
	"$(jq -cS '[paths(scalars) | map(tostring) | join(".")] | sort' "$report")" \
	"$(jq -cnS '["engine", "containers", "rounds", "seed", "buggy.failed", "buggy.flagged",
		"buggy.failed_unflagged", "fixed_runtime.failed", "fixed_runtime.flagged",
		"weave_ps.failed", "weave_ps.flagged", "weave_ps.rows", "weave_ps.identical",
		"lost_events", "left_behind.netns", "left_behind.links",
		"left_behind.processes", "left_behind.containers", "setup_ms", "teardown_ms", "verdict"] | sort')"
is "it says what was run" "$(jq -c '[.engine, .containers, .rounds, .ps]' "$report")" \
	'["native",20,3,null]'
is "it says how long the lab took" \
	"$(jq '[.setup_ms, .teardown_ms] | all(. > 0)' "$report")" true
is "one finding is shown in full" "$(grep -c '^error: stranded thread' "$tmp/out")" 1
is "and the verdict" "$(sed -n 's/^verdict: \([^ ]*\).*/\1/p' "$tmp/out")" reproduced-and-detected
is "the report is all that is in its directory" "$(ls -A "$(dirname "$report")")" report.json

run env DOCKER_HOST=unix:///no/such/engine "$repro" --containers=2 --rounds=1 --schedule=forced \
	--report="$report"
is "what the environment says of another engine is nothing to the lab" "$status $(verdict)" \
	"0 reproduced-and-detected"
run "$repro" --containers=20 --rounds=3 --runtime=go1.10 --schedule=forced --report="$report"
is "the fixed runtime alone has a verdict of its own" "$status $(verdict) $(numbers)" \
	"3 fixed-runtime-clean [0,0,0,0,0,0,0,21,true,0,0,0,0]"

# with_own COMMAND [OPTION...]: a few containers, and a program of the user's
with_own() {
	local command=$1
	shift
	run "$repro" --containers=3 --rounds=2 --ps="$command" --report="$report" "$@"
}

with_own "$build/weave-ps"
is "a program that does nothing wrong is clean" "$status $(verdict) $(numbers)" \
	"4 clean [0,0,0,0,0,0,0,4,true,0,0,0,0]"
with_own "$build/buggy-ps --schedule=forced {} || true"
is "one that only leaves a thread behind is detected" "$status $(verdict) $(numbers)" \
	"5 detected [0,2,0,0,0,0,0,4,true,0,0,0,0]"
with_own "$build/buggy-ps --schedule=forced {}; exit \$?"
is "one that fails for it is, too" "$status $(verdict) $(numbers)" \
	"0 reproduced-and-detected [2,2,0,0,0,0,0,4,true,0,0,0,0]"
with_own "echo one; echo all is lost >&2; exit 3; :"
is "a failure of another kind is not nstrace's" "$status $(verdict) $(numbers)" \
	"10 missed [2,0,2,0,0,0,0,4,true,0,0,0,0]"
is "what it said is told once" \
	"$(grep 'your ps ended' "$tmp/err")" "nstrace-repro: your ps ended with status 3: all is lost"
with_own /no/such/ps
is "nor is one that cannot be run" "$status $(verdict)" "14 round-broken"
with_own "$build/weave-ps" --expect=clean
is "what was expected is 0" $status 0
with_own "$build/buggy-ps --schedule=forced" --expect=clean
is "what was not is never" "$status $(verdict)" "1 reproduced-and-detected"
run "$repro" --containers=3 --schedule=forced --rounds-until-failure --report="$report"
is "rounds until a failure: there is one of each program" \
	"$status $(verdict) $(jq .rounds "$report") $(numbers)" \
	"0 reproduced-and-detected 1 [1,1,0,0,0,0,0,4,true,0,0,0,0]"
run "$repro" --containers=3 --runtime=go1.10 --rounds-until-failure --rounds=3 --report="$report"
is "but not more than were asked for" "$status $(jq .rounds "$report")" "3 3"

# The harness takes the programs beside it.
mkdir "$tmp/fake"
cp "$repro" "$build/nstrace" "$build/buggy-ps" "$build/weave-ps" "$tmp/fake"

# with_fake PROGRAM: runs the harness with the program of this name replaced by standard input
with_fake() {
	rm "$tmp/fake/$1"
	cat >"$tmp/fake/$1"
	chmod +x "$tmp/fake/$1"
	run "$tmp/fake/nstrace-repro" --containers=3 --rounds=2 --schedule=forced --report="$report"
	cp "$build/$1" "$tmp/fake/$1"
}

with_fake nstrace <<'END'
#!/bin/bash
# Reading what never comes is a wait that starts no process, and that the signal can interrupt.
trap 'echo "{\"type\":\"summary\",\"errors\":0,\"lost\":0}" >&3; exit 0' INT
echo '{"type":"start"}' >&3
while :; do read -rt 1 <> <(:); done
END
is "a blind nstrace misses the failures" "$status $(verdict) $(numbers)" \
	"10 missed [2,0,2,0,0,0,0,4,true,0,0,0,0]"
with_fake nstrace <<<$'#!/bin/bash\necho "no JSON" >&3; read -rt 10 <> <(:)'
is "one that talks nonsense has failed" "$status $(verdict)" "21 nstrace-failed"
with_fake nstrace <<<$'#!/bin/bash\necho no BPF here >&2; exit 125'
is "one that does not start too" "$status $(verdict)" "21 nstrace-failed"
ok "and what it said is shown" grep -qx "no BPF here" "$tmp/err"
with_fake buggy-ps <<<$'#!/bin/bash\necho ouch >&2; exit 1'
is "another failure is not the bug" "$status $(verdict) $(numbers)" \
	"14 round-broken [2,0,2,2,0,0,0,4,true,0,0,0,0]"
with_fake weave-ps <<<$'#!/bin/bash\nseq 4; echo $$ >&2'
is "rows that are the same are enough for the harness" "$status $(verdict)" \
	"0 reproduced-and-detected"
with_fake weave-ps <<<$'#!/bin/bash\nseq 3; echo $$'
is "rows that change are not" "$status $(verdict) $(jq .weave_ps.identical "$report")" \
	"13 weave-ps-failed false"
with_fake weave-ps <<<$'#!/bin/bash\nseq 5'
is "nor are too many" "$status $(verdict) $(jq .weave_ps.rows "$report")" "13 weave-ps-failed 5"
rm "$tmp/fake/weave-ps"
run "$tmp/fake/nstrace-repro" --report="$report"
is "a program that is missing is named" "$status $(verdict) $(grep -c weave-ps "$tmp/err")" \
	"22 not-possible 1"
run "$repro" --containers=nonsense
is "a wrong command line" $status 2
ln -s /nowhere "$tmp/link"
run "$build/nstrace-repro" --report="$tmp/link"
is "a report that would replace a link" "$status $(readlink "$tmp/link")" "2 /nowhere"
is "what was there before is still all there is" "$(machine)" "$before"

# start: the harness in the background, in $harness; there is the report of an older run
start() {
	rm -f "$tmp/err"
	echo '{"verdict":"reproduced-and-detected"}' >"$report"
	"$repro" --containers=10 --rounds=30 --report="$report" >"$tmp/out" 2>"$tmp/err" &
	harness=$!
}

await() { # LINE-OF-THE-HARNESS
	wait_for grep -qF "$1" "$tmp/err"
}

phases=("starting 10 containers" "containers up" "nstrace: watching" "buggy ps (go1.9)"
	"buggy ps (go1.10)" "weave-ps: 30 rounds")

for phase in "${phases[@]}"; do
	start
	await "$phase"
	family=$(family_of "$harness")
	kill -KILL "$harness"
	wait "$harness" 2>"$tmp/discard"
	ok "killed at '$phase' it takes all with it" wait_for none_of "$family"
	is "and leaves no report, not even an older one" "$(ls -A "$(dirname "$report")")" ""
done

# When it takes the lab down, most may be gone before they can be listed.
start
await "weave-ps: 30 rounds"
family=$(family_of "$harness")
await "taking it down"
kill -KILL "$harness"
wait "$harness" 2>"$tmp/discard"
ok "killed at the end it takes all with it" wait_for none_of "$family"

signals=(INT TERM HUP QUIT INT TERM)
for i in "${!signals[@]}"; do
	start
	await "${phases[i]}"
	kill -"${signals[i]}" "$harness"
	wait "$harness"
	is "SIG${signals[i]} at '${phases[i]}' ends it well" \
		"$? $(verdict) $(jq -c '.left_behind | add' "$report")" \
		"$((128 + $(kill -l "${signals[i]}"))) interrupted 0"
done

# ends_with WHOM COMM EXIT-STATUS VERDICT: kills one of this name below the harness
ends_with() {
	start
	await "buggy ps (go1.10)"
	kill -KILL "$(family_of "$harness" | while read -r process _; do
		[ "$(cat "/proc/$process/comm" 2>/dev/null)" != "$2" ] || echo "$process"
	done | tail -n 1)"
	wait "$harness"
	is "the death of $1 ends it" "$? $(verdict) $(jq -c '.left_behind | add' "$report")" "$3 $4 0"
}
ends_with nstrace nstrace 21 nstrace-failed
ends_with "the lab's host" nstrace-lab 20 lab-failed
ends_with "a container" sh 20 lab-failed

ok "no part of a lab lives on" wait_for no_lab
is "and still nothing has changed" "$(machine)" "$before"
finish
