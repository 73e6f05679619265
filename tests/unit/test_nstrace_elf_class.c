// SPDX-License-Identifier: GPL-2.0-or-later
/* Which commands are 32-bit programs, by the first bytes of files in a directory of our own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "nstrace/elf_class.h"

#define ELF32 "\177ELF\1\1\1\0\0\0\0\0\0\0\0\0"
#define ELF64 "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0"

static void write_file(const char *name, const char *bytes, size_t n_bytes)
{
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n_bytes, file), n_bytes);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(name, 0755), 0);
}

static void test_by_path(void **state)
{
	(void)state;
	assert_true(elf_class_is_32bit("./small"));
	assert_false(elf_class_is_32bit("./large"));
	assert_false(elf_class_is_32bit("./script"));
	assert_false(elf_class_is_32bit("./short"));
	assert_false(elf_class_is_32bit("./nothing"));
}

static void test_by_name(void **state)
{
	(void)state;
	assert_int_equal(setenv("PATH", "/nowhere:.:/bin", 1), 0);
	assert_true(elf_class_is_32bit("small"));
	assert_false(elf_class_is_32bit("large"));
	assert_int_equal(setenv("PATH", "/bin:", 1), 0);
	assert_true(elf_class_is_32bit("small"));
	assert_int_equal(setenv("PATH", "/nowhere", 1), 0);
	assert_false(elf_class_is_32bit("small"));
	assert_int_equal(unsetenv("PATH"), 0);
	assert_false(elf_class_is_32bit("small"));
}

static int setup(void **state)
{
	static char directory[] = "/tmp/nstrace-test-XXXXXX";

	*state = mkdtemp(directory);
	assert_int_equal(chdir(*state), 0);
	write_file("small", ELF32, sizeof(ELF32) - 1);
	write_file("large", ELF64, sizeof(ELF64) - 1);
	write_file("script", "#!/bin/sh\necho hello\n", 21);
	write_file("short", ELF32, 8);
	return 0;
}

static int teardown(void **state)
{
	unlink("small");
	unlink("large");
	unlink("script");
	unlink("short");
	return rmdir(*state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_path),
		cmocka_unit_test(test_by_name),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
