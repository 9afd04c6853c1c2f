#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Mutants of the exit counters, each without one of its hooks or with one too many: a test must
# catch each, and none may find anything wrong with KVM as it is. All are in one set of modules,
# chosen by a parameter, so that a boot of the lab serves for all.
# Usage: hooks.sh BUILD LAB
set -eu

build=$1 lab=$2
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
case $lab in
svm) configs='npt1' places='svm' ;;
vmx) configs='ept1 realmode' places='vmx realmode' ;;
*) echo "hooks.sh: no lab '$lab'" >&2 && exit 2 ;;
esac

# mutants PLACE: number, name and what is wrong in it, of those that must be caught there.
mutants() {
	awk -F '\t+' -v place="$1" '
		!/^#/ && "," $3 "," ~ "," place "," { print $1 "\t" $2 "\t" $4 }' "$here/mutants"
}

# numbers PLACE: theirs with commas between, 0 for KVM as it is before them.
numbers() {
	echo "0$(mutants "$1" | cut -f 1 | sed 's/^/,/' | tr -d '\n')"
}

mkdir -p "$scratch/payload/lab/modules/patched"
cp "$build/l1/hooks" "$scratch/payload/hooks"
cp "$build"/hooks/modules/*.ko "$scratch/payload/lab/modules/patched/"
status=0
"$build/bin/exitscope" run --lab "$lab" --config "${configs// /,}" --image "$build/exitscope.elf" \
	--payload "$scratch/payload" --exec "/hooks $(numbers "$lab") $(numbers realmode)" --timeout 3600 --log-dir "$scratch" \
	>"$scratch/run" 2>&1 || status=$?
for config in $configs; do
	log=$scratch/$lab-$config.log
	[ -z "${EXITSCOPE_LOGS:-}" ] || cp "$log" "$EXITSCOPE_LOGS/"
	if ! grep -q '^@done' "$log" 2>/dev/null; then
		echo "not ok 1 - $lab $config: the tests did not come to their end, status $status"
		tail -n 20 "$scratch/run" | sed 's/^/# /'
		echo 1..1
		exit 1
	fi
done

# caught CONFIG NUMBER: the tests that found something wrong.
caught() {
	awk -v mutant="$2" '
		$1 == "@mutant" { on = $2 == mutant; next }
		on && $1 == "not" { print $3 }' "$scratch/$lab-$1.log"
}

# passed CONFIG: how many tests were right about KVM as it is; without any the table says nothing.
passed() {
	awk '$1 == "@mutant" { on = $2 == 0 && !seen++; next } on && $1 == "ok"' \
		"$scratch/$lab-$1.log" | wc -l
}

checks=0 bad=0
result() {
	checks=$((checks + 1))
	[ "$1" = ok ] || bad=1
	echo "$1 $checks - $2"
}

# place CONFIG PLACE: a line for KVM as it is, and one for each of the mutants.
place() {
	local wrong number name what tests count

	wrong=$(caught "$1" 0 | tr '\n' ' ')
	if [ -z "$wrong" ] && [ "$(passed "$1")" -gt 8 ]; then
		result ok "$lab $1: $(passed "$1") tests find nothing wrong with KVM as it is"
	else
		result 'not ok' "$lab $1: KVM as it is: $(passed "$1") tests pass, wrong: $wrong"
	fi
	while IFS=$'\t' read -r number name what; do
		tests=$(caught "$1" "$number")
		count=$(printf '%s' "$tests" | grep -c . || true)
		if [ "$count" -gt 0 ]; then
			result ok "$lab $1: $name ($what): $(echo "$tests" | head -n 4 | tr '\n' ' ')"
		else
			result 'not ok' "$lab $1: $name ($what): no test catches it"
		fi
	done < <(mutants "$2")
}

# shellcheck disable=SC2086 # the configurations, and with each of them a place
set -- $places
for config in $configs; do
	place "$config" "$1"
	shift
done

echo "1..$checks"
exit "$bad"
