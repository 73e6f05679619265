// SPDX-License-Identifier: GPL-2.0-or-later
/* nstrace's command line: one line of words, and what is made of it. */
#include "nstrace_capture.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "nstrace/options.h"
#include "engine/nsid.h"

#define MAX_WORDS 16

/* Parse a line of words that are separated by spaces; the words live in buffer. */
static int parse(const char *line, char buffer[256], char *words[MAX_WORDS], struct options *ret)
{
	int n = 0;

	snprintf(buffer, 256, "%s", line);
	for (char *word = strtok(buffer, " "); word; word = strtok(NULL, " "))
		words[n++] = word;
	words[n] = NULL;
	return options_parse(n, words, ret);
}

struct good {
	const char *line;
	struct options expected;
	const char *command; /* its words, each followed by a space; NULL: none */
	const char *tgids;
	const char *words; /* of --comm, --netns, --cgroup, --suppressions, as "OPTION WORD " */
};

static const struct good good[] = {
	{"nstrace", {}},
	{"nstrace -- cmd -x", {}, "cmd -x "},
	{"nstrace cmd -q -- --json", {}, "cmd -q -- --json "},
	{"nstrace -q -- -strange", {.quiet = true}, "-strange "},
	{"nstrace -- -- x", {}, "-- x "},
	{"nstrace -- features", {}, "features "},
	{"nstrace -- scan", {}, "scan "},
	{"nstrace -o -- cmd", {.output_path = "--"}, "cmd "},
	{"nstrace -o --", {.output_path = "--"}},
	{"nstrace -o features", {.output_path = "features"}},
	{"nstrace -p 1 --pid=4194304 --pid 77 -p99", {}, NULL, "1 4194304 77 99 "},
	{"nstrace --json", {.json = true}},
	{"nstrace --json out", {.json = true}, "out "},
	{"nstrace --json=out", {.json_path = "out"}},
	{"nstrace --json=out --json", {.json = true}},
	{"nstrace --json --json=out", {.json_path = "out"}},
	{"nstrace --json=a -o b", {.json_path = "a", .output_path = "b"}},
	{"nstrace --error-exitcode=1", {.error_exitcode = 1}},
	{"nstrace --error-exitcode 255 cmd", {.error_exitcode = 255}, "cmd "},
	{"nstrace -d 2", {.duration_nsec = 2000000000}},
	{"nstrace --duration=200ms", {.duration_nsec = 200000000}},
	{"nstrace --max-visit=300ms", {.max_visit_nsec = 300000000}},
	{"nstrace --32bit", {.see_32bit = true}},
	{"nstrace --no-stacks", {.no_stacks = true}},
	{"nstrace --ns=mnt", {.kinds = 1u << NSTRACE_KIND_MNT}},
	{"nstrace --ns=net,uts", {.kinds = 1u << NSTRACE_KIND_NET | 1u << NSTRACE_KIND_UTS}},
	{"nstrace --ns=all scan", {.verb = OPTIONS_SCAN, .kinds = 0xfe}},
	{"nstrace --max-visit 1h cmd", {.max_visit_nsec = 3600000000000}, "cmd "},
	{"nstrace -qv --as-root cmd", {.quiet = true, .verbose = true, .as_root = true}, "cmd "},
	{"nstrace --color=always", {.color = OPTIONS_COLOR_ALWAYS}},
	{"nstrace --color never --color auto", {.color = OPTIONS_COLOR_AUTO}},
	{"nstrace features", {.verb = OPTIONS_FEATURES}},
	{"nstrace features --json -v", {.verb = OPTIONS_FEATURES, .json = true, .verbose = true}},
	{"nstrace --json features", {.verb = OPTIONS_FEATURES, .json = true}},
	{"nstrace scan", {.verb = OPTIONS_SCAN}},
	{"nstrace scan -p 1 -p 2 --json", {.verb = OPTIONS_SCAN, .json = true}, NULL, "1 2 "},
	{"nstrace -o f scan -v", {.verb = OPTIONS_SCAN, .output_path = "f", .verbose = true}},
	{"nstrace --comm=a* --netns web --cgroup=/x --comm b --suppressions=f",
	 {},
	 NULL,
	 NULL,
	 "comm a* comm b netns web cgroup /x suppressions f "},
	{"nstrace --suppressions=f --suppressions g --gen-suppressions cmd",
	 {.gen_suppressions = true},
	 "cmd ",
	 NULL,
	 "suppressions f suppressions g "},
	{"nstrace scan --comm=a --netns=1 --cgroup=/x",
	 {.verb = OPTIONS_SCAN},
	 NULL,
	 NULL,
	 "comm a netns 1 cgroup /x "},
	{"nstrace explain", {.verb = OPTIONS_EXPLAIN}},
	{"nstrace explain scan", {.verb = OPTIONS_EXPLAIN, .class_name = "scan"}},
	{"nstrace explain exposed -o f",
	 {.verb = OPTIONS_EXPLAIN, .class_name = "exposed", .output_path = "f"}},
	{"nstrace -- explain", {}, "explain "},
	{"nstrace -h", {.verb = OPTIONS_HELP}},
	{"nstrace --help --nonsense", {.verb = OPTIONS_HELP}},
	{"nstrace features -h", {.verb = OPTIONS_HELP}},
	{"nstrace -V", {.verb = OPTIONS_VERSION}},
	{"nstrace --version cmd", {.verb = OPTIONS_VERSION}},
};

