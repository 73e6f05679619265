#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# weave-ps's formats and bridges: what it shows of a small host that has one of everything, in every
# format, beside what `ip` says.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
in_private_host --pid --fork --kill-child --mount-proc
. "$(dirname "$0")/weave_ps.sh"

# set_mac NAME INTERFACE LAST-BYTE
set_mac() {
	ip -n "$1" link set "$2" address "02:00:00:00:00:$3"
}

netns_ino() {
	stat -L -c %i "${1:+/run/netns/}${1:-/proc/self/ns/net}"
}

# The host: two bridges, and containers that are on none, one or both.

ip link add weave address 02:00:00:00:00:01 type bridge
ip link add cni0 address 02:00:00:00:00:02 type bridge
ip addr add 10.32.0.1/12 dev weave
ip -6 addr add fd00:32::1/64 dev weave nodad
ip addr add 10.88.0.1/16 dev cni0
ip link set weave up
ip link set cni0 up

for name in web db both bare none; do
	ip netns add "$name"
done
start web web
join weave vethwe-fifteen- web ethwe-fifteen-a 10.32.0.2/12
ip -6 -n web addr add fd00:32::2/64 dev ethwe-fifteen-a nodad
set_mac web ethwe-fifteen-a 03
start db db
join cni0 vethdb db eth0 10.88.0.3/16
set_mac db eth0 04
start both both
join weave vethboth1 both ethwe 10.32.0.5/12 10.32.0.6/12
join cni0 vethboth2 both eth0 10.88.0.5/16
join weave vethboth3 both ethwe2 10.32.0.7/12
set_mac both ethwe 05
set_mac both eth0 06
set_mac both ethwe2 07
start bare bare
join weave vethbare bare ethwe
set_mac bare ethwe 08
start 'a b' web
start offline none
start onhost ''
start gone none
kill -KILL "${pid[gone]}"
wait "${pid[gone]}" 2>/dev/null

id[web]=1111111111111111111111111111111111111111111111111111111111111111
id[db]=2222222222222222222222222222222222222222222222222222222222222222
id[both]=3333333333333333333333333333333333333333333333333333333333333333
id[bare]=4444444444444444444444444444444444444444444444444444444444444444
id[a b]=5555555555555555555555555555555555555555555555555555555555555555
id[offline]=6666666666666666666666666666666666666666666666666666666666666666
id[onhost]=7777777777777777777777777777777777777777777777777777777777777777
id[gone]=8888888888888888888888888888888888888888888888888888888888888888
write_list
jq '.containers |= map(if .name == "a b" then .name = "a b\u001b[2J" else . end)' "$list" >"$list.new"
mv "$list.new" "$list"

# has_state STATE LINK IP-OPTION...
has_state() {
	[ "$(ip "${@:3}" -j link show "$2" | jq -r '.[0].operstate')" = "$1" ]
}
# A link's state follows its carrier a little later.
for link in weave cni0 "ethwe-fifteen-a -n web" "eth0 -n db" "ethwe -n both" "eth0 -n both" \
	"ethwe2 -n both" "ethwe -n bare"; do
	# shellcheck disable=SC2086
	wait_for has_state UP $link || echo "# $link does not come up" >&2
done

# Plain, by heart.

shows "all of the bridge, newest first" "weave:expose 02:00:00:00:00:01 10.32.0.1/12
555555555555 02:00:00:00:00:03 10.32.0.2/12
444444444444 02:00:00:00:00:08
333333333333 02:00:00:00:00:05 10.32.0.5/12 10.32.0.6/12
333333333333 02:00:00:00:00:07 10.32.0.7/12
111111111111 02:00:00:00:00:03 10.32.0.2/12"
shows "another bridge has other rows" "weave:expose 02:00:00:00:00:02 10.88.0.1/16
333333333333 02:00:00:00:00:06 10.88.0.5/16
222222222222 02:00:00:00:00:04 10.88.0.3/16" --bridge cni0
shows "what is named, as it was named, in that order" "weave:expose 02:00:00:00:00:01 10.32.0.1/12
bare 02:00:00:00:00:08
333333333333 02:00:00:00:00:05 10.32.0.5/12 10.32.0.6/12
333333333333 02:00:00:00:00:07 10.32.0.7/12
2222222
bare 02:00:00:00:00:08
pid:${pid[web]} 02:00:00:00:00:03 10.32.0.2/12
netns:web 02:00:00:00:00:03 10.32.0.2/12" \
	-a bare "${id[both]}" nobody 2222222 bare weave:expose "pid:${pid[web]}" netns:web
