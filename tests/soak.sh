#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Twenty runs in a row, each with another number of operations, so that the
# host's interrupts fall elsewhere: every row exact, and equal to the kernel's
# own histogram. Takes minutes: `make soak`.
# Usage: soak.sh BUILD LAB
# shellcheck disable=SC2317 # functions are called by expect
set -eu

build=$1 lab=$2 runs=20
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/tools/ok.sh"

for ((i = 1; i <= runs; i++)); do
	printf '[%s run%s]\nappend = ops=%s\n\n' "$lab" "$i" $((40 + 7 * i))
done >"$scratch/configs"

all_runs() {
	"$build/bin/exitscope" run --lab "$lab" --configs "$scratch/configs" --config all --oracle \
		--image "$build/exitscope.elf" --log-dir "$scratch/logs"
}

expect "$lab: $runs runs in a row" 0 "$lab run$runs: pass:" all_runs
cp "$scratch/output" "$scratch/all"
exact() {
	grep -c "^$lab run[0-9]*: pass:" "$scratch/all"
}
agree() {
	grep -c '^oracle: .* 0 differ' "$scratch/all"
}
expect "$lab: every row exact in each" 0 "$runs" exact
expect "$lab: the kernel's histogram agrees in each" 0 "$runs" agree

echo "1..$checks"
exit "$bad"
