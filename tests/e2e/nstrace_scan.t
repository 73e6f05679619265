#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# nstrace scan: processes whose threads disagree, as they are now, by BPF and without it.
. "$(dirname "$0")/lib.sh"
in_private_host
. "$(dirname "$0")/puppet.sh"
nstrace=$build/nstrace
no_bpf=$build/tests/programs/no_bpf

ip netns add web
ip netns add db
mkfifo "$tmp/go"

# hold COMMAND...: it runs up to its "ready" and goes on when let_go is called; its pid: $held
hold() {
	rm -f "$tmp/held"
	"$@" >"$tmp/held" <"$tmp/script" &
	held=$!
	at_exit "kill $held 2>/dev/null"
	wait_for grep -q '^ready' "$tmp/held"
}

let_go() {
	echo go >"$tmp/go"
	wait "$held"
}

# strays JSON: a line "NAME in NETNS" for each, sorted, by the names in the puppet's script
strays() {
	jq -r 'select(.type == "process").strays[] | "\(.tid)# in \(.netns.name // "-")"' "$1" |
		sed -f <(sed -nE 's/^([A-Za-z0-9]+) ([0-9]+)$/s,\\<\2#,\1,/p' "$tmp/held"; echo 's/[0-9]*#/?/') |
		sort
}

# scanned: the strays of the puppet that does the script on stdin, then the exit status; by BPF, and
# what is different without it
scanned() {
	cat >"$tmp/script"
	hold "$PUPPET" "$tmp/go"
	run "$nstrace" scan -p "$held" --json
	cp "$tmp/out" "$tmp/json"
	strays "$tmp/json"
	echo "status $status"
	run "$no_bpf" 1 "$nstrace" scan -p "$held" --json
	cp "$tmp/out" "$tmp/json.procfs"
	diff <(strays "$tmp/json"; jq -c '[.threads, .home.ino]' "$tmp/json") \
		<(strays "$tmp/json.procfs"; jq -c '[.threads, .home.ino]' "$tmp/json.procfs")
	let_go
}

# ---- who is astray ----

is "a thread in a foreign namespace" "$(scanned <<'EOF'
	main spawn B
	main spawn C
	B enter web
	main say ready
	main wait
EOF
)" "B in web
status 1"

is "strays in several" "$(scanned <<'EOF'
	main spawn B
	main spawn C
	main spawn D
	main spawn E
	B enter web
	D enter web
	C enter db
	main say ready
	main wait
EOF
)" "B in web
C in db
D in web
status 1"

is "the stray is the leader" "$(scanned <<'EOF'
	main spawn B
	main spawn C
	main enter web
	main say ready
	main wait
EOF
)" "main in web
status 1"

is "the stray leader has a companion" "$(scanned <<'EOF'
	main spawn B
	main spawn C
	main spawn E
	main enter web
	main spawn D
	main say ready
	main wait
EOF
)" "D in web
main in web
status 1"

is "the leader has ended" "$(scanned <<'EOF'
	main spawn B
	main spawn C
	main spawn D
	D enter web
	main exit
	B say ready
	B wait
EOF
)" "D in web
status 1"

is "nobody is astray" "$(scanned <<'EOF'
	main spawn B
	main say ready
	main wait
EOF
)" "status 0"

is "the whole process has moved" "$(scanned <<'EOF'
	main spawn B
	main enter web
	B enter web
	main say ready
	main wait
EOF
)" "status 0"

# ---- what is told of them ----

: >"$tmp/script"
exec 9<>"$tmp/go"
rm "$tmp/held"
"$build/tests/programs/crowd" 3 2 <"$tmp/go" >"$tmp/held" 9>&- &
crowd=$!
at_exit "kill $crowd 2>/dev/null"
wait_for grep -q ready "$tmp/held"
run "$nstrace" scan -p $crowd --json
is "threads, and how many" "$(jq -c 'select(.type == "process") |
	[.pid, .comm, .threads, (.strays | length)]' "$tmp/out")" "[$crowd,\"crowd\",6,2]"
is "the summary" "$(tail -n 1 "$tmp/out")" \
	'{"type":"summary","processes":1,"strays":2,"source":"bpf","hidden":0}'
is "home" "$(jq 'select(.type == "process").home.ino' "$tmp/out")" "$(stat -Lc %i /proc/self/ns/net)"
cookie=$("$build/tests/programs/cookie")
is "a cookie for each, and home's is the one that sockets tell" \
	"$(jq -c --argjson cookie "$cookie" 'select(.type == "process") |
		[.home, .strays[].netns] | map(.cookie) |
		[all(. != null), $cookie == null or .[0] == $cookie, (unique | length)]' "$tmp/out")" \
	'[true,true,2]'
