#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What used to fail once in six: `weave ps` over 100 containers, ten times in a row, and with every
# strategy. nstrace watches: no failure, no finding, and always the rows that `ip` says.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
need_root

N_CONTAINERS=100
N_RUNS=10

# What follows runs in the lab, with $dir to write to.
# shellcheck disable=SC2016
in_lab='
row() { # ID INTERFACE IP-OPTION...
	ip "${@:3}" -j addr show dev "$2" | jq -r --arg id "$1" ".[] | select(.ifname) |
		[\$id, .address, (.addr_info[] | select(.family == \"inet\") |
			\"\(.local)/\(.prefixlen)\")] | join(\" \")"
}
row weave:expose weave >"$dir/expected"
jq -r ".containers | reverse[] | .id[0:12] + \" \" + .name" /run/nstrace-lab/containers.json |
while read -r id name; do
	row "$id" ethwe -n "$name"
done >>"$dir/expected"

for strategy in $strategies; do
	nstrace --json -o "$dir/$strategy.json" -- bash -c "
		for ((i = 0; i < n_runs; i++)); do
			weave-ps --strategy=$strategy >$dir/$strategy.\$i 2>>$dir/$strategy.err
			echo \$? >>$dir/$strategy.status
		done"
done
'
strategies=$("$build/weave-ps" --strategy= 2>&1 | sed -n 's/.*only //p')
strategies=${strategies//,/}
ok "there are strategies" test -n "$strategies"
run env PATH="$build:$PATH" dir="$tmp" strategies="$strategies" n_runs="$N_RUNS" \
	nstrace-repro --containers="$N_CONTAINERS" --run -- bash -c "$in_lab"
is "the lab comes up, and goes down" "$status $(<"$tmp/err")" "0 "
is "a row for the bridge and for each container" "$(grep -c '/12$' "$tmp/expected")" \
	$((N_CONTAINERS + 1))

for strategy in $strategies; do
	is "$strategy: no failure" "$(sort "$tmp/$strategy.status" | uniq -c | xargs)" "$N_RUNS 0"
	is "$strategy: not a word on stderr" "$(<"$tmp/$strategy.err")" ""
	is "$strategy: no finding, nothing lost" "$(jq -rs '
		[(map(select(.type == "finding")) | length), (.[-1] | .type, .errors, .warnings, .lost)] |
			join(" ")' "$tmp/$strategy.json")" "0 summary 0 0 0"
	is "$strategy: the same rows each time, as \`ip\` says" \
		"$(sha256sum <"$tmp/expected" | cut -c 1-16) $N_RUNS" \
		"$(for ((i = 0; i < N_RUNS; i++)); do sha256sum <"$tmp/$strategy.$i"; done |
			cut -c 1-16 | sort | uniq -c | awk '{print $2, $1}')"
done
is "nstrace has seen every visit" "$(jq -rs '
	[.[] | select(.type == "event" and .event == "setns" and .errno == null)] | length' \
	"$tmp/fork.json")" $((N_CONTAINERS * N_RUNS))
finish
