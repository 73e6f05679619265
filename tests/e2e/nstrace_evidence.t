#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Evidence: what a thread did while it was away, what the kernel answered, and what home would have.
. "$(dirname "$0")/lib.sh"
need_root
in_private_host
. "$(dirname "$0")/puppet.sh"
nstrace=$build/nstrace

ip netns add web
ip netns exec web ip link set lo up
ip link add weave type bridge
weave=$(ip -o link show weave | cut -d: -f1)

# traced [OPTION...]: run the puppet's script on stdin
traced() {
	"$nstrace" "$@" --json="$tmp/json" -o "$tmp/text" -- "$PUPPET" >"$tmp/out" || echo "exit status $?"
}

# acts: on stdin the object of a finding or harm; a line for each act in it
acts() {
	jq -r '.harm[] | "\(.count) \(.act)" +
		if .act == "socket" then " \(.family) \(.socket_type)" else "" end +
		if .address then " \(.address)" else "" end +
		if .request then " \(.request)" else "" end +
		if .link then " \(.link)" else "" end +
		if .dump then " dump" else "" end +
		if .errno then " \(.errno)" else "" end +
		if .at_home then ", home: \(.at_home.ifindex // .at_home.errno)" else "" end +
		if .first > .last then " out of order" else "" end'
}

# harm: who did what in the end, by the names in the puppet's script
harm() {
	local object
	jq -c 'select(.type == "harm")' "$tmp/json" | while read -r object; do
		jq -r '"\(.class) \(.tid)# in \(.netns.name)"' <<<"$object" |
			sed -f <(sed -nE 's/^([A-Za-z0-9]+) ([0-9]+)$/s,\\<\2#,\1,/p' "$tmp/out")
		acts <<<"$object"
	done
}

# first: the acts that were told when they happened, in the order of time
first() {
	jq -r 'select(.type == "event" and has("at_home")) | .event' "$tmp/json" | tr '\n' ' '
}

# a stray C in web, up to where it does something
astray='main spawn B
B enter web
B spawn C
B home'

# ---- the first thing to know: a socket opened astray ----

traced <<EOF
$astray
C socket inet
EOF
is "a socket that a stray opens" "$(harm)" "stranded C in web
1 socket AF_INET SOCK_STREAM"

# ---- links, and the same question at home ----

traced <<EOF
$astray
C socket netlink
C link weave
C link weave sendmsg
C link lo
C link nope sendmsg
C link weave ioctl
EOF
is "links are looked for: by sendto(), sendmsg() and if_nametoindex()" "$(harm)" "stranded C in web
1 socket AF_NETLINK SOCK_RAW
2 netlink RTM_GETLINK weave ENODEV, home: $weave
1 netlink RTM_GETLINK lo
1 netlink RTM_GETLINK nope ENODEV, home: ENODEV
1 socket AF_UNIX SOCK_DGRAM
1 ioctl SIOCGIFINDEX weave ENODEV, home: $weave"
is "each different act is told once, when it happens" "$(first)" \
	"socket netlink netlink netlink socket ioctl "
is "the kernel's answer was seen each time" \
	"$(jq -r 'select(.type == "event" and .event == "netlink").answered' "$tmp/json" | sort | uniq -c |
		sed 's/ *//')" "3 true"
is "a row for each, and what home says" \
	"$(sed -nE 's/^ *[0-9.]+ +[0-9]+  (.) web  *((RTM|SIO).*)/\1 \2/p' "$tmp/text" | tr -s ' ')" \
	"! RTM_GETLINK \"weave\" = ENODEV at home: ifindex $weave
 RTM_GETLINK \"lo\"
! RTM_GETLINK \"nope\" = ENODEV at home: ENODEV
! SIOCGIFINDEX \"weave\" = ENODEV at home: ifindex $weave"
is "the block sums up the harm, though it came after the finding" \
	"$(grep -c '^error: stranded' "$tmp/text"; grep '^  harm' "$tmp/text")" \
	"1
  harm     2 netlink requests failed with ENODEV that succeed at home; 1 link lookup failed with ENODEV that succeeds at home; 1 netlink request failed; 2 sockets opened astray; 1 netlink request made astray"
is "and names each act" "$(sed -nE 's/^           ([^a].*)/\1/p' "$tmp/text" | sed -E 's/\+[0-9.]+ ms/TIME/g')" \
	"socket(AF_NETLINK, SOCK_RAW) at TIME
