#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# weave-ps's ways to look into a thousand namespaces: all find what `ip` finds, and none leaves
# anything behind.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
in_private_host --pid --fork --kill-child --mount-proc

weave_ps=$build/weave-ps
maxrss=$build/tests/programs/maxrss
strategies=(nsid fork pool nsenter inline)
n_netns=1000
few=100

# Namespaces, and the veths that lead into them, in one go each; then what is inside. `c1` to `c5`
# are never up, and nobody has looked into them: they have given no number to any namespace.

for ((i = 1; i <= n_netns; i++)); do
	echo "netns add c$i"
done | ip -batch - || exit 1
{
	echo "link add weave address 02:00:00:00:00:01 type bridge mcast_snooping 0"
	for ((i = 1; i <= n_netns; i++)); do
		echo "link add v$i master weave type veth peer name ethwe netns c$i"
	done
} | ip -batch - || exit 1
ip link set weave up
for ((i = 6; i <= n_netns; i++)); do
	printf 'link set ethwe up\naddr add 10.%d.%d.1/12 dev ethwe\n' $((32 + i / 256)) $((i % 256)) |
		ip -n "c$i" -batch - || exit 1
done
ip -n c9 addr add fd00::9/64 dev ethwe nodad
ip netns add third # what c6 also leads to
ip -n c6 link add more type veth peer name less netns third
ip -n c7 addr add 10.47.0.1/12 dev ethwe
ip -n c8 link add eth1 type veth peer name eth2
ip -n c8 addr add 10.48.0.1/12 dev eth1

targets=()
for ((i = n_netns; i >= 1; i--)); do
	targets+=("netns:c$i")
done

# ids NAMESPACE...: the numbers that each of them, and the host, has for others
ids() {
	local name
	ip netns list-id
	for name in "$@"; do
		echo "$name $(ip -n "$name" netns list-id)"
	done
}

n_left_processes() {
	cat /proc/[0-9]*/comm 2>/dev/null | grep -cE '^(weave-ps|nsenter)$'
}

untouched=(c1 c2 c3 c4 c5)
some=("${untouched[@]}" c6 c7 c8 c9 third "c$n_netns")
ids_before=$(ids "${some[@]}")
is "nobody has looked into some" "$(ids "${untouched[@]}" | grep -c '^c[1-5] $')" 5

# The first one leaves none even there, where any other reader, `ip` too, would.
run "$weave_ps" --strategy=nsid "${targets[@]}"
is "nsid: no number for a namespace is left, wherever" "$(ids "${some[@]}")" "$ids_before"
cp "$tmp/out" "$tmp/by_nsid"

# The oracle.

for ((i = n_netns; i >= 1; i--)); do
	ip -n "c$i" -j addr show dev ethwe
done | jq -rn --arg n "$n_netns" '[inputs] | to_entries[] |
	"netns:c\(($n | tonumber) - .key)" as $id | .value[] | select(.ifname) |
	[$id, .address, (.addr_info[] | select(.family == "inet") | "\(.local)/\(.prefixlen)")] |
	join(" ")' >"$tmp/expected"
is "there are a thousand rows" "$(wc -l <"$tmp/expected")" "$n_netns"
ok "nsid: as \`ip\` says" cmp "$tmp/by_nsid" "$tmp/expected"
ids_before=$(ids "${some[@]}")

# A descriptor for each namespace, and a few: with one more for each, they would run out.
for strategy in "${strategies[@]}"; do
	run prlimit --nofile=$((n_netns + 24)) "$maxrss" "$tmp/many-$strategy" \
		"$weave_ps" --strategy="$strategy" "${targets[@]}"
	is "$strategy: exit status, nothing on stderr" "$status $(<"$tmp/err")" "0 "
	ok "$strategy: as \`ip\` says" cmp "$tmp/out" "$tmp/expected"
	is "$strategy: no process is left" "$(n_left_processes)" 0
	is "$strategy: no number for a namespace is left" "$(ids "${some[@]}")" "$ids_before"
done

# Memory: the rows, some hundred bytes each, and no more.

for strategy in "${strategies[@]}"; do
	"$maxrss" "$tmp/few" "$weave_ps" --strategy="$strategy" "${targets[@]:0:few}" >/dev/null
	growth=$((($(<"$tmp/many-$strategy") - $(<"$tmp/few")) * 1024 / (n_netns - few)))
	ok "$strategy: memory grows by $growth bytes a namespace" test "$growth" -lt 2048
done

# Other ways to ask.

all_of_c9=$(ip -n c9 -j addr show dev ethwe | jq -r '.[] | select(.ifname) |
	["netns:c9", .address, (.addr_info[] | "\(.local)/\(.prefixlen)")] | join(" ")')
as_json=$("$weave_ps" --strategy=fork --json -6 "${targets[@]: -60}")
is "sixty JSON objects" "$(jq length <<<"$as_json")" 60
for strategy in "${strategies[@]}"; do
	run "$weave_ps" --strategy="$strategy" -6 netns:c9
	is "$strategy: with IPv6" "$status $(<"$tmp/out")" "0 $all_of_c9"
	run "$weave_ps" --strategy="$strategy" --json -6 "${targets[@]: -60}"
	is "$strategy: JSON is the same" "$status $(<"$tmp/out")" "0 $as_json"
done

run "$weave_ps" --strategy=nonsense netns:c1
is "an unknown strategy" "$status $(<"$tmp/out") $(grep -c nonsense "$tmp/err")" "2  1"
for strategy in "${strategies[@]}"; do
	run "$weave_ps" --strategy="$strategy"
	is "$strategy: nothing to visit" "$status $(<"$tmp/out")" \
		"0 $(ip -j addr show dev weave | jq -r '"weave:expose \(.[0].address)"')"
	run "$weave_ps" --strategy="$strategy" netns:third netns:c9
	is "$strategy: one with a row, one without" "$status $(<"$tmp/out")" \
		"0 $(grep '^netns:c9 ' "$tmp/expected")"
done
finish
