#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Busy hosts: under each configuration of tools/lab/busy all rows are exact or disturbed, the host has
# taken pages away from each that is disturbed, and has done what it was to do; what the guest counts equals the kernel's own
# histogram. Each run has another number of operations, so that things fall elsewhere.
# Usage: busy.sh BUILD LAB [RUNS]
# shellcheck disable=SC2317 # functions are called by expect
set -eu

build=$1 lab=$2 runs=${3:-1}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
here=$(dirname "$0")
# shellcheck source=tests/tools/ok.sh
. "$here/tools/ok.sh"

list=$here/../tools/lab/busy
case $lab in
svm) least=100 ;;
vmx) least=20 ;;
*) echo "busy.sh: no lab '$lab'" >&2 && exit 2 ;;
esac

for ((i = 1; i <= runs; i++)); do
	"$build/bin/exitscope" run --lab "$lab" --configs "$list" --config all --oracle \
		--append "ops=$((least + 7 * (i - 1)))" --image "$build/exitscope.elf" \
		--log-dir "$scratch/logs" >>"$scratch/all" 2>&1 || true
done

# of CONFIG: the verdicts of its runs, and what was said about rows and counts before them.
of() {
	local status=0

	awk -v verdict="^$lab $1: " '
		/^(oracle|disturbers): / { said = said $0 "\n" }
		$0 ~ verdict { printf "%s%s\n", said, $0 }
		/^[a-z]+ [a-z0-9-]+: [a-zA-Z]+: / { said = "" }' "$scratch/all" | tee "$scratch/of"
	[ "$(grep -c "^$lab $1: pass: .* 0 fail" "$scratch/of")" = "$runs" ] || status=1
	[ "$(grep -c '^oracle: .* 0 differ$' "$scratch/of")" = "$runs" ] || status=1
	return "$status"
}

while read -r config; do
	expect "$lab: $config: rows are exact or disturbed, $runs of $runs" 0 "$lab $config: pass:" of "$config"
	sed -n "s/^$lab $config: pass: \(.*\) (log.*/#   \1/p" "$scratch/output"
done < <(sed -n "s/^\[$lab \(.*\)\]$/\1/p" "$list")

# What a host cannot have caused is wrong on a busy one too.
faulty() {
	"$build/bin/exitscope" run --lab "$lab" --configs "$list" --config slots \
		--append 'ops=20 run=nop,cpuid inject=op:nop' --image "$build/exitscope.elf" \
		--log-dir "$scratch/faulty"
}
expect "$lab: an exit too many that is none of a missing page fails" 1 'FAIL: 1 pass, 1 fail' faulty

echo "1..$checks"
exit "$bad"
