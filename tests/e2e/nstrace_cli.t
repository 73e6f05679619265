#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# nstrace as a command: statuses, attaching, outputs, what it says when it can't, and what it leaves.
. "$(dirname "$0")/lib.sh"
in_private_host
. "$(dirname "$0")/puppet.sh"
nstrace=$build/nstrace
source=$build/..
stray='main enter web
main spawn C
main home'

ip netns add web
ip netns add db

status_of() {
	run "$@"
	echo "$status"
}

# ---- exit statuses ----

is "the command's own status" "$(status_of "$nstrace" -- sh -c 'exit 7')" 7
is "128 + the signal that ended it" "$(status_of "$nstrace" -- sh -c 'kill -9 $$')" 137
is "not found" "$(status_of "$nstrace" -- /no/such/command)" 127
is "not executable" "$(status_of "$nstrace" -- /etc/passwd)" 126
is "a finding leaves the status alone" "$(status_of "$nstrace" -- "$PUPPET" <<<"$stray")" 0
is "--error-exitcode" "$(status_of "$nstrace" --error-exitcode=9 -- "$PUPPET" <<<"$stray")" 9
is "--error-exitcode, no error" "$(status_of "$nstrace" --error-exitcode=9 -- sh -c 'exit 7')" 7
is "an unknown option" "$(status_of "$nstrace" --no-such-option)" 125
is "a process that does not exist" "$(status_of "$nstrace" -p 4194303)" 125
ok "is named" grep -q "no process 4194303" "$tmp/err"
mkfifo "$tmp/crowd"
exec {crowd_fd}<>"$tmp/crowd"
"$build/tests/programs/crowd" 3 2 <"$tmp/crowd" >"$tmp/held" {crowd_fd}>&- &
crowd=$!
wait_for grep -q ready "$tmp/held"
tid=$(find /proc/$crowd/task -mindepth 1 -maxdepth 1 -printf '%f\n' | grep -vx $crowd | head -n 1)
is "a thread" "$(status_of "$nstrace" -p "$tid")" 125
ok "its process is named" grep -q "$tid is a thread.* $crowd\$" "$tmp/err"
kill $crowd
wait $crowd 2>/dev/null
exec {crowd_fd}>&-
# Its child ends when the parent does not know it any more.
sh -c 'sleep 0.3 & echo $!; exec sleep 100' >"$tmp/zombie" &
parent=$!
at_exit "kill $parent 2>/dev/null"
wait_for test -s "$tmp/zombie"
zombie=$(cat "$tmp/zombie")
wait_for grep -q '^State:.Z' "/proc/$zombie/status"
is "a process that has ended, but is not waited for" "$(status_of "$nstrace" -p "$zombie")" 125
ok "is told" grep -q "process $zombie has ended" "$tmp/err"

# ---- what it prints ----

run "$nstrace" -- "$PUPPET" <<<"$stray"
ok "a timeline" grep -qE '^ +[0-9.]+ +[0-9]+ +> web +setns\([0-9]+\)' "$tmp/out"
ok "a block for the finding" grep -qE '^error: stranded thread [0-9]+ of .*, in .*web' "$tmp/out"
is "the last line" "$(tail -n 1 "$tmp/out")" "1 error, 0 warnings, 0 events lost"
is "no colours but on a terminal" "$(grep -c $'\e' "$tmp/out")" 0
run "$nstrace" -q -o "$tmp/file" -- "$PUPPET" <<<"$stray"
is "-q: no timeline; -o: to a file" "$(head -n 1 "$tmp/file" | cut -d ' ' -f 1-2)" "error: stranded"
run "$nstrace" --json -o "$tmp/file" -- "$PUPPET" <<<"$stray"
is "--json: an object a line" \
	"$(jq -r .type "$tmp/file" | sort -u | tr '\n' ' ')" "event finding start summary "
run "$nstrace" -o /dev/full -- sh -c 'exit 7'
is "a full disk is an error" "$status" 125
ok "and is told" grep -q "cannot write to /dev/full.*No space left" "$tmp/err"
run "$nstrace" --json=/dev/full -- "$PUPPET" <<<"$stray"
is "a full disk ends only what is written there" "$status $(tail -n 1 "$tmp/out")" \
	"125 1 error, 0 warnings, 0 events lost"
is "which is named, once" "$(grep -c "cannot write to /dev/full.*No space left" "$tmp/err")" 1
# Nothing of it is written before the summary: then all is known, but nobody is told.
run "$nstrace" -q -o /dev/full -- sh -c 'exit 7'
is "no output for the counts: on standard error" "$status $(tail -n 1 "$tmp/err")" \
	"125 nstrace: 0 errors, 0 warnings, 0 events lost"