RTM_GETLINK \"weave\" = ENODEV, 2 times from TIME to TIME; at home: ifindex $weave
RTM_GETLINK \"lo\" at TIME
RTM_GETLINK \"nope\" = ENODEV at TIME; at home: ENODEV
socket(AF_UNIX, SOCK_DGRAM) at TIME
SIOCGIFINDEX \"weave\" = ENODEV at TIME; at home: ifindex $weave"

traced <<EOF
main socket netlink
$astray
C link weave
EOF
is "through a socket of home, home answers: found, and not asked again" \
	"$(harm; jq -r 'select(.type == "harm").harm[0].socket_netns.name' "$tmp/json"; grep '^  harm' "$tmp/text")" \
	"stranded C in web
1 netlink RTM_GETLINK weave
null
  harm     none: all of it through sockets of home"

traced <<EOF
$astray
C socket netlink
C link we$(printf '\033')[31m
EOF
is "the name of a link is hostile text" "$(harm | tail -n 1)" \
	'1 netlink RTM_GETLINK we\x1b[31m ENODEV, home: ENODEV'
is "on a terminal, too" "$(grep -c "$(printf '\033')" "$tmp/text"; grep -c 'we\\x1b\[31m' "$tmp/text")" "0
2"

rm "$tmp/out" "$tmp/json"
# The same from a host of its own: home is not where nstrace is, and one of its threads leads there.
ip netns add host
ip netns exec host ip link add weave index 4711 type bridge
# It has to be there still when it is asked.
mkfifo "$tmp/go"
"$nstrace" --json="$tmp/json" -o /dev/null -- ip netns exec host "$PUPPET" "$tmp/go" >"$tmp/out" <<EOF &
$astray
C socket netlink
C link weave
C link weave
main wait
EOF
tracer=$!
at_exit "kill $tracer 2>/dev/null"
wait_for grep -q '"at_home":{' "$tmp/json"
echo >"$tmp/go"
wait "$tracer"
is "home is asked, wherever nstrace is" "$(harm | tail -n 1)" \
	"2 netlink RTM_GETLINK weave ENODEV, home: 4711"

# ---- addresses ----

traced <<EOF
$astray
C socket inet
C connect 127.0.0.1:81
C connect 127.0.0.1:81
C socket inet
C bind 0.0.0.0:8080
C socket inet6
C connect [::1]:80
C socket unix
C connect /run/a b
C connect @abstract
EOF
is "where it connects and binds" "$(harm)" "stranded C in web
2 socket AF_INET SOCK_STREAM
2 connect 127.0.0.1:81 ECONNREFUSED
1 bind 0.0.0.0:8080
1 socket AF_INET6 SOCK_STREAM
1 connect [::1]:80 ECONNREFUSED
1 socket AF_UNIX SOCK_DGRAM
1 connect /run/a b ENOENT
1 connect @abstract ECONNREFUSED"

traced <<EOF
$astray
C socket inet
$(for port in {1..40}; do echo "C connect 127.0.0.1:$port"; done)
EOF
is "different acts are bounded, and the rest is counted" \
	"$(harm | tail -n 1; jq 'select(.type == "harm").harm | length, (map(.count) | add)' "$tmp/json")" \
	"25 others
17
41"

# ---- who is told of ----

traced <<'EOF'
main spawn B
main socket inet
B enter web
B socket netlink
B link weave
B home
B link lo
EOF
is "a visitor's work is told when it happens, and is no harm" "$(first; harm)" "socket netlink "
is "what fails on a visit has a row" "$(grep -c 'RTM_GETLINK "weave" = ENODEV' "$tmp/text")" 1

traced <<'EOF'
main spawn B
B enter web
B spawn C
C socket inet
B home
C socket inet6
C home
C socket unix
EOF
is "what it did before it was left counts, what it does at home again does not" "$(harm)" "stranded C in web
1 socket AF_INET SOCK_STREAM
1 socket AF_INET6 SOCK_STREAM"
is "the finding has what was known then" "$(jq -c 'select(.type == "finding")' "$tmp/json" | acts)" \
	"1 socket AF_INET SOCK_STREAM
1 socket AF_INET6 SOCK_STREAM"

traced --no-evidence <<EOF
$astray
C socket inet
EOF
is "without evidence: the finding alone" "$(harm; first; jq -r 'select(.type == "finding").class' "$tmp/json")" stranded

# ---- opening a socket where it could not leave ----

tainted() {
	traced "$@"
	findings "$tmp/out" "$tmp/json"
	harm
}
could_not_leave='main spawn B
B enter web
B fail'

is "a socket opened after a failed way home: tainted at once" "$(tainted <<EOF
$could_not_leave
B socket netlink
B home
EOF
)" "refused B in web, EBADF, 2 threads
tainted B in web
tainted B in web
1 socket AF_NETLINK SOCK_RAW"