is "how long they have lived: by the kernel's clock" \
	"$(jq 'select(.type == "process") | .strays | map(.age > 0 and .age < 60e9) | all' "$tmp/out")" \
	true
tid=$(jq 'select(.type == "process").strays[0].tid' "$tmp/out")
is "what they are doing" \
	"$(jq -r 'select(.type == "process").strays[0] | "\(.syscall) \(.wchan)"' "$tmp/out")" \
	"$(cut -d ' ' -f 1 "/proc/$crowd/task/$tid/syscall") $(sed 's/^0$/null/' "/proc/$crowd/task/$tid/wchan")"
is "their sockets, once for each namespace" "$(jq -r 'select(.type == "process").sockets[] |
	"\(.family) \(.local | sub(":[0-9]+$"; "")) \(.peer)"' "$tmp/out")" "tcp 0.0.0.0 null
netlink route null"
is "and whose namespace" \
	"$(jq 'select(.type == "process") | .strays[0].netns == .sockets[0].netns' "$tmp/out")" true
run "$nstrace" scan -p $crowd
is "the same as text" "$(sed -E 's/[0-9]{2,}/N/g; s/N +crowd.*/N crowd …/' "$tmp/out")" \
"crowd[N], home net:[N] (bash[N]): 2 of 6 threads astray
      TID  COMM             NETNS                         AGE       DOING
$(sed -E 's/[0-9]{2,}/N/g; s/N +crowd.*/N crowd …/' <(sed -n '3,4p' "$tmp/out"))
   socket  tcp      0.0.0.0:N  in net:[N]
   socket  netlink  route:N  in net:[N]

2 stray threads in 1 process"
run "$nstrace" scan --json
is "the whole machine" \
	"$(jq "select(.pid == $crowd).strays | length" "$tmp/out") $status" "2 1"
run "$nstrace" scan -p $$ -p $crowd --json
is "several processes" "$(jq -r 'select(.type == "process").pid' "$tmp/out") $status" "$crowd 1"
exec 9>&-
wait $crowd

cp "$PUPPET" "$tmp/"$'\e[31m"'
printf '%s\n' 'main spawn B' 'main spawn C' 'B enter web' 'main say ready' 'main wait' >"$tmp/script"
hold "$tmp/"$'\e[31m"' "$tmp/go"
run "$nstrace" scan -p "$held"
is "a hostile name is escaped" "$(grep -c $'\e' "$tmp/out") $(grep -cF '\x1b[31m"' "$tmp/out")" "0 2"

# ---- where it looks ----

run "$no_bpf" 1 "$nstrace" scan -p "$held" --json
is "without BPF, /proc" "$status $(tail -n 1 "$tmp/out" | jq -r .source)" "1 procfs"
is "which is said" "$(wc -l <"$tmp/err") $(grep -c 'no BPF.*looking through /proc' "$tmp/err")" "1 1"
as_nobody=(setpriv --reuid 65534 --clear-groups --bounding-set -all --)
run "${as_nobody[@]}" "$nstrace" scan -p "$held"
is "a process that we may not look at" "$status $(grep -c '1 process is hidden' "$tmp/err")" "125 1"
is "the last line says so" "$(tail -n 1 "$tmp/out")" \
	"0 stray threads in 0 processes, 1 process not looked at"
run "${as_nobody[@]}" "$nstrace" scan -p "$held" --json
is "and in JSON the summary" "$(jq -c '[.type, .strays, .hidden]' "$tmp/out")" '["summary",0,1]'
as_hermit=(setpriv --reuid 54321 --clear-groups --bounding-set -all --)
run "${as_hermit[@]}" "$nstrace" scan
is "a machine that we may not look at" "$status $(grep -c 'processes are hidden' "$tmp/err")" "125 1"
let_go
"${as_hermit[@]}" sleep 1000 &
held=$!
at_exit "kill $held 2>/dev/null"
wait_for grep -q sleep "/proc/$held/comm"
run "${as_hermit[@]}" "$nstrace" scan
is "the machine, as far as we may" \
	"$status $(tail -n 1 "$tmp/out" | sed 's/[0-9]* processes not/N processes not/')" \
	"0 0 stray threads in 0 processes, N processes not looked at"
kill "$held"

hold unshare --pid --fork -- "$PUPPET" "$tmp/go"
run "$nstrace" scan -p "$(pgrep -P "$held")" --json
is "a process in a pid namespace" "$(jq -c 'select(.type == "process") |
	[.threads, (.strays | map(.netns.name))]' "$tmp/out")" '[3,["web"]]'
