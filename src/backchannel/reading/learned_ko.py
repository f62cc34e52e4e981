"""Names that a Korean document itself teaches: a name and its title, head words, particles.

The analyser tells which nouns its dictionary lacks; those and proper nouns may be names. What kind
of name, the words around it say: ``유리 바센 대변인``, ``메르단 정부``, ``라덴강``, ``네벨 고지``.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from backchannel.reading.contexts import Bearer, contexts
from backchannel.reading.found import Span
from backchannel.reading.gazetteer import Token, id_of

__all__ = ["learn_korean"]

_WORD: Final = re.compile(r"[가-힣A-Za-z]+")
_NOUN: Final = frozenset(["NNP", "NNG", "NNB", "SL", "SH", "XPN", "XSN", "XR", "NR"])
_OPEN: Final = "[‘'“\"『「〈《]"
_INSIDE: Final = "([^’'”\"』」〉》\n]{2,20})[’'”\"』」〉》]"
_FORMER: Final = frozenset(["전", "현", "전직", "현직", "부", "신임", "당시"])
_RANK: Final = ("person", "metonym", "organisation", "state", "place")
_HEAD: Final = 6  # votes of a head word or of a label


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the text: its nouns, and what follows them (particles, endings)."""

    span: Span
    name: str
    tail: str
    proper: bool
    """Whether one of its nouns is a proper noun or missing in the dictionary."""
    last: str
    """Its last noun, where there are several."""
    taken: bool


@dataclass
class _Votes:
    kinds: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    stands_for: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, kind: str, votes: int) -> None:
        self.kinds[name][kind] += votes


def learn_korean(
    text: str,
    stretches: Sequence[tuple[Span, Sequence[Token]]],
    taken: Sequence[Span],
) -> tuple[Bearer, ...]:
    """Return those whose names a Korean text teaches.

    Parameters
    ----------
    stretches
        The paragraphs, each with its morphemes (places in the whole text).
    taken
        Where known names stand.
    """
    votes = _Votes()
    for span, morphemes in stretches:
        words = tuple(_words(text, span, morphemes, taken))
        _labels(text, span, votes)
        for place in range(len(words)):
            _title(text, words, place, votes)
            _kinds(text, words, place, votes)
            _pair_of_names(text, words, place, votes)
    return tuple(_bearers(votes))


def _words(
    text: str, span: Span, morphemes: Sequence[Token], taken: Sequence[Span]
) -> Iterator[_Word]:
    number = 0
    morphemes = [it for token in morphemes for it in _split(text, token)]
    for match in _WORD.finditer(text, span.start, span.end):
        nouns: list[Token] = []
        while number < len(morphemes) and morphemes[number].span.start < match.start():
            number += 1
        ahead = number
        while (
            ahead < len(morphemes)
            and morphemes[ahead].tag in _NOUN
            and morphemes[ahead].span.end <= match.end()
        ):
            nouns.append(morphemes[ahead])
            ahead += 1
        if not nouns:
            yield _Word(Span(*match.span()), match[0], "?", proper=False, last="", taken=True)
            continue
        end = nouns[-1].span.end
        proper = any(it.new or it.tag == "NNP" for it in nouns)
        after = bisect_right(taken, (end - 1, len(text))) - 1
        held = after >= 0 and taken[after].end > match.start()
        last = nouns[-1].span.of(text) if len(nouns) > 1 else ""
        yield _Word(
            Span(match.start(), match.end()), text[match.start() : end], text[end : match.end()],
            proper, last, held,
        )  # fmt: skip


def _split(text: str, token: Token) -> Iterator[Token]:
    """Part a name that the dictionary holds as a whole: 헨리 키신저."""
    for match in re.finditer(r"\S+", token.span.of(text)):
        start = token.span.start + match.start()
        yield replace(token, span=Span(start, start + len(match[0])))


