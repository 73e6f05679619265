#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The whole command weave-ps on a host with 100 Docker containers, once the daemon is warm; beside
# it what the daemon needs to say which there are. The daemon and all it has are in a private host.
set -e
n_containers=100
n_rounds=${QUICK:+10}
n_rounds=${n_rounds:-50}

missing() {
	echo "  needs $1" >&2
	exit 77
}

if [ -z "${IN_PRIVATE_HOST-}" ]; then
	for program in dockerd docker busybox; do
		command -v $program >/dev/null || missing $program
	done
	data=$(mktemp -d -p "${build:?}/bench")
	trap 'rm -rf "$data"' EXIT
	IN_PRIVATE_HOST=1 data=$data unshare --net --mount --pid --fork --kill-child --mount-proc \
		bash "$0"
	exit
fi

mount -t tmpfs none /run
ip link set lo up
export DOCKER_HOST=unix:///run/docker.sock

# start_docker: returns when it answers
start_docker() {
	local i
	dockerd --host "$DOCKER_HOST" --data-root "${data:?}" --exec-root /run/docker \
		--pidfile /run/docker.pid >"$data/log" 2>&1 &
	for ((i = 0; i < 300; i++)); do
		! docker version >/dev/null 2>&1 || return 0
		kill -0 $! 2>/dev/null || break
		sleep 0.1
	done
	tail -n 3 "$data/log" >&2
	return 1
}

start_docker || missing "a Docker daemon that starts"
root=$(mktemp -d -p "$data")
mkdir "$root/bin"
cp "$(command -v busybox)" "$root/bin/sh"
tar -C "$root" -c . | docker import - alpine >/dev/null
seq "$n_containers" | xargs -P 4 -I{} docker run -td --name web-{} alpine /bin/sh >/dev/null

found=$("${build:?}/weave-ps" --bridge=docker0 | grep -cv weave:expose) || true
if ((found == n_containers)); then
	commands=()
	for strategy in pool nsid inline; do
		commands+=(-- "weave-ps, $strategy" "$build/weave-ps" --bridge=docker0
			"--strategy=$strategy")
	done
	"$build/tests/bench/commands" "weave-ps with Docker" "$n_containers containers" \
		"$n_rounds" -- "weave-ps, fork<=60ms" "$build/weave-ps" \
		--bridge=docker0 "${commands[@]}" \
		-- "docker ps" docker ps -q
else
	echo "  weave-ps found $found of $n_containers containers" >&2
fi
docker ps -q | xargs -r docker kill >/dev/null 2>&1 || true
kill "$(cat /run/docker.pid)"
wait
((found == n_containers))
