"""Whatever the files hold: a scenario, or one line for each problem with its place."""

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backchannel.core.errors import CaseError
from backchannel.exchange import Scenario, load_genius
from backchannel.exchange.genius_file import MAX_PROBLEMS
from backchannel.exchange.xml_text import MAX_BYTES, MAX_ELEMENTS

Load = Callable[..., Scenario]


def lines(load: Callable[[], object]) -> list[str]:
    with pytest.raises(CaseError) as caught:
        load()
    return str(caught.value).splitlines()


# ---------------------------------------------------------------- the text

BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;">]>\n'
    "<utility_space>&c;</utility_space>"
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><utility_space>&e;</utility_space>'
TEXTS: list[tuple[str, str | bytes, str]] = [
    ("empty", b"", "market.xml:1:1  EMPTY-FILE"),
    ("blank", b" \n ", "market.xml:1:1  EMPTY-FILE"),
    ("cut off", "<utility_space>\n<objective>", "market.xml:2:12  BAD-XML"),
    ("crossed", "<utility_space>\n  <a></b></utility_space>", "market.xml:2:8  BAD-XML"),
    ("bare &", '<utility_space>\n<a b="x & y"/>', "written &amp;"),
    ("entity", "<utility_space>&nbsp;</utility_space>", "market.xml:1:16  BAD-XML"),
    ("no XML", "issues: [price]", "market.xml:1:1  BAD-XML"),
    ("two roots", "<utility_space/>\n<utility_space/>", "market.xml:2:1  BAD-XML"),
    ("binary", bytes(range(256)), "BAD-UTF8"),
    ("NUL", b"<utility_space>\0</utility_space>", "market.xml:1:16  BAD-XML"),
    ("UTF-16", "<utility_space/>".encode("utf-16"), "market.xml:1:1  BAD-UTF8"),
    ("Latin-1", "<a>\n<b c='é'/></a>".encode("latin-1"), "market.xml:2:7  BAD-UTF8"),
    ("control", "<utility_space name='&#27;'/>", "BAD-XML"),
    ("bomb", BOMB, "BAD-XML  a document type"),
    ("outside", OUTSIDE, "BAD-XML  a document type"),
    ("DTD", "<!DOCTYPE a SYSTEM 'x.dtd'><utility_space/>", "BAD-XML  a document type"),
    ("deep", "<a>" * 50_000, "market.xml:1:73  TOO-DEEP"),
    ("many", "<a>" + "<b/>" * MAX_ELEMENTS, "FILE-TOO-LARGE"),
    ("large", b"<a>" + b" " * MAX_BYTES, "market.xml:1:1  FILE-TOO-LARGE"),
    ("page", "<html/>", "market.xml:1:1  FORMAT  <html> begins no file of Genius"),
    ("no issues", "<utility_space/>", "market.xml:1:1  MISSING-KEY"),
    ("terminal", "<\u202ea\u009b/>", "BAD-XML"),
]


@pytest.mark.parametrize(("text", "said"), [t[1:] for t in TEXTS], ids=[t[0] for t in TEXTS])
def test_a_broken_text_is_one_line(load: Load, text: str | bytes, said: str) -> None:
    started = perf_counter()
    told = lines(lambda: load(domain=text))
    assert len(told) == 1
    assert said in told[0]
    assert told[0].isprintable()
    assert perf_counter() - started < 10


def test_two_broken_profiles_are_two_lines(load: Load) -> None:
    told = lines(lambda: load("<a>", ""))
    assert ["buyer.xml:1:4  BAD-XML" in told[0], "EMPTY-FILE" in told[1]] == [True, True]


def test_files_that_are_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("absent.xml", "", "pipe", "a\0b", "x" * 5000, "\x1b[31m"):
        told = lines(lambda name=name: load_genius(f"{tmp_path}/{name}", ["b.xml"]))
        assert len(told) == 1
        assert "NO-FILE" in told[0]
        assert told[0].isprintable()


# ---------------------------------------------------------------- the contents

