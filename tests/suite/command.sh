#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# exitscope suite, with a stand-in for the emulator: verdicts, boots, resuming, the table of deviations, what differs, and
# wrong input. Boots nothing.
# Usage: command.sh BUILD
# shellcheck disable=SC2317 # functions are called by expect
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
exitscope=$(cd "$1" && pwd)/bin/exitscope
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$here/../tools/ok.sh"
cd "$scratch"

# A build folder and a checkout of our own making.
mkdir -p lab/6.12 kut/x86 fake
cp "$here"/../../tools/lab/{configs,quirks} lab/
: >lab/deviations
touch lab/6.12/{vmlinux,l1.cpio} kut/x86/{a,b}.flat
export EXITSCOPE_BUILD=$scratch EXITSCOPE_KERNEL=6.12 EXITSCOPE_QEMU=$here/fake-qemu FAKE=$scratch/fake
cat >kut/x86/unittests.cfg <<'END'
# a comment
[alpha]
file = a.flat
smp = 2
test_args = "one two"
qemu_params = -cpu max,+svm -m 4g

[beta]
file = b.flat
extra_params = -cpu host
timeout = 2m

[gamma]
file = a.flat

[old]
file = a.flat
arch = i386

[slow]
file = a.flat
groups = vm nodefault

[emulated]
file = a.flat
accel = tcg

[absent]
file = c.flat

[shelly]
file = a.flat
test_args = "`uname -r`"

[future]
file = a.flat
colour = green
END

suite()
{
	"$exitscope" suite kvm-unit-tests kut --log-dir out "$@"
}

boots()
{
	local want=$1

	[ "$(wc -l <fake/boots)" = "$want" ]
}

# tells TEST VERDICT: what the table says.
tells()
{
	grep -qE "^$1 +$2( |$)" "$scratch/table"
}

run()
{
	local status=0

	rm -f fake/boots
	"$@" >table 2>messages || status=$?
	return $status
}

expect "all pass, or are not run" 0 "pass: 3 pass, 0 FAIL, 6 not run, of 9" suite
run suite
ok "in one boot" boots 1
for row in "alpha pass" "old not.run" "slow not.run" "emulated not.run" "absent not.run" "shelly not.run" \
	"future not.run"; do
	# shellcheck disable=SC2086 # two words
	ok "the table: $row" tells $row
done
ok "why: i386" grep -q '^    i386 only' table
ok "why: nodefault" grep -q '^    group nodefault' table
ok "why: tcg" grep -q '^    tcg only' table
ok "why: no file" grep -q '^    test file c.flat not found' table
ok "why: a shell" grep -qF "'\`uname -r\`' is for a shell" table
ok "why: a key" grep -qF "the key 'colour' is not known" table
ok "instructions and exits by reason" grep -qE '^alpha +pass +1,500 +12  io 10, cpuid 2$' table
ok "what a test printed" grep -qx 'PASS: all' out/svm-npt1/alpha.txt
expect "the log is complete" 0 "3 pass, 0 fail, 6 skip, of 9" "$exitscope" show out/svm-npt1.log
expect "as JUnit" 0 '<testcase name="alpha"' "$exitscope" export out/svm-npt1.log --format junit
expect "as JSON" 0 '"name":"alpha"' "$exitscope" export out/svm-npt1.log --format json
expect "nodefault too" 0 "4 pass, 0 FAIL, 5 not run" suite --all
expect "a group" 0 "1 pass, 0 FAIL, 8 not run" suite --group vm
expect "by name" 0 "1 pass, 0 FAIL, of 1" suite 'al*'

printf 'said FAIL: part 1\nsaid FAIL: part 2\nsaid PASS: part 3\ncounts 123=5\ntook 1 1\nended status 3\n' >fake/beta
expect "a test fails" 1 "FAIL: 2 pass, 1 FAIL, 6 not run, of 9" suite
run suite || true
ok "which part, and how many" grep -q '^    part 1 (2 parts fail)' table
expect "the log says so" 1 "2 pass, 1 fail" "$exitscope" show out/svm-npt1.log
expect "JUnit says why" 0 'message="part 1 (2 parts fail)"' "$exitscope" export out/svm-npt1.log --format junit

# The table of deviations.
row='kvm-unit-tests | qemu | 7.2 | 7.2 | beta |'
echo "$row part 1 | it is so | there" >lab/deviations
expect "half of it is known" 1 "1 FAIL" suite
run suite || true
ok "the other half is said" grep -q '^    part 2 (2 parts fail)' table
echo "$row part * | it is so | there" >lab/deviations
expect "a known deviation" 0 "2 pass, 0 FAIL, 1 known, 6 not run" suite
expect "the log has it as a skip" 0 "SKIP known, of qemu: it is so" grep "^ok 2" out/svm-npt1.log
expect "of another release" 1 "1 FAIL" env FAKE_VERSION=10.0.2 "$exitscope" suite kvm-unit-tests kut --log-dir out
echo "kvm-unit-tests | linux | 6.1 | 6.11 | beta | part * | it is so | there" >lab/deviations
expect "of another kernel" 1 "1 FAIL" suite
printf '%s\n' "$row part * | it is so | there" 'kvm-unit-tests | qemu | 7.2 | 7.2 | alpha | * | it was so | there' \
	>lab/deviations
