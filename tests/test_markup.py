"""Markup: what is written comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.markup import Mark, read_markup, write_markup


def test_marks_point_at_the_bare_text() -> None:
    text, marks = read_markup("[Директор](JOB of=p1) [Іван Гнатюк](PERS p1) підписав \\[копію\\] угоди.")
    assert text == "Директор Іван Гнатюк підписав [копію] угоди."
    assert [(text[m.start_char : m.end_char], m.label, m.key) for m in marks] == [
        ("Директор", "JOB", "of=p1"),
        ("Іван Гнатюк", "PERS", "p1"),
    ]


def test_brackets_without_a_label_are_text() -> None:
    assert read_markup("[сайт] (посилання)") == ("[сайт] (посилання)", [])


def test_overlapping_marks_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        write_markup("Іван Гнатюк", [Mark(0, 11, "PERS"), Mark(5, 11, "PERS")])


@given(st.text(alphabet="абв [](){}\\\n", max_size=40), st.data())
def test_write_then_read_is_the_same(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    marks = [Mark(a, b, "ORG", "o1") for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    assert read_markup(write_markup(text, marks)) == (text, marks)
