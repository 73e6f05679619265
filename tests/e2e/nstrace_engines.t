#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Container engines are correct programs that are near to the bug all the time: nstrace finds no
# error in them, about no kind of namespace. How long a visit takes is a matter of the machine, so
# that is left out here, and Podman is rightly warned of (docs/real-software.md).
. "$(dirname "$0")/lib.sh"
in_private_host
. "$(dirname "$0")/engines.sh"
start_dockerd
start_podman
import_image busybox
docker save busybox | podman load -q >/dev/null
engines='^(docker|containerd|runc|crun|conmon|podman|exe|netavark|aardvark|bridge|host-local|firewall|portmap|tuning)'

# watch: begin to look at the whole machine
watch() {
	"$build/nstrace" --ns=all --max-visit=1h --json="$tmp/json" -o "$tmp/text" &
	tracer=$!
	wait_for grep -q '"start"' "$tmp/json"
}

# errors: the findings about the engines that are errors
errors() {
	jq -r --arg engines "$engines" 'select(.type == "finding" and .severity == "error" and
		(.comm | test($engines))) | [.class, .kind, .comm] | join(" ")' "$tmp/json"
}

end_watch() {
	kill -INT "$tracer"
	wait "$tracer"
}

watch
seq 100 | xargs -P 4 -I {} docker run -td --name c{} busybox sh >"$tmp/ids"
docker exec c1 busybox true
docker restart --time 0 c2 >/dev/null
docker pause c3 >/dev/null
docker unpause c3 >/dev/null
docker ps --quiet | xargs -P 4 -n 25 docker rm --force >"$tmp/removed"
end_watch
is "100 containers came and went" "$(wc -l <"$tmp/ids") $(wc -l <"$tmp/removed")" "100 100"
ok "which was seen" test "$(jq 'select(.event == "unshare" and (.comm | startswith("runc")))' \
	"$tmp/json" | wc -l)" -ge 100
is "nothing is wrong with Docker" "$(errors)" ""
is "nothing was lost" "$(jq 'select(.type == "summary").lost' "$tmp/json")" 0

limits=(--ulimit nofile=1024:1024 --ulimit nproc=1024:1024)
watch
seq 10 | xargs -P 2 -I {} podman --runtime runc run -d --network none "${limits[@]}" \
	busybox sh -c 'sleep 1000' >"$tmp/ids" 2>"$tmp/err"
podman --runtime runc rm --all --force --time 0 >"$tmp/removed" 2>>"$tmp/err"
end_watch
is "10 containers came and went" "$(wc -l <"$tmp/ids") $(wc -l <"$tmp/removed")" "10 10"
ok "which was seen" test "$(jq -c 'select(.event == "unshare" and (.comm | startswith("runc")))' \
	"$tmp/json" | wc -l)" -ge 10
is "nothing is wrong with Podman" "$(errors)" ""

finish
