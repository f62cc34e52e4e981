"""The page: complete, self-contained, escaped; every link leads somewhere."""

from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest

from backchannel.briefing import LANGUAGES, Page, page
from backchannel.briefing.voice import Voice
from backchannel.case import Case, load
from backchannel.core.errors import UsageError

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>]]>--><!-- &amp; & \" ' </svg></style>"
    " <a href='http://evil.example/'>x</a> \u202egnp.exe {{ 7*7 }} {0} {named} %s 👩‍👧 \x07 "
    + "w"
    * 120
)
ELEMENTS = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "nav",
        "p",
        "ol",
        "ul",
        "li",
        "a",
        "main",
        "section",
        "header",
        "h1",
        "h2",
        "h3",
        "strong",
        "b",
        "i",
        "span",
        "div",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "figure",
        "figcaption",
        "details",
        "summary",
        "dl",
        "dt",
        "dd",
        "svg",
        "g",
        "rect",
        "path",
        "line",
        "text",
        "tspan",
    ]
)
EMPTY = frozenset({"meta"})
ATTRIBUTES = frozenset(
    [
        "lang",
        "charset",
        "http-equiv",
        "content",
        "name",
        "id",
        "class",
        "href",
        "aria-label",
        "role",
        "scope",
        "colspan",
        "open",
        "title",
        "viewbox",
        "aria-hidden",
        "focusable",
        "aria-roledescription",
        "width",
        "height",
        "fill",
        "stroke",
        "transform",
        "d",
        "stroke-width",
        "stroke-dasharray",
        "stroke-miterlimit",
        "text-anchor",
        "font-family",
        "font-size",
        "font-weight",
        "opacity",
        "x1",
        "x2",
        "y1",
        "y2",
        "x",
        "y",
        "style",
        "display",
    ]
)


