# SPDX-License-Identifier: GPL-2.0-only
# TABLES TRACE: each of exitstat's tables against what the kernel had written down when it latched: the same exits in all,
# and the same of each reason.
FNR == NR {
	if (!match($0, /"exits":[0-9]+/))
		next
	exits = substr($0, RSTART + 8, RLENGTH - 8)
	table[exits] = $0
	tables++
	next
}
/ kvm_exit: / {
	sub(/.* reason /, "")
	count[$1]++
	total++
	next
}
/ kvm_cpuid: / {
	latches++
	if (total in table) {
		compare(table[total])
		delete table[total]
	}
}
END {
	for (exits in table) {
		print "a table of " exits " exits, which no latch had"
		differ++
	}
	printf "%d tables, %d differ; %d latches, %d exits\n", tables, differ, latches, total
}
function compare(text, row, name, seen, wrong) {
	while (match(text, /"name":"[^"]*","count":[0-9]+/)) {
		row = substr(text, RSTART + 8, RLENGTH - 8)
		text = substr(text, RSTART + RLENGTH)
		name = row
		sub(/".*/, "", name)
		sub(/.*:/, "", row)
		seen[name] = 1
		if (count[name] + 0 != row + 0)
			wrong = wrong " " name ": " row " for " count[name] + 0
	}
	for (name in count)
		if (count[name] && !(name in seen))
			wrong = wrong " " name ": none for " count[name]
	if (wrong != "") {
		print "at exit " total ":" wrong
		differ++
	}
}
