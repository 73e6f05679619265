#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Namespaces are called what the engines of their containers call them: Docker, Podman and containerd
# as it serves Kubernetes, all private ones.
. "$(dirname "$0")/lib.sh"
in_private_host
. "$(dirname "$0")/puppet.sh"
. "$(dirname "$0")/engines.sh"
start_dockerd
nstrace=$build/nstrace
import_image busybox

# netns_of PID
netns_of() {
	echo "/proc/$1/ns/net"
}

# visit NETNS [OPTION...]: a thread is left there, once nstrace has read which containers there are; it
# sees that only after $between has been done
visit() {
	local tracer
	rm -f "$tmp/json" "$tmp/stay" "$tmp/out"
	mkfifo "$tmp/stay"
	printf '%s\n' 'main spawn B' 'main say ready' 'main wait' "B enter $1" 'B spawn C' 'B home' \
		'main say over' >"$tmp/script"
	"$nstrace" "${@:2}" --json="$tmp/json" -o "$tmp/text" -- "$PUPPET" "$tmp/stay" \
		<"$tmp/script" >"$tmp/out" &
	tracer=$!
	wait_for grep -q ready "$tmp/out"
	wait_for no_reader "$tracer"
	kill -STOP "$tracer"
	echo >"$tmp/stay"
	wait_for grep -q over "$tmp/out"
	$between
	kill -CONT "$tracer"
	wait "$tracer"
}
between=:

# where NETNS [OPTION...]: what its namespace and its home are called
where() {
	visit "$@"
	jq -c 'select(.type == "finding") | .netns.name,
		(.netns.container | objects | [.engine, .name, .id[:4], .pod, .pod_namespace]),
		.home.container' "$tmp/json" | xargs -d '\n'
}

web=$(docker run -d --name web busybox sh -c 'sleep 1000')
web_pid=$(docker inspect --format '{{.State.Pid}}' web)
docker run -d --name guest --network host busybox sh -c "sleep 1000" >/dev/null

is "a container of Docker, whose files are not at their usual place" \
	"$(where "$(netns_of "$web_pid")")" "\"web\" [\"docker\",\"web\",\"${web:0:4}\",null,null] null"
ok "as text" grep -qE '^error: stranded .*, in net:\[[0-9]+\] \(container web \(docker\)\) since' \
	"$tmp/text"
is "without names" "$(where "$(netns_of "$web_pid")" --no-names)" "null null"
ok "as text" grep -qE '^error: stranded .*, in net:\[[0-9]+\] since' "$tmp/text"
ip netns attach by-ip "$web_pid"
is "a mount does not hide it" "$(where by-ip | cut -d ' ' -f 1)" '"web"'
ip netns del by-ip
docker run -d --name side --network container:web busybox sh -c "sleep 1000" >/dev/null
is "nor does one that joined it" "$(where "$(netns_of "$web_pid")" | cut -d ' ' -f 1)" '"web"'

is "a scan says so, too" "$(
	printf '%s\n' 'main spawn B' "B enter $(netns_of "$web_pid")" 'main say ready' 'main wait' >"$tmp/script"
	mkfifo "$tmp/go"
	"$PUPPET" "$tmp/go" <"$tmp/script" >"$tmp/out" &
	wait_for grep -q ready "$tmp/out"
	"$nstrace" scan -p $! --json | jq -r 'select(.type == "process").strays[].netns.container |
		.name + " " + .engine'
	echo >"$tmp/go"
	wait
)" "web docker"

# ---- who ends ----

end_web() {
	docker rm --force web side >/dev/null
}

between=end_web
visit "$(netns_of "$web_pid")"
is "one that ended before its finding was told" \
	"$(jq -r 'select(.type == "finding").netns.name' "$tmp/json" | sort -u)" web
between=:

# ---- Podman ----

mount -t tmpfs none /var/lib
podman=(podman --runtime runc --cgroup-manager cgroupfs --storage-driver vfs)
remove_pods() {
	"${podman[@]}" rm --all --force --time 0 >/dev/null 2>&1
}
at_exit remove_pods
tar -C "$tmp/image" -c . | "${podman[@]}" import -q - busybox >/dev/null 2>&1
"${podman[@]}" run -d --name 'db.1' --network none --ulimit nofile=1024:1024 \
	--ulimit nproc=1024:1024 busybox sh -c "sleep 1000" >/dev/null 2>"$tmp/podman.err" ||
	sed 's/^/# /' "$tmp/podman.err" >&2
is "a container of Podman" \
	"$(where "$(netns_of "$("${podman[@]}" inspect --format '{{.State.Pid}}' db.1)")" |
		sed 's/,"[0-9a-f]*",/,ID,/')" '"db.1" ["podman","db.1",ID,null,null] null'

# ---- containerd, as Kubernetes uses it ----

containerd >"$tmp/containerd.log" 2>&1 &
stop_containerd() {
	ctr -n k8s.io task kill --signal KILL 4711
	wait_for ctr -n k8s.io task delete 4711
	kill "$1"
	wait "$1"
	remove_groups
}
at_exit "stop_containerd $! 2>/dev/null"
wait_for ctr version >/dev/null
docker save busybox | ctr -n k8s.io image import --snapshotter native - >/dev/null
cri=io.kubernetes.cri
ctr -n k8s.io run -d --snapshotter native --cgroup "$engine_group/4711" --annotation $cri.container-name=cart \
	--annotation $cri.sandbox-name=cart-1 --annotation $cri.sandbox-namespace=shop \
	docker.io/library/busybox:latest 4711 sh -c 'sleep 1000'
cart_pid=$(ctr -n k8s.io task list | awk '$1 == 4711 { print $2 }')
is "a container of containerd" "$(where "$(netns_of "$cart_pid")")" \
	'"cart" ["containerd","cart","4711","cart-1","shop"] null'
ok "as text" grep -qF '(container cart of pod shop/cart-1 (containerd)) since' "$tmp/text"

# ---- nstrace's own helpers ----

"$nstrace" --json="$tmp/all" -o /dev/null &
tracer=$!
wait_for grep -q '"start"' "$tmp/all"
docker run -d --name late busybox sh -c "sleep 1000" >/dev/null
echo "main enter $(netns_of "$(docker inspect --format '{{.State.Pid}}' late)")" >"$tmp/script"

# late_is_named: it was not listed before; then the containers have been visited once more
late_is_named() {
	"$PUPPET" <"$tmp/script" >"$tmp/out"
	grep -q '"name":"late"' "$tmp/all"
}
ok "a container that came later has its name" wait_for late_is_named
kill -INT "$tracer"
wait "$tracer"
is "they go from container to container, and are no news" \
	"$(jq -r 'select(.comm == "nstrace-names").event' "$tmp/all")" ""

finish
