#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# However nstrace ends, and whenever: the command goes with it, and no program stays in the kernel.
. "$(dirname "$0")/lib.sh"
need_root
nstrace=$build/nstrace
bpftool=$(command -v bpftool || echo /usr/sbin/bpftool)

# A command that never ends by itself and that nobody else runs.
cp /bin/sleep "$tmp/nstrace-sleep"

no_command() {
	! pgrep -x nstrace-sleep >/dev/null
}

n_programs() {
	"$bpftool" prog list | grep -c newtask_btf
}
# Not those that are dead, and only wait to be waited for.
n_tracers() {
	pgrep -c -x -r D,R,S nstrace
}
n_strange=$(($(n_programs) - $(n_tracers))) # pinned by somebody, say
((n_strange >= 0)) || n_strange=0           # a tracer that is about to load them

# Others may be tracing too: there are no more programs than there are tracers.
no_programs() {
	[ "$(n_programs)" -le $(($(n_tracers) + n_strange)) ]
}

# A zombie, which only this shell still knows, is dead.
is_dead() {
	! readlink "/proc/$1/exe" >/dev/null
}

# Before that it is still the shell or env, which ignore SIGINT in the background.
is_nstrace() {
	[ "$(cat "/proc/$1/comm")" = nstrace ]
}

# phase SIGNAL DELAY: end nstrace that long after its start, wherever it is by then
phase() {
	# For a background job the shell ignores SIGINT, and so would the command.
	env --default-signal=INT "$nstrace" -q -o /dev/null -- "$tmp/nstrace-sleep" 1000 &
	wait_for is_nstrace $!
	sleep "$2"
	kill -"$1" $!
	wait_for no_command && wait_for no_programs && wait_for is_dead $!
}

for signal in KILL TERM INT; do
	for delay in 0 0.005 0.01 0.02 0.03 0.04 0.06 0.1; do
		ok "SIG$signal after $delay s" phase $signal $delay
	done
done

"$nstrace" -q -o "$tmp/out" -- "$tmp/nstrace-sleep" 1000 &
wait_for pgrep -x nstrace-sleep >/dev/null
kill -TERM $!
wait $!
is "the command's end by the signal is the status" $? 143
is "and the summary is still there" "$(tail -n 1 "$tmp/out")" "0 errors, 0 warnings, 0 events lost"

"$nstrace" -q -o /dev/null -- \
	sh -c "trap 'exit 5' TERM; : >$tmp/ready; while :; do sleep 0.01; done" &
wait_for test -e "$tmp/ready"
kill -TERM $!
wait $!
is "the command may clean up on SIGTERM" $? 5

finish
