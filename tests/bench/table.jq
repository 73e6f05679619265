# SPDX-License-Identifier: GPL-2.0-or-later
# A report of `make bench` as a table for people.
def left($n): . + " " * ([$n - length, 0] | max);
def right($n): " " * ([$n - length, 0] | max) + .;
def digits($n): pow(10; $n) as $f | (. * $f | round) as $all |
	"\($all / $f | floor).\($all % $f | tostring | "0" * ($n - length) + .)";
def verdict:
	if .goal then "<= \(.goal | digits(1)): " + (if .ratio.median <= .goal then "met" else "missed" end)
	elif .goal_msec then "<= \(.goal_msec) ms: " +
		(if .msec.median <= .goal_msec then "met" else "missed" end)
	else "" end;

"\(.machine.kernel) on \(.machine.cores) cores of \(.machine.processor), \(.machine.memory_mb) MB" +
	"; load \(.machine.load_before)" + (if .quick then "; a quick run" else "" end),
(.results | group_by([.figure, .where]) | sort_by([.[0].figure, .[0].where])[] |
	if .[0].skipped then "", "\(.[0].figure): cannot be taken here"
	else (.[] | select(.name == .against) | .msec.min) as $least |
		"", "\(.[0].figure), \(.[0].where)",
		("  " + ("" | left(16)) + ("median ms" | right(10)) + ("ratio" | right(9)) +
			("quartiles" | right(17)) + ("of minima" | right(11)) + ("n" | right(5)) + "  goal"),
		(sort_by(.msec.median)[] | "  " + (.name | left(16)) + (.msec.median | digits(2) | right(10)) +
			(.ratio.median | digits(3) | right(9)) +
			("\(.ratio.q1 | digits(3))-\(.ratio.q3 | digits(3))" | right(17)) +
			(.msec.min / $least | digits(3) | right(11)) + (.samples | tostring | right(5)) + "  " + verdict)
	end)