let_go
cat >"$tmp/inside" <<EOF
rm "$tmp/held"
mkfifo "$tmp/go2"
"$PUPPET" "$tmp/go2" <"$tmp/script" >"$tmp/held" &
until grep -qs '^ready' "$tmp/held"; do sleep 0.01; done
"$nstrace" scan -p \$! --json >"$tmp/out" 2>"$tmp/err"
echo "status \$?"
echo go >"$tmp/go2"
wait
EOF
is "from inside a pid namespace" \
	"$(unshare --pid --fork --mount-proc bash "$tmp/inside"; strays "$tmp/out")" "status 1
B in web"
is "which is said, too" "$(grep -c 'pid namespace: looking through /proc' "$tmp/err")" 1

# ---- a trace of a process that is astray already ----

# told SCRIPT: what a trace says at its start of the puppet that has done the script
told() {
	local tracer
	echo "$1" >"$tmp/script"
	hold "$PUPPET" "$tmp/go"
	rm -f "$tmp/json"
	"$nstrace" -p "$held" -o "$tmp/text" --json="$tmp/json" &
	tracer=$!
	wait_for grep -q '"finding"' "$tmp/json"
	jq -r 'if .event == "thread" then "\(.tid)# in \(.netns.name), away \(.away)"
		elif .type == "finding" then "\(.class) \(.tid)# in \(.netns.name)" else empty end' "$tmp/json" |
		sed -f <(sed -nE 's/^([A-Za-z0-9]+) ([0-9]+)$/s,\\<\2#,\1,/p' "$tmp/held")
	let_go
	wait $tracer
}

is "the stray is told at once" "$(told 'main spawn B
	main spawn C
	B enter web
	main say ready
	main wait')" "B in web, away true
stranded B in web"
is "right behind the start" "$(sed -n 1,2p "$tmp/json" | jq -r '.event // .type' | tr '\n' ' ')" \
	"start thread "
is "of which process, where its home is, and when the stray was born" \
	"$(jq -c 'select(.event == "thread") | [.comm, .threads, .home.ino, .born < .time]' "$tmp/json")" \
	"[\"puppet\",3,$(stat -Lc %i /proc/self/ns/net),true]"
is "the finding comes at once, as a warning: it may be a visit" "$(jq -sc '(.[] | select(.type == "start").time) as $start |
	.[] | select(.type == "finding") | [.since, .born < $start, .comm, .home_inferred,
		(.decided - $start) / 100000000 < 1, .evidence[0].kind, (.evidence | length)]' "$tmp/json")" \
	'[null,true,"puppet",true,true,"found",1]'
is "and is told" "$(grep '^warning:' "$tmp/text" | sed -E 's/[0-9]+/N/g')" \
	"warning: stranded thread N of puppet[N], in net:[N] (web) since before nstrace attached"
is "in the text, too" "$(sed -n 3p "$tmp/text" | sed -E 's/ +[0-9.]+ +[0-9]+//')" \
	"    web              astray since before attach"
is "the stray leader" "$(told 'main spawn B
	main spawn C
	main enter web
	main say ready
	main wait')" "main in web, away true
stranded main in web"
is "has its name" "$(jq -r 'select(.type == "finding").comm' "$tmp/json")" puppet

# ---- what comes and goes ----

# churn: processes and threads that end while we look
churn() {
	while :; do
		"$build/tests/programs/flood" births 200
	done
}
churn &
churn=$!
at_exit "kill $churn 2>/dev/null"
for look in "" "$no_bpf 1"; do
	for ((i = 0; i < 20; i++)); do
		# shellcheck disable=SC2086 # words
		run $look "$nstrace" scan -o /dev/null
		((status <= 1)) || break
	done
	is "no error for those that end meanwhile${look:+, without BPF}" \
		"$((status <= 1)) $(grep -vc -e 'no BPF' -e '[0-9] process.* hidden' "$tmp/err")" "1 0"
done
kill $churn
wait $churn 2>/dev/null

# ---- what cannot be done ----

run "$nstrace" scan -p 4194303
is "a process that does not exist" "$status $(grep -c 'no process 4194303' "$tmp/err")" "125 1"
run "$nstrace" scan -o /dev/full
is "a full disk" "$status $(grep -c 'No space left' "$tmp/err")" "125 1"
run "$nstrace" scan -p $$ -o "$tmp/file"
is "-o" "$status $(cat "$tmp/file")" "0 0 stray threads in 0 processes"

finish
