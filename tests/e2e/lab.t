#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A lab as it is from inside (this script runs itself there) and what it leaves outside: nothing.
. "$(dirname "$0")/lib.sh"
need_root

repro=$build/nstrace-repro
list=/run/nstrace-lab/containers.json
kinds="net pid mnt uts ipc"

namespaces_of() { # PROCESS
	local kind
	for kind in $kinds; do
		readlink "/proc/$1/ns/$kind"
	done
}

# Nothing in the lab is called by what the machine has; so this is all a lab could change.
machine() {
	ip -o link | cut -d: -f2
	ip netns
	cut -d' ' -f3- /proc/self/mountinfo
	ls -A /run
}

field_of() { # NAME FIELD
	jq -r --arg name "$1" ".containers[] | select(.name == \$name).$2" $list
}

# ask REQUEST...: what the engine's socket says to all of them, on one connection
ask() {
	perl -MIO::Socket::UNIX -e '
		my $socket = IO::Socket::UNIX->new("/run/nstrace-lab/engine.sock") or die "$!\n";
		for (@ARGV) {
			print $socket "$_\n";
			my $reply = <$socket>;
			print defined $reply ? $reply : "hung up\n";
		}' "$@"
}

# As many connections as there are arguments, all open before the first is used
ask_at_once() {
	perl -MIO::Socket::UNIX -e '
		my @sockets = map { IO::Socket::UNIX->new("/run/nstrace-lab/engine.sock") } @ARGV;
		for (0 .. $#ARGV) { my $socket = $sockets[$_]; print $socket "$ARGV[$_]\n"; }
		for (@sockets) { my $reply = <$_>; print $reply; }' "$@"
}

listed() { # NAMES
	[ "$(jq -r '.containers[].name' $list | xargs)" = "$1" ]
}

without_link() { # NAME
	! quietly ip link show "$1"
}

quietly() {
	"$@" >/dev/null 2>&1
}

inside() {
	local first second third i name id requests=()
	first=$(field_of web-0 pid) second=$(field_of web-1 pid) third=$(field_of web-2 pid)

	is "the list says what made the lab" "$(jq -r '.engine, .bridge' $list)" $'native\nweave'
	is "the list has all containers, oldest first" \
		"$(jq -r '.containers[].name' $list)" $'web-0\nweb-1\nweb-2'
	is "ids are 64 hexadecimal digits, each its own" \
		"$(jq -r '.containers[].id' $list | grep -Exc '[0-9a-f]{64}')" 3
	is "a container shares no namespace with the machine, the lab's host or another" \
		"$({
			sort -u <<<"$machine_namespaces"$'\n'"$(namespaces_of self)"
			for i in "$first" "$second" "$third"; do namespaces_of "$i"; done
		} | sort | uniq -d)" ""
	is "there is one of each kind" "$(namespaces_of "$first" | wc -l)" 5
	is "it sees its own root file system and its own /proc, and no old root" \
		"$(cut -d' ' -f5,6 "/proc/$first/mountinfo")" \
		$'/ ro,relatime\n/proc rw,nosuid,nodev,noexec,relatime'
	is "its init is a shell that waits" \
		"$(tr '\0' ' ' <"/proc/$first/cmdline"; cat "/proc/$first/root/proc/1/comm")" \
		"/bin/sh sh"
	is "nothing else runs in it" \
		"$(nsenter -t "$first" -a -- /bin/sh -c 'echo /proc/[0-9]*')" "/proc/1 /proc/2"
	is "its host name is its name" "$(nsenter -t "$first" -a -- /bin/hostname)" web-0
	ok "it has busybox's programs" \
		quietly nsenter -t "$first" -a -- /bin/ls /usr/bin/env /sbin/ifconfig
	is "each has an address of its own" \
		"$(for name in web-0 web-1 web-2; do
			ip -n $name -o -4 address show ethwe | awk '{ print $4 }'
		done)" $'10.32.0.2/12\n10.32.0.3/12\n10.32.0.4/12'
	is "the bridge has its address and is up" \
		"$(ip -o -4 address show weave up | awk '{ print $4 }')" 10.32.0.1/12
	is "the other ends of their links are the bridge's ports" \
		"$(for name in web-0 web-1 web-2; do
			ip netns exec $name cat /sys/class/net/ethwe/iflink
		done | sort)" "$(ip -o link show master weave | cut -d: -f1 | sort)"
	ok "one container reaches another" \
		quietly ip netns exec web-0 busybox ping -c 1 -W 5 10.32.0.4
	ok "and the host" quietly ip netns exec web-0 busybox ping -c 1 -W 5 10.32.0.1

	is "the socket knows the process of each, many requests on a connection" \
		"$(ask "GET $(field_of web-0 id)" "GET $(field_of web-2 id)")" "$first"$'\n'"$third"
	is "and none of a container that is not there" "$(ask "GET $(printf '%064d' 0)")" 0
	is "it hangs up on nonsense" "$(ask "POST /containers")" "hung up"
	is "and on a request without an end" "$(ask "GET $(printf '%01000d' 0)")" "hung up"
	id=$(field_of web-1 id)
	for ((i = 0; i < 200; i++)); do requests+=("GET $id"); done
	is "it serves many connections at once" \
		"$(ask_at_once "${requests[@]}" | sort | uniq -c | xargs)" "200 $second"

	kill -KILL "$second"
	ok "a container that dies leaves the list" \
		wait_for listed "web-0 web-2"
	is "its name is free" "$(cd /run/netns && echo ./*)" "./web-0 ./web-2"
	is "the socket knows that it does not run" "$(ask "GET $id")" 0
	ok "its port leaves the bridge" wait_for without_link vethwepl1
	ok "the others live" quietly ip netns exec web-0 busybox ping -c 1 -W 5 10.32.0.4
	finish
}

