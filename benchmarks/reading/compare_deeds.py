"""Channels, acts, issue types, claims and forecasts: found against coded."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from coded import Deed, Talks
from matching import HALF, Pair, count, matched
from people import common_words
from places import pair_up
from tally import Tally

from backchannel.reading.found import Act, Channel

ELSEWHERE = "domestic_politics"  # an issue type that is no issue between the parties: not coded

G = TypeVar("G")
K = TypeVar("K")

# ---------------------------------------------------------------- channels and acts


def channels(pair: Pair) -> Iterator[tuple[str, Tally]]:
    """Channels by their sides and status; status, rate and secrecy of those found.

    Several finds of one pair and status are one: a reader proposes from every sentence.
    """
    coded, found = pair.coded.channels, pair.finds.channels
    same, says = pair.people.same_sides, (_sides, _sides)
    one = _first(coded, lambda it: frozenset(it.between))
    other = _first(found, lambda it: _pair_of(pair, it))
    pairs = pair_up(one, other, lambda g, f: float(same(g.between, f.between)))
    yield "channels between pairs", matched(one, other, pairs, says)

    def key(it: Channel) -> tuple[frozenset[str], str]:
        return _pair_of(pair, it), it.status

    pairs = pair_up(coded, found, lambda g, f: _likeness(pair, g, f) * (g.status == f.status))
    kept = {key(found[j]) for _, j in pairs}
    rest = _first([it for it in found if key(it) not in kept], key)
    exact = matched(coded, found, pairs, says)
    yield "channels, pair and status", Tally(exact.right, list(map(_sides, rest)), exact.missed)
    status, rate, secrecy = Tally(), Tally(), Tally()
    pairs = pair_up(coded, found, lambda g, f: _likeness(pair, g, f))
    taken = {j for _, j in pairs}
    for i, j in pairs:
        g, f = coded[i], found[j]
        alike = [f, *(it for k, it in enumerate(found) if k not in taken and key(it) == key(f))]
        words = next((pair.words(it.rate) for it in alike if it.rate), None)
        secret = next((it.secrecy for it in alike if it.secrecy != "unknown"), "unknown")
        count(status, g.status == f.status, f"{_sides(g)}, read as {f.status}")
        count(secrecy, g.secrecy == secret, f"{_sides(g)}: {g.secrecy}, read as {secret}")
        count(rate, _same_words(g.rate, words), f"{_sides(g)}: {g.rate}, read as {words}")
    yield "status of channels", status
    yield "rate of channels", rate
    yield "secrecy of channels", secrecy


def _pair_of(pair: Pair, it: Channel) -> frozenset[str]:
    return frozenset(map(pair.people.name, it.between))


def _likeness(pair: Pair, coded: Talks, found: Channel) -> float:
    if not pair.people.same_sides(coded.between, found.between):
        return 0.0
    return 1 + 2 * (coded.status == found.status) + (coded.sentence == pair.numbers[found.sentence])


def _first(items: Sequence[G], key: Callable[[G], K]) -> list[G]:
    seen: dict[K, G] = {}
    for it in items:
        seen.setdefault(key(it), it)
    return list(seen.values())


def _sides(it: Talks | Channel) -> str:
    return f"{' / '.join(it.between)} ({it.status})"


def _same_words(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one is other
    return common_words(one, other) >= HALF


def acts(pair: Pair) -> Iterator[tuple[str, Tally]]:
    """Acts by sentence and kind, then with who does them to whom; how certain, who says so."""
    coded, found = pair.coded.acts, pair.finds.acts
    people = pair.people

    def likeness(g: Deed, f: Act) -> float:
        if g.kind != f.kind or g.sentence != pair.numbers[f.sentence]:
            return 0.0
        return 1 + 2 * people.is_(g.actor, f.actor) + people.is_(g.target, f.target)

    def says(it: Deed | Act) -> str:
        number = it.sentence if isinstance(it, Deed) else pair.numbers[it.sentence]
        text = pair.coded.sentences[number].of(pair.coded.text)
        return f"{it.kind} by {it.actor} to {it.target} ({it.modality}): {text}"

    pairs = pair_up(coded, found, likeness)
    yield "acts, sentence and kind", matched(coded, found, pairs, (says, says))
    for item, same in (
        ("acts with actor and target", people.is_),
        ("acts with actor and target, persons as their party", people.sides_with),
    ):
        full = [
            (i, j)
            for i, j in pairs
            if same(coded[i].actor, found[j].actor) and same(coded[i].target, found[j].target)
        ]
        yield item, matched(coded, found, full, (says, says))
    actor, target, modality, asserter = Tally(), Tally(), Tally(), Tally()
    for i, j in pairs:
        g, f = coded[i], found[j]
        count(actor, people.is_(g.actor, f.actor), f"{says(g)}, read as {f.actor}")
        count(target, people.is_(g.target, f.target), f"{says(g)}, read as {f.target}")
        count(modality, g.modality == f.modality, f"{says(g)}, read as {f.modality}")
        right = people.says(g.asserter, f.asserter, silent="author")
        count(asserter, right, f"{says(g)}: {g.asserter}, read as {f.asserter.speaker}")
    yield "actor of acts", actor
    yield "target of acts", target
    yield "modality of acts", modality
    yield "asserter of acts", asserter


# ---------------------------------------------------------------- issues, claims, forecasts


def issues(pair: Pair) -> Iterator[tuple[str, Tally]]:
    """Types of issue in the whole text."""
    coded = set(pair.coded.issues)
    found = {it.code for it in pair.finds.issues} - {ELSEWHERE}
    yield "issue types", Tally(len(coded & found), sorted(found - coded), sorted(coded - found))


def claims(pair: Pair) -> Iterator[tuple[str, Tally]]:
    """Sentences worth registering, and those with the right voice."""
    coded, found = pair.coded.claims, pair.finds.claims
    says = (
        lambda it: f"{it.speaker}: {pair.coded.sentences[it.sentence].of(pair.coded.text)}",
        lambda it: (
            f"{it.said.speaker}: {pair.words(pair.finds.layout.sentences[it.sentence].span)}"
        ),
    )
    pairs = pair_up(coded, found, lambda g, f: float(g.sentence == pair.numbers[f.sentence]))
    yield "claims, sentence", matched(coded, found, pairs, says)
    full = [
        (i, j)
        for i, j in pairs
        if pair.people.says(coded[i].speaker, found[j].said, silent="author")
    ]
    yield "claims with speaker", matched(coded, found, full, says)


def forecasts(pair: Pair) -> Iterator[tuple[str, Tally]]:
    """Sentences on what will come, and those with the right hedge."""
    coded, found = pair.coded.forecasts, pair.finds.forecasts
    says = (
        lambda it: f"{it.hedge}: {pair.coded.sentences[it.sentence].of(pair.coded.text)}",
        lambda it: (
            f"{pair.words(it.hedge)}: {pair.words(pair.finds.layout.sentences[it.sentence].span)}"
        ),
    )
    pairs = pair_up(coded, found, lambda g, f: float(g.sentence == pair.numbers[f.sentence]))
    yield "forecasts, sentence", matched(coded, found, pairs, says)
    full = [(i, j) for i, j in pairs if _same_words(coded[i].hedge, pair.words(found[j].hedge))]
    yield "forecasts with hedge", matched(coded, found, full, says)
