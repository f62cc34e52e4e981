"""The tables on the page about the record are those that the program uses."""

import re
from pathlib import Path

import pytest

from backchannel.evidence.credibility import (
    INFORMATION,
    SAYS_IF_FALSE,
    SAYS_IF_TRUE,
    Chance,
)
from backchannel.evidence.words import bands, range_of_word

PAGE = Path(__file__).parents[2] / "docs/how-to/what-the-record-teaches.md"


def rows(header: str) -> list[list[str]]:
    """Return the cells of the table that has this header, header and rule left out."""
    text = PAGE.read_text(encoding="utf-8")
    assert text.count(f"\n{header}\n") == 1
    table = text.split(f"\n{header}\n")[1].split("\n\n")[0].splitlines()[1:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table]


def shown(chance: Chance) -> str:
    return f"{chance.mode * 100:.0f} ({chance.low * 100:.0f} to {chance.high * 100:.0f})"


def test_digits() -> None:
    told = {
        cells[0][0]: cells[1]
        for cells in rows("| digit of the claim | chance of it before asking who says it |")
    }
    assert told == {digit: shown(chance) for digit, chance in INFORMATION.items()}


def test_letters_and_stakes() -> None:
    header = (
        "| letter of the source | being believed costs it (`against`) | gains nothing (`none`) "
        "| some (`some`) | much (`strong`) |"
    )
    told = {cells[0][0]: cells[1:] for cells in rows(header)}
    stakes = re.findall(r"\(`(\w+)`\)", header)
    assert told == {
        letter: [shown(by_stake[stake]) for stake in stakes]  # type: ignore[index]
        for letter, by_stake in SAYS_IF_FALSE.items()
    }
    assert f"with a chance of {shown(SAYS_IF_TRUE)}" in PAGE.read_text(encoding="utf-8")


def test_words_of_probability() -> None:
    told = rows("| words | range |")
    assert [cells[0].split(",")[0] for cells in told] == [band.name for band in bands()]
    for words, span in told:
        low, high = re.findall(r"\d+", span)
        for word in words.split(", "):
            assert range_of_word(word) == pytest.approx((int(low) / 100, int(high) / 100)), word


@pytest.mark.parametrize("factors", [[(90, 60)], [(90, 60), (50, 90)]], ids=["said", "denied"])
def test_the_sum_by_hand_is_right(factors: list[tuple[int, int]]) -> None:
    so, not_so = 30, 70
    for yes, no in factors:
        so, not_so = so * yes, not_so * no
    chance = so / (so + not_so)
    assert f"{chance * 100:.0f} %" in PAGE.read_text(encoding="utf-8")
    assert SAYS_IF_TRUE.mode == 0.9
    assert SAYS_IF_FALSE["C"]["strong"].mode == 0.6
    assert SAYS_IF_FALSE["B"]["strong"].mode == 0.5
