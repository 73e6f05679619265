// SPDX-License-Identifier: GPL-2.0-or-later
/* libelf checks what it is asked for against the size of the file; what it gives is hostile. */
#include "nstrace/elf_file.h"

#include <string.h>

static Elf_Scn *find_section(Elf *elf, const char *name, GElf_Shdr *ret_header)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return NULL;
	while ((section = elf_nextscn(elf, section))) {
		const char *found;

		if (!gelf_getshdr(section, ret_header))
			continue;
		found = elf_strptr(elf, names, ret_header->sh_name);
		if (found && !strcmp(found, name))
			return section;
	}
	return NULL;
}

Elf_Data *elf_file_section(Elf *elf, const char *name)
{
	GElf_Shdr header;
	Elf_Scn *section = find_section(elf, name, &header);
	Elf_Data *data = section ? elf_rawdata(section, NULL) : NULL;

	return data && data->d_buf && data->d_size ? data : NULL;
}

uint64_t elf_file_address(Elf *elf, const char *name)
{
	GElf_Shdr header;

	return find_section(elf, name, &header) ? header.sh_addr : 0;
}

bool elf_file_symbol(Elf *elf, const char *name, uint64_t *ret_address)
{
	GElf_Shdr header;
	Elf_Scn *section = find_section(elf, ".symtab", &header);
	Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
	size_t n = data && header.sh_entsize ? data->d_size / header.sh_entsize : 0;

	for (size_t i = 0; i < n; i++) {
		const char *found;
		GElf_Sym sym;

		if (!gelf_getsym(data, (int)i, &sym))
			break;
		found = elf_strptr(elf, header.sh_link, sym.st_name);
		if (!found || strcmp(found, name))
			continue;
		*ret_address = sym.st_value;
		return true;
	}
	return false;
}

bool elf_file_read(uint64_t address, void *out, size_t n_bytes, void *userdata)
{
	Elf *elf = userdata;
	size_t n_headers, file_bytes;
	const char *file = elf_rawfile(elf, &file_bytes);

	if (!file || elf_getphdrnum(elf, &n_headers))
		return false;
	for (size_t i = 0; i < n_headers; i++) {
		GElf_Phdr header;
		uint64_t at;

		if (!gelf_getphdr(elf, (int)i, &header) || header.p_type != PT_LOAD)
			continue;
		at = address - header.p_vaddr;
		if (at >= header.p_filesz || n_bytes > header.p_filesz - at)
			continue;
		if (header.p_offset > file_bytes || at + n_bytes > file_bytes - header.p_offset)
			return false;
		memcpy(out, file + header.p_offset + at, n_bytes);
		return true;
	}
	return false;
}
