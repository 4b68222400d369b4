"""Files that came with mails: read in a process of their own, saved once, sent on to others."""

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from tests.tools.mail.desk import Desk
from tests.tools.mail.letters import letter
from tools.effects.plan import Intent, Plan
from tools.errors import StaleError, ToolError
from tools.mail.attachments import child
from tools.mail.attachments.finding import find_file
from tools.mail.attachments.reader import text_of
from tools.mail.attachments.saving import SavingExecutor, SavingPlanner, file_name
from tools.mail.message import Folder
from tools.mail.parsing import parse
from tools.mail.tools import build_email_tools

docx = pytest.importorskip("docx")
openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("pypdf")


def pdf_of(*pages: str, fields: Sequence[str] = ()) -> bytes:
    """A PDF with a line of text on each page, and the `fields` of a form."""
    places_of_fields = " ".join(f"{2 * len(pages) + 3 + n} 0 R" for n in range(len(fields)))
    form = f"/AcroForm<</Fields[{places_of_fields}]>>" if fields else ""
    objects = [f"<</Type/Catalog/Pages 2 0 R{form}>>".encode(), b""]
    kids = []
    for text in pages:
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
        objects.append(b"<</Length %d>>stream\n%b\nendstream" % (len(stream), stream))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/Contents %d 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1"
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>" % len(objects)
        )
        kids.append(len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%b]>>" % (
        len(kids), b" ".join(b"%d 0 R" % kid for kid in kids),
    )  # fmt: skip
    objects += [field.encode() for field in fields]
    out, places = io.BytesIO(b""), []
    out.write(b"%PDF-1.4\n")
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj%b endobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def form_of(**values: str) -> bytes:
    """A PDF with a form that is filled in so."""
    return pdf_of("Form", fields=[f"<</FT/Tx/T({name})/V({said})>>" for name, said in values.items()])


def docx_in_a_cell(text: str) -> bytes:
    """A DOCX with a table in a cell of a table, which is two columns wide."""
    made = docx.Document()
    cells = made.add_table(rows=1, cols=2).rows[0].cells
    cells[0].merge(cells[1]).add_table(rows=1, cols=1).rows[0].cells[0].text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def docx_of(*paragraphs: str) -> bytes:
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    table = made.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Total", "1,200"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def xlsx_of(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FILES: dict[str, tuple[str, bytes, str]] = {
    "form.pdf": ("application/pdf", form_of(Name="Ana Lima", Room="12"), "Name: Ana Lima\nRoom: 12"),
    "torn.pdf": (
        "application/pdf",
        pdf_of("Still there", fields=["<</FT/Tx/T 7/Kids 8>>"]),
        "Still there",
    ),
    "cell.docx": ("", docx_in_a_cell("In a cell"), "In a cell"),
    "notes.txt": ("text/plain", "Grüße aus Köln".encode(), "Grüße aus Köln"),
    "old.txt": ("text/plain", "Grüße".encode("cp1252"), "Grüße"),
    "wide.txt": ("text/plain", "Grüße".encode("utf-16"), "Grüße"),
    "list.csv": ("text/csv", b"name;sum\nAna;12\nBen;7\n", "Ana | 12"),
    "when.ics": ("text/calendar", b"BEGIN:VCALENDAR\r\nSUMMARY:Lunch\r\nEND:VCALENDAR\r\n", "SUMMARY:Lunch"),
    "ana.vcf": ("text/vcard", b"BEGIN:VCARD\r\nFN:Ana\r\nEND:VCARD\r\n", "FN:Ana"),
    "page.html": ("text/html", b"<h1>Hi</h1><script>alert(1)</script><p>there</p>", "there"),
    "bill.pdf": ("application/pdf", pdf_of("Total 4711 euros", "second page"), "Total 4711 euros"),
    "bill.bin": ("application/octet-stream", pdf_of("By its content"), "By its content"),
    "offer.docx": ("application/octet-stream", docx_of("Dear Sam", "the offer"), "Total | 1,200"),
    "sums.xlsx": ("application/octet-stream", xlsx_of(["rent", 900], ["power", 80]), "power | 80"),
}


@pytest.mark.parametrize("name", FILES)
def test_the_text_of_a_file_is_read(name: str):
    kind, content, wanted = FILES[name]
    found = text_of(name, kind, content)
    assert wanted in found.text
    assert "alert" not in found.text
    assert not found.more


