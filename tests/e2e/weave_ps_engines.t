#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# weave-ps finds the containers of real engines: a Docker daemon, Podman and containerd that only
# this script sees. The engines say what the first processes are, and `ip` in their namespaces what
# weave-ps has to say.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
unset DOCKER_HOST
in_private_host --pid --fork --kill-child --mount-proc

for tool in dockerd docker podman containerd ctr runc busybox; do
	command -v "$tool" >/dev/null || skip_all "needs $tool"
done

weave_ps=$build/weave-ps
cgroup=nstrace-test-engines
declare -A id pid # by name
mount -t tmpfs none /var/lib

# clean_up_engines: the containers end with their first processes, and leave control groups
clean_up_engines() {
	# What is frozen cannot be killed.
	find /sys/fs/cgroup -path "*/$cgroup/*" -name freezer.state -exec sh -c 'echo THAWED >"$1"' - {} \;
	{
		kill -KILL "${pid[@]}" "${daemons[@]}"
		wait "${daemons[@]}"
	} 2>/dev/null
	# shellcheck disable=SC2016
	wait_for sh -c '! find /sys/fs/cgroup -path "*/$0/*" -name cgroup.procs -exec cat {} + | grep -q .' \
		"$cgroup"
	find /sys/fs/cgroup -depth -type d -path "*/$cgroup*" -exec rmdir {} + 2>/dev/null
}
daemons=()
at_exit clean_up_engines

# start NAME COMMAND...: a daemon, which talks to $tmp/NAME.log
start() {
	"${@:2}" >"$tmp/$1.log" 2>&1 &
	daemons+=($!)
}

# with_podman COMMAND...: its usual crun refuses some layouts of control groups
with_podman() {
	podman --runtime runc --cgroup-manager cgroupfs --storage-driver vfs "$@"
}

# Three engines.

start dockerd dockerd --host unix:///run/docker.sock --storage-driver vfs \
	--cgroup-parent "/$cgroup" --exec-opt native.cgroupdriver=cgroupfs
dockerd=$!
start containerd containerd
containerd=$!
mkdir -p "$tmp/root/bin"
cp "$(command -v busybox)" "$tmp/root/bin"
for applet in sh sleep; do
	ln -s busybox "$tmp/root/bin/$applet"
done
tar -C "$tmp/root" -cf "$tmp/root.tar" .
with_podman import -q "$tmp/root.tar" busybox >"$tmp/podman.log" 2>&1
wait_for docker version >/dev/null || {
	sed 's/^/# /' "$tmp/dockerd.log" >&2
	skip_all "the Docker daemon does not start here"
}
docker import "$tmp/root.tar" busybox >/dev/null
docker save busybox -o "$tmp/image.tar"
wait_for ctr version >/dev/null
for namespace in default k8s.io; do
	ctr -n "$namespace" image import --snapshotter native "$tmp/image.tar" >/dev/null
done

# Containers.

ip link add weave address 02:00:00:00:00:01 type bridge
ip addr add 10.32.0.1/12 dev weave
ip link set weave up
n_ports=0

# attach NAME [INTERFACE]: a veth pair from the container to the bridge
attach() {
	local interface=${2-ethwe}
	ip link add "v$((++n_ports))" type veth peer name "$interface" netns "${pid[$1]}"
	ip link set "v$n_ports" master weave up
	nsenter -t "${pid[$1]}" -n sh -c "ip addr add 10.32.1.$n_ports/12 dev $interface
		ip link set $interface up"
}

# on_docker NAME OPTION...
on_docker() {
	id[$1]=$(docker run -d --name "$@" busybox sleep 1000)
	pid[$1]=$(docker inspect -f '{{.State.Pid}}' "$1")
}

# on_podman NAME OPTION...
on_podman() {
	id[$1]=$(with_podman run -d --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 \
		--cgroup-parent "/$cgroup" --name "$@" busybox sleep 1000)
	pid[$1]=$(with_podman inspect -f '{{.State.Pid}}' "$1")
}

# on_containerd NAMESPACE ID OPTION...
on_containerd() {
	ctr -n "$1" run -d --snapshotter native --cgroup "/$cgroup/$2" "${@:3}" \
		docker.io/library/busybox:latest "$2" sleep 1000
	id[$2]=$2
	pid[$2]=$(ctr -n "$1" task ls | awk -v id="$2" '$1 == id {print $2}')
}

cri=io.kubernetes.cri
on_docker d-1 --network none
on_docker d-shares --network container:d-1
on_docker d-paused --network none
on_podman p-1 --network none
on_docker d-host --network host
on_docker d-bridge
on_containerd default t-1
on_podman p-rm --network none --rm
on_podman p-shares --network container:p-1
on_containerd k8s.io sandbox-0123456789 --annotation "$cri.container-type=sandbox" \
	--annotation "$cri.sandbox-name=web-0" --annotation "$cri.sandbox-namespace=shop"
