#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""compare.py LAVA-LOG EXPORT.json: whether lava-run's test cases are exitscope's rows, each verdict and each median."""
import json
import re
import sys

cases, ends = {}, []
for line in open(sys.argv[1]):
    match = re.search(r'"lvl": "results", "msg": (\{.*\})\}$', line)
    if not match:
        continue
    # What a number or null is, LAVA's YAML says by a tag.
    result = json.loads(re.sub(r'! "([^"]*)"', r"\1", match[1]))
    if result["definition"] == "exits":
        assert result["case"] not in cases, "twice: " + result["case"]
        cases[result["case"]] = (result["result"], result["measurement"])
    if result["definition"] == "run":
        ends.append((result["case"], result["result"]))

exported = json.load(open(sys.argv[2]))
rows = {}
for row in exported["results"]:
    median = row["round_trip"]["median"] if "round_trip" in row else None
    rows[re.sub(r"\W+", "_", row["name"].lower())] = (row["verdict"], median)

differ = 0
for case in sorted(cases.keys() | rows.keys()):
    got, want = cases.get(case), rows.get(case)
    same = got and want and got[0] == want[0] and (got[1] is None) == (want[1] is None) and (
        got[1] is None or float(got[1]) == float(want[1]))
    if not same:
        print(f"{case}: LAVA {got}, exitscope {want}")
        differ += 1
if ends != [("end", exported["verdict"])]:
    print(f"end: LAVA {ends}, exitscope {exported['verdict']}")
    differ += 1
verdicts = [verdict for verdict, _ in rows.values()]
print(f"{len(rows)} rows, {verdicts.count('pass')} pass, {verdicts.count('fail')} fail, "
      f"{verdicts.count('skip')} skip, {sum(m is not None for _, m in rows.values())} medians, {differ} differ")
sys.exit(bool(differ) or not rows)
