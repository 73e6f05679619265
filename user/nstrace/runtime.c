// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A virtual machine shows in the libraries that are mapped, a compiler in what it left in the
 * executable. Whoever stripped that as well gets no answer.
 */
#include "nstrace/runtime.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/escape.h"
#include "nstrace/elf_file.h"
#include "nstrace/go_build.h"
#include "nstrace/modules.h"

#define GO_UNSAFE_UNTIL 9 /* Go 1.9: threads were cloned from locked ones (golang/go#20676) */

static const struct {
	const char *language;
	const char *note;
} descriptions[] = {
	[RUNTIME_GO] = {"Go", "a goroutine that unlocks its thread away from home leaves it there "
			      "for any other goroutine"},
	[RUNTIME_GO_UNSAFE] = {"Go", "any goroutine can run on a stray thread: up to 1.9 no "
				     "program can change namespaces safely"},
	[RUNTIME_PYTHON] = {"Python", "executors make their threads when work arrives, so also "
				      "during a visit"},
	[RUNTIME_JAVA] = {"Java", "the virtual machine makes threads at any time, from whichever "
				  "thread needs one, and pools keep them"},
	[RUNTIME_RUST] = {"Rust", "threads of std stay where their creator was; an async task can "
				  "go on on another thread after each await"},
};

void runtime_describe(const struct runtime_seen *seen, struct runtime *ret)
{
	*ret = (struct runtime){};
	if (seen->kind >= sizeof(descriptions) / sizeof(descriptions[0]))
		return;
	ret->language = descriptions[seen->kind].language;
	ret->note = descriptions[seen->kind].note;
	memcpy(ret->version, seen->version, sizeof(ret->version));
}

static void set_version(struct runtime_seen *runtime, const char *hostile)
{
	escape_text(hostile, runtime->version, sizeof(runtime->version));
}

static void found_go(const char *version, struct runtime_seen *ret)
{
	int minor = go_build_minor(version);

	ret->kind = minor >= 0 && minor <= GO_UNSAFE_UNTIL ? RUNTIME_GO_UNSAFE : RUNTIME_GO;
	if (!strncmp(version, "go", strlen("go")))
		version += strlen("go");
	set_version(ret, version);
}

static bool detect_go(Elf *elf, struct runtime_seen *ret)
{
	const struct go_memory memory = {elf_file_read, elf, gelf_getclass(elf) == ELFCLASS64};
	Elf_Data *info = elf_file_section(elf, ".go.buildinfo");
	char version[GO_VERSION_MAX] = "";
	uint64_t address;

	if (info && go_build_info_version(info->d_buf, info->d_size, &memory, version))
		found_go(version, ret);
	else if (elf_file_symbol(elf, "runtime.buildVersion", &address) &&
		 go_build_string(address, &memory, version))
		found_go(version, ret);
	else if (info || elf_file_section(elf, ".note.go.buildid") ||
		 elf_file_section(elf, ".gopclntab"))
		found_go("", ret);
	return ret->kind != RUNTIME_UNKNOWN;
}

/* .comment is a row of texts, one for each compiler that had a part in it: rustc since 1.73. */
static void rust_version(Elf *elf, char ret[RUNTIME_VERSION_MAX])
{
	static const char mark[] = "rustc version ";
	Elf_Data *comment = elf_file_section(elf, ".comment");
	const char *end, *found = NULL;
	size_t n = 0;

	*ret = '\0';
	if (comment)
		found = memmem(comment->d_buf, comment->d_size, mark, strlen(mark));
	if (!found)
		return;
	end = (const char *)comment->d_buf + comment->d_size;
	for (found += strlen(mark); n + 1 < RUNTIME_VERSION_MAX && found + n < end; n++) {
		if (found[n] <= ' ')
			break;
		ret[n] = found[n];
	}
	ret[n] = '\0';
}

static void detect_rust(Elf *elf, struct runtime_seen *ret)
{
	char version[RUNTIME_VERSION_MAX];
	uint64_t address;

	rust_version(elf, version);
	if (!*version && !elf_file_symbol(elf, "rust_eh_personality", &address))
		return;
	ret->kind = RUNTIME_RUST;
	set_version(ret, version);
}

static void detect_compiled(const struct module *executable, struct runtime_seen *ret)
{
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_begin(executable->file->fd, ELF_C_READ_MMAP, NULL);
	if (!elf)
		return;
	if (!detect_go(elf, ret))
		detect_rust(elf, ret);
	elf_end(elf);
}

/* "python3.11", "libpython3.11.so.1.0" */
static bool detect_python(const char *name, struct runtime_seen *ret)
{
	unsigned int major, minor;

	if (!strncmp(name, "lib", strlen("lib")))
		name += strlen("lib");
	if (sscanf(name, "python%3u.%3u", &major, &minor) != 2)
		return false;
	ret->kind = RUNTIME_PYTHON;
	snprintf(ret->version, sizeof(ret->version), "%u.%u", major, minor);
	return true;
}

void runtime_detect(const struct image *image, struct runtime_seen *ret)
{
	const struct module *executable = NULL;

	*ret = (struct runtime_seen){};
	for (size_t i = 0; i < image->n_modules && !ret->kind; i++) {
		const struct module *module = &image->modules[i];

		if (image->key.code_start - module->start < module->end - module->start)
			executable = module;
		if (!strncmp(module->name, "libjvm.so", strlen("libjvm.so")))
			ret->kind = RUNTIME_JAVA;
		else
			detect_python(module->name, ret);
	}
	if (executable && !ret->kind)
		detect_compiled(executable, ret);
}