expect "a row that is stale" 0 "STALE: $scratch/lab/deviations:2: alpha does not fail so" suite
for wrong in "kvm-unit-tests | qemu | 7.2 | beta" "kvm-unit-tests | vbox | 7.2 | 7.2 | a | * | b | c" \
	"kvm-unit-tests | qemu | 7.2 | 7.1 | a | * | b | c" "kvm-unit-tests | qemu | 7.2 | 7.2 | a | | b | c"; do
	echo "$wrong" >wrong.table
	expect "no row: $wrong" 3 "wrong.table:1: not" suite --deviations wrong.table
done
expect "no table" 3 "nowhere: No such file" suite --deviations nowhere
: >lab/deviations

# Ends of all kinds.
ending()
{
	printf '%s\n' "$@" >fake/beta
}
ending 'said SKIP: no such hardware' 'ended status 77'
expect "a skip" 0 "2 pass, 0 FAIL, 1 skip" suite
ending 'erred qemu: no such CPU' 'ended status 1'
expect "QEMU does not start" 0 "2 pass, 0 FAIL, 7 not run" suite
ending 'said hello' 'erred qemu: KVM internal error' 'ended status 1'
expect "QEMU's error is no pass" 1 "1 FAIL" suite
ending 'said hello' 'erred qemu: warning: old' 'ended status 1'
expect "its warning is" 0 "3 pass" suite
ending 'ended status 0'
expect "a reset is no pass" 1 "1 FAIL" suite
ending 'said Unhandled exception 13' 'ended status 255'
expect "an abort" 1 "aborted: Unhandled exception 13" suite
ending 'ended signal 11'
expect "a signal" 1 "signal 11" suite
ending 'took 5000000000 5000000000' 'ended busy'
expect "too slow" 1 "2 pass, 0 FAIL, 1 TIMEOUT" suite
echo "$row timeout: * | 40,000 M instructions | there" >lab/deviations
expect "known as too slow" 0 "1 known" suite
ending 'took 5000000000 5000000000' 'ended busy'
run suite --limit 5000 || true
expect "is judged as it was, whatever the limit is now" 0 "1 known" suite --judge
run suite --resume --limit 5000 || true
ok "is not run again with the same limit" test ! -e fake/boots
run suite --resume --limit 9000 || true
ok "is with more" grep -q '1 tests to run' messages
: >lab/deviations
ending 'said PASS: x' 'kernel WARNING: CPU: 0 PID: 77 at kvm/x86.c:1' 'ended status 1'
expect "the kernel complains" 1 "WARNING: CPU: 0" suite
ending 'ended unmet /sys/module/kvm/parameters/x=Y'
expect "a check that does not hold" 0 "x=Y does not hold" suite

# L1 is lost: that test's own fault, and the others run.
ending 'said PASS: x' '!die'
expect "a test takes L1 with it" 1 "2 pass, 1 FAIL" suite
run suite || true
ok "another boot for the rest" boots 2
ok "why" grep -q '^    it took L1 with it: the emulator ended' table
ending '!console [   1.0] BUG: unable to handle page fault' '!console Kernel panic - not syncing' '!die'
expect "L1's last words" 1 "it took L1 with it: L1's kernel panicked: [   1.0] BUG: unable to handle page fault" suite
ending '!hang'
expect "L1 hangs" 1 "2 pass, 0 FAIL, 1 TIMEOUT" suite --timeout 5
ending '!interrupt'
expect "interrupted" 130 "alpha: status 1" suite
expect "an interrupted run is incomplete" 5 "2 missing" suite --judge
expect "its log, too" 5 "no end record" "$exitscope" show out/svm-npt1.log
rm fake/beta
run suite --resume
ok "resumed, what was done is not done again" bash -c '! grep -q "^test alpha" messages && grep -q "2 tests to run" messages'
ok "and all pass" tells gamma pass
run suite --resume
ok "nothing is left to run" test ! -e fake/boots
echo changed >kut/x86/b.flat
run suite --resume
ok "what was built anew is run again" grep -q '1 tests to run' messages
expect "of another KVM" 2 "results of another KVM" suite --resume --stock
printf '{"test":"gam' >>out/svm-npt1.results
expect "a line that is not whole" 0 "3 pass" suite --resume
sed -i '2s/.*/{"what":1}/' out/svm-npt1.results
expect "a damaged line" 3 "svm-npt1.results:2: not a line of results" suite --resume

exec 7<out/svm-npt1
flock 7
expect "two runs at once" 3 "out/svm-npt1: another run is at it" suite
exec 7<&-

# Two runs.
run suite
mv out base
expect "nothing differs" 0 "9 the same, 0 differ, 0 on one side alone; exits by reason: 3 tests the same, 0 differ" \
	suite --against base
