#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The documents tell the truth: every ```console block is run, and what it shows is what comes out.
#
# `$ COMMAND` runs on this machine, `lab# COMMAND` in a lab of five containers, in $ids their ids. A
# line of `…` stands for any lines. What differs from run to run (numbers, ids, addresses, the width
# of columns) is made alike before lines are compared.
. "$(dirname "$0")/lib.sh"
need_root
cd "$(dirname "$0")/../.." || exit 1
export PATH=$build:$PATH
unset MAKEFLAGS MAKELEVEL # `make check` runs this, and a block may run make

run_on_machine() {
	bash -c "sudo() { \"\$@\"; }; $1" </dev/null 2>&1
}

run_in_lab() {
	local ids="ids=\$(jq -r '.containers[].id' /run/nstrace-lab/containers.json)"
	nstrace-repro --containers=5 --run -- bash -c "$ids; $1" </dev/null 2>&1
}

# The oldest process of a namespace becomes a word. What can't be the same twice becomes a letter.
# Stacks go: what is left of them is a matter of the compiler and of libc, and a program that ends at
# once on a busy machine has none.
normalize() {
	sed -E -e '/^  (clone|fork|vfork|setns|unshare|restore)  /d' \
		-e 's/ \([^ ()]+\[[0-9]+\]\)/ (PROCESS)/g' \
		-e 's/\<([0-9a-f]{12}|[0-9a-f]{64})\>/ID/g' -e 's/([0-9a-f]{2}:){5}[0-9a-f]{2}/MAC/g' \
		-e 's/[0-9]+(\.[0-9]+)?/N/g' -e 's/N ([mun]?s)\>/N TIME/g' -e 's/ +/ /g; s/ $//'
}

# matches EXPECTED GOT: line for line, but for what `…` passes over
matches() {
	local line any=''
	local -a got
	mapfile -t got < <(normalize <<<"$2")
	while IFS= read -r line; do
		if [ "$line" = … ]; then
			any=1
			continue
		fi
		while [ -n "$any" ] && [ ${#got[@]} -gt 0 ] && [ "${got[0]}" != "$line" ]; do
			got=("${got[@]:1}")
		done
		any=''
		[ ${#got[@]} -gt 0 ] && [ "${got[0]}" = "$line" ] || return 1
		got=("${got[@]:1}")
	done < <(normalize <<<"$1")
	[ -n "$any" ] || [ ${#got[@]} -eq 0 ]
}

check_command() {
	local name="$1: $2" expected=$3 got
	case $2 in
	'$ '*) got=$(run_on_machine "${2#\$ }") ;;
	*) got=$(run_in_lab "${2#lab# }") ;;
	esac
	if matches "$expected" "$got"; then
		ok "$name" true
	else
		is "$name" "$got" "$expected"
	fi
}

# check_document FILE: each command with the lines behind it, up to the next or the block's end
check_document() {
	local name=$1 line command='' expected='' inside=''
	while IFS= read -r line; do
		case $inside$line in
		'```console') inside=1 ;;
		1'```' | 1'$ '* | 1'lab# '*)
			[ -z "$command" ] || check_command "$name" "$command" "${expected%$'\n'}"
			command=$line expected=''
			[ "$line" != '```' ] || command='' inside=''
			;;
		1*) expected+=$line$'\n' ;;
		esac
	done <"$1"
}

for document in README.md docs/*.md docs/findings/*.md; do
	check_document "$document"
done
ok "there were commands to run" test "$n_tests" -gt 10
finish
