# SPDX-License-Identifier: GPL-2.0-only
#
# awk -v kernel=K [-v version=V] -f compare.awk exceptions FILE...: the results of a run side by side, a row a
# test. Each FILE is LAB-KIND.log, what lab/run.c printed in LAB with the modules KIND, or
# LAB.list or LAB.not, what list.awk made. A result is the same if the test ended in the same way
# (and gave the same place or reason where it did not pass), counted the same subtests, and had the
# kernel complain as often. Ends with 0 if all are the same, 1 if not, 5 if results are missing.
function column_of(path, name) {
	name = path
	sub(/.*\//, "", name)
	sub(/\.(log|list|not)$/, "", name)
	return name
}

function text_of(column, test, record) {
	split(record_of[column, test], record, "\t")
	return record[3] (record[7] ? "+splat" : "")
}

# All of a record that must be the same; the times are not.
function essence(column, test, record) {
	if (!split(record_of[column, test], record, "\t"))
		return ""
	return record[3] "\t" record[6] "\t" record[7] "\t" record[8]
}

function seen(test) {
	if (!(test in known)) {
		known[test] = 1
		tests[++count] = test
	}
}

BEGIN { FS = "\t" }
FNR == 1 {
	file++
	column = column_of(FILENAME)
	kind = FILENAME
	sub(/.*\./, "", kind)
}

file == 1 {
	if (/^#/ || split($0, word, /[ \t]+/) < 4 || word[1] != "*" && word[1] != kernel)
		next
	rest = $0
	for (i = 0; i < 4; i++)
		sub(/^[ \t]*[^ \t]+[ \t]*/, "", rest)
	if (word[4] == "because")
		because[word[2], word[3]] = rest
	if (word[4] == "differs")
		differs[word[3]] = rest
	next
}

kind == "list" {
	split($0, word, " ")
	if (!(column in labs))
		lab_names[++lab_count] = column
	labs[column] = 1
	listed[column, word[1]] = 1
	seen(word[1])
	next
}

kind == "not" {
	split($0, word, " ")
	sub(/^not [^ ]+ /, "")
	not_run[column, word[2]] = $0
	seen(word[2])
	next
}

kind == "log" && !(column in columns) {
	columns[column] = 1
	lab = column
	sub(/-.*/, "", lab)
	kinds[lab, ++kind_count[lab]] = substr(column, length(lab) + 2)
}
$1 == "selftest" { record_of[column, $2] = $0 }
$1 == "selftests" { finished[column] = $2 }

function sorted(i, j, t) {
	for (i = 2; i <= count; i++) {
		t = tests[i]
		for (j = i - 1; j && tests[j] > t; j--)
			tests[j + 1] = tests[j]
		tests[j + 1] = t
	}
}

# "same", "differ", "missing", "killed" or "not", for one test in one lab.
function verdict(lab, test, i, first, want, word, killed) {
	if ((lab, test) in not_run)
		return "not"
	for (i = 1; i <= kind_count[lab]; i++) {
		column = lab "-" kinds[lab, i]
		if (essence(column, test) == "")
			return "missing"
		if (text_of(column, test) ~ /^(busy|late)/)
			killed = 1
	}
	if (killed)
		return "killed"
	if (test in differs) {
		split(differs[test], want, " ")
		for (i in want) {
			split(want[i], word, "=")
			column = lab "-" word[1]
			if ((column in columns) && text_of(column, test) != word[2])
				return "differ"
		}
		return "same"
	}
	first = essence(lab "-" kinds[lab, 1], test)
	for (i = 2; i <= kind_count[lab]; i++)
		if (essence(lab "-" kinds[lab, i], test) != first)
			return "differ"
	return "same"
}

function count_way(way) {
	if (!ways[way]++)
		way_names[++way_count] = way
}

function print_row(test, i, j, lab, line, mark, v) {
	line = sprintf("%-42s", test)
	for (i = 1; i <= lab_count; i++) {
		lab = lab_names[i]
		v = verdict(lab, test)
		total[v]++
		if (v == "same")
			count_way(text_of(lab "-" kinds[lab, 1], test))
		for (j = 1; j <= kind_count[lab]; j++) {
			column = lab "-" kinds[lab, j]
			line = line sprintf(" %-11s", (v == "not") ? "not run" : \
				(essence(column, test) == "") ? "MISSING" : text_of(column, test))
		}
		if (v == "differ")
			mark = mark " DIFFERS in " lab
		if (v == "killed")
			mark = mark " KILLED in " lab
	}
	print line mark
}

function heads(i, j, lab, line) {
	line = sprintf("%-42s", "Linux " (version != "" ? version : kernel))
	for (i = 1; i <= lab_count; i++)
		for (j = 1; j <= kind_count[lab = lab_names[i]]; j++)
			line = line sprintf(" %-11s", lab " " kinds[lab, j])
	print line
}

# What stands behind the rows that are not simply a pass.
function reasons(i, j, k, lab, test, record, cause, where) {
	for (i = 1; i <= count; i++) {
		test = tests[i]
		for (j = 1; j <= lab_count; j++) {
			lab = lab_names[j]
			if ((lab, test) in not_run) {
				printf "%s, %s: not run: %s\n", test, lab, not_run[lab, test]
				continue
			}
			for (k = 1; k <= kind_count[lab]; k++) {
				column = lab "-" kinds[lab, k]
				if (!split(record_of[column, test], record, "\t"))
					continue
				if (k > 1 && verdict(lab, test) == "same" && !(test in differs) ||
				    record[3] == "pass" && !record[7])
					continue
				where = lab (k > 1 ? " " kinds[lab, k] : "")
				printf "%s, %s: %s: %s\n", test, where, record[3], record[8]
			}
			cause = (lab, test) in because ? because[lab, test] : because["*", test]
			if (cause != "" && record[3] != "pass")
				printf "%s, %s: because %s\n", test, lab, cause
		}
	}
}

END {
	sorted()
	heads()
	for (i = 1; i <= count; i++)
		print_row(tests[i])
	print ""
	reasons()
	print ""
	for (column in columns)
		if (!(column in finished)) {
			printf "%s: the run did not come to its end\n", column
			total["missing"]++
		}
	for (i = 1; i <= way_count; i++)
		summary = summary sprintf("%s%d %s", i > 1 ? ", " : "", ways[way_names[i]], way_names[i])
	printf "selftests %s: %d the same (%s), %d differ, %d killed, %d missing, %d not run\n", kernel, \
		total["same"], summary, total["differ"], total["killed"], total["missing"], total["not"]
	exit total["differ"] ? 1 : total["missing"] || total["killed"] || !total["same"] ? 5 : 0
}
