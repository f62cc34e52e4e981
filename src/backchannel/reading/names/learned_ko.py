"""Names that a Korean document itself teaches: a name and its title, head words, particles.

The analyser tells which nouns its dictionary lacks; those and proper nouns may be names. What kind
of name, the words around it say: ``유리 바센 대변인``, ``메르단 정부``, ``라덴강``, ``네벨 고지``.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from backchannel.reading.found import Span
from backchannel.reading.names.contexts import Bearer, contexts, given_names
from backchannel.reading.names.gazetteer import Token, id_of
from backchannel.reading.names.korean_words import KoreanWord, korean_words

__all__ = ["learn_korean"]

_OPEN: Final = "[‘'“\"『「〈《]"
_INSIDE: Final = "([^‘’'“”\"『』「」〈〉《》,\n]{2,20})[’'”\"』」〉》]"
_ONE: Final = frozenset("등측간쪽씨팀이그")
_FORMER: Final = frozenset(["전", "현", "전직", "현직", "부", "신임", "당시"])
_SMALL: Final = (
    "데(?:\\s라|\\s로스|\\s라스)?|델|[반판]\\s데[르어]|[반판]\\s덴|폰|빈|이븐|빈트|도스|아그|울드"
)
_FULL: Final = rf"[가-힣]{{1,6}}(?:\s[가-힣]{{2,6}})?\s(?:{_SMALL})\s[가-힣]{{2,7}}"
_JOINED: Final = re.compile(  # 마리아 데 라 크루스, 쇠렌 옌센-루네
    rf"(?<![가-힣])({_FULL}|[가-힣]{{1,6}}\s[가-힣]{{2,6}}-[가-힣]{{2,6}}?)"
    r"(?=(?:은|는|이|가|의)?\s(?:[가-힣]{1,8}\s)?[가-힣]{0,6}(?:장관|총리|대통령|특사|대사|차관|대표|대변인|교수|의원"
    r"|의장|위원장|국장|사령관|시장|주교|고문|보좌관|연구원|소장|기자|장군|변호사|회장|말했|밝혔|주장))"
)
_RANK: Final = ("person", "metonym", "organisation", "state", "place")
_HEAD: Final = 6  # votes of a head word or of a label


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
        words = tuple(korean_words(text, span, morphemes, taken))
        _labels(text, span, votes)
        for place in range(len(words)):
            _title(text, words, place, votes)
            _kinds(text, words, place, votes)
            _pair_of_names(text, words, place, votes)
    return tuple(_bearers(votes))


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
    for key in ("governments", "ministries", "universities"):
        for match in re.finditer(str(lists[key]), held):
            votes.add(match[0], "organisation", _HEAD)
    papers = rf"{_OPEN}((?:[가-힣]+\s)?[가-힣]*(?:{lists['papers']}))[’'”\"』」〉》]"
    for match in re.finditer(rf"{papers}|{lists['asking']}", held):
        votes.add(match[1] or match[2], "organisation", _HEAD)
    for match in re.finditer(_JOINED, held):
        if not any(id_of(it) for it in re.split("[ -]", match[1])):
            votes.add(match[1], "person", _HEAD)
    native = rf"(?<![가-힣])([{lists['surnames']}][가-힣]{{2}})\s?"
    for match in re.finditer(rf"{native}\((?:[가-힣]+\s){{0,3}}{lists['titles']}\)", held):
        votes.add(match[1], "person", _HEAD)  # 임도현(전직 대사)
    for match in re.finditer(r"^\s?[(\[]([가-힣·]{2,30})=", held):  # (두르반·메하리=통신)
        for name in match[1].split("·"):
            votes.add(name, "place", _HEAD)
    palace = rf"([가-힣]+)\s(?:{lists['palaces']})(?:인|,)?\s?{_OPEN}{_INSIDE}"
    for match in re.finditer(palace, held):
        votes.add(match[2], "metonym", _HEAD)
        votes.stands_for[match[2]] = id_of(match[1]) or match[1]


def _title(text: str, words: Sequence[KoreanWord], place: int, votes: _Votes) -> None:
    """A person's name before or after a title."""
    if not _is_title(words[place]):
        return
    before = _before_office(text, words, place)
    run: list[KoreanWord] = []
    while (
        before >= 0
        and len(run) < 3
        and not words[before].tail
        and _may_name(words[before])
        and not (run and _is_title(words[before]))
        and _beside(text, words[before], run[0] if run else words[before + 1])
    ):
        run.insert(0, words[before])
        before -= 1
    given = given_names("ko")
    if run and run[-1].proper and _native(run[-1].name) and not {it.name for it in run} & given:
        byline = re.search("기자|특파원$", words[place].name) is not None
        if byline and len(run) > 1:
            votes.add(run[-2].name, "place", 2)
        if byline or len(run) != 2 or not _foreign(run[0]):  # 우메다 사치코 is one name
            run = run[-1:]
    _add_person(run, votes)
    owner = words[before] if before >= 0 else None
    rules = contexts("ko").pattern("heads_of_state").search(words[place].name)
    office = owner and re.search("(?:부|청|처|실|원|당|군|[^왕화제공]국)$", owner.name)
    if (
        rules
        and run
        and owner
        and owner.tail == "의"
        and not office
        and owner.proper
        and _may_name(owner)
    ):
        votes.add(owner.name, "state", 2)  # 오스트라바의 토모 일리치 총리
    if words[place].tail:
        return
    run = []
    for word in words[place + 1 : place + 4]:
        last = run and run[-1].proper and len(word.name) == 1 and word.tail  # 다지마 료는
        if not (
            _may_name(word) or (last and not word.taken and word.name not in _ONE)
        ) or not _beside(text, words[place] if not run else run[-1], word):
            break
        if _is_title(word):
            run = []
            break
        run.append(word)
        if word.tail:
            break
    _add_person(run, votes)


