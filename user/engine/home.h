/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a process lives: what moves its home, and what home must have been for a process that ran
 * before we looked. Gives no findings.
 */
#ifndef ENGINE_HOME_H
#define ENGINE_HOME_H

#include "engine/state.h"

/* A process whose threads all moved together has moved its home: if none is elsewhere than in one
 * namespace, that is home now, and whoever is there is on no visit that could become too long. */
void home_move(struct engine *engine, struct process *process, uint64_t time_nsec);

/* If a thread is where the process started in although home had moved, the move was a visit after
 * all: home is what it was before. True if that changed it. */
bool home_revert(struct process *process);

/* When a process that has moved has lived where it is for so long that this is its home for good;
 * 0: never. */
uint64_t home_deadline(const struct engine *engine, const struct process *process);
void home_settle(struct engine *engine, struct process *process);

/* Somebody of the process is at home. */
bool home_is_inhabited(const struct process *process);

/* The end of the snapshot: home is where most threads of the process are, and those there need no
 * record. Of places with as many threads it is that of the oldest thread: threads that are born on
 * a visit are younger than the visitor, and the oldest of all is the leader, if it lives. */
void home_infer(struct engine *engine, struct process *process);

#endif
