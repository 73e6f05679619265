#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Who called: the stacks of the switch and of the clone, however the program was built, and wherever
# its file is by the time that somebody asks.
. "$(dirname "$0")/lib.sh"
need_root
in_private_host

programs=$(dirname "$0")/../programs

# compile NAME [FLAG...]: deep.c as distributions build, without frame pointers
compile() {
	"${CC:-gcc}" -D_GNU_SOURCE -std=gnu11 -O2 -g -fomit-frame-pointer -pthread -o "$tmp/$1" \
		"${@:2}" "$programs/deep.c"
}

# trace COMMAND...: run it under nstrace; its stdin ends when its first switch has been seen and its
# mappings have been read, so that it is still there then. Leaves $tmp/json, and $tmp/text.
trace() {
	local tracer
	rm -f "$tmp/go" "$tmp/json"
	mkfifo "$tmp/go"
	"$build/nstrace" --max-visit=1m "${options[@]}" --json="$tmp/json" -o "$tmp/text" -- "$@" <"$tmp/go" >&2 &
	tracer=$!
	exec 9>"$tmp/go"
	wait_for_first_switch "$tmp/json" "$tracer"
	exec 9>&-
	wait "$tracer"
}
options=()

# stack WHICH: the functions of that stack of the finding
stack() {
	jq -r --arg which "$1" 'select(.type == "finding") |
		.stacks[$which] | map(.symbol // "?") | join(" < ")' "$tmp/json"
}

switched="enter_namespace < begin_visit < serve_request < visit"
cloned="start_thread_of_pool < grow_pool < visit"

# both NAME: the stacks that deep makes are there
both() {
	is "$1: the switch" "$(stack switch)" "$switched"
	is "$1: the clone" "$(stack clone)" "$cloned"
}

compile deep
trace "$tmp/deep"
both "position independent"
is "the files and lines" "$(jq -r 'select(.type == "finding") | .stacks.switch[0] |
	.module, (.source | sub(".*/"; "")), .line' "$tmp/json")" "deep
deep.c
$(grep -n 'if (unshare' "$programs/deep.c" | cut -d: -f1)"
is "in the text" "$(sed -n 's/ deep.c:[0-9]*//g; /^  clone \|^  unshare/p' "$tmp/text")" \
	"  clone    $cloned
  unshare  $switched"
is "no runtime" "$(jq -r 'select(.type == "finding") | .runtime' "$tmp/json")" null

compile fixed -no-pie
trace "$tmp/fixed"
both "at a fixed address"

compile alone -static
trace "$tmp/alone"
both "linked statically"

compile framed -fno-omit-frame-pointer -fno-asynchronous-unwind-tables
trace "$tmp/framed"
is "by frame pointers alone" "$(stack switch)" "$switched"

compile stripped -s
trace "$tmp/stripped"
is "without symbols there are still addresses" "$(jq -r 'select(.type == "finding") | .stacks.clone |
	length, (map(.module) | unique[])' "$tmp/json")" "3
stripped"

compile gone
trace "$tmp/gone" unlink
both "a file that was deleted"
ok "it was deleted" test ! -e "$tmp/gone"

mkdir "$tmp/jail"
# shellcheck disable=SC2016 # for the inner shell
trace unshare --mount sh -c 'mount -t tmpfs none "$1/jail" && cp "$1/alone" "$1/jail/deep" &&
	mkdir "$1/jail/proc" && mount --bind /proc "$1/jail/proc" && exec chroot "$1/jail" /deep' sh "$tmp"
both "a file that only its own mount namespace has"
ok "we do not have it" test ! -e "$tmp/jail/deep"

# shellcheck disable=SC2016 # for the inner shell
trace sh -c '"$1"; exit 0' sh "$tmp/deep"
both "a process that ended before the trace did"

trace "$tmp/deep" fork
both "a child without a program of its own"

trace "$tmp/deep" refused
is "a switch that failed" "$(stack switch)" "fail_to_switch < refuse"

options=(--no-stacks)
trace "$tmp/deep"
is "none with --no-stacks" "$(jq -c 'select(.type == "finding") | .stacks' "$tmp/json")" null
options=()

if command -v go >/dev/null; then
	GOCACHE=$tmp/go-cache GOFLAGS=-mod=mod CGO_ENABLED=0 \
		go build -o "$tmp/gopher" "$programs/deep.go"
	version=$(go version "$tmp/gopher" | sed 's/.*: go//')
	trace "$tmp/gopher"
	is "Go" "$(stack switch)" "main.enterNamespace < main.serveRequest < main.main"
	is "Go: the line" "$(jq -r 'select(.type == "finding") | .stacks.switch[1].line' "$tmp/json")" \
		"$(grep -n 'if enterNamespace' "$programs/deep.go" | cut -d: -f1)"
	is "Go: the runtime" "$(jq -r 'select(.type == "finding") | .runtime |
		.language, .version' "$tmp/json")" "Go
$version"
	strip -o "$tmp/stripped-gopher" "$tmp/gopher"
	trace "$tmp/stripped-gopher"
	is "Go, stripped" "$(stack switch)" "main.enterNamespace < main.serveRequest < main.main"
	is "Go, stripped: the line" "$(jq -r 'select(.type == "finding") | .stacks.switch[1].line' "$tmp/json")" \
		"$(grep -n 'if enterNamespace' "$programs/deep.go" | cut -d: -f1)"
else
	skip 5 "go is not installed"
fi

if command -v rustc >/dev/null; then
	cat >"$tmp/deep.rs" <<'EOF'
use std::io::Read;
extern "C" { fn setns(fd: i32, kind: i32) -> i32; }
#[inline(never)]
fn serve_request() { if unsafe { setns(-1, 0x40000000) } == 0 { panic!() } }
fn main() {
    std::thread::spawn(|| {
        serve_request();
        std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
    }).join().unwrap();
}
EOF
	rustc --edition 2018 -O -o "$tmp/crab" "$tmp/deep.rs"
	rust_version=$(readelf -p .comment "$tmp/crab" | sed -n 's/.*rustc version \([^ ]*\).*/\1/p')
	trace "$tmp/crab"
	is "Rust: names as they are written" "$(stack switch | sed 's/ <.*//')" deep::serve_request
	is "Rust: the runtime" "$(jq -r 'select(.type == "finding") | .runtime |
		.language, .version' "$tmp/json")" "Rust
${rust_version:-null}"
else
	skip 2 "rustc is not installed"
fi

finish
