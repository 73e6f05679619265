// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The files that are read here belong to the traced programs. One that is cut short while it is
 * mapped kills its reader, one that was made for it may do worse, and the tables of a large one
 * take more memory than all else. So a child reads them: without privileges, with little time, and
 * what it needed is gone when it ends.
 */
#include "nstrace/resolve.h"

#include <fcntl.h>
#include <sys/prctl.h>

#include "nstrace/confine.h"
#include "nstrace/resolve_reply.h"
#include "nstrace/stack_trim.h"
#include "nstrace/symbols.h"
#include "nstrace/unwind.h"

#define LIMIT_NSEC 250000000 /* from its start: a finding waits for it */

/* The names of libc's functions are mostly in debugging files, and mostly left out. */
static void find_frames(Dwfl *dwfl, const struct nstrace_stack *raw, struct resolve_reply *ret)
{
	struct stack_frame frames[UNWIND_MAX];
	struct unwound unwound;
	struct stack stack;

	unwind(dwfl, raw, &unwound);
	for (size_t i = 0; i < unwound.n; i++) {
		symbols_place(dwfl, unwound.addresses[i], &frames[i]);
		if (!stack_trim_is_libc(&frames[i]))
			symbols_name(dwfl, &frames[i]);
	}
	stack_trim(frames, unwound.n, &stack);
	ret->n_frames = stack.n;
	for (size_t i = 0; i < stack.n; i++) {
		ret->frames[i] = stack.frames[i];
		symbols_name(dwfl, &ret->frames[i]);
		symbols_source(dwfl, &ret->frames[i]);
	}
}

static void resolve(const struct nstrace_stack *raw, const struct image *image,
		    struct resolve_reply *ret)
{
	_cleanup_(symbols_close) Dwfl *dwfl = symbols_open(image);

	if (dwfl)
		find_frames(dwfl, raw, ret);
	if (image)
		runtime_detect(image, &ret->runtime);
}

/* What the child is to look at. */
struct task {
	const struct nstrace_stack *raw;
	const struct image *image;
};

static int reopen(int path_fd)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", path_fd);
	return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

/* The addresses of modules whose files cannot be read will have no names. */
static int keep_modules(const struct image *image, int socket_fd)
{
	size_t n_modules = image ? image->n_modules : 0, n = 0;
	_cleanup_free_ int *fds = calloc(n_modules + 1, sizeof(*fds));

	if (!fds)
		return -ENOMEM;
	for (size_t i = 0; i < n_modules; i++) {
		struct module_file *file = image->modules[i].file;

		file->fd = reopen(file->fd);
		if (file->fd >= 0)
			fds[n++] = file->fd;
	}
	fds[n++] = socket_fd;
	return confine_fds(fds, n);
}

static void work(int socket_fd, const void *userdata)
{
	const struct task *task = userdata;
	struct resolve_reply reply = {};

	prctl(PR_SET_NAME, "nstrace-resolve");
	if (keep_modules(task->image, socket_fd) < 0 || confine_rights() < 0)
		return;
	resolve(task->raw, task->image, &reply);
	(void)!write(socket_fd, &reply, sizeof(reply));
}

int resolve_start(struct helpers *helpers, const struct nstrace_stack *raw,
		  const struct image *image, struct helper *ret)
{
	const struct task task = {raw, image};

	return helper_start(helpers, LIMIT_NSEC, work, &task, ret);
}

int resolve_finish(const struct helper *helper, const struct nstrace_stack *raw, struct stack *ret)
{
	struct resolve_reply reply;
	ssize_t n = helper_receive(helper, &reply, sizeof(reply));

	if (n < 0)
		return (int)n;
	if (n != sizeof(reply))
		return -EIO;
	ret->call = unwind_call_name(raw);
	resolve_reply_take(&reply, ret);
	return 0;
}
