// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The helper keeps its privileges, for others' mappings are not for everybody; of the files it
 * reads nothing. The files go to the parent as descriptors, all in one message.
 */
#include "nstrace/image_reader.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "lib/escape.h"
#include "nstrace/confine.h"

/* A finding waits for it, once for each image. */
#define LIMIT_NSEC 100000000

/* One line of /proc/PID/maps. */
struct mapping {
	uint64_t start;
	uint64_t end;
	uint64_t offset;
	bool executable;
	char *path;
};

/* The modules of a process while its maps are being read. */
struct reading {
	uint32_t tgid;
	struct module_seen modules[IMAGE_MODULES_MAX];
	int fds[IMAGE_MODULES_MAX];
	size_t n_modules;
	/* The file whose mappings we are among, and its first part. */
	char *path;
	struct mapping first;
	bool is_module; /* it is the last one of modules */
};

/* False for what is no file. */
static bool parse_mapping(char *line, struct mapping *ret)
{
	int path_at = 0;
	char mode[5];

	if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %*s %*s %n", &ret->start,
		   &ret->end, mode, &ret->offset, &path_at) < 4 ||
	    !path_at || line[path_at] != '/')
		return false;
	ret->executable = mode[2] == 'x';
	ret->path = line + path_at;
	ret->path[strcspn(ret->path, "\n")] = '\0';
	return true;
}

static void name_module(struct module_seen *module, const char *path)
{
	static const char deleted[] = " (deleted)";
	const char *name = strrchr(path, '/') + 1;
	size_t length = strlen(name);
	char plain[NAME_MAX + 1];

	if (length > strlen(deleted) && !strcmp(name + length - strlen(deleted), deleted))
		length -= strlen(deleted);
	snprintf(plain, sizeof(plain), "%.*s", (int)length, name);
	escape_text(plain, module->name, sizeof(module->name));
}

/* The kernel's link to the very file that is mapped there; where it is refused (it wants
 * CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE), the path in the process's own root directory. */
static int open_path(uint32_t tgid, const struct mapping *mapping)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "/proc/%u/map_files/%" PRIx64 "-%" PRIx64, tgid,
		 mapping->start, mapping->end);
	fd = open(path, O_PATH | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	snprintf(path, sizeof(path), "/proc/%u/root%s", tgid, mapping->path);
	return open(path, O_PATH | O_CLOEXEC);
}

/* Without asking its file system for more than its name: opening a device acts, and the parent's
 * closing what was opened in full may hang. */
static int open_mapped(const struct reading *reading, const struct mapping *mapping,
		       struct file_key *ret)
{
	_cleanup_close_ int fd = open_path(reading->tgid, mapping);
	struct stat seen;
	int regular_fd;

	if (fd < 0 || fstat(fd, &seen) || !S_ISREG(seen.st_mode))
		return -1;
	*ret = (struct file_key){seen.st_dev, seen.st_ino};
	regular_fd = fd;
	fd = -1;
	return regular_fd;
}

/* The addresses of one that cannot be opened will have no names. */
static void add_module(struct reading *reading, const struct mapping *mapping)
{
	struct module_seen *module = &reading->modules[reading->n_modules];
	int fd;

	if (reading->n_modules >= IMAGE_MODULES_MAX)
		return;
	fd = open_mapped(reading, mapping, &module->file);
	if (fd < 0)
		return;
	reading->fds[reading->n_modules++] = fd;
	module->base = reading->first.start - reading->first.offset;
	module->start = reading->first.start;
	module->end = mapping->end;
	name_module(module, mapping->path);
	reading->is_module = true;
}

/* The mappings of a file stand together, the one of its beginning first. */
static int take_mapping(struct reading *reading, const struct mapping *mapping)
{
	if (!reading->path || strcmp(reading->path, mapping->path) || !mapping->offset) {
		free(reading->path);
		reading->path = strdup(mapping->path);
		if (!reading->path)
			return -ENOMEM;
		reading->first = *mapping;
		reading->is_module = false;
	}
	if (reading->is_module)
		reading->modules[reading->n_modules - 1].end = mapping->end;
	else if (mapping->executable)
		add_module(reading, mapping);
	return 0;
}

static FILE *open_proc(uint32_t tgid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%u/%s", tgid, name);
	return fopen(path, "re");
}

/* Its code still begins where it did: it has not been replaced by another process, or another
 * program. */
static bool is_still(uint32_t tgid, const struct nstrace_image *key)
{
	_cleanup_fclose_ FILE *file = open_proc(tgid, "stat");
	uint64_t code_start = 0;
	char line[1024], *field;

	if (!file || !fgets(line, sizeof(line), file))
		return false;
	field = strrchr(line, ')'); /* the end of the 2nd field; startcode is the 26th */
	for (int i = 2; field && i < 26; i++)
		field = strchr(field + 1, ' ');
	return field && sscanf(field, "%" SCNu64, &code_start) == 1 &&
	       code_start == key->code_start;
}

static int read_maps(struct reading *reading)
{
	_cleanup_fclose_ FILE *file = open_proc(reading->tgid, "maps");
	_cleanup_free_ char *line = NULL;
	struct mapping mapping;
	size_t size = 0;
	int r = 0;

	if (!file)
		return -errno;
	while (r >= 0 && getline(&line, &size, file) > 0)
		if (parse_mapping(line, &mapping))
			r = take_mapping(reading, &mapping);
	free(reading->path);
	return r;
}

/* What the helper is to look at. */
struct task {
	const struct nstrace_image *key;
	uint32_t tgid;
};

static void work(int socket_fd, const void *userdata)
{
	const struct task *task = userdata;
	struct reading reading = {.tgid = task->tgid};

	prctl(PR_SET_NAME, "nstrace-open");
	if (confine_fds(&socket_fd, 1) >= 0 && read_maps(&reading) >= 0 &&
	    is_still(task->tgid, task->key))
		helper_send(socket_fd, reading.modules,
			    reading.n_modules * sizeof(reading.modules[0]), reading.fds,
			    reading.n_modules);
}

int image_reader_start(struct helpers *helpers, const struct nstrace_image *key, uint32_t tgid,
		       struct helper *ret)
{
	const struct task task = {key, tgid};

	return helper_start(helpers, LIMIT_NSEC, work, &task, ret);
}

int image_reader_finish(const struct helper *helper, struct module_seen modules[IMAGE_MODULES_MAX],
			int fds[IMAGE_MODULES_MAX])
{
	size_t n_fds;
	ssize_t n = helper_receive_fds(helper, modules, IMAGE_MODULES_MAX * sizeof(*modules), fds,
				       &n_fds);

	if (n < 0)
		return (int)n;
	if ((size_t)n == n_fds * sizeof(*modules))
		return (int)n_fds;
	for (size_t i = 0; i < n_fds; i++)
		safe_close(fds[i]);
	return -EMFILE; /* there was no room for all of them */
}
