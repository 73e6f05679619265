#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Write vmlinux.h anew: `make vmlinux [BTF=/path/to/a/kernel's/btf]`.
#
# The programs are compiled against everything that kernel knows; `bpftool gen min_core_btf` then
# keeps the types and fields that they really touch. What is left can be read and reviewed, and
# serves x86 and arm64 alike: offsets are relocated at load time, so only names and types count.
set -euo pipefail

btf=${1:?usage: generate.sh BTF}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Types that the BPF helpers' declarations want, and constants, which min_core_btf drops.
prelude() {
	cat <<'EOF'
/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's types as far as bpf/ uses them, for x86 and arm64. Made by `make vmlinux`: do not
 * edit. Fields may have other offsets and neighbours in the running kernel: libbpf relocates them.
 */
#ifndef VMLINUX_H
#define VMLINUX_H

typedef _Bool bool;
typedef signed char __s8;
typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;

#define NULL  ((void *)0)
#define false 0
#define true  1

enum {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_LRU_HASH = 9,
	BPF_MAP_TYPE_RINGBUF = 27,
};

enum {
	BPF_ANY = 0,
	BPF_NOEXIST = 1,
	BPF_F_NO_PREALLOC = 1,
	BPF_RB_NO_WAKEUP = 1,
};
EOF
}

bpftool btf dump file "$btf" format c >"$work/vmlinux.h"
for source in "$here"/../bpf/*.bpf.c; do
	clang -target bpf -D__TARGET_ARCH_x86 -I"$work" -O2 -g -c "$source" \
		-o "$work/$(basename "$source" .c).o"
done
bpftool gen object "$work/linked.o" "$work"/*.bpf.o
bpftool gen min_core_btf "$btf" "$work/min.btf" "$work/linked.o"
{
	prelude
	# Without the holes that fields were taken out of, and the names of all helpers.
	bpftool btf dump file "$work/min.btf" format c |
		sed -e '/__VMLINUX_H__/d' -e '/^enum bpf_func_id {/,/^};/d' -e '/^\t*\(long\|int\|short\|char\): *[0-9]*;$/d' |
		cat -s
	echo '#endif'
} >"$work/new.h"
mv "$work/new.h" "$here/vmlinux.h"
