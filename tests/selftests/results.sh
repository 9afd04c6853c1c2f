#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# results.sh: list.awk, on all that exceptions can say; that the project's own are right.
# shellcheck disable=SC2317 # expect() calls the functions below by name
set -eu

here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$here/../tools/ok.sh"

cat > "$scratch/exceptions" << END
# a comment
* svm b args -x 1
6.12 svm b busy 30
6.1 svm b busy 40
* vmx b huge 4
* svm c not it takes all day
* * e own
END

list() {
	printf 'a\nb\nc\nd.sh\ne\n' | awk -v kernel="$2" -v lab="$1" -f "$here/list.awk" "${3:-$scratch/exceptions}" -
}

# The line of a test, whole.
line() {
	list "$2" "$3" | grep -xF -e "$1"
}

ok "a test without exceptions" line "a 80 20 0 /selftests/a" svm 6.12
ok "arguments and a limit" line "b 90 30 0 /selftests/b -x 1" svm 6.12
ok "of another kernel" line "b 100 40 0 /selftests/b -x 1" svm 6.1
ok "huge pages, in the other lab" line "b 120 60 4 /selftests/b" vmx 6.12
ok "a script" line "d.sh 80 20 0 /bin/sh /selftests/d.sh" svm 6.12
ok "what is not run is told" line "not c it takes all day" svm 6.12
ok "in the other lab it is" line "c 120 60 0 /selftests/c" vmx 6.12
ok "the series' own" line "own e" vmx 6.12
for wrong in "frobnicate 1" "busy soon" "because of rain"; do
	echo "* * a $wrong" > "$scratch/wrong"
	expect "wrong: $wrong" 3 "wrong:1: '" list svm 6.12 "$scratch/wrong"
done
for lab in svm vmx; do
	for kernel in 6.1 6.12; do
		expect "the project's own, $lab $kernel" 0 "/selftests/a" list "$lab" $kernel "$here/exceptions"
	done
done
echo "1..$checks"
exit "$bad"