if [ -n "${machine_namespaces-}" ]; then
	inside
	exit
fi

before=$(machine)
machine_namespaces=$(namespaces_of self)
export machine_namespaces
if ! "$repro" --containers=3 --run -- bash "$0" >"$tmp/inside" 2>"$tmp/err"; then
	cat "$tmp/err" >&2
	echo "Bail out! no lab"
	exit 1
fi
cat "$tmp/err" >&2
n_tests=$(sed -n 's/^1\.\.//p' "$tmp/inside")
grep -v '^1\.\.' "$tmp/inside"

is "the machine is as it was" "$(machine)" "$before"
run "$repro" --containers=1 --run -- sh -c 'echo out; echo err >&2; exit 7'
is "the command's exit status is passed on" $status 7
is "its output is all there is" "$(cat "$tmp/out" "$tmp/err")" $'out\nerr'
run "$repro" --containers=1 --run -- sh -c 'kill -TERM $$'
is "a signal that ends it too" $status 143
run "$repro" --containers=1 --run -- /no/such/program
is "a command that is not there" "$status $(cat "$tmp/err")" \
	"126 cannot run /no/such/program: No such file or directory"
run "$repro" --containers=1 --run -- sh -c 'sleep 1000 >/dev/null 2>&1 & echo $!'
ok "what the command leaves running ends with the lab" test ! -e "/proc/$(cat "$tmp/out")"

"$repro" --containers=1 --run -- sh -c 'trap "echo told; exit 3" TERM; echo ready; while :; do sleep 1000 & wait; done' \
	>"$tmp/told" &
wait_for grep -q ready "$tmp/told"
kill -TERM $!
wait $!
is "a signal to the harness ends both" "$? $(xargs <"$tmp/told")" "143 ready told"
if command -v script >/dev/null; then
	script --quiet --return --command "$repro --containers=30 --run -- true" /dev/null >"$tmp/bar"
	ok "on a terminal there is a bar, and the time that is left" \
		grep -qE 'starting containers +\[#+ +\] [0-9]+/30, [0-9]+ s left' "$tmp/bar"
	is "which is wiped away" "$(tail -c 4 "$tmp/bar")" $'\r\e[K'
else
	skip 2 "script is not installed"
fi
run "$repro" --containers=30 --run -- true
is "elsewhere there is none" "$(cat "$tmp/out" "$tmp/err")" ""

ids='.containers[].id'
run "$repro" --containers=2 --seed=7 --run -- jq -r "$ids" $list
first_ids=$(cat "$tmp/out")
run "$repro" --containers=2 --seed=7 --run -- jq -r "$ids" $list
is "the same seed gives the same ids" "$(cat "$tmp/out")" "$first_ids"
run "$repro" --containers=2 --seed=8 --run -- jq -r "$ids" $list
ok "another one gives others" test "$(cat "$tmp/out")" != "$first_ids"

# What reads the harness's output comes to its end, although the lab goes on.
"$repro" --containers=2 --keep --run -- true 2>&1 | cat >"$tmp/out"
host=$(sed -n 's/^remove it: *kill //p' "$tmp/out")
is "a lab that is kept stays as it was" \
	"$(nsenter --target "$host" --net --mount jq -r '.containers[].name' $list)" $'web-0\nweb-1'
kill "$host"
ok "and goes when it is told to" wait_for test ! -e "/proc/$host/ns"
"$repro" --containers=1 --keep --run -- true 2>"$tmp/err"
host=$(sed -n 's/^remove it: *kill //p' "$tmp/err")
kill -KILL "$(nsenter --target "$host" --net --mount jq '.containers[].pid' $list)"
ok "or when its last container ends" wait_for test ! -e "/proc/$host/ns"
is "nothing of them is left on the machine" "$(machine)" "$before"
run setpriv --reuid=65534 --clear-groups "$repro" --run -- true
is "without privileges it says what it needs" "$status $(cat "$tmp/err")" \
	"22 nstrace-repro: namespaces and BPF need root: run it under sudo"
finish
