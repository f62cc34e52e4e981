"""The register of forecasts: an edit of what was entered is found; all else stays untouched."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.case import check, load
from backchannel.case.adding import LOCK
from backchannel.case.register import digest_of, ends, last_digest, standings, starts
from backchannel.case.register_file import _item, enter, enter_new, free_id, resolve
from backchannel.case.rules_of_register import chain_is_whole, register_is_in_order
from backchannel.case.schema import CaseDocument, Entry, Forecast
from backchannel.case.yaml_text import read_yaml
from backchannel.core.errors import CaseError, UsageError

ZERO = f"sha256:{'0' * 64}"
FORECASTS: list[dict[str, Any]] = [
    {
        "id": f"F{n}",
        "by": "analyst",
        "made": "2025-11",
        "text": {"en": f"Statement {n}.", "ko": f"진술 {n}."},
        "probability": {"value": [0.1, 0.1 * n, 0.9], "basis": "inference", "reason": "A guess."},
        "horizon": "2026-06",
        "resolution": "A text is published.",
        "claims": ["E01"],
    }
    for n in range(1, 5)
]
LINES: list[dict[str, Any]] = [
    *({"forecast": f"F{n}", "status": "entered", "date": "2026-01-01"} for n in range(1, 5)),
    {"forecast": "F2", "status": "happened", "date": "2026-05-01", "reason": "Published."},
    {"forecast": "F1", "status": "void", "date": "2026-05-02", "reason": "No such text."},
]


def sealed(lines: list[dict[str, Any]], forecasts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Seal lines one after the other, as the commands do."""
    held = {it["id"]: Forecast.model_validate(it) for it in forecasts}
    done, before = [], ""
    for line in lines:
        entry = Entry.model_validate({**line, "digest": ZERO})
        entered = held[line["forecast"]] if line["status"] == "entered" else None
        before = digest_of(before, entry, entered)
        done.append({**line, "digest": before})
    return done


REGISTER = sealed(LINES, FORECASTS)


def document(
    register: list[dict[str, Any]], forecasts: list[dict[str, Any]] = FORECASTS
) -> CaseDocument:
    return CaseDocument.model_validate(
        {
            "format": 1,
            "case": {"id": "c", "title": "c", "as_of": "2026"},
            "parties": [],
            "actors": [],
            "issues": [],
            "forecasts": forecasts,
            "register": register,
        }
    )


def broken(
    register: list[dict[str, Any]], forecasts: list[dict[str, Any]] = FORECASTS
) -> list[int]:
    """Return the positions of the lines that do not fit."""
    return [int(f.loc[1]) for f in chain_is_whole(document(register, forecasts))]


# ---------------------------------------------------------------- the chain


def test_a_register_that_nobody_touched_is_whole() -> None:
    found = document(REGISTER)
    assert list(chain_is_whole(found)) == []
    assert list(register_is_in_order(found)) == []
    assert last_digest(found) == REGISTER[-1]["digest"]
    assert last_digest(document([])) == ""


def test_digests_stay_what_they_are_from_version_to_version() -> None:
    assert REGISTER[0]["digest"] == (
        "sha256:fcd423221c5333c4c8961a6d6e5a81d2c0660b7ab590b5ad5d250dfaca7bb3a0"
    )
    assert REGISTER[-1]["digest"] == (
        "sha256:cb131166483ca1cf0e09dcfb02b21b1c7e207836730b6e7429d693bcad61bb8d"
    )