on_containerd k8s.io nginx-0123456789 --annotation "$cri.container-name=nginx" \
	--with-ns "network:/proc/${pid[sandbox-0123456789]}/ns/net" \
	--annotation "$cri.sandbox-name=web-0" --annotation "$cri.sandbox-namespace=shop"
# Docker's list has whole seconds.
second=$(date +%s)
# shellcheck disable=SC2016
wait_for sh -c '[ "$(date +%s)" != "$0" ]' "$second"
on_docker d-2 --network none
for name in d-1 d-paused p-1 t-1 p-rm sandbox-0123456789 d-2; do
	attach "$name"
done
attach d-2 eth1
docker pause d-paused >/dev/null
docker create --name d-created busybox true >/dev/null
with_podman create --name p-created busybox true >/dev/null

# named TARGET NAME: what `ip` says of this container, when it was asked for so
named() {
	nsenter -t "${pid[$2]}" -n ip -j addr | jq -r --arg id "${1:0:12}" '.[] |
		select(.ifname != "lo") | [$id, .address, (.addr_info[] |
			select(.family == "inet") | "\(.local)/\(.prefixlen)")] | join(" ")'
}

# rows NAME...
rows() {
	local name
	for name in "$@"; do
		named "${id[$name]}" "$name"
	done
}

expose() {
	ip -j addr show dev "${1-weave}" | jq -r '.[] | ["weave:expose", .address, (.addr_info[] |
		select(.family == "inet") | "\(.local)/\(.prefixlen)")] | join(" ")'
}

# shows NAME EXPECTED ARGUMENT...: exit status 0, just these rows and no message
shows() {
	run "$weave_ps" "${@:3}"
	is "$1" "$status $(<"$tmp/out")$(<"$tmp/err")" "0 $2"
}

dockers=$(rows d-2 d-paused d-shares d-1)
podmans=$(rows p-shares p-rm p-1)
containerds=$(rows nginx-0123456789 sandbox-0123456789 t-1)
everybody=$(expose; rows d-2 nginx-0123456789 sandbox-0123456789 p-shares p-rm t-1 p-1 d-paused \
	d-shares d-1)
is "there is something to be found" "$(grep -c . <<<"$everybody")" 12

# All engines.

# Docker's times are whole seconds: what the others started in the same second may come between.
in_order() {
	local engine
	for engine in "$dockers" "$podmans" "$containerds"; do
		[ "$(grep -xF "$engine" "$tmp/out")" = "$engine" ] || return
	done
}

run "$weave_ps"
is "containers of all engines: exit status" "$status $(<"$tmp/err")" "0 "
is "containers of all engines: rows" "$(sort "$tmp/out")" "$(sort <<<"$everybody")"
is "the bridge comes first" "$(head -n 1 "$tmp/out")" "$(expose)"
ok "newest first" in_order
is "the newest of all" "$(sed -n 2,3p "$tmp/out")" "$(rows d-2)"
shows "the engine's own bridge" "$(expose docker0; rows d-bridge)" --bridge docker0

shows "by name" "$(for name in p-1 d-1 t-1; do named "$name" "$name"; done)" p-1 d-1 t-1
shows "by id" "$(rows d-2 p-1)" "${id[d-2]}" "${id[p-1]:0:20}"
shows "a pod, and a container in it" "$(named web-0 sandbox-0123456789
	named shop/web-0/nginx nginx-0123456789)" web-0 shop/web-0/nginx
shows "host network, created only, unknown" "" d-host d-created p-created nobody

# One engine.

docker_alone=$(expose; echo "$dockers")
export DOCKER_HOST=unix:///run/docker.sock
shows "DOCKER_HOST: this engine alone, newest first" "$docker_alone"
export DOCKER_HOST=
shows "an empty DOCKER_HOST is none" "$(named p-1 p-1)" p-1
unset DOCKER_HOST

# Whose process it is.

moby=/run/docker/runtime-runc/moby
mount -t tmpfs none "$moby"
shows "without the runtime's files the daemon is asked" "$(rows d-2 d-1)" "${id[d-2]}" "${id[d-1]}"
cp -r "$tmp/root" "$moby/${id[d-1]}"
shows "there are other files" "$(rows d-1)" "${id[d-1]}"
printf '{"init_process_pid":%d,"init_process_start":1}' "${pid[d-2]}" >"$moby/${id[d-1]}/state.json"
shows "the number of a first process was reused" "$(rows d-2)" "${id[d-1]}" "${id[d-2]}"
umount "$moby"
shows "all is as it was" "$(rows d-1)" "${id[d-1]}"

ln -s /run/docker.sock "$tmp/link"
export DOCKER_HOST=unix://$tmp/link
shows "a link to the socket" "$docker_alone"
unset DOCKER_HOST

# Podman with its service.

docker unpause d-paused >/dev/null
mkdir -p /run/podman
# serve NAME URL
serve() {
	start "$1" podman --runtime runc --cgroup-manager cgroupfs --storage-driver vfs \
		system service --time 0 "$2"
	wait_for podman --url "$2" version >/dev/null
}

