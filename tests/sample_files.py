"""Small files of every format, built by code: the same release in each."""

import gzip
import io
import json
import lzma
import tarfile
import zipfile
from email.message import EmailMessage

import docx
import odfdo
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

TITLE = "У Луцьку підготували школи до зими"
STORY = (
    "Сьогодні в Луцьку відбулася нарада з питань підготовки шкіл до зими. Її провів голова громади Іван Гнатюк.",
    "Учасники домовилися перевірити котельні до 1 жовтня 2024 року.",
)
BODY = "\n\n".join(STORY)
DAY = "2024-09-05"


def html(title: str = TITLE, body: str = BODY, day: str = DAY) -> bytes:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in body.split("\n\n"))
    head = f'<meta charset="utf-8"><title>{title}</title><meta property="article:published_time" content="{day}">'
    story = f"<article><h1>{title}</h1>{paragraphs}</article>"
    return f"<!doctype html><html><head>{head}</head><body>{story}</body></html>".encode()


def docx_file(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs or (TITLE, *STORY):
        document.add_paragraph(paragraph)
    return saved(document)


def saved(document: object) -> bytes:
    target = io.BytesIO()
    document.save(target)  # type: ignore[attr-defined]
    return target.getvalue()


def odt_file(*paragraphs: str) -> bytes:
    document = odfdo.Document("text")
    document.body.clear()
    for paragraph in paragraphs or (TITLE, *STORY):
        document.body.append(odfdo.Paragraph(paragraph))
    return saved(document)


def rtf_file(*paragraphs: str) -> bytes:
    def escaped(text: str) -> str:
        return "".join(char if char < "\x80" else f"\\u{ord(char)}?" for char in text)

    body = "\\par\n".join(map(escaped, paragraphs or (TITLE, *STORY)))
    return f"{{\\rtf1\\ansi\\ansicpg1251\\deff0{{\\fonttbl{{\\f0 Arial;}}}}\n{body}\\par}}".encode()


def pdf_file(lines: tuple[str, ...] = (TITLE, "", *STORY)) -> bytes:
    """A page with a text layer: letters by their numbers in a font that says which characters they are."""
    letters = sorted(set("".join(lines)))
    code = {letter: number for number, letter in enumerate(letters, 1)}
    mapping = "\n".join(f"<{number:04X}> <{ord(letter):04X}>" for letter, number in code.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(code)} beginbfchar\n{mapping}\nendbfchar endcmap end end"
    )
    shown = "\n".join(f"<{''.join(f'{code[letter]:04X}' for letter in line)}> Tj 0 -16 Td" for line in lines)
    return pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900 800] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> >> >>",
        stream_of(f"BT /F 11 Tf 50 700 Td\n{shown}\nET".encode()),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H "
        b"/DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 500 /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        stream_of(cmap.encode()),
    )


def scanned_pdf() -> bytes:
    return pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>",
        stream_of(b"0 0 m 100 100 l S"),
    )


def stream_of(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def pdf_of(*objects: bytes, trailer: bytes = b"") -> bytes:
    data, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    start = len(data)
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, trailer, start)
    )


def mail(body: str = BODY, subject: str = TITLE, subtype: str = "plain") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "press@rada.example", "news@media.example", subject
    message["Date"] = "Thu, 05 Sep 2024 09:30:00 +0300"
    message.set_content(body, subtype=subtype)
    return message


def mbox_file(*bodies: str) -> bytes:
    parts = (b"From press@rada.example Thu Sep  5 09:30:00 2024\n" + mail(body).as_bytes() for body in bodies)
    return b"\n\n".join(parts) + b"\n"


def rss_file(*items: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Луцька міська рада</title>'
        f"{''.join(items)}</channel></rss>"
    ).encode()


def rss_item(text: str = BODY, title: str = TITLE, date: str = "Thu, 05 Sep 2024 09:30:00 +0300") -> str:
    paragraphs = "".join(f"&lt;p&gt;{paragraph}&lt;/p&gt;" for paragraph in text.split("\n\n"))
    return (
        f"<item><title>{title}</title><link>https://rada.example/n/1</link><pubDate>{date}</pubDate>"
        f"<description>{paragraphs}</description></item>"
    )


def warc_file(*pages: tuple[str, bytes], compressed: bool = False) -> bytes:
    target = io.BytesIO()
    writer = WARCWriter(target, gzip=compressed)
    for address, content in pages:
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(address, "response", payload=io.BytesIO(content), http_headers=headers)
        )
    return target.getvalue()


def jsonl_file(*rows: object) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def parquet_file(columns: dict[str, list[object]]) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.table(columns), target)
    return target.getvalue()


def zip_file(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, compression)
    return target.getvalue()


def tar_file(members: dict[str, bytes], *extra: tarfile.TarInfo) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for info in extra:
            archive.addfile(info)
    return target.getvalue()


def compressed(data: bytes, form: str) -> bytes:
    packers = {"gz": gzip.compress, "xz": lzma.compress, "zst": zstandard.ZstdCompressor().compress}
    return packers[form](data)
