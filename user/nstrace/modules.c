// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A process that has just been forked has its parent's image, and needs no look of its own: that is
 * what makes short-lived children readable. An image is looked at again from time to time, for what
 * was loaded since.
 */
#include "nstrace/modules.h"

#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/escape.h"
#include "lib/grow.h"

#define IMAGES_MAX  64
#define MODULES_MAX 512 /* of one image */
#define REREAD_NSEC 100000000

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
	struct images *images;
	uint32_t tgid;
	struct module *modules;
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

static void name_module(struct module *module, const char *path)
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

static int add_module(struct reading *reading, const struct mapping *mapping)
{
	const struct mapped_file mapped = {reading->tgid, mapping->start, mapping->end,
					   mapping->path};
	struct module module = {.base = reading->first.start - reading->first.offset,
				.start = reading->first.start,
				.end = mapping->end};
	struct module *more;

	if (reading->n_modules >= MODULES_MAX)
		return 0;
	if (module_files_get(&reading->images->files, &mapped, &module.file) < 0)
		return 0; /* its addresses will have no names */
	name_module(&module, mapping->path);
	more = grow_array(reading->modules, reading->n_modules, sizeof(*more));
	if (!more) {
		module_files_put(&reading->images->files, module.file);
		return -ENOMEM;
	}
	reading->modules = more;
	reading->modules[reading->n_modules++] = module;
	reading->is_module = true;
	return 0;
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
		return add_module(reading, mapping);
	return 0;
}

static void drop_modules(struct images *images, struct module *modules, size_t n_modules)
{
	for (size_t i = 0; i < n_modules; i++)
		module_files_put(&images->files, modules[i].file);
	free(modules);
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
	reading->path = NULL;
	return r;
}

/* What it has mapped now takes the place of what it had. A process that is gone changes nothing. */
static int image_read(struct images *images, struct image *image, uint32_t tgid)
{
	struct reading reading = {.images = images, .tgid = tgid};
	int r = read_maps(&reading);

	if (r >= 0 && !is_still(tgid, &image->key))
		r = -ESRCH;
	if (r < 0) {
		drop_modules(images, reading.modules, reading.n_modules);
		return r;
	}
	drop_modules(images, image->modules, image->n_modules);
	image->modules = reading.modules;
	image->n_modules = reading.n_modules;
	return 0;
}

static void image_free(struct images *images, struct image *image)
{
	drop_modules(images, image->modules, image->n_modules);
	free(image);
}

static void forget(struct images *images, struct image *image)
{
	HASH_DEL(images->images, image);
	images_put(images, image);
}

/* The table's own use of it counts as one. */
static struct image *image_add(struct images *images, const struct nstrace_stack *stack)
{
	struct image *image = calloc(1, sizeof(*image));

	if (!image)
		return NULL;
	image->key = stack->image;
	image->n_users = 1;
	if (image_read(images, image, stack->tgid) < 0) {
		image_free(images, image);
		return NULL;
	}
	if (HASH_COUNT(images->images) >= IMAGES_MAX)
		forget(images, images->images);
	HASH_ADD(hh, images->images, key, sizeof(image->key), image);
	if (image->hh.tbl)
		return image;
	image_free(images, image);
	return NULL;
}

/* Another process of the same executable at the same place: its libraries may be elsewhere, but
 * what was called in the executable itself can be named. */
static struct image *find_like(struct images *images, const struct nstrace_image *key)
{
	struct image *image, *next;

	HASH_ITER(hh, images->images, image, next)
		if (image->key.exe_ino == key->exe_ino && image->key.exe_dev == key->exe_dev &&
		    image->key.code_start == key->code_start)
			return image;
	return NULL;
}

struct image *images_get(struct images *images, const struct nstrace_stack *stack)
{
	uint64_t now_nsec = clock_nsec(CLOCK_MONOTONIC);
	struct image *image;

	HASH_FIND(hh, images->images, &stack->image, sizeof(stack->image), image);
	if (!image)
		image = image_add(images, stack);
	else if (now_nsec - image->read_nsec > REREAD_NSEC)
		(void)!image_read(images, image, stack->tgid);
	if (!image)
		image = find_like(images, &stack->image);
	if (!image)
		return NULL;
	image->read_nsec = now_nsec;
	image->n_users++;
	return image;
}

void images_put(struct images *images, struct image *image)
{
	if (image && !--image->n_users)
		image_free(images, image);
}

void images_clear(struct images *images)
{
	struct image *image, *next;

	HASH_ITER(hh, images->images, image, next)
		forget(images, image);
}
