/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looking things up in an ELF file by name, or by the address that they will have. */
#ifndef NSTRACE_ELF_FILE_H
#define NSTRACE_ELF_FILE_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* NULL if it has none, or nothing in it. */
Elf_Data *elf_file_section(Elf *elf, const char *name);

/* Where it will be in memory, before the file is moved as a whole; 0: nowhere. */
uint64_t elf_file_address(Elf *elf, const char *name);

bool elf_file_symbol(Elf *elf, const char *name, uint64_t *ret_address);

/* What the file has for this address: as a go_memory.read, with elf as userdata. */
bool elf_file_read(uint64_t address, void *out, size_t n_bytes, void *elf);

#endif
