#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Each class that nstrace knows, in a real process in real namespaces: who is flagged, and who is not.
. "$(dirname "$0")/lib.sh"
need_root
in_private_host
. "$(dirname "$0")/puppet.sh"

ip netns add web
ip netns add db

is "a latent stray is named, though nothing has failed yet" "$(verdict <<'EOF'
	main spawn B
	B enter web
	B spawn C
	B home
EOF
)" "stranded C in web, creator B"

is "its work fails: the link that is there at home is not found" "$(ip link add weave type bridge
verdict <<'EOF'
	main spawn B
	B enter web
	B spawn C
	B home
	C fork ip link show weave 2>&- || echo "not found"
EOF
ip link del weave)" "not found
stranded C in web, creator B
misplaced ? in web, creator C"

is "workers made by a process that had one thread when it left" "$(verdict <<'EOF'
	main enter web
	main spawn W1
	main spawn W2
	main home
EOF
)" "stranded W1 in web, creator main
stranded W2 in web, creator main"

is "the creator ends instead of going home" "$(verdict <<'EOF'
	main spawn B
	B enter web
	B spawn C
	B exit
	C say still there
EOF
)" "still there
stranded C in web, creator B"

is "the creator goes on to another namespace" "$(verdict <<'EOF'
	main spawn B
	B enter web
	B spawn C
	B enter db
	B home
EOF
)" "stranded C in web, creator B"

is "a stray's child is a stray" "$(verdict <<'EOF'
	main spawn B
	B enter web
	B spawn C
	B home
	C spawn D
EOF
)" "stranded C in web, creator B
stranded D in web, creator C"

is "the thread group leader can be the visitor" "$(verdict <<'EOF'
	main spawn B
	main unshare
	main spawn C
	main home
EOF
)" "stranded C in -, creator main"

is "io_uring's thread stays where its ring was made" "$(verdict <<'EOF'
	main spawn B
	B enter web
	B ring
	B home
EOF
)" "stranded ? in web, creator B"

is "the thread corrects itself before its creator leaves: nothing" "$(verdict <<'EOF'
	main spawn B
	B enter web
	B spawn C
	C home
	B home
EOF
)" ""

is "the thread ends before its creator leaves: nothing" "$(verdict <<'EOF'
	main spawn B
	B enter web
	B spawn C
	C exit
	B home
EOF
)" ""

is "born on a visit that is not over when the process ends: exposed" "$(verdict <<'EOF'
	main spawn B
	B enter web
	B spawn C
EOF
)" "exposed C in web, creator B"

is "born at home while a sibling is on a visit: exposed" "$(verdict <<'EOF'
	main spawn B
	B enter web
	main spawn C
	B home
EOF
)" "exposed C in web, creator main"

is "exec by a thread that is not the leader settles what is open" "$(verdict <<'EOF'
	main spawn B
	B enter web
	B spawn C
	B exec echo new program
EOF
)" "new program
exposed C in web, creator B"

is "a thread that is born in a namespace of its own is there on purpose" "$(verdict <<'EOF'
	main spawn B
	B clone
EOF
)" ""

is "a failed switch at home changes nothing, but it is told" "$(verdict <<'EOF'
	main spawn B
	B fail
	B spawn C
EOF
)" "refused B in -, EBADF, 2 threads"

# ---- visits that go wrong ----

is "the way home fails, then it works" "$(verdict <<'EOF'
	main spawn B
	B enter web
	B fail
	B home
	B spawn C
EOF
)" "refused B in web, EBADF, 2 threads"

is "the way home fails, and 100 ms later the thread is still there" "$(verdict <<'EOF'
	main spawn B
	B enter web
	B fail
	B stay 150
	B home
EOF
)" "refused B in web, EBADF, 2 threads
tainted B in web"

is "the same where the caller named no type of namespace" "$(verdict <<'EOF'
	main spawn B
	B enter web
	B fail any
	B stay 150
	B home any
EOF
)" "refused B in web, EBADF, 2 threads
tainted B in web"

is "what fails is about another kind of namespace" "$(verdict <<'EOF'
	main spawn B
	B fail any
	B enter web
	B fail mnt
	B stay 150
	B home any
EOF
)" ""

is "the way home fails, and the thread goes on with its work" "$(verdict <<'EOF'
	main spawn B
	B enter web
	B fail
	B fork true
	B home
EOF
)" "refused B in web, EBADF, 2 threads
tainted B in web
misplaced ? in web, creator B"

is "the way home fails, and the thread ends" "$(verdict <<'EOF'
	main spawn B
	B enter web
	B fail
	B exit
	main say done
