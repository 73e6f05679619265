// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libdwfl does the work: it takes the process for one that it has stopped, and asks for registers
 * and memory, which are those of the record. It knows the unwind tables of every module, and goes
 * by frame pointers where there are none. Go programs are left to those from the beginning.
 */
#include "nstrace/unwind.h"

#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "nstrace/symbols.h"

struct unwinding {
	const struct nstrace_stack *stack;
	uint64_t regs[NSTRACE_N_REGS];
	Dwfl *dwfl;
	struct unwound *unwound;
};

/* Where user_regs_struct has what DWARF numbers thus. */
#ifdef __aarch64__
#define REG_IP	 32
#define REG_SP	 31
#define REG_LR	 30
#define REG_FP	 29
#define REG_CALL 8
static const unsigned char dwarf_regs[] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
					   11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
					   22, 23, 24, 25, 26, 27, 28, 29, 30, 31};
#else
#define REG_IP	 16
#define REG_SP	 19
#define REG_FP	 4
#define REG_CALL 15
static const unsigned char dwarf_regs[] = {10, 12, 11, 5, 13, 14, 4, 19, 9,
					   8,  7,  6,  3, 2,  1,  0, 16};
#endif

#define N_DWARF_REGS sizeof(dwarf_regs)

static bool read_word(const struct nstrace_stack *stack, uint64_t address, uint64_t *ret)
{
	uint64_t at = address - stack->regs[REG_SP];

	if (stack->n_bytes < sizeof(*ret) || at > stack->n_bytes - sizeof(*ret))
		return false;
	memcpy(ret, stack->bytes + at, sizeof(*ret));
	return true;
}

static bool memory_read(Dwfl *dwfl, Dwarf_Addr address, Dwarf_Word *ret, void *userdata)
{
	const struct unwinding *unwinding = userdata;
	uint64_t word;

	(void)dwfl;
	if (!read_word(unwinding->stack, address, &word))
		return false;
	*ret = word;
	return true;
}

/* There is one thread. */
static pid_t next_thread(Dwfl *dwfl, void *userdata, void **thread_userdata)
{
	const struct unwinding *unwinding = userdata;

	(void)dwfl;
	if (*thread_userdata)
		return 0;
	*thread_userdata = userdata;
	return (pid_t)unwinding->stack->tid;
}

static bool set_registers(Dwfl_Thread *thread, void *userdata)
{
	const struct unwinding *unwinding = userdata;
	Dwarf_Word regs[N_DWARF_REGS];

	for (size_t i = 0; i < N_DWARF_REGS; i++)
		regs[i] = unwinding->regs[dwarf_regs[i]];
	dwfl_thread_state_register_pc(thread, unwinding->regs[REG_IP]);
	return dwfl_thread_state_registers(thread, 0, N_DWARF_REGS, regs);
}

static const Dwfl_Thread_Callbacks thread_callbacks = {
	.next_thread = next_thread,
	.memory_read = memory_read,
	.set_initial_registers = set_registers,
};

static void add_address(struct unwound *unwound, uint64_t address)
{
	if (unwound->n < UNWIND_MAX)
		unwound->addresses[unwound->n++] = address;
}

static int take_frame(Dwfl_Frame *state, void *userdata)
{
	struct unwinding *unwinding = userdata;
	Dwarf_Addr address;

	if (!dwfl_frame_pc(state, &address, NULL))
		return DWARF_CB_ABORT;
	add_address(unwinding->unwound, address);
	return unwinding->unwound->n < UNWIND_MAX ? DWARF_CB_OK : DWARF_CB_ABORT;
}

/* Debugging information has a table as well; a module that has its own does not need it. */
static bool has_table_entry(Dwfl_Module *module, uint64_t address)
{
	Dwarf_Frame *frame = NULL;
	Dwarf_Addr bias;
	Dwarf_CFI *cfi = dwfl_module_eh_cfi(module, &bias);
	bool has;

	if (!cfi)
		cfi = dwfl_module_dwarf_cfi(module, &bias);
	has = cfi && !dwarf_cfi_addrframe(cfi, address - bias, &frame);
	free(frame);
	return has;
}

/* Compiled by Go alone: with frame pointers, and tables only in debugging information, which is
 * packed, so that reading it takes long. */
static bool is_pure_go(Dwfl_Module *module)
{
	Dwarf_Addr bias;

	return symbols_is_go(module) && !dwfl_module_eh_cfi(module, &bias);
}

/* A bare system call stub, as glibc's clone() or all of Go's, has no frame, and often no entry in
 * the tables, but its return address is where the caller's call left it. */
static void leave_stub(struct unwinding *unwinding)
{
	uint64_t caller;

#ifdef __aarch64__
	caller = unwinding->regs[REG_LR];
#else
	if (!read_word(unwinding->stack, unwinding->regs[REG_SP], &caller))
		return;
#endif
	if (!dwfl_addrmodule(unwinding->dwfl, caller))
		return;
	add_address(unwinding->unwound, unwinding->regs[REG_IP]);
	unwinding->regs[REG_IP] = caller;
#ifndef __aarch64__
	unwinding->regs[REG_SP] += sizeof(caller);
#endif
}

/* Frames get older upwards, so this ends. */
static void walk_frame_pointers(struct unwinding *unwinding)
{
	uint64_t frame = unwinding->regs[REG_FP], older, caller = unwinding->regs[REG_IP];

	while (unwinding->unwound->n < UNWIND_MAX) {
		add_address(unwinding->unwound, caller);
		if (!read_word(unwinding->stack, frame, &older) ||
		    !read_word(unwinding->stack, frame + sizeof(older), &caller) || !caller)
			break;
		if (older <= frame) {
			add_address(unwinding->unwound, caller);
			break;
		}
		frame = older;
	}
}

const char *unwind_call_name(const struct nstrace_stack *stack)
{
	static const struct {
		uint64_t number;
		const char *name;
	} calls[] = {
		{SYS_setns, "setns"},
		{SYS_unshare, "unshare"},
		{SYS_clone, "clone"},
		{SYS_clone3, "clone"},
#ifdef SYS_fork /* not on arm64 */
		{SYS_fork, "fork"},
		{SYS_vfork, "vfork"},
#endif
		{SYS_io_uring_setup, "io_uring"},
		{SYS_io_uring_enter, "io_uring"},
	};

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (calls[i].number == stack->regs[REG_CALL])
			return calls[i].name;
	return "call";
}

static void walk_tables(struct unwinding *unwinding)
{
	pid_t tgid = (pid_t)unwinding->stack->tgid, tid = (pid_t)unwinding->stack->tid;

	if (dwfl_attach_state(unwinding->dwfl, NULL, tgid, &thread_callbacks, unwinding))
		dwfl_getthread_frames(unwinding->dwfl, tid, take_frame, unwinding);
}

void unwind(Dwfl *dwfl, const struct nstrace_stack *stack, struct unwound *ret)
{
	struct unwinding unwinding = {.stack = stack, .dwfl = dwfl, .unwound = ret};
	Dwfl_Module *module = dwfl_addrmodule(dwfl, stack->regs[REG_IP]);
	bool is_go = module && is_pure_go(module);

	ret->n = 0;
	memcpy(unwinding.regs, stack->regs, sizeof(unwinding.regs));
	if (is_go || (module && !has_table_entry(module, stack->regs[REG_IP])))
		leave_stub(&unwinding);
	if (is_go)
		walk_frame_pointers(&unwinding);
	else
		walk_tables(&unwinding);
	if (!ret->n)
		add_address(ret, stack->regs[REG_IP]);
}
