#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Whether tests/rooms finds what it is for: a made-up house that keeps the rules, then one fault at a time.
set -eu
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
n=0 status=0

result()
{
	n=$((n + 1))
	if [ "$2" = 0 ]; then
		echo "ok $n $1"
	else
		echo "not ok $n $1"
		status=1
	fi
}

# house: two rooms and what lies in none, compiled
house()
{
	rm -rf "$scratch/house" "$scratch/objects"
	mkdir -p "$scratch/house/low" "$scratch/house/high" "$scratch/objects"
	cat >"$scratch/house/README.md" <<-'EOF'
		## Rooms
		| room | what |
		|---|---|
		| `low/` | ground |
		| `high/` | upstairs |
		| `./` | roof |
	EOF
	echo 'int ground(int a);' >"$scratch/house/low/ground.h"
	echo 'int cellar(int a);' >"$scratch/house/low/cellar.h"
	echo 'int upstairs(int a);' >"$scratch/house/high/upstairs.h"
	printf '%s\n' '#include "ground.h"' '#include "cellar.h"' 'int ground(int a)' '{' 'return cellar(a);' '}' \
		>"$scratch/house/low/ground.c"
	printf '%s\n' '#include "cellar.h"' 'int cellar(int a)' '{' 'return a;' '}' >"$scratch/house/low/cellar.c"
	printf '%s\n' '#include "upstairs.h"' '#include "low/ground.h"' 'int upstairs(int a)' '{' \
		'return ground(a);' '}' >"$scratch/house/high/upstairs.c"
	printf '%s\n' '#include "high/upstairs.h"' 'int main(void)' '{' 'return upstairs(1);' '}' \
		>"$scratch/house/main.c"
}

# says WHAT STATUS PATTERN: of the house as it is now, compiled
says()
{
	local file said got=0

	(
		cd "$scratch"
		find house -name '*.c' | while read -r file; do
			"${CC:-cc}" -Ihouse -MMD -MP -c -o "objects/$(basename "$file" .c).o" "$file"
		done
	)
	said=$(cd "$scratch" && "$OLDPWD/tests/rooms" house objects) || got=$?
	if [ "$got" = "$2" ] && grep -qE "$3" <<<"$said"; then
		result "$1" 0
	else
		echo "# said: ${said//$'\n'/; }"
		result "$1" 1
	fi
}

house
says 'a house that keeps the rules' 0 '^$'

house
echo '#include "high/upstairs.h"' >>"$scratch/house/low/cellar.c"
says 'an include that climbs' 1 'low/cellar.c:[0-9]+: an include of house/high/upstairs.h: house/high/ is above'

house
printf '%s\n' 'int upstairs(int a);' 'int sky(void)' '{' 'return upstairs(2);' '}' >>"$scratch/house/low/cellar.c"
says 'a call that climbs, declared by hand' 1 'low/cellar.c: a use of upstairs of house/high/upstairs.c'

house
echo '#include "ground.h"' >>"$scratch/house/low/cellar.h"
says 'a circle of includes' 1 'a circle:'

house
printf '%s\n' 'int ground(int a);' 'int deep(void)' '{' 'return ground(2);' '}' >>"$scratch/house/low/cellar.c"
says 'a circle of calls' 1 'low/cellar: a use of ground of house/low/ground'

house
{ echo 'int tall(void)'; echo '{'; yes ';' | head -58; echo 'return 0;'; echo '}'; } >>"$scratch/house/main.c"
says 'a function longer than a screen' 1 'main.c:[0-9]+: a function of 61 lines'

house
for i in $(seq 19); do touch "$scratch/house/low/cupboard$i.c"; done
says 'a room with too many units' 1 'house/low/: 21 units'

house
mkdir "$scratch/house/attic"
touch "$scratch/house/attic/box.c"
sed -i '/\.\//d' "$scratch/house/README.md"
says 'a file that lies in no room' 1 'attic/box.c: in no room'

# The same in the project itself: one include too many, in a copy.
mkdir "$scratch/copy"
git ls-files guestos boot tests/rooms tests/rooms.awk | tar -c -T - | tar -x -C "$scratch/copy"
cd "$scratch/copy"
tests/rooms guestos >"$scratch/before" || true
echo '#include "measure/workload.h"' >>guestos/lib/string.c
got=0
tests/rooms guestos >"$scratch/after" || got=$?
[ "$got" = 1 ] && [ ! -s "$scratch/before" ] &&
	grep -q 'guestos/lib/string.c:[0-9]*: an include of guestos/measure/workload.h' "$scratch/after" &&
	bad=0 || bad=1
result "guestos: an include that climbs" "$bad"
exit $status
