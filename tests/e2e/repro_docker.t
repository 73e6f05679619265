#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The reproduction with Docker's containers, on a daemon of its own: as the article did it. What a
# lab has not made it must not touch, and what it has made must be gone, whatever ends it.
. "$(dirname "$0")/lib.sh"
in_private_host
. "$(dirname "$0")/engines.sh"
start_dockerd

repro=$build/nstrace-repro
report=$tmp/report.json

verdict() {
	jq -r .verdict "$report"
}

lab() { # OPTION...
	run "$repro" --engine=docker --report="$report" "$@"
}

# What others have on this machine: containers (with the time they began), images, links, files
others() {
	docker ps --all --no-trunc --quiet | xargs -r docker inspect --format '{{.Name}} {{.State.StartedAt}}'
	docker images --all --quiet | sort
	ip -o link | cut -d: -f2 | grep -v ' veth'
	ls -A /run/nstrace-lab 2>&1
}

# nothing_left: there is just what was there before; engines and kernel may take a moment
nothing_left() {
	[ "$(others)" = "$before" ]
}

import_image theirs
docker run -td --name web-0 --label role=theirs theirs /bin/sh >/dev/null
before=$(others)

lab --containers=100 --rounds=2 --schedule=forced
is "the bug shows in Docker's containers and is detected" "$status $(verdict)" \
	"0 reproduced-and-detected"
is "every round failed and was flagged, nothing else" \
	"$(jq -c '[.engine, .containers, .buggy.failed, .buggy.flagged, .buggy.failed_unflagged,
		.fixed_runtime.failed, .fixed_runtime.flagged, .weave_ps.failed, .weave_ps.flagged,
		.weave_ps.rows, .weave_ps.identical, .lost_events, (.left_behind | add)]' "$report")" \
	'["docker",100,2,2,0,0,0,0,0,101,true,0,0]'
ok "it says that it had to make an image" grep -q "busybox" "$tmp/err"
is "there is no bar where there is no terminal" "$(grep -c '#\|left$' "$tmp/err")" 0
ok "nothing is left of it" wait_long nothing_left

import_image alpine
before=$(others)

without() { # CONTAINER
	! grep -q "$1" /run/nstrace-lab/containers.json
}

# The lab as it is from inside
inside() {
	local first second
	first=$(jq -r '.containers[0].pid' /run/nstrace-lab/containers.json)
	second=$(jq -r '.containers[1].name' /run/nstrace-lab/containers.json)
	is "the containers run the image that was there" \
		"$(docker ps --filter label=nstrace-lab --format '{{.Image}} {{.Command}}' | sort | uniq -c | xargs)" \
		'3 alpine /bin/sh'
	is "the list has them with their ids" \
		"$(jq -r '.containers[].id' /run/nstrace-lab/containers.json | sort)" \
		"$(docker ps --filter label=nstrace-lab --no-trunc --quiet | sort)"
	is "and with their processes" \
		"$(jq -r '.containers[].pid' /run/nstrace-lab/containers.json | sort)" \
		"$(docker ps --filter label=nstrace-lab --quiet |
			xargs docker inspect --format '{{.State.Pid}}' | sort)"
	is "each is on the bridge with an address of its own" \
		"$(for process in $(jq -r '.containers[].pid' /run/nstrace-lab/containers.json); do
			nsenter -t "$process" -n ip -o -4 address show ethwe | awk '{ print $4 }'
		done)" $'10.32.0.2/12\n10.32.0.3/12\n10.32.0.4/12'
	is "by a port of the bridge" \
		"$(nsenter -t "$first" -n ip -o link show ethwe | sed 's/.*@if\([0-9]*\):.*/\1/')" \
		"$(ip -o link show master weave | grep vethwepl0 | cut -d: -f1)"
	is "the machine gets no route from it" "$(ip route show dev weave)" ""
	docker kill "$second" >/dev/null
	ok "one that dies leaves the list" wait_for without "$second"
	finish
}
if ! "$repro" --engine=auto --containers=3 --run -- bash -c "
	$(declare -f is ok wait_for without inside finish); n_tests=$n_tests n_planned=1; inside" >"$tmp/inside"
then
	echo "Bail out! no lab"
	exit 1
fi
cat "$tmp/inside"
n_tests=$((n_tests + $(grep -c '^\(not \)\?ok' "$tmp/inside")))
ok "the running daemon was chosen, and nothing is left" wait_long nothing_left

lab --containers=3 --rounds=2 --ps="$build/weave-ps {}" --expect=clean
is "a correct program is found clean" "$status $(verdict)" "0 clean"
lab --containers=3 --ps="$build/buggy-ps --schedule=forced" --rounds-until-failure
is "one with the bug is found out, in the first round" \
	"$status $(verdict) $(jq -c '[.rounds, .buggy.failed, .buggy.flagged]' "$report")" \
	"0 reproduced-and-detected [1,1,1]"
