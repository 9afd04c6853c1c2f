# SPDX-License-Identifier: GPL-2.0-only
# A log of oracle-l1.sh: compares exitstat's table of `command` with the kernel's histogram of it.
$1 == "@@@" { file = $2; next }
file == command ".csv" && /^command,/ {
	split($0, f, ",")
	if (f[5] != "")
		guest[f[5]] = f[7]
	if (f[6] == "CPUID" || f[6] == "cpuid")
		cpuid = f[5]
	seen++
}
file == command ".json" && match($0, /"own":\{"count":[0-9]+/) {
	own = substr($0, RSTART + 15, RLENGTH - 15)
}
file == command ".hist" && $1 == "{" && $2 == "exit_reason:" { kernel[$3] = $6; total += $6 }
END {
	# Without a CPUID of the command itself there is no row of it.
	if (!cpuid)
		cpuid = (114 in kernel) && !(10 in kernel) ? 114 : 10
	guest[cpuid] += own
	bad = !seen || !total || !own
	for (reason in kernel)
		if (guest[reason] + 0 != kernel[reason])
			bad = different(reason)
	for (reason in guest)
		if (!(reason in kernel) && guest[reason] + 0)
			bad = different(reason)
	printf "# %s: %d exits by the kernel, %d of them exitstat's own; %d differ\n", command, total,
		own, differ
	exit bad
}
function different(reason) {
	printf "# reason %d: exitstat (with its own) %d, kernel %d\n", reason, guest[reason],
		kernel[reason]
	differ++
	return 1
}
