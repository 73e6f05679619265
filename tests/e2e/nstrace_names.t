#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What nstrace calls a namespace: by `ip netns`, by its container, or by the oldest process in it.
. "$(dirname "$0")/lib.sh"
in_private_host
. "$(dirname "$0")/puppet.sh"

ip netns add web
mkfifo "$tmp/end"
exec 9<>"$tmp/end"

# hold COMMAND: a process with a network namespace of its own, which ends with this script; its pid
# is in $holder
hold() {
	rm -f "$tmp/held"
	unshare --net sh -c "$1"' echo >'"$tmp/held"'; read -r line' <"$tmp/end" &
	holder=$!
	at_exit "kill $holder 2>&-"
	wait_for test -e "$tmp/held"
}

# where PATH: a finding of a thread that was left in the namespace PATH, as [name, process]
where() {
	printf '%s\n' 'main spawn B' "B enter $1" 'B spawn C' 'B home' |
		"$build/nstrace" -q --json="$tmp/json" -o "$tmp/text" -- "$PUPPET" >"$tmp/out"
	jq -c 'select(.type == "finding").netns | [.name, .process]' "$tmp/json"
}

is "a name of ip netns" "$(where web)" '["web",null]'
ok "as text" grep -qE '^error: stranded .*, in net:\[[0-9]+\] \(web\) since' "$tmp/text"

hold ''
is "no name: the oldest process" "$(where "/proc/$holder/ns/net")" \
	"[null,{\"pid\":$holder,\"comm\":\"sh\"}]"
ok "as text" grep -qE "^error: stranded .*, in net:\[[0-9]+\] \(sh\[$holder\]\) since" "$tmp/text"
nsenter --target "$holder" --net sleep 100 &
at_exit "kill $! 2>&-"
wait_for grep -q sleep "/proc/$!/comm"
is "a younger one does not change that" "$(where "/proc/$holder/ns/net")" \
	"[null,{\"pid\":$holder,\"comm\":\"sh\"}]"

hold 'printf "\033[2J\"" >/proc/$$/comm;'
is "its name is hostile" "$(where "/proc/$holder/ns/net")" \
	"[null,{\"pid\":$holder,\"comm\":\"\\\\x1b[2J\\\"\"}]"
ok "as text, too" grep -qF "(\\x1b[2J\"[$holder])" "$tmp/text"

mkdir /run/nstrace-lab
echo "{\"containers\":[{\"id\":\"0\",\"name\":\"web-17\",\"pid\":$holder}]}" \
	>/run/nstrace-lab/containers.json
is "a container of the lab" "$(where "/proc/$holder/ns/net")" '["web-17",null]'
rm /run/nstrace-lab/containers.json

# A control group as Docker makes it.
id=$(printf '%064x' $$)
cgroup=$(findmnt -nt cgroup2 -o TARGET | head -n 1)/docker-$id.scope
if mkdir "$cgroup" 2>/dev/null; then
	hold ''
	at_exit "kill $holder; wait $holder 2>/dev/null; rmdir $cgroup"
	echo "$holder" >"$cgroup/cgroup.procs"
	is "a container that no engine knows: its id" "$(where "/proc/$holder/ns/net")" \
		"[\"${id:0:12}\",null]"
else
	skip 1 "no cgroup can be made in a hierarchy of version 2"
fi

finish
