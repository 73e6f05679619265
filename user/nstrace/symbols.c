// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names come out of files that anybody may have made, so they are hostile text, and mangled names
 * stay as they are.
 */
#include "nstrace/symbols.h"

#include <stdio.h>

#include "lib/escape.h"

static void find_source(Dwfl_Module *module, uint64_t address, struct stack_frame *ret)
{
	Dwfl_Line *line = dwfl_module_getsrc(module, address);
	const char *source;
	int line_number;

	source = line ? dwfl_lineinfo(line, NULL, &line_number, NULL, NULL, NULL) : NULL;
	if (!source || line_number <= 0)
		return;
	escape_text(source, ret->source, sizeof(ret->source));
	ret->line = (unsigned int)line_number;
}

void symbols_frame(Dwfl *dwfl, uint64_t address, bool is_call, struct stack_frame *ret)
{
	uint64_t inside = address - is_call;
	Dwfl_Module *module = dwfl_addrmodule(dwfl, inside);
	const char *name, *symbol;
	GElf_Off offset;
	GElf_Sym sym;

	*ret = (struct stack_frame){.address = address};
	if (!module)
		return;
	name = dwfl_module_info(module, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
	if (name) /* modules.c has escaped it */
		snprintf(ret->module, sizeof(ret->module), "%s", name);
	symbol = dwfl_module_addrinfo(module, inside, &offset, &sym, NULL, NULL, NULL);
	if (symbol)
		escape_text(symbol, ret->symbol, sizeof(ret->symbol));
	find_source(module, inside, ret);
}
