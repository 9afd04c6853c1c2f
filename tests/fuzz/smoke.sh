#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The kept corpus, every input of it, and then 20 seconds of new inputs for each target.
# Usage: smoke.sh BUILD [SECONDS]
set -eu

fuzz=$1/fuzz
seconds=${2:-20}
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$here/../tools/ok.sh"

for target in log expect; do
	inputs=$(find "$here/corpus/$target" -type f | wc -l)
	[ "$inputs" -gt 0 ] || { echo "not ok - no corpus for $target" && exit 1; }
	mkdir "$scratch/$target"
	expect "$target: $inputs inputs of the corpus, $seconds s of new ones" 0 "Done " \
		"$fuzz/fuzz_$target" -timeout=5 -rss_limit_mb=512 -max_len=20000 \
		-dict="$here/$target.dict" -max_total_time="$seconds" \
		-artifact_prefix="$fuzz/$target-" "$scratch/$target" "$here/corpus/$target"
done
echo "1..$checks"
exit $bad