HYPER = '<utility><ufun type="PlainUfun" aggregation="sum"><hyperRectangle/></ufun></utility>'
PROFILES = [
    ('name="price"', 'name="prise"', "buyer.xml:6:1  UNRESOLVED", "did you mean 'price'?"),
    ('value="late"', 'value="lat"', "buyer.xml:12:1  UNRESOLVED", "did you mean 'late'?"),
    ('value="late"', 'value="soon"', "DUPLICATE-ID", "'soon' stands twice"),
    ('name="date"', 'name="price"', "DUPLICATE-ID", "'price' stands twice"),
    ('<item index="2" value="late" evaluation="0.1"/>', "", "MISSING-OPTION", "'late'"),
    (' evaluation="0.1"', "", "MISSING-KEY", "<item> has no evaluation"),
    (' evaluation="0.1"', ' evaluation="null"', "WRONG-TYPE", "'null'"),
    ('<weight index="1" value="0.6"/>', "", "MISSING-KEY", "no weight of index 1"),
    ('<weight index="1"', '<weight index="2"', "DUPLICATE-ID", "the index 2"),
    ('<weight index="1"', '<weight index="x"', "WRONG-TYPE", "not a whole number"),
    ('<weight index="1"', "<weight", "MISSING-KEY", "<weight> has no index"),
    ('value="0.6"', 'value="-0.6"', "OUT-OF-RANGE", "is negative"),
    ('value="0.6"', 'value="NaN"', "WRONG-TYPE", "'NaN' is not a finite number"),
    ('value="0.6"', 'value="Infinity"', "WRONG-TYPE", "not a finite number"),
    ('value="0.6"', 'value="1e999"', "OUT-OF-RANGE", "larger than 10^12"),
    ('value="0.6"', 'value="1e99999999"', "WRONG-TYPE", "not a finite number"),
    ('value="0.6"', 'value="1/2"', "WRONG-TYPE", "not a finite number"),
    ('value="0.6"', 'value="٣"', "WRONG-TYPE", "not a finite number"),
    ('evaluation="0.5"', 'evaluation="inf"', "WRONG-TYPE", "not a finite number"),
    ('reservation value="0.25"', 'reservation value="nan"', "WRONG-TYPE", "'nan'"),
    ("<objective", '<reservation value="0"/><objective', "DUPLICATE-KEY", "second reservation"),
    ('<issue index="1"', '<issue index="2"', "BAD-VALUE", "index 2 here and 1 in the domain"),
    ('type="discrete"', 'type="real"', "NOT-ADDITIVE", "type 'real'"),
    ("<utility_space>", '<utility_space type="nonlinear">', "NOT-ADDITIVE", "'nonlinear'"),
    ("</objective>", f"{HYPER}</objective>", "NOT-ADDITIVE", "hyper-rectangles"),
    ("</objective>", "<rules/></objective>", "NOT-ADDITIVE", "<rules>"),
    ("utility_space>", "negotiation_template>", "BAD-XML", "mismatched"),
]


@pytest.mark.parametrize(("old", "new", "code", "said"), PROFILES)
def test_each_problem_of_a_profile(
    load_edited: Load, old: str, new: str, code: str, said: str
) -> None:
    told = [line for line in lines(lambda: load_edited((old, new))) if code in line]
    assert told
    assert said in told[0]
    assert "buyer.xml:" in told[0]


DOMAINS = [
    ('index="1" name="price"', 'name="price"', "MISSING-KEY", "<issue> has no index"),
    (' name="date"', "", "MISSING-KEY", "<issue> has no name"),
    ('name="date"', 'name="price"', "DUPLICATE-ID", "the name 'price'"),
    ('index="2" name="date"', 'index="1" name="date"', "DUPLICATE-ID", "the index 1"),
    ('value="late"', 'value="soon"', "DUPLICATE-ID", "'soon' stands twice"),
    ('value="late"', "", "MISSING-KEY", "<item> has no value"),
    ('type="discrete"', 'type="real"', "NOT-ADDITIVE", "type 'real'"),
    ('type="discrete"', 'type="integer"', "MISSING-KEY", "no lowerbound"),
    ("<objective", "<objective/><x/></utility_space></negotiation_template><!--", "BAD-XML", ""),
]


@pytest.mark.parametrize(("old", "new", "code", "said"), DOMAINS)
def test_each_problem_of_a_domain(
    load_edited: Load, old: str, new: str, code: str, said: str
) -> None:
    told = [line for line in lines(lambda: load_edited(domain=((old, new),))) if code in line]
    assert told
    assert said in told[0]
    assert "market.xml:" in told[0]


@pytest.mark.parametrize(
    ("bounds", "code"),
    [
        ('lowerbound="3" upperbound="1"', "RANGE-ORDER"),
        ('lowerbound="0" upperbound="999999999"', "TOO-LARGE"),
        ('lowerbound="0" upperbound="99999999999"', "WRONG-TYPE"),
        ('lowerbound="0.5" upperbound="2"', "WRONG-TYPE"),
    ],
)
def test_bounds_of_integer_issues(load_edited: Load, bounds: str, code: str) -> None:
    told = lines(lambda: load_edited(domain=(('type="discrete"', f'type="integer" {bounds}'),)))
    assert [code in line for line in told] == [True]


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        (' lowerbound="0" upperbound="4"><evaluator slope="1" offset="0"/>', "BAD-VALUE"),
        (' lowerbound="0"><evaluator slope="1" offset="0"/>', "MISSING-KEY"),
        (">", "MISSING-KEY"),
        ('><evaluator parameter1="1" parameter0="0"/>', "MISSING-KEY"),
        ('><evaluator ftype="triangular" slope="1" offset="0"/>', "BAD-VALUE"),
    ],
)
def test_evaluators_of_integer_issues(load: Load, inside: str, code: str) -> None:
    issue = '<issue index="1" name="n" type="integer"{}</issue>'
    domain = issue.format(' lowerbound="0" upperbound="3">')
    profile = f'<weight index="1" value="1"/>{issue.format(inside)}'
    space = "<utility_space>{}</utility_space>".format
    told = lines(lambda: load(space(profile), domain=space(domain)))
    assert code in told[0]


