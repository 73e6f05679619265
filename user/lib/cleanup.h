/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Variables that clean up after themselves when they leave their scope. */
#ifndef LIB_CLEANUP_H
#define LIB_CLEANUP_H

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define _cleanup_(function)  __attribute__((cleanup(function)))
#define warn_unused_result_  __attribute__((warn_unused_result))
#define printf_(text, first) __attribute__((format(printf, text, first)))

/* Close fd if it is one, keep errno, and give back the -1 to store in its place. */
static inline int safe_close(int fd)
{
	int saved_errno = errno;

	if (fd >= 0)
		close(fd);
	errno = saved_errno;
	return -1;
}

static inline void cleanup_close(int *fd)
{
	safe_close(*fd);
}

static inline void cleanup_free(void *pointer)
{
	free(*(void **)pointer);
}

static inline void cleanup_fclose(FILE **file)
{
	if (*file)
		fclose(*file);
}

static inline void cleanup_closedir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

#define _cleanup_close_	   _cleanup_(cleanup_close)
#define _cleanup_free_	   _cleanup_(cleanup_free)
#define _cleanup_fclose_   _cleanup_(cleanup_fclose)
#define _cleanup_closedir_ _cleanup_(cleanup_closedir)

#endif
