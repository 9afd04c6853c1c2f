#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A view does not outlive a reset of the machine: a guest latches, has QEMU reset it in three ways, and reads live counts after each.
# Usage: reset.sh BUILD LAB [KERNEL [CONFIGURATION,...]]
# shellcheck disable=SC2317 # functions are called by expect
set -eu

build=$1 lab=$2 kernel=${3:-6.12}
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$here/../tools/ok.sh"

case $lab in
svm) configs=${4:-npt1,npt0} ;;
vmx) configs=${4:-ept1,ept0} ;;
*) echo "reset.sh: no lab '$lab'" >&2 && exit 2 ;;
esac
qemu='/usr/bin/qemu-system-x86_64 -L /usr/share/qemu -nodefaults -no-user-config -display none -vga none'
qemu+=' -machine pc,accel=kvm -cpu host -m 32 -debugcon stdio -kernel /reset.elf'

cat >"$scratch/expected" <<'END'
after power-on: live
before the keyboard controller: a copy
after the keyboard controller: live
before the chip set: a copy of this vCPU
after the chip set: live
before a triple fault: a copy
after a triple fault: live
the end
END

runs() {
	"$build/bin/exitscope" run --lab "$lab" --kernel "$kernel" --config "$configs" --timeout 300 \
		--payload "$scratch/payload" --exec "$qemu" --log-dir "$scratch"
}

# said CONFIG: what the guest said, and nothing else.
said() {
	grep -E '^(after|before|the end|no exit|CMOS)' "$scratch/$lab-$1.log" >"$scratch/said" || true
	diff "$scratch/expected" "$scratch/said" && echo 'live after each'
}

mkdir "$scratch/payload"
cp "$build/reset.elf" "$scratch/payload/"
expect "$lab: a guest that latches and resets itself three times" 0 '' runs
for config in ${configs//,/ }; do
	expect "$lab, $config: a view is gone after each reset" 0 'live after each' said "$config"
done

echo "1..$checks"
exit "$bad"
