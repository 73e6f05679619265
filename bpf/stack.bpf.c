// SPDX-License-Identifier: GPL-2.0-only
/*
 * User stacks: registers and the innermost part of the stack, as they are. Most code is built
 * without frame pointers, so only user space, with the unwind tables at hand, can tell who called.
 *
 * A program that makes the same call again and again sends one stack: a number is given to what
 * the stack looks like, and is used again as long as user space is sure to have it.
 */
#include "compat32.h"
#include "stack.h"
#include <bpf/bpf_core_read.h>
#include "nstrace_abi.h"

#define PF_IO_WORKER 0x00000010
#define PF_KTHREAD   0x00200000

#ifdef __TARGET_ARCH_arm64
#define N_REGS 34
#define REG_IP 32
#define REG_SP 31
#else
#define N_REGS 21
#define REG_IP 16
#define REG_SP 19
#endif

/* A stack comes along with few events, so this is room enough for a burst of new ones. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 * 1024 * 1024);
} stacks SEC(".maps");

/* Set by user space before loading, if the kernel has bpf_task_pt_regs() (since 5.15). */
const volatile bool want_stacks = false;

/* Stacks that found no room: their events carry none. */
__u64 stacks_skipped;

/* How many were sent. */
__u32 stacks_sent;

/* A stack's number (upper half) and what stacks_sent was then (lower half), in one word, so that no
 * reader sees one without the other. A slot is taken by whoever comes last. */
#define N_KNOWN 1024
__u64 known_stacks[N_KNOWN];

static __always_inline __u64 stack_mix(__u64 hash, __u64 value)
{
	hash = (hash ^ value) * 0x9e3779b97f4a7c15;
	return hash ^ hash >> 29;
}

/* Small, for kernels until 6.12 give a program and what it calls 512 bytes of stack. */
#define PIECE_WORDS 8
#define N_PIECES    8 /* the innermost half kilobyte */

static __always_inline __u64 stack_register(const __u64 *regs, int number)
{
	__u64 value = 0;

	bpf_probe_read_kernel(&value, sizeof(value), regs + number);
	return value;
}

/* What is alike when a program comes to the same place by the same way: where it is, and the return
 * addresses into the executable, which are picked out by their value. A stack pointer differs
 * from thread to thread, but at the same depth not within its page. */
static __always_inline __u64 stack_fingerprint(struct mm_struct *mm, const __u64 *regs)
{
	__u64 code_start = BPF_CORE_READ(mm, start_code), code_end = BPF_CORE_READ(mm, end_code);
	__u64 sp = stack_register(regs, REG_SP), piece[PIECE_WORDS];
	__u64 hash = stack_mix((__u64)mm, bpf_get_current_pid_tgid() >> 32);

	hash = stack_mix(stack_mix(hash, stack_register(regs, REG_IP)), sp & 0xfff);
	for (int i = 0; i < N_PIECES; i++) {
		if (bpf_probe_read_user(piece, sizeof(piece), (void *)(sp + i * sizeof(piece))))
			break;
		for (int j = 0; j < PIECE_WORDS; j++)
			if (piece[j] >= code_start && piece[j] < code_end)
				hash = stack_mix(hash, piece[j]);
	}
	return hash;
}

/* User space has it, and still keeps it. */
static __always_inline bool stack_is_known(__u64 known, __u32 id)
{
	return known >> 32 == id && stacks_sent - (__u32)known < NSTRACE_STACKS_KEPT / 2;
}

static __always_inline void stack_identify(struct nstrace_image *image, struct mm_struct *mm)
{
	struct inode *exe = BPF_CORE_READ(mm, exe_file, f_inode);

	image->exe_ino = BPF_CORE_READ(exe, i_ino);
	image->exe_dev = BPF_CORE_READ(exe, i_sb, s_dev);
	image->code_start = BPF_CORE_READ(mm, start_code);
	image->mmap_base = BPF_CORE_READ(mm, mmap_base);
}

#define COPY_BYTES 1024

/* In pieces: what is behind the top of the stack, or swapped out, ends the copy, not the record. */
static __always_inline __u32 stack_copy(struct nstrace_stack *stack, __u64 sp)
{
	__u32 n_bytes = 0;

	for (; n_bytes < NSTRACE_STACK_BYTES; n_bytes += COPY_BYTES)
		if (bpf_probe_read_user(stack->bytes + n_bytes, COPY_BYTES, (void *)(sp + n_bytes)))
			break;
	return n_bytes;
}

static __always_inline bool stack_send(__u32 id, struct mm_struct *mm, const __u64 *regs)
{
	struct nstrace_stack *stack = bpf_ringbuf_reserve(&stacks, sizeof(*stack), 0);

	if (!stack) {
		__sync_fetch_and_add(&stacks_skipped, 1);
		return false;
	}
	stack->id = id;
	stack->tgid = bpf_get_current_pid_tgid() >> 32;
	stack->tid = (__u32)bpf_get_current_pid_tgid();
	stack_identify(&stack->image, mm);
	bpf_probe_read_kernel(stack->regs, N_REGS * sizeof(*regs), regs);
	stack->n_bytes = stack_copy(stack, stack_register(regs, REG_SP));
	/* Its event will wake the reader. */
	bpf_ringbuf_submit(stack, BPF_RB_NO_WAKEUP);
	__sync_fetch_and_add(&stacks_sent, 1);
	return true;
}

static __always_inline __u32 stack_number(struct mm_struct *mm, const __u64 *regs)
{
	__u64 fingerprint = stack_fingerprint(mm, regs);
	__u64 *known = &known_stacks[(fingerprint >> 32) % N_KNOWN];
	__u32 id = (__u32)fingerprint ?: 1;

	if (stack_is_known(*known, id))
		return id;
	if (!stack_send(id, mm, regs))
		return 0;
	*known = (__u64)id << 32 | stacks_sent;
	return id;
}

__u32 stack_take(void)
{
	struct task_struct *task;
	struct mm_struct *mm;

	if (!want_stacks)
		return 0;
	task = bpf_get_current_task_btf();
	mm = BPF_CORE_READ(task, mm);
	/* What the kernel runs has no stack in user space, io_uring's workers neither. */
	if (!mm || BPF_CORE_READ(task, flags) & (PF_KTHREAD | PF_IO_WORKER))
		return 0;
	/* It calls through the vDSO, which pushes registers and has no file to be read from. */
	if (compat32_is_program(task))
		return 0;
	return stack_number(mm, (const __u64 *)bpf_task_pt_regs(task));
}
