#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Boot a kernel under QEMU: `boot.sh KERNEL-DIRECTORY INITRAMFS SECONDS LOG COMMAND-LINE-WORD...`.
# LOG.console is what the kernel says, LOG what guest.sh does. That QEMU ends, and how, proves
# nothing: the last line of LOG does.
set -euo pipefail

kernel=$1 initramfs=$2 seconds=$3 log=$4
shift 4

# run_qemu SECONDS COMMAND-LINE OPTION...
run_qemu() {
	timeout -k 5 "$1" qemu-system-x86_64 -M q35 -m 1G -nodefaults -no-user-config -display none \
		-no-reboot -kernel "$kernel/vmlinuz" -initrd "$log.initramfs" \
		-append "console=ttyS0 quiet $2" "${@:3}" </dev/null >&2 &
	wait $!
}

# KVM can be there and not work, in one way or another: only a guest that turns itself off proves
# that it does. Without it, one CPU: with more, QEMU 7.2's translator executes code that the kernel
# patches meanwhile, which ends in an `Oops: int3` now and then.
kvm=(-accel kvm -cpu host -smp 2)
tcg=(-accel tcg -cpu max -smp 1)

cat "$initramfs" "$kernel/modules.cpio" >"$log.initramfs"
trap 'kill $(jobs -p) 2>/dev/null; rm -f "$log.initramfs"' EXIT
trap 'exit 143' INT TERM
rm -f "$log" "$log.console"
if [ -w /dev/kvm ] &&
	run_qemu 20 "panic=0 rdinit=/bin/busybox -- poweroff -f" "${kvm[@]}" 2>/dev/null; then
	machine=("${kvm[@]}")
else
	machine=("${tcg[@]}")
fi
run_qemu "$seconds" "panic=-1 $*" "${machine[@]}" \
	-serial "file:$log.console" -serial "file:$log"
