/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Engines that are driven by a command: docker, and podman, which took over its words. Their labs
 * are on the machine itself. What the parts of that share; for engine.h see docker.c. */
#ifndef LAB_CLI_ENGINE_H
#define LAB_CLI_ENGINE_H

#include "lab/cli.h"
#include "lab/engine.h"
#include "lib/netlink.h"

#define CLI_LABEL	"nstrace-lab"  /* of containers and images, with the run as its value */
#define CLI_ALIAS	"nstrace-lab " /* and the run: of the bridge */
#define CLI_OWN_IMAGE	"localhost/nstrace-lab-alpine"
#define CLI_LABEL_BYTES 64
#define CLI_PORTION	50 /* ids on one command line */

#define CLI_QUICK_MSEC 60000 /* for what takes a tenth of a second on an idle machine */

/* What differs. */
struct cli_engine {
	const char *program;
	const char *const *alive;  /* a command that works if the engine does */
	const char *const *remove; /* ends and removes the containers named behind it */
	/* For `run`, in the order in which they are tried; the first is plain. */
	const char *const *const *option_sets;
};

struct cli_lab {
	const struct lab_engine *engine;
	const char *run;
	int control_fd;
	int starter_fds[2]; /* the second is also the starters'; nothing is written */
	char *step;
	const char *image;
	const char *const *options; /* of option_sets: what this machine needs */
	char label[CLI_LABEL_BYTES];
	struct netlink *nl;
	int bridge_ifindex;
};

/* A failure's step: what was done, and what the command said of it. Gives r. */
int cli_say_step(char *step, const struct lab_engine *engine, const char *what, const char *said,
		 int r);

/* Tells the lab's starter something that people should know. */
void cli_tell(const struct cli_lab *lab, const char *format, ...) printf_(2, 3);

/* Chooses lab->image: one that is there, or can be pulled, or else is made here. */
int cli_find_image(struct cli_lab *lab) warn_unused_result_;

/* The lab's bridge, marked as such. -EEXIST: there is a link of its name. */
int cli_add_bridge(struct cli_lab *lab) warn_unused_result_;

/* These two are those of struct lab_engine. */
int cli_join(void *state, const struct lab_container *containers, unsigned int n,
	     int *ret_status_fd) warn_unused_result_;
int cli_clean(const struct lab_engine *engine, const char *run, struct lab_left *ret_left,
	      char *ret_step) warn_unused_result_;

#endif
