"""Names that a document itself teaches, where names are written with capitals.

Runs of capitalised words are judged by the words around them and by their own head words; every
occurrence has a say. What nothing speaks for is left out: better no name than a wrong one.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from backchannel.reading.found import Language, Span
from backchannel.reading.names.contexts import Bearer, Contexts, contexts, given_names
from backchannel.reading.names.endings import ADJECTIVES, nominative, person, stem

__all__ = ["Stretch", "is_name", "learn", "words_in"]

_WORD: Final = re.compile(r"[^\W\d_]\.(?=\s[^\W\d_])|[^\W\d_](?:[\w]|['’ʼ-](?=[^\W\d_]))*")
_OWNED: Final = re.compile(r"['’]s$")
_QUOTED: Final = r"\s+[«\"“„『'‘]([^»\"”“』'‘’]{2,40})[»\"”“』'’]"
_NEAR: Final = 70
_HEAD: Final = 6  # votes of a head word
_SUNDAY: Final = r"(?<=The )(?:Sunday|Saturday|Daily|Morning|Evening) [A-Z][a-z]+"
_PARTICLED: Final = re.compile(r"(?:al|el|as|ash|an|ad|ar|at|ul|abu|bin|ibn|ould|d|l)[-’'][A-ZÀ-Þ]")
_ARTICLES: Final = frozenset(["la", "las", "los", "der", "den", "el"])
_MARKS: Final = frozenset("\"“”‘’'«»„")
_IN: Final = re.compile(
    r"\b(?:[Ii]n|at|near|reach\w*|enter\w*|retake\w*|besieg\w*|storm\w*|overr[au]n|shell\w*|bomb\w*)\s+$"
    r"|\b(?:can|to|could|must) pass\s+$"
)
_BYLINE: Final = re.compile(r"\b[Bb]y\b|\b(?:19|20|21)\d\d\b|^(?:From|Interview)\b")
_WEIGHT: Final = {"person": 2, "state": 2, "organisation": 3, "place": 1}
_KINDS: Final = ("person", "state", "organisation", "place")
_ONE_WORD: Final = ("state", "person", "organisation", "place")


class Stretch(NamedTuple):
    """A paragraph to learn from; nothing is learned from a line in title case or capitals."""

    span: Span
    language: Language


class Word(NamedTuple):
    """A word without its possessive ending."""

    span: Span
    text: str


@dataclass(frozen=True)
class _Run:
    words: tuple[Word, ...]
    begins: bool
    """Whether it begins a sentence, where every word has a capital."""

    @property
    def span(self) -> Span:
        return Span(self.words[0].span.start, self.words[-1].span.end)


def words_in(text: str, span: Span) -> Iterator[Word]:
    """Yield the words of a stretch of text, without possessive endings.

    >>> [it.text for it in words_in("Orsolo's office, J. Vance", Span(0, 25))]
    ['Orsolo', 'office', 'J.', 'Vance']
    """
    for match in _WORD.finditer(text, span.start, span.end):
        bare = _OWNED.sub("", match[0])
        yield Word(Span(match.start(), match.start() + len(bare)), bare)


def is_name(word: Word) -> bool:
    """Whether a word is written as a name: with a capital, or as al-Tom is."""
    return word.text[0].isupper() or _PARTICLED.match(word.text) is not None


def learn(text: str, stretches: Sequence[Stretch], taken: Sequence[Span]) -> tuple[Bearer, ...]:
    """Return those whose names a text teaches.

    Parameters
    ----------
    taken
        Where known names stand, in order: no run of words goes across them.

    Examples
    --------
    >>> text = "Envoy Ada Lorne met the president of Ruvia. Lorne went home."
    >>> [(it.is_, it.kind) for it in learn(text, [Stretch(Span(0, 60), "en")], [])]
    [('Ada Lorne', 'person'), ('Ruvia', 'state')]
    """
    votes: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    seen: dict[tuple[str, ...], list[_Run]] = defaultdict(list)
    tongues: dict[tuple[str, ...], Language] = {}
    blocked = sorted([*taken, *_labels(text, stretches, votes, seen, tongues)])
    for heads_only in (True, False):
        for stretch in stretches:
            if heads_only or not _title_case(text, stretch):
                for run in _runs(text, stretch, blocked):
                    _vote(text, run, stretch, votes, seen, tongues, heads_only=heads_only)
        if heads_only:
            blocked = sorted([*blocked, *_known_states(text, stretches, votes)])
    return tuple(_bearers(text, votes, seen, tongues))


def _labels(
    text: str,
    stretches: Sequence[Stretch],
    votes: dict[tuple[str, ...], Counter[str]],
    seen: dict[tuple[str, ...], list[_Run]],
    tongues: dict[tuple[str, ...], Language],
) -> Iterator[Span]:
    """Find newspapers whose names stand between quotation marks."""
    for stretch in stretches:
        words = contexts(stretch.language).lists.get("newspapers")
        if not words or stretch.language == "ko":
            continue
        pattern = re.compile(rf"\b(?:{words}){_QUOTED}|\b({_SUNDAY})")
        for match in pattern.finditer(text, stretch.span.start, stretch.span.end):
            inside = Span(*match.span(1 if match[1] else 2))
            words_of = tuple(words_in(text, inside))
            if words_of and words_of[0].text[0].isupper():
                key = _key(words_of, stretch.language)
                votes[key]["organisation"] += _HEAD
                seen[key].append(_Run(words_of, begins=False))
                tongues[key] = stretch.language
                yield inside


def _title_case(text: str, stretch: Stretch) -> bool:
    """Whether most long words of a line have capitals, as in English headings."""
    held = stretch.span.of(text)
    if len(held) > 160 or held.rstrip().endswith((".", "!", "?", "»", "”")) or _BYLINE.search(held):
        return False
    long = [it.text for it in words_in(text, stretch.span) if len(it.text) > 3]
    return bool(long) and sum(it[0].isupper() for it in long) > 0.75 * len(long) and len(long) > 4


def _runs(text: str, stretch: Stretch, blocked: Sequence[Span]) -> Iterator[_Run]:
    """Yield runs of capitalised words, without titles and ordinary words at their ends."""
    lists = contexts(stretch.language)
    linking = frozenset(lists.lists.get("connectors", []))
    words = [it for it in words_in(text, stretch.span) if not _within(it.span, blocked)]
    run: list[Word] = []
    for number, word in enumerate([*words, None]):
        if run and (
            word is None or not re.fullmatch(r"[’']? ", text[run[-1].span.end : word.span.start])
        ):
            yield from _cut(text, run, lists, linking)
            run = []
        if word is None:
            continue
        following = words[number + 1] if number + 1 < len(words) else None
        if following and following.text in _ARTICLES and word.text not in {"for", "and"}:
            following = words[number + 2] if number + 2 < len(words) else None  # de la Cruz
        linked = run and word.text in linking and following and following.text[0].isupper()
        if is_name(word) or linked:
            run.append(word)
        elif run:
            yield from _cut(text, run, lists, linking)
            run = []


def _cut(
    text: str, run: Sequence[Word], lists: Contexts, linking: frozenset[str]
) -> Iterator[_Run]:
    """Take titles and ordinary words off the ends of a run; they may also part it."""
    tongue = lists.language
    begins = _begins_sentence(text, run[0].span.start)
    ordinary = lists.words("stop") | lists.words("titles")
    if len(run) > 3 and run[1].text == "of" and stem(run[0].text, tongue) in lists.words("bodies"):
        yield _Run(tuple(_without(list(run), linking, lists)), begins)  # Office of the President
        return
    part: list[Word] = []
    for number, word in enumerate([*run, None]):
        named = number == 0 and len(run) == 2 and run[0].text in lists.lists.get("both", [])
        if word and (word.text in linking or stem(word.text, tongue) not in ordinary or named):
            part.append(word)
            continue
        kept = _without(part, linking, lists)
        if kept:
            yield _Run(tuple(kept), begins and kept[0] is run[0])
        part = []


def _without(part: list[Word], linking: frozenset[str], lists: Contexts) -> list[Word]:
    while part and part[-1].text in linking:
        part = part[:-1]
    while part and part[0].text in linking:
        part = part[1:]
    return part if _long_enough(part) and not all(_weak(it, lists) for it in part) else []


def _weak(word: Word, lists: Contexts) -> bool:
    """Whether a word may begin a name but is none alone: Northern, European."""
    return stem(word.text, lists.language) in lists.words("weak")


def _long_enough(part: Sequence[Word]) -> bool:
    return sum(len(it.text) for it in part) > 2 and not all(it.text.endswith(".") for it in part)


def _begins_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 6) : start].rstrip(" \"'“”‘’«„([—–-")
    return not before or before[-1] in ".!?…:\n]" or "\n" in text[max(0, start - 3) : start]


def _vote(
    text: str,
    run: _Run,
    stretch: Stretch,
    votes: dict[tuple[str, ...], Counter[str]],
    seen: dict[tuple[str, ...], list[_Run]],
    tongues: dict[tuple[str, ...], Language],
    *,
    heads_only: bool,
) -> None:
    """Let one occurrence of a name say what kind it is."""
    lists = contexts(stretch.language)
    kind = _head(run, lists)
    key = _key(run.words, stretch.language)
    if stretch.language == "en" and len(key) == 1 and _is_head(key[0], lists):
        return  # Hill 42, the Council
    if heads_only:
        if kind == "state":
            votes[key][kind] += _HEAD
            seen[key].append(run)
            tongues[key] = stretch.language
        return
    seen[key].append(run)
    tongues[key] = stretch.language
    if kind is not None:
        votes[key][kind] += _HEAD
        return
    before = text[max(stretch.span.start, run.span.start - _NEAR) : run.span.start]
    after = text[run.span.end : min(stretch.span.end, run.span.end + _NEAR)]
    put = _IN.search(before) is not None
    if before[-1:] in _MARKS and after[:1] in _MARKS:
        votes[key]["thing"] += 2  # headed “Page Fourteen”
    for it in _KINDS:
        if it == "person" and put:
            continue
        strong = lists.pattern(f"{it}_before").search(before) or lists.pattern(f"{it}_after").match(
            after
        )
        if strong and not (it == "person" and run.begins and len(run.words) == 1):
            votes[key][it] += _WEIGHT[it]
    if lists.pattern("things").search(before):
        votes[key]["thing"] += _HEAD
    names = [it for it in run.words if is_name(it)]
    if 2 <= len(names) <= 4 and not re.search(r"\b[Tt]he\s+$", before):
        if key[0] in given_names(stretch.language) or re.fullmatch(r"[A-Z]\.", names[0].text):
            votes[key]["person"] += 2
        elif not (run.begins and len(names) > 3):
            votes[key]["begun" if run.begins else "pair"] = 1  # without anything else: a person
    elif len(names) == 1 and lists.pattern("toward_before").search(before):
        votes[key]["place"] += 1
    if len(run.words) == 1 and re.fullmatch(r"[A-ZА-ЯІЇЄҐ]{3,6}", run.words[0].text):
        votes[key]["organisation"] += 1
    if not run.begins:
        votes[key]["inside"] += 1


def _is_head(word: str, lists: Contexts) -> bool:
    return any(word in lists.words(f"{kind}_last") for kind in ("organisation", "place"))


def _head(run: _Run, lists: Contexts) -> str | None:
    """Return the kind of which the first or last word of a name speaks."""
    if len(run.words) < 2:
        return None
    last, first = (stem(run.words[it].text, lists.language) for it in (-1, 0))
    if len(run.words) == 2 and first in given_names(lists.language):
        return None  # Fiona Hill
    for kind in ("state", "organisation", "place"):
        if last in lists.words(f"{kind}_last") or first in lists.words(f"{kind}_first"):
            return kind
    articles = lists.lists.get("articles", [])
    if run.words[0].text in articles and run.words[1].text in lists.lists["press"]:
        return "organisation"  # El Correo del Estrecho
    linked = [n for n, it in enumerate(run.words) if it.text in {"of", "for"}]
    if linked and linked[0]:  # Institute of ..., Council for ...
        inner = stem(run.words[linked[0] - 1].text, lists.language)
        if inner in lists.words("organisation_last"):
            return "organisation"
    return None


def _key(words: Sequence[Word], language: Language) -> tuple[str, ...]:
    return tuple(stem(it.text, language) for it in words)


def _within(span: Span, blocked: Sequence[Span]) -> bool:
    place = bisect_right(blocked, (span.end, -1)) - 1
    return place >= 0 and blocked[place].start < span.end and span.start < blocked[place].end


def _known_states(
    text: str, stretches: Sequence[Stretch], votes: dict[tuple[str, ...], Counter[str]]
) -> Iterator[Span]:
    """Find where a word of a state's name stands, so that no run of words goes across it."""
    parts = {word for key, count in votes.items() if count["state"] for word in key}
    for stretch in stretches:
        for word in words_in(text, stretch.span):
            if word.text[0].isupper() and stem(word.text, stretch.language) in parts:
                yield word.span


