#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# exitscope suite in a lab: the agent's part, by guests of our own in place of tests: one that passes, one that
# spins, one that sleeps, one that dies, checks that hold and do not, a QEMU that does not start.
# Usage: lab.sh BUILD LAB
# shellcheck disable=SC2317 # functions are called by expect
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
lab=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$here/../tools/ok.sh"
cd "$scratch"

mkdir -p kut/x86
cp "$build/exitscope.elf" kut/x86/peer.flat
for name in hang idle triple; do
	cp "$build/tools/dead-$name.elf" "kut/x86/$name.flat"
done
cat >kut/x86/unittests.cfg <<'END'
[peer]
file = peer.flat
test_args = "plain quiet run=nop,cpuid ops=10"
qemu_params = -cpu host
[refused]
file = peer.flat
test_args = "plain quiet run=nosuch"
[triple]
file = triple.flat
[hang]
file = hang.flat
[idle]
file = idle.flat
timeout = 3
[met]
file = peer.flat
test_args = "plain quiet run=nop"
qemu_params = -cpu host
check = /proc/sys/kernel/ostype=Linux
[unmet]
file = peer.flat
check = /proc/sys/kernel/ostype=Linux /nowhere=1
[no-vmm]
file = peer.flat
qemu_params = -cpu nosuch
END

# tells TEST VERDICT WHY: the row, and the line below it.
tells()
{
	grep -A1 -E "^$1 +$2( |$)" table | tail -n 1 | grep -qF -e "$3"
}

status=0
"$build/bin/exitscope" suite kvm-unit-tests kut --lab "$lab" --limit 2000 --log-dir out >table 2>messages || status=$?
ok "a failure is status 1" test "$status" = 1
ok "passes" tells peer pass ''
ok "its exits by reason" grep -qiE '^peer .* cpuid [0-9]' table
ok "what it printed" grep -q '^ok 2 cpuid' "out/$lab-"*/peer.txt
ok "refuses" tells refused FAIL 'exit code 2'
ok "dies" tells triple FAIL 'the VM ended by itself'
ok "spins" tells hang TIMEOUT "of the lab's processor"
ok "sleeps" tells idle TIMEOUT "in the lab's time"
ok "a check holds" tells met pass ''
ok "a check does not" tells unmet 'not run' '/nowhere=1 does not hold'
ok "no VMM" tells no-vmm 'not run' 'QEMU: '
ok "all in one boot" test "$(grep -c 'booting L1' messages)" = 1

# Programs in L1 itself, as selftests are.
mkdir -p st/selftests
"${CROSS_COMPILE:-x86_64-linux-gnu-}gcc" -static -O2 -o st/selftests/fake "$here/../selftests/fake.c"
for how in pass skip fail tap abort orphan sleep spin; do
	echo "$how 3 1 0 /selftests/fake $how"
done >"st/selftests/suite.$lab"
"$build/bin/exitscope" suite selftests st --lab "$lab" --log-dir st.out >table 2>messages || true
ok "a program passes" tells pass pass ''
ok "skips" tells skip skip 'a unicorn'
ok "fails, and where" tells fail FAIL 'x86_64/fake.c:12: answer == 42'
ok "fails in a part" tells tap FAIL '3 three'
ok "aborts" tells abort FAIL 'signal 6'
ok "leaves a child that spins" tells orphan pass ''
ok "waits for ever" tells sleep TIMEOUT "in the lab's time"
ok "spins" tells spin TIMEOUT "of the lab's processor"
ok "all in one boot" test "$(grep -c 'booting L1' messages)" = 1
[ $bad = 0 ] || sed 's/^/# /' table messages
echo "1..$checks"
exit $bad
