#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Pack what all guests have in common: `initramfs.sh BUILD FILE`. There is busybox for /init, and
# under /guest a root file system with the programs that the tests call, taken from this machine
# with the libraries they need, the tests themselves in /guest/nstrace, and what was built for them.
set -euo pipefail

source=$(cd "$(dirname "$0")/../.." && pwd)
build=$(realpath "$1")
file=$2
programs='awk basename bash cat chmod chroot cksum comm cp cut date diff dirname echo env false find findmnt
	grep head hostname id ip jq kill ln ls mkdir mkfifo mktemp mount mv nproc nsenter perl pgrep pkill printf ps
	readlink realpath rm rmdir sed seq setpriv sh sha256sum sleep sort stat strace stty tail test timeout touch
	tr true umount uname uniq unshare wc xargs'

root=$(mktemp -d "$file.XXXXXX")
trap 'rm -rf "$root"' EXIT
guest=$root/guest

# put FILE [AS]: into the guest, at the same place, what stands behind symbolic links
put() {
	install -D "$1" "$guest${2:-$1}"
}

# put_libraries FILE...: what the dynamic linker would load for them
put_libraries() {
	local library
	{ ldd "$@" 2>/dev/null || :; } | grep -oE '/[^ ]+' | grep -v ':$' | sort -u | while read -r library; do
		put "$library"
	done
}

put_programs() {
	local name path paths=()
	for name in $programs; do
		path=$(type -P "$name") || { echo "the guests need $name" >&2 && return 1; }
		put "$(realpath "$path")" "/usr/bin/$name"
		paths+=("$path")
	done
	put_libraries "${paths[@]}"
}

# put_threads: what pthread_exit() wants, and no program asks for
put_threads() {
	local library
	for library in $(/sbin/ldconfig -p | sed -n 's/.*libgcc_s\.so\.1 .*=> //p'); do
		put "$library"
	done
}

# What the corpus has in other languages wants their runtimes: C says it all.
put_tests() {
	local programs=("$build"/{nstrace,weave-ps,buggy-ps,nstrace-repro} "$build"/tests/vm/verify
		"$build"/tests/programs/* "$build"/tests/corpus/c/*)
	local program
	mkdir -p "$guest/nstrace/tests" "$guest/nstrace/docs"
	cp -r "$source"/tests/{e2e,corpus,vm} "$guest/nstrace/tests"
	cp -r "$source"/docs/findings "$guest/nstrace/docs"
	rm -rf "$guest"/nstrace/tests/corpus/*.{go,java,py,rs}
	for program in "${programs[@]}"; do
		[[ $program != *.d ]] || continue
		put "$program" "/nstrace/build/${program#"$build"/}"
	done
	put_libraries "${programs[@]}"
}

mkdir -p "$guest"/{dev,etc,proc,run,sys,tmp,usr/{bin,lib,lib32,lib64,sbin},var/{lib,log}} "$root/bin"
ln -s usr/bin usr/lib usr/lib32 usr/lib64 usr/sbin "$guest"
put_programs
put_threads
put_tests
echo root:x:0:0:root:/:/bin/sh >"$guest/etc/passwd"
echo nobody:x:65534:65534:nobody:/:/bin/sh >>"$guest/etc/passwd"
put "$(type -P busybox)" /bin/busybox
cp "$(type -P busybox)" "$root/bin"
install "$source/tests/vm/init" "$root/init"
(cd "$root" && find . | LC_ALL=C sort | cpio --quiet -o -H newc --owner 0:0) >"$file.new"
mv "$file.new" "$file"
