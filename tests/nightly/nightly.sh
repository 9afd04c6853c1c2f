#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# make nightly, with parts of its own making: such as pass, fail, hang over their limit, die of a signal, are killed in the middle
# and go on, find the disk full. Boots nothing.
# Usage: nightly.sh BUILD
# shellcheck disable=SC2317 # functions are called by expect
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
nightly=$(cd "$1" && pwd)/nightly/nightly
scratch=$(mktemp -d)
# All that parts leave has a name of its own, by which it is found.
left()
{
	grep -lsa "^$scratch/sleeper" /proc/[0-9]*/cmdline
}
leave()
{
	local process

	for process in $(left); do
		kill "${process//[!0-9]/}"
	done
	rm -rf "$scratch"
}
trap leave EXIT
# shellcheck source=tests/tools/ok.sh
. "$here/../tools/ok.sh"
cd "$scratch"

tree()
{
	printf '#!/bin/sh\necho %s\necho a tree\n' "$1" >tree
	chmod +x tree
}
tree one

# table ROW...: `name | limit | needs | proof | command`
table()
{
	printf '%s\n' "# a comment" "" "$@" >parts
}

night()
{
	"$nightly" --tree ./tree parts out "$@"
}

# row NAME TEXT: of the page
row()
{
	grep -qF -e "$2" <(grep -F "<th scope=\"row\">$1<" out/index.html)
}

# ran NAME TIMES: the part's command adds a line to a file
ran()
{
	[ "$(grep -c "^$1\$" runs)" = "$2" ]
}

not()
{
	! "$@"
}

cp "$(command -v sleep)" sleeper

tap='printf "ok 1 a\nok 2 b # SKIP no such\nok 3 c\n"'
table "tap | 99s | - | - | $tap; echo tap >>runs" \
	"closing | 99s | emulators=2 | - | echo 'not ok 1 x'; echo '5 passed, 0 failed, 1 skipped'" \
	"rows | 99s | - | - | echo 'svm npt1: pass: 103 pass, 0 fail, 17 skip, of 120 (log: x)'; echo 'vmx: pass: 3 pass, 0 FAIL, 2 known'" \
	"proof | 99s | - | all is well | echo so: all is well"
expect "all pass" 0 "4 passed, 0 failed, 0 skipped" night
ok "counts by TAP" row tap '<td class="n">2<td class="n">0<td class="n">1'
ok "by a closing line, which is surer" row closing '<td class="n">5<td class="n">0<td class="n">1'
ok "by exitscope's, added up" row rows '<td class="n">106<td class="n">0<td class="n">19'
ok "a proof is no count" row proof '<td class="n"><td class="n"><td class="n">'
ok "the page says pass" grep -q '"verdict">pass: of 4 parts 4 pass, 0 fail' out/index.html
ok "and of which tree" grep -q 'Tree: a tree' out/index.html
ok "it does not load itself again any more" not grep -q http-equiv out/index.html
ok "it needs no other file" not grep -qE "src=|@import|rel=.stylesheet" out/index.html
ok "a log a part" grep -qx 'so: all is well' out/log/proof.log
expect "what has passed is not run again" 0 "4 passed, 0 failed, 0 skipped" night
ok "indeed" ran tap 1
expect "unless it is asked for" 0 "1 passed, 0 failed" night --again tap
ok "then it is" ran tap 2
ok "the page has the others, too" grep -q 'A choice: 3 parts are not asked for' out/index.html
expect "another setting" 0 "1 passed, 0 failed" night --of 6.1 tap
ok "is another result" ran tap 3
tree two
expect "another tree" 0 "4 passed, 0 failed, 0 skipped" night
ok "has no results yet" ran tap 4

