#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# weave-ps when things go wrong, by every strategy: the answer is complete, or the exit status says
# that it is not and there is none.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
command -v strace >/dev/null || skip_all "needs strace"
in_private_host --pid --fork --kill-child --mount-proc

weave_ps=$build/weave-ps
strategies=(fork pool nsid nsenter inline)
n_netns=6

ip link add weave address 02:00:00:00:00:01 type bridge
ip link set weave up

# attach N: a namespace with an interface on the bridge
attach() {
	ip netns add "c$1"
	ip link add "v$1" master weave type veth peer name ethwe netns "c$1"
	ip -n "c$1" link set ethwe up
	ip -n "c$1" addr add "10.32.0.$1/12" dev ethwe
}

targets=()
for ((i = 1; i <= n_netns; i++)); do
	attach "$i"
	targets+=("netns:c$i")
done

# rows N...: what `ip` says of them
rows() {
	local i
	for i in "$@"; do
		ip -n "c$i" -j addr show dev ethwe | jq -r --arg id "netns:c$i" '.[] | select(.ifname) |
			[$id, .address, (.addr_info[] | select(.family == "inet") |
				"\(.local)/\(.prefixlen)")] | join(" ")'
	done
}
expected=$(rows 1 2 3 4 5 6)

nobody_is_left() {
	! cat /proc/[0-9]*/comm 2>/dev/null | grep -qE '^(weave-ps|nsenter)$'
}

# look STRATEGY [OPTION...]: at all of them, in a way that strace can follow
look() {
	"$weave_ps" --strategy="$1" "${@:2}" "${targets[@]}"
}

# faulty INJECTION STRATEGY [OPTION...]: the same with something injected
faulty() {
	strace -f -qq -o "$tmp/trace" -e "inject=$1" \
		"$weave_ps" --strategy="$2" "${@:3}" "${targets[@]}"
}

# fails NAME STATUS MESSAGE INJECTION STRATEGY [OPTION...]: nothing on stdout, nobody is left
fails() {
	run faulty "${@:4}"
	is "$1: exit status, nothing on stdout" "$status $(<"$tmp/out")" "$2 "
	ok "$1: says so" grep -qE -- "$3" "$tmp/err"
	ok "$1: nobody is left" wait_for nobody_is_left
}

# What each calls before it looks into the first namespace, and there.
declare -A before=([fork]=clone [pool]=clone [nsid]=clone [nsenter]=clone [inline]=setns)
declare -A there=([fork]=setns [pool]=setns [nsid]=unshare [nsenter]=setns [inline]=setns)

for strategy in "${strategies[@]}"; do
	run look "$strategy"
	is "$strategy: a good day" "$status $(<"$tmp/out")$(<"$tmp/err")" "0 $expected"
done

# A container stops between list and look: what has gone has no row. Everything stands still at the
# moment between.

is_stopped() {
	grep -q -- '--- stopped by SIGSTOP ---' "$tmp/trace"
}

# in_between STRATEGY INJECTION COMMAND...: look, and where it stops run the command
in_between() {
	rm -f "$tmp/trace"
	# shellcheck disable=SC2016
	strace -o "$tmp/trace" -e "inject=$2" sh -c 'echo $$ >"$0"; exec "$@"' "$tmp/tgid" \
		"$weave_ps" --strategy="$1" "${targets[@]}" >"$tmp/out" 2>"$tmp/err" &
	wait_for is_stopped
	"${@:3}"
	kill -CONT "$(<"$tmp/tgid")"
	wait "$!"
	status=$?
}

stop_container() {
	ip netns del c3
	ip link del v3
}

lose_address() {
	ip -n c4 addr flush dev ethwe
}

for strategy in "${strategies[@]}"; do
	in_between "$strategy" "${before[$strategy]}:signal=STOP:when=1" stop_container
	is "$strategy: a container stops between list and look" "$status $(<"$tmp/out")$(<"$tmp/err")" \
		"0 $(rows 1 2 4 5 6)"
	attach 3
	in_between "$strategy" "${before[$strategy]}:signal=STOP:when=1" lose_address
	is "$strategy: an address goes between list and look" "$status $(<"$tmp/out")$(<"$tmp/err")" \
		"0 $(rows 1 2 3 4 5 6)"
	ip -n c4 addr add 10.32.0.4/12 dev ethwe
	run "$weave_ps" --strategy="$strategy" netns:c1 netns:gone netns:c2
	is "$strategy: a namespace has gone before" "$status $(<"$tmp/out")" "0 $(rows 1 2)"
done

