#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What exitstat makes of wrong input, and of a machine without counters: one clear line, its status.
# Usage: usage.sh BUILD
set -eu

exitstat=$1/bin/exitstat
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/../tools/ok.sh"

expect "--help tells the statuses" 0 "4  no exit counters" "$exitstat" --help
expect "--version" 0 "exitstat " "$exitstat" --version
expect "unknown option" 2 "unrecognized option '--frob'" "$exitstat" --frob
expect "-I not a number" 2 "'soon' is not a number" "$exitstat" -I soon
expect "-I 0" 2 "'0' is not a number" "$exitstat" -I 0
expect "-I with COUNT not a number" 2 "'true' is not a number" "$exitstat" -I 5 true
expect "-I with a command" 2 "either intervals (-I) or a command" "$exitstat" -I 5 true x
expect "-r without a command" 2 "-r repeats a command: which?" "$exitstat" -r 3
expect "unknown sort key" 2 "cannot sort by 'size'" "$exitstat" --sort size
expect "two formats" 2 "one of --json, --csv and --raw" "$exitstat" --json --csv
expect "--live with a command" 2 "either --live or a command" "$exitstat" --live true
expect "--live into a file" 2 "--live is a screen" "$exitstat" --live -o x
expect "--host --raw" 2 "--raw is what CPUID answers" "$exitstat" --host --raw
expect "--host=PID not a number" 2 "'me' is not a number" "$exitstat" --host=me
expect "--sites with intervals" 2 "--sites goes with" "$exitstat" --sites -I 100
expect "--sites --raw" 2 "--sites goes with" "$exitstat" --sites --raw
expect "--sites=ROOM not a number" 2 "'much' is not a number" "$exitstat" --sites=much
expect "--sites with too much room" 2 "room for 128 to 131072" "$exitstat" --sites=131073
expect "--kallsyms without --sites" 2 "are of --sites" "$exitstat" --kallsyms=x
expect "--sites with no such symbols" 3 "/nonexistent: No such file" "$exitstat" --sites --kallsyms=/nonexistent -- true
if [ ! -e /sys/module/kvm_intel ] && [ ! -e /sys/module/kvm_amd ]; then
	expect "--sites where there is no KVM" 3 "neither kvm_intel nor kvm_amd" "$exitstat" --sites -- true
fi
expect "an output file that cannot be" 3 "/nonexistent/x: No such file" "$exitstat" -o /nonexistent/x

# Without a VM that counts, whatever is asked for, and the command does not run.
if "$exitstat" > /dev/null 2>&1; then
	echo "ok $((checks + 1)) no counters # SKIP this machine has them"
else
	expect "no counters" 4 "exitstat: no exit counters" "$exitstat"
	expect "no counters for a command" 4 "exitstat: no exit counters" \
		"$exitstat" -- touch "$scratch/ran"
	expect "the command has not run" 2 "No such file" ls "$scratch/ran"
fi
if [ ! -d /sys/kernel/debug/kvm ]; then
	expect "no KVM to be the host of" 4 "kvm.ko is not loaded" "$exitstat" --host
fi

# The comparison with the kernel's histogram, on logs made here: equal, one more, one reason more, none.
log() {
	printf '@@@ true.csv\ntype,run,seconds,vcpu,reason,name,count,handled,away,nested\n'
	printf 'command,1,0.1,,30,IO_INSTRUCTION,5,1,1,0\ncommand,1,0.1,,10,CPUID,3,1,1,0\n'
	printf 'command,1,0.1,,,total,8,2,2,0\n'
	printf '@@@ true.json\n{"type":"command","own":{"count":100,"handled":7,"included":false}}\n'
	printf '@@@ true.hist\n{ exit_reason: 10 } hitcount: %s\n%s' "$1" "$2"
}
io='{ exit_reason: 30 } hitcount: 5'
log 103 "$io" > "$scratch/equal"
log 104 "$io" > "$scratch/more"
log 103 "$io
{ exit_reason: 48 } hitcount: 1" > "$scratch/another"
log 103 "" > "$scratch/fewer"
: > "$scratch/empty"
awk="awk -v command=true -f $(dirname "$0")/oracle.awk"
# shellcheck disable=SC2086 # words
{
	expect "the oracle: equal" 0 "108 exits by the kernel, 100 of them exitstat's own; 0 differ" \
		$awk "$scratch/equal"
	expect "the oracle: one more" 1 "reason 10: exitstat (with its own) 103, kernel 104" \
		$awk "$scratch/more"
	expect "the oracle: a reason more" 1 "reason 48: exitstat (with its own) 0, kernel 1" \
		$awk "$scratch/another"
	expect "the oracle: a reason less" 1 "reason 30: exitstat (with its own) 5, kernel 0" \
		$awk "$scratch/fewer"
	expect "the oracle: nothing" 1 "0 exits by the kernel" $awk "$scratch/empty"
}
exit "$bad"
