#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the series adds to an exit, by function, in one lab: with the counters on against off, and off against Debian's source built as the series
# is. Names functions of the series alone, and sums up to what make price has measured (where BUILD/price/KERNEL/LAB.txt is there).
# Usage: stock.sh BUILD LAB [KERNEL], after make tools guest lab modules, and price's unpatched modules
# shellcheck disable=SC2317 # functions are called by ok
set -euo pipefail

build=$1 lab=$2 kernel=${3:-6.12}
here=$(dirname "$0")
exitscope=$build/bin/exitscope
release=$(cat "$build/kernel/$kernel/release")
price=$build/price/$kernel
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$here/../tools/ok.sh"
# shellcheck source=tests/explain/differs.sh
. "$here/differs.sh"

rows='cpuid io.out8 io.in8'
# Where each is counted, with a NOP for each of the two places when it is not; host-patch/README.md.
case $lab in
vmx) run=vmx_vcpu_run around=$((16 - 1)) ;;
svm) run=svm_vcpu_run around=$((17 - 1)) ;;
esac
handled=$((7 - 1))
# vcpu_enter_guest(), which has the second place, is part of the one or the other of these two as the compiler likes.
loop='vcpu_run|kvm_arch_vcpu_ioctl_run'
ours="$loop|$run|kvm_cpuid|kvm_emulate_cpuid"

# explain NAME MODULES OPTION...
explain()
{
	local name=$1 modules=$2

	shift 2
	# The usercopy check's cost depends on where objects lie, and that on the modules' size.
	"$exitscope" explain "${rows// /,}" --lab "$lab" --kernel "$kernel" --modules "$modules" --append 'ops=100 settle=1500' \
		--l1-append hardened_usercopy=off --log "$scratch/$name.log" --trace "$scratch/$name.trace" --summary "$@"
}

# compare NOW BEFORE
compare()
{
	"$exitscope" explain --from "$scratch/$1.trace" --against "$scratch/$2.trace" >"$scratch/$1-$2"
	differs "$scratch/$1-$2" >"$scratch/$1-$2.differs"
	sed 's/^/# /' "$scratch/$1-$2"
}

# Counting itself: two functions, each by what the series says, for each row of one exit.
counting()
{
	local row

	for row in $rows; do
		[ "$(sed -n "s/^$row \([^ ]*\) 0 \([^ ]*\) .*/\2 \1/p" "$scratch/on-off.differs" | sort)" = \
			"$(printf '%s\n' "$run $around" "vcpu_run $handled" | sort)" ] || return 1
		[ "$(grep -c "^$row " "$scratch/on-off.differs")" = 2 ] && [ "$(more "$scratch/on-off" "$row")" = $((around + handled)) ] || return 1
	done
}

# sums FILE: that of each row's functions, callers of what moved included, is what the row takes more.
sums()
{
	local row

	for row in $rows; do
		[ "$(awk -v row="$row" '$1 == row { sum += $2; gsub(",", "") }
			$1 == row && match($0, / itself [-+]/) { sum += substr($0, RSTART + 8) }
			END { print sum + 0 }' "$1.differs")" = "$(more "$1" "$row")" ] || return 1
	done
}

ours_only()
{
	! grep -vE "^[^ ]* [^ ]* [^ ]* ($ours) " "$scratch/$1.differs"
}

# priced ROW COLUMN LINE: what price's table has there.
priced()
{
	awk -v line="$3" -v column="$2" 'index($0, line) == 1 { sub(/^[^-+0-9]*/, ""); print $column + 0; exit }' "$price/$lab.txt"
}

# In columns of price's: CPUID, IN.
as_priced()
{
	local column row

	for column in 1 2; do
		row=$([ "$column" = 1 ] && echo cpuid || echo io.in8)
		echo "$row: off $(more "$scratch/off-stock" "$row"), $(priced "$row" "$column" 'patched, off'); on $(more "$scratch/on-stock" "$row"), $(priced "$row" "$column" 'patched, on')"
		[ "$(more "$scratch/off-stock" "$row")" = "$(priced "$row" "$column" 'patched, off')" ] &&
			[ "$(more "$scratch/on-stock" "$row")" = "$(priced "$row" "$column" 'patched, on')" ] || return 1
	done
}

ok "$lab: Debian's source, built here" explain stock "$price/unpatched/$release"
ok "$lab: the series, off" explain off "$build/modules/$release" --kvm-args exit_counters=0
ok "$lab: the series, on" explain on "$build/modules/$release" --kvm-args exit_counters=1
compare on off
compare off stock
compare on stock
ok "$lab: counting takes $around in $run() and $handled in vcpu_run(), and nothing else" counting
ok "$lab: off against stock: the series' functions alone" ours_only off-stock
ok "$lab: on against stock: the series' functions alone" ours_only on-stock
for pair in on-off off-stock on-stock; do
	ok "$lab: ${pair/-/ against }: the functions' sum is what the row takes more" sums "$scratch/$pair"
done
if [ -e "$price/$lab.txt" ]; then
	ok "$lab: these are price's figures" as_priced
else
	checks=$((checks + 1))
	echo "ok $checks $lab: these are price's figures # SKIP no $price/$lab.txt: make price"
fi
echo "1..$checks"
exit "$bad"
