#!/bin/bash
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
stranded C in web, creator B"

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

is "a failed switch changes nothing" "$(verdict <<'EOF'
	main spawn B
	B fail
	B spawn C
EOF
)" ""

is "a name with escapes in it cannot reach the terminal" \
	"$(cp "$PUPPET" "$tmp/"$'a\e[31mb'
	PUPPET="$tmp/"$'a\e[31mb' verdict comm <<<'main enter web
main spawn C
main home')" 'stranded C in web, creator main, comm a\x1b[31mb'

# ---- programs that do it right ----

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
