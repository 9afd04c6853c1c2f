#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Measures what counting adds to an exit in one lab, prints the table and judges it.
# Usage: lab.sh BUILD KERNEL LAB
set -eu

build=$1 kernel=$2 lab=$3
price=$build/price/$kernel
log=$price/$lab.log
workloads=cpuid,io.in8,ipi.nobody,memory.first_touch,hlt

if ! "$build/bin/exitscope" run --lab "$lab" --kernel "$kernel" --modules none \
	--payload "$price/payload" --exec "/price run=$workloads ops=100 settle=1500" \
	--image "$build/exitscope.elf" --timeout 1200 --log "$log" >"$price/$lab.out" 2>&1; then
	grep -E 'error|refused' "$log" || tail -n 5 "$price/$lab.out"
	echo "not ok 1 $lab: the measurement has run (see $price/$lab.out)"
	exit 1
fi
"$price/table" "$lab" "$log" >"$price/$lab.txt"
cat "$price/$lab.txt"
"$price/table" "$lab" "$log" judge