def bomb(member: str, size: int) -> bytes:
    """A document that is `size` bytes when it is unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed, packed.open(member, "w") as file:
        for _ in range(size // 1_000_000):
            file.write(b" " * 1_000_000)
    return out.getvalue()


def many_pages() -> bytes:
    return pdf_of(*["words and words " * 40] * 3_000)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", lambda: bomb("word/document.xml", 200_000_000)),
        ("a.xlsx", lambda: bomb("xl/worksheets/sheet1.xml", 200_000_000)),
        ("a.pdf", lambda: b"%PDF-1.4\n" + b"[" * 2_000_000),
        ("a.pdf", lambda: b"%PDF-1.4\ntrailer<</Root 1 0 R>>1 0 obj<</Pages 1 0 R/Kids[1 0 R]>>endobj"),
        ("a.docx", lambda: b"PK\x03\x04 torn"),
        ("a.xlsx", lambda: docx_of("no workbook")),
        ("a.docx", lambda: b"no zip at all"),
        ("a.png", lambda: b"\x89PNG"),
        ("a.exe", lambda: b"MZ"),
    ],
)
def test_what_is_a_bomb_or_broken_or_no_text_is_refused_with_a_reason(name: str, content):
    with pytest.raises(ToolError) as refused:
        text_of(name, "application/octet-stream", content())
    assert repr(name) in refused.value.message


def test_a_long_file_is_read_up_to_a_bound():
    found = text_of("long.pdf", "application/pdf", many_pages())
    assert found.more
    assert len(found.text) == 200_000


def test_entities_of_a_document_are_not_multiplied():
    inside = {
        one.filename: zipfile.ZipFile(io.BytesIO(docx_of("x"))).read(one)
        for one in zipfile.ZipFile(io.BytesIO(docx_of("x"))).infolist()
    }
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE d [<!ENTITY l0 "lol">{laughs}]>'
    body = inside["word/document.xml"].decode().partition("?>")[2].replace(">x<", ">&l11;<")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in inside.items():
            packed.writestr(name, head + body if name == "word/document.xml" else content)
    try:
        assert "lollol" not in text_of("laugh.docx", "", out.getvalue()).text
    except ToolError as refused:
        assert "laugh.docx" in refused.message


def test_what_reads_files_loads_nothing_of_ours_and_the_rest_no_reader():
    source = Path(child.__file__).read_text()
    assert "from tools" not in source
    assert "from assistant" not in source
    for path in Path("tools").rglob("*.py"):
        if path.name != "child.py":
            text = path.read_text()
            assert "import pypdf" not in text
            assert "from docx" not in text


def with_files(subject: str, **files: bytes) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = "Hugo <hugo@example.org>", "me@example.com", subject
    mail["Message-ID"], mail["Date"] = f"<{subject}@example.org>", "Mon, 16 Mar 2026 09:00:00 +0100"
    mail.set_content("see there")
    for name, content in files.items():
        mail.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name.replace("__", ".")
        )
    return mail.as_bytes()


def test_a_file_is_found_by_its_name_or_a_part_of_it(desk: Desk):
    id = desk.mailbox.deliver(with_files("Both", invoice__pdf=b"%PDF-", terms__txt=b"x"), Folder.INBOX).id
    assert find_file(desk.mailbox, id, "Invoice").name == "invoice.pdf"
    with pytest.raises(ToolError, match="several"):
        find_file(desk.mailbox, id)
    with pytest.raises(ToolError, match=r"no file 'x\.doc'"):
        find_file(desk.mailbox, id, "x.doc")
    plain = desk.mailbox.deliver(letter("None"), Folder.INBOX).id
    with pytest.raises(ToolError, match="nothing is attached"):
        find_file(desk.mailbox, plain)


def test_what_is_read_is_told_as_the_mails(desk: Desk):
    id = desk.mailbox.deliver(with_files("Terms", terms__txt=b"pay at once"), Folder.INBOX).id
    toolset = build_email_tools(
        desk.mailbox, desk.people, outbox=desk.outbox, clock=lambda: desk.now, zone=desk.planner.zone,
        user_name="Me", user_email="me@example.com",
    )  # fmt: skip
    tool = next(one for one in toolset.tools if one.name == "read_attachment")
    told = tool.invoke({"type": "tool_call", "id": "1", "name": tool.name, "args": {"email_id": id}})
    assert json.loads(told.content)["text"] == "pay at once"
    [reading] = told.artifact["read"]
    assert (reading["source"], reading["reference"]) == ("mail", id)
    assert "pay at once" in reading["text"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "papers").mkdir()
    return tmp_path / "papers"


def saved(desk: Desk, plan: Plan) -> tuple[SavingExecutor, Intent]:
    executor = SavingExecutor(desk.mailbox)
    rendered = executor.render(plan, "k1", desk.now)
    return executor, Intent(key="k1", plan=plan, rendered=rendered, created_at=desk.now)


def test_a_file_is_saved_once_and_an_undo_removes_it(desk: Desk, folder: Path):
    id = desk.mailbox.deliver(with_files("Bill", bill__pdf=b"%PDF-1"), Folder.INBOX).id
    executor, intent = saved(desk, SavingPlanner(desk.mailbox).save(id, "bill", str(folder)))
    assert executor.find(intent) is None
    receipt = executor.act(intent)
    assert executor.act(intent) == receipt == executor.find(intent)
    assert [path.name for path in folder.iterdir()] == ["bill.pdf"]
    assert (folder / "bill.pdf").read_bytes() == b"%PDF-1"
    executor.undo(intent, receipt)
    assert list(folder.iterdir()) == []


def test_no_file_is_overwritten_and_none_that_was_changed_is_removed(desk: Desk, folder: Path):
    id = desk.mailbox.deliver(with_files("Bill", bill__pdf=b"%PDF-1"), Folder.INBOX).id
    (folder / "bill.pdf").write_text("mine")
    plan = SavingPlanner(desk.mailbox).save(id, folder=str(folder))
    assert plan.preview["path"].endswith("bill (2).pdf")
    executor, intent = saved(desk, plan)
    (folder / "bill (2).pdf").write_text("mine too")
    with pytest.raises(StaleError):
        executor.act(intent)
    (folder / "bill (2).pdf").unlink()
    receipt = executor.act(intent)
    (folder / "bill (2).pdf").write_text("edited")
    with pytest.raises(StaleError):
        executor.undo(intent, receipt)
    assert (folder / "bill.pdf").read_text() == "mine"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd", "_etc_passwd"),
        (".bashrc", "bashrc"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("C:\\x.txt", "C_x.txt"),
        ("", "attachment"),
        ("n" * 300 + ".pdf", "n" * 116 + ".pdf"),
    ],
)
def test_a_name_leads_out_of_no_folder_and_hides_nothing(given: str, name: str):
    assert file_name(given).endswith(name)
    assert "/" not in file_name(given)
    assert not file_name(given).startswith(".")


@pytest.mark.parametrize("place", [".ssh", "missing", "/proc", "own"])
def test_into_hidden_folders_and_the_assistants_own_nothing_is_saved(desk: Desk, tmp_path: Path, place: str):
    for name in (".ssh", "own"):
        (tmp_path / name).mkdir()
    id = desk.mailbox.deliver(with_files("Bill", bill__pdf=b"%PDF-1"), Folder.INBOX).id
    planner = SavingPlanner(desk.mailbox, private=[tmp_path / "own"])
    with pytest.raises(ToolError):
        planner.save(id, folder=str(tmp_path / place))


def test_what_may_run_is_warned_of(desk: Desk, folder: Path):
    id = desk.mailbox.deliver(with_files("Tool", setup__exe=b"MZ"), Folder.INBOX).id
    plan = SavingPlanner(desk.mailbox).save(id, folder=str(folder))
    assert plan.warnings == ("setup.exe may run something of its own when it is opened",)


def test_a_file_of_a_mail_goes_out_with_another(desk: Desk):
    id = desk.mailbox.deliver(with_files("Bill", bill__pdf=b"%PDF-1"), Folder.INBOX).id
    plan = desk.send(attachments=[f"mail:{id}/bill"])
    assert plan.args["attachments"] == [f"mail:{id}/bill.pdf"]
    intent, _ = desk.carry_out(plan)
    [file] = parse(intent.rendered).files
    assert hashlib.sha256(file.content()).hexdigest() == plan.payload["files"][0]["sha256"]
    desk.mailbox.move(id, Folder.TRASH)
    assert desk.planner.send(**{**plan.args, "to": ["ana@example.com"]}).payload["files"]


def test_a_file_whose_mail_is_gone_is_not_sent(desk: Desk, tmp_path: Path):
    id = desk.mailbox.deliver(with_files("Bill", bill__pdf=b"%PDF-1"), Folder.INBOX).id
    plan = desk.send(attachments=[f"mail:{id}/bill.pdf"])
    for path in (tmp_path / "mail").glob("*/*"):
        if path.is_file() and b"Bill" in path.read_bytes():
            path.unlink()
    with pytest.raises(StaleError):
        desk.approved(plan)
