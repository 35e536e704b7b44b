"""Checks gradebooks, filled rosters and exported rubrics by the rules of those who read them."""

import csv
import io
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree

import openpyxl
import pandas
import pyarrow
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet

GRADUS = sys.argv[1]
FOLDER = pathlib.Path(sys.argv[2])
LARGE = "--large" in sys.argv
QUESTIONS = ["queue-vs-sync", "latency-spike"]
ANSWERS = [
    "I would use a queue with a dead letter queue, because the caller need not wait. Consumers are idempotent.",
    "Check the dashboards, p99 first, then roll back the last deploy and tell the status page.",
    "=HYPERLINK(\"http://example.org\")",
    "It is slow.",
]
NAMES = ["Anna Roe", "Ben Müller", "Çelik Öz", "D'Arcy \"Dee\" Lane", "Eve =1+1", "Fay O'Neil", "Gil, Jr. Stone", "Ho Thi"]


def run(*args, code=0):
    done = subprocess.run([GRADUS, *args], cwd=FOLDER, capture_output=True, text=True)
    assert done.returncode == code, (args, done.returncode, done.stdout[-800:], done.stderr[-800:])
    return done


def rows_of(text, delimiter=","):
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def people():
    """A class in which two people share a name and some lack an address."""
    chance = random.Random(7)
    for number in range(60):
        name = NAMES[number % len(NAMES)] if number < 8 else f"Person{number:02} Family{chance.randrange(9)}"
        yield {"id": 1000 + number, "login": f"user{number:02}", "name": name, "email": f"u{number}@example.org"}


PEOPLE = list(people())


def grade():
    """Answers of all but the last five, graded; people are known by different keys."""
    with open(FOLDER / "class.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Student ID", "Name", "Email", *QUESTIONS])
        for number, person in enumerate(PEOPLE[:-5]):
            key = [person["id"], person["login"], person["email"]][number % 3]
            name = person["name"] if number % 2 else ""
            email = person["email"] if number % 4 == 0 else ""
            answers = [ANSWERS[(number + at) % len(ANSWERS)] for at in range(2)]
            writer.writerow([key, name, email, *answers])
    run("batch", "class.csv", "--out", "out", "-q")
    results = [json.loads(line) for line in open(FOLDER / "out" / "results.jsonl")]
    assert len(results) == 2 * (len(PEOPLE) - 5)
    marks = {}
    for result in results:
        marks.setdefault(result["candidate"]["id"], {})[result["rubric"]] = result
    return marks


def marks_of(marks, person):
    for key in (str(person["id"]), person["login"], person["email"]):
        if key in marks:
            return marks[key]
    return None


def changed_cells(before, after):
    """Cells that differ between two tables of the same shape."""
    assert len(before) == len(after), (len(before), len(after))
    for number, (old, new) in enumerate(zip(before, after)):
        assert len(old) == len(new), (number, old, new)
        for column, (one, other) in enumerate(zip(old, new)):
            if one != other:
                yield number, column


