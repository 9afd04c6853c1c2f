#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# list.sh KERNEL BUILD: which selftests of KERNEL are run in each lab, and how: payload/selftests/suite.LAB, for
# `exitscope suite selftests BUILD/selftests/KERNEL/payload`. Of all programs that build.sh has left, by their names, sorted, so that
# the list does not depend on the file system; with those that do not build, of which build.sh has seen to it that they are not run.
set -euo pipefail

kernel=$1 out=$2/selftests/$1
here=$(dirname "$0")

for lab in svm vmx; do
	{
		(cd "$out/payload/selftests" && find . -type f -perm -u+x -printf '%P\n')
		[ ! -e "$out/unbuilt" ] || cat "$out/unbuilt"
	} | grep -vx -e x86_64/nx_huge_pages_test | LC_ALL=C sort |
		awk -v kernel="$kernel" -v lab="$lab" -f "$here/list.awk" "$here/exceptions" - \
			>"$out/payload/selftests/suite.$lab"
done
