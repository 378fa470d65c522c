"""Ingest: bytes, characters, lines, headline, stamp, pages, language, folders."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ReleaseError, UsageError
from pipeline.ingest import detect_language, doc_id, iter_releases, merge_duplicates, normalize, read_release
from pipeline.ingest.building import find_address_date
from pipeline.ingest.decoding import decode
from pipeline.schema import Issue, PressRelease

ROOT = Path(__file__).parent.parent
GOLD = sorted((ROOT / "data" / "gold").glob("*.txt"))
STORY = "Сьогодні в Луцьку відбулася нарада з питань підготовки шкіл до зими. Її провів голова громади Іван Гнатюк."


def release(text: str, source: str = "архів/a.txt") -> PressRelease:
    return read_release(text.encode(), source)


# Bytes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8_u"])
@pytest.mark.parametrize("path", GOLD[:12], ids=lambda path: path.stem)
def test_every_code_page_is_told_from_the_others(path: Path, encoding: str) -> None:
    text = path.read_text(encoding="utf-8").replace("ʼ", "'").replace("\u200b", "")
    plain = text.translate(str.maketrans("«»–—’№…“”", '""--\'N.""'))
    data = plain.encode(encoding, errors="replace")
    assert decode(data) == data.decode(encoding)


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_u", "cp866", "iso8859_5"])
def test_a_headline_in_capitals_is_enough_to_tell_the_code_page(encoding: str) -> None:
    text = "РАДА УХВАЛИЛА ПРОГРАМУ ПОЛЬОТУ ДО КАНАДСЬКОГО УРЯДУ"
    assert decode(text.encode(encoding)) == text


def test_a_cut_last_letter_does_not_spoil_utf8() -> None:
    assert decode(STORY.encode()[:-2]).startswith("Сьогодні в Луцьку")


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", "\ufeff\u200b\u00ad".encode()])
def test_an_empty_file_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(ReleaseError) as caught:
        read_release(data, "a.txt")
    assert caught.value.code == "empty"


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 ...", b"PK\x03\x04 docx", b"\x89PNG\r\n", bytes(range(256)) * 4, b"\x00\x01\x02\x03" * 99]
)
def test_a_binary_file_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(ReleaseError) as caught:
        read_release(data, "a.txt")
    assert caught.value.code == "binary"


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError) as caught:
        read_release(tmp_path / "немає.txt")
    assert caught.value.code == "unreadable"


# Characters


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("об’єднання, обʼєднання, об`єднання, об´єднання", "об'єднання, об'єднання, об'єднання, об'єднання"),
        ('пам΄ять і зобов"язання', "пам'ять і зобов'язання"),
        ("«’90-ті» і ‘лапки’", "«’90-ті» і ‘лапки’"),
        ('ТОВ "Явір"', 'ТОВ "Явір"'),
        ("спів\u00adпраця, Ки\u200bїв, 5\u00a0липня", "співпраця, Київ, 5 липня"),
        ("за́мок і замо́к, ї́сти, йо́го", "замок і замок, їсти, його"),
        ("Київ, їжа", "Київ, їжа"),
        ("cело, Укpaїнa, CУОА, AВCТРAЛІЇ, oблaснoї, Украïна", "село, Україна, СУОА, АВСТРАЛІЇ, обласної, Україна"),
        ("зустріч i переговори y Києві o 10:00", "зустріч і переговори у Києві о 10:00"),
        ("Y Києві тривала нарада. A потім перерва", "У Києві тривала нарада. А потім перерва"),
        ("провів O. Баньков і T.Г. Шевченко", "провів О. Баньков і Т.Г. Шевченко"),
        ("Ocean Company, iPhone, COVIDна, iГромада, I квартал", "Ocean Company, iPhone, COVIDна, iГромада, I квартал"),
        ("Zoom'і та Facebook-сторінка", "Zoom'і та Facebook-сторінка"),
        ("перший\r\nдругий\rтретій\u2028четвертий", "перший\nдругий\nтретій\nчетвертий"),
        ("  багато   пробілів \t тут  \n\n\n\n\nкінець\n", "багато пробілів тут\n\nкінець"),
        ("\u202eпрапор\u202c\x00 \u2066тут\u2069\ufeff", "прапор тут"),
        ("\uf0b7 перше\n\uf0b7 друге", "• перше\n• друге"),
        ("Вітаємо 🇺🇦 всіх!", "Вітаємо 🇺🇦 всіх!"),
    ],
)
def test_characters_are_brought_to_one_form(raw: str, clean: str) -> None:
    assert normalize(raw) == clean


def test_lone_surrogates_never_reach_the_text() -> None:
    assert normalize("Ки\ud800їв") == "Київ"


PIECES = st.sampled_from(
    ["Рада", "cело", "об’єкт", "i", "O. Баньков", "\n", "\n\n", " ", "\u00a0", "✅", "- ", "«", "»", ".", ",", "1)",
     "#тег", "зобов\"язав", "\u0301", "а", "\r\n", "(", "/", "|", "https://a.ua", "\ufe0f", "ï", "-", "Київ –"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=60).map("".join)))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


def try_to_read(data: bytes) -> tuple[PressRelease | None, str | None]:
    try:
        return read_release(data, "a.txt"), None
    except ReleaseError as error:
        return None, error.code


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_release_or_a_named_error(data: bytes) -> None:
    found, code = try_to_read(data)
    assert (found is None) == (code in {"empty", "binary"})
    if found is not None:
        assert found.text == normalize(found.text)
        assert found.text.encode().decode() == found.text


# Lines


WRAPPED = """До заходу долучилися керівники ЗОДА та обласної ради, заступник
Керівника Офісу Президента України Олексій Кулеба, Віцепрем'єр-міністр –
Міністр з питань реінтеграції тимчасово окупованих територій України
Ірина Верещук та голови громад області.

