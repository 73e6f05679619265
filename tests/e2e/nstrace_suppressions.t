#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Findings that somebody knows of: counted, not told, and no error; and the way there from findings.
. "$(dirname "$0")/lib.sh"
in_private_host
. "$(dirname "$0")/puppet.sh"
nstrace=$build/nstrace
ip netns add web
ip netns add db

# Two classes of errors and a warning, in one process.
cat >"$tmp/sick" <<'EOF_SICK'
main spawn B
B enter web
B spawn C
B home
C fork true
main spawn D
D enter db
main spawn E
D home
main wait
EOF_SICK

# run_sick OPTION...: the status, the classes found, how many were suppressed
run_sick() {
	local tracer
	rm -f "$tmp/stay" "$tmp/json"
	mkfifo "$tmp/stay"
	"$nstrace" --error-exitcode=9 --json="$tmp/json" -o "$tmp/text" "$@" -- "$PUPPET" "$tmp/stay" \
		<"$tmp/sick" >"$tmp/out" 2>"$tmp/err" &
	tracer=$!
	wait_for_first_switch "$tmp/json" "$tracer"
	echo >"$tmp/stay"
	wait "$tracer"
	echo "$? $(jq -r 'select(.type == "finding").class' "$tmp/json" | sort | tr '\n' ' ')$(
		jq 'select(.type == "summary").suppressed' "$tmp/json")"
}

is "nothing is suppressed" "$(run_sick)" "9 exposed misplaced stranded 0"
is "nor are there entries" "$(jq -c 'select(.suppression)' "$tmp/json")" ""

echo 'class:stranded kind:net comm:pup* name:known' >"$tmp/known"
is "one finding is" "$(run_sick --suppressions="$tmp/known")" "9 exposed misplaced 1"
is "the last line of the text counts it" "$(tail -n 1 "$tmp/text")" \
	"1 error, 1 warning, 1 suppressed, 0 events lost"
ok "and the text does not tell it" sh -c "! grep -q stranded '$tmp/text'"

echo 'class:misplaced comm:sh' >"$tmp/known2"
is "all errors are, by two files" \
	"$(run_sick --suppressions="$tmp/known" --suppressions="$tmp/known2")" "0 exposed 2"
printf 'fun:no_such_function\nkind:mnt\ncomm:other\nexe:/other/*\n' >"$tmp/known3"
is "what does not match does nothing" "$(run_sick --suppressions="$tmp/known3")" \
	"9 exposed misplaced stranded 0"
is "which is not told" "$(cat "$tmp/err")" ""

run_sick -v --suppressions="$tmp/known" --suppressions="$tmp/known3" >"$tmp/verdict"
ok "but -v does" grep -q "^nstrace: $tmp/known3:4: matched nothing" "$tmp/err"
ok "and how often the others were used" \
	grep -q "^nstrace: $tmp/known:1: suppressed 1 finding: known" "$tmp/err"
is "in JSON, too" "$(jq -c 'select(.type == "summary").suppressions |
	[(.[0] | .line, .name, .used), (.[4] | .line, .name, .used)]' "$tmp/json")" \
	'[1,"known",1,4,null,0]'

# ---- by the program ----

mkfifo "$tmp/go"
# by_program PATTERN: how many are suppressed by this pattern for the program of a process that waits
# until its program is known
by_program() {
	local puppet_pid tracer
	rm -f "$tmp/json" "$tmp/out"
	echo "exe:$1" >"$tmp/known4"
	printf '%s\n' 'main spawn B' 'main say ready' 'main wait' 'B enter web' 'B spawn C' 'B home' |
		"$PUPPET" "$tmp/go" >"$tmp/out" &
	puppet_pid=$!
	wait_for grep -q ready "$tmp/out"
	"$nstrace" --json -o "$tmp/json" --suppressions="$tmp/known4" -p $puppet_pid &
	tracer=$!
	wait_for grep -q '"start"' "$tmp/json"
	echo go >"$tmp/go"
	wait $puppet_pid $tracer
	jq 'select(.type == "summary").suppressed' "$tmp/json"
}

is "its path matches" "$(by_program '*/tests/programs/puppet')" 1
is "another's does not" "$(by_program '/bin/*')" 0

# ---- by a function ----

