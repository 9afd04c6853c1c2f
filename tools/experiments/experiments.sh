#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The three experiments: a Linux guest in the labs, its exits after boot, use and idling, with nested
# and with shadow paging, and what they have in common with the write-up.
# Usage: experiments.sh BUILD KERNEL EXPERIMENT LAB...
# EXPERIMENT: boot, use, paging, all (of these), or sites. Results: BUILD/experiments/EXPERIMENT/.
set -eu

build=$1 kernel=$2 experiment=$3
shift 3
here=$(dirname "$0")
out=$build/experiments/$experiment

case $experiment in
boot | paging) phases=boot ;;
sites) phases=sites ;;
use | all) phases=boot,use,idle20 ;;
*)
	echo "experiments.sh: no experiment '$experiment'; there are: boot, use, paging, all, sites" >&2
	exit 2
	;;
esac

configs() {
	case $1-$experiment in
	svm-boot | svm-use) echo npt1 ;;
	svm-*) echo npt1,npt0 ;;
	vmx-sites) echo ept1,ept0 ;;
	vmx-boot | vmx-use) echo ept1 ;;
	vmx-*) echo ept1,ept0,realmode ;;
	*)
		echo "experiments.sh: no lab '$1'; there are: svm, vmx" >&2
		exit 2
		;;
	esac
}

# A log's files, each behind a line `@@@ NAME`, into a folder.
split() {
	mkdir -p "$2"
	awk -v folder="$2" '
		$1 == "@@@" { file = folder "/" $2; next }
		file && file !~ /\/end$/ { print > file }
		END { exit file !~ /\/end$/ }' "$1"
}

mkdir -p "$out"
"$here/payload.sh" "$build" "$kernel" "$out/payload" "$here/init.sh" "$here/l1.sh" "$build/bin/exitstat"
for lab; do
	list=$(configs "$lab")
	rm -rf "${out:?}/$lab"*
	"$build/bin/exitscope" run --kernel "$kernel" --lab "$lab" --config "$list" --timeout 1800 \
		--payload "$out/payload" --exec "/l1.sh $phases" --log-dir "$out" > "$out/$lab.output" 2>&1 ||
		{ cat "$out/$lab.output" >&2; exit 1; }
	for config in $(echo "$list" | tr , ' '); do
		split "$out/$lab-$config.log" "$out/$lab-$config" || {
			echo "experiments.sh: $out/$lab-$config.log is not whole" >&2
			exit 5
		}
	done
done
rm -rf "$out/payload"
if [ "$experiment" = sites ]; then
	for file in "$out"/*/sites.txt; do
		name=${file%/*}
		printf '\n%s\n' "${name##*/}"
		cat "$file"
	done | tee "$out/sites.txt"
	exit
fi
status=0
"$build/experiments/compare" "$here/write-up" "$out" "$out/index.html" > "$out/comparison.txt" || status=$?
cat "$out/comparison.txt"
echo "page: $out/index.html"
exit $status
