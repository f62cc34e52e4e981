"""Folders and names that are no honest case: bounded time, one line each, never a traceback."""

import os
from pathlib import Path

import pytest

from backchannel.case import Case, check, load
from backchannel.case.copies import check_copies
from backchannel.case.load import MAX_FILES
from backchannel.core.errors import CaseError, UsageError


def codes(folder: Path) -> list[str]:
    return [problem.code for problem in check(folder).errors]


def test_pipes_and_folders_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "case.yaml")
    assert codes(tmp_path) == ["NO-FILE"]
    (tmp_path / "case.yaml").unlink()
    (tmp_path / "case.yaml").mkdir()
    assert codes(tmp_path) == ["NO-FILE"]


def test_links_in_a_circle_and_links_out(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").symlink_to(tmp_path / "case.yaml")
    assert codes(tmp_path) in (["NO-FILE"], ["OUTSIDE-FOLDER"])
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret.yaml").write_text("format: 1\n")
    (inner / "case.yaml").symlink_to(tmp_path / "secret.yaml")
    assert codes(inner) == ["OUTSIDE-FOLDER"]


@pytest.mark.parametrize("name", ["a" * 5_000, "no\0name", "\n"])
def test_names_that_are_none(name: str) -> None:
    with pytest.raises(CaseError) as caught:
        check(name)
    assert [p.code for p in caught.value.problems] == ["NO-CASE"]
    assert len(str(caught.value)) < 400
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ('["a\\0b"]', "NO-FILE"),
        ("[./case.yaml]", "DUPLICATE-KEY"),
        ("[more.yaml, ./more.yaml]", "DUPLICATE-KEY"),
        (f"[{', '.join(f'f{i}.yaml' for i in range(MAX_FILES + 1))}]", "FILE-TOO-LARGE"),
    ],
)
def test_named_files(tmp_path: Path, starter_text: str, named: str, code: str) -> None:
    (tmp_path / "more.yaml").write_text("silent: []\n")
    text = starter_text.replace("format: 1", f"format: 1\nfiles: {named}", 1)
    (tmp_path / "case.yaml").write_text(text)
    assert codes(tmp_path) == [code]


def test_a_file_that_cannot_be_read_is_the_only_problem_told(
    tmp_path: Path, starter_text: str
) -> None:
    """What it would have held is missing; complaints of that would drown the cause."""
    text = starter_text.replace("format: 1", "format: 1\nfiles: [gone.yaml]", 1)
    (tmp_path / "case.yaml").write_text(text.replace("source: S_CLERK", "source: S_NONE"))
    assert codes(tmp_path) == ["NO-FILE"]


def test_thousands_of_problems_take_seconds(tmp_path: Path, starter_text: str) -> None:
    many = "".join(f"  - {{id: N{i}, key{i}: 1, name: n}}\n" for i in range(3_000))
    wrong = ", ".join(f"E{i}x" for i in range(3_000))
    text = starter_text.replace("silent: #", f"silent:\n{many}  #", 1)
    text = text.replace("claims: [E02, E03]\n", f"claims: [{wrong}]\n", 1)
    (tmp_path / "case.yaml").write_text(text)
    found = codes(tmp_path)
    assert found.count("UNKNOWN-KEY") == 3_000
    assert found.count("UNRESOLVED") == 3_000


@pytest.mark.parametrize("file", ["../../etc/passwd", "/dev/zero", "a\\0b", "pipe"])
def test_copies_are_looked_for_inside_their_folder_only(
    tmp_path: Path, starter_text: str, file: str
) -> None:
    entry = (
        f'documents:\n  - {{id: D, title: t, file: "{file}", digest: "sha256:0123456789abcdef", '
        "paragraphs: {P1: [0, 3]}}\n"
    )
    (tmp_path / "case.yaml").write_text(starter_text.replace("sources: #", f"{entry}sources: #", 1))
    os.mkfifo(tmp_path / "pipe")
    problems = check_copies(load(tmp_path), tmp_path)
    assert [p.code for p in problems] == ["NO-SOURCE-COPY"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("date: 2025-11,", "date: 2025-13,", "BAD-VALUE"),
        ("date: 2025-11,", "date: 2025-11/2024-01,", "BAD-VALUE"),
        ("date: 2025-11,", "date: 2025-02-30,", "BAD-VALUE"),
        ('text: "a joint board"', 'text: ""', "BAD-VALUE"),
        ("weight: [30, 50, 70]", "weight: [1.0e+300, 1.0e+308, 1.0e+308]", "OUT-OF-RANGE"),
        ("by: south_council, to: north_council", "by: fishers, to: fishers", "BAD-VALUE"),
        ("contradicts: [E02]", "contradicts: [E03]", "BAD-VALUE"),
        ("actors: [north_council, south_council]}\n  - {id: with", "actors: [fishers, fishers]}\n"
         "  - {id: with", "DUPLICATE-ID"),
        ("decides_for: FISHERS}", "decides_for: FISHERS, power: [1, 2, 300]}", "OUT-OF-RANGE"),
        ("actors: [south_council]}", "actors: [south_council], rule: {kind: veto, actors: "
         "[fishers], basis: placeholder, reason: r}}", "BAD-VALUE"),
        ("actors: [north_council, north_envoy]}", "actors: [north_council, north_envoy], rule: "
         "{kind: leader_only, actors: [north_council, north_envoy], basis: placeholder, "
         "reason: r}}", "BAD-VALUE"),
        ("value: [65, 75, 85], basis", "value: [65, 75, 85], unit: months, basis", "OUT-OF-RANGE"),
    ],
)  # fmt: skip
def test_nonsense_that_would_pass_unseen(
    tmp_path: Path, starter_text: str, old: str, new: str, code: str
) -> None:
    assert old in starter_text
    (tmp_path / "case.yaml").write_text(starter_text.replace(old, new, 1))
    assert code in codes(tmp_path)


def test_a_reading_cannot_take_all_weight_from_an_actor(tmp_path: Path, starter_text: str) -> None:
    override = (
        "      - {path: preferences.north_council.%s.weight, value: [0, 0, 0], "
        "basis: placeholder, reason: r}\n"
    )
    extra = "".join(override % issue for issue in ("control", "fees", "quota"))
    (tmp_path / "case.yaml").write_text(starter_text.rstrip("\n") + "\n" + extra)
    assert codes(tmp_path) == ["ZERO-WEIGHTS"]


def test_a_change_cannot_either(ukraine: Case) -> None:
    import backchannel as bc

    case = bc.load("two-issues")
    for issue in ("water", "road"):
        case = case.changed(f"preferences.upstream.{issue}.weight", [0, 0, 0], reason="none")
    with pytest.raises(UsageError, match="all weights of 'upstream' are 0"):
        bc.zone(case, ["upstream"])


def test_readings_laid_one_after_another_clash_too(ukraine: Case) -> None:
    with pytest.raises(CaseError, match="AMBIGUOUS-READINGS"):
        ukraine.under("authors").under("insider")
