#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# weave-ps against real namespaces. The oracle is `ip`: what it says of the interfaces that this
# script attached must be what weave-ps says, to the byte.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
# Nobody else's processes either: all of ours end with this script, however it ends.
in_private_host --pid --fork --kill-child --mount-proc

. "$(dirname "$0")/weave_ps.sh"

expose() {
	rows weave:expose weave
}

# The host: 24 ordinary containers and some that are not.

ip link add weave address 02:00:00:00:00:01 type bridge # or else it takes that of a port
ip addr add 10.32.0.1/12 dev weave
ip link set weave up
ip netns add nowhere
for i in {1..24}; do
	container "web-$i" "10.32.1.$i/12"
done
ip -n web-3 addr add 10.40.0.3/24 dev ethwe
container no-address
container two-interfaces 10.32.2.1/12
attach two-interfaces ethwe2 10.32.2.2/12 10.32.2.3/12
container point-to-point
ip -n point-to-point addr add 10.32.3.1 peer 10.32.3.2/32 dev ethwe
start shares-web-1 web-1
start off-the-bridge nowhere
ip netns add two-bridges
start two-bridges two-bridges
attach two-bridges ethwe 10.32.5.1/12
ip link add docker0 address 02:00:00:00:00:02 type bridge
ip link add vdocker0 master docker0 type veth peer name eth0 netns two-bridges
ip link add vlone type veth peer name eth1 netns two-bridges
for interface in eth0 eth1; do
	ip -n two-bridges addr add 172.17.0.2/16 dev $interface
done
hostile=$'e\e[2J"\xff\\'
ip netns add hostile
start hostile hostile
attach hostile "$hostile" 10.32.4.1/12
# `ip -j` itself prints broken JSON for such a name, so this one's row is known by heart.
ip -n hostile link set "$hostile" address 02:00:00:00:00:66
hostile_row="02:00:00:00:00:66 10.32.4.1/12"

# A foreign pair with the very numbers of web-1's: only where they lead tells them apart.
host_index=$(ip -n web-1 -j link show ethwe | jq '.[0].link_index')
peer_index=$(ip -n web-1 -j link show ethwe | jq '.[0].ifindex')
ip netns add foreign
ip netns add elsewhere
ip -n elsewhere link add decoy index "$host_index" type veth \
	peer name ethwe index "$peer_index" netns foreign
ip -n foreign addr add 10.66.0.1/12 dev ethwe
start foreign foreign
write_list

# Everything.

oracle() {
	local i name
	expose
	for ((i = ${#names[@]} - 1; i >= 0; i--)); do
		name=${names[i]}
		case $name in
		hostile) echo "${id[hostile]:0:12} $hostile_row" ;;
		off-the-bridge | foreign) ;;
		shares-web-1) rows "${id[$name]}" ethwe -n web-1 ;;
		*) rows "${id[$name]}" ethwe -n "$name" ;;&
		two-interfaces) rows "${id[$name]}" ethwe2 -n "$name" ;;
		esac
	done
}

expected=$(oracle)
run "$weave_ps"
is "all containers, newest first: exit status" "$status" 0
is "all containers, newest first: rows as \`ip\` says" "$(<"$tmp/out")" "$expected"
is "there were enough of them" "$(grep -c . "$tmp/out")" 32
is "nothing on stderr" "$(<"$tmp/err")" ""
ok "no row ends in a space" test -z "$(grep -n ' $' "$tmp/out")"
ok "the last row ends" test -z "$(tail -c 1 "$tmp/out")"

run "$weave_ps" --json
is "--json says the same" \
	"$(jq -r '.[] | [.id[0:12], .mac, .addresses[]] | join(" ")' "$tmp/out")" "$expected"
is "--json names interfaces, hostile ones escaped" \
	"$(jq -r '.[].interface' "$tmp/out" | sort | uniq -c | sort -n | awk '{print $1, $2}')" \
	"1 e\\x1b[2J\"\\xff\\x5c
1 ethwe2
1 weave
29 ethwe"

# What is named.

row() {
	rows "$1" ethwe -n "$2"
}

shows "by name" "$(row web-17 web-17)" web-17
shows "by whole id, cut to 12 characters" "$(row "${id[web-2]}" web-2)" "${id[web-2]}"
shows "by the beginning of an id" "$(row "${id[web-2]:0:9}" web-2)" "${id[web-2]:0:9}"
shows "by process" "$(row "pid:${pid[web-2]}" web-2)" "pid:${pid[web-2]}"
shows "by the namespace's name" "$(row netns:web-2 web-2)" netns:web-2
shows "by the namespace's path" "$(row netns:/run/netns/web-2 web-2)" netns:/run/netns/web-2
shows "in the order of the arguments" "$(row web-9 web-9; row web-2 web-2; row web-11 web-11)" \
	web-9 web-2 web-11
