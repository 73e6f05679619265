# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Run puppets under nstrace and say in a line what it found, by the threads' names in the script.
# shellcheck disable=SC2154 # build, tmp: by lib.sh

PUPPET=${PUPPET:-$build/tests/programs/puppet}

# findings OUTPUT JSON [comm]: a line for each finding in JSON, "CLASS NAME in NETNS, creator NAME",
# with the names that the puppets told in OUTPUT; "?": a thread or process that told none; with
# `comm`, the finding's comm follows. Only what its class has is said: a creator, for misrestored the
# visitor and the severity, for refused the error and the number of threads.
findings() {
	jq -r --arg comm "${3:-}" 'select(.type == "finding") |
		"\(.class) \(.tid)# in \(.netns.name // "-")" +
		if .creator then ", creator \(.creator)#" else "" end +
		if .class == "misrestored" then ", visitor \(.visitor)#, \(.severity)" else "" end +
		if .class == "refused" then .evidence[0] | ", \(.errno), \(.threads) threads"
		else "" end +
		if $comm != "" then ", comm \(.comm)" else "" end' "$2" |
		sed -f <(sed -nE 's/^([A-Za-z0-9]+) ([0-9]+)$/s,\\<\2#,\1,/p' "$1"; echo 's/[0-9]*#/?/')
}

# verdict [comm]: run the puppet's script on stdin under nstrace, with $max_visit if it is set; what
# it says but for the "NAME TID" lines, then its findings
verdict() {
	"$build/nstrace" ${max_visit:+--max-visit="$max_visit"} --json="$tmp/json" -q -o /dev/null -- "$PUPPET" >"$tmp/out" ||
		echo "exit status $?"
	grep -vE '^[A-Za-z0-9]+ [0-9]+$' "$tmp/out"
	findings "$tmp/out" "$tmp/json" "${1:-}"
}

# innocent COMMAND...: the summary for a command that must be let alone, behind its findings
innocent() {
	"$build/nstrace" -q -- "$@" | sed 's/, 0 events lost$//'
}