def moodle(marks):
    """Rules of `assignfeedback_offline`: three columns by name, a number behind `Participant `, a grade within the maximum."""
    head = ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed",
            "Last modified (submission)", "Last modified (grade)", "Feedback comments"]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    order = random.Random(3).sample(PEOPLE, len(PEOPLE))
    for person in order:
        writer.writerow([f"Participant {person['id']}", person["name"], person["email"], "Submitted for grading - ", "",
                         "100.00", "Yes", "Tuesday, 3 March 2026, 9:00 AM", "-", ""])
    (FOLDER / "worksheet.csv").write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode())
    # A third of the class is known by login alone, which a worksheet has not.
    done = run("gradebook", "out", "--format", "moodle", "--roster", "worksheet.csv", "-o", "moodle.csv", code=1)
    unplaced = [line for line in done.stderr.splitlines() if line.startswith("not in the roster: ")]
    filled = (FOLDER / "moodle.csv").read_bytes()
    assert filled.startswith(b"\xef\xbb\xbf") and b"\r" not in filled.replace(b"\r\n", b"")
    before = rows_of((FOLDER / "worksheet.csv").read_text("utf-8-sig"))
    after = rows_of(filled.decode("utf-8-sig"))
    allowed = {head.index("Grade"), head.index("Feedback comments")}
    assert {column for _, column in changed_cells(before, after)} == allowed
    graded = 0
    for row, person in zip(after[1:], order):
        cells = dict(zip(head, row))
        assert int(cells["Identifier"][len("Participant "):]) == person["id"]
        expected = marks_of(marks, person)
        if cells["Grade"] == "":
            assert expected is None or any(person["login"] in line for line in unplaced), person
            continue
        graded += 1
        total = sum(result["points"] for result in expected.values())
        most = sum(result["max"] for result in expected.values())
        assert abs(float(cells["Grade"]) - total * 100 / most) < 0.006, (cells, total, most)
        assert 0 <= float(cells["Grade"]) <= float(cells["Maximum Grade"])
        ElementTree.fromstring(f"<div>{cells['Feedback comments']}</div>")
    assert graded + len(unplaced) == len(PEOPLE) - 5, (graded, len(unplaced))
    return graded


def canvas_import(text):
    """What Canvas makes of a file: students by id, the scores of each assignment, the points possible."""
    lines = text.splitlines()[:3]
    sizes = {}
    for separator in ";,":
        counts = {len(rows_of(line, separator)[0]) if line else 0 for line in lines}
        sizes[separator] = counts.pop() if len(counts) == 1 else 0
    rows = rows_of(text, ";" if sizes[";"] > sizes[","] else ",")
    header = rows[0]
    assert len(header) > 3 and "Student" in header[0] and "ID" in header[1]
    n_student = 3
    if re.search(r"SIS\s+Login\s+ID", header[2]):
        n_student += 1
    elif re.search(r"SIS\s+User\s+ID", header[2]) and re.search(r"SIS\s+Login\s+ID", header[3]):
        n_student += 2 + bool(re.search(r"Integration\s+ID", header[4]))
    assert "Section" in header[n_student - 1]
    computed = re.compile("(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")
    columns = [at for at in range(n_student, len(header)) if not computed.search(header[at])]
    points, students = {}, {}
    for row in rows[1:]:
        if "Points Possible" in row[0]:
            points = {header[at]: row[at] for at in columns}
        elif all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.I) for cell in row):
            continue
        else:
            students[int(row[1])] = {header[at]: row[at].strip() for at in columns}
    return header, points, students


def canvas(marks):
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Queue or synchronous flow (501)", "Spike (502)",
            "Quiz (503)", "Current Score", "Final Score"]
    writer.writerow(head)
    writer.writerow(["", "", "", "", "", "Manual Posting", "", "", "", ""])
    writer.writerow(["    Points Possible", "", "", "", "", "10.00", "20.00", "5.00", "(read only)", "(read only)"])
    for person in PEOPLE:
        last_first = ", ".join(reversed(person["name"].split(" ", 1)))
        quiz = "3.00" if person["id"] % 2 else ""
        excused = "EX" if person["id"] == 1004 else ""
        writer.writerow([last_first, person["id"], f"s{person['id']}", person["email"] if person["id"] % 2 else person["login"],
                         "A, B", excused, "", quiz, "80.00", "80.00"])
    (FOLDER / "canvas-export.csv").write_text(text.getvalue())
    done = run("gradebook", "out", "--format", "canvas", "--roster", "canvas-export.csv", "--map", "latency-spike=Spike (502)",
               "-o", "canvas.csv", code=1)
    assert "is `EX`" in done.stderr
    unplaced = [line for line in done.stderr.splitlines() if line.startswith("not in the roster: ")]
    before = rows_of(text.getvalue())
    filled = (FOLDER / "canvas.csv").read_text()
    assert {column for _, column in changed_cells(before, rows_of(filled))} == {5, 6}
    header, points, students = canvas_import(filled)
    assert header == head and len(students) == len(PEOPLE)
    graded = 0
    for person in PEOPLE:
        expected, scores = marks_of(marks, person), students[person["id"]]
        assert scores["Quiz (503)"] == ("3.00" if person["id"] % 2 else "")
        if scores["Spike (502)"] == "":
            assert expected is None or any(person["login"] in line or person["email"] in line for line in unplaced)
            continue
        graded += 1
        for title, question in (("Spike (502)", "latency-spike"), ("Queue or synchronous flow (501)", "queue-vs-sync")):
            result = expected[question]
            if scores[title] != "EX":
                wanted = result["points"] * float(points[title]) / result["max"]
                assert abs(float(scores[title]) - wanted) < 0.006, (person, scores, result)
    assert graded + len(unplaced) == len(PEOPLE) - 5, (graded, len(unplaced))
    return graded


