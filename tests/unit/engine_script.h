/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The language of the engine's test tables: a script of what happens, one event a line, and what
 * the engine is expected to say, each line of it with the number of the event that settled it.
 *
 *   exec 3357 @home              process 3357 runs a new program; "was 3361": called by that thread
 *   process 3357                 it is old, and so are threads of it that are never born below
 *   switch 3361 home -> web      "fails": refused, it stays
 *   birth 3361 => 3365 @web      "from home": CLONE_NEWNET; "io": by io_uring
 *   fork 3361 => 3400 @web
 *   exit 3361                    "group": exit_group or exec; "last": no thread is left; called=5:
 *                                its last system call ended at 5 microseconds
 *   does 3365 socket             where it is; also "link weave", "fails": ENODEV, "connect 80";
 *                                "@db": where it is known not to be; "by home": a socket of home
 *   thread 3361 @web leader=home n=5     a record of the snapshot; leader=dead
 *   snapshot ends / finish / attach / without cookies
 *   time passes 100 ms           "lost": nobody looks until the next event
 *   max visit 300 ms / grace 20 ms
 *   deadline 100002 us           when the engine wants to be asked again; "deadline none"
 *   holds 1 processes 2 threads  what the engine remembers now
 *
 * "lost" before an event: it happens, but nobody tells the engine. n=N: live threads, else those
 * that the script knows of. at=N: it happened when line N did. Line N happens at N microseconds,
 * and as much later as time has passed by then.
 * Namespace web#2 has the inode of web, and another cookie.
 */
#ifndef ENGINE_SCRIPT_H
#define ENGINE_SCRIPT_H

#include <netinet/in.h>

#include "engine_script_world.h"

struct engine_case {
	const char *script;
	const char *expected;
};

/* A row of a table is a test of its own: name, the function that runs it, script, expected. */
#define ENGINE_CASE(name, run, ...)                          \
	(struct CMUnitTest)                                  \
	{                                                    \
		name, run, NULL, NULL, &(struct engine_case) \
		{                                            \
			__VA_ARGS__                          \
		}                                            \
	}

/* What stands behind key in the line: in the same word ("n="), or in the next ("from"). */
static const char *script_option(const struct script *script, const char *key)
{
	for (int i = 0; script->words[i]; i++) {
		if (!strcmp(script->words[i], key))
			return script->words[i + 1];
		if (strchr("=@", key[strlen(key) - 1]) &&
		    !strncmp(script->words[i], key, strlen(key)))
			return script->words[i] + strlen(key);
	}
	return NULL;
}

static bool script_has(const struct script *script, const char *word)
{
	for (int i = 0; script->words[i]; i++)
		if (!strcmp(script->words[i], word))
			return true;
	return false;
}

static unsigned int script_n_threads(const struct script *script, uint32_t tgid)
{
	const char *given = script_option(script, "n=");
	unsigned int n_threads = 0;

	for (unsigned int i = 0; i < script->n_tasks; i++)
		n_threads += script->tasks[i].tgid == tgid;
	return given ? strtoul(given, NULL, 10) : n_threads;
}

static uint64_t script_time(const struct script *script)
{
	const char *at = script_option(script, "at=");

	return at ? 1000 * strtoul(at, NULL, 10) : 1000 * script->line + script->passed_nsec;
}

static struct nstrace_event script_event(struct script *script, enum nstrace_event_kind kind,
					 const struct script_task *task)
{
	const struct script_process *process = script_process(script, task->tgid);

	return (struct nstrace_event){
		.kind = kind,
		.time_nsec = script_time(script),
		.tgid = task->tgid,
		.tid = task->tid,
		.thread_start_nsec = task->start_nsec,
		.process_start_nsec = process->start_nsec,
		.n_threads = script_n_threads(script, task->tgid),
		.where = task->where,
		.home = process->home,
		.comm = "weaveutil",
	};
}

static void script_feed(struct script *script, const struct nstrace_event *event)
{
	struct nstrace_event of_net = *event;
	struct engine_view view;

	of_net.where.kind = of_net.from.kind = of_net.home.kind = NSTRACE_KIND_NET;
	event = &of_net;
	if (script->is_lost)
		return;
	assert_int_equal(engine_feed(script->engine, event, &view), 0);
	if (script->on_view)
		script->on_view(script, event, &view);
}

