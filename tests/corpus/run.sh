#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Run the corpus under nstrace and compare what it finds with what each program's opening comment
# says that it must find: one TAP line a program, then recall and precision of each class. How a
# program looks is in docs/corpus.md. This script knows no language: the Makefile builds them all.
#	bash tests/corpus/run.sh		all
#	CORPUS="stranded_setns pool_first" bash tests/corpus/run.sh
# For the test of this script: NSTRACE, CORPUS_SOURCES, CORPUS_BUILD and CORPUS_TIMEOUT.
. "$(dirname "$0")/../e2e/lib.sh"
need_root
in_private_host

nstrace=${NSTRACE:-$build/nstrace}
sources=${CORPUS_SOURCES:-$(dirname "$0")}
programs=${CORPUS_BUILD:-$build/tests/corpus}
timeout=${CORPUS_TIMEOUT:-20} # of a program that takes well under 2 s, on a busy machine

classes='stranded|exposed|tainted|misrestored|misplaced|refused'
kinds='net|mnt|uts|ipc|cgroup|pid_for_children|time_for_children'

# header SOURCE NAME: the values of all lines `NAME: VALUE` in the source's comments
header() {
	sed -nE "s,^[[:space:]]*(//!?|/?\*+|#)[[:space:]]*$2:[[:space:]]+,,; T
		s,[[:space:]]*(\*/)?[[:space:]]*\$,,p" "$1"
}

# problem TEXT: why the program that is being run has failed
problem() {
	echo "$1" >>"$tmp/problems"
}

# trace_command PROGRAM OPTION...: nstrace starts it
trace_command() {
	local program=$1
	shift
	timeout -k 2 "$timeout" "$nstrace" "$@" -q -o /dev/null --json="$tmp/json" -- "$program" \
		</dev/null >"$tmp/said" 2>"$tmp/err"
}

# wait_until_ready FD: take down what a program says on FD, up to the line `ready`
wait_until_ready() {
	local line
	while read -r -t "$timeout" -u "$1" line; do
		echo "$line"
		[ "$line" != ready ] || return 0
	done
	problem "it never said that it is ready"
	return 1
}

# attach TGID TO OPTION...: trace it until it ends; when that has begun, say so on the descriptor TO
attach() {
	local tgid=$1 to=$2 trace line
	shift 2
	exec {trace}< <(exec {to}>&- && exec timeout -k 2 "$timeout" "$nstrace" "$@" --json -q \
		-p "$tgid" 2>"$tmp/err")
	if read -r -u "$trace" line; then
		echo "$line"
		echo go >&"$to"
		cat <&"$trace"
	fi
	exec {trace}<&-
	wait $! || problem "nstrace ended with $?"
}

# trace_running PROGRAM OPTION...: nstrace attaches to it when it is ready
trace_running() {
	local program=$1 tgid to from status
	shift
	rm -f "$tmp/to" "$tmp/from"
	mkfifo "$tmp/to" "$tmp/from"
	"$program" <"$tmp/to" >"$tmp/from" 2>"$tmp/program.err" &
	tgid=$!
	exec {to}>"$tmp/to" {from}<"$tmp/from"
	wait_until_ready "$from" >"$tmp/said" && attach "$tgid" "$to" "$@" >"$tmp/json"
	exec {to}>&-
	timeout "$timeout" cat <&"$from" >>"$tmp/said" || kill -KILL "$tgid"
	exec {from}<&-
	wait "$tgid"
	status=$?
	cat "$tmp/program.err" >>"$tmp/err"
	return "$status"
}

# check_header SOURCE: what it expects can be understood
check_header() {
	local expect
	expect=$(header "$1" Expect)
	if [ "$expect" != nothing ] &&
		{ [ -z "$expect" ] || grep -qvE "^($classes) ($kinds) [a-z0-9_]+$" <<<"$expect"; }; then
		problem "no such expectation: ${expect:-none at all}"
	fi
}

# expected SOURCE: a line `CLASS KIND TID` for each finding that must be there
expected() {
	local class kind role tids
	while read -r class kind role; do
		[ "$class" != nothing ] || continue
		tids=$(sed -n "s/^role $role \([0-9][0-9]*\)$/\1/p" "$tmp/said")
		[ -n "$tids" ] || problem "nobody announced the role $role"
		# shellcheck disable=SC2086 # a line for each
		printf "$class $kind %s\n" ${tids:-0}
	done < <(header "$1" Expect)
}

# read_trace: such a line for each finding that is there, and at the end `complete`
read_trace() {
	jq -r 'if .type == "finding" then "\(.class) \(.kind // "net") \(.tid)"
		elif .type == "summary" and .lost == 0 then "complete"
		else .type end' "$tmp/json" >"$tmp/trace" 2>>"$tmp/err"
}

