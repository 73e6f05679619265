/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a lab shows of its containers as files: a list, and their network namespaces by name. */
#ifndef LAB_REGISTRY_H
#define LAB_REGISTRY_H

#include "lab/engine.h"

/* Names all network namespaces, if the lab's host has its own /run, then writes the list. */
int registry_open(const struct lab_engine *engine, const struct lab_container *containers,
		  unsigned int n) warn_unused_result_;
/* The files of a lab on the machine itself; no error if there are none. */
void registry_remove(void);
/* The list, whole or not at all; those that do not run are left out. */
int registry_write(const char *engine_name, const struct lab_container *containers,
		   unsigned int n) warn_unused_result_;
/* The name of a container that ended; it would keep the namespace. */
void registry_forget(const struct lab_container *container);

#endif
