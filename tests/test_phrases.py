"""How far titles and names of bodies reach."""

import pytest
from tagged import tagged

from pipeline.ner.phrases import left_edge, quoted_end, right_edge


def phrase(text: str, head: int) -> str:
    """The phrase around token `head`."""
    doc = tagged(text)
    return doc[left_edge(doc, head) : right_edge(doc, head, len(doc))].text


@pytest.mark.parametrize(
    ("text", "head", "expected"),
    [
        (
            "Міністр/NOUN/Nom освіти/NOUN/Gen і/CCONJ науки/NOUN/Gen України/PROPN/Gen провів/VERB",
            0,
            "Міністр освіти і науки України",
        ),
        (
            "Полтавської/ADJ/Gen обласної/ADJ/Gen ради/NOUN/Gen звернулися/VERB",
            2,
            "Полтавської обласної ради",
        ),
        (
            "міністр/NOUN/Nom громад/NOUN/Gen ,/PUNCT територій/NOUN/Gen та/CCONJ інфраструктури/NOUN/Gen сказав/VERB",
            0,
            "міністр громад , територій та інфраструктури",
        ),
        ("секретар/NOUN/Nom з/ADP питань/NOUN/Gen енергетики/NOUN/Gen прибув/VERB", 0, "секретар з питань енергетики"),
        ("посол/NOUN/Nom США/PROPN в/ADP Україні/PROPN/Loc прибув/VERB", 0, "посол США в Україні"),
        # must not: a conjunction with another case, a comma without a list, an instrumental, a verb
        ("голова/NOUN/Nom ради/NOUN/Gen та/CCONJ мер/NOUN/Nom", 0, "голова ради"),
        ("голова/NOUN/Nom ради/NOUN/Gen ,/PUNCT мера/NOUN/Gen прийняли/VERB", 0, "голова ради"),
        ("голова/NOUN/Nom з/ADP делегацією/NOUN/Ins", 0, "голова"),
        ("новій/ADJ/Dat голова/NOUN/Nom", 1, "голова"),
        # the dictionary sees that they agree where the tagger does not
        ("новий/ADJ/Nom голова/NOUN/Gen", 1, "новий голова"),
    ],
)
def test_phrase_reaches_as_far_as_its_grammar(text: str, head: int, expected: str) -> None:
    assert phrase(text, head) == expected


def test_quotation_ends_at_its_own_mark() -> None:
    doc = tagged("ТОВ «/PUNCT Агрохолдинг «/PUNCT Зернолан »/PUNCT »/PUNCT уклало/VERB")
    assert quoted_end(doc, 1) == 7


def test_one_closing_mark_may_stand_for_two() -> None:
    doc = tagged("ТОВ «/PUNCT Агрохолдинг «/PUNCT Зернолан »/PUNCT уклало/VERB")
    assert quoted_end(doc, 1) == 6


def test_quotation_that_never_closes_has_no_end() -> None:
    assert quoted_end(tagged("«/PUNCT Зернолан уклало/VERB"), 0) is None
