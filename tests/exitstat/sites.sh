#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# exitstat --sites on a host: L1 of a lab, with the patched modules and with the kernel's own; see sites_l1.sh.
# Usage: sites.sh BUILD LAB [KERNEL [CONFIGURATION [MODULES]]], after make tools guest exitstat lab
set -euo pipefail

build=$1 lab=$2 kernel=${3:-6.12} config=${4:-} modules=${5:-patched}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
root=$scratch/root

command -v busybox >/dev/null || { echo "sites.sh: apt-get install busybox-static" >&2 && exit 3; }
mkdir -p "$root/bin"
cp "$(command -v busybox)" "$root/bin/busybox"
cp "$build/bin/exitstat" "$root/exitstat"
cp "$build/exitscope.elf" "$root/guest.elf"
nm "$build/guest/exitscope.debug" | awk 'NF == 3' >"$root/guest.kallsyms"
cp tests/exitstat/sites_l1.sh tests/tools/ok.sh "$root/"

stock=()
[ "$modules" = patched ] || stock=(--stock)
status=0
"$build/bin/exitscope" run --kernel "$kernel" --lab "$lab" ${config:+--config "$config"} "${stock[@]}" \
	--timeout 240 --payload "$root" --exec "/bin/busybox sh /sites_l1.sh" --log-dir "$scratch" \
	>"$scratch/out" 2>"$scratch/error" || status=$?
grep -E '^(ok|not ok|#|1\.\.)' "$scratch/out" || true
if ! grep -q '^1\.\.' "$scratch/out" || [ "$status" -gt 1 ]; then
	sed 's/^/# /' "$scratch/error"
	tail -n 40 "$scratch/out" | sed 's/^/# /'
	echo "not ok: the lab ended with $status"
fi
exit "$status"
