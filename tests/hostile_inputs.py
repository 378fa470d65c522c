"""A corpus of bad inputs, built by code: files that are broken, lie about themselves or are made to hurt."""

import io
import lzma
import os
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import sample_files as files
from sample_files import BODY, STORY, TITLE

WHOLE = f"{TITLE}\n\n{BODY}"
STORY_BYTES = WHOLE.encode()
MEBIBYTE = 1 << 20
ZEROS = b"\0" * (64 * MEBIBYTE)


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """An office file with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    members[name] = change(members[name])
    return files.zip_file(members)


def with_entities(data: bytes) -> bytes:
    """XML with the entities of `billion laughs` before its root."""
    lines = ['<!ENTITY a0 "ха">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    bomb = f"<!DOCTYPE x [{''.join(lines)}]>".encode()
    head, mark, rest = data.partition(b"?>")
    return head + mark + bomb + rest if mark else bomb + data


def encrypted_zip() -> bytes:
    """A zip whose member says that it is protected by a password."""
    data = bytearray(files.zip_file({"a.txt": STORY_BYTES}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(signature)
        data[start + offset] |= 1
    return bytes(data)


def linked_zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return target.getvalue()


def lying_zip() -> bytes:
    """A member whose directory says that it is a few bytes long; what comes out of it is a bomb."""
    data = bytearray(files.zip_file({"a.txt": ZEROS}))
    directory = data.find(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = struct.pack("<I", 100)
    return bytes(data)


def nested_zip(depth: int) -> bytes:
    data = files.zip_file({"a.txt": STORY_BYTES})
    for _ in range(depth):
        data = files.zip_file({"a.zip": data})
    return data


def tar_link(kind: bytes, target: str) -> bytes:
    info = tarfile.TarInfo("link.txt")
    info.type, info.linkname = kind, target
    return files.tar_file({"a.txt": STORY_BYTES}, info)


def nested_mail(depth: int) -> bytes:
    message = files.mail()
    for _ in range(depth):
        outer = files.mail("Дивіться вкладення.")
        outer.add_attachment(message)
        message = outer
    return message.as_bytes()


def page(body: str) -> bytes:
    return f"<!doctype html><html><head><title>{TITLE}</title></head><body>{body}".encode()


def feed(date: str) -> bytes:
    return files.rss_file(files.rss_item(f"{BODY} {date}", date=date))


TEXTS: dict[str, bytes] = {
    "empty.txt": b"",
    "blank.txt": b" \r\n\t " * 1000,
    "mark.txt": b"\xef\xbb\xbf",
    "invisible.txt": "\ufeff\u200b\u00ad\u2060".encode() * 50,
    "nuls.txt": b"\0" * 100_000,
    "nuls-inside.txt": STORY_BYTES.replace(b" ", b" \0"),
    "surrogates.txt": WHOLE.encode().replace(b"\xd0\xa3", b"\xed\xa0\x80"),
    "bidi.txt": f"\u202e{WHOLE}\u202c\u2066\u2069\u200f".encode(),
    "zero-width.txt": "\u200b".join(WHOLE).encode(),
    "half-a-letter.txt": STORY_BYTES[:-1],
    "mixed-codes.txt": STORY_BYTES + WHOLE.encode("cp1251"),
    "utf16-odd.txt": WHOLE.encode("utf-16")[:-1],
    "utf32.txt": WHOLE.encode("utf-32"),
    "lies-utf16.txt": b"\xff\xfe" + STORY_BYTES,
    "koi8.txt": WHOLE.encode("koi8-u", errors="replace"),
    "random.txt": bytes((n * 7919 + n // 3) % 256 for n in range(20_000)),
    "escapes.txt": f"\x1b[2J\x1b]0;x\x07{WHOLE}".encode(),
    "line-50-mb.txt": b"\xd0\xb0" * (25 * MEBIBYTE),
    "line-2-mb.txt": ("рада " * 200_000).encode(),
    "brackets.txt": b"(" * 2_000_000,
    "quotes.txt": ("«" * 100_000 + WHOLE).encode(),
    "dots.txt": ("." * 500_000).encode(),
    "marks.txt": ("а" + "\u0301" * 100_000).encode(),
    "hyphens.txt": ("перший-" * 50_000).encode(),
    "commas.txt": ("голова, " * 20_000).encode(),
    "digits.txt": ("1" * 200_000).encode(),
    "blank-lines.txt": b"\n" * 1_000_000 + STORY_BYTES,
    "spaces.txt": (" " * 1_000_000 + "рада" + " " * 1_000_000).encode(),
    "long-name.txt": (f"{TITLE}\n\nНараду провів голова " + "Іван-Петро " * 500 + "Гнатюк.").encode(),
    "long-word.txt": ("а" * 100_000 + ". " + WHOLE).encode(),
    "capitals.txt": (" ".join(["Рада Міністрів України"] * 3000)).encode(),
    "urls.txt": ("https://a.example/" + "a/" * 20_000 + "2024/01/01").encode(),
    "formula.txt": f'=HYPERLINK("http://x.example";"{TITLE}")\n\n{BODY}'.encode(),
    "script.txt": f"<script>alert(1)</script> {TITLE}\n\n{BODY} Іван <img src=x onerror=alert(1)> Гнатюк.".encode(),
    "template.txt": (WHOLE + " {{ 7*7 }} ${7*7} {% include '/etc/passwd' %}").encode(),
    "year-0.txt": f"{TITLE}\n\n01.01.0000 {BODY} Також 31 лютого 2024 року і 0 травня 0001 року.".encode(),
    "year-9999.txt": f"31.12.9999\n\n{TITLE}\n\n{BODY} До 31 грудня 9999 року, через тиждень.".encode(),
    "days.txt": f"{TITLE}\n\nНарада 99.99.9999, 00.00.0000, 32 січня 2024 року о 25:61. {BODY}".encode(),
    "a-picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10,
    "a-pdf.txt": files.pdf_file(),
    "emoji.txt": ("🇺🇦👨‍👩‍👧‍👦" * 20_000).encode(),
    "marks-of-markup.md": ("[" * 50_000 + "](" * 50_000).encode(),
}

PAGES: dict[str, bytes] = {
    "empty.html": b"",
    "open.html": page("<div>" * 20_000 + BODY),
    "deep.html": page("<b><i>" * 3_000 + BODY),
    "table.html": page("<table><tr><td>" * 2_000 + BODY),
    "cut.html": files.html()[:-60],
    "no-story.html": page("<nav>меню</nav>"),
    "lies-charset.html": files.html().replace(b'"utf-8"', b'"koi8-r"'),
    "unknown-charset.html": files.html().replace(b'"utf-8"', b'"utf-999"'),
    "attributes.html": page(f"<p {'a=1 ' * 50_000}>{BODY}</p>"),
    "comment.html": page(f"<!-- {'-' * 200_000} {BODY}"),
    "script.html": files.html(title="<script>alert(1)</script> Нарада"),
    "json-ld.html": page(f'<script type="application/ld+json">{"[" * 50_000}</script><p>{BODY}</p>'),
    "year-0.html": files.html(day="0000-00-00T99:99"),
    "year-9999.html": files.html(day="9999-12-31T23:59:59+14:00"),
    "external.html": files.html().replace(b"<head>", b'<head><base href="http://127.0.0.1:9/"><link href="x.css">'),
    "entities.html": page("&amp" * 100_000 + "&#x110000;&#xD800;" + f"<p>{BODY}</p>"),
}

OFFICE: dict[str, bytes] = {
    "empty.docx": b"",
    "cut.docx": files.docx_file()[:-300],
    "half.docx": files.docx_file()[:2000],
    "text.docx": STORY_BYTES,
    "no-parts.docx": files.zip_file({"a.txt": STORY_BYTES}),
    "encrypted.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000),
    "bomb.docx": with_part(files.docx_file(), "docProps/app.xml", lambda _: ZEROS),
    "entities.docx": with_part(files.docx_file(), "word/document.xml", with_entities),
    "broken-xml.docx": with_part(files.docx_file(), "word/document.xml", lambda xml: xml[:-50]),
    "empty.odt": b"",
    "cut.odt": files.odt_file()[:-200],
    "entities.odt": with_part(files.odt_file(), "content.xml", with_entities),
    "nothing.odt": files.odt_file(" "),
    "external.odt": with_part(
        files.odt_file(),
        "content.xml",
        lambda xml: xml.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', 1),
    ),
    "empty.rtf": b"",
    "text.rtf": STORY_BYTES,
    "braces.rtf": b"{\\rtf1" + b"{" * 100_000,
    "cut.rtf": files.rtf_file()[:-100],
    "number.rtf": b"{\\rtf1 \\u99999999999? \\'zz \\bin999999999 " + BODY.encode("cp1251"),
    "empty.pdf": b"",
    "cut.pdf": files.pdf_file()[:600],
    "no-table.pdf": files.pdf_file().split(b"xref")[0],
    "text.pdf": STORY_BYTES,
    "scan.pdf": files.scanned_pdf(),
    "encrypted.pdf": files.pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [] /Count 0 >>",
        b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -1 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>",
        trailer=b"/Encrypt 3 0 R /ID [<41><41>]",
    ),
    "loop.pdf": files.pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 99999999 >>"
    ),
    "bomb.pdf": files.pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
        b"<< /Filter [/FlateDecode /FlateDecode] /Length 9 >>\nstream\nx\x9c\x00\x00\nendstream",
    ),
}

TABLES: dict[str, bytes] = {
    "empty.csv": b"",
    "header.csv": b"text,date\n",
    "ragged.csv": f'text,date\nРада, школа, сад,2024-01-01\n"{BODY}"\n'.encode(),
    "open-quote.csv": f'text,date\n"{BODY}\n'.encode(),
    "huge-field.csv": b'text\n"' + b"a" * (17 * MEBIBYTE) + b'"\n',
    "no-columns.csv": "тіло\nРада\n".encode(),
    "nuls.csv": b"text\n" + STORY[0].encode().replace(b" ", b"\0 ") + b"\n",
    "formula.csv": f'title,text\n"=cmd|calc!A1","{BODY}"\n'.encode(),
    "dates.csv": f'text,date\n"{BODY} 1",0000-00-00\n"{BODY} 2",9999-99-99\n"{BODY} 3",1e400\n'.encode(),
    "deep.jsonl": b'{"text": ' + b"[" * 100_000 + b"\n",
    "broken.jsonl": b'{"text": "a\n\xff\xfe{]\nnull\n17\n',
    "number.jsonl": b'{"text": "a", "date": ' + b"9" * 5000 + b"}\n",
    "surrogate.jsonl": b'{"text": "\\ud800 ' + STORY[0].encode() + b'", "title": "\\udfff"}\n',
    "long-line.jsonl": b'{"text": "' + b"a" * (17 * MEBIBYTE) + b'"}\n' + files.jsonl_file({"text": BODY}),
    "wrong-types.jsonl": files.jsonl_file({"text": 1}, {"text": None}, {"text": [BODY]}, {"text": {"a": 1}}),
    "wrong-types.parquet": files.parquet_file({"text": [1, 2, 3]}),
    "lists.parquet": files.parquet_file({"text": [[BODY]], "date": [[1]]}),
    "cut.parquet": files.parquet_file({"text": [BODY]})[:-20],
    "text.parquet": STORY_BYTES,
    "empty.parquet": b"",
}

MAIL_AND_FEEDS: dict[str, bytes] = {
    "empty.eml": b"",
    "nested.eml": nested_mail(30),
    "no-body.eml": b"Subject: a\nDate: b\n\n",
    "bad-charset.eml": files.mail().as_bytes().replace(b'charset="utf-8"', b'charset="x-none"'),
    "bad-base64.eml": b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!!" + b"=" * 1000,
    "headers.eml": b"Subject: " + b"=?utf-8?q?" * 20_000 + b"\n\n" + STORY_BYTES,
    "boundary.eml": b'Content-Type: multipart/mixed; boundary="x"\n\n' + b"--x\n\n" * 2000,
    "year-0.eml": files.mail().as_bytes().replace(b"05 Sep 2024", b"00 Jan 0000"),
    "no-message.mbox": STORY_BYTES,
    "empty.mbox": b"",
    "entities.rss": with_entities(files.rss_file(files.rss_item())),
    "cut.rss": files.rss_file(files.rss_item())[:-200],
    "no-items.rss": files.rss_file(),
    "other.xml": b"<?xml version='1.0'?><sitemap></sitemap>",
    "empty.rss": b"",
    "year-0.rss": feed("Sat, 00 Jan 0000 00:00:00 +0000"),
    "year-9999.atom": feed("Fri, 31 Dec 9999 23:59:59 -1200"),
    "external.rss": files.rss_file(files.rss_item()).replace(
        b"?>", b'?><!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/">]>', 1
    ),
    "empty.warc": b"",
    "text.warc": STORY_BYTES,
    "cut.warc": files.warc_file(("https://a.example/", files.html()))[:300],
    "cut.warc.gz": files.warc_file(("https://a.example/", files.html()), compressed=True)[:200],
}

ARCHIVES: dict[str, bytes] = {
    "empty.zip": b"",
    "no-members.zip": files.zip_file({}),
    "cut.zip": files.zip_file({"a.txt": STORY_BYTES})[:-30],
    "text.zip": STORY_BYTES,
    "bomb.zip": files.zip_file({"a.txt": ZEROS}),
    "bomb-many.zip": files.zip_file({f"{n}.txt": ZEROS[: 20 * MEBIBYTE] for n in range(8)}),
    "bomb-lies.zip": lying_zip(),
    "nested.zip": nested_zip(6),
    "traversal.zip": files.zip_file({"../../../../tmp/vytiah-outside.txt": f"{WHOLE} Раз.".encode()}),
    "absolute.zip": files.zip_file({"/tmp/vytiah-outside.txt": f"{WHOLE} Два.".encode()}),
    "backslashes.zip": files.zip_file({"..\\..\\vytiah-outside.txt": f"{WHOLE} Три.".encode()}),
    "link.zip": linked_zip(),
    "nameless.zip": files.zip_file({"a.txt": STORY_BYTES}).replace(b"a.txt", b"\0.txt"),
    "encrypted.zip": encrypted_zip(),
    "damaged-member.zip": files.zip_file({"a.txt": STORY_BYTES}, zipfile.ZIP_STORED).replace(b"\xd0\xa3", b"??", 1),
    "names.zip": files.zip_file({"\u202etxt.exe.txt": f"{WHOLE} Чотири.".encode(), "a\nb.txt": b"", "=1+1.txt": b""}),
    "link.tar": tar_link(tarfile.SYMTYPE, "/etc/passwd"),
    "hard-link.tar": tar_link(tarfile.LNKTYPE, "../../etc/passwd"),
    "device.tar": tar_link(tarfile.CHRTYPE, ""),
    "traversal.tar": files.tar_file({"../../vytiah-outside.txt": f"{WHOLE} П'ять.".encode()}),
    "cut.tar": files.tar_file({"a.txt": STORY_BYTES * 10})[:1000],
    "text.tar": STORY_BYTES * 10,
    "empty.tar": b"",
    "bomb.txt.gz": files.compressed(ZEROS, "gz"),
    "bomb.txt.xz": files.compressed(ZEROS, "xz"),
    "bomb.txt.zst": files.compressed(ZEROS, "zst"),
    "bomb.tar.gz": files.compressed(files.tar_file({"a.txt": ZEROS}), "gz"),
    "bomb.jsonl.gz": files.compressed(ZEROS, "gz"),
    "cut.txt.gz": files.compressed(STORY_BYTES, "gz")[:-10],
    "cut.txt.xz": files.compressed(STORY_BYTES, "xz")[:-10],
    "cut.txt.zst": files.compressed(STORY_BYTES, "zst")[:-3],
    "text.gz": STORY_BYTES,
    "thrice.txt.gz.gz.gz": files.compressed(files.compressed(files.compressed(STORY_BYTES, "gz"), "gz"), "gz"),
    "window.txt.xz": lzma.compress(STORY_BYTES, preset=9 | lzma.PRESET_EXTREME)[:-1] + b"\xff",
}

ALL = {**TEXTS, **PAGES, **OFFICE, **TABLES, **MAIL_AND_FEEDS, **ARCHIVES}


def write_corpus(folder: Path, inputs: dict[str, bytes]) -> None:
    """Write the inputs into a folder, and among them what only a file system can hold."""
    folder.mkdir(parents=True)
    for name, data in inputs.items():
        (folder / name).write_bytes(data)


def add_special_files(folder: Path) -> list[str]:
    """A pipe that nobody writes to, a link to itself, a name that is no UTF-8; returns the sources to be accounted."""
    os.mkfifo(folder / "pipe.txt")
    (folder / "itself.txt").symlink_to(folder / "itself.txt")
    (folder / "outside.txt").symlink_to("/etc/hostname")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.txt")).write_bytes(f"{WHOLE} Шість.".encode())
    return ["pipe.txt", "\\udcff\\udcfe.txt"]
