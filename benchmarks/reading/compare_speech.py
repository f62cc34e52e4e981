"""Layout, quotations, reported speech, names and dates: found against coded."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from coded import Coded, Name
from matching import HALF, Pair, count, matched, whole
from people import same_form
from places import line_joins, pair_up
from tally import Tally

from backchannel.reading.found import Attribution, Mention

# ---------------------------------------------------------------- layout


def joins(coded: Coded, raw: str, cleaned: str) -> Tally:
    """Return the line ends of a raw text that were joined rightly."""
    tally = Tally()
    for where, should, was in line_joins(raw, coded.text, cleaned):
        count(tally, should == was, f"{where} {should!r} read as {was!r}")
    return tally


def lines(pair: Pair) -> Iterator[tuple[str, Tally]]:
    """Line ends of a hard-wrapped text."""
    if pair.coded.raw != pair.coded.text:
        yield (
            "line joins, blanks kept",
            joins(pair.coded, pair.coded.raw, pair.finds.layout.text),
        )


def sentences(pair: Pair) -> Iterator[tuple[str, Tally]]:
    """Sentences by their ends, and by both ends."""
    found = [it.span for it in pair.finds.layout.sentences]
    text, other = pair.coded.text, pair.finds.layout.text
    ends = pair_up(pair.sentences, found, lambda g, f: float(g.end == pair.found(f).end))
    says = (lambda it: it.of(text)[-40:], lambda it: it.of(other)[-40:])
    yield "sentence ends", matched(pair.coded.sentences, found, ends, says)
    yield "sentences, both ends", whole(pair, pair.coded.sentences, found, 1.0)


def footnotes(pair: Pair) -> Iterator[tuple[str, Tally]]:
    """Footnote marks at their sentences."""
    found = [
        (pair.words(it.mark) or "", pair.numbers[it.sentence]) for it in pair.finds.layout.footnotes
    ]
    coded = [(it.mark, it.sentence) for it in pair.coded.footnotes]
    pairs = pair_up(coded, found, lambda g, f: float(g[1] == f[1] and _mark(g[0]) == _mark(f[0])))
    yield "footnote marks", matched(coded, found, pairs, (str, str))


def _mark(words: str) -> str:
    return words.strip("[]() ")


# ---------------------------------------------------------------- who says what


def quotations(pair: Pair) -> Iterator[tuple[str, Tally]]:
    """Quotations: their places, kinds, speakers and relays."""
    coded, found = pair.coded.quotations, pair.finds.quotations
    spans, places = [it.span for it in coded], [it.span for it in found]
    yield "quotations, exact", whole(pair, spans, places, 1.0)
    yield "quotations, half or more", whole(pair, spans, places, HALF)
    pairs = pair.nearest(spans, places, HALF)
    kind, statements = Tally(), Tally()
    exact, loose = Tally(), Tally()
    for i, j in pairs:
        words = f"{coded[i].span.of(pair.coded.text)[:60]}"
        count(kind, coded[i].kind == found[j].kind, f"{words}: {found[j].kind}")
        if "statement" == coded[i].kind == found[j].kind:
            statements.right += 1
        elif coded[i].kind == "statement":
            statements.missed.append(words)
        elif found[j].kind == "statement":
            statements.false.append(words)
        if coded[i].kind == "statement":
            said = f"{words}: {coded[i].speaker}, read as {found[j].said.speaker}"
            count(exact, pair.people.says(coded[i].speaker, found[j].said, exact=True), said)
            count(loose, pair.people.says(coded[i].speaker, found[j].said), said)
    yield "statement against label or scare quote", statements
    yield "kind of quotation", kind
    yield "speaker of quotations", loose
    yield "speaker of quotations, to the word", exact
    yield "relays of quotations", _relays(pair, pairs)


def _relays(pair: Pair, pairs: Sequence[tuple[int, int]]) -> Tally:
    tally = Tally()
    for i, j in pairs:
        coded, found = pair.coded.quotations[i].through, pair.finds.quotations[j].said.through
        same = pair_up(
            coded, found, lambda g, f: float(pair.people.says(g, Attribution(f, "after")))
        )
        one = matched(coded, found, same, (str, str))
        tally.right += one.right
        tally.false += one.false
        tally.missed += one.missed
    return tally


def reported(pair: Pair) -> Iterator[tuple[str, Tally]]:
    """Reported speech without marks, and its speakers."""
    coded, found = pair.coded.reported, pair.finds.reported
    spans, places = [it.span for it in coded], [it.span for it in found]
    yield "reported speech", whole(pair, spans, places, HALF)
    speaker = Tally()
    for i, j in pair.nearest(spans, places, HALF):
        words = f"{coded[i].speaker}, read as {found[j].said.speaker}"
        count(speaker, pair.people.says(coded[i].speaker, found[j].said), words)
    yield "speaker of reported speech", speaker


# ---------------------------------------------------------------- names and dates


def names(pair: Pair) -> Iterator[tuple[str, Tally]]:
    """Names, each form once, and which forms are of one bearer."""
    mentions = [it for it in pair.finds.mentions if it.kind != "unnamed"]
    coded = pair.coded.names
    pairs = pair_up(
        coded,
        mentions,
        lambda g, f: float(g.kind == f.kind and pair.at(g.span) == pair.found(f.span)),
    )
    right = {i for i, _ in pairs}
    hits = Counter(coded[i].kind for i in right)
    missed = {
        kind: [
            it.span.of(pair.coded.text)
            for i, it in enumerate(coded)
            if i not in right and it.kind == kind
        ]
        for kind in ("state", "organisation", "person", "place", "metonym")
    }
    false = _false_forms(pair, mentions)
    for item, kinds in (
        ("states and organisations", ("state", "organisation")),
        ("persons", ("person",)),
        ("places", ("place",)),
        ("capitals and palaces for governments", ("metonym",)),
    ):
        yield (
            item,
            Tally(
                sum(hits[it] for it in kinds),
                [words for it in kinds for words in false.get(it, [])],
                [words for it in kinds for words in missed[it]],
            ),
        )
    yield "forms of one bearer", _bearers([(coded[i], mentions[j]) for i, j in pairs])


def _false_forms(pair: Pair, mentions: Sequence[Mention]) -> dict[str, list[str]]:
    """Return the found forms that are no coded form of their kind, each form once."""
    language, text = pair.coded.language, pair.coded.text
    known: dict[str, list[str]] = {}
    for name in pair.coded.names:
        known.setdefault(name.kind, []).append(name.span.of(text))
    false: dict[str, list[str]] = {}
    for mention in mentions:
        words = pair.words(mention.span) or ""
        forms = known.get(mention.kind, []) + false.get(mention.kind, [])
        if not any(same_form(words, form, language) for form in forms):
            false.setdefault(mention.kind, []).append(words)
    return false


def _bearers(names: Sequence[tuple[Name, Mention]]) -> Tally:
    """Pairs of forms of one bearer, which must be pairs of one bearer in the finds as well."""
    tally = Tally()
    for (g, f), (h, e) in combinations(names, 2):
        coded = g.is_ == h.is_
        found = (f.stands_for or f.is_) == (e.stands_for or e.is_)
        if coded and found:
            tally.right += 1
        elif coded:
            tally.missed.append(f"{f.is_}, {e.is_}")
        elif found:
            tally.false.append(f"{g.is_}, {h.is_}")
    return tally


def dates(pair: Pair) -> Iterator[tuple[str, Tally]]:
    """Expressions of time and their values."""
    coded, found = pair.coded.dates, pair.finds.days
    spans, places = [it.span for it in coded], [it.span for it in found]
    yield "dates", whole(pair, spans, places, HALF)
    yield "dates, exact", whole(pair, spans, places, 1.0)
    value = Tally()
    for i, j in pair.nearest(spans, places, HALF):
        words = f"{coded[i].span.of(pair.coded.text)}: {coded[i].value}, read as {found[j].value}"
        count(value, coded[i].value == found[j].value, words)
    yield "value of dates", value
