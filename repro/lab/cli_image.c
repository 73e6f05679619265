// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An image with a shell. One that is made here has a name of its own, so that it can never be
 * taken for the real one, and the lab's label, by which it goes with the lab.
 */
#include "lab/cli_engine.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include "lab/rootfs.h"

#define IMAGE	  "alpine"
#define TARBALL	  LAB_RUN_DIR "/image.tar"
#define PULL_MSEC 120000 /* it has 3 MB */

static int engine_command(const struct cli_lab *lab, const char *const *arguments,
			  struct cli_limits limits, char said[static CLI_SAID_BYTES])
{
	struct cli_words words = {0};

	cli_add(&words, lab->engine->cli->program);
	cli_add_all(&words, arguments);
	return cli_run(words.items, limits, NULL, said);
}

static bool image_is_there(const struct cli_lab *lab)
{
	const char *const inspect[] = {"image", "inspect", IMAGE, NULL};
	char said[CLI_SAID_BYTES];

	return engine_command(lab, inspect, (struct cli_limits){CLI_QUICK_MSEC, -1}, said) == 0;
}

static int pull_image(const struct cli_lab *lab, char said[static CLI_SAID_BYTES])
{
	const char *const pull[] = {"pull", "--quiet", IMAGE, NULL};

	cli_tell(lab, "%s: there is no image " IMAGE ", pulling it", lab->engine->name);
	return engine_command(lab, pull, (struct cli_limits){PULL_MSEC, lab->control_fd}, said);
}

/* In a mount namespace of its own, whose file system goes with it; /run may forbid programs. */
_Noreturn static void run_packer(int tarball_fd)
{
	const char *const tar[] = {"tar", "-C", LAB_RUN_DIR, "-cf", "-", ".", NULL};

	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("tmpfs", LAB_RUN_DIR, "tmpfs", MS_NOSUID, "mode=755") < 0)
		_exit(EXIT_FAILURE);
	if (rootfs_build(LAB_RUN_DIR) >= 0 && dup2(tarball_fd, STDOUT_FILENO) >= 0)
		execvp(tar[0], (char *const *)tar);
	_exit(EXIT_FAILURE);
}

static int make_tarball(void)
{
	_cleanup_close_ int fd = open(TARBALL, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int wait_status;
	pid_t tgid;

	if (fd < 0)
		return -errno;
	tgid = fork();
	if (tgid == 0)
		run_packer(fd);
	if (tgid < 0 || waitpid(tgid, &wait_status, 0) < 0)
		return -errno;
	return wait_status ? -ENOEXEC : 0;
}

static int import_tarball(const struct cli_lab *lab, char said[static CLI_SAID_BYTES])
{
	char change[CLI_LABEL_BYTES + sizeof("LABEL ")];
	const char *const import[] = {"import", "--change", change, TARBALL, CLI_OWN_IMAGE, NULL};

	snprintf(change, sizeof(change), "LABEL %s", lab->label);
	return engine_command(lab, import, (struct cli_limits){CLI_QUICK_MSEC, -1}, said);
}

static int make_image(struct cli_lab *lab)
{
	char said[CLI_SAID_BYTES] = "";
	int r;

	if (mkdir(LAB_RUN_DIR, 0755) < 0 && errno != EEXIST)
		return cli_say_step(lab->step, lab->engine, "cannot make " LAB_RUN_DIR, "", -errno);
	r = make_tarball();
	if (r < 0)
		return cli_say_step(lab->step, lab->engine, "image: pack a static /bin/busybox", "",
				    r);
	r = import_tarball(lab, said);
	(void)unlink(TARBALL);
	lab->image = CLI_OWN_IMAGE;
	return cli_say_step(lab->step, lab->engine, "import", said, r);
}

int cli_find_image(struct cli_lab *lab)
{
	char said[CLI_SAID_BYTES];
	int r;

	lab->image = IMAGE;
	if (image_is_there(lab))
		return 0;
	r = pull_image(lab, said);
	if (r == 0 || r == -ECANCELED)
		return r;
	cli_tell(lab, "%s: it can't be pulled; using one made of this machine's busybox (%.100s)",
		 lab->engine->name, said);
	return make_image(lab);
}
