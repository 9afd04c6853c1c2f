#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What exitscope makes of guests that hang or die, of an L1 that panics, of a full disk, of Ctrl-C.
# Usage: bad_guests.sh BUILD LAB
# shellcheck disable=SC2317 # the functions are called by expect
set -eu

build=$1 lab=$2
exitscope=$build/bin/exitscope
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/ok.sh"

case $lab in
svm) first=npt1 second=npt0 timeout=30 ;;
vmx) first=ept1 second=ept0 timeout=60 ;;
*) echo "bad_guests.sh: no lab '$lab'" >&2 && exit 2 ;;
esac

run() {
	"$exitscope" run --lab "$lab" --log-dir "$scratch" --timeout "$timeout" "$@"
}

# Whoever has this in its environment was started from here.
export EXITSCOPE_MARK="$scratch"

left_over() {
	echo "looking"
	for comm in /proc/[0-9]*/comm; do
		if grep -qE 'qemu|bochs|exitscope' "$comm" 2> /dev/null &&
		   grep -qa "EXITSCOPE_MARK=$scratch" "${comm%comm}environ" 2> /dev/null; then
			cat "$comm"
			return 1
		fi
	done
}

interrupted() {
	# Not by run(): a function in the background is a shell, and it would get the signal.
	"$exitscope" run --lab "$lab" --config "$first" --log-dir "$scratch" \
		--image "$build/tools/dead-hang.elf" &
	pid=$!
	until grep -q "booting" "$scratch/output"; do
		kill -0 "$pid" || return 99
		sleep 0.1
	done
	kill -TERM "$pid"
	wait "$pid"
}

expect "a hang does not cost the next configuration" 5 "$lab $second: INCOMPLETE: no end record" \
	run --config "$first,$second" --image "$build/tools/dead-hang.elf"
expect "a hang is called one" 5 "the guest hung" \
	run --config "$first" --image "$build/tools/dead-hang.elf"
expect "HLT for ever" 5 "the guest hung" run --config "$first" --image "$build/tools/dead-idle.elf"
expect "a triple fault" 5 "(a triple fault?)" \
	run --config "$first" --image "$build/tools/dead-triple.elf"
expect "not a kernel" 5 "no KTAP header" run --config "$first" --image "$0"
expect "an unknown module parameter" 3 "knows the parameter 'frob=1'" \
	run --config "$first" --image "$build/tools/dead-triple.elf" --kvm-args frob=1
expect "a bad value of a module parameter" 3 "does not take kvm" \
	run --config "$first" --image "$build/tools/dead-triple.elf" --kvm-args exit_counters=maybe
expect "the guest lists its workloads" 0 "MOV to CR3 of the value it has" "$exitscope" list 'cr*'
expect "the guest refuses a list" 2 "refuses its command line: run= names no workload: nosuch" \
	"$exitscope" list nosuch
expect "not a kernel to list" 3 "QEMU: " "$exitscope" list --image "$0"
expect "a glob that names no workload" 2 "line: run= names no workload: nosuch" \
	run --config "$first" --image "$build/exitscope.elf" --append run=nosuch
expect "L1's kernel does not boot" 6 \
	"does not boot: Kernel panic - not syncing: VFS: Unable to mount root fs on" \
	run --config "$first" --image "$build/tools/dead-triple.elf" --l1-append rdinit=/nosuch
expect "what it said is kept" 0 "Kernel panic" cat "$scratch/$lab-boot.log"
expect "L1 panics" 5 "L1's kernel panicked" \
	run --config "$first" --image "$build/tools/dead-triple.elf" --crash-l1
expect "a full disk" 3 "writing the log /dev/full: No space left" \
	"$exitscope" run --lab "$lab" --config "$first" --log /dev/full \
	--image "$build/tools/dead-triple.elf"
expect "interrupted" 143 "interrupted by signal 15" interrupted
expect "nothing is left over" 0 "looking" left_over

echo "1..$checks"
exit $bad
