"""Actions: sentences that commit to something, and those that do not; grounding, actors, deadlines, refusals."""

from pathlib import Path

import pytest
from spacy.language import Language
from tagged_cases import found, read_cases, wanted

from pipeline import document, extract

CASES = read_cases(Path(__file__).parent / "cases" / "actions.txt")


def test_a_third_of_the_cases_commits_to_nothing() -> None:
    assert len(CASES) >= 40
    assert sum(1 for case in CASES if not wanted(case)) * 3 >= len(CASES)


@pytest.mark.parametrize("case", CASES)
def test_actions_of_a_sentence(nlp: Language, case: str) -> None:
    assert found(nlp, case, "action") == wanted(case)


def test_evidence_holds_the_action(nlp: Language) -> None:
    text = "Вчора відбулася нарада. Голова адміністрації доручив відділу освіти перевірити їдальні."
    (relation,) = document.relations(nlp(text), "action")
    assert text[relation.evidence_start : relation.evidence_end].startswith("Голова адміністрації доручив")
    assert relation.rule == "link_action_infinitive"


def test_deadline_of_an_instruction(nlp: Language) -> None:
    record = extract("12 лютого 2024 року\n\nДепартамент має до 1 березня 2024 року оновити мапу укриттів.", nlp)
    (action,) = record.actions
    assert (action.status, action.deadline) == ("instructed", "2024-03-01")


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("Богдан Артеменко доручив Департаменту культури Сумської ОВА провести ревізію.",
         ["Департаменту культури Сумської ОВА"]),
        ("Ірині Савчук доручено підготувати звіт.", ["Ірині Савчук"]),
        ("Учасники домовилися, що Полтавська обласна рада виділить кошти.", ["Полтавська обласна рада"]),
        ("Фонд «Світанок» провів збори. До кінця року фонд планує відремонтувати 140 осель.", ["Фонд «Світанок»"]),
        ("Сумська міська рада та Фонд «Світанок» підписали меморандум про співпрацю.",
         ["Сумська міська рада", "Фонд «Світанок»"]),
        ("Олена Гайдамака закликала Міністерство фінансів України збільшити видатки.",
         ["Міністерство фінансів України"]),
        ("Нараду провела компанія «Ліра», яка до кінця року планує збудувати цех.", ["компанія «Ліра»"]),
        ("Олена Гайдамака доручила підготувати звіт.", []),
        ("Ремонт школи завершать у травні.", []),
    ],
)  # fmt: skip
def test_who_is_to_do_it(nlp: Language, text: str, actors: list[str]) -> None:
    doc = nlp(text)
    named = {mention.id_: mention.text for mention in document.mentions(doc)}
    (relation, *_) = document.relations(doc, "action")
    assert [named[value] for name, value in relation.links if name == "actor"] == actors


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Сторони не домовилися створити комісію.", "negated"),
        ("Нагадаємо, торік міста домовилися обмінюватися досвідом.", "background"),
        ("Громаду кличуть у похід. Це відкриття дозволить навчати більше дітей.", "effect"),
        ("21 грудня відбудеться пленарне засідання сесії селищної ради.", "announced event"),
    ],
)
def test_refused_candidates_tell_why(nlp: Language, text: str, reason: str) -> None:
    assert reason in {relation.value for relation in document.relations(nlp(text), "refused")}
