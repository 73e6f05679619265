# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# For the end-to-end tests: TAP on stdout, a temporary directory that goes away on every path, and a
# private host to play in. A test is a bash script, run by `prove --exec bash`:
#	. "$(dirname "$0")/lib.sh"
#	in_private_host
#	is "an empty host has one link" "$(ip -o link | wc -l)" 1
#	finish

# shellcheck disable=SC2034 # for the tests
build=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/build
tmp=$(mktemp -d)
n_tests=0
n_planned=0
clean_ups=()

clean_up() {
	local i
	for ((i = ${#clean_ups[@]} - 1; i >= 0; i--)); do
		eval "${clean_ups[i]}"
	done
	rm -rf "$tmp"
}
trap clean_up EXIT
unset DOCKER_HOST # nobody's daemon is ours
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# at_exit COMMAND: run it at the end, the last one first
at_exit() {
	clean_ups+=("$1")
}

# plan N: how many tests there will be; without it, `finish` says how many there were
plan() {
	n_planned=$1
	echo "1..$1"
}

# finish: the end; without it and a plan, prove takes the script for one that broke off
finish() {
	((n_planned)) || echo "1..$n_tests"
}

# skip_all WHY: this whole script cannot run here
skip_all() {
	if [ -n "${NSTRACE_NO_SKIP-}" ]; then
		echo "Bail out! $1"
		exit 1
	fi
	echo "1..0 # SKIP $1"
	exit 0
}

# skip N WHY: the next N tests cannot run here
skip() {
	local i not=${NSTRACE_NO_SKIP:+not }
	for ((i = 0; i < $1; i++)); do
		echo "${not}ok $((++n_tests)) # SKIP $2"
	done
}

need_root() {
	[ "$(id -u)" = 0 ] || skip_all "needs root"
}

# in_private_host [UNSHARE-OPTION...]: start this script again in a network and a mount namespace of
# its own, with an empty /run and no shared memory, and go on there
in_private_host() {
	rm -rf "$tmp"
	if [ -z "${IN_PRIVATE_HOST-}" ]; then
		need_root
		IN_PRIVATE_HOST=1 exec unshare --net --mount "$@" -- bash "$0"
	fi
	unset IN_PRIVATE_HOST
	mount -t tmpfs none /run
	mount -t tmpfs none /dev/shm # where Podman leaves its lock
	tmp=$(mktemp -d -p /run)
	ip link set lo up
}

# ok NAME COMMAND...: the command succeeds
ok() {
	local name=$1
	shift
	if "$@"; then
		echo "ok $((++n_tests)) - $name"
	else
		echo "not ok $((++n_tests)) - $name"
		echo "# failed: $*" >&2
	fi
}

# is NAME GOT EXPECTED: the texts are equal
is() {
	if [ "$2" = "$3" ]; then
		echo "ok $((++n_tests)) - $1"
	else
		echo "not ok $((++n_tests)) - $1"
		diff -u --label expected --label got <(echo "$3") <(echo "$2") | sed 's/^/# /' >&2
	fi
}

# run COMMAND...: leaves its exit status in $status, its output in $tmp/out and $tmp/err
run() {
	"$@" >"$tmp/out" 2>"$tmp/err"
	# shellcheck disable=SC2034 # read by the tests
	status=$?
}

# wait_for COMMAND...: ask again until it succeeds; gives up after half a minute
wait_for() {
	local deadline=$((SECONDS + 30))
	until "$@" 2>/dev/null; do
		((SECONDS < deadline)) || return 1
		sleep 0.01
	done
}

# no_reader TRACER: it has no child that still reads a traced program's mappings or files
no_reader() {
	! pgrep --parent "$1" --runstates D,R,S nstrace >/dev/null
}

# wait_for_first_switch JSON TRACER: it has been seen, and whose it was may end: the mappings have
# been read
wait_for_first_switch() {
	wait_for grep -qE '"event":"(setns|unshare)"' "$1"
	wait_for no_reader "$2"
}
