#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The reproduction with Podman's containers, with a storage of its own; the options that podman needs
# on this machine are the harness's to find.
. "$(dirname "$0")/lib.sh"
in_private_host
. "$(dirname "$0")/engines.sh"
start_podman

repro=$build/nstrace-repro
report=$tmp/report.json

verdict() {
	jq -r .verdict "$report"
}

left() {
	podman ps --all --quiet
	podman images --quiet
	ip -o link | grep weave
	ls -d /run/nstrace-lab 2>/dev/null
}

run "$repro" --engine=podman --containers=10 --rounds=2 --schedule=forced --report="$report"
is "the bug shows in Podman's containers and is detected" "$status $(verdict)" \
	"0 reproduced-and-detected"
is "every round failed and was flagged, nothing else" \
	"$(jq -c '[.engine, .containers, .buggy.failed, .buggy.flagged, .buggy.failed_unflagged,
		.fixed_runtime.failed, .fixed_runtime.flagged, .weave_ps.failed, .weave_ps.flagged,
		.weave_ps.rows, .weave_ps.identical, .lost_events, (.left_behind | add)]' "$report")" \
	'["podman",10,2,2,0,0,0,0,0,11,true,0,0]'
is "nothing is left" "$(left)" ""

"$repro" --engine=podman --containers=2 --keep --run -- true 2>"$tmp/err"
is "a lab that is kept stays usable" \
	"$(podman ps --quiet --filter label=nstrace-lab | xargs -I{} podman exec {} /bin/hostname | wc -l)" 2
run "$repro" --clean --engine=podman
is "it is removed on demand" "$status $(cat "$tmp/out" "$tmp/err")" "0 "
is "and nothing is left" "$(left)" ""

# A podman that fails without the words it is asked for
mkdir "$tmp/picky"
podman=$(command -v podman)
printf '%s\n' '#!/bin/bash' "case \"\$*\" in" \
	'run*--ulimit*) ;;' 'run*) echo "Error: no such luck" >&2; exit 126 ;;' 'esac' \
	"exec $podman \"\$@\"" >"$tmp/picky/podman"
chmod +x "$tmp/picky/podman"
run env PATH="$tmp/picky:$PATH" "$repro" --engine=podman --containers=2 --run -- \
	jq -r '.engine, (.containers | length)' /run/nstrace-lab/containers.json
is "the options that are needed are found out" "$status $(xargs <"$tmp/out")" "0 podman 2"
printf '%s\n' '#!/bin/bash' "case \"\$*\" in" \
	'run*) echo "Error: out of luck" >&2; exit 126 ;;' 'esac' \
	"exec $podman \"\$@\"" >"$tmp/picky/podman"
run env PATH="$tmp/picky:$PATH" "$repro" --engine=podman --containers=2 --run -- true
is "when none helps, what podman says of the plain command is shown" \
	"$status $(grep -c 'podman run: Error: out of luck' "$tmp/err")" "20 1"

some_run() {
	[ -n "$(podman ps --quiet --filter label=nstrace-lab)" ]
}

"$repro" --engine=podman --containers=10 --report="$report" >"$tmp/out" 2>"$tmp/err" &
harness=$!
wait_long some_run
kill -TERM "$harness"
wait "$harness"
is "a signal while the containers start ends it" \
	"$? $(verdict) $(jq -c '.left_behind | add' "$report")" "143 interrupted 0"
is "and nothing is left" "$(left)" ""

"$repro" --engine=podman --containers=10 --report="$report" >"$tmp/out" 2>"$tmp/err" &
harness=$!
wait_long some_run
kill -KILL "$(pgrep -P "$harness" -x nstrace-lab)"
wait "$harness"
is "when the lab's host is killed the harness removes it all" \
	"$? $(verdict) $(jq -c '.left_behind | add' "$report")" "20 lab-failed 0"
is "and nothing is left, here and before" "$(left)" ""
finish