- підготувати перелік шкіл;
- провести навчання."""


def test_hard_wrapped_lines_are_joined_and_bullets_are_not() -> None:
    lines = normalize(WRAPPED).split("\n")
    assert len(lines) == 4
    assert lines[0].endswith("окупованих територій України Ірина Верещук та голови громад області.")
    assert lines[2:] == ["- підготувати перелік шкіл;", "- провести навчання."]


@pytest.mark.parametrize(
    "text",
    [
        "Участь узяли:\nЛукаш Темний, голова суду\nОлена Гай, суддя\nІван Рошко, прокурор",
        "АВСТРАЛІЮ ВІДВІДАЄ\nПРЕЗИДЕНТ СВІТОВОГО КОНҐРЕСУ УКРАЇНЦІВ",
        "Рада вирішила:\n1. Затвердити програму підтримки переселенців.\n2. Відкрити консультаційний пункт.",
        "Голова Секретар\n\nСтефан Романів\nІрена Андреєва",
        "15.02.2023\nВиконком затвердив програму підтримки переселенців\n\nУ середу відбулося засідання.",
    ],
)
def test_lists_of_names_headings_and_items_keep_their_lines(text: str) -> None:
    assert normalize(text) == text


def test_an_emoji_alone_on_its_line_joins_its_paragraph() -> None:
    assert normalize("✅\nПровів нараду.\n🇺🇦\n🇪🇺\n Дякую партнерам.") == "✅ Провів нараду.\n🇺🇦 🇪🇺 Дякую партнерам."


def test_numbers_in_key_caps_are_numbers_and_one_key_cap_is_a_bullet() -> None:
    text = "3\ufe0f\u20e3\n0\ufe0f\u20e3\n січня засідання.\n1\ufe0f\u20e3\nЗвіт голови.\n2\ufe0f\u20e3\nРізне."
    expected = "30 січня засідання.\n1\u20e3 Звіт голови.\n2\u20e3 Різне."
    assert normalize(text) == expected


def test_a_link_torn_out_of_its_sentence_is_put_back() -> None:
    text = "Про це сказала голова делегації \nМарія Мезенцева\n. Вона подякувала колегам.\nДалі буде."
    expected = "Про це сказала голова делегації Марія Мезенцева. Вона подякувала колегам.\nДалі буде."
    assert normalize(text) == expected


# Headline and stamp


def assert_header(text: str, title: str | None, published_at: str | None) -> None:
    found = release(text)
    assert (found.title, found.published_at) == (title, published_at)
    if found.title is not None:
        assert found.title_start_char is not None
        assert found.text[found.title_start_char :].startswith(found.title)
    if found.published_span is not None:
        span = found.published_span
        assert found.text[span.start_char : span.end_char] == span.text


@pytest.mark.parametrize(
    ("head", "title", "published_at"),
    [
        ("15/02/2022 15:41\n\nВ області готуються до зими", "В області готуються до зими", "2022-02-15T15:41:00+02:00"),
        ("Опубліковано 07 липня 2023 року о 09:15\n\nПідсумки", "Підсумки", "2023-07-07T09:15:00+03:00"),
        ("09.02.2024\nПолтавський апеляційний суд\n\nСуд і громада", "Суд і громада", "2024-02-09"),
        ("Головна / Новини / Освіта\n31.03.2023 16:08\n\nШколи готові", "Школи готові", "2023-03-31T16:08:00+03:00"),
        ("2 квітня 2025, середа\nМЗС України | Пресрелізи\n\nУ Токіо", "У Токіо", "2025-04-02"),
        ("21.11.2024 | 16:20 | Новини\n\nБюджет ухвалено", "Бюджет ухвалено", "2024-11-21T16:20:00+02:00"),
        ("12 вересня 2024 року, четвер, 11:45\n\nБез прикрас", "Без прикрас", "2024-09-12T11:45:00+03:00"),
        ("АТ «Обленерго»: підсумки\n18 січня 2024, 18:05", "АТ «Обленерго»: підсумки", "2024-01-18T18:05:00+02:00"),
        ("Сесія ради\n\nЛуцьк, 16 травня 2019 року", "Сесія ради", "2019-05-16"),
        ("ПРЕСРЕЛІЗ № 47\n\nЛьвів, 6 жовтня 2017 року\n\nГолос молоді", "Голос молоді", "2017-10-06"),
        ("вересень 2016\n\nПЕРЕГОВОРИ В СПРАВІ ВІДНОСИН", "ПЕРЕГОВОРИ В СПРАВІ ВІДНОСИН", None),
        ("Переглядів: 412\n\nМісто підписало угоду", "Місто підписало угоду", None),
        ("#засідання_уряду\n🟡\nУряд виділив кошти громадам", "Уряд виділив кошти громадам", None),
        ("Суд у Гаазі почав слухання | Новини | Українське радіо", "Суд у Гаазі почав слухання", None),
        ("10 жовтня 2016\n\nПРЕС - РЕЛІЗ\n\nГРОМАДА ПІДТРИМУЄ", "ГРОМАДА ПІДТРИМУЄ", "2016-10-10"),
        ("ГУНП інформує\n\nЯк минула ніч на Буковині", "Як минула ніч на Буковині", None),
        ("🇺🇦\nГромада отримала генератор 💪", "Громада отримала генератор", None),
        ("Депутати зібралися на 29 сесію.", "Депутати зібралися на 29 сесію.", None),
    ],
)
def test_headline_and_stamp_of_the_header(head: str, title: str | None, published_at: str | None) -> None:
    assert_header(f"{head}\n\n{STORY}\n\n{STORY}", title, published_at)


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        ("09.02.2024\nПолтавський апеляційний суд", "Полтавський апеляційний суд"),
        ("31.10.2024 11:05 | Рахункова палата", "Рахункова палата"),
        ("2 квітня 2025, середа\nМЗС України | Пресрелізи", "МЗС України"),
        ("ГУНП в Чернівецькій області інформує", "ГУНП в Чернівецькій області"),
        ("Головна / Новини / Освіта\n31.03.2023 16:08", None),
        ("21.11.2024 | 16:20 | Новини", None),
        ("Прес-центр | 27 березня 2018 року", None),
    ],
)
def test_the_body_named_over_the_story_is_the_publisher(head: str, publisher: str | None) -> None:
    found = release(f"{head}\n\nСуд і громада\n\n{STORY}")
    assert (found.publisher, found.title) == (publisher, "Суд і громада")


@pytest.mark.parametrize(
    "post",
    [
        f"✅ Провели нараду з головами громад. Домовилися про графік.\n{STORY}",
        f"Берлін. Працюю разом з Прем'єром у складі делегації.\n{STORY}",
        f"🚒 Були сьогодні в Баштанці разом з головою громади.\n\n{STORY}",
        STORY,
    ],
)
def test_a_post_has_no_headline(post: str) -> None:
    assert_header(post, None, None)


@pytest.mark.parametrize(
    ("text", "published_at"),
    [
        (f"Підсумки\n\n{STORY}\n\nПрес-служба ГУ ДСНС України\n05.10.2023", "2023-10-05"),
        (f"Підсумки\n\n{STORY}\n\nОприлюднено: 3 липня 2024 року", "2024-07-03"),
        (f"Підсумки\n\n{STORY}\n\n04.06.2024 | НСТДУ, пресслужба | Переглядів: 912", "2024-06-04"),
        (f"Київ, 3 грудня 2020 р. – {STORY}\n\n{STORY}", "2020-12-03"),
        (f"Підсумки\n\nНіжин, 27 лютого 2025 року. {STORY}", "2025-02-27"),
        (f"Підсумки\n\n12 березня 2025 року Центральна виборча комісія зареєструвала депутата. {STORY}", None),
        (f"Підсумки\n\n{STORY}\n\nПостанова від 5 червня 2025 року", None),
    ],
)
def test_datelines_and_footers_are_stamps_and_dates_of_events_are_not(text: str, published_at: str | None) -> None:
    assert release(text).published_at == published_at


@pytest.mark.parametrize(
    ("address", "date"),
    [
        ("news/2024-03-12-zustrich.html", "2024-03-12"),
        ("https://mon.example/2024/03/12/zustrich", "2024-03-12"),
        ("20240312_zustrich.txt", "2024-03-12"),
        ("news/2024-13-45-zustrich.html", None),
        ("news/id/123202403125.html", None),
        ("news/a.html", None),
    ],
)
def test_the_date_of_an_address(address: str, date: str | None) -> None:
    assert find_address_date(address) == date


def test_the_stamp_in_the_text_goes_before_the_date_of_the_file_name() -> None:
    stamped = release(f"12.03.2024\n\nПідсумки\n\n{STORY}", "2024-03-13-pidsumky.txt")
    bare = release(f"Підсумки\n\n{STORY}", "2024-03-13-pidsumky.txt")
    assert (stamped.published_at, stamped.published_from) == ("2024-03-12", "text")
    assert (bare.published_at, bare.published_from) == ("2024-03-13", "url")


# Pages


PAGE = f"""<!DOCTYPE html><html lang="uk"><head><meta charset="{{charset}}">
<title>Нарада в Луцьку | Новини | Рада</title>
<meta property="og:site_name" content="Луцька міська рада">
<meta property="article:published_time" content="2024-03-12T09:20:00Z"></head>
<body><nav><ul><li><a href="/">Головна</a></li><li><a href="/n">Новини</a></li></ul></nav>
<article><h1>Нарада в Луцьку</h1><p>{STORY}</p><p>Домовилися:</p>
<ul><li>перевірити котельні;</li><li>закупити генератори.</li></ul><p>{STORY}</p></article>
<aside><h3>Читайте також</h3><ul><li><a href="/1">Мер зустрівся з послом Литви</a></li></ul></aside>
<footer>© 2024 Усі права захищено. Тел. (0332) 00-00-00</footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-u"])
def test_a_page_gives_its_story_and_what_its_head_says(charset: str) -> None:
    found = read_release(PAGE.format(charset=charset).encode(charset, errors="replace"), "news/a.html")
    assert found.title == "Нарада в Луцьку"
    assert found.text.startswith("Нарада в Луцьку\n\nСьогодні в Луцьку")
    assert "- перевірити котельні;\n- закупити генератори." in found.text
    assert not {"Головна", "Читайте також", "Литви", "Тел."} & {word for word in found.text.split()}
    assert "посл" not in found.text
    assert (found.published_at, found.published_from) == ("2024-03-12T11:20:00+02:00", "metadata")
    assert found.publisher == "Луцька міська рада"


