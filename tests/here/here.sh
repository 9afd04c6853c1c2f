#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The kvm lab on a machine whose KVM is not patched. The machine is L1 of a lab: what is tested runs there, beside
# a second VM that exits all the time; see here_l1.sh.
# `make test-here` does it twenty times, in both labs.
# Usage: here.sh BUILD LAB [KERNEL [RUNS]], after make tools guest lab
set -euo pipefail

build=$1 lab=$2 kernel=${3:-6.12} runs=${4:-1}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
root=$scratch/root

command -v busybox >/dev/null || { echo "here.sh: apt-get install busybox-static" >&2 && exit 3; }
mkdir -p "$root/bin" "$root/build/bin" "$root/build/lab" "$root/build/logs"
for file in $(ldd "$build/bin/exitscope" | grep -o '/[^ ]*'); do
	mkdir -p "$root${file%/*}"
	cp -L "$file" "$root$file"
done
cp "$(command -v busybox)" "$root/bin/busybox"
cp "$build/bin/exitscope" "$root/build/bin"
cp "$build/lab/configs" "$build/lab/quirks" "$root/build/lab"
cp "$build/exitscope.elf" "$root/build"
cp tests/here/here_l1.sh tests/tools/ok.sh "$root/"
echo "runs=$runs" >"$root/here.conf"

status=0
"$build/bin/exitscope" run --kernel "$kernel" --lab "$lab" --stock --payload "$root" \
	--exec "/bin/busybox sh /here_l1.sh" --log-dir "$scratch" >"$scratch/out" 2>"$scratch/error" || status=$?
grep -E '^(ok|not ok|#|1\.\.)' "$scratch/out" || true
if ! grep -q '^1\.\.' "$scratch/out" || [ "$status" -gt 1 ]; then
	sed 's/^/# /' "$scratch/error"
	echo "not ok: the lab ended with $status"
fi
exit "$status"
