#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What is reported, by the names of threads, by namespace, and by control group of both versions.
. "$(dirname "$0")/lib.sh"
in_private_host
. "$(dirname "$0")/puppet.sh"
nstrace=$build/nstrace
ip netns add web
ip netns add db

# A stray in each of two namespaces, and a third that is called sh.
cat >"$tmp/sick" <<'EOF_SICK'
main spawn B
B enter web
B spawn C
B home
main spawn D
D enter db
D spawn E
D home
C fork true
EOF_SICK

# told OPTION...: the findings as CLASS/NETNS, how many errors are counted, where the events were
told() {
	"$nstrace" --json="$tmp/json" -o "$tmp/text" "$@" -- "$PUPPET" <"$tmp/sick" >"$tmp/out" 2>"$tmp/err" ||
		echo "exit status $?"
	echo "$(jq -r 'select(.type == "finding") | "\(.class)/\(.netns.name)"' "$tmp/json" |
		sort | tr '\n' ' ')$(jq 'select(.type == "summary").errors' "$tmp/json") $(
		jq -r 'select(.type == "event") | .netns.name // "home"' "$tmp/json" | sort -u | tr '\n' ' ')"
}

all='misplaced/web stranded/db stranded/web 3 db home web '
is "no filter" "$(told)" "$all"

# ---- by name ----

is "--comm: a pattern" "$(told --comm='pup*')" "stranded/db stranded/web 2 db home web "
is "--comm: another's" "$(told --comm=sh)" "misplaced/web 1 web "
is "--comm: either" "$(told --comm=sh --comm=puppet)" "$all"
is "--comm: nobody's" "$(told --comm=pup)" "0 "
is "--comm: an error that is not reported is none" \
	"$(run "$nstrace" --error-exitcode=9 --comm=x -- "$PUPPET" <"$tmp/sick"; echo "$status")" 0
is "the text has no more" "$(tail -n 1 "$tmp/out")" "0 errors, 0 warnings, 0 events lost"

# ---- by namespace ----

web='misplaced/web stranded/web 2 home web '
is "--netns: a name of ip netns" "$(told --netns=web)" "$web"
is "--netns: a path" "$(told --netns=/run/netns/web)" "$web"
is "--netns: a number" "$(told --netns="$(stat -Lc %i /run/netns/web)")" "$web"
is "--netns: as it is shown" "$(told --netns="net:[$(stat -Lc %i /run/netns/web)]")" "$web"
is "--netns: home" "$(told --netns=/proc/self/ns/net)" "$all"
is "--netns: either" "$(told --netns=web --netns=db)" "$all"
is "--netns and --comm: both" "$(told --netns=web --comm=puppet)" "stranded/web 1 home web "
is "--netns: nobody's" "$(told --netns=1)" "0 "

# ---- by control group ----

# in_cgroup GROUP COMMAND...: the command in a new shell that has moved there first
in_cgroup() {
	local group=$1
	shift
	sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group" "$@"
}

# by_cgroup OPTION...: what nstrace on the whole machine finds, of a puppet in a subgroup of $group/in
# and one in $group/out; whoever else is astray on this machine is none of our business
by_cgroup() {
	local tracer
	rm -f "$tmp/json"
	"$nstrace" --json -o "$tmp/json" "$@" &
	tracer=$!
	wait_for grep -q '"start"' "$tmp/json"
	in_cgroup "$group/in/below" "$PUPPET" <"$tmp/sick" >"$tmp/out_in"
	in_cgroup "$group/out" "$PUPPET" <"$tmp/sick" >"$tmp/out_out"
	kill -INT $tracer
	wait $tracer
	pids=$(sed -n 's/^main //p' "$tmp/out_in" "$tmp/out_out")
	jq -r --arg pids "$pids" 'select(.type == "finding" and .class == "stranded") |
		.pid as $pid | $pids | split("\n") |
		if index($pid | tostring) == 0 then "in" elif index($pid | tostring) == 1 then "out"
		else empty end' "$tmp/json" | sort | uniq -c | tr -s ' \n' ' '
}

# at_once GROUP: the same by a command, which is followed whatever it does
at_once() {
	in_cgroup "$1" "$nstrace" --cgroup="$group/in" --json="$tmp/json" -o /dev/null -- "$PUPPET" \
		<"$tmp/sick" >"$tmp/out"
	jq 'select(.type == "summary").errors' "$tmp/json"
}

# born_astray GROUP: how many births are told of a command that never calls setns or unshare
born_astray() {
	in_cgroup "$1" "$nstrace" --cgroup="$group/in" --json="$tmp/json" -o /dev/null -- "$PUPPET" \
		<<<'main clone B' >"$tmp/out"
	jq -s 'map(select(.event == "clone")) | length' "$tmp/json"
}

