/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a script of engine_script.h knows of its little world: namespaces by name, and which threads
 * live in which process, so that its lines need not say it.
 */
#ifndef ENGINE_SCRIPT_WORLD_H
#define ENGINE_SCRIPT_WORLD_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"

#define SCRIPT_WORDS_MAX 12
#define SCRIPT_TASKS_MAX 32
#define SCRIPT_NETNS_MAX 16
#define SCRIPT_INO_BASE	 4026531840U

struct script_task {
	uint32_t tgid, tid;
	uint64_t start_nsec;
	struct nstrace_nsid where;
};

struct script_process {
	uint32_t tgid;
	uint64_t start_nsec;	  /* its leader's, also when that is dead */
	struct nstrace_nsid home; /* as the kernel side has it */
};

struct script {
	struct engine *engine;
	unsigned int line;
	uint64_t passed_nsec; /* beside one microsecond a line */
	bool is_lost;
	bool without_cookies;
	uint32_t tgid; /* of threads that were never born */
	struct script_task tasks[SCRIPT_TASKS_MAX];
	unsigned int n_tasks;
	struct script_process processes[SCRIPT_TASKS_MAX];
	char netns_names[SCRIPT_NETNS_MAX][16];
	const char *words[SCRIPT_WORDS_MAX + 1]; /* of the line, up to a NULL */
	void (*on_view)(struct script *script, const struct nstrace_event *event,
			const struct engine_view *view);
	void (*on_act)(struct script *script, const struct engine_act_view *view);
	engine_harm_fn on_harm;
	engine_ask_home_fn ask_home;
	char said[4096];
};

static void printf_(2, 3) script_say(struct script *script, const char *format, ...)
{
	size_t length = strlen(script->said);
	va_list args;

	va_start(args, format);
	vsnprintf(script->said + length, sizeof(script->said) - length, format, args);
	va_end(args);
}

static unsigned int script_name_index(struct script *script, const char *name)
{
	unsigned int i;

	for (i = 0; script->netns_names[i][0]; i++)
		if (!strcmp(script->netns_names[i], name))
			return i;
	assert_true(i + 1 < SCRIPT_NETNS_MAX);
	snprintf(script->netns_names[i], sizeof(script->netns_names[i]), "%s", name);
	return i;
}

static struct nstrace_nsid script_netns(struct script *script, const char *name)
{
	char inode_name[16];

	assert_non_null(name);
	snprintf(inode_name, sizeof(inode_name), "%.*s", (int)strcspn(name, "#"), name);
	return (struct nstrace_nsid){
		.cookie = script->without_cookies ? 0 : 1 + script_name_index(script, name),
		.ino = SCRIPT_INO_BASE + script_name_index(script, inode_name),
		.kind = NSTRACE_KIND_NET};
}

static const char *script_netns_name(const struct script *script, struct nstrace_nsid netns)
{
	if (!netns.ino)
		return "nowhere";
	return script->netns_names[netns.cookie ? netns.cookie - 1 : netns.ino - SCRIPT_INO_BASE];
}

static struct script_process *script_process(struct script *script, uint32_t tgid)
{
	struct script_process *process = script->processes;

	while (process->tgid && process->tgid != tgid)
		process++;
	if (!process->tgid)
		*process = (struct script_process){.tgid = tgid, .start_nsec = 1};
	return process;
}

static struct script_task *script_find_task(struct script *script, uint32_t tid)
{
	for (unsigned int i = 0; i < script->n_tasks; i++)
		if (script->tasks[i].tid == tid)
			return &script->tasks[i];
	return NULL;
}

static void script_remove_task(struct script *script, uint32_t tid)
{
	struct script_task *task = script_find_task(script, tid);

	if (task)
		*task = script->tasks[--script->n_tasks];
}

static struct script_task *script_add_task(struct script *script, uint32_t tgid, uint32_t tid,
					   uint64_t start_nsec)
{
	script_remove_task(script, tid);
	assert_true(script->n_tasks < SCRIPT_TASKS_MAX);
	script->tasks[script->n_tasks] = (struct script_task){tgid, tid, start_nsec};
	return &script->tasks[script->n_tasks++];
}

/* A thread that was never born in the script is as old as time. */
static struct script_task *script_task(struct script *script, const char *word)
{
	uint32_t tid = word ? strtoul(word, NULL, 10) : 0;
	struct script_task *task = script_find_task(script, tid);

	assert_int_not_equal(tid, 0);
	return task ? task : script_add_task(script, script->tgid, tid, 1);
}

#endif
