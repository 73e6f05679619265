#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Run the tests on other kernels, in guests: `make vmtest` does. It needs no root, installs nothing,
# and fetches Debian's kernels into ~/.cache/nstrace. At the end there is a table, and what failed.
# For each kernel, build/vm/VERSION is what its guest said, VERSION.console what the kernel did.
#	KERNELS		versions, as kernel.sh takes them
#	PROBES		the kinds of probes: the tests that trace are run with each of them
#	TESTS		tests of tests/e2e that trace
#	OTHER_TESTS	those that do not, and are run once
#	CORPUS		which programs of the corpus, if that is among the tests
#	RECORD		if set, and nothing fails, docs/kernels.md is written anew
#	JOBS		how many guests at a time
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
build=${BUILD:-$source/build}
out=$build/vm
deadline=${VM_DEADLINE:-600} # of a guest, in seconds
patience=${VM_TIMEOUT:-450}  # of a test in it

# without WHY: this cannot run here
without() {
	echo "vmtest: $1" >&2
	[ -z "${NSTRACE_NO_SKIP-}" ] || exit 1
	echo "vmtest: skipped"
	exit 0
}

# comma WORD...: A,B,C
comma() {
	local IFS=,
	echo "$*"
}

# boot VERSION: in the background; whatever comes of it stands in the guest's words
boot() {
	# shellcheck disable=SC2086 # words
	exec bash "$here/boot.sh" "$(cat "$out/$1.kernel")" "$out/initramfs" "$deadline" "$out/$1" \
		vm.probes="$(comma $PROBES)" vm.tests="$(comma $TESTS)" \
		vm.other_tests="$(comma $OTHER_TESTS)" vm.corpus="$(comma $CORPUS)" vm.timeout="$patience" \
		vm.no_skip="${NSTRACE_NO_SKIP-}" 2>"$out/$1.qemu"
}

# boot_all VERSION...: the last one first, since newer kernels take longer
boot_all() {
	local i
	for ((i = $#; i > 0; i--)); do
		(($(jobs -pr | wc -l) < JOBS)) || wait -n || :
		boot "${!i}" &
	done
	wait
}

# show_end VERSION: of a guest that did not come to its own
show_end() {
	grep -qx complete "$out/$1" 2>/dev/null && return
	failed=1
	echo "$1: the guest did not come to its end. The last it said, and the last of its console:"
	cat "$out/$1.qemu"
	tail -n 5 "$out/$1" 2>/dev/null || :
	tail -n 30 "$out/$1.console" 2>/dev/null || :
}

trap 'kill $(jobs -p) 2>/dev/null' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

[ "$(uname -m)" = x86_64 ] || without "there are guests for x86-64 only"
for program in qemu-system-x86_64 cpio busybox; do
	command -v "$program" >/dev/null || without "needs $program"
done

mkdir -p "$out"
failed=0
fetched=()
for version in $KERNELS; do
	rm -f "$out/$version" "$out/$version".*
	if bash "$here/kernel.sh" "$version" >"$out/$version.kernel"; then
		fetched+=("$version")
	elif [ -n "${NSTRACE_NO_SKIP-}" ]; then
		failed=1
	else
		echo "vmtest: kernel $version is skipped"
	fi
done
((${#fetched[@]})) || exit "$failed"
bash "$here/initramfs.sh" "$build" "$out/initramfs"
boot_all "${fetched[@]}"

cd "$out"
touch "${fetched[@]}"
for version in "${fetched[@]}"; do
	show_end "$version"
done
awk -f "$here/results.awk" "${fetched[@]}" || failed=1
if [ -z "${RECORD-}" ]; then
	awk -f "$here/growth.awk" "$source/docs/kernels.md" "${fetched[@]}" || failed=1
elif [ "${fetched[*]}" = "$(xargs <<<"$KERNELS")" ] && ((!failed)); then
	awk -f "$here/instructions.awk" "${fetched[@]}" >"$source/docs/kernels.md"
else
	echo "vmtest: docs/kernels.md is as it was" >&2
fi
exit "$failed"
