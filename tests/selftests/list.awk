# SPDX-License-Identifier: GPL-2.0-only
#
# awk -v kernel=K -v lab=L -f list.awk exceptions PROGRAMS: the list of tests that `exitscope suite selftests` takes
# (tools/exitscope/suite/selftests.h), from the names of all programs and what `exceptions` says of some of them.
function fail(what) {
	printf "%s:%d: %s\n", FILENAME, FNR, what > "/dev/stderr"
	exit 3
}

function number(text) {
	if (text !~ /^[1-9][0-9]*$/)
		fail("'" text "' is not a number")
	return text
}

# Labs differ in what a second of theirs costs: 1000 million instructions in svm, 200 in vmx.
BEGIN {
	busy_default = lab == "svm" ? 20 : 60
	idle_default = 60
}

FNR == 1 { file++ }
/^#/ || NF == 0 { next }

file == 1 {
	if ($1 != "*" && $1 != kernel || $2 != "*" && $2 != lab)
		next
	name = $3
	what = $4
	rest = $0
	for (i = 0; i < 4; i++)
		sub(/^[ \t]*[^ \t]+[ \t]*/, "", rest)
	if (what == "args")
		args[name] = " " rest
	else if (what == "busy")
		busy[name] = number(rest)
	else if (what == "huge")
		huge[name] = number(rest)
	else if (what == "not")
		cause[name] = rest
	else if (what == "own")
		own[name] = 1
	else
		fail("'" what "': there are args, busy, huge, not and own")
	next
}

$1 in cause {
	print "not", $1, cause[$1]
	next
}

{
	if (!($1 in busy))
		busy[$1] = busy_default
	print $1, busy[$1] + idle_default, busy[$1], huge[$1] + 0,
		($1 ~ /\.sh$/ ? "/bin/sh " : "") "/selftests/" $1 args[$1]
	if ($1 in own)
		print "own", $1
}