/* exec TGID @NETNS [was TID] */
static void script_exec(struct script *script)
{
	uint32_t tgid = strtoul(script->words[1], NULL, 10);
	struct script_process *process = script_process(script, tgid);
	const char *old_tid = script_option(script, "was");
	struct script_task *leader;
	struct nstrace_event event;

	if (!script_n_threads(script, tgid))
		process->start_nsec = script_time(script);
	for (unsigned int i = script->n_tasks; i-- > 0;)
		if (script->tasks[i].tgid == tgid)
			script_remove_task(script, script->tasks[i].tid);
	leader = script_add_task(script, tgid, tgid, process->start_nsec);
	leader->where = process->home = script_netns(script, script_option(script, "@"));
	script->tgid = tgid;
	event = script_event(script, NSTRACE_EVENT_EXEC, leader);
	event.old_tid = old_tid ? strtoul(old_tid, NULL, 10) : tgid;
	script_feed(script, &event);
}

/* switch TID NETNS -> NETNS [fails] */
static void script_switch(struct script *script)
{
	struct script_task *task = script_task(script, script->words[1]);
	struct nstrace_nsid from = script_netns(script, script->words[2]);
	struct script_process *process = script_process(script, task->tgid);
	bool fails = script_has(script, "fails");
	struct nstrace_event event;

	task->where = fails ? from : script_netns(script, script_option(script, "->"));
	if (!process->home.ino)
		process->home = from;
	event = script_event(script, NSTRACE_EVENT_SWITCH, task);
	event.call = NSTRACE_CALL_SETNS;
	event.ret = fails ? -EPERM : 0;
	event.from = from;
	script_feed(script, &event);
}

/* birth TID => TID @NETNS [from NETNS] [io]; fork TID => TGID @NETNS */
static void script_birth(struct script *script)
{
	struct script_task creator = *script_task(script, script->words[1]);
	bool is_thread = !strcmp(script->words[0], "birth");
	const char *from = script_option(script, "from");
	uint32_t tid = strtoul(script_option(script, "=>"), NULL, 10);
	struct script_task *task =
		script_add_task(script, is_thread ? creator.tgid : tid, tid, script_time(script));
	struct nstrace_event event;

	task->where = script_netns(script, script_option(script, "@"));
	if (!is_thread)
		*script_process(script, tid) =
			(struct script_process){tid, task->start_nsec, task->where};
	event = script_event(script, NSTRACE_EVENT_BIRTH, task);
	event.creator_tgid = creator.tgid;
	event.creator_tid = creator.tid;
	event.from = from ? script_netns(script, from) : task->where;
	event.flags = (is_thread ? NSTRACE_F_THREAD : 0) |
		      (script_has(script, "io") ? NSTRACE_F_IO_WORKER : 0);
	script_feed(script, &event);
}

/* exit TID [group] [last] */
static void script_exit(struct script *script)
{
	struct nstrace_event event =
		script_event(script, NSTRACE_EVENT_EXIT, script_task(script, script->words[1]));

	event.flags = (script_has(script, "group") ? NSTRACE_F_GROUP_EXIT : 0) |
		      (script_has(script, "last") ? NSTRACE_F_LAST : 0);
	if (script_option(script, "called="))
		event.last_call_nsec = 1000 * strtoul(script_option(script, "called="), NULL, 10);
	if (!script_option(script, "n="))
		event.n_threads--;
	script_remove_task(script, event.tid);
	script_feed(script, &event);
}

/* thread TID @NETNS leader=NETNS|dead n=N */
static void script_thread(struct script *script)
{
	struct script_task *task = script_task(script, script->words[1]);
	const char *leader = script_option(script, "leader=");
	struct nstrace_event event;

	task->where = script_netns(script, script_option(script, "@"));
	event = script_event(script, NSTRACE_EVENT_THREAD, task);
	event.home = (struct nstrace_nsid){};
	if (strcmp(leader, "dead"))
		event.home = script_netns(script, leader);
	script_feed(script, &event);
}

static void script_set_act(struct script *script, struct nstrace_evidence *evidence)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	const char *link = script_option(script, "link"), *port = script_option(script, "connect");

	evidence->act = NSTRACE_ACT_SOCKET;
	evidence->family = script_has(script, "unix") ? AF_UNIX : AF_INET;
	if (link) {
		evidence->act = NSTRACE_ACT_LINK_INDEX;
		evidence->n_bytes = strlen(link) + 1;
		memcpy(evidence->data, link, evidence->n_bytes);
	} else if (port) {
		evidence->act = NSTRACE_ACT_CONNECT;
		evidence->n_bytes = sizeof(address);
		address.sin_port = htons(strtoul(port, NULL, 10));
		memcpy(evidence->data, &address, sizeof(address));
	}
	evidence->error = script_has(script, "fails") ? -ENODEV : 0;
}

