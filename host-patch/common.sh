# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the scripts of host-patch share; sourced, not run.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# fail MESSAGE: one line that says what is wrong and what to do. Status 3: could not run.
fail()
{
	echo "${0##*/}: $*" >&2
	exit 3
}

need()
{
	local tool

	for tool; do
		command -v "$tool" >/dev/null ||
			fail "$tool is not installed (see the list of packages in README.md)"
	done
}

# series KERNEL: the patches of a kernel's series, in order, one a line; SERIES=N: the first N.
series()
{
	local dir="$here/$1"

	compgen -G "$dir/[0-9]*.patch" >/dev/null ||
		fail "no series for kernel $1: $dir has no patches"
	find "$dir" -name '[0-9]*.patch' ! -name '0000-*' | sort | sed "${SERIES:-\$}q"
}

# moved_files: those of which `git apply --verbose` says that a hunk has an offset, `FILE:` a line.
moved_files()
{
	awk '/^Checking patch / { file = $3; sub(/\.\.\.$/, ":", file) } /offset/ { print file }' | sort -u
}

# apply_series KERNEL DIR: apply the series to a plain tree. Debian's updates within X.Y move lines; an
# offset is said, and is as bad as a reject where it could hide that a hunk has found the wrong place.
apply_series()
{
	local patches patch said moved= found

	patches=$(series "$1") || exit 3
	while read -r patch; do
		found=$("$here/twice" "$patch" "$2")
		said=$(cd "$2" && GIT_DIR=/nonexistent git apply --verbose "$patch" 2>&1) ||
			fail "${patch##*/} does not apply to linux-source-$1:" \
			     "$(echo "$said" | grep -m1 '^error' || echo "$said" | tail -n1)"
		echo "$said" | grep -q offset || continue
		moved=1
		found=$(echo "$found" | grep -F "$(echo "$said" | moved_files)") || true
		[ -z "$found" ] ||
			fail "${patch##*/} applies to linux-source-$1 only with an offset, and the lines at" \
			     "$(echo "$found" | head -n1) are there twice: refresh it with kernel-tree and" \
			     "kernel-patches"
	done <<<"$patches"
	[ -z "$moved" ] ||
		echo "${0##*/}: the series for $1 applies with offsets, each hunk at the only lines that fit" >&2
}

# changes PATCH: what it changes, without where that is: a moved source gives the same.
changes()
{
	sed -E '/^index [0-9a-f]+\.\./d; s/^@@ -[0-9,]+ \+[0-9,]+ @@.*/@@/' "$1"
}
