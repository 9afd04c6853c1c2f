#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Judges the exit path of the modules, and then of modules that are worse: hotpath is given an
# objdump that shows, behind each RDTSC, what must not be there.
# Usage: hotpath.sh HOTPATH PATCHED UNPATCHED
# shellcheck disable=SC2317 # functions are called by expect
set -eu

hotpath=$1 patched=$2 unpatched=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/../tools/ok.sh"

judged() {
	"$hotpath" "$patched" "$unpatched"
}

# worse TIMES INSTRUCTION: an objdump with so many of these behind each RDTSC.
worse() {
	cat >"$scratch/objdump" <<-END
	#!/bin/sh
	objdump "\$@" | awk '{ print }
	/\trdtsc/ { split(\$0, part, "\t"); for (i = 0; i < $1; i++) print part[1] "\t$2" }'
	END
	chmod +x "$scratch/objdump"
}

mutant() {
	OBJDUMP=$scratch/objdump "$hotpath" "$patched" "$unpatched"
}

judged || bad=1
checks=$("$hotpath" "$patched" "$unpatched" | grep -c '^\(not \)\?ok') || true
worse 1 'lock incl (%rax)'
expect 'a lock prefix is seen' 1 'not ok 4 kvm-intel: no lock prefix' mutant
worse 1 'incl   0x0(%rip)'
expect 'a global is seen' 1 "not ok 5 kvm-intel: no address but the vCPU's own" mutant
worse 9 'nop'
expect 'a longer path is seen' 1 'not ok 3 kvm-intel: at most 24 instructions' mutant

echo "1..$checks"
exit "$bad"
