#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# All workloads under the main configurations of a lab: exact, equal to the kernel's own histogram, and skipped where
# nothing counts; and with two-dimensional and shadow paging the same twice to the byte (twenty times: make soak), and
# exact where the host counts.
# Usage: matrix.sh BUILD LAB
# shellcheck disable=SC2317 # functions are called by expect
set -eu

build=$1 lab=$2
scratch=$(mktemp -d)
trap 'kill 0 2>/dev/null; rm -rf "$scratch"' INT TERM
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/tools/ok.sh"

case $lab in
svm) configs='npt1 npt0' paging=$configs ;;
vmx) configs='ept1 ept0 realmode' paging='ept1 ept0' ;;
*) echo "matrix.sh: no lab '$lab'" >&2 && exit 2 ;;
esac

# boot NAME ARGS...: a boot of its own, in the background; its status and output stay in $scratch/NAME.
boot() {
	local name=$1

	shift
	mkdir -p "$scratch/$name"
	(
		status=0
		"$build/bin/exitscope" run --lab "$lab" --image "$build/exitscope.elf" \
			--log-dir "$scratch/$name" "$@" >"$scratch/$name.out" 2>&1 || status=$?
		echo "$status" >"$scratch/$name.status"
	) &
}

# outcome NAME: what that boot said and how it ended.
outcome() {
	cat "$scratch/$1.out"
	return "$(cat "$scratch/$1.status")"
}

same() {
	cmp "$scratch/first/$lab-$1.log" "$scratch/second/$lab-$1.log" && echo same
}

# exits CONFIG WORKLOAD: reason=count for each, in the first run's log.
exits() {
	sed -n "s/^# exitscope {\"type\":\"result\",\"n\":[0-9]*,\"name\":\"$2\",.*\"exits\":\[\(.*\)\],\"round.*/\1/p" \
		"$scratch/first/$lab-$1.log" | tr '{' '\n' | grep -v background |
		sed -n 's/"reason":\([0-9]*\),.*"count":\([0-9]*\),.*/\1=\2/p' | tr '\n' ' '
}

shows() {
	local found

	found=$(exits "$1" "$2")
	echo "exits: ${found% }."
}

flags() {
	sed -n 's/^# exitscope {"type":"host",.*"flags":\([0-9]*\),.*/\1/p' "$scratch/$1/$lab-$2.log"
}

# The host cannot know what it does not say it knows: those flags are no part of the comparison.
same_flags() {
	local config by_host by_guest

	for config in $paging; do
		by_host=$(flags host "$config")
		by_guest=$(flags first "$config")
		if [ -z "$by_host" ] || [ $((by_host & ~untold)) != $((by_guest & ~untold)) ]; then
			echo "$config: $by_host by the host, $by_guest by the guest"
			return 1
		fi
	done
	echo same
}

# Bit 28: CPL 3 sees the leaves. abi.user asks there, and holds what it finds against the flag.
hidden() {
	grep -q '^ok [0-9]* abi.user$' "$scratch/smp/$lab-kernel-only.log" || return 1
	echo "flag: $(($(flags smp kernel-only) >> 28 & 1)), and with the parameter at 2: $(($(flags smp "$first") >> 28 & 1))"
}

answers() {
	sed -n 's/.*"answers":\(\[[^]]*\]\).*/\1/p' "$scratch/$1/$lab-$2.log"
}