# shellcheck disable=SC2016 # for the shell of --ps
lab --containers=2 --rounds=1 --ps='[ $# = 2 ] && docker inspect {} >/dev/null && [ "$NSTRACE_SEED" = 7 ]' --seed=7
is "it is given the ids and a seed" "$(verdict) $(jq .seed "$report")" "clean 7"

ip link add weave type bridge
before_bridge=$(ip -o link show weave)
lab --containers=2
is "a bridge that no lab has made is refused" "$status $(verdict)" "20 lab-failed"
"$repro" --clean --engine=docker
is "and stays as it is, also when what labs have left is removed" \
	"$(ip -o link show weave)" "$before_bridge"
ip link delete weave
ok "and everything else too" wait_long nothing_left

# A daemon of another machine has processes with numbers that are others' here.
sleep 1000 &
innocent=$!
at_exit "kill $innocent"
mkdir "$tmp/remote"
printf '%s\n' '#!/bin/sh' "[ \$1 = inspect ] || exec $(command -v docker) \"\$@\"" \
	"$(command -v docker) \"\$@\" | sed 's/ [0-9]*\$/ $innocent/'" >"$tmp/remote/docker"
chmod +x "$tmp/remote/docker"
PATH="$tmp/remote:$PATH" lab --containers=1
is "a process that is not the container's is left alone" \
	"$status $(verdict) $(grep -c 'find the process' "$tmp/err") $(ip -o link | grep -c ethwe)" \
	"20 lab-failed 1 0"
ok "and nothing is left" wait_long nothing_left

# start: the harness in the background, in $harness
start() {
	rm -f "$tmp/err"
	"$repro" --engine=docker --containers=8 --rounds=100 --report="$report" \
		>"$tmp/out" 2>"$tmp/err" &
	harness=$!
}

await() { # LINE-OF-THE-HARNESS
	wait_long grep -qF "$1" "$tmp/err"
}

some_run() {
	[ "$(docker ps --quiet --filter label=nstrace-lab | wc -l)" -ge 3 ]
}

lab_host() {
	pgrep -P "$harness" -x nstrace-lab
}

for signal in INT TERM KILL; do
	start
	wait_long some_run
	kill -"$signal" "$harness"
	wait "$harness" 2>"$tmp/discard"
	is "SIG$signal while the containers start ends it" $? $((128 + $(kill -l $signal)))
	ok "and nothing is left" wait_long nothing_left
done

# A container may be on its way for long when nobody wants it any more.
mkdir "$tmp/slow"
printf '%s\n' '#!/bin/sh' "[ \$1 != run ] || { >$tmp/slow/begun; sleep 3; }" \
	"exec $(command -v docker) \"\$@\"" >"$tmp/slow/docker"
chmod +x "$tmp/slow/docker"
PATH="$tmp/slow:$PATH" start
wait_long test -e "$tmp/slow/begun"
kill -INT "$harness"
wait "$harness"
is "what is being started is waited for" "$? $(jq -c '.left_behind | add' "$report")" "130 0"
ok "and nothing is left" nothing_left

start
await "buggy ps (go1.9)"
kill -HUP "$harness"
wait "$harness"
is "a signal while the rounds run, too" "$? $(verdict) $(jq -c '.left_behind | add' "$report")" \
	"129 interrupted 0"
ok "and nothing is left" nothing_left

start
wait_long some_run
kill -KILL "$(lab_host)"
wait "$harness"
is "when the lab's host is killed the harness removes it all" \
	"$? $(verdict) $(jq -c '.left_behind | add' "$report")" "20 lab-failed 0"
ok "and nothing is left" nothing_left

start
await "buggy ps (go1.9)"
docker kill "$(docker ps --quiet --filter label=nstrace-lab --latest)" >/dev/null
wait "$harness"
is "a container that dies spoils the lab" "$? $(verdict)" "20 lab-failed"
ok "and nothing is left" nothing_left

# As after a power cut: all is there, and nobody who knows of it.
"$repro" --engine=docker --containers=2 --keep --run -- true 2>"$tmp/err"
is "a lab that is kept stays" "$(docker ps --quiet --filter label=nstrace-lab | wc -l)" 2
ok "and says how to enter it" grep -q "docker exec -it web-0-" "$tmp/err"
kill -KILL "$(cut -d- -f3 <<<"$(docker ps --filter label=nstrace-lab --format '{{.Names}}' | head -n 1)")"
lab --containers=1
is "what is left of one is no other's" "$status $(grep -c 'nstrace-repro --clean' "$tmp/err")" "20 1"
run "$repro" --clean --engine=docker
is "it is removed on demand" "$status $(cat "$tmp/out" "$tmp/err")" "0 "
ok "and nothing else" wait_long nothing_left
finish
