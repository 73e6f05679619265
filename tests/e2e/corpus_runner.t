#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What the corpus's runner lets pass, and what it does not: with programs and an nstrace that only
# pretend, so that everything that can go wrong does.
. "$(dirname "$0")/lib.sh"
need_root
runner=$(dirname "$0")/../corpus/run.sh

mkdir -p "$tmp/sources" "$tmp/programs/c"
program=$tmp/programs/c/fake

# It finds what stands in the file `findings`: CLASS KIND TID, or `-` if it knows no kinds.
export FAKE=$tmp
cat >"$tmp/nstrace" <<'EOF'
#!/bin/bash
json=/dev/stdout
for argument; do
	case $argument in
	--json=*) json=${argument#*=} ;;
	--suppressions=*) cp "${argument#*=}" "$FAKE/suppressions" ;;
	esac
done
echo "$@" >"$FAKE/options"
exec 3>"$json"
echo '{"type":"start"}' >&3
[[ " $* " == *" -p "* ]] || "${@: -1}" || status=$?
while read -r class kind tid; do
	echo "{\"type\":\"finding\",\"class\":\"$class\",\"kind\":\"$kind\",\"tid\":$tid}"
done <"$FAKE/findings" | sed 's/"kind":"-",//' >&3
[ -e "$FAKE/broken" ] || echo "{\"type\":\"summary\",\"lost\":$(cat "$FAKE/lost")}" >&3
exit "${status:-0}"
EOF
chmod +x "$tmp/nstrace"

# program COMMAND: what the program under test does
program() {
	printf '#!/bin/bash\n%s\n' "$1" >"$program"
	chmod +x "$program"
}

# corpus [FINDING...]: run the program whose source is on stdin, with nstrace finding these
corpus() {
	cat >"$tmp/sources/fake.c"
	printf '%s\n' "$@" | sed '/^$/d' >"$tmp/findings"
	run env NSTRACE="$tmp/nstrace" CORPUS_SOURCES="$tmp/sources" CORPUS="" \
		CORPUS_BUILD="$tmp/programs" CORPUS_TIMEOUT=1 bash "$runner"
}

# passes NAME: the last run has passed, and its test as well
passes() {
	is "$1" "$status $(head -n 1 "$tmp/out")" "0 ok 1 - fake.c"
}

# fails NAME PROBLEM: it has failed, and says why
fails() {
	is "$1" "$status $(head -n 1 "$tmp/out")
$(sed -n 's/^# +\([^+]\)/\1/p' "$tmp/err")" "1 not ok 1 - fake.c
$2"
}

# row CLASS: its line in the table
row() {
	awk -v class="$1" '$1 == class' "$tmp/out"
}

worker='/*
 * Expect: stranded net worker
 */'
echo 0 >"$tmp/lost"

program 'echo role worker 5; echo role worker 6; echo role other 7'
corpus "stranded net 6" "stranded net 5" <<<"$worker"
passes "every thread of the role has its finding"
is "recall and precision" "$(row class; row stranded; row total)" \
	"class        expected  missing    extra   recall precision
stranded            2        0        0     1.00      1.00
total               2        0        0     1.00      1.00"

corpus "stranded - 6" "stranded - 5" <<<"$worker"
passes "a finding without a kind is about net"

corpus "stranded net 5" <<<"$worker"
fails "one of two findings is missing" "missing: stranded net worker [6]"
is "recall" "$(row stranded)" "stranded            2        1        0     0.50      1.00"

corpus "stranded net 5" "stranded net 6" "stranded net 7" <<<"$worker"
fails "one finding is too much" "unexpected: stranded net other [7]"
is "precision, rounded down" "$(row stranded)" \
	"stranded            2        0        1     1.00      0.66"

corpus "stranded net 5" "stranded net 6" "stranded net 6" <<<"$worker"
fails "a finding is there twice" "unexpected: stranded net worker [6]"

