#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# `exitscope explain --lines` on a kernel with debug information, built here of Debian's source (minutes), in both labs: the sum is
# still the round trip, inlined functions and lines are there, and all formats have the same sum.
# Usage: lines.sh BUILD KERNEL CACHE
# shellcheck disable=SC2317 # the functions are called by ok and expect
set -euo pipefail

build=$(cd "$1" && pwd)
kernel=$2 cache=$3
exitscope=$build/bin/exitscope
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/../tools/ok.sh"

tree=$build/trees/lines-source
own=lines

unpack()
{
	[ ! -e "$tree/Makefile" ] || return 0
	rm -rf "$tree.part"
	mkdir -p "$tree.part"
	dpkg-deb --fsys-tarfile "$(find "$cache" -name "linux-source-${kernel}_*.deb" | sort -V | tail -n 1)" |
		tar -xO "./usr/src/linux-source-$kernel.tar.xz" | tar -xJ --strip-components=1 -C "$tree.part"
	mv "$tree.part" "$tree"
}

build_it()
{
	printf 'CONFIG_DEBUG_KERNEL=y\nCONFIG_DEBUG_INFO_DWARF5=y\n' >"$scratch/config"
	TREE_CONFIG=$scratch/config tools/lab/tree.sh "$tree" "$build/trees/$own" "$build/lab/agent" "$build/lab/$own"
}

explain()
{
	"$exitscope" explain cpuid,io.in8 --kernel "$own" --stock --lab "$lab" --log-dir "$scratch" --append ops=50 "$@"
}

again()
{
	"$exitscope" explain --from "$scratch/$lab.trace" "$@"
}

# all_sum FILE: own instructions of all trees.
all_sum()
{
	jq '[.rows[].exits[].tree | .. | objects | .o? // 0] | add' "$1"
}

# Lines of a node are of its own instructions, and no more.
lines_fit()
{
	jq -e '[.rows[].exits[].tree | .. | objects | select(.l) | ([.l[][2]] | add) <= .o] | length > 20 and all' "$scratch/lines.json"
}

same_sums()
{
	again --format json -o "$scratch/plain.json"
	again --lines --format json -o "$scratch/lines.json"
	again --lines --format folded -o "$scratch/lines.folded"
	again --lines --format callgrind -o "$scratch/lines.callgrind"
	all_sum "$scratch/plain.json" >"$scratch/a"
	all_sum "$scratch/lines.json" >"$scratch/b"
	awk '{ n += $NF } END { print n }' "$scratch/lines.folded" >"$scratch/c"
	sed -n 's/^summary: //p' "$scratch/lines.callgrind" >"$scratch/d"
	cat "$scratch"/[a-d]
	cmp "$scratch/a" "$scratch/b" && cmp "$scratch/a" "$scratch/c" && cmp "$scratch/a" "$scratch/d"
}

annotated()
{
	callgrind_annotate --threshold=100 --include="$tree" "$scratch/lines.callgrind"
}

ok "Debian's source" unpack
ok "a kernel with debug information" build_it
for lab in svm vmx; do
	expect "$lab: explained" 0 '' explain --lines --trace "$scratch/$lab.trace"
	cp "$scratch/output" "$scratch/text"
	ok "$lab: inlined functions" grep -qE '^ .* \[kvm\] \(inlined at (arch/x86/kvm|virt/kvm|include)/[a-z0-9_/.-]+:[0-9]+\)$' "$scratch/text"
	ok "$lab: lines" grep -qE '^ +[0-9,]+ +arch/x86/kvm/[a-z0-9_/.-]+:[0-9]+$' "$scratch/text"
	expect "$lab: the sums are the round trips" 0 'exact' again --summary
	ok "$lab: each workload's" test "$(grep -c ' exact$' "$scratch/output")" = 2
	ok "$lab: with lines, and without, in each format" same_sums
	ok "$lab: lines are of own instructions" lines_fit
	if command -v callgrind_annotate >/dev/null; then
		expect "$lab: callgrind_annotate names files" 0 'arch/x86/kvm/' annotated
	else
		checks=$((checks + 1))
		echo "ok $checks $lab: callgrind_annotate # SKIP apt-get install valgrind"
	fi
done
expect "a kernel without" 3 "--lines: kernel $kernel has no debug information" \
	"$exitscope" explain cpuid --kernel "$kernel" --lines
echo "1..$checks"
exit "$bad"
