/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The language runtime of a program, and what that means for its threads and namespaces. */
#ifndef NSTRACE_RUNTIME_H
#define NSTRACE_RUNTIME_H

struct image;

#define RUNTIME_VERSION_MAX 64

enum runtime_kind {
	RUNTIME_UNKNOWN,
	RUNTIME_GO,
	RUNTIME_GO_UNSAFE, /* where no program can change namespaces safely */
	RUNTIME_PYTHON,
	RUNTIME_JAVA,
	RUNTIME_RUST,
};

/* Without pointers: it goes from process to process. */
struct runtime_seen {
	unsigned int kind; /* enum runtime_kind; RUNTIME_UNKNOWN: another, or not known */
	char version[RUNTIME_VERSION_MAX]; /* "1.8.3"; safe to print; "" unknown */
};

struct runtime {
	const char *language; /* "Go", "Python", "Java", "Rust"; NULL: another, or not known */
	char version[RUNTIME_VERSION_MAX];
	const char *note; /* one sentence */
};

void runtime_detect(const struct image *image, struct runtime_seen *ret);

/* Its kind may be any number. */
void runtime_describe(const struct runtime_seen *seen, struct runtime *ret);

#endif
