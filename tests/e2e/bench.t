#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The frame in which figures are taken. No figure is judged here: a test must not depend on how fast
# a machine is.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"
need_root

commands=$build/tests/bench/commands

run "$commands" figure where 7 -- 'first<=60ms' true -- 'second<=1.5' sh -c 'exit 0' -- third true
is "a line for each command" "$status $(jq -r .name "$tmp/out" | xargs)" "0 first second third"
is "what was measured" "$(jq -r '"\(.figure) \(.where) \(.against) \(.samples)"' "$tmp/out" | uniq)" \
	"figure where first 7"
is "what is wanted" "$(jq -r '"\(.goal) \(.goal_msec)"' "$tmp/out" | xargs)" "null 60 1.5 null null null"
is "the first is the measure" "$(jq -s '.[0].ratio | .median == 1 and .q1 == 1 and .q3 == 1' \
	"$tmp/out")" true
is "quartiles are in order" "$(jq -s 'all(.msec | .min <= .q1 and .q1 <= .median and
	.median <= .q3 and .min > 0)' "$tmp/out")" true
run "$commands" figure where 3 -- first true -- second false
is "a command that fails ends it" "$status $(<"$tmp/out")" "1 "
ok "and is named" grep -q "'false' failed" "$tmp/err"
for wrong in "" "-- name" "-- a<=much true" "first true"; do
	# shellcheck disable=SC2086
	run "$commands" figure where 3 $wrong
	is "senseless: '$wrong'" "$status $(<"$tmp/out")" "1 "
done

run "$build/tests/bench/looks" 5 1 2
is "every strategy is measured, and finds what is there" "$status $(jq -r .name "$tmp/out" | xargs)" \
	"0 inline pool nsid fork nsenter"
is "nothing is left in this namespace" "$(ip link show weave 2>&1 | grep -c 'does not exist')" 1

# A report of figures that are made up.

mkdir -p "$tmp/tree/tests/bench/figures" "$tmp/build"
cp "$(dirname "$0")/../bench/"{run.sh,table.jq} "$tmp/tree/tests/bench"
figure() {
	printf '%s\n' "$2" >"$tmp/tree/tests/bench/figures/$1.sh"
}
figure good "'$commands' 'a figure' here 3 -- 'first<=3600000ms' true -- 'second<=0.0001' true"
figure missing 'echo "  needs what is not here" >&2; exit 77'
BUILD=$tmp/build run bash "$tmp/tree/tests/bench/run.sh"
report=$tmp/build/bench/report.json
is "a report" "$status $(jq -r '.machine.kernel' "$report")" "0 $(uname -sr)"
is "with every figure" "$(jq -c '[.results[] | .name // .skipped]' "$report")" '["first","second",true]'
ok "the table says what was met" grep -qE '^  first .*<= 3600000 ms: met$' "$tmp/out"
ok "and what was missed" grep -qE '^  second .*<= 0.0*1?: missed$' "$tmp/out"
ok "and what could not be measured" grep -q '^missing: cannot be taken here$' "$tmp/out"
figure bad 'echo half; exit 1'
BUILD=$tmp/build run bash "$tmp/tree/tests/bench/run.sh"
is "a figure that fails is a failure, and no figure" \
	"$status $(jq -c '[.results[] | .name // .skipped]' "$report")" '1 ["first","second",true]'
BUILD=$tmp/build FIGURE=miss run bash "$tmp/tree/tests/bench/run.sh"
is "one figure alone" "$status $(jq -c '[.results[] | .figure]' "$report")" '0 ["missing"]'
finish
