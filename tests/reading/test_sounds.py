"""Names across scripts: what sounds alike is shown, what does not is not."""

from itertools import product

import pytest

from backchannel.reading.drafts.known import alike, office_of
from backchannel.reading.names.sounds import LEAST, likeness

pytest.importorskip("rapidfuzz")

NAMES = [
    ("Vladimir Putin", "블라디미르 푸틴", "Владимир Путин"),
    ("Sergei Lavrov", "세르게이 라브로프", "Сергей Лавров"),
    ("Emmanuel Macron", "에마뉘엘 마크롱", "Эммануэль Макрон"),
    ("Boris Johnson", "보리스 존슨", "Борис Джонсон"),
    ("Kofi Annan", "코피 아난", "Кофи Аннан"),
    ("Elena Rojas", "엘레나 로하스", "Елена Рохас"),
]


@pytest.mark.parametrize(("one", "other"), [(a, b) for row in NAMES for a, b in product(row, row)])
def test_one_name_in_two_scripts_sounds_alike(one: str, other: str) -> None:
    assert likeness(one, other) >= LEAST
    assert likeness(one, other) == likeness(other, one)


def test_different_names_do_not() -> None:
    for first, second in product(NAMES, NAMES):
        if first is not second:
            assert all(likeness(a, b) < LEAST for a, b in product(first, second))


def test_a_name_of_the_case_is_shown_with_its_score() -> None:
    found = alike("세르게이 라브로프", {"sergei lavrov": "lavrov", "james holt": "holt"})
    assert found is not None
    assert found.id == "lavrov"
    assert 85 <= found.score <= 100


def test_unnamed_voices_are_compared_by_whose_people_they_are() -> None:
    assert office_of("a former Norwegian official") == office_of("전직 노르웨이 관리")
    assert office_of("a Norwegian official") != office_of("a former Norwegian official")
    assert office_of("a Danish diplomat") != office_of("a Norwegian diplomat")


def test_a_ministry_is_not_one_of_its_people() -> None:
    assert office_of("Chilean foreign ministry") != office_of("산티아고의 한 외교관")
    assert office_of("Chilean foreign ministry") == office_of("칠레 외교부")
