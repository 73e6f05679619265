// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names come out of files that anybody may have made, so they are hostile text. The only separate
 * debugging files used are those installed here: nothing is asked of any server.
 */
#include "nstrace/symbols.h"

#include <fcntl.h>
#include <libiberty/demangle.h>
#include <stdio.h>

#include "lib/escape.h"
#include "nstrace/elf_file.h"
#include "nstrace/go_functions.h"

/* What the compilers of C++ and Rust made longer; without types of parameters and without hashes.
 */
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

static Elf_Data *go_table(Elf *elf)
{
	Elf_Data *table = elf_file_section(elf, ".gopclntab");

	return table ? table : elf_file_section(elf, ".data.rel.ro.gopclntab");
}

bool symbols_is_go(Dwfl_Module *module)
{
	GElf_Addr bias;
	Elf *elf = dwfl_module_getelf(module, &bias);

	return elf && go_table(elf);
}

/* Go programs have a table for their own runtime, also when they are stripped, and where they are
 * not, it is far quicker to read than debugging information. */
static bool find_in_go(Dwfl_Module *module, uint64_t address, struct stack_frame *ret)
{
	struct go_function function;
	Elf_Data *table;
	GElf_Addr bias;
	Elf *elf = dwfl_module_getelf(module, &bias);

	if (!elf)
		return false;
	table = go_table(elf);
	if (!table || !go_functions_find(table->d_buf, table->d_size,
					 elf_file_address(elf, ".text"), address - bias, &function))
		return false;
	escape_text(function.name, ret->symbol, sizeof(ret->symbol));
	if (function.source)
		escape_text(function.source, ret->source, sizeof(ret->source));
	ret->line = function.line;
	return true;
}

/* The call itself is before the address where it comes back to, where another function may begin.
 */
static uint64_t call_address(const struct stack_frame *frame)
{
	return frame->address - 1;
}

void symbols_place(Dwfl *dwfl, uint64_t address, struct stack_frame *ret)
{
	Dwfl_Module *module;
	const char *name;
	Dwarf_Addr start;

	*ret = (struct stack_frame){.address = address};
	module = dwfl_addrmodule(dwfl, call_address(ret));
	if (!module)
		return;
	name = dwfl_module_info(module, NULL, &start, NULL, NULL, NULL, NULL, NULL);
	if (name) /* modules.c has escaped it */
		snprintf(ret->module, sizeof(ret->module), "%s", name);
	ret->offset = address - start;
}

void symbols_name(Dwfl *dwfl, struct stack_frame *frame)
{
	Dwfl_Module *module = dwfl_addrmodule(dwfl, call_address(frame));
	const char *symbol;
	GElf_Off offset;
	GElf_Sym sym;

	if (!module || *frame->symbol || find_in_go(module, call_address(frame), frame))
		return;
	symbol = dwfl_module_addrinfo(module, call_address(frame), &offset, &sym, NULL, NULL, NULL);
	if (symbol)
		set_symbol(frame, symbol);
}

void symbols_source(Dwfl *dwfl, struct stack_frame *frame)
{
	Dwfl_Module *module = dwfl_addrmodule(dwfl, call_address(frame));

	if (module && !frame->line)
		find_source(module, call_address(frame), frame);
}

/* Only by the build id, from where the distribution's packages put it. The standard way would ask
 * servers as well. */
static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_build_id_find_elf,
	.find_debuginfo = dwfl_build_id_find_debuginfo,
};

Dwfl *symbols_open(const struct image *image)
{
	Dwfl *dwfl = dwfl_begin(&callbacks);

	if (!dwfl)
		return NULL;
	dwfl_report_begin(dwfl);
	for (size_t i = 0; image && i < image->n_modules; i++) {
		const struct module *module = &image->modules[i];
		int fd = fcntl(module->file->fd, F_DUPFD_CLOEXEC, 0);

		if (fd >= 0 &&
		    !dwfl_report_elf(dwfl, module->name, module->name, fd, module->base, false))
			safe_close(fd);
	}
	dwfl_report_end(dwfl, NULL, NULL);
	return dwfl;
}

void symbols_close(Dwfl **dwfl)
{
	if (*dwfl)
		dwfl_end(*dwfl);
}
