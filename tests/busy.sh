#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Busy hosts: under each configuration of tools/lab/busy all rows are exact or disturbed, the host has
# taken pages away from each that is disturbed, and has done what it was to do; what the guest counts equals the kernel's own
# histogram. The first run has all rows; those that repeat it have one or more of each kind that a host can disturb, and each
# another number of operations, so that things fall elsewhere. What each run said stays in BUILD/busy, LAB-RUN.out and
# LAB-RUN/, so runs can be made a few at a time: FIRST is the number of the first one. CONFIGS are separated by commas.
# Usage: busy.sh BUILD LAB [RUNS] [FIRST] [CONFIGS]
# shellcheck disable=SC2317 # functions are called by expect
set -euo pipefail

build=$1 lab=$2 runs=${3:-1} first=${4:-1} configs=${5:-}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
here=$(dirname "$0")
# shellcheck source=tests/tools/ok.sh
. "$here/tools/ok.sh"

list=$here/../tools/lab/busy
logs=$build/busy
case $lab in
svm) least=100 ;;
vmx) least=20 ;;
*) echo "busy.sh: no lab '$lab'" >&2 && exit 2 ;;
esac
[[ $runs =~ ^[1-9][0-9]*$ && $first =~ ^[1-9][0-9]*$ ]] ||
	{ echo "busy.sh: how many runs, from which on?" >&2 && exit 2; }
[ -n "$configs" ] || configs=$(sed -n "s/^\[$lab \(.*\)\]$/\1/p" "$list" | paste -sd,)

# Nothing, code that KVM emulates, what waits for an interrupt, and what the host's own exits disturb in any case.
repeated='nop,cpuid,user.cpuid,cr3.load,dr7.read,pause,io.in8,io.rep*,mmio.read,memory.first_touch,pagefault'
repeated+=',hlt*,timer.*,interrupt.*,nmi.*,apic.eoi.pin,ipi.running,ipi.halted'

mkdir -p "$logs"
for ((i = first; i < first + runs; i++)); do
	[ "$i" = 1 ] && rows='*' || rows=$repeated
	rm -rf "${logs:?}/$lab-$i"
	SECONDS=0
	"$build/bin/exitscope" run --lab "$lab" --configs "$list" --config "$configs" --oracle \
		--append "run=$rows ops=$((least + 7 * (i - 1)))" --image "$build/exitscope.elf" \
		--log-dir "$logs/$lab-$i" >"$logs/$lab-$i.out" 2>&1 || true
	echo "# run $i: $SECONDS s"
done

# of CONFIG: the verdicts of its runs, and what was said about rows and counts before them.
of() {
	local status=0

	for ((i = first; i < first + runs; i++)); do
		awk -v verdict="^$lab $1: " '
			/^(oracle|disturbers): | FAIL( |$)/ { said = said $0 "\n" }
			$0 ~ verdict { printf "%s%s\n", said, $0 }
			/^[a-z]+ [a-z0-9-]+: [a-zA-Z]+: / { said = "" }' "$logs/$lab-$i.out"
	done | tee "$scratch/of"
	[ "$(grep -c "^$lab $1: pass: .* 0 fail" "$scratch/of")" = "$runs" ] || status=1
	[ "$(grep -c '^oracle: .* 0 differ$' "$scratch/of")" = "$runs" ] || status=1
	return "$status"
}

for config in ${configs//,/ }; do
	expect "$lab: $config: rows are exact or disturbed, $runs of $runs" 0 "$lab $config: pass:" of "$config"
	sed -n "s/^$lab $config: pass: \(.*\) (log.*/#   \1/p; s/^disturbers: \([1-9]\)/#     \1/p" "$scratch/output"
done

# What a host cannot have caused is wrong on a busy one too.
faulty() {
	"$build/bin/exitscope" run --lab "$lab" --configs "$list" --config slots \
		--append 'ops=20 run=nop,cpuid inject=op:nop' --image "$build/exitscope.elf" \
		--log-dir "$scratch/faulty"
}
[ "$first" != 1 ] ||
	expect "$lab: an exit too many that is none of a missing page fails" 1 'FAIL: 1 pass, 1 fail' faulty

echo "1..$checks"
exit "$bad"