# Between the two questions of one look: the last request before that for addresses, in the first
# namespace. strace knows the number only, since it cannot look up a socket there.
strace -o "$tmp/trace" -e trace=setns,sendto "$weave_ps" --strategy=inline "${targets[@]}" >/dev/null
n_requests=$(awk '/^setns/ { there = 1 } /^sendto/ { if (there && /nlmsg_type=0x16 /) exit; n++ }
	END { print n }' "$tmp/trace")
in_between inline "sendto:signal=STOP:when=$n_requests" ip link del v1
is "an interface goes between the questions" "$status $(<"$tmp/out")$(<"$tmp/err")" \
	"0 $(rows 2 3 4 5 6)"
ip netns del c1
attach 1
expected=$(rows 1 2 3 4 5 6)

# No process can be made.

for strategy in fork pool nsid nsenter; do
	fails "$strategy: fork fails" 1 "c1.*temporarily unavailable" \
		clone,clone3:error=EAGAIN:when=1 "$strategy"
done
fails "fork: a child of a child cannot be made" 1 "c[1-6].*temporarily unavailable" \
	clone,clone3:error=EAGAIN:when=2 fork
fails "nsenter: a later one cannot be made" 1 "c[1-6].*temporarily unavailable" \
	clone,clone3:error=EAGAIN:when=3 nsenter
run env PATH=/nowhere "$weave_ps" --strategy=nsenter "${targets[@]}"
is "nsenter: there is none" "$status $(<"$tmp/out") $(grep -c "c[1-6].*No such file" "$tmp/err")" "1  1"
run faulty clone,clone3:error=EAGAIN inline
is "inline: makes none" "$status $(<"$tmp/out")" "0 $expected"

# One is killed, from outside or for lack of memory, or hangs, or is stopped.

for strategy in fork pool nsid nsenter; do
	fails "$strategy: a child is killed" 1 "c[1-6].*Input/output" \
		"${there[$strategy]}:signal=KILL:when=1" "$strategy"
	fails "$strategy: a child hangs" 1 "c[1-6].*timed out" \
		"${there[$strategy]}:delay_enter=2s:when=1" "$strategy" --timeout=200ms
	fails "$strategy: a child is stopped" 1 "c[1-6].*timed out" \
		"${there[$strategy]}:signal=STOP:when=1" "$strategy" --timeout=200ms
	fails "$strategy: a child may not go there" 1 "c[1-6].*(not permitted|Input/output)" \
		"${there[$strategy]}:error=EPERM" "$strategy"
done
run faulty setns:signal=KILL:when=3 inline
is "inline: is killed" "$status $(<"$tmp/out")" "137 "
run faulty setns:delay_enter=1s:when=3 inline --timeout=200ms
is "inline: hangs" "$status $(<"$tmp/out")" "142 "
# shellcheck disable=SC2016
run sh -c 'trap "" ALRM; exec "$@"' - strace -qq -o "$tmp/trace" \
	-e inject=setns:delay_enter=1s:when=3 "$weave_ps" --strategy=inline --timeout=200ms "${targets[@]}"
is "inline: hangs, with an alarm that was ignored" "$status $(<"$tmp/out")" "142 "
fails "inline: cannot go there" 1 "c3.*not permitted" setns:error=EPERM:when=3 inline
fails "inline: cannot go home" 134 "cannot go back.*not permitted" \
	setns:error=EPERM:when=$((n_netns + 1)) inline

# Whatever fails, and whenever: complete, or an exit status and nothing.

# never_half NAME COMMAND...
n_failed=0
n_half=0
never_half() {
	run "${@:2}"
	if ((status == 0)); then
		[ "$(<"$tmp/out")" = "$expected" ]
	else
		((n_failed++))
		[ ! -s "$tmp/out" ]
	fi || {
		((n_half++))
		echo "# half an answer: $1: status $status, $(wc -l <"$tmp/out") rows" >&2
	}
}

# swept NAME: what never_half() has seen since the last time
swept() {
	is "$1: never half an answer" "$n_half" 0
	ok "$1: and there were failures ($n_failed)" test "$n_failed" -gt 0
	n_failed=0
	n_half=0
}

for strategy in "${strategies[@]}"; do
	for ((i = 4; i < 24; i++)); do
		never_half "$strategy, $i descriptors" prlimit --nofile="$i" \
			"$weave_ps" --strategy="$strategy" "${targets[@]}"
	done
	swept "$strategy: descriptors run out"
	for fault in socket:error=EMFILE bind:error=ENOMEM setsockopt:error=ENOPROTOOPT \
		sendto:error=ENOBUFS recvfrom:error=ENOBUFS recvfrom:signal=KILL mmap:error=ENOMEM; do
		for ((i = 1; i <= 9; i += 2)); do
			never_half "$strategy, $fault, $i" faulty "$fault:when=$i" "$strategy"
		done
	done
	swept "$strategy: calls fail"
done

# An engine that may take more time than libcurl can count waits in the kernel.

mkfifo "$tmp/ready"
"$build/tests/programs/bad_daemon" "$tmp/engine.sock" hangs >"$tmp/ready" &
daemon=$!
read -r _ <"$tmp/ready"
strace -o "$tmp/trace" -e trace=poll,ppoll "$weave_ps" --host="unix://$tmp/engine.sock" \
	--timeout=1000h >"$tmp/out" 2>"$tmp/err" &
ok "there is no end of time" wait_for grep -qE 'poll\(.*, [0-9]{6,}|tv_sec=[0-9]{4,}' "$tmp/trace"
{ kill -KILL "$daemon" && wait "$daemon"; } 2>/dev/null
wait "$!"
is "and then it has an end" "$? $(<"$tmp/out")" "1 "

ok "nobody is left" wait_for nobody_is_left
finish
