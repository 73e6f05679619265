#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# `make bench`: every script in figures/ measures one thing and prints a line of JSON for each way
# to do it; this makes a report of them, and a table. A figure that cannot be taken here ends with
# the status 77 and has said why.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
build=$(realpath "${BUILD:-build}")
export build QUICK=${QUICK-}
report=$build/bench/report.json
results=$build/bench/results.jsonl

[ "$(id -u)" = 0 ] || {
	echo "bench: needs root" >&2
	exit 1
}
mkdir -p "$build/bench"
: >"$results"

machine() {
	jq -n --arg kernel "$(uname -sr)" --arg arch "$(uname -m)" --arg cores "$(nproc)" \
		--arg cpu "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
		--arg kb "$(awk '/^MemTotal/ { print $2 }' /proc/meminfo)" \
		--arg load "$(cut -d ' ' -f 1 /proc/loadavg)" \
		'{kernel: $kernel, architecture: $arch, processor: $cpu, cores: ($cores | tonumber),
		memory_mb: ($kb | tonumber / 1024 | floor), load_before: ($load | tonumber)}'
}

# take FIGURE: what it prints goes into the results, unless it fails
take() {
	local name status
	name=$(basename "$1" .sh)
	echo "bench: $name" >&2
	bash "$1" >"$results.new" </dev/null
	status=$?
	if ((status == 0)); then
		cat "$results.new" >>"$results"
	elif ((status == 77)); then
		jq -nc --arg name "$name" '{figure: $name, skipped: true}' >>"$results"
		status=0
	fi
	rm -f "$results.new"
	return $status
}

machine=$(machine)
failed=0
for figure in tests/bench/figures/*"${FIGURE-}"*.sh; do
	take "$figure" || {
		echo "bench: $figure failed" >&2
		failed=1
	}
done

jq -s --argjson machine "$machine" --arg quick "$QUICK" --arg date "$(date -u +%FT%TZ)" \
	'{date: $date, machine: $machine, quick: ($quick != ""), results: .}' \
	"$results" >"$report.new" && mv "$report.new" "$report" && rm "$results"
jq -r -f tests/bench/table.jq "$report"
exit $failed
