// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A process that has just been forked has its parent's image, and needs no look of its own: that is
 * what makes short-lived children readable. An image is looked at again from time to time, for what
 * was loaded since; much later, if its files did not answer: each such look holds up the trace.
 */
#include "nstrace/modules.h"

#include <stdbool.h>
#include <string.h>

#include "lib/clock.h"

#define IMAGES_MAX  64
#define REREAD_NSEC 100000000
#define STUCK_NSEC  10000000000

static void drop_modules(struct images *images, struct image *image)
{
	for (size_t i = 0; i < image->n_modules; i++)
		module_files_put(&images->files, image->modules[i].file);
	free(image->modules);
	image->modules = NULL;
	image->n_modules = 0;
}

/* Modules whose files are too many are left out: their addresses will have no names. */
static void add_module(struct images *images, struct image *image, const struct module_seen *seen,
		       int fd)
{
	struct module *module = &image->modules[image->n_modules];

	if (module_files_get(&images->files, &seen->file, fd, &module->file) < 0)
		return;
	module->base = seen->base;
	module->start = seen->start;
	module->end = seen->end;
	memcpy(module->name, seen->name, sizeof(module->name));
	image->n_modules++;
}

/* What it has mapped now takes the place of what it had. A process that is gone changes nothing. */
static int replace_modules(struct images *images, struct image *image)
{
	struct module_seen seen[IMAGE_MODULES_MAX];
	int fds[IMAGE_MODULES_MAX];
	int n = image_reader_finish(&image->reader, seen, fds);

	if (n < 0)
		return n;
	drop_modules(images, image);
	image->modules = calloc((size_t)n, sizeof(*image->modules));
	for (int i = 0; i < n; i++)
		if (image->modules)
			add_module(images, image, &seen[i], fds[i]);
		else
			safe_close(fds[i]);
	return 0;
}

/* Waits for the reader, if there is one. */
static void finish_reading(struct images *images, struct image *image)
{
	int r;

	if (!image->reader.child)
		return;
	r = replace_modules(images, image);
	if (r == -ETIMEDOUT)
		image->read_again_nsec = clock_nsec(CLOCK_MONOTONIC) + STUCK_NSEC;
	else if (r < 0)
		image->read_again_nsec = 0;
	helper_end(&images->helpers, &image->reader);
}

bool image_is_read(const struct image *image)
{
	return !image->reader.child || helper_is_done(&image->reader);
}

/* Most images are never asked for: their readers, when they are done, make room here. */
static void finish_done(struct images *images)
{
	struct image *image, *next;

	HASH_ITER(hh, images->images, image, next)
		if (image_is_read(image))
			finish_reading(images, image);
}

static void start_reading(struct images *images, struct image *image, uint32_t tgid)
{
	uint64_t now_nsec = clock_nsec(CLOCK_MONOTONIC);

	if (image->reader.child || now_nsec < image->read_again_nsec)
		return;
	finish_done(images);
	if (image_reader_start(&images->helpers, &image->key, tgid, &image->reader) >= 0)
		image->read_again_nsec = now_nsec + REREAD_NSEC;
}

static void image_free(struct images *images, struct image *image)
{
	helper_end(&images->helpers, &image->reader);
	drop_modules(images, image);
	free(image);
}

/* Who still has it will not look for its reader. */
static void forget(struct images *images, struct image *image)
{
	HASH_DEL(images->images, image);
	if (image_is_read(image))
		finish_reading(images, image);
	helper_end(&images->helpers, &image->reader);
	images_put(images, image);
}

/* The table's own use of it counts as one. */
static struct image *image_add(struct images *images, const struct nstrace_image *key)
{
	struct image *image = calloc(1, sizeof(*image));

	if (!image)
		return NULL;
	image->key = *key;
	image->n_users = 1;
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
		if (image->n_modules && image->key.exe_ino == key->exe_ino &&
		    image->key.exe_dev == key->exe_dev && image->key.code_start == key->code_start)
			return image;
	return NULL;
}

struct image *images_get(struct images *images, const struct nstrace_stack *stack)
{
	struct image *image;

	HASH_FIND(hh, images->images, &stack->image, sizeof(stack->image), image);
	if (!image)
		image = image_add(images, &stack->image);
	if (!image)
		return NULL;
	start_reading(images, image, stack->tgid);
	image->n_users++;
	return image;
}

const struct image *images_look_up(struct images *images, struct image *image)
{
	finish_reading(images, image);
	return image->n_modules ? image : find_like(images, &image->key);
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