# ---- standard descriptors that are closed ----

for verb in --help "scan -p $$" features "-p $$ -d 10ms"; do
	# shellcheck disable=SC2086 # words
	"$nstrace" $verb >&- 2>"$tmp/err"
	is "$verb: no output to write to" "$? $(grep -c 'Bad file descriptor' "$tmp/err")" "125 1"
done
rm -f "$tmp/json"
"$nstrace" -q -p $$ -d 10ms --json="$tmp/json" >&- 2>"$tmp/err"
is "no other file takes its place" "$(jq -r .type "$tmp/json" | sort -u | xargs)" "start summary"
is "the command gets them closed" "$("$nstrace" -o /dev/null -- \
	sh -c '[ -e /proc/self/fd/0 ] || echo closed' <&-)" closed

# ---- attaching to what runs ----

mkfifo "$tmp/go"
# attached SCRIPT [whole-machine]: the puppet runs up to its first `wait`, then nstrace attaches
attached() {
	local script=$1 whole_machine=${2-} puppet_pid tracer
	rm -f "$tmp/out" "$tmp/json"
	"$PUPPET" "$tmp/go" <<<"$script" >"$tmp/out" &
	puppet_pid=$!
	wait_for grep -q '^ready' "$tmp/out"
	if [ -n "$whole_machine" ]; then
		"$nstrace" --json -o "$tmp/json" &
	else
		"$nstrace" --json -o "$tmp/json" -p $puppet_pid &
	fi
	tracer=$!
	wait_for grep -q '"start"' "$tmp/json"
	echo go >"$tmp/go"
	wait $puppet_pid
	if [ -n "$whole_machine" ]; then
		wait_for grep -q '"finding"' "$tmp/json"
		kill -INT $tracer
	fi
	wait $tracer
	status=$?
}

attached 'main spawn B
main say ready
main wait
B enter web
B spawn C
B home'
is "-p: ends with its process" "$status" 0
is "-p: the stray is found" "$(findings "$tmp/out" "$tmp/json")" "stranded C in web, creator B"
is "-p: home is inferred" "$(jq 'select(.type == "finding").home_inferred' "$tmp/json")" true

attached 'main spawn B
B enter web
main say ready
main wait
B spawn C
B home'
is "-p in the middle of a visit: it may be that, and no error" \
	"$(findings "$tmp/out" "$tmp/json")
$(jq -r 'select(.type == "finding").severity' "$tmp/json" | tr '\n' ' ')" "stranded B in web
stranded C in web, creator B
warning error "

attached 'main spawn B
main spawn D
main enter web
main say ready
main wait
main spawn C
main home'
is "-p, and the leader is the visitor" \
	"$(findings "$tmp/out" "$tmp/json")" "stranded main in web
stranded C in web, creator main"

printf '%s\n' "$stray" >"$tmp/script"
attached "main say ready
main wait
main fork $PUPPET <$tmp/script"
is "-p: children are followed" "$(findings "$tmp/out" "$tmp/json")" "stranded C in web, creator main"

attached 'main spawn B
main say ready
main wait
B enter web
B spawn C
B home' whole-machine
# Whoever else is astray on this machine is none of our business.
is "the whole machine, ended by SIGINT" \
	"$(findings "$tmp/out" "$tmp/json" | sed '/ ? in /d') $status" "stranded C in web, creator B 0"

run "$nstrace" --json -d 50ms -o "$tmp/json"
is "-d: the whole machine for a while" "$status $(tail -n 1 "$tmp/json" | jq -r .type)" "0 summary"
is "-d: that long, whatever it took to attach" "$(tail -n 1 "$tmp/json" | jq '.duration >= 50000000')" true
run "$nstrace" -d 50ms -- sleep 100
is "-d: the command is ended" "$status" 143

# Threads that switch all the time while we attach: every one is at home at the end, none is flagged.
"$build/tests/programs/flood" visits 100000 &
flood=$!
is "attaching between switches" \
	"$(status_of "$nstrace" --error-exitcode=9 -q -p $flood) $(cat "$tmp/out")" \
	"0 0 errors, 0 warnings, 0 events lost"
wait $flood

# More events than can be written: the clock is looked at all the same.
"$build/tests/programs/flood" visits 100000000 &
flood=$!
is "-d holds whatever comes" \
	"$(status_of timeout -s KILL 20 "$nstrace" --json -d 200ms -o /dev/null -p $flood)" 0
kill $flood
wait $flood 2>/dev/null