def blackboard(marks):
    head = ["Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability",
            "Essay, week 1 [Total Pts: 50 Score] |70123", "Grading Notes", "Notes Format", "Feedback to Learner", "Feedback Format"]
    lines = ["\t".join(f'"{name}"' for name in head)]
    for person in PEOPLE:
        first, _, last = person["name"].replace('"', "").partition(" ")
        cells = [last, first, person["login"], str(person["id"]), "", "Yes", "", "", "", "", ""]
        lines.append("\t".join(f'"{cell}"' for cell in cells))
    (FOLDER / "bb.xls").write_bytes(("\ufeff" + "\r\n".join(lines) + "\r\n").encode("utf-16-le"))
    done = run("gradebook", "out", "--format", "blackboard", "--roster", "bb.xls", "--map", f"grade={head[6]}", "-o", "bb-up.xls", code=1)
    filled = (FOLDER / "bb-up.xls").read_bytes().decode("utf-16-le")
    assert filled.startswith("\ufeff")
    frame = pandas.read_csv(io.StringIO(filled[1:]), sep="\t", dtype=str, keep_default_na=False)
    assert list(frame.columns) == head
    graded = frame[frame[head[6]] != ""]
    for row in graded.to_dict("records"):
        person = next(person for person in PEOPLE if person["login"] == row["Username"])
        expected = marks_of(marks, person).values()
        wanted = sum(one["points"] for one in expected) * 50 / sum(one["max"] for one in expected)
        assert abs(float(row[head[6]]) - wanted) < 0.006
        assert row["Feedback Format"] == "SMART_TEXT" and "points" in row["Feedback to Learner"]
    unplaced = [line for line in done.stderr.splitlines() if line.startswith("not in the roster: ")]
    assert len(graded) + len(unplaced) == len(PEOPLE) - 5
    return len(graded)