# Unpatched and patched but off: the same answers, of which those of the leaves are
# all 0 on AMD and all the highest basic leaf's on Intel.
as_stock() {
	local first=${configs%% *} stock off

	stock=$(answers stock "$first")
	off=$(answers off "$first")
	echo "stock $stock, off $off"
	[ -n "$stock" ] && [ "$stock" = "$off" ] || return 1
	if [ "$lab" = svm ]; then
		set -- '00000000 00000000 00000000 00000000'
	else
		stock=${stock%\"]}
		set -- "${stock##*\"}"
		stock="$stock\""
	fi
	[ "$(echo "$stock" | tr ',' '\n' | head -6 | grep -cF "\"$1\"")" = 6 ]
}

# gif_passthrough and vmload_passthrough depend on more than parameters.
case $lab in
svm) untold=$((1 << 21 | 1 << 22 | 1 << 28)) ;;
*) untold=$((1 << 28)) ;;
esac
list=${configs// /,} twice=${paging// /,}
first=${configs%% *}

boot oracle --config "$list" --oracle --append ops=200
boot first --config "$twice"
wait
boot second --config "$twice"
boot stock --config "$first" --stock --counts guest --append ops=20
wait
boot off --config "$first" --kvm-args exit_counters=0 --append ops=20
boot host --config "$twice" --stock --append ops=20
wait
boot smp --config "$first,kernel-only" --smp 2 --append 'ops=20 run=abi.*,ipi.*,cpuid,io.*'
wait

expect "the kernel's histogram agrees, window by window and over the VM's life" 0 '0 differ' \
	outcome oracle
for config in $configs; do
	case " $paging " in
	*" $config "*) in=first ;;
	*) in=oracle ;;
	esac
	expect "$config: all workloads are exact" 0 "$lab $config: pass:" outcome "$in"
done
for config in $paging; do
	expect "$config: a second run is the same, to the byte" 0 same same "$config"
done
expect 'two vCPUs: all workloads are exact' 0 "$lab $first: pass:" outcome smp
expect 'the parameter at 1, two vCPUs: all workloads are exact' 0 "$lab kernel-only: pass:" outcome smp
expect 'the parameter at 1: user mode finds no leaves' 0 'flag: 0, and with the parameter at 2: 1' hidden
for config in $paging; do
	expect "$config: stock modules, counted by the host: all workloads are exact" 0 \
		"$lab $config: pass:" outcome host
done
expect 'what the host says of itself is what the patch says of the vCPU' 0 same same_flags
expect 'stock modules: timed, and every assertion skipped' 4 "$lab $first: skip" outcome stock
expect 'counters off: timed, and every assertion skipped' 4 "$lab $first: skip" outcome off
expect 'off answers as stock' 0 stock as_stock

case $lab in
svm)
	expect 'nested paging: no exit for CR3' 0 'exits: .' shows npt1 cr3.load
	expect 'shadow paging: CR3 writes exit' 0 'exits: 19=1000.' shows npt0 cr3.load
	expect 'nested paging: no exit for #PF' 0 'exits: .' shows npt1 pagefault
	expect 'shadow paging: #PF exits' 0 'exits: 78=1000.' shows npt0 pagefault
	expect 'nested paging: first touch is NPF' 0 'exits: 1024=1000.' shows npt1 memory.first_touch
	expect 'shadow paging: first touch is #PF' 0 'exits: 78=1000.' shows npt0 memory.first_touch
	expect 'nested paging: MMIO is NPF' 0 'exits: 1024=1000.' shows npt1 mmio.read
	expect 'shadow paging: MMIO is #PF' 0 'exits: 78=1000.' shows npt0 mmio.read
	;;
vmx)
	expect 'EPT: no exit for CR3' 0 'exits: .' shows ept1 cr3.load
	expect 'shadow paging: CR3 writes exit' 0 'exits: 28=1000.' shows ept0 cr3.load
	expect 'EPT: no exit for #PF' 0 'exits: .' shows ept1 pagefault
	expect 'shadow paging: #PF exits' 0 'exits: 0=1000.' shows ept0 pagefault
	expect 'EPT: first touch is a violation' 0 'exits: 48=1000.' shows ept1 memory.first_touch
	expect 'shadow paging: first touch is #PF' 0 'exits: 0=1000.' shows ept0 memory.first_touch
	expect 'EPT: MMIO is a misconfiguration' 0 'exits: 49=1000.' shows ept1 mmio.read
	expect 'shadow paging: MMIO is #PF' 0 'exits: 0=1000.' shows ept0 mmio.read
	;;
esac

echo "1..$checks"
exit "$bad"