def _labels(text: str, span: Span, votes: _Votes) -> None:
    """Newspapers, groups and palaces whose names stand between marks."""
    lists = contexts("ko").lists
    held = span.of(text)
    named = rf"(?:{lists['newspapers']}|{lists['groups']})(?:인|,)?\s?{_OPEN}{_INSIDE}"
    for match in re.finditer(named, held):
        votes.add(match[1], "organisation", _HEAD)
    heads = "|".join(lists["heads_organisation"])
    for match in re.finditer(rf"(?<![가-힣])([가-힣]{{2,}}(?:{heads}))\([A-Z]{{2,8}}[),]", held):
        votes.add(match[1], "organisation", _HEAD)
    palace = rf"([가-힣]+)\s(?:{lists['palaces']})(?:인|,)?\s?{_OPEN}{_INSIDE}"
    for match in re.finditer(palace, held):
        votes.add(match[2], "metonym", _HEAD)
        votes.stands_for[match[2]] = id_of(match[1]) or match[1]


def _title(text: str, words: Sequence[_Word], place: int, votes: _Votes) -> None:
    """A person's name before or after a title."""
    if not _is_title(words[place]):
        return
    before = place - 1
    while before >= 0 and words[before].span.of(text) in _FORMER:
        before -= 1
    if before > 0 and words[before].taken and not words[before].tail:
        before -= 1  # [로버트 말리] 미국 특사
    run: list[_Word] = []
    while (
        before >= 0
        and len(run) < 3
        and not words[before].tail
        and _may_name(words[before])
        and _beside(text, words[before], run[0] if run else words[before + 1])
    ):
        run.insert(0, words[before])
        before -= 1
    if run and run[-1].proper and _native(run[-1].name):
        if words[place].name in {"기자", "특파원"} and len(run) > 1:  # a byline
            votes.add(run[-2].name, "place", 2)
        run = run[-1:]
    _add_person(run, votes)
    if words[place].tail:
        return
    run = []
    for word in words[place + 1 : place + 4]:
        if not _may_name(word) or not _beside(text, words[place] if not run else run[-1], word):
            break
        if _is_title(word):
            run = []
            break
        run.append(word)
        if word.tail:
            break
    _add_person(run, votes)


def _add_person(run: Sequence[_Word], votes: _Votes) -> None:
    if any(it.proper for it in run) and sum(len(it.name) for it in run) > 1:
        votes.add(" ".join(it.name for it in run), "person", 2 + len(run))


def _kinds(text: str, words: Sequence[_Word], place: int, votes: _Votes) -> None:
    """Let a word say what kind of name it is or ends."""
    word, lists = words[place], contexts("ko").lists
    if word.taken or not word.name or (word.name in lists["stop"]):
        return
    if re.fullmatch("[A-Z]{3,6}", word.name):
        votes.add(word.name, "organisation", 1)
        return
    for kind in ("state", "organisation", "place"):
        heads = lists[f"heads_{kind}"]
        if word.last in heads and word.proper and word.name != word.last:
            if kind == "place" and len(word.last) == 1 and len(word.name) < 3:
                continue
            votes.add(word.name, kind, _HEAD)
            return
        if word.name in heads and (len(word.name) > 1 or word.name in "강산섬항만"):
            run = _run_before(text, words, place)
            if run:
                full = " ".join([*(it.name for it in run), word.name])
                votes.add(full, kind, _HEAD)
                return
    if not _may_name(word) or not word.proper or _is_title(word) or len(word.name) < 2:
        return
    rest = text[word.span.start + len(word.name) : word.span.end + 24]
    if contexts("ko").pattern("state_after").match(rest):
        votes.add(word.name, "state", 3)
    if contexts("ko").pattern("person_after").match(rest):
        votes.add(word.name, "person", 2)
    if re.match(str(lists["place_after"]), word.tail):
        votes.add(word.name, "place", 2)
    following = words[place + 1] if place + 1 < len(words) else None
    if following and re.match(str(lists["pair_after"]), rest) and following.name:
        beyond = text[following.span.start + len(following.name) : following.span.end + 12]
        if re.match(str(lists["pair_end"]), beyond):
            votes.add(word.name, "state", 2)
            if following.proper and not following.taken:
                votes.add(following.name, "state", 2)


