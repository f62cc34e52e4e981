"""cyprus-2004: its end is sealed, its inputs are older, one rule writes both publics."""

import re
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from backchannel.case import Case, check, load
from backchannel.case.load import MAIN_FILE, find_folder
from backchannel.studies import forecasts, headlines, values_over_draws

FOLDER: Final = find_folder("cyprus-2004")
SEALED: Final = "outcome.yaml"
EVE: Final = "2004-04-23"
PUBLISHED_LATER: Final = {"C19"}  # a report of 2005, used for what it says of 2001
SHARED_BY_CHANCE: Final = {"87", "88"}  # too short to tell where they come from
NUMBERS: Final = "a936e1fe3fad5528"  # of all estimates as they were when the outcome was sealed
FORECAST_ADDED: Final = re.compile(r"forecasts\.(?!F1\.)")  # F1 alone stood there at the time
PUBLICS: Final = ["gc_public", "tc_public"]


@pytest.fixture(scope="module")
def cyprus() -> Case:
    return load("cyprus-2004")


def copied(folder: Path) -> Path:
    return Path(shutil.copytree(FOLDER, folder / "cyprus"))


def numbers_of(node: Any) -> Iterator[str]:
    """Yield every number that stands under `value`, as it would be written elsewhere."""
    if isinstance(node, dict):
        if "value" in node:
            yield f"{node['value']:g}"
        for inner in node.values():
            yield from numbers_of(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from numbers_of(inner)


def texts_of(node: Any) -> Iterator[dict[str, str]]:
    if isinstance(node, dict):
        if "en" in node or "ko" in node:
            yield node
        for inner in node.values():
            yield from texts_of(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from texts_of(inner)


# ---------------------------------------------------------------- the seal


def test_the_outcome_is_there_and_not_among_the_files_of_the_case(cyprus: Case) -> None:
    assert (FOLDER / SEALED).is_file()
    assert SEALED not in cyprus.document.files
    assert set(cyprus.texts) == {MAIN_FILE, *cyprus.document.files}
    assert {path.name for path in FOLDER.iterdir()} == {*cyprus.texts, SEALED}


@pytest.mark.parametrize("instead", [None, "votes: [", "walk_away: {gc_public: [0, 0, 0]}"])
def test_without_the_outcome_or_with_another_the_case_is_the_same(
    instead: str | None, cyprus: Case, tmp_path: Path
) -> None:
    folder = copied(tmp_path)
    (folder / SEALED).unlink()
    if instead is not None:
        (folder / SEALED).write_text(instead, encoding="utf-8")
    checked = check(folder)
    assert checked.case is not None
    assert checked.case.digest == cyprus.digest
    assert checked.problems == check("cyprus-2004").problems
    assert headlines(checked.case, draws=64).to_rows() == headlines(cyprus, draws=64).to_rows(), (
        "a study looked into the sealed file"
    )


def test_no_figure_of_the_outcome_stands_in_another_file() -> None:
    sealed = yaml.safe_load((FOLDER / SEALED).read_text(encoding="utf-8"))
    figures = set(numbers_of(sealed["votes"])) - SHARED_BY_CHANCE
    assert {"75.83", "75.38", "64.91", "89.18"} <= figures
    words = ["exit poll", "null and void", "three to one", "two to one", "rejected by"]
    for path in FOLDER.glob("*.yaml"):
        if path.name != SEALED:
            text = path.read_text(encoding="utf-8")
            held = {number for number in re.findall(r"\d+(?:\.\d+)?", text) if number in figures}
            assert held == set(), path.name
            assert [word for word in words if word in text.lower()] == [], path.name


def test_no_module_of_the_package_names_the_sealed_file() -> None:
    package = FOLDER.parents[1]
    naming = [p for p in package.rglob("*.py") if SEALED in p.read_text(encoding="utf-8")]
    assert naming == [], "the register says what came of the forecasts; nothing opens the file"


def test_numbers_are_those_of_the_seal(cyprus: Case) -> None:
    sealed = [u for u in cyprus.unknowns.values() if not FORECAST_ADDED.match(u.path)]
    lines = [
        f"{u.path} {u.low:g} {u.mode:g} {u.high:g}" for u in sorted(sealed, key=lambda u: u.path)
    ]
    lines += [
        f"{reading.id} {o.path} {o.value}"
        for reading in cyprus.document.readings
        for o in reading.overrides
    ]
    now = sha256("\n".join(lines).encode()).hexdigest()
    assert now.startswith(NUMBERS), "the page of this case says that no number changed"


def test_what_became_of_the_forecasts_is_no_input(cyprus: Case, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    register = yaml.safe_load((folder / "register.yaml").read_text(encoding="utf-8"))["register"]
    entered = [line for line in register if line["status"] == "entered"]
    assert len(entered) < len(register)
    text = yaml.safe_dump({"register": entered})
    (folder / "register.yaml").write_text(text, encoding="utf-8")
    open_ = load(folder)
    assert open_.digest == cyprus.digest
    assert headlines(open_, draws=64).to_rows() == headlines(cyprus, draws=64).to_rows()
    plan = cyprus.document.offers[0].codings
    accepted = [values_over_draws(c, plan, PUBLICS, draws=64).accepted for c in (open_, cyprus)]
    assert (accepted[0] == accepted[1]).all()
    assert {told.outcome for told in forecasts(open_).forecasts} == {None}


def test_forecasts_resolve_as_the_outcome_says(cyprus: Case) -> None:
    sealed = yaml.safe_load((FOLDER / SEALED).read_text(encoding="utf-8"))
    yes = {public: sealed["votes"][public]["answer"] == "accepted" for public in PUBLICS}
    both = all(yes.values())
    expected = {"F1": both, "F4": yes["gc_public"], "F5": yes["tc_public"],
                "B1": yes["gc_public"], "B2": yes["tc_public"], "B3": both}  # fmt: skip
    resolved = {told.id: told.outcome for told in forecasts(cyprus).scored}
    assert resolved == {
        name: "happened" if came else "did_not_happen" for name, came in expected.items()
    } | {"F2": "happened"}
    assert resolved["F1"] == sealed["forecasts"]["F1"]


def test_the_program_entered_what_it_computes(cyprus: Case) -> None:
    plan = cyprus.document.offers[0].codings[0]
    found = values_over_draws(cyprus, [plan], PUBLICS, condition="accession_anyway", draws=2_000)
    (in_eu,) = (h for h in headlines(cyprus).headlines if h.id == "publics_in_eu")
    shares = [*found.accepted[0], found.accepted_together[0], in_eu.open_share]
    modes = [
        cyprus.unknown(f"forecasts.{name}.probability").mode for name in ("B1", "B2", "B3", "B4")
    ]
    assert modes == pytest.approx(shares, abs=1e-9)


def test_contradicting_figures_are_both_kept() -> None:
    sealed = yaml.safe_load((FOLDER / SEALED).read_text(encoding="utf-8"))
    refused = sealed["votes"]["gc_public"]["percent_no"]
    by_source = {entry["source"]: entry for entry in refused}
    assert by_source["another_page"]["contradicts"] == "wikipedia"
    assert (by_source["wikipedia"]["value"], by_source["another_page"]["value"]) == (75.83, 75.38)
    for side in sealed["votes"].values():
        for entries in side.values():
            for entry in entries if isinstance(entries, list) else []:
                assert entry["source"] in sealed["sources"]


# ---------------------------------------------------------------- the eve


def test_nothing_is_dated_after_the_eve(cyprus: Case) -> None:
    document = cyprus.document
    assert document.case.as_of == EVE
    late = {c.id for c in document.claims if c.date is None or c.date > EVE}
    assert late == PUBLISHED_LATER
    assert all(offer.date is not None and offer.date <= EVE for offer in document.offers)
    late_forecasts = {f.by for f in document.forecasts if f.made > EVE}
    assert late_forecasts == {"backchannel"}, "made by the program, on the day it was computed"


def test_no_number_rests_on_the_polls_or_on_the_later_report_alone(cyprus: Case) -> None:
    for unknown in cyprus.unknowns.values():
        polls = "C22" in unknown.claims
        assert polls == unknown.path.startswith(("forecasts.F4.", "forecasts.F5.")), unknown.path
        assert set(unknown.claims) != PUBLISHED_LATER, unknown.path


def test_the_votes_are_open_and_the_plan_is_the_same_for_all(cyprus: Case) -> None:
    offers = {offer.id: offer for offer in cyprus.document.offers}
    assert {o.to: o.answer for o in offers.values() if o.to in PUBLICS} == dict.fromkeys(
        PUBLICS, "unknown"
    )
    plan = offers["PLAN_GC"].codings[0]
    assert set(plan) == {issue.id for issue in cyprus.document.issues}
    assert all(offer.codings == (plan,) for offer in offers.values())
    for issue in cyprus.document.issues:
        named = {o.id for o in issue.options if "(final plan)" in o.text.say("en")}
        assert named == {plan[issue.id]}


def test_each_public_alone_holds_the_veto_of_its_side(cyprus: Case) -> None:
    rules = {p.id: p.rule for p in cyprus.document.parties if p.rule}
    assert {party: (r.kind, r.actors) for party, r in rules.items()} == {
        "GC": ("veto", ("gc_public",)),
        "TC": ("veto", ("tc_public",)),
    }
    final = next(c for c in cyprus.document.channels if c.gaps_filled_by)
    assert (final.gaps_filled_by, final.on_behalf_of) == ("un_sg", tuple(PUBLICS))


# ---------------------------------------------------------------- one rule for both publics


def test_both_publics_are_written_by_one_rule(cyprus: Case) -> None:
    plan = cyprus.document.offers[0].codings[0]
    for issue, option in plan.items():
        gc, tc = (cyprus.document.preferences[public][issue] for public in PUBLICS)
        assert gc.weight.value == tc.weight.value
        modes = (gc.values[option].value[1], tc.values[option].value[1])
        assert modes == ((40, 60) if issue in {"property", "troops_guarantees"} else (50, 50))
        for preference in (gc, tc):
            found = {v.value[1] for v in preference.values.values()}
            assert (min(found), max(found)) == (10, 100)
            assert preference.basis == "placeholder"


def test_entry_into_the_eu_moves_both_publics_alike_and_apart(cyprus: Case) -> None:
    def moved(public: str) -> list[float]:
        before = cyprus.unknown(f"walk_away.{public}")
        after = cyprus.unknown(f"walk_away_if.{public}.accession_anyway")
        return [after.low - before.low, after.mode - before.mode, after.high - before.high]

    assert moved("gc_public") == [10, 10, 10]
    assert moved("tc_public") == [-10, -10, -10]


def test_entry_into_the_eu_makes_one_public_choosier_and_the_other_less_so(cyprus: Case) -> None:
    plan = cyprus.document.offers[0].codings[0]
    without, with_entry = (
        values_over_draws(cyprus, [plan], PUBLICS, condition=condition, draws=512).accepted[0]
        for condition in (None, "accession_anyway")
    )
    assert with_entry[0] < without[0] < 0.5
    assert with_entry[1] > without[1] > 0.5


def test_without_the_two_assumptions_the_publics_are_mirrors(cyprus: Case) -> None:
    plan = cyprus.document.offers[0].codings[0]
    even = cyprus
    for public in PUBLICS:
        for path in (
            "property.values.limited_return",
            "troops_guarantees.values.small_force_stays",
        ):
            even = even.changed(f"preferences.{public}.{path}", [20, 50, 80], reason="even")
    worth = values_over_draws(even, [plan], PUBLICS, draws=2_000)
    assert worth.accepted[0] == pytest.approx([0.5, 0.5], abs=0.03)


# ---------------------------------------------------------------- wording


def test_check_finds_no_error_and_few_notes() -> None:
    problems = check("cyprus-2004").problems
    assert [p.code for p in problems] == ["PLACEHOLDERS", "PRESENT-STATE", "PRESENT-STATE"]
    assert {p.severity for p in problems} == {"note"}


def test_every_text_is_in_both_languages(cyprus: Case) -> None:
    hangul = re.compile("[가-힣]")
    for text in cyprus.texts.values():
        for said in texts_of(yaml.safe_load(text)):
            assert set(said) == {"en", "ko"}, said
            assert hangul.search(said["ko"]), said
            assert not hangul.search(said["en"]), said


def test_the_state_in_the_north_is_never_named_without_who_recognises_it(cyprus: Case) -> None:
    for text in cyprus.texts.values():
        for said in texts_of(yaml.safe_load(text)):
            if "TRNC" in said["en"] or "Republic of Northern Cyprus" in said["en"]:
                assert "recognised only by Turkey" in said["en"]
                assert "튀르키예만 승인" in said["ko"] or "튀르키예의 승인만" in said["ko"]