def leaves(node: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(node, dict):
        return [p for key, value in node.items() for p in leaves(value, (*at, key))]
    if isinstance(node, list):
        return [p for n, value in enumerate(node) for p in leaves(value, (*at, n))]
    return [at]


def edited(node: Any, at: tuple[Any, ...]) -> Any:
    """Change one leaf to something else that the format takes."""
    changed = deepcopy(node)
    holder = changed
    for part in at[:-1]:
        holder = holder[part]
    old = holder[at[-1]]
    if at[-1] == "basis":
        holder[at[-1]] = "placeholder"
    elif isinstance(old, float):  # of low, mode, high; all stay in order
        holder[at[-1]] = {0: old - 0.01, 1: old + 1e-9, 2: old + 0.01}[at[-1]]
    elif at[-1] in ("made", "horizon", "date"):
        holder[at[-1]] = "2025-10-09"
    elif at[-1] in ("id", "by", "forecast", 0):
        holder[at[-1]] = f"{old}x"
    elif at[-1] == "status":
        holder[at[-1]] = "did_not_happen" if old != "did_not_happen" else "void"
    else:
        holder[at[-1]] = f"{old[:-1]}!"
    return changed


@pytest.mark.parametrize("at", [at for at in leaves(FORECASTS) if at[1] != "id"], ids=str)
def test_any_edit_of_an_entered_forecast_is_found_at_its_line(at: tuple[Any, ...]) -> None:
    assert broken(REGISTER, edited(FORECASTS, at)) == [at[0]]


@pytest.mark.parametrize("at", [at for at in leaves(LINES) if at[1] != "forecast"], ids=str)
def test_any_edit_of_a_line_is_found_there(at: tuple[Any, ...]) -> None:
    assert at[0] in broken(edited(REGISTER, at))


def test_a_key_added_to_an_entered_forecast_is_found() -> None:
    for key in ("note", "undefined"):
        forecasts = [{**FORECASTS[0], key: "More."}, *FORECASTS[1:]]
        assert broken(REGISTER, forecasts) == [0]


def test_a_translation_added_or_taken_away_later_is_found() -> None:
    for text in ({"en": "Statement 1."}, {"en": "Statement 1.", "ko": "진술 1.", "de": "Satz 1."}):
        assert broken(REGISTER, [{**FORECASTS[0], "text": text}, *FORECASTS[1:]]) == [0]


@given(st.permutations(range(len(REGISTER))))
def test_any_other_order_of_lines_is_found(order: list[int]) -> None:
    moved = [REGISTER[n] for n in order]
    assert bool(broken(moved)) == (order != sorted(order))


@given(st.sets(st.integers(0, len(REGISTER) - 1)))
def test_only_the_last_lines_can_be_cut_off_unseen(gone: set[int]) -> None:
    left = [line for n, line in enumerate(REGISTER) if n not in gone]
    tail = set(range(len(left), len(REGISTER)))
    assert bool(broken(left)) == (gone != tail), "a cut end is seen by who kept the last digest"


@given(st.integers(0, len(REGISTER) - 1), st.integers(0, len(REGISTER) - 1))
def test_a_line_put_in_is_found(copied: int, at: int) -> None:
    assert broken([*REGISTER[:at], REGISTER[copied], *REGISTER[at:]])


def test_who_rewrites_the_whole_chain_leaves_another_last_digest() -> None:
    forecasts = edited(FORECASTS, (0, "probability", "value", 1))
    rewritten = sealed(LINES, forecasts)
    assert broken(rewritten, forecasts) == []
    assert rewritten[-1]["digest"] != REGISTER[-1]["digest"]


def test_layout_does_not_count() -> None:
    loose = deepcopy(FORECASTS)
    loose[0]["text"] = {"ko": "진술   1.", "en": "Statement\n  1.\n"}
    loose[1] = dict(reversed(loose[1].items()))
    loose[2]["note"] = None
    assert broken(REGISTER, loose) == []


def test_dates_compare_by_their_days() -> None:
    assert (starts("2023-07/2023-08"), ends("2023-07/2023-08")) == ("2023-07-01", "2023-08-31")
    assert starts("2023") < "2023-05-01" < ends("2023")


# ---------------------------------------------------------------- order

WRONG = [
    (5, {"status": "entered", "reason": None}, "'F1' was entered before, on 2026-01-01"),
    (5, {"forecast": "F2"}, "'F2' was resolved before: happened on 2026-05-01"),
    (5, {"reason": None}, "'F1' is resolved without a reason"),
    (5, {"date": "2026-04-01"}, "2026-04-01 lies before 2026-05-01"),
    (0, {"date": "2025-10-31"}, "'F1' is entered before it was made (2025-11-01)"),
    (0, {"status": "happened", "reason": "x"}, "'F1' is resolved without having been entered"),
]


@pytest.mark.parametrize(("line", "change", "message"), WRONG, ids=[w[2] for w in WRONG])
def test_lines_out_of_order_are_told(line: int, change: dict[str, Any], message: str) -> None:
    lines = deepcopy(LINES)
    lines[line] |= change
    found = list(register_is_in_order(document(sealed(lines, FORECASTS))))
    assert message in " ".join(f.message for f in found)
    assert {f.loc[1] for f in found} <= {line, 5}


def test_void_stays_void() -> None:
    lines = [*LINES, {"forecast": "F1", "status": "happened", "date": "2026-06-01", "reason": "x"}]
    (found,) = register_is_in_order(document(sealed(lines, FORECASTS)))
    assert "resolved before: void" in found.message


def test_standings_say_what_is_missing() -> None:
    forecasts = [
        {"id": "bare", "by": "analyst", "made": "2025", "text": "x"},
        {**FORECASTS[0], "undefined": "Which text."},
        FORECASTS[1],
    ]
    lines = [line for line in LINES if line["forecast"] in ("F1", "F2")]
    found = standings(document(sealed(lines, forecasts), forecasts))
    assert [s.missing for s in found] == [
        ("probability", "horizon", "resolution", "entered"),
        ("definition", "void"),
        (),
    ]


# ---------------------------------------------------------------- files

FORECAST_IN_CASE = """
forecasts: # our own
  - {id: F1, by: S_GAZETTE, made: 2025-12, text: "They will sign.", probability: [0.2, 0.4, 0.6],
     horizon: 2026-06, resolution: "A signed text.", basis: inference, reason: "'Likely'."}
"""


@pytest.fixture
def folder(tmp_path: Path, starter_text: str) -> Path:
    made = tmp_path / "case"
    made.mkdir()
    (made / "case.yaml").write_bytes((starter_text + FORECAST_IN_CASE).encode())
    return made


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_entering_adds_a_file_and_its_name_and_leaves_the_rest(folder: Path) -> None:
    before = held(folder)["case.yaml"]
    line = enter(folder, "F1", on="2026-01-05")
    after = held(folder)
    assert set(after) == {"case.yaml", "register.yaml"}
    assert after["case.yaml"] == before + b"\nfiles:\n  - register.yaml\n"
    assert last_digest(load(folder).document) == line.digest


def test_resolving_appends_and_keeps_comments(folder: Path) -> None:
    enter(folder, "F1", on="2026-01-05")
    target = folder / "register.yaml"
    target.write_bytes(target.read_bytes() + b"# seen by the clerk\n")
    before = held(folder)
    resolve(folder, "F1", status="happened", on="2026-05-01", claims=("E01",),
            reason={"en": 'Signed: "as agreed"', "ko": "서명됨"})  # fmt: skip
    after = held(folder)
    assert after["case.yaml"] == before["case.yaml"]
    assert after["register.yaml"].startswith(before["register.yaml"])
    (standing,) = standings(load(folder).document)
    assert standing.resolved is not None
    assert standing.resolved.claims == ("E01",)
    assert standing.resolved.reason is not None
    assert standing.resolved.reason.root == {"en": 'Signed: "as agreed"', "ko": "서명됨"}
    assert standing.missing == ()


@pytest.mark.parametrize(
    ("files", "named"),
    [
        (
            "files: [more.yaml] # in brackets\n",
            "files: [more.yaml, register.yaml] # in brackets\n",
        ),
        ("files:\n  - more.yaml # first\n", "files:\n  - more.yaml # first\n  - register.yaml\n"),
        ("files:\n- more.yaml\n", "files:\n- more.yaml\n- register.yaml\n"),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_new_file_is_named_where_the_others_are(
    folder: Path, files: str, named: str, ending: str
) -> None:
    main = folder / "case.yaml"
    text = main.read_text(encoding="utf-8").replace("format: 1\n", f"format: 1\n{files}", 1)
    main.write_bytes(text.replace("\n", ending).encode())
    (folder / "more.yaml").write_text("silent: []\n", encoding="utf-8")
    enter(folder, "F1", on="2026-01-05")
    assert main.read_bytes() == text.replace(files, named).replace("\n", ending).encode()


def test_a_forecast_is_written_and_its_chain_survives_another_layout(folder: Path) -> None:
    enter_new(
        folder,
        {
            "id": "F2",
            "by": "analyst",
            "made": "2026-01-01",
            "text": 'A "text": with # signs, 크림, and\nlines',
            "probability": {"value": [0.1, 0.25, 1.0], "basis": "inference", "reason": "A guess."},
        },
        on="2026-01-05",
    )
    said = load(folder).document.forecasts[1]
    assert str(said.text) == 'A "text": with # signs, 크림, and\nlines'
    assert said.probability is not None
    assert said.probability.value == (0.1, 0.25, 1.0)
    for name in ("forecasts.yaml", "register.yaml"):  # one file, other layout, comments gone
        path = folder / name
        lines = [x for x in path.read_text(encoding="utf-8").splitlines() if x[:1] != "#"]
        main = folder / "case.yaml"
        text = main.read_text(encoding="utf-8").replace(f"  - {name}\n", "")
        if name == "forecasts.yaml":
            lines = lines[1:]
            text = text.replace("forecasts: # our own\n", "forecasts:\n\n")
            text = text.replace("reason: \"'Likely'.\"}\n", "reason: \"'Likely'.\"}\n"
                                + "\n".join(lines) + "\n")  # fmt: skip
        else:
            text = text.replace("\nfiles:\n", "\n") + "\n".join(lines) + " # end\n"
        main.write_text(text, encoding="utf-8")
        path.unlink()
        assert check(folder).errors == [], name


@given(text=st.text(min_size=1).filter(str.strip))
def test_any_text_is_read_back_as_it_was_written(text: str) -> None:
    item = {"id": "F2", "text": text, "claims": [text], "by_language": {"en": text}}
    found = read_yaml(f"list:\n{_item(item, '  ')}".encode(errors="surrogatepass"), "x.yaml")
    assert found.problems == []
    assert found.data == {"list": [item]}


def test_a_changed_number_of_what_was_entered_is_found_with_its_line(folder: Path) -> None:
    enter(folder, "F1", on="2026-01-05")
    main = folder / "case.yaml"
    text = main.read_text(encoding="utf-8")
    main.write_text(text.replace("[0.2, 0.4, 0.6]", "[0.2, 0.5, 0.6]"), encoding="utf-8")
    (problem,) = check(folder).errors
    assert problem.code == "BROKEN-CHAIN"
    assert str(problem.place) == "register.yaml:4:5"
    assert "(F1, entered, 2026-01-05)" in problem.message
    line = text[: text.index("- {id: F1, by: S_GAZETTE")].count("\n") + 1
    assert f"(the forecast stands at case.yaml:{line}:5)" in problem.message


def test_what_was_entered_is_not_changed_by_a_what_if(folder: Path) -> None:
    case = load(folder)
    path = "forecasts.F1.probability"
    assert case.changed(path, [0.1, 0.2, 0.3], reason="x").unknown(path).mode == 0.2
    enter(folder, "F1", on="2026-01-05")
    with pytest.raises(UsageError, match="stands in the register"):
        load(folder).changed(path, [0.1, 0.2, 0.3], reason="x")


REFUSED = [
    ("enter", ("F9",), {}, UsageError, "'F9' is no forecast of this case"),
    ("enter", ("F1",), {"on": "2025-11-30"}, CaseError, "entered before it was made"),
    ("enter", ("F1",), {"on": "yesterday"}, UsageError, "'date' of the new line"),
    ("resolve", ("F1",), {"status": "happened", "reason": "x"}, CaseError, "without having been"),
    ("resolve", ("F1",), {"status": "maybe", "reason": "x"}, UsageError, "'status' of the new"),
    ("new", ({"id": "F1", "by": "analyst", "made": "2025", "text": "x"},), {}, UsageError,
     "'F1' is a forecast of this case already; the next free id is F2"),
    ("new", ({"id": "F2", "by": "nobody", "made": "2025", "text": "x"},), {}, CaseError,
     "'nobody' is no source"),
    ("new", ({"id": "F2", "by": "analyst", "made": "2026-02", "text": "x"},), {}, CaseError,
     "entered before it was made"),
    ("new", ({"id": "F2", "by": "analyst", "made": "2025", "text": "x", "probability":
              {"value": [0.9, 0.5, 1], "basis": "inference", "reason": "x"}},), {}, CaseError,
     "not in ascending order"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "words", "options", "error", "message"), REFUSED, ids=[r[4] for r in REFUSED]
)
def test_what_would_make_the_case_unsound_is_not_written(
    folder: Path,
    what: str,
    words: tuple[Any, ...],
    options: dict[str, Any],
    error: type[Exception],
    message: str,
) -> None:
    before = held(folder)
    act = {"enter": enter, "resolve": resolve, "new": enter_new}[what]
    with pytest.raises(error, match=re.escape(message)):
        act(folder, *words, **({"on": "2026-01-05"} | options))
    assert held(folder) == before


def test_an_outcome_is_set_once(folder: Path) -> None:
    enter(folder, "F1", on="2026-01-05")
    resolve(folder, "F1", status="void", reason="The councils were dissolved.", on="2026-02-01")
    before = held(folder)
    with pytest.raises(CaseError, match="was resolved before: void"):
        resolve(folder, "F1", status="happened", reason="x", on="2026-03-01")
    with pytest.raises(CaseError, match="was entered before"):
        enter(folder, "F1", on="2026-03-01")
    assert held(folder) == before


@pytest.mark.parametrize("name", ["two-issues", "ukraine-2023"])
def test_shipped_cases_are_not_written_to(name: str) -> None:
    with pytest.raises(UsageError, match=f"new my-{name} --from {name}"):
        enter(name, "F1", on="2026-01-05")


def test_a_file_that_is_not_named_is_not_taken_over(folder: Path) -> None:
    (folder / "register.yaml").write_text("register: []\n", encoding="utf-8")
    before = held(folder)
    with pytest.raises(UsageError, match="not named under `files`"):
        enter(folder, "F1", on="2026-01-05")
    assert held(folder) == before


def test_a_list_in_brackets_is_left_to_the_hand(folder: Path) -> None:
    enter(folder, "F1", on="2026-01-05")
    target = folder / "register.yaml"
    digest = last_digest(load(folder).document)
    line = f"{{forecast: F1, status: entered, date: 2026-01-05, digest: '{digest}'}}"
    target.write_text(f"register: [{line}]\n", encoding="utf-8")
    with pytest.raises(UsageError, match="laid out so that nothing can be added"):
        resolve(folder, "F1", status="happened", reason="x", on="2026-02-01")


def test_a_second_writer_is_refused_and_told_how_to_go_on(folder: Path) -> None:
    (folder / LOCK).touch()
    with pytest.raises(UsageError, match=r"another command is writing.*\.register\.lock"):
        enter(folder, "F1", on="2026-01-05")
    (folder / LOCK).unlink()
    enter(folder, "F1", on="2026-01-05")
    assert not (folder / LOCK).exists()


def test_writers_at_once_leave_a_whole_register(folder: Path) -> None:
    names = [f"G{n}" for n in range(8)]
    with (folder / "case.yaml").open("a", encoding="utf-8") as stream:
        for name in names:
            stream.write(f"  - {{id: {name}, by: analyst, made: 2025, text: x}}\n")

    def attempt(name: str) -> str:
        try:
            enter(folder, name, on="2026-01-05")
        except UsageError as refused:
            return refused.problems[0].code
        return "entered"

    with ThreadPoolExecutor(4) as pool:
        outcomes = dict(zip(names, pool.map(attempt, names), strict=True))
    assert set(outcomes.values()) <= {"entered", "CANNOT-WRITE"}
    done = [name for name, outcome in outcomes.items() if outcome == "entered"]
    document = load(folder).document
    assert sorted(line.forecast for line in document.register_) == done
    assert done
    assert {path.name for path in folder.iterdir()} == {"case.yaml", *document.files}


NEW = {"id": "F2", "by": "analyst", "made": "2025", "text": "It rains."}


@pytest.fixture(params=["fresh", "grown"])
def two_files(request: pytest.FixtureRequest, folder: Path) -> Path:
    """Return a case to which a new forecast adds files, and one where it adds to files."""
    if request.param == "grown":
        enter_new(folder, NEW | {"id": "F0"}, on="2026-01-05")
    return folder


@pytest.mark.parametrize("blocked", ["forecasts.yaml", "register.yaml"])
def test_a_file_that_cannot_be_written_leaves_all_as_it_was(two_files: Path, blocked: str) -> None:
    (two_files / f".{blocked}.new").mkdir()
    before = {path: path.read_bytes() for path in two_files.iterdir() if path.is_file()}
    with pytest.raises(UsageError, match=f"{blocked}.*nothing was changed"):
        enter_new(two_files, NEW, on="2026-01-06")
    (two_files / f".{blocked}.new").rmdir()
    assert {path: path.read_bytes() for path in two_files.iterdir()} == before
    enter_new(two_files, NEW, on="2026-01-06")


def moved_and_then(act: Callable[[], None], *, at: int) -> Callable[[Path, Path], Path]:
    """Return a move of a file over another that does something more when it is called again."""
    move, moves = Path.replace, count(1)

    def moved(path: Path, target: Path) -> Path:
        if next(moves) == at:
            act()
        return move(path, target)

    return moved


def fail() -> None:
    raise PermissionError(13, "Permission denied")


def test_a_file_that_cannot_be_moved_brings_the_others_back(
    two_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(two_files)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", moved_and_then(fail, at=2))
        with pytest.raises(UsageError, match=r"register.yaml' \(Permission denied\); nothing was"):
            enter_new(two_files, NEW, on="2026-01-06")
    assert held(two_files) == before


def test_ctrl_c_while_files_are_put_in_place_leaves_all_of_them(
    two_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt() -> None:
        signal.raise_signal(signal.SIGINT)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", moved_and_then(interrupt, at=2))
        with pytest.raises(KeyboardInterrupt):
            enter_new(two_files, NEW, on="2026-01-06")
    document = load(two_files).document
    assert document.forecasts[-1].id == document.register_[-1].forecast == "F2"
    assert {path.name for path in two_files.iterdir()} == {"case.yaml", *document.files}


KILLED = f"""
import os, signal, sys
from itertools import count
from pathlib import Path
from backchannel.case.register_file import enter_new
move, moves = Path.replace, count(1)
def moved(path, target):
    if next(moves) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    return move(path, target)
Path.replace = moved
enter_new(sys.argv[1], {NEW!r}, on="2026-01-06")
"""


@pytest.mark.parametrize("at", [1, 2, 3])
def test_after_a_killed_command_the_next_one_enters_what_it_left(folder: Path, at: int) -> None:
    before = held(folder)
    command = [sys.executable, "-c", KILLED, str(folder), str(at)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert held(folder)["case.yaml"] == before["case.yaml"]
    (folder / LOCK).unlink()
    enter_new(folder, NEW, on="2026-01-06")
    assert set(held(folder)) == {"case.yaml", "forecasts.yaml", "register.yaml"}


def test_what_a_killed_command_wrote_and_did_not_enter_is_entered_by_its_id(folder: Path) -> None:
    enter_new(folder, NEW | {"id": "F0"}, on="2026-01-05")
    command = [sys.executable, "-c", KILLED, str(folder), "2"]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    (folder / LOCK).unlink()
    with pytest.raises(
        UsageError, match=r"'F2' is not entered yet, `backchannel forecast add .* F2"
    ):
        enter_new(folder, NEW, on="2026-01-06")
    enter(folder, "F2", on="2026-01-06")
    assert load(folder).document.register_[-1].forecast == "F2"
    assert set(held(folder)) == {"case.yaml", "forecasts.yaml", "register.yaml"}


def test_a_file_of_the_user_is_not_taken_for_one_that_was_left(folder: Path) -> None:
    (folder / ".case.yaml.new").write_text("files: [register.yaml]\n", encoding="utf-8")
    (folder / "register.yaml").write_text("# mine\n", encoding="utf-8")
    with pytest.raises(UsageError, match="not named under `files`"):
        enter(folder, "F1", on="2026-01-05")
    assert (folder / "register.yaml").read_text(encoding="utf-8") == "# mine\n"


@pytest.mark.parametrize("empty", ["files: [] # none yet", "files: [ ]"])
def test_an_empty_list_of_files_takes_the_first(folder: Path, empty: str) -> None:
    main = folder / "case.yaml"
    text = main.read_text(encoding="utf-8").replace("format: 1\n", f"format: 1\n{empty}\n", 1)
    main.write_text(text, encoding="utf-8")
    enter(folder, "F1", on="2026-01-05")
    comment = empty.partition("]")[2]
    named = text.replace(empty, f"files: [register.yaml]{comment}")
    assert main.read_text(encoding="utf-8") == named


def test_where_nothing_can_be_added_the_line_is_named(folder: Path) -> None:
    main = folder / "case.yaml"
    text = main.read_text(encoding="utf-8").replace("format: 1\n", "format: 1\nfiles: [\n  ]\n", 1)
    main.write_text(text, encoding="utf-8")
    line = text.splitlines().index("files: [") + 1
    with pytest.raises(UsageError, match=f"case.yaml:{line}: lists that grow"):
        enter(folder, "F1", on="2026-01-05")


def test_the_next_free_id(folder: Path) -> None:
    assert free_id(load(folder)) == "F2"
    assert free_id(load("two-issues")) == "F1"