shows "a repeated argument repeats its row" "$(row web-2 web-2; row web-3 web-3; row web-2 web-2)" \
	web-2 web-3 web-2
shows "the bridge itself" "$(expose)" weave:expose
shows "the bridge comes first" "$(expose; row web-2 web-2)" web-2 weave:expose
shows "two addresses" "$(row web-3 web-3)" web-3
shows "no address" "no-address $(ip -n no-address -j link show ethwe | jq -r '.[0].address')" no-address
shows "two interfaces" "$(row two-interfaces two-interfaces
	rows two-interfaces ethwe2 -n two-interfaces)" two-interfaces
shows "the local end of a point-to-point address" "$(row point-to-point point-to-point)" \
	point-to-point
shows "a shared namespace shows its addresses again" "$(row shares-web-1 web-1)" shares-web-1
shows "a hostile interface name does no harm" "hostile $hostile_row" hostile

shows "another bridge, and nothing but it" "weave:expose 02:00:00:00:00:02
$(rows two-bridges eth0 -n two-bridges)" --bridge=docker0 two-bridges weave:expose web-1

# What has no row.

shows "not on the bridge" "" off-the-bridge
shows "a foreign interface with the same numbers" "" foreign
shows "the same without its container" "" netns:foreign netns:elsewhere
shows "unknown" "" nobody netns:nobody netns:/no/such/path "${id[web-1]}x"
shows "a process in the host's namespace" "" "pid:$$"
kill -KILL "${pid[web-24]}"
wait "${pid[web-24]}" 2>/dev/null
shows "a process that has ended, named or still in the list" "" web-24 "pid:${pid[web-24]}"

# What is an error.

fails "a missing bridge" 1 "no bridge 'nobridge'" "$weave_ps" --bridge nobridge web-1
fails "no bridge at all" 1 "'lo' is no bridge" "$weave_ps" --bridge=lo
fails "the beginning of two ids" 1 "more than one" \
	"$weave_ps" web-1 "$(printf '%s\n' "${id[@]}" | cut -c 1 | sort | uniq -d | head -n 1)"
fails "a file that is no namespace" 1 "netns:/dev/null" "$weave_ps" web-1 netns:/dev/null
fails "an unknown option" 2 "nonsense" "$weave_ps" --nonsense
fails "a process number that is none" 2 "pid:x" "$weave_ps" web-1 pid:x
fails "no right to look at a process" 1 "web-1.*Permission denied" \
	setpriv --inh-caps=-all --bounding-set=-all "$weave_ps" web-1
fails "no right to enter a namespace" 1 "netns:web-1.*not permitted" \
	setpriv --inh-caps=-all --bounding-set=-all "$weave_ps" netns:web-1
install -d -m 700 -o 65534 /run/docker
fails "no right to see what an engine has" 1 "/run/docker.*Permission denied" \
	setpriv --inh-caps=-all --bounding-set=-all "$weave_ps"
rmdir /run/docker
fails "too few descriptors" 1 "Too many open files" sh -c "ulimit -n 20; exec '$weave_ps'"
run sh -c "ulimit -Sn 20; exec '$weave_ps'"
is "a soft limit is no limit" "$status $(wc -l <"$tmp/out")" "0 31"

for what in "" --json --help --version; do
	# shellcheck disable=SC2086
	"$weave_ps" $what >/dev/full 2>"$tmp/err"
	is "a full disk: ${what:-rows}" "$? $(grep -o 'No space left' "$tmp/err")" "1 No space left"
done
"$weave_ps" <&- >&- 2>"$tmp/err"
is "a closed stdout" "$? $(grep -c . "$tmp/err")" "1 1"

cp "$list" "$tmp/list"
echo '{"containers":[{"id":"' >"$list"
fails "a list that is cut" 1 "$list" "$weave_ps"
jq '.containers |= [.[0] | .id = "\u001b[2J"]' "$tmp/list" >"$list"
fails "a hostile id does no harm" 1 "of '\\\\x1b\[2J'" \
	setpriv --inh-caps=-all --bounding-set=-all "$weave_ps"
rm "$list"
shows "no list: the bridge alone" "$(expose)"
mv "$tmp/list" "$list"

run "$weave_ps" --help
is "--help" "$status $(head -n 1 "$tmp/out")" "0 Usage: weave-ps [OPTION]... [TARGET]..."
grep -oE -- '(^| )--?[a-z0-9V][a-z0-9]*' "$tmp/out" | tr -d ' ' | sort -u >"$tmp/options"
is "its manual has every option" "$(grep -oE '^\*\*-.*' "$(dirname "$0")/../../docs/weave-ps.md" |
	grep -oE -- '\*\*--?[a-z0-9V]+' | tr -d '*' | sort -u)" "$(<"$tmp/options")"