class Seen(HTMLParser):
    """What a page holds."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.styles: list[str] = []
        self.figures: list[str] = []
        self.languages: list[str | None] = []
        self.said: list[str] = []
        self.comments: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        held = dict(attrs)
        if "id" in held:
            self.ids.append(held["id"] or "")
        if "href" in held:
            self.links.append(held["href"] or "")
        if held.get("role") == "img":
            self.figures.append(held.get("aria-label") or "")
        if tag == "html":
            self.languages.append(held.get("lang"))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.said.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.said).split())


def assert_sound(seen: Seen) -> None:
    """Nothing unexpected, nothing fetched, every link leads to one place."""
    assert seen.elements <= ELEMENTS
    assert seen.attributes <= ATTRIBUTES
    assert seen.comments == []
    assert seen.open == []
    assert [link for link in seen.links if not link.startswith("#")] == []
    assert sorted({link[1:] for link in seen.links} - set(seen.ids)) == []
    assert len(set(seen.ids)) == len(seen.ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_everything_and_every_link_leads_somewhere(
    starter: Case, made: SimpleNamespace, language: str
) -> None:
    overview = made.overview_of(starter)
    html = page(overview, language=language).html
    seen = Seen(html)
    assert_sound(seen)
    assert seen.languages == [language]
    assert html.startswith("<!DOCTYPE html>")
    assert "default-src 'none'" in html
    voice = Voice.of(overview.case, language)
    document = overview.case.document
    held = sum(u.is_placeholder for u in overview.case.unknowns.values())
    for expected in (
        voice("about.what"),
        voice("about.as_of", date=document.case.as_of),
        voice("unknown.html", placeholders=held, estimates=len(overview.case.unknowns)),
        overview.case.digest,
        *(voice.say(q.text) for q in document.questions),
        *(voice.name("actors", a.id) for a in document.actors),
        *(voice.name("silent", s.id) for s in document.silent),
        *(voice.say(c.text) for c in document.claims),
        *(voice.say(s.interest) for s in document.sources),
        *(voice.say(u.reason) for u in overview.case.unknowns.values()),
        *(voice.say(o.reason) for r in document.readings for o in r.overrides),
        *(str(overview.case.place(path)) for path in overview.case.unknowns),
    ):
        assert " ".join(expected.split()) in seen.text
    assert {f"e-{path}" for path in overview.case.unknowns} <= set(seen.ids)
    assert len(seen.figures) >= 5
    assert all(seen.figures)


def test_links_keep_to_the_page_for_a_shipped_case(made: SimpleNamespace) -> None:
    assert_sound(Seen(page(made.overview_of(load("two-issues"))).html))


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_of_a_case_stays_text(starter: Case, made: SimpleNamespace, language: str) -> None:
    document = made.poisoned(starter.document, HOSTILE)
    overview = made.overview_of(Case.of(document, {}, {}, ()))
    html = page(overview, language=language).html
    seen = Seen(html)
    assert_sound(seen)
    assert "<script" not in html.lower()
    assert "onerror" not in seen.attributes
    assert "\u202e" not in html
    assert "\x07" not in html
    assert "<script>alert(1)</script>" in seen.text  # said, not run
    assert "{{ 7*7 }} {0} {named} %s" in seen.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_with_nothing_optional_has_a_page(made: SimpleNamespace, language: str) -> None:
    seen = Seen(page(made.overview_of(made.bare()), language=language).html)
    assert_sound(seen)
    voice = Voice.of(made.bare(), language)
    for key in (
        "answer.nothing",
        "claims.none",
        "sources.none",
        "channels.none",
        "offers.none",
        "forecasts.none",
        "threats.none",
        "readings.none",
        "timeline.none",
        "deals.none",
        "unknown.silent_none",
    ):
        assert voice(key) in seen.text


def test_readings_applied_are_named_at_the_top_with_their_numbers(
    starter: Case, made: SimpleNamespace
) -> None:
    seen = Seen(page(made.overview_of(starter.under("mayor"))).html)
    assert_sound(seen)
    assert "Readings applied: As the mayor tells it." in seen.text
    assert "from the reading: As the mayor tells it" in seen.text


def test_the_same_overview_gives_the_same_page(starter: Case, made: SimpleNamespace) -> None:
    overview = made.overview_of(starter)
    assert page(overview).html == page(overview).html


def test_saving_replaces_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "brief.html"
    assert Page("one").save(target) == target
    assert Page("두 번째").save(str(target)).read_text(encoding="utf-8") == "두 번째"

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(UsageError, match="No space left"):
        Page("three").save(target)
    assert target.read_text(encoding="utf-8") == "두 번째"
    assert [p.name for p in tmp_path.iterdir()] == ["brief.html"]


def test_saving_where_there_is_no_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="CANNOT-WRITE"):
        Page("x").save(tmp_path / "none" / "brief.html")


def test_deals_say_what_acceptable_packages_have_in_common(
    made: SimpleNamespace, starter: Case
) -> None:
    issue = starter.document.issues[0]
    shares = {issue.id: {o.id: (0.91, 0.09, 0.0)[n] for n, o in enumerate(issue.options[:3])}}
    found = made.overview_of(starter)
    answers = tuple(replace(answer, option_shares=shares) for answer in found.answers)
    html = page(replace(found, answers=answers)).html
    told = html.split("hold most often, each by itself, over the draws:")[1].split("</p>")[0]
    assert unescape(told).strip().startswith(f"{issue.name}: {issue.options[0].text}")
    assert "91\N{NO-BREAK SPACE}%" in told
    assert "9\N{NO-BREAK SPACE}%" not in told.replace("91", "")


def test_a_changed_number_shows_its_own_reason_and_no_old_source(
    made: SimpleNamespace, starter: Case
) -> None:
    changed = starter.changed("walk_away.north_council", [1, 2, 3], reason="What if they lose it?")
    html = unescape(page(made.overview_of(changed)).html)
    row = html.split('id="e-walk_away.north_council"')[0].rsplit("<tbody>", 1)[1]
    assert "What if they lose it?" in row
    assert "E03" not in row
    assert "inference" in row


def test_who_is_who_and_what_brings_conditions_about_are_told(
    made: SimpleNamespace, starter: Case
) -> None:
    html = unescape(page(made.overview_of(starter)).html)
    actors = html.split('id="actors"')[1].split("</section>")[0]
    for actor in starter.document.actors:
        assert str(actor.name) in actors
    assert "talks, cannot bind" in actors
    assert "delegate of Council of Northtown" in actors
    conditions = html.split('id="conditions"')[1].split("</section>")[0]
    assert "event: budget_vote" in conditions
