#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# results.sh: list.awk and compare.awk on results that are the same, and on each kind that is not;
# run.sh with a stand-in for exitscope.
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
6.1 svm b busy 30
* vmx b huge 4
* svm c not it takes all day
* * e differs stock=skip patched=pass
END

list() {
	printf 'a\nb\nc\nd.sh\ne\n' | awk -v kernel=6.12 -v lab="$1" -v only="$2" \
		-v left_out="$scratch/$1.not" -f "$here/list.awk" "${3:-$scratch/exceptions}" -
}

expect "a test without exceptions" 0 "a 80 20 0 /selftests/a" list svm ""
expect "arguments and a limit" 0 "b 90 30 0 /selftests/b -x 1" list svm ""
expect "huge pages, in the other lab" 0 "b 120 60 4 /selftests/b" list vmx ""
expect "a script" 0 "d.sh 80 20 0 /bin/sh /selftests/d.sh" list svm d.sh
expect "what is not run is told" 0 "not c it takes all day" cat "$scratch/svm.not"
echo "* * a frobnicate 1" > "$scratch/wrong"
expect "a wrong exception" 3 "wrong:1: 'frobnicate'" list svm "" "$scratch/wrong"
echo "* * a busy soon" > "$scratch/wrong"
expect "a wrong number" 3 "wrong:1: 'soon' is not a number" list svm "" "$scratch/wrong"
list svm "a e" > "$scratch/svm.list"
grep -q "^not c" "$scratch/svm.not" || echo "not c it takes all day" > "$scratch/svm.not"

# log KIND RESULT SUBTESTS SPLATS WHY [RESULT of e]
log() {
	{
		printf 'selftest\ta\t%s\t1.0\t0.5\t%s\t%s\t%s\n' "$2" "$3" "$4" "$5"
		printf 'selftest\te\t%s\t1.0\t0.5\t0/0/0\t0\t-\n' "${6:-pass}"
		[ -n "${7:-}" ] || printf 'selftests\t2\n'
	} > "$scratch/svm-$1.log"
}

compare() {
	awk -v kernel=6.12 -f "$here/compare.awk" "$scratch/exceptions" "$scratch/svm.list" \
		"$scratch/svm.not" "$scratch/svm-stock.log" "$scratch/svm-patched.log"
}

stock() {
	log stock pass 2/0/1 0 - skip
}

stock
log patched pass 2/0/1 0 -
expect "the same" 0 "2 the same (1 pass, 1 skip), 0 differ, 0 killed, 0 missing, 1 not run" compare
expect "what is not run, with its cause" 0 "c, svm: not run: it takes all day" compare
log patched fail-254 2/0/1 0 "a.c:1: x"
expect "a test fails" 1 "DIFFERS in svm" compare
log patched pass 1/1/1 0 -
expect "a subtest fails" 1 "DIFFERS in svm" compare
log patched pass 2/0/1 1 -
expect "the kernel complains" 1 "DIFFERS in svm" compare
log patched pass 2/0/1 0 - skip
expect "a test skips that must pass" 1 "DIFFERS in svm" compare
log stock fail-254 0/0/0 0 "a.c:1: x" skip
log patched fail-254 0/0/0 0 "a.c:1: x"
expect "both fail in one place" 0 "a, svm: fail-254: a.c:1: x" compare
log patched fail-254 0/0/0 0 "a.c:2: y"
expect "both fail, in two places" 1 "a, svm patched: fail-254: a.c:2: y" compare
log stock late 0/0/0 0 - skip
log patched late 0/0/0 0 -
expect "both were killed" 5 "KILLED in svm" compare
stock
log patched pass 2/0/1 0 - pass cut
expect "a run without its end" 5 "svm-patched: the run did not come to its end" compare
sed -i '/\ta\t/d' "$scratch/svm-patched.log"
expect "a result is missing" 5 "MISSING" compare

# run.sh: what exitscope prints and logs is the stand-in's.
stand_in() {
	printf '#!/bin/sh\n%s\n' "$1" > "$scratch/build/bin/exitscope"
	chmod +x "$scratch/build/bin/exitscope"
}

run() {
	env "$@" "$here/run.sh" 6.12 "$scratch/build"
}

mkdir -p "$scratch/build/bin" "$scratch/build/kernel/6.12" "$scratch/build/selftests/6.12/payload/selftests"
echo 6.12.1 > "$scratch/build/kernel/6.12/version"
for name in run a; do
	: > "$scratch/build/selftests/6.12/payload/selftests/$name"
	chmod +x "$scratch/build/selftests/6.12/payload/selftests/$name"
done
# shellcheck disable=SC2016 # the stand-in's variables
record='while [ "$1" != --log ]; do case $1 in patched) r=$R ;; esac; shift; done
	printf "selftest\\ta\\t%s\\t1\\t1\\t0/0/0\\t0\\t-\\nselftests\\t1\\n" "${r:-pass}" | tee "$2"'
stand_in "$record"
expect "both labs, both kinds of modules" 0 "2 the same (2 pass)" run R=pass
expect "progress" 0 "vmx patched  a   " run R=pass
expect "a difference" 1 "2 differ" run R=fail-1
expect "no such test" 3 "no selftest is named nope" run TESTS=nope
expect "no such lab" 3 "no lab 'x'" run LABS=x
expect "no such modules" 3 "no modules 'x'" run MODULES=x
stand_in "exit 3"
expect "a lab that cannot run" 3 "the svm lab did not run" run R=pass

# Ended when its lab runs: the stand-in says so by a pipe, and stops when it is told to.
interrupted() {
	LABS=svm "$here/run.sh" 6.12 "$scratch/build" &
	timeout 60 cat "$scratch/started"
	kill -TERM $!
	wait $!
}

mkfifo "$scratch/started"
stand_in "trap 'echo the lab stops; exit 1' TERM; echo > $scratch/started; sleep 300 & wait"
expect "an end from outside" 3 "interrupted" interrupted
rm "$scratch/build/bin/exitscope"
expect "nothing built" 3 "make tools" run R=pass
exit "$bad"
