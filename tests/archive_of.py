"""Archives of any size out of a few stories: each release has words of its own."""

from pathlib import Path

import sample_files as files

_NAMES = ("Іван Гнатюк", "Олена Коваль", "Петро Мельник", "Марія Бондар", "Андрій Шевчук", "Ольга Ткач")
_TOWNS = ("Луцьку", "Полтаві", "Житомирі", "Одесі", "Чернівцях")


def story(number: int) -> str:
    """A release whose text no other number gives."""
    name, town = _NAMES[number % len(_NAMES)], _TOWNS[number % len(_TOWNS)]
    return (
        f"У {town} провели нараду № {number}\n\n"
        f"{number % 28 + 1} березня 2024 року директор школи {name} зустрівся з головою Полтавської обласної ради "
        f"Оленою Коваль. Сторони домовилися перевірити {number} котелень до 1 травня. Говорили про школу № {number}."
    )


def write_archive(path: Path, count: int, first: int = 1) -> None:
    """A JSONL file of releases in one folder with a bad one."""
    path.mkdir(parents=True, exist_ok=True)
    rows = ({"text": story(number)} for number in range(first, first + count))
    (path / "dump.jsonl").write_bytes(files.jsonl_file(*rows))
    (path / "broken.docx").write_bytes(b"PK\x03\x04")
