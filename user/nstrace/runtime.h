/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The language runtime of a program, and what that means for its threads and namespaces. */
#ifndef NSTRACE_RUNTIME_H
#define NSTRACE_RUNTIME_H

struct image;

#define RUNTIME_VERSION_MAX 64

struct runtime {
	const char *language; /* "Go", "Python", "Java", "Rust"; NULL: another, or not known */
	char version[RUNTIME_VERSION_MAX]; /* "1.8.3"; safe to print; "" unknown */
	const char *note;		   /* one sentence */
};

void runtime_detect(const struct image *image, struct runtime *ret);

#endif
