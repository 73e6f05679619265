#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What a guest does, and what it says about it to its second serial port, which is a file outside:
#	instructions PROGRAM N		the verifier went through so many
#	begin TEST PROBES		then the test's TAP, then
#	end TEST PROBES STATUS SECONDS
#	complete			without it, the guest did not come to its end
# The kernel's command line says which tests, and with which kinds of probes.
export PATH=/usr/sbin:/usr/bin TERM=dumb HOME=/ LC_ALL=C
cd /nstrace || exit
stty -F /dev/ttyS1 raw
exec >/dev/ttyS1 2>&1

# words NAME: the words of NAME=A,B on the command line
words() {
	sed -n "s/.*\<vm.$1=\([^ ]*\).*/\1/p" /proc/cmdline | tr , ' '
}

# run_test TEST PROBES: PROBES is `-` for a test that needs none
run_test() {
	local start=$SECONDS status
	echo "begin $1 $2"
	NSTRACE_PROBES=$2 timeout -k 5 "$(words timeout)" bash "tests/e2e/$1.t" </dev/null
	status=$?
	echo "end $1 $2 $status $((SECONDS - start))"
}

ip link set lo up
echo "release $(uname -r)"
build/tests/vm/verify
NSTRACE_NO_SKIP=$(words no_skip)
CORPUS=$(words corpus)
CORPUS_TIMEOUT=60 # all is slow here
export NSTRACE_NO_SKIP CORPUS CORPUS_TIMEOUT
for probes in $(words probes); do
	for name in $(words tests); do
		run_test "$name" "$probes"
	done
done
for name in $(words other_tests); do
	run_test "$name" -
done
echo complete
busybox poweroff -f
