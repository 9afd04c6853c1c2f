#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Two VMs side by side, each with an exit reason that the other never has: each guest counts
# its own exits exactly, and none of the other's; so does the host, of both; and they did run
# at the same time.
# Usage: isolation.sh BUILD LAB
# shellcheck disable=SC2317 # functions are called by expect
set -eu

build=$1 lab=$2
here=$(dirname "$0")
scratch=$(mktemp -d)
trap '[ -z "${KEEP:-}" ] || cp -r "$scratch" "$KEEP"; rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$here/../tools/ok.sh"
# shellcheck source=tests/isolation/side_by_side.sh
. "$here/side_by_side.sh"

dry=8 # measure.c's WARMUP_OPS
# The left guest has so much to do that it is not through when the right has its first result.
left_ops=30000 right_ops=7000
case $lab in
svm)
	config=npt1
	left=$(reason SVM_VMMCALL) right=$(reason SVM_RDPMC) cpuid=$(reason SVM_CPUID)
	;;
vmx)
	config=ept1
	left=$(reason VMX_VMCALL) right=$(reason VMX_RDPMC) cpuid=$(reason VMX_CPUID)
	;;
*) echo "isolation.sh: no lab '$lab'" >&2 && exit 2 ;;
esac

# Each has a second workload, so that the one that is through first goes on.
spec() {
	cat <<-END
	vm left
	append run=hypercall,cpuid ops=$left_ops
	vm right
	append run=rdpmc,cpuid ops=$right_ops
	argument -smp
	argument 2
	END
}

both() {
	spec | side_by_side "$config"
}

# results VM: name, verdict, and reason=count of what is not the host's own business.
results() {
	sed -n "s/^$1| # exitscope //p" "$scratch/$lab-$config.log" |
		sed -n 's/.*"type":"result",.*"name":"\([^"]*\)","verdict":"\([a-z]*\)",.*"exits":\[\(.*\)\],"round.*/\1 \2 \3/p' |
		sed 's/{[^}]*"background":true[^}]*}//g; s/{"reason":\([0-9]*\),[^}]*"count":\([0-9]*\),[^}]*}/\1=\2/g; s/,*$//'
}

# The latch that closes a window is taken off; the rest of the window is the operations.
row() {
	results "$1" | sed 's/,,*/ /g; s/  */ /g; s/ $//'
}

# What the host has counted in all its life, in its vCPUs' files and in the VM's own.
life() {
	echo "$1: $(counted "$config" after "$1" "$2") and $(counted "$config" after "$1" "$2" vm)."
}

# When the first result came, of whichever VM, the other had begun its operations and was not through.
overlap() {
	local other_left other_right when

	when=$(awk '$1 == "@counters" && $2 ~ /-1$/ { print $2; exit }' "$scratch/$lab-$config.log")
	other_left=$(counted "$config" "$when" left "$left")
	other_right=$(counted "$config" "$when" right "$right")
	echo "at $when: left $other_left, right $other_right"
	case $when in
	left-1) [ "$other_right" -gt "$dry" ] && [ "$other_right" -lt $((right_ops + dry)) ] ;;
	right-1) [ "$other_left" -gt "$dry" ] && [ "$other_left" -lt $((left_ops + dry)) ] ;;
	*) return 1 ;;
	esac
}

expect "$lab: two VMs run and end" 0 1 both
cp "$scratch/$lab-$config.log" "$scratch/log" 2>/dev/null || true
expect 'left: its own exits in the window, and no other' 0 "hypercall pass $left=$left_ops" row left
expect 'right: its own exits in the window, and no other' 0 "rdpmc pass $right=$right_ops" row right
expect 'left: as many CPUIDs as it executed' 0 "cpuid pass $cpuid=$left_ops" row left
expect 'right: as many CPUIDs as it executed' 0 "cpuid pass $cpuid=$right_ops" row right
expect 'the host counts those of left' 0 "left: $((left_ops + dry + 1)) and $((left_ops + dry + 1))." life left "$left"
expect 'the host counts those of right' 0 "right: $((right_ops + dry)) and $((right_ops + dry))." life right "$right"
expect "left has none of right's" 0 'left: 0 and 0.' life left "$right"
expect "right has none of left's" 0 'right: 0 and 0.' life right "$left"
expect 'they ran at the same time' 0 'at ' overlap

echo "1..$checks"
exit "$bad"