shows "--all shows what runs elsewhere, too" "weave:expose 02:00:00:00:00:01 10.32.0.1/12
777777777777
666666666666
555555555555 02:00:00:00:00:03 10.32.0.2/12
444444444444 02:00:00:00:00:08
333333333333 02:00:00:00:00:05 10.32.0.5/12 10.32.0.6/12
333333333333 02:00:00:00:00:07 10.32.0.7/12
222222222222
111111111111 02:00:00:00:00:03 10.32.0.2/12" --all
shows "--all knows processes and namespaces, but none that are not there" "onhost
pid:${pid[onhost]}
netns:none" -a onhost gone nobody "pid:${pid[onhost]}" "pid:${pid[gone]}" netns:none netns:nowhere
shows "nothing without --all" "" onhost offline gone "pid:${pid[onhost]}" netns:none

# IPv6.

# has_link_local NAME INTERFACE
has_link_local() {
	ip -6 -n "$1" addr show dev "$2" scope link | grep -q fe80
}
for link in "web ethwe-fifteen-a" "both ethwe" "both ethwe2" "bare ethwe"; do
	# shellcheck disable=SC2086
	wait_for has_link_local $link || echo "# $link has no address of its own" >&2
done

# both_families ID INTERFACE IP-OPTION...
both_families() {
	ip "${@:3}" -j addr show dev "$2" | jq -r --arg id "$1" '.[] | select(.ifname) |
		[$id, .address, (.addr_info[] | select(.family == "inet"), select(.family == "inet6") |
			"\(.local)/\(.prefixlen)")] | join(" ")'
}
expected=$(both_families weave:expose weave
	both_families 555555555555 ethwe-fifteen-a -n web
	both_families 444444444444 ethwe -n bare
	both_families 333333333333 ethwe -n both
	both_families 333333333333 ethwe2 -n both
	both_families 111111111111 ethwe-fifteen-a -n web)
shows "IPv6 addresses come behind the others" "$expected" -6
is "there were some" "$(grep -c ' 10\..*/12 fd00:32::.*/64' <<<"$expected")" 3
is "also where there are no others" "$(grep -c '^4.* fe80::' <<<"$expected")" 1

# JSON.

