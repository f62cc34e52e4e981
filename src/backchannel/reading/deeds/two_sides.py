"""The two sides of a text: whom it names together, and whom it names most.

States count by themselves; an organisation is a side only where it is named together with another
(정부와 반군의 담판), as a text also names many that only help, watch or report.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Final

from backchannel.reading.found import Layout, Mention

__all__ = ["OFFICE", "Camps", "named_together", "two_of"]

Pair = tuple[str, str]

_ACTING: Final = ("state", "organisation", "metonym")
_JOINED: Final = re.compile(
    r"(?:\([^)]{1,15}\))?(?: ?(?:정부군?|당국|행정부|대표단|반군|군|측|쪽))?"
    r"(?:와의 |과의 |와 |과 |[·/])(?:(?:[가-힣]*[^\W\d_은는이가을를에의로서] ){0,1}[가-힣]+인 )?"
    r"|,? and (?:the )?|[-–—]|,? и | та | і | й |, (?:the )?"
)
_VISITED: Final = re.compile(r"[을를]|에서|까지|로")
"""After the second of two they are no parties but places or things (파리와 리야드를 다녀왔다)."""
_LISTED: Final = re.compile(r"[,·/] ?")
_LONGEST: Final = 25
"""How many characters may stand between two that are named together."""
_WEIGHT: Final = 2
"""How much more two count that are somewhere named together."""
_FEW: Final = 8
"""How many of the most frequent names may be a side."""

_REBELS: Final = re.compile(r"반군|반정부|반대파|무장 ?단체|저항 ?세력")
_CAMP: Final = re.compile(r"(?<![가-힣])(?:정부|반군|반정부군?|반대파)(?=[ 의측군])")
_BEFORE: Final = re.compile(
    r"(?:장관|총리|대통령|대변인|공보관|의장|차관|대사|특사|의원|대표|국왕) $"
)
"""An office in front of a name."""
_AHEAD: Final = 15
_NEARBY: Final = 45
"""Within how many characters before a person words tell his camp."""
_FAR: Final = 500
"""Within how many characters an office without a state is that of the side spoken of last."""
OFFICE: Final = re.compile(
    r"(?!\s?(?:담당|주재|문제|관련))[가-힣 ]{0,12}"
    r"(?:장관|총리|대통령|대변인|의장|위원장|차관|대사|특사|국장|실장|의원|대표|부부장|국왕)"
)
"""In Korean after a person and a state, the office that he holds there."""


def named_together(
    layout: Layout, mentions: Sequence[Mention], names: Sequence[str]
) -> list[tuple[int, Pair]]:
    """Return the places where two are named together, but not in a longer list.

    Parameters
    ----------
    names
        For each mention who is meant.

    Examples
    --------
    >>> from backchannel.reading.found import Cleaned, Span
    >>> text = "이란과 미국의 회담"
    >>> laid = Layout(Cleaned(text, text, range(len(text) + 1)), (), (), ())
    >>> both = [Mention(Span(0, 2), "state", "IR"), Mention(Span(4, 6), "state", "US")]
    >>> named_together(laid, both, ["IR", "US"])
    [(0, ('IR', 'US'))]
    """
    acting = [(it, name) for it, name in zip(mentions, names, strict=True) if it.kind in _ACTING]
    joints = [layout.text[a.span.end : b.span.start] for (a, _), (b, _) in pairwise(acting)]
    found = []
    for k, ((a, one), (b, other)) in enumerate(pairwise(acting)):
        beside = [joints[i] for i in (k - 1, k + 1) if 0 <= i < len(joints)]
        listed = _LISTED.fullmatch(joints[k]) and any(map(_LISTED.fullmatch, beside))
        near = len(joints[k]) <= _LONGEST and _JOINED.fullmatch(joints[k])
        visited = _VISITED.match(layout.text, b.span.end)
        if one != other and near and not listed and not visited:
            found.append((a.span.start, (one, other)))
    return found


def two_of(
    mentions: Sequence[Mention], names: Sequence[str], pairs: Sequence[Pair], home: str | None
) -> tuple[str, ...]:
    """Return the two sides, in the order in which the text first names them.

    Parameters
    ----------
    names
        For each mention who is meant.
    pairs
        Those that are named together.
    home
        The side of whoever is interviewed; it is one of the two.
    """
    paired = {it for pair in pairs for it in pair}
    count = Counter(name for it, name in zip(mentions, names, strict=True)
                    if it.kind in ("state", "metonym") or name in paired)  # fmt: skip
    together = Counter(frozenset(it) for it in pairs)
    often = [name for name, _ in count.most_common(_FEW)]
    best: tuple[int, int] = (0, 0)
    two: tuple[str, ...] = ()
    for k, one in enumerate(often):
        for other in often[:k]:
            if home in often and home not in (one, other):
                continue
            joint = together[frozenset((one, other))]
            least = min(count[one], count[other]) * (_WEIGHT if joint else 1)
            weight = (least + _WEIGHT * joint, count[one] + count[other])
            if weight > best and (joint or count[one] > 1 or home in (one, other)):
                best, two = weight, (other, one)
    return tuple(sorted(two, key=names.index))


class Camps:
    """The two sides where one is a state: 정부 is the one, 반군 the other.

    Parameters
    ----------
    two
        The two sides of the text.
    states
        The names that are those of states.

    Examples
    --------
    >>> camps = Camps(("CO", "ELN"), {"CO"})
    >>> camps.side("정부 대표단"), camps.side("반군은")
    ('CO', 'ELN')
    """

    def __init__(self, two: Sequence[str], states: Collection[str]) -> None:
        self.two = two
        self.states = [it for it in two if it in states]

    def side(self, words: str) -> str | None:
        """Return which side words mean that begin with 정부 or 반군; None between two states."""
        if len(self.states) != 1:
            return None
        rebels = _REBELS.match(words)
        return next(it for it in self.two if (it in self.states) != bool(rebels))

    def homes(
        self,
        text: str,
        mentions: Sequence[Mention],
        names: Sequence[str],
        home: Collection[str],
    ) -> dict[str, str]:
        """Return the sides of persons named with none: that of the camp or side spoken of last.

        Parameters
        ----------
        names
            For each mention who is meant.
        home
            The persons whose side is known.
        """
        found: dict[str, str] = {}
        last: tuple[int, str] | None = None
        for it, name in zip(mentions, names, strict=True):
            if it.kind in _ACTING and name in self.two:
                last = it.span.end, name
            if it.kind != "person" or it.is_ in home or it.is_ in found:
                continue
            place = it.span.start
            camps = list(_CAMP.finditer(text, max(0, place - _NEARBY), place))
            camp = self.side(camps[-1][0]) if camps else None
            office = OFFICE.match(text, it.span.end) or _BEFORE.search(
                text, max(0, place - _AHEAD), place
            )
            if camp:
                found[it.is_] = camp
            elif office and last is not None and place - last[0] < _FAR:
                found[it.is_] = last[1]
        return found