def _bearers(
    text: str,
    votes: dict[tuple[str, ...], Counter[str]],
    seen: dict[tuple[str, ...], list[_Run]],
    tongues: dict[tuple[str, ...], Language],
) -> Iterator[Bearer]:
    """Decide on each name, longer names first; a part of a person's name is that person."""
    parts = _adjectives(votes, tongues)
    tails: set[tuple[str, ...]] = set()  # surnames with their particles
    small = frozenset(re.findall(r"\b[^\W\d_A-ZА-ЯІЇЄҐ]\w+", text))
    for key in sorted(votes, key=lambda it: (-len(it), seen[it][0].span.start if seen[it] else 0)):
        count = votes[key]
        if key in tails:
            continue
        if len(key) == 1 and (
            key[0] in parts or not (count["inside"] or count["organisation"] > 1)
        ):
            continue
        begun = count["begun"] and seen[key] and seen[key][0].words[0].text.lower() not in small
        if count["person"] or not count["place"]:
            count["person"] += max(count["pair"], int(bool(begun)))
        ranks = _KINDS if len(key) > 1 else _ONE_WORD
        best = max(ranks, key=lambda it: (count[it], -ranks.index(it)))
        if not count[best] or not seen[key] or count["thing"] > count[best]:
            continue
        if len(key) == 1 and best == "person" and count[best] < 2:
            continue
        run = _best_form(seen[key], contexts(tongues[key]))
        shown = run.span.of(text)
        heads = frozenset(contexts(tongues[key]).lists.get("state_last", []))
        full = (
            nominative(shown, tongues[key], heads)
            if best != "person"
            else person(_shortest(text, seen[key]), tongues[key])
        )
        others: tuple[str, ...] = ()
        if best in {"person", "state"} and len(run.words) > 1:
            named = [
                it.text for it in run.words if is_name(it) and re.search(r"\w[^\W_]$", it.text)
            ]
            tails.update(key[n:] for n, it in enumerate(run.words) if n and not is_name(it))
            others = tuple(dict.fromkeys([*_with_particle(run, shown), *reversed(named)]))
            parts.update(stem(it, tongues[key]) for it in named)
        yield Bearer(full, best, (shown, *others))


