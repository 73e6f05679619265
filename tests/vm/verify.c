// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Loads each BPF program alone, in its largest shape, and prints how many instructions the verifier
 * of this kernel went through: `instructions PROGRAM N`. N is 0 for a program that is refused; what
 * the verifier said is on stderr then.
 */
#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nstrace/programs.h"

#define LOG_ALL	  1 /* of the levels of a verifier's log */
#define LOG_STATS 4

static char log_text[1 << 20];

/* Everything that an option could switch on. */
static void enlarge(struct nstrace_bpf *skeleton, bool with_stacks)
{
	skeleton->rodata->want_stacks = with_stacks;
	skeleton->rodata->kinds = (1u << NSTRACE_KINDS) - (1u << NSTRACE_KIND_NET);
	skeleton->rodata->n_cgroups = 1;
}

static struct bpf_program *choose(struct nstrace_bpf *skeleton, const char *name)
{
	struct bpf_program *program = NULL, *chosen = NULL;

	while ((program = bpf_object__next_program(skeleton->obj, program))) {
		bool is_it = !strcmp(bpf_program__name(program), name);

		bpf_program__set_autoload(program, is_it);
		if (is_it)
			chosen = program;
	}
	return chosen;
}

/* What the verifier says is in log_text. */
static bool load(const char *name, bool with_stacks, unsigned int log_level)
{
	struct nstrace_bpf *skeleton = nstrace_bpf__open();
	struct bpf_program *program;
	int r;

	if (!skeleton)
		return false;
	enlarge(skeleton, with_stacks);
	program = choose(skeleton, name);
	log_text[0] = '\0';
	bpf_program__set_log_buf(program, log_text, sizeof(log_text));
	bpf_program__set_log_level(program, log_level);
	r = nstrace_bpf__load(skeleton);
	nstrace_bpf__destroy(skeleton);
	return r >= 0;
}

static unsigned long n_instructions(void)
{
	const char *processed = strstr(log_text, "processed ");

	return processed ? strtoul(processed + strlen("processed "), NULL, 10) : 0;
}

/* Stacks need a helper that kernels before 5.15 do not have: nstrace goes without them there. */
static bool verify(const char *name)
{
	bool loads = load(name, true, LOG_STATS) || load(name, false, LOG_STATS);

	printf("instructions %s %lu\n", name, loads ? n_instructions() : 0);
	fflush(stdout);
	if (!loads) {
		load(name, false, LOG_ALL);
		fputs(log_text, stderr);
	}
	return loads;
}

static int be_quiet(enum libbpf_print_level level, const char *format, va_list arguments)
{
	(void)level;
	(void)format;
	(void)arguments;
	return 0;
}

int main(void)
{
	struct bpf_program *program = NULL;
	struct nstrace_bpf *skeleton;
	bool all_load = true;

	libbpf_set_print(be_quiet);
	skeleton = nstrace_bpf__open();
	if (!skeleton)
		return 1;
	while ((program = bpf_object__next_program(skeleton->obj, program)))
		all_load &= verify(bpf_program__name(program));
	nstrace_bpf__destroy(skeleton);
	return !all_load;
}