static void assert_same_text(const char *actual, const char *expected)
{
	assert_int_equal(!actual, !expected);
	if (expected)
		assert_string_equal(actual, expected);
}

static void assert_options(const struct options *actual, const struct options *expected)
{
	assert_int_equal(actual->verb, expected->verb);
	assert_int_equal(actual->color, expected->color);
	assert_int_equal(actual->json, expected->json);
	assert_int_equal(actual->quiet, expected->quiet);
	assert_int_equal(actual->verbose, expected->verbose);
	assert_int_equal(actual->as_root, expected->as_root);
	assert_int_equal(actual->gen_suppressions, expected->gen_suppressions);
	assert_int_equal(actual->no_stacks, expected->no_stacks);
	assert_int_equal(actual->see_32bit, expected->see_32bit);
	assert_int_equal(actual->error_exitcode, expected->error_exitcode);
	assert_int_equal(actual->duration_nsec, expected->duration_nsec);
	assert_int_equal(actual->kinds, expected->kinds ? expected->kinds : 1u << NSTRACE_KIND_NET);
	assert_int_equal(actual->max_visit_nsec, expected->max_visit_nsec);
	assert_same_text(actual->class_name, expected->class_name);
	assert_same_text(actual->output_path, expected->output_path);
	assert_same_text(actual->json_path, expected->json_path);
}

static void add_words(char *text, const char *option, const struct options_words *words)
{
	for (size_t i = 0; i < words->n; i++)
		sprintf(text + strlen(text), "%s %s ", option, words->items[i]);
}

static void assert_words(const struct options *options, const char *expected)
{
	char text[256] = "";

	add_words(text, "comm", &options->comms);
	add_words(text, "netns", &options->netns);
	add_words(text, "cgroup", &options->cgroups);
	add_words(text, "suppressions", &options->suppressions);
	assert_string_equal(text, expected ? expected : "");
}

static void test_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		char buffer[256], *words[MAX_WORDS], text[256] = "";
		struct options options;

		print_message("%s\n", good[i].line);
		assert_int_equal(parse(good[i].line, buffer, words, &options), 0);
		assert_options(&options, &good[i].expected);
		assert_int_equal(!options.command, !good[i].command);
		for (char **word = options.command; word && *word; word++)
			strcat(strcat(text, *word), " ");
		assert_string_equal(text, good[i].command ? good[i].command : "");
		*text = '\0';
		for (size_t j = 0; j < options.n_tgids; j++)
			sprintf(text + strlen(text), "%u ", options.tgids[j]);
		assert_string_equal(text, good[i].tgids ? good[i].tgids : "");
		assert_words(&options, good[i].words);
		options_free(&options);
	}
}

