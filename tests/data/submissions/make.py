"""Writes the samples of this folder with other people's programs.

    python3 -m venv .venv && .venv/bin/pip install python-docx openpyxl odfpy reportlab
    .venv/bin/python tests/data/submissions/make.py

The word processor's samples (`libreoffice.*`) need `soffice` (Debian: libreoffice-writer-nogui,
libreoffice-calc-nogui), `pandoc.docx` needs `pandoc`. What is not installed is left as it is.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

import docx
import openpyxl
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from odf import office, style, table, text
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText

HERE = pathlib.Path(__file__).parent
LINES = [
    "Each request carries an idempotency key, so that a retry does not charge twice.",
    "The consumer stores the key in the same transaction as the charge.",
    "It doesn\u2019t rely on \u201cexactly once\u201d delivery \u2014 that is not to be had.",
]
POINTS = ["Retries back off exponentially", "A dead-letter queue keeps what fails"]


SCRATCH = pathlib.Path(tempfile.mkdtemp())


def word(path=HERE / "word.docx", footnote=True):
    """python-docx: headings, lists, a table, tracked changes, a footnote mark, hidden and struck text."""
    document = docx.Document()
    document.add_heading("Payments", level=1)
    for line in LINES:
        document.add_paragraph(line)
    for point in POINTS:
        document.add_paragraph(point, style="List Bullet")
    document.add_paragraph("Store the key", style="List Number")
    document.add_paragraph("Answer from the store", style="List Number")
    grid = document.add_table(rows=2, cols=2)
    for cell, value in zip([c for row in grid.rows for c in row.cells], ["Store", "Why", "Redis", "fast | shared"]):
        cell.text = value
    split = document.add_paragraph("split in ")
    split.add_run("mid").bold = True
    split.add_run("word, then")
    split.runs[-1].add_break(WD_BREAK.LINE)
    split.add_run("a new line").add_tab()
    split.add_run("after a tab")
    odd = document.add_paragraph("Kept. ")
    odd.add_run("Struck.").font.strike = True
    odd.add_run("Hidden.").font.hidden = True
    tracked = document.add_paragraph("The timeout is ")
    tracked._p.append(parse_xml(
        f'<w:del {nsdecls("w")} w:id="1" w:author="A"><w:r><w:delText>ten minutes</w:delText></w:r></w:del>'))
    tracked._p.append(parse_xml(
        f'<w:ins {nsdecls("w")} w:id="2" w:author="A"><w:r><w:t>two seconds</w:t></w:r></w:ins>'))
    tracked.add_run(".")
    if footnote:
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), "2")
        tracked.add_run()._r.append(reference)
    document.add_paragraph("<script>alert(1)</script> & <!-- not seen --> # not a heading")
    document.sections[0].header.paragraphs[0].text = "A header that is no answer"
    document.core_properties.author = "A"
    document.save(path)


def scanned():
    """A document that only holds a picture."""
    import base64
    import io

    dot = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
    document = docx.Document()
    document.add_picture(io.BytesIO(dot))
    document.save(HERE / "pictures.docx")


def open_document():
    """odfpy: headings, nested lists, a note, an annotation, a table."""
    document = OpenDocumentText()
    document.text.addElement(text.H(outlinelevel=1, text="Payments"))
    for line in LINES:
        paragraph = text.P(text=line)
        document.text.addElement(paragraph)
    note = text.Note(noteclass="footnote")
    note.addElement(text.NoteCitation(text="1"))
    body = text.NoteBody()
    body.addElement(text.P(text="A footnote that is no answer"))
    note.addElement(body)
    paragraph.addElement(note)
    paragraph.addElement(text.S(c=2))
    paragraph.addText("More.")
    paragraph.addElement(text.LineBreak())
    paragraph.addText("After a break.")
    bullets = text.List()
    for point in POINTS:
        item = text.ListItem()
        item.addElement(text.P(text=point))
        bullets.addElement(item)
    inner = text.List()
    item = text.ListItem()
    item.addElement(text.P(text="and is looked at by a person"))
    inner.addElement(item)
    bullets.lastChild.addElement(inner)
    document.text.addElement(bullets)
    struck = style.Style(name="Struck", family="text")
    struck.addElement(style.TextProperties(textlinethroughstyle="solid"))
    document.automaticstyles.addElement(struck)
    paragraph = text.P(text="Kept. ")
    paragraph.addElement(text.Span(stylename=struck, text="Struck."))
    document.text.addElement(paragraph)
    grid = table.Table(name="t")
    for values in [["Store", "Why"], ["Redis", "fast"]]:
        row = table.TableRow()
        for value in values:
            cell = table.TableCell()
            cell.addElement(text.P(text=value))
            row.addElement(cell)
        grid.addElement(row)
    document.text.addElement(grid)
    document.save(str(HERE / "odfpy.odt"))


ROWS = [
    ["ID", "Name", "Response", "Submitted", "Late"],
    [1001, "Anna Example", "=not a formula\nRetries are safe with a key", None, True],
    ["0042", "Bo Ünal", "It doesn\u2019t matter", None, False],
]


def sheets():
    """openpyxl and odfpy: two sheets, a gap, a date, a formula, numbers and texts."""
    import datetime

    book = openpyxl.Workbook()
    first = book.active
    first.title = "Answers"
    for row in ROWS:
        first.append(row)
    first["C2"].data_type = "s"
    first["D2"] = datetime.datetime(2026, 11, 24, 10, 30)
    first["A6"] = "=1+1"
    first["H6"] = 0.5
    second = book.create_sheet("Other")
    second["B2"] = "alone"
    book.save(HERE / "openpyxl.xlsx")

    document = OpenDocumentSpreadsheet()
    grid = table.Table(name="Answers")
    for values in ROWS:
        row = table.TableRow()
        for value in values:
            if value is None:
                cell = table.TableCell(numbercolumnsrepeated=1)
            elif isinstance(value, bool):
                cell = table.TableCell(valuetype="boolean", booleanvalue=str(value).lower())
            elif isinstance(value, int):
                cell = table.TableCell(valuetype="float", value=value)
            else:
                cell = table.TableCell(valuetype="string")
                for line in value.split("\n"):
                    cell.addElement(text.P(text=line))
            row.addElement(cell)
        grid.addElement(row)
    document.spreadsheet.addElement(grid)
    document.save(str(HERE / "odfpy.ods"))


def pages():
    """reportlab: wrapped prose, a bullet list, two pages."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.pdfgen import canvas
    from reportlab.platypus import ListFlowable, PageBreak, Paragraph, SimpleDocTemplate

    styles = getSampleStyleSheet()
    story = [Paragraph("Payments", styles["Heading1"])]
    story.append(Paragraph(" ".join(LINES), styles["BodyText"]))
    story.append(ListFlowable([Paragraph(point, styles["BodyText"]) for point in POINTS], bulletType="bullet"))
    story += [PageBreak(), Paragraph("The second page ends the answer.", styles["BodyText"])]
    SimpleDocTemplate(str(HERE / "reportlab.pdf"), pagesize=A4, invariant=1).build(story)
    blank = canvas.Canvas(str(HERE / "scanned.pdf"), pagesize=A4, invariant=1)
    blank.rect(100, 100, 200, 200, fill=1)
    blank.showPage()
    blank.save()
    from reportlab.lib import pdfencrypt
    locked = canvas.Canvas(
        str(HERE / "locked.pdf"), pagesize=A4, invariant=1, encrypt=pdfencrypt.StandardEncryption("secret"))
    locked.drawString(100, 700, "nobody reads this")
    locked.save()