/* does TID socket [unix] | link NAME [fails] | connect PORT; [@NETNS] [by NETNS] */
static void script_does(struct script *script)
{
	const struct script_task *task = script_task(script, script->words[1]);
	const char *where = script_option(script, "@"), *by = script_option(script, "by");
	struct nstrace_evidence evidence = {
		.time_nsec = script_time(script),
		.thread_start_nsec = task->start_nsec,
		.process_start_nsec = script_process(script, task->tgid)->start_nsec,
		.tgid = task->tgid,
		.tid = task->tid,
		.where = where ? script_netns(script, where) : task->where,
		.comm = "weaveutil",
	};
	struct engine_act_view view;

	evidence.socket = by ? script_netns(script, by) : evidence.where;
	script_set_act(script, &evidence);
	assert_int_equal(engine_feed_evidence(script->engine, &evidence, &view), 0);
	if (script->on_act)
		script->on_act(script, &view);
}

static void script_holds(struct script *script)
{
	assert_int_equal(engine_n_processes(script->engine), strtoul(script->words[1], NULL, 10));
	assert_int_equal(engine_n_threads(script->engine), strtoul(script->words[3], NULL, 10));
}

/* time passes N ms */
static void script_pass_time(struct script *script)
{
	script->passed_nsec += 1000000 * strtoul(script->words[2], NULL, 10);
	if (!script->is_lost)
		engine_advance(script->engine, script_time(script));
}

/* deadline N us|none */
static void script_deadline(struct script *script)
{
	assert_int_equal(engine_deadline(script->engine),
			 1000 * strtoul(script->words[1], NULL, 10));
}

static void script_command(struct script *script)
{
	const char *verb = script->words[0];

	if (!strcmp(verb, "snapshot"))
		engine_snapshot_end(script->engine);
	else if (!strcmp(verb, "finish"))
		engine_finish(script->engine, script_time(script));
	else if (!strcmp(verb, "attach"))
		engine_set_attach_time(script->engine, script_time(script));
	else if (!strcmp(verb, "without"))
		script->without_cookies = true;
	else if (!strcmp(verb, "max"))
		engine_set_max_visit(script->engine, 1000000 * strtoul(script->words[2], NULL, 10));
	else if (!strcmp(verb, "grace"))
		engine_set_grace(script->engine, 1000000 * strtoul(script->words[1], NULL, 10),
				 script_time(script));
	else if (!strcmp(verb, "process"))
		script->tgid = strtoul(script->words[1], NULL, 10);
	else
		fail_msg("no such command: %s", verb);
}

static void script_line(struct script *script, char *line)
{
	static const struct {
		const char *verb;
		void (*run)(struct script *script);
	} verbs[] = {{"exec", script_exec},	 {"switch", script_switch},
		     {"birth", script_birth},	 {"fork", script_birth},
		     {"exit", script_exit},	 {"thread", script_thread},
		     {"does", script_does},	 {"holds", script_holds},
		     {"time", script_pass_time}, {"deadline", script_deadline},
		     {NULL, script_command}};
	int n_words = 0, i = 0;
	char *rest = line, *word;

	while ((word = strsep(&rest, " ")) && n_words < SCRIPT_WORDS_MAX)
		if (*word)
			script->words[n_words++] = word;
	script->words[n_words] = NULL;
	script->is_lost = script_has(script, "lost");
	if (script->is_lost)
		memmove(script->words, script->words + 1, n_words * sizeof(*script->words));
	while (verbs[i].verb && strcmp(verbs[i].verb, script->words[0]))
		i++;
	verbs[i].run(script);
}

/* What the engine finds out, the kernel side believes from then on. */
static void script_take_home(uint32_t tgid, const struct nstrace_nsid *home, void *userdata)
{
	script_process(userdata, tgid)->home = *home;
}

/* Runs text; script has on_view and the like already if they are to be called. */
static void script_run(struct script *script, engine_finding_fn on_finding, const char *text)
{
	char *copy = strdup(text), *rest = copy, *line;

	script->tgid = 3357;
	assert_int_equal(engine_new(on_finding, script, &script->engine), 0);
	engine_set_on_home(script->engine, script_take_home);
	engine_set_on_harm(script->engine, script->on_harm);
	engine_set_ask_home(script->engine, script->ask_home);
	while ((line = strsep(&rest, "\n"))) {
		script->line++;
		if (*line)
			script_line(script, line);
	}
	engine_free(script->engine);
	free(copy);
}

#endif
