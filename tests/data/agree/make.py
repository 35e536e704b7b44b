#!/usr/bin/env python3
"""Writes graded.csv, graded.jsonl and graded.xlsx: invented answers on backups with invented marks.

    pip install openpyxl && python3 make.py
"""
import csv
import json
import random

import openpyxl

draw = random.Random(4)
IDEAS = {
    "restore-test": ["Once a month we restore one database as a drill.", "I rehearse the restore with the new colleague.",
                     "We actually try to bring a copy back to life now and then."],
    "offsite-copy": ["One copy goes to a second region.", "There is an offsite copy as well.",
                     "A copy lies in a vault across town."],
    "schedule": ["A job runs every night.", "Dumps are taken hourly.", "Copies are made around the clock."],
    "silent-failure": ["An alarm goes off when a dump is missing.", "We get an alert if a job fails.",
                       "Somebody is paged when a file does not grow."],
}
POINTS = {"restore-test": 3, "offsite-copy": 2, "schedule": 2, "silent-failure": 3}
rows = []
for at in range(1, 27):
    stated = [idea for idea in IDEAS if draw.random() < 0.55]
    text = " ".join(draw.choice(IDEAS[idea]) for idea in stated)
    if draw.random() < 0.12:
        text += " Our disks are RAID, and RAID is a backup."
    text = text or "I trust the vendor; nothing was ever lost."
    # These raters are strict: little is worth nothing.
    share = sum(POINTS[idea] for idea in stated) / 10
    first = round(share ** 2 * 5)
    second = min(5, max(0, first + draw.choice([0, 0, 0, 1, -1])))
    labels = {idea: int(idea in stated) for idea in IDEAS}
    rows.append({"answer_id": f"b{at:02}", "question_id": "backups", "answer": text.strip(), "score_1": first,
                 "score_2": second} | labels)
with open("graded.csv", "w", newline="", encoding="utf-8") as file:
    writer = csv.DictWriter(file, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
with open("graded.jsonl", "w", encoding="utf-8") as file:
    for row in rows:
        labels = {idea: ["full" if row[idea] else "none"] * 2 for idea in IDEAS}
        keep = {key: row[key] for key in ("answer_id", "question_id", "answer")}
        file.write(json.dumps(keep | {"overall": [row["score_1"], row["score_2"]], "labels": labels}) + "\n")
book = openpyxl.Workbook()
sheet = book.active
sheet.append(list(rows[0]))
for row in rows:
    sheet.append(list(row.values()))
book.save("graded.xlsx")
