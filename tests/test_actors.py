"""Who is to do what was agreed, as the record says it: bodies of a session, signers, sides of a paper."""

import pytest
from spacy.language import Language

from pipeline.nlp import analyze
from pipeline.records import build_record
from pipeline.schema import PressRelease


@pytest.mark.parametrize(
    ("text", "action", "actors"),
    [
        (
            "Відбулося засідання Сумської обласної ради. За підсумками затверджено програму розвитку бібліотек.",
            "програму розвитку бібліотек",
            {"Сумська обласна рада"},
        ),
        (
            "Підписано меморандум між Сумською міською радою та компанією «Обрій» про спільне навчання.",
            "меморандум",
            {"Сумська міська рада", "компанія «Обрій»"},
        ),
        (
            "Ректор Сумського університету Іван Коваль і директорка фонду «Світанок» Олена Ткач підписали меморандум. "
            "Документ передбачає проведення спільних досліджень.",
            "спільних досліджень",
            {"Сумський університет", "фонд «Світанок»"},
        ),
        ("Координувати роботу штабу доручено Івану Ковалю.", "Координувати роботу", {"Іван Коваль"}),
        ("Сумському університету доручено підготувати звіт до травня.", "підготувати звіт", {"Сумський університет"}),
        ("Іван Коваль, своєю чергою, запропонував провести спільний семінар.", "спільний семінар", {"Іван Коваль"}),
        ("Іван Коваль закликав колег провести перевірку.", "перевірку", set()),
    ],
)
def test_actors(nlp: Language, text: str, action: str, actors: set[str]) -> None:
    record = build_record(analyze(nlp, PressRelease(doc_id="0", source="case", text=text)))
    found = [row for row in record.actions if action in row.text]
    assert [set(row.actors) for row in found] == [actors], record.actions