def _with_particle(run: _Run, shown: str) -> Iterator[str]:
    """Yield a surname with its particle: ag Intouya, de la Cruz, van der Berg."""
    small = [it for it in run.words[1:] if not is_name(it)]
    if small:
        yield shown[small[0].span.start - run.span.start :]


def _adjectives(
    votes: Mapping[tuple[str, ...], Counter[str]], tongues: Mapping[tuple[str, ...], Language]
) -> set[str]:
    """Return the adjectives of the states that were learned: they are no names of their own."""
    return {
        word + ending
        for key, count in votes.items()
        if count["state"] >= max(2, count["person"] + count["pair"])
        for word in key
        for ending in ADJECTIVES.get(tongues.get(key, "und"), ())
    }


def _best_form(runs: Sequence[_Run], lists: Contexts) -> _Run:
    """Return an occurrence in the nominative, where a head word shows it; else the first."""
    heads = {*lists.lists["state_last"], *lists.lists["state_first"]}
    shown = (it for it in runs if {it.words[0].text, it.words[-1].text} & heads)
    return next(shown, runs[0])


def _shortest(text: str, runs: Sequence[_Run]) -> str:
    """Return the shortest form, which of a person's is mostly the nominative."""
    return min((it.span.of(text) for it in runs), key=len)
