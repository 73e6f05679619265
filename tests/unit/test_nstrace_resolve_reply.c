// SPDX-License-Identifier: GPL-2.0-or-later
/* Whatever bytes the resolving child sends: what is made of them can be shown. */
#include "nstrace_capture.h"

#include <string.h>

#include "nstrace/resolve_reply.h"

static void assert_is_text(const char *text, size_t size)
{
	assert_true(strnlen(text, size) < size);
	for (; *text; text++)
		assert_in_range((unsigned char)*text, ' ', '~');
}

static void test_any_bytes(void **state)
{
	struct resolve_reply reply;
	struct stack stack = {};

	(void)state;
	for (int byte = 1; byte < 256; byte++) {
		memset(&reply, byte, sizeof(reply));
		resolve_reply_take(&reply, &stack);
		assert_int_equal(stack.n, STACK_FRAMES_MAX);
		assert_null(stack.runtime.language);
		for (size_t i = 0; i < stack.n; i++) {
			const struct stack_frame *frame = &stack.frames[i];

			assert_is_text(frame->symbol, sizeof(frame->symbol));
			assert_is_text(frame->module, sizeof(frame->module));
			assert_is_text(frame->source, sizeof(frame->source));
		}
	}
}

static void test_runtime(void **state)
{
	struct resolve_reply reply = {.runtime = {.kind = RUNTIME_RUST}};
	struct stack stack = {};

	(void)state;
	memset(reply.runtime.version, '\033', sizeof(reply.runtime.version));
	resolve_reply_take(&reply, &stack);
	assert_int_equal(stack.n, 0);
	assert_string_equal(stack.runtime.language, "Rust");
	assert_is_text(stack.runtime.version, sizeof(stack.runtime.version));
}

static void test_texts_stay(void **state)
{
	struct resolve_reply reply = {
		.n_frames = 1,
		.frames = {{.symbol = "\\x1bmain", .source = "a b.c", .line = 7, .address = 9}},
	};
	struct stack stack = {};

	(void)state;
	resolve_reply_take(&reply, &stack);
	assert_int_equal(stack.n, 1);
	assert_memory_equal(&stack.frames[0], &reply.frames[0], sizeof(reply.frames[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_bytes),
		cmocka_unit_test(test_runtime),
		cmocka_unit_test(test_texts_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