EOF
)" "done
refused B in web, EBADF, 2 threads
tainted B in web"

is "the way home fails, and so the process ends" "$(verdict <<'EOF'
	main spawn B
	B enter web
	B fail
EOF
)" "refused B in web, EBADF, 2 threads"

is "a visit longer than allowed, while others are at home" "$(max_visit=50ms verdict <<'EOF'
	main spawn B
	B enter web
	B stay 100
	B home
EOF
)" "tainted B in web"

mkfifo "$tmp/fifo"
"$build/nstrace" --json -q -o "$tmp/live" -- "$PUPPET" "$tmp/fifo" >"$tmp/out" <<'EOF' &
	main spawn B
	B enter web
	B wait
EOF
ok "it is said when the time is up, though nothing happens" \
	wait_for grep -q '"class":"tainted"' "$tmp/live"
is "no sooner and no later" "$(jq 'select(.class == "tainted") | .decided - .since' "$tmp/live")" \
	1000000000
echo >"$tmp/fifo"
wait

is "the same visit, when it is allowed" "$(max_visit=10s verdict <<'EOF'
	main spawn B
	B enter web
	B stay 100
	B home
EOF
)" ""

is "entered on one thread, left on another" "$(max_visit=50ms verdict <<'EOF'
	main spawn B
	B enter web
	main home
	B stay 100
	B home
EOF
)" "tainted B in web
misrestored main in web, visitor B, error"

is "entered on one thread, left on both" "$(verdict <<'EOF'
	main spawn B
	B enter web
	main home any
	B home any
EOF
)" "misrestored main in web, visitor B, warning"

# ---- what strays run ----

is "a stray's child has one that runs something" "$(verdict <<'EOF'
	main spawn B
	B enter web
	B spawn C
	B home
	C daemon true
EOF
)" "stranded C in web, creator B
misplaced ? in web, creator C"

is "of children that run nothing the end is told, so that nobody remembers them" \
	"$("$build/nstrace" --json -- "$PUPPET" <<'EOF' |
	main spawn B
	B enter web
	B daemon true
EOF
		grep '^{' | jq -s 'map(select(.event == "fork").tid) as $children |
			map(select(.event == "exit" and .last and (.pid | IN($children[])))) |
			length')" 1

is "what a misplaced program starts is not blamed again" "$(verdict <<'EOF'
	main spawn B
	B enter web
	B spawn C
	B home
	C fork sh -c true; sh -c true; :
EOF
)" "stranded C in web, creator B
misplaced ? in web, creator C"

is "a visitor's child is where it should be" "$(verdict <<'EOF'
	main spawn B
	B enter web
	B fork true
	B home
EOF
)" ""

is "a name with escapes in it cannot reach the terminal" \
	"$(cp "$PUPPET" "$tmp/"$'a\e[31mb'
	PUPPET="$tmp/"$'a\e[31mb' verdict comm <<<'main enter web
main spawn C
main home')" 'stranded C in web, creator main, comm a\x1b[31mb'

# ---- programs that do it right ----

is "one thread that fails, retries, and stays away as long as it likes" \
	"$(max_visit=50ms verdict <<'EOF'
	main fail
	main enter web
	main fail
	main stay 200
	main fork true
	main home
EOF
)" ""

is "a process whose threads all move together, for good" "$(max_visit=50ms verdict <<'EOF'
	main spawn B
	main enter web
	B enter web
	main stay 200
	B fork true
	B home
	B enter web
EOF
)" ""

is "ip netns exec" "$(innocent ip netns exec web true)" "0 errors, 0 warnings"
is "unshare -n" "$(innocent unshare -n sh -c 'true; true')" "0 errors, 0 warnings"
is "nsenter" "$(innocent nsenter --net=/run/netns/web true)" "0 errors, 0 warnings"

is "many threads, no switch" "$(verdict <<'EOF'
	main spawn B
	B spawn C
	C spawn D
	B exit
EOF
)" ""

is "one thread that moves for good, then makes its pool" "$(verdict <<'EOF'
	main enter web
	main spawn W1
	main spawn W2
	W1 spawn W3
	W1 exit
EOF
)" ""

is "one thread that goes through namespaces and home again" "$(verdict <<'EOF'
	main enter web
	main enter db
	main home
	main spawn B
EOF
)" ""

is "a visit without a birth" "$(verdict <<'EOF'
	main spawn B
	B enter web
	B home
	main spawn C
EOF
)" ""

is "a process whose threads all move together" "$(verdict <<'EOF'
	main spawn B
	main enter web
	B enter web
	B spawn C
	main spawn D
EOF
)" ""

finish
