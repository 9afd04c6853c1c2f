#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Fetches d3 and d3-flame-graph from the npm registry, of the versions and with the checksums of flamegraph.lock, and puts what a
# page needs of them into OUT, with their licences. Status 3 with one line if there is no npm, no registry or something else.
# Usage: flamegraph.sh OUT
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
out=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail()
{
	echo "flamegraph.sh: no flame graphs, so no explain --format html: $1" >&2
	exit 3
}

# As npm writes it, without the padding.
sha512()
{
	perl -MDigest::SHA -e 'print Digest::SHA->new(512)->addfile(shift, "b")->b64digest' "$1"
}

command -v npm >/dev/null || fail "npm is missing: apt-get install npm"
mkdir "$scratch/out"
while read -r name version sum; do
	timeout 120 npm pack --loglevel=error --fetch-retries=1 --fetch-retry-mintimeout=1000 --pack-destination "$scratch" \
		"$name@$version" >/dev/null 2>"$scratch/error" ||
		fail "npm has no $name $version for us: $(sed -n 's/^npm [a-zA-Z!]* *//p' "$scratch/error" | head -n 1)"
	[ "$(sha512 "$scratch/$name-$version.tgz")" = "$sum" ] ||
		fail "what npm calls $name $version is not what it was when flamegraph.lock was written"
	mkdir "$scratch/$name"
	tar -xzf "$scratch/$name-$version.tgz" -C "$scratch/$name" --strip-components=1
	cp "$scratch/$name/LICENSE" "$scratch/out/$name.LICENSE"
	echo "$name $version" >>"$scratch/out/versions"
done < <(grep -v '^#' "$here/flamegraph.lock")
cp "$scratch/d3/dist/d3.min.js" "$scratch/out/d3.js"
cp "$scratch/d3-flame-graph/dist/d3-flamegraph.umd.min.js" "$scratch/out/d3-flame-graph.js"
cp "$here/page.js" "$here/page.css" "$scratch/out/"
! grep -qi '</script' "$scratch/out"/*.js || fail "their code has an end tag in it, so it cannot stand in a page"
rm -rf "$out"
mkdir -p "$(dirname "$out")"
mv "$scratch/out" "$out"
