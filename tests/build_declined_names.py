"""Build ``cases/names_declined.csv``: the people of ``cases/names_nominative.csv`` in six cases by shevchenko.

Run ``python tests/build_declined_names.py``; the table is committed so that a new release of the library changes it
only in sight.
"""

import csv
from pathlib import Path

from shevchenko import GrammaticalCase, in_grammatical_case

CASES = {"Nom": "NOMINATIVE", "Gen": "GENITIVE", "Dat": "DATIVE", "Acc": "ACCUSATIVE", "Ins": "ABLATIVE",
         "Loc": "LOCATIVE"}  # fmt: skip
FOLDER = Path(__file__).parent / "cases"
HEADER = ("name", "gender", "paradigm", "case", "form")


def read_people() -> list[dict[str, str]]:
    """People in the nominative: given name, patronymic (or empty), family name, gender, paradigm."""
    with (FOLDER / "names_nominative.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def decline(person: dict[str, str], case: str) -> str:
    """The whole name in a case."""
    parts = {"givenName": person["given"], "patronymicName": person["patronymic"], "familyName": person["family"]}
    asked = {key: part for key, part in parts.items() if part}
    gender = "masculine" if person["gender"] == "m" else "feminine"
    declined = in_grammatical_case(GrammaticalCase[CASES[case]], {**asked, "gender": gender})
    return " ".join(declined[key] for key in asked)


def build_rows() -> list[tuple[str, ...]]:
    """One row for each person and case."""
    return [
        (decline(person, "Nom"), person["gender"], person["paradigm"], case, decline(person, case))
        for person in read_people()
        for case in CASES
    ]


if __name__ == "__main__":
    with (FOLDER / "names_declined.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(build_rows())
