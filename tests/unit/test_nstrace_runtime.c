// SPDX-License-Identifier: GPL-2.0-or-later
/* Language runtimes that show in what a process has mapped. Compiled ones are in the e2e tests. */
#include "nstrace_capture.h"

#include "nstrace/modules.h"
#include "nstrace/runtime.h"

/* A process with libc and one more module. */
static struct runtime detect(const char *name)
{
	struct module modules[] = {
		{.start = 0x1000, .end = 0x2000},
		{.start = 0x3000, .end = 0x4000, .name = "libc.so.6"},
	};
	const struct image image = {.modules = modules, .n_modules = 2};
	struct runtime_seen seen;
	struct runtime runtime;

	snprintf(modules[0].name, sizeof(modules[0].name), "%s", name);
	runtime_detect(&image, &seen);
	runtime_describe(&seen, &runtime);
	return runtime;
}

static void test_names(void **state)
{
	static const struct {
		const char *module, *language, *version;
	} table[] = {
		{"python3.11", "Python", "3.11"},
		{"libpython3.9.so.1.0", "Python", "3.9"},
		{"libpython2.7.so.1.0", "Python", "2.7"},
		{"libjvm.so", "Java", ""},
		{"python3", NULL, ""},
		{"mypython3.1", NULL, ""},
		{"librarypython3.1.so", NULL, ""},
		{"libc.so.6", NULL, ""},
		{"", NULL, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct runtime runtime = detect(table[i].module);

		print_message("%s\n", table[i].module);
		assert_string_equal(runtime.version, table[i].version);
		assert_int_equal(!runtime.language, !table[i].language);
		if (!runtime.language)
			continue;
		assert_string_equal(runtime.language, table[i].language);
		assert_non_null(runtime.note);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
