#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The patched host under a debug kernel: its detectors have nothing to say, and nothing is lost.
# Before that: each detector would have spoken. Takes long: `make debug-test`.
# Usage: debug.sh BUILD LAB KERNEL
# shellcheck disable=SC2317 # functions are called by expect
set -eu

build=$1 lab=$2 kernel=$3-debug
payload=$build/debug/payload logs=$build/debug/logs
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/../tools/ok.sh"

# One processor: with two this kernel, slow as it is, finds the svm lab's APIC timer wrong and waits forever.
case $lab in
svm) first=npt1 ;;
vmx) first=ept1 ;;
*) echo "debug.sh: no lab '$lab'" >&2 && exit 2 ;;
esac
logs=$logs/$lab
rm -rf "$logs"
mkdir -p "$logs"

# The lab's configurations, but for those that need another processor or QEMU's dirty log.
configurations() {
	awk -v lab="[$lab" '
		/^\[/ { if (name) print name; name = $1 == lab ? substr($2, 1, length($2) - 1) : "" }
		/^(model|dirty-log) =/ { name = "" }
		END { if (name) print name }' "$build/lab/configs"
}

run() {
	"$build/bin/exitscope" run --lab "$lab" --kernel "$kernel" --config "$first" \
		--timeout 7200 "$@"
}

# in_l1 NAME PHASE...: the suite in one boot; what it says is kept in $logs/NAME.out.
in_l1() {
	local name=$1

	shift
	run --modules none --payload "$payload" --image "$build/exitscope.elf" \
		--exec "/debug/suite $*" --log "$logs/$name.log" >"$logs/$name.out" 2>&1
}

# said NAME PHASE: that phase's result line and all that was said in it.
said() {
	awk -v phase="$2" '
		{ text = text $0 "\n" }
		/^(not )?ok / {
			line = $0; sub(/^(not )?ok [0-9]+ /, "", line); sub(/ #.*/, "", line)
			if (line == phase) { printf "%s", text; good = /^ok / }
			text = ""
		}
		END { if (text != "") printf "%s", text; exit !good }' "$logs/$1.log"
}

# A configuration's log of the guest, as the host judges it.
judged() {
	sed -n "s/^guest $1: //p" "$logs/suite.log" >"$logs/$1.guest"
	"$build/bin/exitscope" show "$logs/$1.guest"
}

# What klog.c lets pass.
sed -n '/harmless\[\] = {/,/^};/s/^\t{ "\([^"]*\)", .*/\1/p' "$(dirname "$0")/klog.c" >"$scratch/harmless"

# The boot says harmless things at the level of a warning; judging them is the suite's first phase.
silent() {
	! sed '1,/L1 is up/d' "$1" | grep "L1's console" | grep -vF -f "$scratch/harmless" && echo silent
}

oracle() {
	run --oracle --append ops=50 --image "$build/exitscope.elf" --log-dir "$logs" \
		>"$logs/oracle.out" 2>&1 || return
	cat "$logs/oracle.out"
	silent "$logs/oracle.out"
}

faults='sleep rcu ubsan warn list object leak series lock kasan'
# shellcheck disable=SC2086,SC2046 # words
in_l1 faults boot $(printf 'fault:%s ' $faults) || true
for fault in $faults; do
	expect "a deliberate fault is found: $fault" 0 "ok" said faults "fault:$fault"
done

workloads=$(configurations)
work='churn:1000 crowd:10 kill:100 reload:20'
[ ! -e "$payload/debug/exit_counters_test" ] || work="selftest:exit_counters_test $work"
status=0
# shellcheck disable=SC2086,SC2046 # words
in_l1 suite boot $(printf 'workloads:%s ' $workloads) $work leaks || status=$?
for config in $workloads; do
	expect "all workloads, $config: the kernel is silent" 0 "ok" said suite "workloads:$config"
	# The VM that is to die of a triple fault leaves no verdict.
	[ "$config" = triple ] || expect "all workloads, $config: exact" 0 "pass" judged "$config"
done
for phase in boot $work leaks; do
	expect "$phase" 0 "ok" said suite "$phase"
done

# In a boot of its own: of an allocation that fails the kernel speaks on its console too.
in_l1 failing boot failing:100 leaks || status=$?
for phase in failing:100 leaks; do
	expect "$phase" 0 "ok" said failing "$phase"
done
ended() { return "$status"; }
expect 'both suites ended well' 0 '' ended
expect 'the console was silent' 0 silent silent "$logs/suite.out"
expect "the kernel's own histogram agrees, and the kernel is silent" 0 ' 0 differ' oracle

echo "1..$checks"
exit "$bad"
