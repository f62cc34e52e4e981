"""Problems print as one safe line; hints name the nearest word."""

import pytest

from backchannel.core.errors import (
    CODES,
    BackchannelError,
    CaseError,
    Place,
    Problem,
    UsageError,
    did_you_mean,
    printable,
)


def test_a_problem_is_one_line_in_a_fixed_form() -> None:
    problem = Problem("TAB", "a tab", Place("a.yaml", 3, 7), "indent with spaces")
    assert str(problem) == "a.yaml:3:7  TAB  a tab; indent with spaces"
    assert str(Problem("TAB", "a tab", severity="note")) == "TAB  note: a tab"


def test_an_error_prints_all_its_problems() -> None:
    error = CaseError([Problem("TAB", "one"), Problem("ALIAS", "two")])
    assert str(error).splitlines() == ["TAB  one", "ALIAS  two"]
    assert isinstance(error, BackchannelError)
    assert UsageError("no").problems[0].code == "USAGE"


@pytest.mark.parametrize("mark", ["\x1b[31m", "\u202e", "\u200f", "\x00", "\x07", "\x9b"])
def test_marks_that_command_a_terminal_are_shown(mark: str) -> None:
    assert mark not in str(Problem("TAB", f"a{mark}b"))
    assert printable("한국어 é ★") == "한국어 é ★"


def test_line_breaks_in_a_message_do_not_make_a_second_line() -> None:
    assert len(str(Problem("TAB", "a\nb", hint="c\nd")).splitlines()) == 1


def test_hints() -> None:
    assert did_you_mean("crimee", ["crimea", "vote"]) == "did you mean 'crimea'?"
    assert did_you_mean("x", ["b", "a"]) == "expected one of: a, b"
    assert did_you_mean("x", [f"name{i}" for i in range(50)]) == ""
    assert did_you_mean("x", []) == ""


def test_codes_are_upper_case_words_with_a_meaning() -> None:
    for code, meaning in CODES.items():
        assert code == code.upper()
        assert meaning
        assert not meaning.endswith(".")
