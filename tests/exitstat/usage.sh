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

exit "$bad"