is "a unix socket may be how it complains: it is still given time" "$(tainted <<EOF
$could_not_leave
B socket unix
B home
EOF
)" "refused B in web, EBADF, 2 threads"

is "nobody watches: it went home in time, as far as one can see" "$(tainted --no-evidence <<EOF
$could_not_leave
B socket netlink
B home
EOF
)" "refused B in web, EBADF, 2 threads"

# ---- attached in the middle of it ----

rm "$tmp/out" "$tmp/json"
"$PUPPET" "$tmp/go" >"$tmp/out" <<EOF &
$astray
C say ready
C wait
C socket netlink
C link weave
C exit
main wait
EOF
puppet=$!
at_exit "kill $puppet 2>/dev/null"
wait_for grep -q ready "$tmp/out"
"$nstrace" --json="$tmp/json" -o "$tmp/text" -p "$puppet" &
tracer=$!
at_exit "kill $tracer 2>/dev/null"
wait_for grep -q '"finding"' "$tmp/json"
echo >"$tmp/go"
wait_for grep -q '"type":"harm"' "$tmp/json"
echo >"$tmp/go"
wait "$tracer"
is "a stray that was there before: what it does from now on" "$(harm)" "stranded C in web
1 socket AF_NETLINK SOCK_RAW
1 netlink RTM_GETLINK weave ENODEV, home: $weave"
is "its block was written at once, so the harm comes in one of its own" \
	"$(grep -c '^harm: by stranded thread' "$tmp/text"; grep '^  harm' "$tmp/text")" \
	"1
  harm     1 netlink request failed with ENODEV that succeeds at home; 1 socket opened astray"

# The kernel side takes the leader's place for home until it is told better.
rm "$tmp/out" "$tmp/json"
"$PUPPET" "$tmp/go" >"$tmp/out" <<EOF &
main spawn B
main spawn C
main enter web
main say ready
main wait
main socket netlink
main link weave
B socket inet
main wait
EOF
puppet=$!
at_exit "kill $puppet 2>/dev/null"
wait_for grep -q ready "$tmp/out"
"$nstrace" --json="$tmp/json" -o /dev/null -p "$puppet" &
tracer=$!
at_exit "kill $tracer 2>/dev/null"
wait_for grep -q '"finding"' "$tmp/json"
echo >"$tmp/go"
wait_for grep -q '"event":"netlink"' "$tmp/json"
echo >"$tmp/go"
wait "$tracer"
is "a leader that was astray before: what it does, and nobody else" "$(harm)" "stranded main in web
1 socket AF_NETLINK SOCK_RAW
1 netlink RTM_GETLINK weave ENODEV, home: $weave"

# ---- more than fits ----

rm "$tmp/out" "$tmp/json"
"$PUPPET" "$tmp/go" >"$tmp/out" <<EOF &
$astray
C socket netlink
C say ready
C wait
C storm 6000
main say over
main wait
EOF
puppet=$!
wait_for grep -q ready "$tmp/out"
"$nstrace" --error-exitcode=9 --json="$tmp/json" -o /dev/null -p "$puppet" &
tracer=$!
wait_for grep -q '"finding"' "$tmp/json"
kill -STOP "$tracer"
wait_for grep -q '^State:.T' "/proc/$tracer/status"
echo >"$tmp/go"
wait_for grep -q over "$tmp/out"
kill -CONT "$tracer"
echo >"$tmp/go"
wait "$tracer"
is "records that found no room are counted, by their kind" "$(jq -r 'select(.type == "summary") |
	.lost == .lost_by_kind.evidence and .lost > 1000 and .lost < 6000' "$tmp/json")" true
is "none of the others is counted twice or dropped" "$(jq -s '
	([.[] | select(.type == "harm").harm[].count] | add) + (.[-1].lost_by_kind.evidence) ' "$tmp/json")" 6000

# ---- nothing stays behind ----

is "no child of nstrace is left" "$(pgrep -x nstrace -g 0)" ""
finish
