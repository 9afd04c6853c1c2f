#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Local APICs that the processor virtualizes, in both modes, for one vCPU and for two: all rows that an APIC
# has a part in are exact, and equal to the kernel's own histogram. Skipped without an emulator that can.
# Usage: apicv.sh BUILD
# shellcheck disable=SC2317 # functions are called by expect
set -eu

build=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/tools/ok.sh"

configs='apicv apicv-xapic apicv-smp2 apicv-xapic-smp2 apicv-split'
status=0
"$build/bin/exitscope" run --lab vmx --config "${configs// /,}" --oracle --image "$build/exitscope.elf" \
	--log-dir "$scratch" --append 'ops=100 run=cpuid,apic.*,hlt*,interrupt.*,ipi.*,msr.*,nmi.*,timer.*' \
	>"$scratch/said" 2>&1 || status=$?
why=$(sed -n 's/^vmx apicv: skip: //p' "$scratch/said")
if [ "$status" = 4 ] && [ -n "$why" ]; then
	echo "ok 1 APICv # SKIP $why"
	echo 1..1
	exit 0
fi

passes() {
	grep -a "^vmx $1: " "$scratch/said" || {
		cat "$scratch/said"
		return 1
	}
}

agrees() {
	grep -c '^oracle: .* 0 differ' "$scratch/said"
}

for config in $configs; do
	expect "$config: exact" 0 "vmx $config: pass:" passes "$config"
done
expect "the kernel's histogram agrees" 0 5 agrees

echo "1..$checks"
exit "$bad"