def _before_office(text: str, words: Sequence[KoreanWord], place: int) -> int:
    """Return the last word before a title and its office: [밀란 도르] 코소보 담당 국장."""
    offices = contexts("ko").pattern("offices")
    before = place - 1
    while (
        before > 0
        and place - before < 6
        and _beside(text, words[before], words[before + 1])
        and (
            words[before].span.of(text) in _FORMER
            or (not words[before].tail and _of_office(words[before], offices))
            or (not words[before].proper and words[before + 1].name in {"담당", "문제", "전담"})
            or (words[before - 1].span.of(text) in _FORMER and not words[before].proper)
            or _of_province(words[before], words[place])
        )
    ):
        before -= 1
    return before


def _of_province(word: KoreanWord, title: KoreanWord) -> bool:
    """Whether a word says what somebody governs: 사할린주 부지사."""
    governs = title.name.endswith(("지사", "시장", "총독", "군수", "의원", "수반"))
    return governs and len(word.name) > 2 and word.name[-1] in "주시현도성구군"


def _foreign(word: KoreanWord) -> bool:
    """Whether a word is a foreign name by itself, and no office or body."""
    heads = contexts("ko").lists["heads_organisation"]
    return word.proper and not word.taken and not word.last and not word.name.endswith(tuple(heads))


def _of_office(word: KoreanWord, offices: re.Pattern[str]) -> bool:
    """Whether a word says whose office it is (미국, 수자원부) and is no person's name."""
    named = word.proper and _native(word.name)
    return word.taken or (offices.fullmatch(word.name) is not None and not named)


def _add_person(run: Sequence[KoreanWord], votes: _Votes) -> None:
    known = bool(run) and run[0].name in given_names("ko")
    if (known or any(it.proper for it in run)) and sum(len(it.name) for it in run) > 1:
        votes.add(" ".join(it.name for it in run), "person", 2 + len(run))


def _kinds(text: str, words: Sequence[KoreanWord], place: int, votes: _Votes) -> None:
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
        compound = word.last in heads and not word.proper
        compound = compound and (kind == "organisation" or (kind == "place" and len(word.last) > 1))
        if (word.name in heads or compound) and (len(word.name) > 1 or word.name in "강산섬항만"):
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
    surely = (contexts("ko").pattern(it) for it in ("place_after", "such_places"))
    if any(it.match(rest) for it in surely):
        votes.add(word.name, "place", 2)
        _listed(text, words, place, votes)
    elif contexts("ko").pattern("toward_after").match(rest):
        votes.add(word.name, "place", 2 if word.proper and not word.last else 1)
    following = words[place + 1] if place + 1 < len(words) else None
    if following and re.match(str(lists["pair_after"]), rest) and following.name:
        beyond = text[following.span.start + len(following.name) : following.span.end + 12]
        if re.match(str(lists["pair_end"]), beyond):
            votes.add(word.name, "state", 2)
            if following.proper and not following.taken:
                votes.add(following.name, "state", 2)


