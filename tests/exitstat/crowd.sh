#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Eight exitstats at once in a Linux guest, whose latches disturb one another: each table is, in every reason, what the host's
# kernel had written down of the VM's exits when it was latched. On two vCPUs; on QEMU's SVM a Linux guest of two gets
# stuck (tools/experiments/README.md), so it has one there, where all eight take turns.
# Usage: crowd.sh BUILD LAB [KERNEL [CONFIGURATION]]
# shellcheck disable=SC2317 # functions are called by expect
set -eu

build=$1 lab=$2 kernel=${3:-6.12}
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$here/../tools/ok.sh"

tables=48 # crowd-init.sh: eight, six times
case $lab in
svm) config=${4:-npt1} vcpus=1 ;;
vmx) config=${4:-ept1} vcpus=2 ;;
*) echo "crowd.sh: no lab '$lab'" >&2 && exit 2 ;;
esac

runs() {
	"$build/bin/exitscope" run --lab "$lab" --kernel "$kernel" --config "$config" --timeout 600 \
		--payload "$scratch/payload" --exec "/crowd-l1.sh $vcpus" --log "$scratch/log"
}

said() {
	cat "$scratch/log"
}

# Else no reading has been disturbed, and this has shown nothing.
disturbed() {
	local latches

	latches=$(sed -n 's/.*; \([0-9]*\) latches.*/\1/p' "$scratch/log")
	echo "latches: $latches"
	[ "${latches:-0}" -gt "$tables" ]
}

"$here/../../tools/experiments/payload.sh" "$build" "$kernel" "$scratch/payload" "$here/crowd-init.sh" \
	"$here/../../tools/experiments/l1.sh" "$here/crowd-l1.sh" "$here/crowd.awk"
expect "$lab $config: a Linux guest with eight readers on $vcpus vCPU(s)" 0 "vCPUs: $vcpus" runs
expect "$lab $config: the kernel has lost no exit" 0 'lost: 0' said
expect "$lab $config: each table is what the kernel has counted" 0 "$tables tables, 0 differ" said
expect "$lab $config: readings were disturbed, and taken again" 0 latches: disturbed
sed -n 's/^\([0-9]* tables.*\)/# \1/p' "$scratch/log"

echo "1..$checks"
exit "$bad"
