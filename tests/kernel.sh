#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The series for another kernel: all workloads in both labs, exact, and equal to that kernel's own
# histogram. Few operations: the full matrix is `make test KERNEL=<it>`.
# Usage: kernel.sh BUILD KERNEL
# shellcheck disable=SC2317 # functions are called by expect
set -eu

build=$1 kernel=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/tools/ok.sh"

lab() {
	"$build/bin/exitscope" run --kernel "$kernel" --lab "$1" --config "$2" --oracle \
		--image "$build/exitscope.elf" --log-dir "$scratch" --append ops=50 >"$scratch/$1.out" 2>&1
}

boots() {
	if lab "$1" "$2"; then
		grep -c "^$1 .*: pass:" "$scratch/$1.out"
	else
		grep -aE "differ|WRONG|^$1 .*: |exitscope: " "$scratch/$1.out"
		return 1
	fi
}

agrees() {
	grep -c '^oracle: .* 0 differ' "$scratch/$1.out"
}

expect "$kernel: nested and shadow paging in the svm lab" 0 2 boots svm npt1,npt0
expect "$kernel: the kernel's histogram agrees" 0 2 agrees svm
expect "$kernel: EPT, shadow paging and real mode in the vmx lab" 0 3 boots vmx ept1,ept0,realmode
expect "$kernel: the kernel's histogram agrees there" 0 3 agrees vmx

echo "1..$checks"
exit "$bad"
