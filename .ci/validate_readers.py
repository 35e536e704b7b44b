"""Writes answers with the libraries of others, has them read by `gradus batch`, and compares what arrived."""

import json
import pathlib
import shutil
import subprocess
import sys

import docx
import openpyxl
from odf import opendocument, style, table, text
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import ListFlowable, Paragraph, SimpleDocTemplate

GRADUS, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
RUBRIC = "queue-vs-sync"
HEADING = "When I queue"
PARAGRAPHS = [
    "I would use a queue when the caller need not wait: the work is slow, or bursts must be smoothed — naïve retries won't do.",
    "Failed messages go to a dead letter queue with an alert; 5 < 7 & “quotes” survive, and so does ½.",
]
POINTS = ["Consumers are idempotent.", "Ordering holds per partition key."]
SENTENCES = [*PARAGRAPHS, *POINTS]


def word(path):
    document = docx.Document()
    document.add_heading(HEADING, 1)
    for one in PARAGRAPHS:
        paragraph = document.add_paragraph()
        for word in one.split(" "):  # runs within a sentence, as editors leave them
            paragraph.add_run(word).bold = len(word) > 8
            paragraph.add_run(" ")
    for one in POINTS:
        document.add_paragraph(one, style="List Bullet")
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = "left cell", "right cell"
    document.save(path)


def odt(path):
    document = opendocument.OpenDocumentText()
    document.text.addElement(text.H(outlinelevel=1, text=HEADING))
    for one in PARAGRAPHS:
        document.text.addElement(text.P(text=one))
    points = text.List()
    for one in POINTS:
        item = text.ListItem()
        item.addElement(text.P(text=one))
        points.addElement(item)
    document.text.addElement(points)
    document.save(path)


def pdf(path):
    styles = getSampleStyleSheet()
    escaped = [one.replace("&", "&amp;").replace("<", "&lt;") for one in PARAGRAPHS]
    story = [Paragraph(HEADING, styles["Heading1"]), *(Paragraph(one, styles["BodyText"]) for one in escaped)]
    story.append(ListFlowable([Paragraph(one, styles["BodyText"]) for one in POINTS], bulletType="bullet"))
    SimpleDocTemplate(str(path)).build(story)


ROWS = [["Student ID", "Name", "Response"], [1001, "Anna Roe", " ".join(SENTENCES)], ["1002", "Çelik Öz", "=not a formula"], [1003, "Bo Li", PARAGRAPHS[0]]]


def xlsx(path):
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active["C3"].data_type = "s"
    book.save(path)


def ods(path):
    document = opendocument.OpenDocumentSpreadsheet()
    sheet = table.Table(name="Answers")
    for row in ROWS:
        line = table.TableRow()
        for cell in row:
            number = isinstance(cell, int)
            one = table.TableCell(valuetype="float", value=cell) if number else table.TableCell(valuetype="string")
            one.addElement(text.P(text=str(cell)))
            line.addElement(one)
        sheet.addElement(line)
    document.spreadsheet.addElement(sheet)
    document.save(path)


def office(source, *formats):
    """The same in the formats that LibreOffice writes; nothing where it is not installed."""
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if not soffice:
        return []
    made = []
    for format in formats:
        out = FOLDER / f"{source.stem}-libreoffice-{format}"
        profile = f"-env:UserInstallation=file://{FOLDER}/profile"
        subprocess.run([soffice, profile, "--headless", "--convert-to", format, "--outdir", out, source], check=True, capture_output=True)
        made += list(out.iterdir())
    return made


def batch(path):
    out = FOLDER / "out"
    done = subprocess.run(
        [GRADUS, "batch", path, "-r", RUBRIC, "--keep-answers", "--out", out, "--overwrite", "-q"], capture_output=True, text=True
    )
    assert done.returncode == 0, (path, done.returncode, done.stderr[-800:])
    answers, results = ([json.loads(line) for line in open(out / name, encoding="utf-8")] for name in ("answers.jsonl", "results.jsonl"))
    return [dict(answer, candidate=result["candidate"]) for answer, result in zip(answers, results, strict=True)]


def plain(answer):
    return " ".join(answer.replace("\\", "").split())


def document(path):
    answers = batch(path)
    assert len(answers) == 1, (path, answers)
    answer = plain(answers[0]["answer"])
    for sentence in (HEADING, *SENTENCES):
        assert sentence in answer, (path.name, sentence, answer)


def sheet(path):
    answers = batch(path)
    assert [plain(one["answer"]) for one in answers] == [row[2] for row in ROWS[1:]], (path, answers)
    people = [(one["candidate"]["id"], one["candidate"]["name"]) for one in answers]
    assert people == [(str(row[0]), row[1]) for row in ROWS[1:]], (path, people)


def main():
    documents, sheets = [], []
    for write, name in ((word, "roe.docx"), (odt, "roe.odt"), (pdf, "roe.pdf")):
        write(FOLDER / name)
        documents.append(FOLDER / name)
    for write, name in ((xlsx, "class.xlsx"), (ods, "class.ods")):
        write(FOLDER / name)
        sheets.append(FOLDER / name)
    documents += office(FOLDER / "roe.docx", "docx", "odt", "pdf", "html", "fodt", "txt:Text")
    sheets += office(FOLDER / "class.xlsx", "xlsx", "ods", "csv")
    for path in documents:
        document(path)
    for path in sheets:
        sheet(path)
    print("read:", ", ".join(str(path.relative_to(FOLDER)) for path in [*documents, *sheets]))


main()