# no_pass NAME VERDICT WHY ROW: without the row's name
no_pass()
{
	table "bad | $4" "good | 99s | - | - | $tap"
	rm -rf out
	if [ "$2" = skip ]; then
		expect "$1" 0 "1 passed, 0 failed, 1 skipped" night
	else
		expect "$1" 1 "1 passed, 1 failed, 0 skipped" night --patience 0.5
	fi
	ok "$1: the verdict" row bad "$2<td"
	ok "$1: why" row bad "$3"
}
no_pass "a status" FAIL 'status 3: not ok 2 b' '99s | - | - | printf "ok 1 a\nnot ok 2 b\n"; echo more; exit 3'
no_pass "a status that no line explains" FAIL 'status 3: ok 1 a' '99s | - | - | echo ok 1 a; exit 3'
no_pass "a failure in spite of the status" FAIL 'a result failed: not ok 2' '99s | - | - | echo not ok 2'
no_pass "nothing to count" FAIL 'no result is in its log: hello' '99s | - | - | echo hello'
no_pass "nothing at all" FAIL 'its log is empty' '99s | - | - | true'
no_pass "no proof" FAIL 'its log does not say' '99s | - | all is well | echo ok 1 a'
no_pass "a proof, and a failure" FAIL 'a result failed: not ok 1' '99s | - | well | echo not ok 1; echo well'
no_pass "skips alone" skip 'ok 1 a # SKIP why' '99s | - | - | echo "ok 1 a # SKIP why"'
no_pass "a limit" FAIL 'ended at its limit of 0.5 s: ' "0.5s | - | - | echo ok 1 a; $scratch/sleeper 300"
no_pass "a limit that it does not hear of" FAIL 'ended at its limit' \
	"0.5s | - | - | trap '' TERM; echo ok 1; $scratch/sleeper 300; echo ok 2"
no_pass "a limit, its output closed" FAIL 'ended at its limit' "0.5s | - | - | echo ok 1; exec $scratch/sleeper 300 >&- 2>&-"
ok "none of them runs on" not left
no_pass "a signal" FAIL 'ended by signal 9' '99s | - | - | echo ok 1 a; kill -9 $$'
no_pass "no such program" FAIL 'status 127' '99s | - | - | nosuchprogram'
no_pass "a program that is needed" skip 'there is no program nosuchprogram' '99s | program=nosuchprogram | - | true'
no_pass "a variable that is needed" skip 'NOSUCH= is not given' '99s | variable=NOSUCH | - | true'
ok "what is not tried has no log" not row bad '>log<'
table "a | 99s | root | - | echo ok 1"
if [ "$(id -u)" = 0 ]; then
	expect "root is root" 0 "1 passed, 0 failed, 0 skipped" night
else
	expect "who is not root" 4 "0 passed, 0 failed, 1 skipped" night
fi
table "orphans | 99s | - | - | (setsid $scratch/sleeper 300 & $scratch/sleeper 300 &); echo ok 1" \
	"next | 99s | - | - | if grep -qsa '^$scratch/sleeper' /proc/[0-9]*/cmdline; then echo not ok 1; else echo ok 1; fi"
expect "what a part leaves is gone when the next one begins" 0 "2 passed, 0 failed" night

# Ended in the middle: what has passed stays. The one in the middle says by a pipe that it has begun, and waits if it is to.
rm -rf out runs
mkfifo begun
table "a | 99s | - | - | echo ok 1; echo a >>runs" \
	"b | 99s | - | - | echo ok 1; echo b >>runs; if [ -e wait ]; then echo >begun; setsid $scratch/sleeper 300; fi" \
	"c | 99s | - | - | echo ok 1; echo c >>runs"
begin()
{
	touch wait
	"$nightly" --tree ./tree parts out "$@" >words 2>&1 &
	pid=$!
	timeout 100 cat begun >/dev/null || cat words
	rm wait
}
ends()
{
	local got=0

	wait "$pid" || got=$?
	[ "$got" = "$1" ]
}
begin
ok "the page, while it runs" row b running
ok "loads itself again" grep -q 'http-equiv="refresh"' out/index.html
kill -INT $pid
ok "interrupted" ends 130
ok "it says what has no result" grep -qx 'incomplete: 2 parts have no result' words
ok "and the closing line" grep -qx '1 passed, 0 failed, 0 skipped' words
ok "the page says so" grep -q 'interrupted' out/index.html
ok "an interrupted part has no result" row b "no result"
ok "nothing of it runs on" not left
begin
mkfifo errors
second()
{
	local other told=0

	"$nightly" --tree ./tree parts out >/dev/null 2>errors &
	other=$!
	timeout 100 grep -q "another night is at it" errors || told=1
	kill "$other"
	return "$told"
}
ok "two nights at once" second
kill -9 $pid
wait $pid 2>/dev/null || true
expect "killed, and begun again when its parts are gone" 0 "3 passed, 0 failed, 0 skipped" night
ok "what had passed did not run again" ran a 1
ok "what had not, did" ran b 3
ok "nothing of the killed one runs on" not left
begin --again
# shellcheck disable=SC2046 # with a space behind it
kill -9 $(cat /proc/$pid/task/$pid/children)
ok "its guard is killed" ends 5
ok "its part has no result" row b "no result"
ok "and is gone as well" not left
printf '{"part":"a","ver' >>out/results
expect "a line that is not whole" 0 "3 passed" night
ok "is taken away" not grep -q '"ver$' out/results
echo '{"what":1}' >>out/results
expect "another line" 3 "not a line of results" night