static const struct {
	const char *line;
	const char *message; /* part of it */
} bad[] = {
	{"nstrace --nonsense", "--nonsense"},
	{"nstrace -x", "'x'"},
	{"nstrace -qx cmd", "'x'"},
	{"nstrace -p", "'p'"},
	{"nstrace -p 0", "'0' is not a process id"},
	{"nstrace -p -1", "'-1' is not a process id"},
	{"nstrace -p 12x", "'12x' is not a process id"},
	{"nstrace -p 4194305", "'4194305' is not a process id"},
	{"nstrace -p 1 cmd", "-p and a command ('cmd')"},
	{"nstrace -p 1 -- cmd", "-p and a command ('cmd')"},
	{"nstrace --", "no command behind --"},
	{"nstrace -q --", "no command behind --"},
	{"nstrace --error-exitcode=0", "1 to 255, not '0'"},
	{"nstrace --error-exitcode=256", "1 to 255, not '256'"},
	{"nstrace --error-exitcode=", "1 to 255, not ''"},
	{"nstrace -d 0", "not '0'"},
	{"nstrace -d 2x", "not '2x'"},
	{"nstrace --max-visit=0", "not '0'"},
	{"nstrace --max-visit=soon", "not 'soon'"},
	{"nstrace scan --max-visit=1", "scan takes only -p, --ns, --comm"},
	{"nstrace --color=blue", "not 'blue'"},
	{"nstrace --json=", "--json= takes the name of a file"},
	{"nstrace --json=f -o f", "cannot both go to 'f'"},
	{"nstrace features x", "features takes no argument 'x'"},
	{"nstrace features -- x", "features takes no argument 'x'"},
	{"nstrace features features", "features takes no argument 'features'"},
	{"nstrace features -p 1", "features takes no -p"},
	{"nstrace features --comm=a", "features takes no -p, --comm"},
	{"nstrace explain --netns=1", "explain takes only the name"},
	{"nstrace scan x", "scan takes no argument 'x'"},
	{"nstrace scan -- x", "scan takes no argument 'x'"},
	{"nstrace scan features", "scan takes no argument 'features'"},
	{"nstrace scan --suppressions=f", "scan takes only -p, --ns, --comm"},
	{"nstrace scan --gen-suppressions", "scan takes only -p, --ns, --comm"},
	{"nstrace scan -d 1", "scan takes only -p, --ns, --comm"},
	{"nstrace scan --json=f", "scan takes only -p, --ns, --comm"},
	{"nstrace --error-exitcode=1 scan", "scan takes only -p, --ns, --comm"},
	{"nstrace scan --no-stacks", "scan takes only -p, --ns, --comm"},
	{"nstrace --ns=", "--ns takes all, or some of net, mnt"},
	{"nstrace --ns=net,", "not ''"},
	{"nstrace --ns=pid", "not 'pid'"},
	{"nstrace --ns=net,user", "not 'user'"},
	{"nstrace -q report FILE",
	 "report is not there yet; to run a program of that name, put --"},
	{"nstrace explain stranded exposed", "explain takes no argument 'exposed'"},
	{"nstrace explain -- stranded", "explain takes no argument 'stranded'"},
	{"nstrace explain --json", "explain takes only the name of a class and -o"},
	{"nstrace explain --json=f", "explain takes only the name of a class and -o"},
	{"nstrace explain -p 1", "explain takes only the name of a class and -o"},
	{"nstrace -q explain tainted", "explain takes only the name of a class and -o"},
};

static void test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char buffer[256], *words[MAX_WORDS], message[512];
		struct capture capture;
		struct options options;
		int r;

		print_message("%s\n", bad[i].line);
		capture = capture_begin();
		r = parse(bad[i].line, buffer, words, &options);
		capture_end(&capture, message, sizeof(message));
		assert_int_equal(r, -EINVAL);
		assert_non_null(strstr(message, bad[i].message));
		assert_non_null(strstr(message, "see nstrace --help"));
	}
}

/* --help names every option that works, and only lines that fit a terminal. */
static void test_help(void **state)
{
	static const char *const words[] = {
		"-p, --pid=",	 "-d, --duration=",  "-q, --quiet",
		"-o, --output",	 "--json=FILE",	     "--error-exitcode=N",
		"--ns=KIND",	 "--max-visit=TIME", "--32bit",
		"--as-root",	 "--color=",	     "NO_COLOR",
		"--no-stacks",	 "-v, --verbose",    "-h, --help",
		"-V, --version", "features",	     "128+N",
		"  124 ",	 "  125 ",	     "  126 ",
		"  127 "};
	const char *help = options_help_text();

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_non_null(strstr(help, words[i]));
	assert_non_null(strstr(help, "nstrace explain [CLASS]"));
	for (const char *line = help; *line; line += strcspn(line, "\n") + 1)
		assert_true(strcspn(line, "\n") <= 88);
}

static void test_color(void **state)
{
	int terminal_fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	int file_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	(void)state;
	assert_true(terminal_fd >= 0 && file_fd >= 0);
	unsetenv("NO_COLOR");
	setenv("TERM", "xterm", 1);
	assert_true(options_use_color(OPTIONS_COLOR_AUTO, terminal_fd));
	assert_false(options_use_color(OPTIONS_COLOR_AUTO, file_fd));
	assert_true(options_use_color(OPTIONS_COLOR_ALWAYS, file_fd));
	assert_false(options_use_color(OPTIONS_COLOR_NEVER, terminal_fd));
	setenv("TERM", "dumb", 1);
	assert_false(options_use_color(OPTIONS_COLOR_AUTO, terminal_fd));
	setenv("TERM", "xterm", 1);
	setenv("NO_COLOR", "", 1);
	assert_true(options_use_color(OPTIONS_COLOR_AUTO, terminal_fd));
	setenv("NO_COLOR", "1", 1);
	assert_false(options_use_color(OPTIONS_COLOR_AUTO, terminal_fd));
	assert_true(options_use_color(OPTIONS_COLOR_ALWAYS, terminal_fd));
	close(terminal_fd);
	close(file_fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_color),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
