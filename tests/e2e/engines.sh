# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # $tmp is of lib.sh
# Container engines for the tests that need real ones: private ones, in a private host, whose files,
# sockets and control groups go away with the test. Behind lib.sh, after in_private_host:
#	. "$(dirname "$0")/engines.sh"
#	start_dockerd

# Files that must not be on a tmpfs, as overlays are made of them
engine_data=$(mktemp -d -p /var/tmp nstrace-engine.XXXXXX)
engine_group=nstrace-test-$$
at_exit "rm -rf '$engine_data'"

# wait_long COMMAND...: as wait_for, for engines on a slow machine
wait_long() {
	local i
	for ((i = 0; i < 6; i++)); do
		! wait_for "$@" || return 0
	done
	return 1
}

# remove_groups: those the engine has made for us in each hierarchy
remove_groups() {
	find /sys/fs/cgroup -depth -type d -path "*/$engine_group*" -exec rmdir {} + 2>/dev/null
}

stop_dockerd() {
	docker ps --all --quiet | xargs -r docker rm --force >/dev/null 2>&1
	kill "$dockerd"
	wait "$dockerd"
	remove_groups
}

# start_dockerd: a docker daemon for `docker`, which has no images and nothing to pull any from
start_dockerd() {
	command -v dockerd >/dev/null || skip_all "docker is not installed"
	# The client that came with the daemon: a machine may have another that comes first
	export DOCKER_HOST=unix:///run/docker.sock PATH=/usr/bin:$PATH
	printf '{"deprecated-key-path": "%s"}' "$engine_data/key.json" >"$engine_data/daemon.json"
	setpriv --pdeathsig TERM dockerd --config-file "$engine_data/daemon.json" --host "$DOCKER_HOST" --data-root "$engine_data/docker" \
		--exec-root /run/docker --pidfile /run/docker.pid --cgroup-parent "/$engine_group" \
		>"$tmp/dockerd.log" 2>&1 &
	dockerd=$!
	at_exit stop_dockerd
	wait_long docker version >/dev/null ||
		{ tail "$tmp/dockerd.log" >&2; skip_all "dockerd does not start here"; }
}

stop_podman() {
	podman rm --all --force --time 0 >/dev/null 2>&1
	umount -q "$engine_data/podman/overlay"
}

# start_podman: podman, which needs no daemon, with a storage of its own
start_podman() {
	command -v podman >/dev/null || skip_all "podman is not installed"
	export CONTAINERS_STORAGE_CONF=$engine_data/storage.conf
	printf '[storage]\ndriver = "overlay"\ngraphroot = "%s"\nrunroot = "/run/containers"\n' \
		"$engine_data/podman" >"$CONTAINERS_STORAGE_CONF"
	at_exit stop_podman
}

# import_image NAME: an image with busybox's programs
import_image() {
	mkdir -p "$tmp/image/bin"
	cp /bin/busybox "$tmp/image/bin"
	ln -sf busybox "$tmp/image/bin/sh"
	ln -sf busybox "$tmp/image/bin/true"
	tar -C "$tmp/image" -c . | docker import - "$1" >/dev/null
}
