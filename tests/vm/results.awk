# SPDX-License-Identifier: GPL-2.0-or-later
# What guests said (see guest.sh), a file each, named by the kernel's version: what failed, and a
# table. The exit status is 1 if anything did, or if a guest did not say everything.

function fail(what) {
	bad++
	print "failed: " version " " probes ": " test ": " what
}

# A test that has begun has ended in one way or another, even if nobody says so.
function end_test(status, seconds) {
	if (plan != good + skipped + bad)
		fail("broke off, with status " status)
	else if (status != 0 && !bad)
		fail("ended with status " status)
	add(seconds)
}

function add(seconds) {
	row = kernel SUBSEP probes
	if (!(row in n_good))
		rows[++n_rows] = row
	n_good[row] += good
	n_skipped[row] += skipped
	n_bad[row] += bad
	n_seconds[row] += seconds
	any_bad += bad
	test = ""
}

function begin_guest(name) {
	version = kernel = name
	complete = 0
}

function end_guest() {
	if (test != "")
		end_test("unknown", 0)
	if (complete)
		return
	good = skipped = bad = 0
	probes = "-"
	test = "guest"
	fail("never came to its end")
	add(0)
}

FNR == 1 && NR > 1 { end_guest() }
FNR == 1 { begin_guest(FILENAME); has_spoken[FILENAME] = 1 }
{ sub(/\r$/, "") }
$1 == "release" && NF == 2 { kernel = $2 }
$1 == "begin" && NF == 3 { test = $2; probes = $3; good = skipped = bad = 0; plan = -1; next }
$1 == "end" && NF == 5 && $2 == test { end_test($4, $5) }
$1 == "complete" && NF == 1 { complete = 1 }
test == "" { next }
/^1\.\.[0-9]+/ { plan = substr($1, 4) + 0 }
/^ok .*# SKIP/ { skipped++; next }
/^ok / { good++ }
/^not ok / { sub(/^not ok [0-9]+ -? ?/, ""); fail($0) }

END {
	if (NR)
		end_guest()
	for (i = 1; i < ARGC; i++)
		if (!(ARGV[i] in has_spoken)) {
			begin_guest(ARGV[i])
			end_guest()
		}
	printf "%-32s %-12s %7s %7s %7s %7s\n", "kernel", "probes", "passed", "failed", "skipped", "seconds"
	for (i = 1; i <= n_rows; i++) {
		split(rows[i], key, SUBSEP)
		printf "%-32s %-12s %7d %7d %7d %7d\n", key[1], key[2], n_good[rows[i]], n_bad[rows[i]], \
			n_skipped[rows[i]], n_seconds[rows[i]]
	}
	exit any_bad > 0
}
