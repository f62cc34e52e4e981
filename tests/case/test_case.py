"""The loaded case: frozen, traceable, readable under readings, writable with its comments."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from backchannel.case import Case, check, load, shipped_cases
from backchannel.case.load import find_folder
from backchannel.case.unknowns import walk
from backchannel.core.errors import CaseError, UsageError

STARTER = "src/backchannel/case/starter"


@pytest.fixture
def starter(starter_text: str, tmp_path: Path) -> Case:
    (tmp_path / "start").mkdir()
    (tmp_path / "start" / "case.yaml").write_text(starter_text, encoding="utf-8")
    return load(tmp_path / "start")


@pytest.mark.parametrize("name", shipped_cases())
def test_shipped_cases_are_sound(name: str) -> None:
    checked = check(name)
    assert checked.case is not None
    assert checked.errors == []


def test_unknown_name_lists_the_shipped_cases() -> None:
    with pytest.raises(CaseError, match="did you mean 'ukraine-2023'"):
        load("ukraine-2022")


def test_case_is_frozen(starter: Case) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        starter.document.issues = ()  # type: ignore[misc]
    with pytest.raises(TypeError):
        starter.unknowns["walk_away.fishers"] = None  # type: ignore[index]
    with pytest.raises(AttributeError):
        starter.digest = "other"  # type: ignore[misc]


def test_every_estimate_resolves_to_a_line_a_reason_and_a_basis(ukraine: Case) -> None:
    for path, unknown in ukraine.unknowns.items():
        place = ukraine.place(path)
        assert place is not None
        lines = ukraine.texts[place.file].splitlines()
        here = "\n".join([lines[place.line - 1][place.column - 1 :], *lines[place.line :][:6]])
        assert f"[{unknown.low:g}, {unknown.mode:g}, {unknown.high:g}]" in here, (path, here)
        assert unknown.reason, path
        assert unknown.basis, path


def test_block_reason_is_inherited_and_own_reason_wins(starter: Case) -> None:
    value = starter.unknown("preferences.north_council.fees.values.shared")
    assert (value.low, value.mode, value.high, value.unit) == (50, 65, 80, "points")
    assert value.basis == "document"
    assert value.claims == ("E02",)
    assert "named as the price" in str(value.reason)
    assert starter.unknown("preferences.north_council.fees.weight").unit == "share"
    assert starter.unknown("channels.CH_ENVOY.meetings_per_month").unit == "per month"


def test_unknown_path_gets_the_nearest(starter: Case) -> None:
    with pytest.raises(UsageError, match=r"did you mean 'walk_away\.fishers'"):
        starter.unknown("walk_away.fisher")


def test_reading_replaces_numbers_and_reasons(starter: Case) -> None:
    under = starter.under("mayor")
    assert under.unknown("walk_away.north_council").mode == 75
    assert under.unknown("walk_away.north_council").reading == "mayor"
    assert str(under.unknown("walk_away.north_council").reason) == "Not for sale."
    assert under.unknown("walk_away.fishers") == starter.unknown("walk_away.fishers")
    assert starter.unknown("walk_away.north_council").mode == 60, "the base is untouched"
    assert under.digest != starter.digest
    assert under.place("walk_away.north_council") != starter.place("walk_away.north_council")


def test_two_readings_on_one_path_need_an_order(ukraine: Case) -> None:
    with pytest.raises(CaseError) as caught:
        ukraine.under("authors", "insider")
    assert {p.code for p in caught.value.problems} == {"AMBIGUOUS-READINGS"}
    assert any("walk_away.ru_leader" in p.message for p in caught.value.problems)
    ordered = ukraine.under("authors", "insider", in_order=True)
    assert ordered.unknown("walk_away.ru_leader").reading == "insider"
    assert ordered.unknown("walk_away.us_admin").reading == "authors"


def test_unknown_reading(starter: Case) -> None:
    with pytest.raises(UsageError, match="did you mean 'mayor'"):
        starter.under("mayer")


def test_write_returns_the_same_files(ukraine: Case, tmp_path: Path) -> None:
    ukraine.write(tmp_path / "copy")
    again = load(tmp_path / "copy")
    assert again.digest == ukraine.digest
    folder = find_folder("ukraine-2023")
    for name in ukraine.texts:
        assert (tmp_path / "copy" / name).read_bytes() == (folder / name).read_bytes()


def test_write_enters_changes_and_keeps_comments(starter: Case, tmp_path: Path) -> None:
    changed = starter.changed("walk_away.fishers", [10, 20, 30], reason="Asked them.").changed(
        "preferences.fishers.quota.weight", (1, 2.5, 3), reason="Asked them."
    )
    assert changed.digest != starter.digest
    changed.write(tmp_path / "copy")
    again = load(tmp_path / "copy")
    assert again.unknown("walk_away.fishers").mode == 20
    weight = again.unknown("preferences.fishers.quota.weight")
    assert (weight.low, weight.mode, weight.high) == (1, 2.5, 3)
    before, after = starter.texts["case.yaml"], again.texts["case.yaml"]
    gone = [line for line in before.splitlines() if line not in after.splitlines()]
    assert len(gone) == 2, "only the lines with the changed numbers differ"
    assert len(after.splitlines()) == len(before.splitlines())
    assert again.digest == changed.digest
    for path in changed.changes:
        for case in (changed, again):
            assert str(case.unknown(path).reason) == "Asked them."
            assert case.unknown(path).basis == "inference"
            assert case.unknown(path).claims == (), "no source said the new number"
    untouched = {p: u for p, u in starter.unknowns.items() if p not in changed.changes}
    for path, unknown in untouched.items():
        now = again.unknown(path)
        assert (now.low, now.mode, now.high, now.basis) == (
            unknown.low,
            unknown.mode,
            unknown.high,
            unknown.basis,
        )


def test_change_keeps_to_the_scale(starter: Case) -> None:
    bad = ([10, 20, 130], [30, 20, 40], [1, 2], "123", None, [1, 2, float("inf")])
    for value in bad:
        with pytest.raises(UsageError, match="on its scale"):
            starter.changed("walk_away.fishers", value, reason="no")


ODD_LAYOUTS = [
    "\n    value: [40, 55, # low\n      70] # high\n    basis: placeholder\n    reason: r\n",
    "\n    value:\n      - 40 # low\n      - 55\n      - 70 # high\n      # tail\n"
    "    basis: placeholder\n    reason: r\n",
    ' {reason: "two\n      lines", value: [40,55,70], basis: placeholder} # end\n',
    " {value: [4.0e1, +55, 0x46], basis: placeholder, reason: r}\n",
    "\n    reason: {en: one, ko: 하나}\n    value: [40, 55, 70]\n    claims: [E01]\n"
    "    basis: placeholder # end\n",
    "\n    value: [40, 55, 70]\n    basis: document\n    reason:\n      en: |\n        long\n\n"
    "        text\n      ko: 하나\n",
]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("written", ODD_LAYOUTS)
def test_write_changes_numbers_in_any_layout(
    starter_text: str, tmp_path: Path, written: str, ending: str
) -> None:
    old = '  fishers: {value: [40, 55, 70], basis: placeholder, reason: "No source tells."}\n'
    text = starter_text.replace(old, f"  fishers:{written}", 1).replace("\n", ending)
    (tmp_path / "case.yaml").write_bytes(text.encode())
    case = load(tmp_path)
    changed = case.changed("walk_away.fishers", [1, 2.5, 3], reason="why\nso: # 'x' \x1b")
    changed.write(tmp_path / "copy")
    raw = (tmp_path / "copy" / "case.yaml").read_bytes().decode()
    again = load(tmp_path / "copy").unknown("walk_away.fishers")
    assert (again.low, again.mode, again.high) == (1, 2.5, 3)
    assert str(again.reason) == "why so: # 'x' \\x1b"
    comments = [c for c in ("# low", "# high", "# tail", "# end") if c in text]
    assert [c for c in comments if c not in raw] == []
    assert raw.count("\r") == (raw.count("\n") if ending == "\r\n" else 0)


def test_write_refuses_readings_and_folders_in_use(starter: Case, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="view"):
        starter.under("mayor").write(tmp_path / "new")
    assert not (tmp_path / "new").exists()
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "x").write_text("mine")
    with pytest.raises(UsageError, match="already there"):
        starter.write(tmp_path / "used")
    assert (tmp_path / "used" / "x").read_text() == "mine"


def test_no_bare_number_anywhere_in_the_format(ukraine: Case) -> None:
    """Every number in a document is part of an estimate, a grade, an offset or the format."""
    estimates = sum(1 for _ in walk(ukraine.document))
    assert estimates == len(ukraine.unknowns) > 600


def test_claims_come_from_no_farther_than_the_reason(starter_text: str, tmp_path: Path) -> None:
    old = "weight: [30, 50, 70], values: {north"
    own = 'weight: {value: [30, 50, 70], basis: placeholder, reason: "a guess"}, values: {north'
    (tmp_path / "case.yaml").write_text(starter_text.replace(old, own, 1))
    case = load(tmp_path)
    assert case.unknown("preferences.north_council.control.weight").claims == ()
    assert case.unknown("preferences.north_council.control.values.joint").claims == ("E02", "E03")


def test_digest_is_that_of_the_content_not_of_its_files(
    starter: Case, starter_text: str, tmp_path: Path
) -> None:
    start, end = starter_text.index("readings: #"), len(starter_text)
    folder = tmp_path / "split"
    folder.mkdir()
    (folder / "views.yaml").write_text(starter_text[start:end], encoding="utf-8")
    main = starter_text[:start].replace("format: 1", "format: 1\nfiles: [views.yaml]", 1)
    (folder / "case.yaml").write_text(main, encoding="utf-8")
    assert load(folder).digest == starter.digest
    other = main.replace("value: [50, 60, 70]", "value: [50, 61, 70]")
    (folder / "case.yaml").write_text(other, encoding="utf-8")
    assert load(folder).digest != starter.digest


def test_question_under_several_conditions(starter_text: str, tmp_path: Path) -> None:
    import backchannel as bc

    text = starter_text.replace("condition: subsidy_ends}", "condition: storm+subsidy_ends}")
    text = text.replace("conditions:\n", 'conditions:\n  - {id: storm, text: "A storm."}\n')
    both = "    storm+subsidy_ends: {value: [0, 5, 9], basis: placeholder, reason: r}\n"
    text = text.replace("    subsidy_ends: {value", both + "    subsidy_ends: {value")
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    case = bc.load(tmp_path)
    asked = case.document.questions[2]
    assert asked.conditions == ("storm", "subsidy_ends")
    joint = bc.zone(case, asked.actors, condition=asked.conditions)
    single = bc.zone(case, asked.actors, condition="subsidy_ends")
    assert joint.count > single.count
    found = bc.studies.overview(case, draws=32)
    assert found.answers[2].count == joint.count
    (tmp_path / "case.yaml").write_text(text.replace("storm+subs", "subs"), encoding="utf-8")
    swapped = text.replace("condition: storm+subsidy_ends", "condition: subsidy_ends+storm")
    (tmp_path / "case.yaml").write_text(swapped, encoding="utf-8")
    assert [p.code for p in check(tmp_path).errors] == ["BAD-VALUE"]
