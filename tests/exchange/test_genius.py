"""Genius's scale: weight times evaluation by the largest of the issue, exact; what is noted."""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.core.errors import UsageError
from backchannel.exchange import Scenario, load_genius

Load = Callable[..., Scenario]
F = Fraction


def test_evaluations_are_divided_by_the_largest_of_their_issue(load: Load) -> None:
    market = load()
    assert market.id == "market"
    assert market.issues == ("price", "date")
    assert market.options == (("low", "high"), ("soon", "late", "never"))
    assert market.actors == ("buyer",)
    assert market.utility == (((F("0.6"), F("0.2")), (F("0.4"), F("0.08"), F(0))),)
    assert market.reserve == (F("0.25"),)
    assert market.notes == ()


def test_a_profile_without_a_reservation_value_has_reserve_0(load_edited: Load) -> None:
    assert load_edited(('<reservation value="0.25"/>', "")).reserve == (0,)


def test_numbers_keep_every_decimal(load_edited: Load) -> None:
    market = load_edited(('value="0.6"', 'value=" +6000000000000000000001e-22 "'))
    assert market.utility[0][0][0] == F(6000000000000000000001, 10**22)


def test_a_byte_order_mark_and_blank_lines_before_the_root_are_read(
    load: Load, buyer_text: str
) -> None:
    assert load(f"\ufeff\n\n{buyer_text}".encode()).utility == load().utility


def test_a_profile_can_serve_as_the_domain(load: Load, buyer_text: str) -> None:
    market = load(buyer_text, domain=buyer_text)
    assert market.options[1] == ("never", "late", "soon")


def test_blanks_within_names_do_not_matter(load_edited: Load) -> None:
    market = load_edited(
        ('value="never"', 'value=" ne&#10;ver "'), domain=(('"never"', '"ne  ver"'),)
    )
    assert market.options[1][2] == "ne ver"


def test_items_of_a_similarity_function_are_nobodys_business(load_edited: Load) -> None:
    extra = '<similarity_function><item value="else" evaluation="9"/></similarity_function></issue>'
    assert load_edited(("</issue>", extra)).utility == load_edited().utility


def test_issues_of_objectives_within_objectives_are_read(load_edited: Load) -> None:
    nested = '<objective index="7"><issue index="2" name="date">'
    market = load_edited(
        ('<weight index="2"', '<weight index="7" value="1"/><weight index="2"'),
        ('<issue index="2" name="date">', nested),
        ("</objective>", "</objective></objective>"),
    )
    assert market.utility == load_edited().utility
    assert market.notes == ()


def test_actors_of_the_same_name_are_numbered(
    tmp_path: Path, domain_text: str, buyer_text: str
) -> None:
    folders = [tmp_path / name for name in "abc"]
    for folder in folders:
        folder.mkdir()
        (folder / "p.xml").write_text(buyer_text)
    (tmp_path / "d.xml").write_text(domain_text)
    (tmp_path / "p-2.xml").write_text(buyer_text)
    paths = [tmp_path / "p-2.xml", *(folder / "p.xml" for folder in folders)]
    market = load_genius(str(tmp_path / "d.xml"), [str(path) for path in paths])
    assert market.actors == ("p-2", "p", "p-3", "p-4")


@pytest.mark.parametrize("profiles", [[], "buyer.xml"])
def test_no_list_of_profiles(profiles: list[str]) -> None:
    with pytest.raises(UsageError, match="one file for each party"):
        load_genius("domain.xml", profiles)


# ---------------------------------------------------------------- integer issues

LINEAR = """<issue index="2" name="date" type="integer" lowerbound="-1" upperbound="2">
<evaluator ftype="linear" offset="0.25" slope="0.5"/></issue>"""
WHOLE = (
    (
        '<issue index="2" name="date">',
        '<issue index="2" name="date" vtype="integer" lowerbound="-1" upperbound="2"/>'
        '<junk index="2" name="date">',
    ),
    ("</issue>\n</objective>", "</junk>\n</objective>"),
)


def linear(load_edited: Load, buyer_text: str, evaluator: str = LINEAR) -> Scenario:
    start = buyer_text.index('<issue index="2"')
    old = buyer_text[start : buyer_text.index("</objective>")]
    return load_edited((old, evaluator), domain=WHOLE)


def test_an_integer_issue_is_a_line_cut_to_0_and_1(load_edited: Load, buyer_text: str) -> None:
    market = linear(load_edited, buyer_text)
    assert market.options[1] == ("-1", "0", "1", "2")
    weighted = tuple(F("0.4") * F(x) for x in ("0.25", "0.75", "1", "1"))
    assert market.utility[0][1] == weighted