# test_cgroups NAME MOUNT
test_cgroups() {
	group=$2/nstrace-test-$$
	if ! mkdir "$group" 2>/dev/null; then
		skip 6 "no control group can be made in a hierarchy of $1"
		return
	fi
	at_exit "rmdir $group/in/below $group/in $group/out $group"
	mkdir "$group/in" "$group/in/below" "$group/out"
	is "$1: every group" "$(by_cgroup --cgroup="$2")" " 2 in 2 out "
	is "$1: one of them" "$(by_cgroup --cgroup="$group/in")" " 2 in "
	is "$1: either" "$(by_cgroup --cgroup="$group/in/below" --cgroup="$group/out")" " 2 in 2 out "
	is "$1: a command inside" "$(at_once "$group/in/below")" 3
	is "$1: a command outside" "$(at_once "$group/out")" 0
	is "$1: a thread made in a new namespace" \
		"$(born_astray "$group/in") $(born_astray "$group/out")" "1 0"
}

v2=$(findmnt -nt cgroup2 -o TARGET | head -n 1)
v1=$(findmnt -nt cgroup -o TARGET,OPTIONS | grep -w pids | cut -d ' ' -f 1)
if [ -n "$v2" ]; then
	test_cgroups "version 2" "$v2"
	is "version 2: a path as /proc/PID/cgroup has it" \
		"$(by_cgroup --cgroup="/nstrace-test-$$/in")" " 2 in "
else
	skip 7 "no control groups of version 2 are mounted"
fi
if [ -n "$v1" ]; then
	test_cgroups "version 1" "$v1"
else
	echo "# no controller of version 1 is mounted: not tested"
fi

# ---- who is astray already ----

# attached OPTION...: how many threads of the puppet are told to be astray when nstrace attaches
attached() {
	"$nstrace" --json -d 50ms "$@" 2>"$tmp/err" |
		jq -s --argjson puppet "$puppet" 'map(select(.event == "thread" and .pid == $puppet)) |
			length'
}


# scanned OPTION...: how many strays are told
scanned() {
	"$nstrace" scan --json "$@" >"$tmp/json" 2>"$tmp/err"
	jq 'select(.type == "summary").strays' "$tmp/json"
}

mkfifo "$tmp/go"
printf '%s\n' 'main spawn B' 'B enter web' 'main say ready' 'main wait' >"$tmp/script"
"$PUPPET" "$tmp/go" <"$tmp/script" >"$tmp/out" &
puppet=$!
at_exit "kill $puppet 2>&-"
wait_for grep -q ready "$tmp/out"
is "scan" "$(scanned -p $puppet)" 1
is "scan --comm" "$(scanned -p $puppet --comm='p?ppet') $(scanned -p $puppet --comm=x)" "1 0"
is "scan --netns" "$(scanned -p $puppet --netns=web) $(scanned -p $puppet --netns=db)" "1 0"
is "scan --netns: home" "$(scanned -p $puppet --netns=/proc/$puppet/ns/net)" 1
for mount in $v2 $v1; do
	group=$mount/nstrace-test-$$
	echo "$puppet" >"$group/in/below/cgroup.procs"
	is "scan --cgroup: $(stat -fc %T "$mount")" \
		"$(scanned --cgroup="$group/in") $(scanned --cgroup="$group/out")" "1 0"
	is "attached" "$(attached --cgroup="$group/in") $(attached --cgroup="$group/out")" "1 0"
	echo "$puppet" >"$mount/cgroup.procs"
done
echo go >"$tmp/go"
wait $puppet

# ---- what is wrong ----

refused() {
	run "$nstrace" "$@" -- true
	echo "$status $(cat "$tmp/err")"
}

is "--comm: a pattern that is none" "$(refused --comm='[a')" \
	"125 nstrace: --comm takes a name or a pattern, not '[a': Invalid argument"
is "--netns: no such name" "$(refused --netns=no-such)" \
	"125 nstrace: --netns=no-such: no network namespace: No such file or directory"
is "--netns: another kind" "$(refused --netns=/proc/self/ns/mnt)" \
	"125 nstrace: --netns=/proc/self/ns/mnt: no network namespace: Invalid argument"
is "--cgroup: no such group" "$(refused --cgroup=/no/such)" \
	"125 nstrace: --cgroup=/no/such: No such file or directory"
is "--cgroup: a directory of another kind" "$(refused --cgroup=/etc)" \
	"125 nstrace: --cgroup=/etc: this is no control group"

finish