ending 'said FAIL: new' 'counts 123=10' 'ended status 3'
expect "a verdict differs" 1 "beta: FAIL, was pass" suite --against base
ending 'said PASS: all' 'said PASS: more' 'counts 123=10 114=2' 'ended status 1'
expect "parts differ" 1 "beta: parts: 2 pass, 0 fail, 0 skip, were 1, 0, 0" suite --against base
ending 'said PASS: all' 'counts 123=11 114=2' 'ended status 1'
expect "exits that differ are no difference" 0 "2 tests the same, 1 differ" suite --against base
expect "but are told" 0 "beta: exits: io 11 (was 10)" suite --against base
expect "against nothing" 3 "nowhere/svm-npt1.results" suite --against nowhere
rm -r fake/beta

# The kernel's selftests: other statuses, files laid over L1's, names with a slash.
mkdir -p st/selftests/x86
touch st/selftests/{one,x86/two}
list()
{
	printf '%s\n' "$@" >st/selftests/suite.svm
}
selftests=("$exitscope" suite selftests st --log-dir st.out)
mkdir -p fake/x86
list 'one 80 20 0 /selftests/one -x 1' 'x86/two 80 20 4 /selftests/x86/two' 'not three it takes all day'
echo 'ended status 0' >fake/one
printf 'said ok 1 a\nsaid not ok 2 b\nended status 1\n' >fake/x86/two
expect "selftests" 1 "FAIL: 1 pass, 1 FAIL, 1 not run, of 3" "${selftests[@]}"
run "${selftests[@]}" || true
ok "which part" grep -qx '    2 b' table
ok "why one is not run" grep -qx '    it takes all day' table
ok "a name with a slash" grep -qx 'not ok 2 b' st.out/svm-npt1/x86-two.txt
printf 'said 1..0 # SKIP no such thing\nended status 4\n' >fake/x86/two
expect "a selftest skips" 0 "1 pass, 0 FAIL, 1 skip, 1 not run" "${selftests[@]}"
run "${selftests[@]}"
ok "why" grep -qx '    1..0 # SKIP no such thing' table
# The project's own skips where it is missing, and must pass where it is.
list 'one 80 20 0 /selftests/one' 'x86/two 80 20 4 /selftests/x86/two' 'own x86/two'
run "${selftests[@]}"
mv st.out st.base
echo 'ended status 0' >fake/x86/two
expect "our own passes, and skipped there" 0 "2 the same, 0 differ" "${selftests[@]}" --against st.base
printf 'said 1..0 # SKIP no such thing\nended status 4\n' >fake/x86/two
expect "our own skips here" 1 "x86/two: skip, and is to pass here" "${selftests[@]}" --against st.base
list 'one 80 20 0 /selftests/one' 'own two'
expect "our own is none" 2 "suite.svm:2: not" "${selftests[@]}"
list 'one 80 20 /selftests/one'
expect "a number is missing" 2 "suite.svm:1: not" "${selftests[@]}"
list 'one 80 20 0 /selftests/one' 'one 80 20 0 /selftests/one'
expect "a name twice" 2 "suite.svm:2: not" "${selftests[@]}"
list 'gone 80 20 0 /selftests/gone'
expect "a program is missing" 3 "st/selftests/gone: No such file" "${selftests[@]}"
rm st/selftests/suite.svm
expect "no list" 3 "suite.svm: No such file" "${selftests[@]}"
expect "groups are kvm-unit-tests'" 2 "are for kvm-unit-tests" "${selftests[@]}" --all

# Wrong input.
expect "no suite" 2 "which suite" "$exitscope" suite
expect "an unknown suite" 2 "no suite 'ltp'" "$exitscope" suite ltp kut
expect "no folder" 2 "which suite" "$exitscope" suite kvm-unit-tests
expect "an empty folder" 3 "x86/unittests.cfg: No such file" "$exitscope" suite kvm-unit-tests fake
expect "a lab without L1" 2 "no lab 'kvm' for a suite" suite --lab kvm
expect "an unknown configuration" 2 "no configuration 'ept9'" suite --config ept9
expect "an unknown test" 2 "kvm-unit-tests has no test 'omega'" suite omega
expect "a limit of nothing" 2 "'0' is not a positive number" suite --limit 0
expect "memory that Bochs does not take" 2 "2048 MiB at most" suite --lab vmx --l1-memory 4096
mkdir -p bad/x86
# wrong NAME LINE TEXT CONTENT
wrong()
{
	printf '%b' "$4" >bad/x86/unittests.cfg
	expect "$1" 2 "unittests.cfg:$2: $3" "$exitscope" suite kvm-unit-tests bad
}
wrong "a key before any test" 1 "not a test's [name]" 'file = a\n'
wrong "a line of nothing" 2 "not \`key = value\`" '[a]\nfile\n'
wrong "two tests of a name" 3 "a second test of that name" '[a]\nfile = a.flat\n[a]\n'
wrong "a name that is a path" 1 "not a name for a test" '[../a]\n'
wrong "quotes without end" 3 "three quotes are not closed" '[a]\nqemu_params = """-m 1\n-x\n'
wrong "no test" 1 "no test in it" '# nothing\n'
wrong "an empty file" 0 "no test in it" ''
echo "1..$checks"
exit $bad