def converted():
    """LibreOffice and pandoc write the same document again, each in its own way."""
    office_program = shutil.which("soffice")
    if office_program:
        # LibreOffice does not open a document whose footnote is missing.
        word(SCRATCH / "word.docx", footnote=False)
        for kind in ["odt", "docx", "pdf", "fodt", "html", "rtf", "doc"]:
            run(office_program, "--headless", "--convert-to", kind, "--outdir", SCRATCH / "out", SCRATCH / "word.docx")
            shutil.copy(SCRATCH / "out" / f"word.{kind}", HERE / f"libreoffice.{kind}")
        for kind in ["ods", "xlsx", "xls"]:
            run(office_program, "--headless", "--convert-to", kind, "--outdir", SCRATCH / "out", HERE / "openpyxl.xlsx")
            shutil.copy(SCRATCH / "out" / f"openpyxl.{kind}", HERE / f"libreoffice.{kind}")
    if shutil.which("pandoc"):
        source = "# Payments\n\n" + "\n\n".join(LINES) + "[^1]\n\n[^1]: A footnote that is no answer\n\n"
        source += "\n".join(f"- {point}" for point in POINTS) + "\n    1. first\n    2. second\n\n~~struck~~ kept\n"
        for kind in ["docx", "odt"]:
            subprocess.run(["pandoc", "-f", "markdown", "-o", str(HERE / f"pandoc.{kind}")], input=source.encode(), check=True)


def run(*command):
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


def main():
    for make in [word, scanned, open_document, sheets, pages, converted]:
        make()
    print(*sorted(path.name for path in HERE.iterdir()), file=sys.stderr)


main()
