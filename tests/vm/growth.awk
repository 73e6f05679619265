# SPDX-License-Identifier: GPL-2.0-or-later
# Compares docs/kernels.md, the first file, with what guests said (see guest.sh): nothing may be
# refused, unrecorded, or more than 10 % larger than recorded.

function complain(what) {
	print "failed: " FILENAME ": " $2 ": " what
	bad = 1
}

NR == FNR && /^\| +\|/ {
	gsub(/\|/, "")
	for (i = 1; i <= NF; i++)
		version[i] = $i
}
NR == FNR && /^\| `/ {
	gsub(/[`|]/, "")
	for (i = 2; i <= NF; i++)
		recorded[$1, version[i - 1]] = $i
}
NR == FNR { next }
{ sub(/\r$/, "") }
$1 != "instructions" { next }
$3 == 0 { complain("the verifier refuses it"); next }
!(($2, FILENAME) in recorded) { complain("not in docs/kernels.md: make vmtest RECORD=1"); next }
$3 > recorded[$2, FILENAME] * 1.1 {
	complain($3 " instructions, docs/kernels.md has " recorded[$2, FILENAME])
}
END { exit bad }
