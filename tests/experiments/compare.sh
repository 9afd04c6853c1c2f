#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The comparison with the write-up, on results recorded in both labs and on such that cannot be.
# Usage: compare.sh BUILD
set -eu

build=$1
here=$(dirname "$0")
compare=$build/experiments/compare
write_up=$here/../../tools/experiments/write-up
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$here/../tools/ok.sh"

cp -r "$here/recorded" "$scratch/good"
expect "usage" 2 "Usage:" "$compare"
expect "the recorded results have the shape" 0 "vmx       yes  1 to 18,268" \
	"$compare" "$write_up" "$scratch/good" "$scratch/page.html"
expect "the write-up's own tables have it all" 0 "write-up  yes  8,407 to 1,566,621" \
	"$compare" "$write_up" "$scratch/good"
expect "SVM is compared by what exits mean" 0 "svm       yes  117 to 19,941" \
	"$compare" "$write_up" "$scratch/good"
expect "one lab is enough" 0 "svm, nested paging: CPUID(0x4FFFFFFF), exits=8046" \
	sh -c "rm -r '$scratch/good'/vmx-*; '$compare' '$write_up' '$scratch/good'"

expect "nothing is missed: every exit is in a row" 0 "none" \
	sh -c "'$compare' '$write_up' '$here/recorded' |
		awk '/^other/ && (\$2 > 9 || \$4 > 9 || \$6 > 9)' | grep . || echo none"
expect "the page has its plots" 0 "6" sh -c "grep -c '^<svg' '$scratch/page.html'"
expect "the page asks nobody for anything" 0 "none" \
	sh -c "grep -E 'src=|@import|url[(]|href=\"[^#d]' '$scratch/page.html' || echo none"
expect "no name twice on the page" 0 "none" \
	sh -c "grep -o ' id=\"[^\"]*\"' '$scratch/page.html' | sort | uniq -d | grep . || echo none"

# Shadow paging that looks like nested paging is not what came out.
cp -r "$here/recorded" "$scratch/same"
cp "$scratch/same/vmx-ept1/after-boot.json" "$scratch/same/vmx-ept0/after-boot.json"
expect "another shape" 1 "vmx       NO   1 to 1" "$compare" "$write_up" "$scratch/same"

mkdir "$scratch/empty"
expect "no results" 3 "no results of a lab" "$compare" "$write_up" "$scratch/empty"
expect "no write-up" 3 "No such file" "$compare" "$scratch/empty" "$scratch/good"
cp -r "$here/recorded" "$scratch/bad"
echo '{"type":' > "$scratch/bad/vmx-ept1/after-boot.json"
expect "cut JSON" 3 "not JSON" "$compare" "$write_up" "$scratch/bad"
echo '{"type":"boot"}' > "$scratch/bad/vmx-ept1/after-boot.json"
expect "other JSON" 3 "not exitstat's JSON" "$compare" "$write_up" "$scratch/bad"
expect "an unknown experiment" 2 "no experiment 'sleep'" \
	"$here/../../tools/experiments/experiments.sh" "$build" 6.12 sleep svm
exit "$bad"