# object ID NAME ENGINE NETNS [INTERFACE PEER [IP-OPTION...]]: the last are of `ip`, and a filter
object() {
	local link='[{}]'
	[ $# -lt 5 ] || link=$(ip "${@:7}" -j addr show dev "$5" | jq 'map(select(.ifname))')
	jq -n --argjson link "$link" --arg id "$1" --arg name "$2" --arg engine "$3" \
		--argjson netns "$4" --arg peer "${6-}" '
		def text: if . == "" then null else . end;
		$link[] | {id: $id, interface: .ifname, mac: .address,
			addresses: [.addr_info[]? | select(.family == "inet") |
				"\(.local)/\(.prefixlen)"],
			name: $name | text, engine: $engine | text, netns: $netns,
			ifindex: .ifindex, peer: $peer | text,
			state: (.operstate // "" | ascii_downcase | text), pod: null,
			pod_namespace: null}'
}
home=$(netns_ino)
expected=$(jq -s . < <(
	object weave:expose "" "" "$home" weave ""
	object "${id[onhost]}" onhost lab "$home"
	object "${id[offline]}" offline lab "$(netns_ino none)"
	object "${id[a b]}" 'a b\x1b[2J' lab "$(netns_ino web)" ethwe-fifteen-a vethwe-fifteen- -n web
	object "${id[bare]}" bare lab "$(netns_ino bare)" ethwe vethbare -n bare
	object "${id[both]}" both lab "$(netns_ino both)" ethwe vethboth1 -n both
	object "${id[both]}" both lab "$(netns_ino both)" ethwe2 vethboth3 -n both
	object "${id[db]}" db lab "$(netns_ino db)"
	object "${id[web]}" web lab "$(netns_ino web)" ethwe-fifteen-a vethwe-fifteen- -n web
))
shows "JSON, to the byte" "$expected" --json --all
expected=$(jq -s . < <(object "${id[bare]}" bare lab "$(netns_ino bare)" ethwe vethbare -n bare
	object "pid:${pid[bare]}" "" "" "$(netns_ino bare)" ethwe vethbare -n bare))
shows "JSON has whole ids, whatever was asked for" "$expected" --json bare nobody "pid:${pid[bare]}"
shows "no rows, in JSON" "[]" --json nobody

# The table.

# aligned: columns of tabs become columns of spaces
aligned() {
	awk -F '\t' '{
		for (i = 1; i <= NF; i++) {
			cell[NR, i] = $i == "" ? "-" : $i
			if (length(cell[NR, i]) > width[i])
				width[i] = length(cell[NR, i])
		}
	} END {
		for (n = 1; n <= NR; n++) {
			for (i = 1; i < NF; i++)
				printf "%-" width[i] "s  ", cell[n, i]
			print cell[n, NF]
		}
	}'
}
wide_of_json() {
	"$weave_ps" --json "$@" | jq -r '["ID", "NAME", "NETNS", "INTERFACE", "PEER", "STATE", "MAC",
		"ADDRESSES"], (.[] | [if .engine then .id[0:12] else .id end,
		(.name // "" | gsub(" "; "\\x20")), .netns, .interface, .peer, .state, .mac,
		(.addresses | join(" "))]) | map(. // "" | tostring) | join("\t")' | aligned
}
shows "the table shows what JSON says" "$(wide_of_json -a6)" --wide -a6
shows "the table, by heart" \
	"ID            NAME  NETNS       INTERFACE  PEER    STATE  MAC                ADDRESSES
weave:expose  -     $home  cni0       -       up     02:00:00:00:00:02  10.88.0.1/16
444444444444  bare  $(netns_ino bare)  -          -       -      -                  -
222222222222  db    $(netns_ino db)  eth0       vethdb  up     02:00:00:00:00:04  10.88.0.3/16" \
	--wide --bridge=cni0 -a weave:expose "${id[bare]}" "${id[db]}"
shows "a table without rows has its header" \
	"ID  NAME  NETNS  INTERFACE  PEER  STATE  MAC  ADDRESSES" --wide nobody
ok "no line ends in a space" test -z "$("$weave_ps" --wide -a | grep ' $')"
is "hostile names have no spaces in a table" \
	"$("$weave_ps" --wide | awk '$1 == "555555555555" {print $2}')" 'a\x20b\x1b[2J'
ip -n both link set ethwe2 down
wait_for has_state DOWN ethwe2 -n both
is "a link that is down is shown to be" \
	"$("$weave_ps" --wide both | awk '$4 == "ethwe2" {print $6}')" down

# However they are looked at.

expected=$("$weave_ps" -a6 --json)
strategies=$("$weave_ps" --strategy= 2>&1 | sed -n 's/.*only //p')
for strategy in ${strategies//,/}; do
	is "$strategy sees the same" "$("$weave_ps" -a6 --json --strategy="$strategy")" "$expected"
done

# Links that look like a port's peer, and bridges that are none of ours.

weave=$("$weave_ps")
cni0=$("$weave_ps" --bridge=cni0)
# Which kinds there are is the kernel's affair; veths and bridges are there, or we were not.
n_kinds=0
for kind in dummy ifb 'vxlan id 32 dstport 4789'; do
	# shellcheck disable=SC2086
	ip link add "port-$((++n_kinds))" master weave type $kind 2>/dev/null || ((n_kinds--))
done
ip link add vhost0 master weave type veth peer name vhost1
ip link add bridge2 type bridge
ip link add vnest0 master weave type veth peer name vnest1
ip link set vnest1 master bridge2
ip link set vhost0 up
ip link set vhost1 up
ip addr add 10.32.9.9/12 dev vhost1
ok "there is a port that is no veth" test "$n_kinds" -gt 0
if ip link add link cni0 name macvlan0 netns none type macvlan; then
	ip -n none addr add 10.88.7.7/16 dev macvlan0
	ip -n both link add link ethwe name macvlan1 type macvlan
	is "a macvlan on the bridge changes nothing" "$("$weave_ps" --bridge=cni0)" "$cni0"
	shows "not even for the namespace that it is in" "" --bridge=cni0 netns:none
	is "nor does one on a peer" "$("$weave_ps")" "$weave"
else
	skip 3 "this kernel has no macvlan"
fi
is "ports that are no veths, or whose peers are here, change nothing" "$("$weave_ps")" "$weave"
shows "a bridge whose ports lead to another bridge" \
	"$(rows weave:expose bridge2)" --bridge=bridge2 weave:expose bare web
ip -n bare link add inner type bridge
ip -n bare link set ethwe master inner
is "an interface may be a port itself, of a bridge of the container" "$("$weave_ps")" "$weave"

# The same numbers at another place: a pair between two containers, one of them with web's numbers.
host_index=$(ip -n web -j link show ethwe-fifteen-a | jq '.[0].link_index')
peer_index=$(ip -n web -j link show ethwe-fifteen-a | jq '.[0].ifindex')
ip netns add foreign
ip netns add elsewhere
ip -n elsewhere link add decoy index "$host_index" type veth peer name ethwe index "$peer_index" \
	netns foreign
ip -n foreign addr add 10.32.0.66/12 dev ethwe
shows "a foreign interface with the numbers of a peer" "" netns:foreign netns:elsewhere
# And on the bridge, with the number that a peer has in another namespace
ip netns add twin
ip link add vtwin master weave type veth peer name ethwe index "$peer_index" netns twin
ip -n twin addr add 10.32.0.77/12 dev ethwe
shows "two peers with one number, each in its namespace" "$(rows netns:twin ethwe -n twin)
$(rows netns:web ethwe-fifteen-a -n web)" netns:twin netns:web

# As many ports as a bridge can have, nearly; the higher the number of a port, the lower its peer's.

ip link add crowded type bridge
ip netns add crowd
start crowd crowd
write_list
for ((i = 1; i <= 1000; i++)); do
	echo "link add vc$i index $((90000 - i)) master crowded type veth peer name eth$i index $((1000 + i)) netns crowd"
done | ip -batch -
expected=$(ip -n crowd -j link show type veth | jq -r '.[] | "crowd " + .address')
is "a thousand ports" "$(wc -l <<<"$expected")" 1000
run "$weave_ps" --bridge=crowded crowd
ok "have a thousand rows" cmp "$tmp/out" <(echo "$expected")
ip netns del crowd

# Engines are asked for containers only.

unreachable=unix://$tmp/nobody.sock
fails "an engine that is not there" 1 "$unreachable" "$weave_ps" --host="$unreachable" web
fails "nor is that of the environment" 1 "$unreachable" env DOCKER_HOST="$unreachable" "$weave_ps"
shows "who names no container needs no engine" "$(rows weave:expose weave
	rows netns:web ethwe-fifteen-a -n web)" --host="$unreachable" netns:web weave:expose
run env DOCKER_HOST= "$weave_ps" bare
is "an empty DOCKER_HOST is none" "$status $(wc -l <"$tmp/out")" "0 1"

# What makes no sense.

fails "an empty namespace name" 2 "'netns:' names no" "$weave_ps" netns:
fails "an empty target" 2 "'' names no" "$weave_ps" ''
fails "an empty bridge name" 2 "--bridge: it must not be empty" "$weave_ps" --bridge=
fails "no time" 2 "--timeout=0: " "$weave_ps" --timeout=0
fails "two formats" 2 "exclude each other" "$weave_ps" --json --wide
fails "an unknown strategy" 2 "only fork" "$weave_ps" --strategy=guess
fails "a hostile bridge name" 1 "no bridge '\\\\x1b'" "$weave_ps" --bridge=$'\e'
fails "a bridge name that is too long" 1 "no bridge 'sixteen-letters-'" \
	"$weave_ps" --bridge=sixteen-letters-
finish
