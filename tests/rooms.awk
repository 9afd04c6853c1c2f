# SPDX-License-Identifier: GPL-2.0-only
# The judge of tests/rooms: reads what that script found, and says what breaks the rules.

BEGIN {
	most_units = 20
	most_lines = 60
}

function tidy(path)
{
	while (sub(/[^\/]+\/\.\.\//, "", path) || sub(/\/\.\//, "/", path))
		;
	return path
}

function unit(path)
{
	sub(/\.[chS]$/, "", path)
	return path
}

function room_of(path, i, best)
{
	for (i = 1; i <= rooms; i++)
		if (index(path, room[i]) == 1 && length(room[i]) > length(room[best]))
			best = i
	return best
}

function wrong(text)
{
	print "# " text
	bad++
}

# A file uses another; how says by what.
function use(from, to, how, below, above)
{
	if (unit(from) != unit(to) && !((unit(from), unit(to)) in edge))
		edge[unit(from), unit(to)] = how
	below = room_of(from)
	above = room_of(to)
	if (below && above > below)
		wrong(from how " of " to ": " room[above] " is above " room[below])
}

$1 == "room" { room[rooms = $2] = tidy($3) }

$1 == "source" {
	if (!room_of($2))
		wrong($2 ": in no room of " folder "/README.md")
	if (!((unit($2)) in seen)) {
		seen[unit($2)] = 1
		at = $2
		sub(/[^\/]*$/, "", at)
		units[at]++
	}
}

$1 == "include" { use($2, tidy($4), ":" $3 ": an include") }
# A name that several files define (main, say) tells nothing.
$1 == "defined" && !($3 in source_of) { source_of[$3] = $2 }
$1 == "defined" && source_of[$3] != $2 { source_of[$3] = "" }
$1 == "needed" && index($2, folder "/") == 1 { needs[++needed] = $2 SUBSEP $3 }

$1 == "function" && $4 > most_lines {
	wrong($2 ":" $3 ": a function of " $4 " lines; " most_lines " are allowed")
}

# Takes away, again and again, who uses nobody: who is left is in a circle or above one.
function strip(pair, part, uses, changed)
{
	do {
		delete uses
		for (pair in edge) {
			split(pair, part, SUBSEP)
			uses[part[1]] = part[2]
		}
		changed = 0
		for (pair in edge) {
			split(pair, part, SUBSEP)
			if (!(part[2] in uses)) {
				delete edge[pair]
				changed = 1
			}
		}
	} while (changed)
}

# Walks along one use after another until a file comes again, and breaks that circle. 0: there is none.
function circle(pair, part, next_of, at, text, on)
{
	strip()
	for (pair in edge) {
		split(pair, part, SUBSEP)
		next_of[part[1]] = part[2]
		at = part[1]
	}
	if (at == "")
		return 0
	while (!(at in on)) {
		on[at] = 1
		at = next_of[at]
	}
	pair = at
	do {
		text = text "\n#   " at edge[at, next_of[at]] " of " next_of[at]
		part[1] = at
		at = next_of[at]
	} while (at != pair)
	delete edge[part[1], pair]
	wrong("a circle:" text)
	return 1
}

END {
	for (i = 1; i <= needed; i++) {
		split(needs[i], part, SUBSEP)
		if (source_of[part[2]] != "")
			use(part[1], source_of[part[2]], ": a use of " part[2])
	}
	if (!rooms)
		wrong(folder "/README.md: no section «Rooms» with a table")
	for (at in units)
		if (units[at] > most_units && at !~ /\/workloads\/$/)
			wrong(at ": " units[at] " units; " most_units " are allowed")
	while (circle())
		;
	exit bad != 0
}
