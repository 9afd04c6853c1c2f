#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What exitstat says of a command in a Linux guest, against the host kernel's own histogram of
# kvm_exit over the same window: equal to the last exit, but for what exitstat says is its own.
# With nested and with shadow paging, unless a configuration is named.
# Usage: oracle.sh BUILD LAB [KERNEL [CONFIGURATION]]
set -eu

build=$1 lab=$2 kernel=${3:-6.12}
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$here/../../tools/experiments/payload.sh" "$build" "$kernel" "$scratch/payload" \
	"$here/oracle-init.sh" "$here/../../tools/experiments/l1.sh" "$here/oracle-l1.sh"
case $lab in
svm) configs="npt1 npt0" ;;
vmx) configs="ept1 ept0" ;;
*)
	echo "oracle.sh: no lab '$lab'" >&2
	exit 2
	;;
esac
configs=${4:-$configs}
"$build/bin/exitscope" run --lab "$lab" --config "$(echo "$configs" | tr ' ' ,)" --timeout 600 \
	--payload "$scratch/payload" --exec "/oracle-l1.sh true load" --log-dir "$scratch" \
	> "$scratch/output" 2>&1 || { cat "$scratch/output"; exit 1; }

n=0 bad=0
for config in $configs; do
	for command in true load; do
		n=$((n + 1))
		if awk -v command="$command" -f "$here/oracle.awk" "$scratch/$lab-$config.log"; then
			echo "ok $n exitstat -- $command, $lab $config"
		else
			echo "not ok $n exitstat -- $command, $lab $config"
			bad=1
		fi
	done
done
exit "$bad"