def _listed(text: str, words: Sequence[KoreanWord], place: int, votes: _Votes) -> None:
    """Names that a list joins to a place are places: 이제반과 가자흐에서."""
    at = place - 1
    while (
        at >= 0
        and not words[at].taken
        and words[at].proper
        and re.fullmatch("(?:과|와)?", words[at].tail)
        and re.fullmatch(r"[·,]? ?", text[words[at].span.end : words[at + 1].span.start])
        and (words[at].tail or text[words[at].span.end] in "·,")
    ):
        votes.add(words[at].name, "place", 2)
        at -= 1


def _run_before(text: str, words: Sequence[KoreanWord], place: int) -> list[KoreanWord]:
    """Return the words of a name that a head word ends: [세로 블랑코] 빙하."""
    run: list[KoreanWord] = []
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


def _pair_of_names(text: str, words: Sequence[KoreanWord], place: int, votes: _Votes) -> None:
    """Two proper nouns side by side, without title: a person, unless all else speaks."""
    pair = words[place : place + 2]
    if len(pair) < 2 or pair[0].tail or not _beside(text, *pair):
        return
    lists = contexts("ko").lists
    heads = {*lists["heads_place"], *lists["heads_organisation"], *lists["heads_state"]}
    given = pair[0].name in given_names("ko") and any(it.proper for it in pair)
    if any(
        not (it.proper or given)
        or not (
            _may_name(it) or (given and it.name and not it.taken and it.name not in lists["stop"])
        )
        or it.name in heads
        for it in pair
    ) or (not given and any(it.last or len(it.name) < 2 for it in pair)):
        return
    if pair[1].name.endswith(tuple(it for it in heads if len(it) > 1)):
        return  # 피투피크 우주기지
    if _is_title(pair[1]) or (_native(pair[1].name) and not given):
        return
    if text[max(0, pair[0].span.start - 1)] in "‘'“\"『「〈《":
        return
    third = words[place + 2] if place + 2 < len(words) and not pair[1].tail else None
    full = f"{pair[0].name} {pair[1].name}"
    if (
        given
        and third
        and third.proper
        and len(third.name) > 1
        and third.name not in heads
        and _may_name(third)
        and not _is_title(third)
        and not any(_of_province(third, it) for it in words[place + 3 : place + 4])
        and _beside(text, pair[1], third)
    ):
        full += f" {third.name}"
    if given:
        votes.add(full, "person", 3)
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
            votes.kinds[it]["state"] > max(2, count[best]) for it in words if it in votes.kinds
        ):
            continue
        if best == "person" and len(words) > 1:
            others = tuple(it for it in reversed(words) if it not in lists["ordinary_names"])
        elif best == "person" and 2 < len(name) < 5 and not _native(name):
            others = (name[0],)  # 뤼자밍, later 뤼 교수
        elif best == "state" and len(words) > 1:
            others = tuple(it for it in words if it not in lists["heads_state"])
        parts.update(others)
        yield Bearer(name, best, (name, *others), votes.stands_for.get(name))


def _is_title(word: KoreanWord) -> bool:
    return re.fullmatch(str(contexts("ko").lists["titles"]), word.name) is not None or (
        re.fullmatch(str(contexts("ko").lists["person_before_extra"]), word.name) is not None
    )


def _may_name(word: KoreanWord) -> bool:
    lists = contexts("ko").lists
    return (
        not word.taken
        and bool(word.name)
        and word.name not in lists["stop"]
        and not (word.name[-1] in "어계산제식권측형파족교" and id_of(word.name[:-1]))
        and (word.proper or len(word.name) > 1)
        and not re.search(
            r"(?:주의|정부|행정부|외무부|국방부|대표단|국무부|외교부|위원회|당국|부처)$", word.name
        )
        and not (
            word.tail
            and not re.match(
                r"(?:은|는|이|가|과|와|을|를|의|도|에|께서|등|라는|이라는|로|으로|이다|인|까지|부터|만|발|행)",
                word.tail,
            )
        )
    )


def _beside(text: str, one: KoreanWord, other: KoreanWord) -> bool:
    return text[one.span.end : other.span.start] in {" ", ""}


def _native(name: str) -> bool:
    """Whether a name is built as Korean names are: a surname and two syllables."""
    return len(name) == 3 and name[0] in str(contexts("ko").lists["surnames"])
