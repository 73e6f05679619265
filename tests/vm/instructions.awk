# SPDX-License-Identifier: GPL-2.0-or-later
# docs/kernels.md, of what guests said (see guest.sh), a file each, named by the kernel's version.

FNR == 1 { versions[++n_versions] = FILENAME }
{ sub(/\r$/, "") }
$1 == "release" { release[FILENAME] = "`" $2 "`" }
$1 == "instructions" {
	if (!($2 in known)) {
		known[$2] = 1
		programs[++n_programs] = $2
	}
	count[$2, FILENAME] = $3 ? $3 : "refused"
}

function print_row(name, column, i) {
	printf "| %s |", name
	for (i = 1; i <= n_versions; i++)
		printf " %s |", column[i]
	print ""
}

END {
	print "<!-- Written by `make vmtest RECORD=1`. -->"
	print "# Kernels\n"
	print "`make vmtest` runs tests on these kernels of Debian's, under QEMU. Each BPF program loads on each of"
	print "them; the verifier goes through so many instructions (its limit is a million), with every option that"
	print "makes a program larger. Where one has grown by more than 10 % `make vmtest` fails, until"
	print "`make vmtest RECORD=1` has written this page anew.\n"
	print_row("", versions)
	for (i = 1; i <= n_versions; i++)
		line[i] = "---:"
	print_row("---", line)
	for (i = 1; i <= n_versions; i++)
		line[i] = release[versions[i]]
	print_row("release", line)
	for (p = 1; p <= n_programs; p++) {
		for (i = 1; i <= n_versions; i++)
			line[i] = count[programs[p], versions[i]]
		print_row("`" programs[p] "`", line)
	}
}
