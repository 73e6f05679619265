# shellcheck shell=bash
# Run puppets under nstrace and say in a line what it found, by the threads' names in the script.

PUPPET=${PUPPET:-$build/tests/programs/puppet}

# Puppet's own output without the "NAME TID" lines, then the findings: "CLASS NAME in NETNS, creator
# NAME". The script is on stdin; with `comm`, the finding's comm follows.
verdict() {
	"$build/nstrace" --json="$tmp/json" -q -o /dev/null -- "$PUPPET" >"$tmp/out" ||
		echo "exit status $?"
	grep -vE '^[A-Za-z0-9]+ [0-9]+$' "$tmp/out"
	jq -r --arg comm "${1:-}" 'select(.type == "finding") |
		"\(.class) \(.tid)# in \(.netns.name // "-"), creator \(.creator)#" +
		if $comm != "" then ", comm \(.comm)" else "" end' "$tmp/json" |
		sed -f <(sed -nE 's/^([A-Za-z0-9]+) ([0-9]+)$/s,\\<\2#,\1,/p' "$tmp/out"; echo 's/[0-9]*#/?/')
}

# The summary of a command that must be let alone, and its findings if there are any.
innocent() {
	"$build/nstrace" -q -- "$@" | sed 's/, 0 events lost$//'
}