# ---- losing records ----

"$nstrace" --error-exitcode=9 --json -o "$tmp/json" -- "$build/tests/programs/flood" visits 100000 &
tracer=$!
wait_for grep -q setns "$tmp/json"
kill -STOP $tracer
wait_for sh -c "! pgrep -P $tracer -x flood >/dev/null"
kill -CONT $tracer
wait $tracer
is "lost records are an exit status of their own" $? 124
ok "and are counted" \
	test "$(jq 'select(.type == "summary").lost_by_kind.switch' "$tmp/json")" -gt 0

# ---- what is missing ----

is "no privileges" \
	"$(status_of setpriv --reuid 65534 --clear-groups --bounding-set -all -- "$nstrace" true)" 125
is "one line that names the capability" "$(wc -l <"$tmp/err") $(grep -c CAP_BPF "$tmp/err")" "1 1"
is "BPF refused" "$(status_of "$build/tests/programs/no_bpf" 1 "$nstrace" true)" 125
is "one line says so" "$(wc -l <"$tmp/err") $(grep -c 'refuses BPF' "$tmp/err")" "1 1"
is "no bpf()" "$(status_of "$build/tests/programs/no_bpf" 38 "$nstrace" true)" 125
is "one line says what the kernel lacks" \
	"$(wc -l <"$tmp/err") $(grep -c CONFIG_BPF_SYSCALL "$tmp/err")" "1 1"
is "a pid namespace, where the kernel's ids mean others" \
	"$(status_of unshare --pid --fork --mount-proc "$nstrace" true)" 125
is "one line says so" "$(wc -l <"$tmp/err") $(grep -c 'inside a pid namespace' "$tmp/err")" "1 1"
is "a time namespace, where the kernel's times mean others" \
	"$(status_of unshare --time --boottime 1000 "$nstrace" true)" 125
is "one line says so" "$(wc -l <"$tmp/err") $(grep -c 'inside a time namespace' "$tmp/err")" "1 1"
umount --lazy /sys/kernel/tracing /sys/kernel/debug 2>/dev/null
is "tracefs is not mounted, and may not be" \
	"$(status_of setpriv --inh-caps -sys_admin --bounding-set -sys_admin -- "$nstrace" true)" 125
is "one line says so" "$(wc -l <"$tmp/err") $(grep -c 'tracefs is not mounted' "$tmp/err")" "1 1"
mount --bind /dev/null /sys/kernel/btf/vmlinux
is "no BTF" "$(status_of "$nstrace" true)" 125
is "one line says so" "$(wc -l <"$tmp/err") $(grep -c CONFIG_DEBUG_INFO_BTF "$tmp/err")" "1 1"
umount /sys/kernel/btf/vmlinux
is "features" "$(status_of "$nstrace" features)" 0
is "features tells of every program" "$(grep -c ' attaches ' "$tmp/out")" 11
is "features --json" "$("$nstrace" features --json | jq -c '[.can_trace, (.programs | length)]')" \
	"[true,11]"

# ---- explain ----

nobody=(setpriv --reuid 65534 --clear-groups --bounding-set -all --)
is "explain needs no privileges" "$(status_of "${nobody[@]}" "$nstrace" explain)" 0
mapfile -t classes < <(sed '/^$/,$d; s/ .*//' "$tmp/out")
is "and knows every class that the summary counts" "$(printf '%s\n' "${classes[@]}")" \
	"$("$nstrace" --json -q -- true | jq -r 'select(.type == "summary").counts | keys_unsorted[]')"
for class in "${classes[@]}"; do
	is "explain $class" "$(status_of "${nobody[@]}" "$nstrace" explain "$class")" 0
	ok "names a page that is there" test -f "$source/$(sed -n 's/^  more  *//p' "$tmp/out")"
done
is "explain: an unknown class" "$(status_of "$nstrace" explain deranged)" 125
is "one line says so" "$(wc -l <"$tmp/err") $(grep -c "no class 'deranged'" "$tmp/err")" "1 1"
is "explain -o" "$("$nstrace" explain stranded -o "$tmp/file" && head -n 1 "$tmp/file")" \
	"stranded: error"

# ---- as whom the command runs ----

is "under sudo the command runs as the caller" \
	"$(SUDO_UID=65534 SUDO_GID=65534 SUDO_USER=nobody "$nstrace" -q -o /dev/null -- id -u)" 65534
is "unless --as-root" \
	"$(SUDO_UID=65534 SUDO_GID=65534 "$nstrace" --as-root -q -o /dev/null -- id -u)" 0

finish