def _run_before(text: str, words: Sequence[_Word], place: int) -> list[_Word]:
    """Return the words of a name that a head word ends: [세로 블랑코] 빙하."""
    run: list[_Word] = []
    at = place - 1
    while (
        at >= 0
        and len(run) < 3
        and not words[at].tail
        and _may_name(words[at])
        and not _is_title(words[at])
        and _beside(text, words[at], words[at + 1])
    ):
        if not words[at].proper and at and not words[at - 1].tail:
            break  # an ordinary noun begins a name only where nothing leans on it
        run.insert(0, words[at])
        at -= 1
    return run if any(it.proper for it in run) else []


def _pair_of_names(text: str, words: Sequence[_Word], place: int, votes: _Votes) -> None:
    """Two proper nouns side by side, without title: a person, unless all else speaks."""
    pair = words[place : place + 2]
    if len(pair) < 2 or pair[0].tail or not _beside(text, *pair):
        return
    lists = contexts("ko").lists
    heads = {*lists["heads_place"], *lists["heads_organisation"], *lists["heads_state"]}
    if any(
        not it.proper or not _may_name(it) or it.last or len(it.name) < 2 or it.name in heads
        for it in pair
    ):
        return
    if _native(pair[1].name):
        return
    if text[max(0, pair[0].span.start - 1)] in "‘'“\"『「〈《":
        return
    votes.add(f"{pair[0].name} {pair[1].name}", "person", 1)


def _bearers(votes: _Votes) -> Iterator[Bearer]:
    """Decide on each name, longer names first; a part of a person's name is that person."""
    parts: set[str] = set()
    lists = contexts("ko").lists
    for name in sorted(votes.kinds, key=lambda it: (-it.count(" "), it)):
        count = votes.kinds[name]
        best = max(_RANK, key=lambda it: (count[it], -_RANK.index(it)))
        if (
            name in parts
            or name in lists["stop"]
            or id_of(name) is not None
            or count[best] < (1 if " " in name else 2)
        ):
            continue
        others: tuple[str, ...] = ()
        words = name.split()
        if best == "person" and any(
            votes.kinds[it]["state"] >= 3 for it in words if it in votes.kinds
        ):
            continue
        if best == "person" and len(words) > 1:
            others = tuple(it for it in reversed(words) if len(it) > 1)
        elif best == "state" and len(words) > 1:
            others = tuple(it for it in words if it not in lists["heads_state"])
        parts.update(others)
        yield Bearer(name, best, (name, *others), votes.stands_for.get(name))


def _is_title(word: _Word) -> bool:
    return re.fullmatch(str(contexts("ko").lists["titles"]), word.name) is not None or (
        re.fullmatch(str(contexts("ko").lists["person_before_extra"]), word.name) is not None
    )


def _may_name(word: _Word) -> bool:
    lists = contexts("ko").lists
    return (
        not word.taken
        and bool(word.name)
        and word.name not in lists["stop"]
        and (word.proper or len(word.name) > 1)
        and not re.search(
            r"(?:주의|정부|행정부|외무부|국방부|대표단|국무부|외교부|위원회|당국|부처)$", word.name
        )
        and not (
            word.tail
            and not re.match(
                r"(?:은|는|이|가|과|와|을|를|의|도|에게|께서|등|라는|이라는|로|으로|이다|인)",
                word.tail,
            )
        )
    )


def _beside(text: str, one: _Word, other: _Word) -> bool:
    return text[one.span.end : other.span.start] in {" ", ""}


def _native(name: str) -> bool:
    """Whether a name is built as Korean names are: a surname and two syllables."""
    return len(name) == 3 and name[0] in str(contexts("ko").lists["surnames"])