corpus "stranded net 5" "exposed net 6" <<<"$worker"
fails "a finding is of another class" "missing: stranded net worker [6]
unexpected: exposed net worker [6]"

corpus "stranded net 5" "stranded mnt 6" <<<"$worker"
fails "a finding is of another kind" "missing: stranded net worker [6]
unexpected: stranded mnt worker [6]"

corpus "stranded net 5" "stranded net 6" "refused net 8" <<<"$worker"
fails "a finding for a thread that announced nothing" "unexpected: refused net nobody [8]"

corpus "stranded net 5" "stranded net 6" <<<'// Expect: nothing'
fails "nothing is expected, and something found" "unexpected: stranded net worker [5]
unexpected: stranded net worker [6]"

corpus <<<'# Expect: nothing'
passes "nothing is expected, and nothing found"

corpus <<<'no word about it'
fails "nobody says what to expect" "no such expectation: none at all"

corpus <<<'// Expect: stray net worker'
fails "a class that there is not" "no such expectation: stray net worker
missing: stray net worker [5]
missing: stray net worker [6]"

program :
corpus <<<"$worker"
fails "nobody announces the role" "nobody announced the role worker
missing: stranded net nobody [0]"

program 'exit 3'
corpus <<<'// Expect: nothing'
fails "the program fails" "it ended with 3"

program 'exec sleep 60'
corpus <<<'// Expect: nothing'
fails "the program hangs" "it did not end within 1 seconds
the trace is not complete"

program :
echo 1 >"$tmp/lost"
corpus <<<'// Expect: nothing'
fails "events were lost" "the trace is not complete"
echo 0 >"$tmp/lost"

touch "$tmp/broken"
corpus <<<'// Expect: nothing'
fails "nstrace breaks off" "the trace is not complete"
rm "$tmp/broken"

corpus <<'EOF'
/*
 * Expect: nothing
 * Options: --ns=mnt --max-visit=50ms
 * Suppressions: the first
 * Suppressions: and the second */
EOF
passes "options and suppressions"
is "are given to nstrace" "$(sed 's,/[^ ]*,FILE,g' "$tmp/options"; cat "$tmp/suppressions")" \
	"--ns=mnt --max-visit=50ms --suppressions=FILE -q -o FILE --json=FILE -- FILE
the first
and the second"

attach='// Attach: yes
// Expect: stranded net worker'

# shellcheck disable=SC2016 # for the program
program 'echo role worker $$; echo ready; read -r word; [ "$word" = go ]'
corpus <<<"$attach"
is "a running program is attached to by its pid" "$(cat "$tmp/options")" \
	"--json -q -p $(sed -n 's/.*worker \[\([0-9]*\)\]$/\1/p' "$tmp/err")"

# shellcheck disable=SC2016 # for the program
program 'echo role worker 5; echo ready; read -r word; [ "$word" = go ] && echo role worker 9'
corpus "stranded net 5" "stranded net 9" <<<"$attach"
passes "and may announce more when the trace has begun"

program 'echo role worker 5'
corpus "stranded net 5" <<<"$attach"
fails "a program to attach to is never ready" "it never said that it is ready
the trace is not complete
missing: stranded net worker [5]"

program 'echo role worker 5; echo ready; exec sleep 60'
corpus "stranded net 5" <<<"$attach"
fails "or hangs" "it did not end within 1 seconds"

rm "$program"
echo a compiler >"$program.missing"
NSTRACE_NO_SKIP='' corpus <<<'// Expect: nothing'
is "what could not be built is skipped" "$status $(head -n 1 "$tmp/out")" \
	"0 ok 1 # SKIP fake.c needs a compiler"
NSTRACE_NO_SKIP=1 corpus <<<'// Expect: nothing'
is "which is a failure where nothing may be" "$status $(head -n 1 "$tmp/out")" \
	"1 not ok 1 # SKIP fake.c needs a compiler"
finish
