// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names come out of files that anybody may have made, so they are hostile text.
 */
#include "nstrace/symbols.h"

#include <libiberty/demangle.h>
#include <stdio.h>

#include "lib/escape.h"
#include "nstrace/elf_file.h"
#include "nstrace/go_functions.h"

/* What the compilers of C++ and Rust made longer; without types of parameters and without hashes. */
static void set_symbol(struct stack_frame *frame, const char *symbol)
{
	_cleanup_free_ char *plain = cplus_demangle(symbol, DMGL_AUTO);

	escape_text(plain ? plain : symbol, frame->symbol, sizeof(frame->symbol));
}

#define UNITS_MAX 4096 /* to look into: large programs have more than anybody waits for */

/* Many compilers (clang, rustc, Go's) write no index of addresses. */
static Dwarf_Line *search_units(Dwfl_Module *module, uint64_t address)
{
	Dwarf_Die *unit = NULL;
	Dwarf_Addr bias;

	for (int i = 0; i < UNITS_MAX; i++) {
		unit = dwfl_module_nextcu(module, unit, &bias);
		if (!unit)
			break;
		if (dwarf_haspc(unit, address - bias) == 1)
			return dwarf_getsrc_die(unit, address - bias);
	}
	return NULL;
}

static const char *find_line(Dwfl_Module *module, uint64_t address, int *ret_line)
{
	Dwfl_Line *indexed = dwfl_module_getsrc(module, address);
	Dwarf_Line *found;

	if (indexed)
		return dwfl_lineinfo(indexed, NULL, ret_line, NULL, NULL, NULL);
	found = search_units(module, address);
	if (!found || dwarf_lineno(found, ret_line))
		return NULL;
	return dwarf_linesrc(found, NULL, NULL);
}

static void find_source(Dwfl_Module *module, uint64_t address, struct stack_frame *ret)
{
	int line = 0;
	const char *source = find_line(module, address, &line);

	if (!source || line <= 0)
		return;
	escape_text(source, ret->source, sizeof(ret->source));
	ret->line = (unsigned int)line;
}

/* Stripped Go programs have no symbols, but the table that their runtime uses. */
static void find_in_go(Dwfl_Module *module, uint64_t address, struct stack_frame *ret)
{
	struct go_function function;
	Elf_Data *table;
	GElf_Addr bias;
	Elf *elf = dwfl_module_getelf(module, &bias);

	if (!elf)
		return;
	table = elf_file_section(elf, ".gopclntab");
	if (!table)
		table = elf_file_section(elf, ".data.rel.ro.gopclntab");
	if (!table || !go_functions_find(table->d_buf, table->d_size,
					 elf_file_address(elf, ".text"), address - bias, &function))
		return;
	escape_text(function.name, ret->symbol, sizeof(ret->symbol));
	if (function.source)
		escape_text(function.source, ret->source, sizeof(ret->source));
	ret->line = function.line;
}

void symbols_frame(Dwfl *dwfl, uint64_t address, bool is_call, struct stack_frame *ret)
{
	uint64_t inside = address - is_call;
	Dwfl_Module *module = dwfl_addrmodule(dwfl, inside);
	const char *name, *symbol;
	Dwarf_Addr start;
	GElf_Off offset;
	GElf_Sym sym;

	*ret = (struct stack_frame){.address = address};
	if (!module)
		return;
	name = dwfl_module_info(module, NULL, &start, NULL, NULL, NULL, NULL, NULL);
	ret->offset = address - start;
	if (name) /* modules.c has escaped it */
		snprintf(ret->module, sizeof(ret->module), "%s", name);
	symbol = dwfl_module_addrinfo(module, inside, &offset, &sym, NULL, NULL, NULL);
	if (symbol)
		set_symbol(ret, symbol);
	else
		find_in_go(module, inside, ret);
	if (!ret->line)
		find_source(module, inside, ret);
}