def test_a_page_without_a_stated_date_takes_none_from_its_story() -> None:
    page = f"<html><body><article><h1>Нарада в Луцьку</h1><p>14 травня 2024 року. {STORY}</p></article></body></html>"
    assert read_release(page.encode(), "a.html").published_at is None


def test_a_page_without_a_story_is_an_issue_not_a_crash() -> None:
    with pytest.raises(ReleaseError) as caught:
        read_release(b"<html><body></body></html>", "a.html")
    assert caught.value.code == "empty"


# Language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (STORY, "uk"),
        ("Нарада", "uk"),
        ("Суд та адвокатура", "uk"),
        ("Спасатели провели учения на нефтебазе под Одессой", "ru"),
        ("Міністр правёў сустрэчу з паслом, абмеркавалі ўзаемадзеянне і новыя праекты", "be"),
        ("Министърът се срещна с посланика на Украйна във вторник и обсъди сътрудничеството", "bg"),
        ("The minister met the ambassador of Ukraine on Tuesday and discussed energy", "en"),
        ("Minister spotkał się z ambasadorem Ukrainy i omówił współpracę przygraniczną", "pl"),
        ("Der Minister traf den Botschafter der Ukraine und sprach über die Zusammenarbeit", "de"),
        ("AFUO XVII TRIENNIAL GENERAL MEETING - відбувся сімнадцятий з'їзд союзу організацій Австралії", "uk"),
    ],
)
def test_the_language_of_a_few_words(text: str, language: str) -> None:
    assert detect_language(text) == language