def test_a_domain_given_as_a_profile_is_one_line(load: Load, domain_text: str) -> None:
    told = lines(lambda: load(domain_text))
    assert len(told) == 1
    assert "this is a domain" in told[0]


def test_an_issue_that_the_profile_lacks(load: Load, buyer_text: str) -> None:
    start = buyer_text.index('<issue index="2"')
    told = lines(lambda: load(buyer_text[:start] + buyer_text[buyer_text.index("</objective>") :]))
    assert len(told) == 1
    assert "MISSING-KEY  the profile has no issue 'date'" in told[0]


def test_a_party_that_wants_nothing(load_edited: Load) -> None:
    told = lines(lambda: load_edited(('value="0.6"', 'value="0"'), ('value="0.4"', 'value="0"')))
    assert "ZERO-WEIGHTS" in told[0]


def test_all_evaluations_negative(load_edited: Load) -> None:
    negative = [('evaluation="30"', 'evaluation="-3"'), ('evaluation="10"', 'evaluation="-1"')]
    told = lines(lambda: load_edited(*negative))
    assert "OUT-OF-RANGE" in told[0]


def test_everything_is_told_at_once(load_edited: Load) -> None:
    told = lines(
        lambda: load_edited(
            ('value="low"', 'value="lo"'), ('value="0.6"', 'value="x"'), ('"0.5"', '"y"')
        )
    )
    assert [line.split()[1] for line in told if "MISSING" not in line] == [
        "WRONG-TYPE",
        "UNRESOLVED",
        "WRONG-TYPE",
    ]


def test_of_very_many_problems_the_first_are_told(load_edited: Load) -> None:
    many = "".join(f'<item value="n{i}" evaluation="1"/>' for i in range(30_000))
    assert len(lines(lambda: load_edited(("</issue>", f"{many}</issue>")))) == MAX_PROBLEMS


def test_very_many_options_take_no_time(load: Load) -> None:
    items = "".join(f'<item value="n{i}" evaluation="{i}"/>' for i in range(50_000))
    issue = f'<utility_space><issue index="1" name="n">{items}</issue>'
    started = perf_counter()
    market = load(
        f'{issue}<weight index="1" value="1"/></utility_space>', domain=f"{issue}</utility_space>"
    )
    assert market.utility[0][0][-1] == 1
    assert perf_counter() - started < 20


def test_a_short_text_cannot_ask_for_very_many_options(load: Load) -> None:
    issue = '<issue index="{0}" name="i{0}" type="integer" lowerbound="1" upperbound="10000"/>'
    issues = "".join(issue.format(i) for i in range(5_000))
    told = lines(lambda: load(domain=f"<utility_space>{issues}</utility_space>"))
    assert ["TOO-LARGE" in line for line in told] == [True]


def test_marks_that_command_a_terminal_are_shown(load_edited: Load) -> None:
    odd = "so\u202eon\u009b"
    told = lines(lambda: load_edited(('value="soon"', f'value="{odd}"')))
    assert all(line.isprintable() for line in told)
    market = load_edited(
        ('value="soon"', f'value="{odd}"'), domain=(('value="soon"', f'value="{odd}"'),)
    )
    assert market.options[1][0] == "so\\u202eon\\x9b"


# ---------------------------------------------------------------- anything at all


def scenario_or_problems(domain: bytes, profile: bytes) -> None:
    with TemporaryDirectory() as folder:
        paths = Path(folder, "d.xml"), Path(folder, "p.xml")
        paths[0].write_bytes(domain)
        paths[1].write_bytes(profile)
        try:
            problems = load_genius(paths[0], [paths[1]]).notes
        except CaseError as error:
            problems = error.problems
    assert all(problem.place and problem.message for problem in problems)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(raw: bytes) -> None:
    scenario_or_problems(raw, raw)


WORDS = st.sampled_from(
    ["", "1", "-1", "0", "NaN", "1e9", "price", "soon", "integer", "real", "x" * 200, "\u202e"]
)


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_files_with_any_attribute_or_tag_replaced(
    data: st.DataObject, domain_text: str, buyer_text: str
) -> None:
    def mangled(text: str) -> bytes:
        for _ in range(data.draw(st.integers(0, 3))):
            parts = text.split('"')
            place = data.draw(st.integers(0, len(parts) // 2 - 1)) * 2 + 1
            parts[place] = data.draw(WORDS)
            text = '"'.join(parts)
        rows = text.splitlines()
        for _ in range(data.draw(st.integers(0, 2))):
            row = data.draw(st.integers(0, len(rows) - 1))
            rows[row] = data.draw(st.sampled_from(["", "<issue/>", "<item/>", rows[row] * 2]))
        return "\n".join(rows).encode()

    scenario_or_problems(mangled(domain_text), mangled(buyer_text))