# with_roles: the verdicts on stdin that are not right, with the names that their threads announced
with_roles() {
	awk 'FILENAME != "-" { if ($1 == "role") role[$3] = $2; next }
		$1 != "right" { print $1 ":", $2, $3, ($4 in role ? role[$4] : "nobody"), "[" $4 "]" }' \
		"$tmp/said" -
}

# compare SOURCE: each line of one stands for one of the other, so that a second finding for the
# same thread is one too many
compare() {
	local line
	expected "$1" | LC_ALL=C sort >"$tmp/expected"
	awk 'NF == 3' "$tmp/trace" | LC_ALL=C sort >"$tmp/found"
	LC_ALL=C comm "$tmp/expected" "$tmp/found" |
		sed -E 's/^\t\t/right /; t; s/^\t/unexpected /; t; s/^/missing /' |
		LC_ALL=C sort >"$tmp/verdicts"
	while read -r line; do
		problem "$line"
	done < <(with_roles <"$tmp/verdicts")
}

# check_trace STATUS: the trace was complete, and the program could do what it is for
check_trace() {
	case $1 in
	0) ;;
	124 | 137) problem "it did not end within $timeout seconds" ;;
	*) problem "it ended with $1" ;;
	esac
	[ "$(tail -n 1 "$tmp/trace")" = complete ] || problem "the trace is not complete"
}

# program_of SOURCE: what was built of it
program_of() {
	local name=${1##*/}
	echo "$programs/${name##*.}/${name%.*}"
}

# run_program SOURCE: leaves in its own directory what is wrong (problems), how its findings were
# (verdicts), and what was said (err)
run_program() {
	local options=() program status
	program=$(program_of "$1")
	tmp=$tmp/${1##*/}
	mkdir "$tmp"
	touch "$tmp"/{problems,verdicts,json,said,err}
	[ ! -e "$program.missing" ] || return
	check_header "$1"
	read -ra options < <(header "$1" Options)
	header "$1" Suppressions >"$tmp/suppressions"
	[ ! -s "$tmp/suppressions" ] || options+=(--suppressions="$tmp/suppressions")
	if [ "$(header "$1" Attach)" = yes ]; then
		trace_running "$program" "${options[@]}"
	else
		trace_command "$program" "${options[@]}"
	fi
	status=$?
	read_trace
	check_trace "$status"
	compare "$1"
}

# report_program SOURCE: its TAP line, when it has been run
report_program() {
	local name=${1##*/} missing
	missing=$(program_of "$1").missing
	if [ -e "$missing" ]; then
		skip 1 "$name needs $(cat "$missing")"
		[ -z "${NSTRACE_NO_SKIP-}" ] || failed=1
		return
	fi
	if [ -s "$tmp/$name/problems" ]; then
		failed=1
		sed "s/^/# $name says: /" "$tmp/$name/err" >&2
	fi
	is "$name" "$(cat "$tmp/$name/problems")" ""
}

# run_all SOURCE...: a few at a time, since most of them wait; they are reported in order
run_all() {
	local n_at_once jobs=() i
	n_at_once=$(($(nproc) + 1))
	for ((i = 0; i < $# + n_at_once; i++)); do
		if ((i >= n_at_once)); then
			wait "${jobs[i - n_at_once]}"
			report_program "${@:i - n_at_once + 1:1}"
		fi
		if ((i < $#)); then
			run_program "${@:i + 1:1}" &
			jobs+=($!)
		fi
	done
}

# summarize: recall and precision, rounded down: 1.00 is all of it
summarize() {
	awk -v classes="$classes" '
		function part(a, b) { return a + b ? sprintf("%.2f", int(100 * a / (a + b)) / 100) : "-" }
		function row(name, right, missing, unexpected) {
			printf "%-12s %8d %8d %8d %8s %9s\n", name, right + missing, missing, \
				unexpected, part(right, missing), part(right, unexpected)
		}
		{ n[$1, $2]++; n[$1, "total"]++ }
		END {
			printf "%-12s %8s %8s %8s %8s %9s\n", "class", "expected", "missing", \
				"extra", "recall", "precision"
			n_classes = split(classes "|total", class, "|")
			for (i = 1; i <= n_classes; i++)
				row(class[i], n["right", class[i]], n["missing", class[i]],
					n["unexpected", class[i]])
		}' "$tmp"/*/verdicts
}

# chosen: the sources of the programs that are to be run
chosen() {
	local source name
	for source in "$sources"/*.{c,go,java,py,rs}; do
		name=${source##*/}
		[ -e "$source" ] || continue
		[ -z "${CORPUS-}" ] || [[ " $CORPUS " == *" ${name%.*} "* ]] || continue
		echo "$source"
	done
}

failed=0
# shellcheck disable=SC2016 # when it is run
at_exit 'kill $(jobs -p) 2>/dev/null'
mapfile -t chosen < <(chosen)
((${#chosen[@]})) || skip_all "no such program"
run_all "${chosen[@]}"
summarize
finish
exit $failed