serve podman unix:///run/podman/podman.sock
podman=$!
run "$weave_ps"
is "all engines, Podman by its service" "$status $(sort "$tmp/out")" "0 $(sort <<<"$everybody")"
export DOCKER_HOST=unix:///run/podman/podman.sock
run "$weave_ps"
is "Podman's service alone" "$status $(sort "$tmp/out")" "0 $(sort <<<"$(expose; echo "$podmans")")"
serve podman-tcp tcp://127.0.0.1:4711
export DOCKER_HOST=tcp://127.0.0.1:4711
run "$weave_ps"
is "the same over TCP" "$status $(sort "$tmp/out")" "0 $(sort <<<"$(expose; echo "$podmans")")"
unset DOCKER_HOST
kill -STOP "$podman"
run "$weave_ps" --timeout=200ms d-1
is "a service that hangs" "$status $(<"$tmp/out")" "1 "
ok "a service that hangs: says so" grep -q "podman.sock: .*timed out" "$tmp/err"
{ kill -KILL "$podman" && wait "$podman"; } 2>/dev/null
ok "its socket stays" test -S /run/podman/podman.sock
shows "a service that left its socket" "$(rows p-1)" "${id[p-1]}"

# Containers that come and go.

churn() {
	local i
	for ((i = 0; ; i++)); do
		[ ! -e "$tmp/stop" ] || break
		with_podman run -d --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 --network none \
			--cgroup-parent "/$cgroup" --name "brief-$i" busybox sleep 1000 >/dev/null
		with_podman rm -f -t 0 "brief-$i" >/dev/null
		docker run --rm --network none busybox true
	done
	echo "$i" >"$tmp/n_brief"
}

churn 2>/dev/null &
n_failed=0
n_looks=0
until [ -e "$tmp/stop" ]; do
	run "$weave_ps"
	if [ "$status $(sort "$tmp/out")" != "0 $(sort <<<"$everybody")" ]; then
		((n_failed++))
		diff <(sort "$tmp/out") <(sort <<<"$everybody") | cat - "$tmp/err" | sed 's/^/# /' >&2
	fi
	((++n_looks < 25)) || touch "$tmp/stop"
done
wait $!
is "no failure among $n_looks looks while containers come and go" "$n_failed" 0
ok "there was a coming and going" test "$(<"$tmp/n_brief")" -gt 1

# Daemons that are away.

{ kill -KILL "$containerd" && wait "$containerd"; } 2>/dev/null
shows "containerd itself is not needed" "$(rows t-1)" "${id[t-1]}"
kill -STOP "$dockerd"
run "$weave_ps" --timeout=200ms
is "a daemon that hangs" "$status $(<"$tmp/out")" "1 "
ok "a daemon that hangs: says so" grep -q "/run/docker.sock: .*timed out" "$tmp/err"
{ kill -KILL "$dockerd" && wait "$dockerd"; } 2>/dev/null
ok "a killed daemon leaves its socket" test -S /run/docker.sock
run "$weave_ps"
is "its containers are still found" "$status $(sort "$tmp/out")" "0 $(sort <<<"$everybody")"
shows "and are called as before" "$(named d-1 d-1)" d-1
rm /run/docker.sock
shows "also without a socket" "$(named d-1 d-1)" d-1
mv /var/lib/docker/containers "$tmp/containers"
run "$weave_ps"
is "nobody knows their names" "$status $(<"$tmp/out")" "1 "
ok "nobody knows their names: says so" grep -q "docker.sock: .*refused" "$tmp/err"
mv "$tmp/containers" /var/lib/docker/containers

DOCKER_HOST=unix:///run/docker.sock run "$weave_ps"
is "no socket where DOCKER_HOST says" "$status $(<"$tmp/out")" "1 "
DOCKER_HOST=ssh://me@there run "$weave_ps"
is "no such way to ask" "$status $(<"$tmp/out")" "1 "

# Daemons that are none.

mkfifo "$tmp/ready"
for mode in takes-nobody hangs hangs-in-reply hangs-when-asked-again talks-nonsense \
	sends-no-json sends-no-list sends-a-path refuses knows-no-list breaks-off \
	breaks-off-at-once sends-a-gigabyte sends-a-gigabyte-of-headers; do
	"$build/tests/programs/bad_daemon" /run/docker.sock "$mode" >"$tmp/ready" &
	read -r _ <"$tmp/ready"
	# So much memory it has for everything.
	run bash -c "ulimit -v 262144; exec '$weave_ps' --timeout=300ms"
	is "a daemon that $mode" "$status $(<"$tmp/out")" "1 "
	ok "a daemon that $mode: says so, once" test "$(grep -c "docker.sock" "$tmp/err")" = 1
	{ kill "$!" && wait "$!"; } 2>/dev/null
done

is "no process is left" "$(cat /proc/[0-9]*/comm | grep -c '^weave-ps')" 0
finish