# Folders


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    root = tmp_path / "архів"
    (root / "б").mkdir(parents=True)
    (root / ".кеш").mkdir()
    (root / "a.txt").write_text(f"Підсумки\n\n{STORY}", encoding="utf-8")
    (root / "б" / "в.html").write_text(PAGE.format(charset="utf-8"), encoding="utf-8")
    (root / "б" / "копія.md").write_bytes(f"Підсумки\r\n\r\n{STORY}\r\n".encode("cp1251"))
    (root / "empty.txt").write_bytes(b"")
    (root / "pdf.txt").write_bytes(b"%PDF-1.4")
    (root / "скан.docx").write_bytes(b"PK\x03\x04")
    (root / ".hidden.txt").write_text(STORY, encoding="utf-8")
    (root / ".кеш" / "x.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "outside.txt").write_text(STORY, encoding="utf-8")
    (root / "link.txt").symlink_to(tmp_path / "outside.txt")
    return root


def test_a_folder_gives_releases_and_issues_in_order(archive: Path) -> None:
    found = list(iter_releases(archive))
    assert [item.source for item in found] == ["a.txt", "empty.txt", "pdf.txt", "б/в.html", "б/копія.md", "скан.docx"]
    assert [item.code for item in found if isinstance(item, Issue)] == ["empty", "binary", "damaged"]
    assert found == list(iter_releases(archive))


def test_the_same_text_is_one_release_with_two_sources(archive: Path) -> None:
    releases = [item for item in iter_releases(archive) if isinstance(item, PressRelease)]
    merged = merge_duplicates(releases)
    assert [item.source for item in merged] == ["a.txt", "б/в.html"]
    assert merged[0].also_at == ("б/копія.md",)
    assert merged[0].doc_id == doc_id(merged[0].text)
    assert merge_duplicates(merged) == merged


def test_a_single_file_is_an_archive_of_one(archive: Path) -> None:
    assert [item.source for item in iter_releases(archive / "a.txt")] == ["a.txt"]


def test_a_missing_folder_is_told_clearly(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="немає"):
        list(iter_releases(tmp_path / "немає"))


def test_a_folder_without_releases_is_an_issue(tmp_path: Path) -> None:
    (tmp_path / "table.xlsx").write_bytes(b"PK")
    issues = [item for item in iter_releases(tmp_path) if isinstance(item, Issue)]
    assert [issue.code for issue in issues] == ["nothing", "format"]
    assert issues[0].source == tmp_path.as_posix()


def test_a_text_of_five_megabytes_is_read() -> None:
    text = f"Підсумки\n\n{STORY}\n\n" * (5_000_000 // len(STORY.encode()))
    found = release(text)
    assert found.title == "Підсумки"
    assert found.text.count(STORY) == text.count(STORY)


def test_the_committed_samples_are_all_read() -> None:
    found = list(iter_releases(ROOT / "data" / "raw"))
    assert len(found) > 10
    assert all(isinstance(item, PressRelease) and item.title and item.published_at for item in found)