run "$weave_ps" --version
ok "--version" grep -qE '^weave-ps [0-9]+\.[0-9]+' "$tmp/out"

# How it goes about it.

n_rows=$("$weave_ps" | wc -l)
run bash -c "trap '' CHLD; exec '$weave_ps'"
is "an ignored SIGCHLD does not matter" "$status $(wc -l <"$tmp/out")" "0 $n_rows"

# faulty STRACE-EXPRESSION WEAVE-PS-ARGUMENT...: with an error injected
faulty() {
	strace -f -qq -o /dev/null -e "inject=$1" "$weave_ps" "${@:2}"
}

if command -v strace >/dev/null; then
	run strace -f -qq -e trace=setns,unshare,clone,clone3,fork,vfork -o "$tmp/trace" "$weave_ps"
	parent=$(head -n 1 "$tmp/trace" | cut -d ' ' -f 1)
	is "the parent never changes its namespace" \
		"$(grep -cE "^$parent +(setns|unshare)" "$tmp/trace")" 0
	is "no child changes it twice" \
		"$(grep -E '^[0-9]+ +setns' "$tmp/trace" | cut -d ' ' -f 1 | sort | uniq -d)" ""
	is "one child for each namespace" \
		"$(grep -cE '^[0-9]+ +setns' "$tmp/trace")" "$(ip netns list | grep -cvE 'elsewhere|web-24')"
	is "nobody has threads" "$(grep -c CLONE_THREAD "$tmp/trace")" 0
	run faulty poll:retval=1 "pid:${pid[web-2]}"
	is "a process that ends just after its namespace was opened" "$status $(<"$tmp/out")" "0 "
	fails "fork fails" 1 "temporarily unavailable" faulty clone,clone3:error=EAGAIN:when=3
	fails "a child cannot enter" 1 "web-[23].*not permitted" faulty setns:error=EPERM web-2 web-3
	fails "there is no socket" 1 "this network namespace.*No buffer" faulty socket:error=ENOBUFS
	fails "the kernel drops a reply" 1 "No buffer space" faulty recvfrom:error=ENOBUFS:when=3
	fails "a child is killed" 1 "web-[23].*Input/output" faulty setns:signal=KILL web-2 web-3
	fails "a child hangs" 1 "web-2.*timed out" faulty setns:delay_enter=1s --timeout=200ms web-2

	# Stopped before it has read the list.
	# shellcheck disable=SC2016
	strace -o "$tmp/trace" -P /run/docker.sock -e 'inject=%%stat:signal=STOP:when=1' \
		sh -c 'echo $$ >"$0"; exec "$@"' "$tmp/tgid" "$weave_ps" >"$tmp/out" 2>"$tmp/err" &
	looker=$!
	wait_for grep -q -- '--- stopped by SIGSTOP ---' "$tmp/trace"
	container latest 10.32.6.1/12
	write_list
	kill -CONT "$(<"$tmp/tgid")"
	wait "$looker"
	is "one that starts before the list is read has its row" "$? $(sed -n 2p "$tmp/out")" \
		"0 $(rows "${id[latest]}" ethwe -n latest)"
else
	skip 18 "needs strace"
fi

# While containers come and go.

# churn: start and end containers until told to stop
churn() {
	local i
	for ((i = 0; ; i++)); do
		[ ! -e "$tmp/stop" ] || break
		ip netns add "brief-$i"
		start "brief-$i" "brief-$i"
		attach "brief-$i" ethwe "10.33.$((i / 200)).$((i % 200 + 1))/12"
		write_list
		{ kill -KILL "${pid[brief-$i]}" && wait "${pid[brief-$i]}"; } 2>/dev/null
		ip netns del "brief-$i"
		unset "names[-1]"
	done
	echo "$i" >"$tmp/n_brief"
}

expected=$(oracle | grep -v "^${id[web-24]:0:12}")
churn &
n_failed=0
n_different=0
for ((i = 0; i < 100; i++)); do
	run "$weave_ps"
	((status == 0)) || {
		((n_failed++))
		sed 's/^/# /' "$tmp/err" >&2
	}
	[ "$(grep -v ' 10\.33\.' "$tmp/out" | grep / )" = "$(grep / <<<"$expected")" ] || ((n_different++))
done
touch "$tmp/stop"
wait $!
is "no failure among 100 looks while containers come and go" "$n_failed" 0
is "those that stay are always shown" "$n_different" 0
ok "there was a coming and going" test "$(<"$tmp/n_brief")" -gt 5

# Nothing stays.

is "no process is left" "$(cat /proc/[0-9]*/comm 2>/dev/null | grep -c '^weave-ps')" 0
finish
