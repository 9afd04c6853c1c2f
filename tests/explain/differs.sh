# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Sourced.

# differs FILE: what explain --against has written there, a line a function: ROW, OWN, CALLS (0 where there are no more or less), FUNCTION,
# and what is said of it.
differs()
{
	awk '/^[^ ].* instructions, .* before/ { row = $1; sub(/:$/, "", row); next }
		match($0, / \[[^]]*\]: /) {
			said = substr($0, RSTART + RLENGTH)
			n = split(substr($0, 1, RSTART - 1), word, " ")
			gsub(",", "")
			print row, (substr($0, 1, 12) + 0), (substr($0, 13, 8) + 0), word[n], said
		}' "$1"
}

# more FILE ROW: how many instructions more the row takes.
more()
{
	sed -n "s/^$2: .* before: as many$/0/p;s/^$2: .* before: +\{0,1\}\(-\{0,1\}[0-9,]*\)$/\1/p" "$1" | tr -d ,
}