"${CC:-gcc}" -D_GNU_SOURCE -std=gnu11 -O2 -g -pthread -o "$tmp/deep" \
	"$(dirname "$0")/../programs/deep.c"
# trace_deep [OPTION...]: the same for a program whose functions have names
trace_deep() {
	local tracer
	rm -f "$tmp/json" "$tmp/end"
	mkfifo "$tmp/end"
	"$nstrace" "$@" --json="$tmp/json" -o "$tmp/text" -- "$tmp/deep" <"$tmp/end" >&2 &
	tracer=$!
	exec 9>"$tmp/end"
	wait_for_first_switch "$tmp/json" "$tracer"
	exec 9>&-
	wait "$tracer"
	jq -c 'select(.type == "summary") | [.errors, .suppressed]' "$tmp/json"
}

# by_function [OPTION...]: its worker may end so soon that it is no stray, and then it runs again
by_function() {
	local told='' i
	for ((i = 0; i < 50; i++)); do
		told=$(trace_deep "$@")
		[ "$told" = "[0,0]" ] || break
	done
	echo "$told"
}

# by_pattern PATTERN
by_pattern() {
	echo "fun:$1" >"$tmp/known5"
	by_function --suppressions="$tmp/known5"
}

is "on the stack of the clone" "$(by_pattern 'grow_*')" "[0,1]"
is "on the stack of the switch" "$(by_pattern 'serve_request')" "[0,1]"
is "on neither" "$(by_pattern 'serve')" "[1,0]"
is "without stacks" "$(echo 'fun:*' >"$tmp/known5"
	by_function --no-stacks --suppressions="$tmp/known5")" "[1,0]"
is "an entry for it" "$(by_function --gen-suppressions
	jq -r 'select(.type == "finding").suppression' "$tmp/json" | tee "$tmp/one")" \
	"[1,0]
class:stranded kind:net comm:deep fun:start_thread_of_pool"
is "suppresses it" "$(by_function --suppressions="$tmp/one")" "[0,1]"

# ---- what comes of it ----

# harm OPTION...: what a stray did after it was found, as far as it is told
harm() {
	printf '%s\n' 'main spawn B' 'B enter web' 'B spawn C' 'B home' 'C socket netlink' \
		'C link weave' 'C exit' |
		"$nstrace" "$@" --json="$tmp/json" -o "$tmp/text" -- "$PUPPET" >"$tmp/out"
	jq -r 'select(.type == "harm").class' "$tmp/json"
}
is "harm is told with its finding" "$(harm)" "stranded"
is "and not without" "$(harm --suppressions="$tmp/known")" ""

# ---- and back ----

run_sick --gen-suppressions >"$tmp/verdict"
jq -r 'select(.type == "finding").suppression' "$tmp/json" | sort >"$tmp/all"
is "an entry for each finding" "$(wc -l <"$tmp/all")" 3
is "the same in text" "$(sed -n 's/^  suppress //p' "$tmp/text" | sort)" "$(cat "$tmp/all")"
is "they suppress everything" "$(run_sick --suppressions="$tmp/all")" "0 3"
for class in exposed misplaced stranded; do
	grep "^class:$class" "$tmp/all" >"$tmp/one"
	is "each its own: $class" "$(run_sick --suppressions="$tmp/one" | sed 's/^[0-9]* //')" \
		"$(printf '%s\n' exposed misplaced stranded | grep -v $class | tr '\n' ' ')1"
done

# Many alike and one that is not: who asks for entries sees one of each.
printf '%s\n' 'main spawn B' 'B enter web' 'B spawn C' 'B spawn D' 'B home' |
	"$nstrace" --gen-suppressions -q -o "$tmp/text" -- "$PUPPET" >"$tmp/out"
is "one block for those alike" "$(grep -c '^  suppress ' "$tmp/text")" 1

# ---- files that are wrong ----

printf 'comm:a\n\ncomn:b\n' >"$tmp/bad"
run "$nstrace" --suppressions="$tmp/bad" -- true
is "an unknown key" "$status" 125
is "one line says where" "$(cat "$tmp/err")" \
	"nstrace: $tmp/bad:3: unknown key 'comn'; there are class, kind, comm, exe, fun and name"
run "$nstrace" --suppressions=/no/such -- true
is "no such file" "$status" 125
is "one line says so" "$(cat "$tmp/err")" "nstrace: cannot read /no/such: No such file or directory"

finish