def test_the_range_may_stand_in_an_element_of_its_own(load_edited: Load, buyer_text: str) -> None:
    attributes = 'lowerbound="-1" upperbound="2"'
    older = LINEAR.replace(f" {attributes}>", f"><range {attributes}/>")
    assert linear(load_edited, buyer_text, older) == linear(load_edited, buyer_text)


def test_an_integer_issue_may_be_valued_number_by_number(
    load_edited: Load, buyer_text: str
) -> None:
    items = "".join(f'<item value="{i}" evaluation="{i + 1}"/>' for i in (-1, 0, 1, 2))
    market = linear(load_edited, buyer_text, f'<issue index="2" name="date">{items}</issue>')
    assert market.utility[0][1] == tuple(F("0.4") * F(i, 3) for i in range(4))


# ---------------------------------------------------------------- notes

NOTED = [
    ('value="0.4"', 'value="0.7"', "sum to 1.3; they are used as written; Genius would cut"),
    ('value="0.4"', 'value="0.1"', "sum to 0.7; they are used as written"),
    ("</utility_space>", '<discount_factor value="0.5"/></utility_space>', "0.5 is not applied"),
    ("</utility_space>", '<discount_factor value="?"/></utility_space>', "? is not applied"),
    ("</objective>", '<weight index="9" value="1"/></objective>', "index 9 belongs to no issue"),
    ('evaluation="0.5"', 'evaluation="-0.1"', ""),
]


@pytest.mark.parametrize(("old", "new", "said"), NOTED)
def test_what_is_read_otherwise_is_noted(load_edited: Load, old: str, new: str, said: str) -> None:
    notes = load_edited((old, new)).notes
    assert said in "\n".join(map(str, notes))
    assert all(note.severity == "note" and note.place for note in notes)


@pytest.mark.parametrize("none", ["0", "0.0", "1", "1.0"])
def test_a_discount_factor_of_0_or_1_is_no_discount(load_edited: Load, none: str) -> None:
    stated = f'<discount_factor value="{none}"/></utility_space>'
    assert load_edited(("</utility_space>", stated)).notes == ()


def test_rounded_weights_are_not_worth_a_note(load_edited: Load) -> None:
    assert load_edited(('value="0.4"', 'value="0.40000000001"')).notes == ()


@pytest.mark.parametrize(("largest", "notes"), [("0", 0), ("0.000009", 1)])
def test_an_issue_of_next_to_no_evaluation_counts_as_nothing(
    load_edited: Load, largest: str, notes: int
) -> None:
    market = load_edited(
        ('evaluation="30"', f'evaluation="{largest}"'), ('evaluation="10"', 'evaluation="0"')
    )
    assert market.utility[0][0] == (0, 0)
    assert len(market.notes) == notes


def test_a_negative_evaluation_stays_below_the_others(load_edited: Load) -> None:
    assert load_edited(('evaluation="10"', 'evaluation="-15"')).utility[0][0][1] == F("-0.3")


# ---------------------------------------------------------------- the formula itself


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.decimals(0, 1, places=4),
            st.lists(st.decimals(0, 100, places=3), min_size=1, max_size=4),
        ),
        min_size=1,
        max_size=4,
    ).filter(lambda issues: any(weight for weight, _ in issues))
)
def test_every_package_has_the_utility_that_genius_gives_it(
    issues: list[tuple[object, list[object]]],
) -> None:
    body = "".join(
        f'<weight index="{i}" value="{weight}"/><issue index="{i}" name="i{i}">'
        + "".join(f'<item value="o{o}" evaluation="{value}"/>' for o, value in enumerate(values))
        + "</issue>"
        for i, (weight, values) in enumerate(issues)
    )
    with TemporaryDirectory() as folder:
        path = Path(folder, "p.xml")
        path.write_text(f"<utility_space><objective>{body}</objective></utility_space>")
        market = load_genius(path, [path])
    for package in product(*(range(len(values)) for _, values in issues)):
        ours = sum(market.utility[0][i][o] for i, o in enumerate(package))
        theirs = 0.0  # in floats, as EvaluatorDiscrete and AdditiveUtilitySpace do it
        for (weight, values), option in zip(issues, package, strict=True):
            numbers = [float(str(value)) for value in values]
            largest = max(numbers)
            theirs += float(str(weight)) * (numbers[option] / largest if largest > 1e-5 else 0)
        assert float(ours) == pytest.approx(theirs, abs=1e-12)