def tables(marks):
    """CSV for people and programs: numbers are numbers, and no cell is a formula."""
    for format in ["csv", "csv-answers", "csv-criteria", "moodle-gradebook", "canvas", "blackboard", "prairielearn-csv", "nbgrader", "otter"]:
        text = run("gradebook", "out", "--format", format).stdout
        for row in rows_of(text):
            for cell in row:
                if re.fullmatch(r"-?[0-9.]+", cell):
                    continue
                assert not cell.lstrip().startswith(("=", "+", "-", "@")), (format, cell)
    frame = pandas.read_csv(io.StringIO(run("gradebook", "out", "--format", "csv").stdout))
    assert len(frame) == len(marks) and frame["Total"].dtype.kind in "fi" and frame["Percent"].between(0, 100).all()
    answers = pandas.read_csv(io.StringIO(run("gradebook", "out", "--format", "csv-answers").stdout))
    for row in answers.to_dict("records"):
        result = marks[str(row["candidate"])][row["question"]]
        assert (row["points"], row["max"], row["percent"]) == (result["points"], result["max"], result["percent"])
    criteria = pandas.read_csv(io.StringIO(run("gradebook", "out", "--format", "csv-criteria").stdout))
    assert len(criteria) == sum(len(result["criteria"]) for answers in marks.values() for result in answers.values())
    grades = pandas.read_csv(io.StringIO(run("gradebook", "out", "--format", "nbgrader").stdout))
    assert list(grades.columns) == ["assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
                                    "late_submission_penalty", "score", "max_score"]
    assert (grades["score"] <= grades["max_score"]).all()
    otter = pandas.read_csv(io.StringIO(run("gradebook", "out", "--format", "otter").stdout))
    assert otter["file"][0] == "points-possible" and set(otter["grading_status"].dropna()) == {"Completed"}
    made = rows_of(run("gradebook", "out", "--format", "canvas").stdout)
    assert made[0][:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"] and "Points Possible" in made[1][0]
    assert all(row[1].isdigit() or row[3] for row in made[2:])
    lines = run("gradebook", "out", "--format", "jsonl").stdout.splitlines()
    for line in map(json.loads, lines):
        assert abs(line["points"] - sum(one["points"] or 0 for one in line["questions"])) < 1e-9
    return len(frame)


def submissions():
    """`results.json` of autograders."""
    run("gradebook", "out", "--format", "gradescope", "-o", "gs")
    run("gradebook", "out", "--format", "prairielearn", "-o", "pl")
    known = {"score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags", "visibility", "extra_data"}
    paths = sorted(FOLDER.glob("gs/*/results.json"))
    for path in paths:
        result = json.loads(path.read_text())
        assert set(result) <= {"score", "output", "output_format", "visibility", "tests"}
        assert result["visibility"] in {"hidden", "after_due_date", "after_published", "visible"}
        for test in result["tests"]:
            assert set(test) <= known and test["status"] in {"passed", "failed"}
            assert test["output_format"] in {"text", "simple_format", "html", "md", "ansi"}
            assert isinstance(test["tags"], list) and isinstance(test["score"], (int, float))
    for path in sorted(FOLDER.glob("pl/*/results.json")):
        assert path.stat().st_size < 1_000_000
        result = json.loads(path.read_text())
        assert result["gradable"] is True and 0 <= result["score"] <= 1
        assert all({"name", "points", "max_points"} <= set(test) and test["max_points"] > 0 for test in result["tests"])
    assert len(paths) == len(PEOPLE) - 5
    return len(paths)


def workbook(path, n_candidates):
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[0] == "Summary" and book.sheetnames[-1] == "Criteria"
    for sheet in book:
        assert sheet.freeze_panes == "B2", sheet.title
        assert sheet.auto_filter.ref and sheet.conditional_formatting, sheet.title
        assert sheet.column_dimensions["A"].width > 10
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                assert cell.data_type in "sn", (sheet.title, cell.coordinate, cell.data_type, cell.value)
    summary = pandas.read_excel(path, sheet_name="Summary")
    assert len(summary) == n_candidates and summary["Total"].dtype.kind in "fi"
    for sheet in book.sheetnames[1:-1]:
        frame = pandas.read_excel(path, sheet_name=sheet)
        assert (frame["Points"] <= frame["Max"]).all() and frame["Confidence"].between(0, 1).all()
    counts = pandas.read_excel(path, sheet_name="Criteria")
    assert ((counts["Met"] + counts["Weak"] + counts["Not met"]) <= n_candidates).all()


def rubrics():
    rubric = "queue-vs-sync"
    root = ElementTree.fromstring(run("export", rubric, "--format", "edx-ora").stdout)
    assert root.tag == "rubric" and root.find("criterion") is not None
    for criterion in root.findall("criterion"):
        assert criterion.get("feedback") in {"optional", "required"}
        assert all(criterion.find(name) is not None for name in ("name", "label", "prompt"))
        names = [option.find("name").text for option in criterion.findall("option")]
        assert len(names) == len(set(names)) >= 2
        for option in criterion.findall("option"):
            assert int(option.get("points")) >= 0 and option.find("explanation") is not None
    ora = json.loads(run("export", rubric, "--format", "edx-ora-json").stdout)
    assert [one["order_num"] for one in ora["criteria"]] == list(range(len(ora["criteria"])))
    assert all(isinstance(option["points"], int) for one in ora["criteria"] for option in one["options"])
    google = json.loads(run("export", rubric, "--format", "google-classroom").stdout)
    assert 1 <= len(google["criteria"]) <= 50
    for criterion in google["criteria"]:
        points = [level["points"] for level in criterion["levels"]]
        assert 1 <= len(points) <= 10 and len(set(points)) == len(points) and points == sorted(points, reverse=True)
    microsoft = json.loads(run("export", rubric, "--format", "microsoft").stdout)
    assert abs(sum(quality["weight"] for quality in microsoft["qualities"]) - 100) < 1e-9
    assert all(len(quality["criteria"]) == len(microsoft["levels"]) for quality in microsoft["qualities"])
    moodle = json.loads(run("export", rubric, "--format", "moodle-rubric").stdout)
    for criterion in moodle["areas"][0]["definitions"][0]["rubric"]["rubric_criteria"]:
        assert {"sortorder", "description", "descriptionformat", "levels"} == set(criterion)
        assert all({"score", "definition", "definitionformat"} == set(level) for level in criterion["levels"])
    prairie = json.loads(run("export", rubric, "--format", "prairielearn").stdout)
    assert all(1 <= len(item["description"]) <= 100 for item in prairie["rubric_items"])
    canvas = rows_of(run("export", rubric, "latency-spike", "--format", "canvas-rubric").stdout)
    assert canvas[0][:4] == ["Rubric Name", "Criteria Name", "Criteria Description", "Criteria Enable Range"]
    ratings = [at for at, name in enumerate(canvas[0]) if name == "Rating Name"]
    for row in canvas[1:]:
        assert row[0] and row[1] and row[3] in {"true", "false"}
        given = [at for at in ratings if row[at]]
        assert given and all(float(row[at + 2]) >= 0 for at in given)
    assert len({row[0] for row in canvas[1:]}) == 2
    for format in ["gradescope", "healthbench", "promptfoo", "autorubric"]:
        json.loads(run("export", rubric, "--format", format).stdout)
    return len(canvas) - 1


def has_columnar():
    """Whether the program was built with Parquet and Arrow."""
    done = subprocess.run([GRADUS, "gradebook", "--help"], capture_output=True, text=True)
    return "parquet-criteria" in done.stdout


def columnar(marks):
    """Parquet gradebooks as pandas reads them; answers out of every file that pandas and pyarrow write."""
    for format, table in [("parquet", "csv"), ("parquet-answers", "csv-answers"), ("parquet-criteria", "csv-criteria")]:
        for name in ["one.parquet", "two.parquet"]:
            run("gradebook", "out", "--format", format, "-o", name)
        assert (FOLDER / "one.parquet").read_bytes() == (FOLDER / "two.parquet").read_bytes()
        frame = pandas.read_parquet(FOLDER / "one.parquet")
        text = pandas.read_csv(io.StringIO(run("gradebook", "out", "--format", table).stdout))
        assert len(frame) == len(text) > 0
        last = "Percent" if format == "parquet" else "points"
        assert (frame[last.lower()] - text[last]).abs().max() < 1e-9, format
    frame = pandas.read_parquet(FOLDER / "one.parquet")
    assert frame["points"].dtype == "float64" and set(frame["verdict"]) <= {"met", "weak", "denied", "missing"}
    answers = pyarrow.parquet.read_table(FOLDER / "one.parquet")
    assert not answers.schema.metadata and answers.schema.field("points").type == pyarrow.float64()
    run("gradebook", "out", "--format", "parquet", "-o", "grades.parquet")
    frame = pandas.read_parquet(FOLDER / "grades.parquet")
    assert list(frame.columns) == ["candidate", "name", "email", *QUESTIONS, "points", "max", "percent", "feedback"]
    assert frame["candidate"].isin(marks).all() and frame["feedback"].str.contains("points").all()
    wanted = [json.loads(line) for line in open(FOLDER / "out" / "results.jsonl")]
    known = [(one["candidate"]["id"], one["rubric"], one["points"], one["max"]) for one in wanted]
    frame = pandas.read_csv(FOLDER / "class.csv", dtype=str)
    table = pyarrow.Table.from_pandas(frame, preserve_index=False)
    dictionaries = pyarrow.table({name: table[name].dictionary_encode() for name in table.column_names})
    views = pyarrow.table({name: table[name].cast(pyarrow.string_view()) for name in table.column_names})

    def stream(path, table):
        with pyarrow.ipc.new_stream(path, table.schema) as out:
            out.write_table(table, max_chunksize=7)

    def file(path, table):
        with pyarrow.ipc.new_file(path, table.schema) as out:
            out.write_table(table, max_chunksize=7)

    writers = [lambda path, codec=codec: frame.to_parquet(path, compression=codec) for codec in [None, "snappy", "gzip", "zstd"]]
    writers += [lambda path, one=one: pyarrow.parquet.write_table(one, path) for one in [dictionaries, views]]
    writers += [lambda path, write=write, one=one: write(path, one) for write in [stream, file] for one in [table, dictionaries, views]]
    writers += [lambda path, codec=codec: frame.to_feather(path, compression=codec) for codec in ["uncompressed", "lz4", "zstd"]]
    writers.append(lambda path: pyarrow.parquet.write_table(table, path, data_page_version="2.0", use_dictionary=False, row_group_size=9))
    for write in writers:
        write(str(FOLDER / "class.parquet"))
        run("batch", "class.parquet", "--out", "columnar", "--overwrite", "-q")
        found = [json.loads(line) for line in open(FOLDER / "columnar" / "results.jsonl")]
        assert [(one["candidate"]["id"], one["rubric"], one["points"], one["max"]) for one in found] == known
    return len(writers)


def large():
    """An Excel file of 100,000 answers: time and the most memory that the program held."""
    template = json.loads(open(FOLDER / "out" / "results.jsonl").readline())
    with open(FOLDER / "large.jsonl", "w") as file:
        for number in range(100_000):
            template["candidate"] = {"id": str(number), "name": f"Person {number}", "email": f"p{number}@example.org"}
            file.write(json.dumps(template) + "\n")
    begin = time.monotonic()
    pid = os.spawnv(os.P_NOWAIT, GRADUS, [GRADUS, "gradebook", str(FOLDER / "large.jsonl"), "--format", "xlsx", "-o", str(FOLDER / "large.xlsx")])
    _, status, usage = os.wait4(pid, 0)
    took = time.monotonic() - begin
    assert status == 0
    book = openpyxl.load_workbook(FOLDER / "large.xlsx", read_only=True)
    assert book["Summary"].max_row == 100_001
    print(f"xlsx of 100,000 answers: {took:.1f} s, {usage.ru_maxrss // 1024} MB")
    assert usage.ru_maxrss < 128 * 1024


def main():
    marks = grade()
    done = [
        f"{moodle(marks)} grades in a Moodle worksheet",
        f"{canvas(marks)} in a Canvas gradebook",
        f"{blackboard(marks)} in a Blackboard download",
        f"{tables(marks)} candidates in tables",
        f"{submissions()} results.json",
    ]
    run("gradebook", "out", "--format", "xlsx", "-o", "book.xlsx")
    workbook(FOLDER / "book.xlsx", len(marks))
    done.append(f"{rubrics()} rows of rubrics")
    if has_columnar():
        done.append(f"{columnar(marks)} Parquet and Arrow files read")
    print("; ".join(done))
    if LARGE:
        large()


main()