# A full disk.
rm -rf out
table "a | 99s | - | - | echo ok 1" \
	"b | 99s | - | - | trap 'touch $scratch/asked; exit' TERM; echo ok 1; $scratch/sleeper 300 & wait" \
	"c | 99s | - | - | echo ok 1"
mkdir -p out/log
ln -s /dev/full out/log/b.log
expect "a log on a full disk" 3 "1 passed, 1 failed, 0 skipped" night
ok "is no pass" row b 'its log cannot be written: No space left'
ok "nothing more is begun" row c 'no result'
ok "the part was asked to end" test -e asked
rm out/log/b.log
table "a | 99s | - | - | echo ok 1" "b | 99s | - | - | echo ok 1" "c | 99s | - | - | echo ok 1"
expect "then it goes on" 0 "3 passed" night
for full in results index.html; do
	rm -rf out
	mkdir out
	ln -s /dev/full out/$full
	expect "$full on a full disk" 3 "out/$full: No space left" night
done

# Order.
rm -rf out runs
table "build | 99s | first | built | echo build >>runs; echo built" "a | 99s | - | - | echo ok 1"
expect "the first one" 0 "2 passed" night
expect "runs each time" 0 "2 passed" night
ok "indeed" ran build 2
expect "also if another is asked for" 0 "2 passed" night a
table "build | 99s | first | built | false" "a | 99s | - | - | echo ok 1"
expect "without it the others do not run" 1 "without the first part" night
# together NEEDS NEEDS: whether two parts with these are begun one after the other, without an end between
together()
{
	rm -rf out
	table "a | 99s | $1 | - | echo ok 1" "b | 99s | $2 | - | echo ok 1"
	night -j 2 >words && grep -A 1 'a: begun' words | grep -q 'b: begun'
}
ok "two at a time" together - -
ok "an emulator each" together emulators=1 emulators=1
ok "three emulators are too many" not together emulators=2 emulators=1
ok "one that wants to be alone" not together - alone
ok "or is" not together alone -

# The tree changes meanwhile.
rm -rf out
tree three
table "a | 99s | - | - | echo ok 1" "b | 99s | - | - | echo ok 1; sed -i s/three/four/ tree" "c | 99s | - | - | echo ok 1"
expect "another tree in the middle" 5 "what is checked out has changed" night
ok "what came of it is of neither" row b 'no result'
expect "then anew" 0 "3 passed" night

# Wrong input.
expect "no table" 2 "nowhere: No such file" "$nightly" --tree ./tree nowhere out
expect "no folder" 2 "which parts, and where to" "$nightly" parts
expect "an unknown part" 2 "there is no part 'omega'" night omega
expect "no jobs" 2 "'0' is not a number from 1" night -j 0
expect "no tree" 3 "does not say what is checked out" "$nightly" --tree false parts out
wrong()
{
	table "$2"
	expect "$1" 2 "parts:3: $3" night
}
wrong "a field too few" 'a | 99s | - | true' "a row is"
wrong "a limit without a unit" 'a | 9 | - | - | true' "a limit is"
wrong "a name that is a path" '../a | 99s | - | - | true' "a name is"
wrong "an unknown need" 'a | 99s | luck | - | true' "needs are"
wrong "too many emulators" 'a | 99s | emulators=3 | - | true' "needs are"
wrong "no command" 'a | 99s | - | - |' "there is no command"
table
expect "an empty table" 2 "no part in it" night
table 'a | 99s | - | - | true' 'a | 99s | - | - | true'
expect "a name twice" 2 "a second part" night

# The project's own table: each `make` in it is a target.
expect "the table of the project" 0 "make soak" "$nightly" --list "$here/parts" out
targets()
{
	local target missing=0

	while read -r target; do
		grep -qsE "^([a-z0-9%-]+ )*$target( [a-z0-9%-]+)*:" "$here"/../../Makefile "$here"/../../*/*.mk "$here"/../../*/*/*.mk ||
			{ echo "no target $target"; missing=1; }
	done < <(grep -v '^#' "$here/parts" | grep -oP '\bmake \K[a-z][a-z0-9-]*')
	return "$missing"
}
ok "its targets are there" targets
echo "1..$checks"
exit $bad
