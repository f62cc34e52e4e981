"""Korean morphemes of a stretch, and the endings that close a verb."""

import re
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from backchannel.reading.found import Span
from backchannel.reading.text.analyser import kiwi

__all__ = ["Closing", "Token", "endings", "tokens_of"]

Closing = Literal["end", "quote", "attribute", "noun", "bound", "join"]

_QUOTES: Final = re.compile(r"[다라자냐]고$|[다라자]며$|[다라자]면서$|달라$")
_QUOTED: Final = re.compile(r"[다라자냐]는$|[다라자]던$")
_BOUND: Final = re.compile(
    r"면$|[아어여]야$|도록$|^게$|^자$|자마자$|니까?$|기에$|수록$|더라도$|[아어여]도$|[은는ᆫᆯ]지$|거든$|든(?:지|가)?$"
)


class Token(NamedTuple):
    """A morpheme: its form and tag as the analyser gives them, its place in the text."""

    form: str
    tag: str
    start: int
    end: int


def tokens_of(text: str, span: Span, names: Sequence[Span]) -> list[Token]:
    """Return the morphemes of a stretch; each name is one of them.

    >>> [it.form for it in tokens_of("메르단은 떠났다.", Span(0, 9), [Span(0, 3)])][:3]
    ['메르단', '은', '떠나']
    """
    fixed = [(it.start - span.start, it.end - span.start, "NNP") for it in _apart(names)]
    found = kiwi().tokenize(span.of(text), pretokenized=fixed or None)
    return [Token(it.form, it.tag.split("-")[0], span.start + it.start,
                  span.start + it.start + it.len) for it in found]  # fmt: skip


def _apart(names: Sequence[Span]) -> list[Span]:
    """Leave out names that overlap the one before."""
    kept: list[Span] = []
    for it in sorted(names):
        if it.end > it.start and (not kept or it.start >= kept[-1].end):
            kept.append(it)
    return kept


def endings(tokens: Sequence[Token], j: int) -> tuple[int, str, str, Closing]:
    """Return where the endings of a verb close, what they hold, the last of them, and its work.

    Helping verbs, 수 있다, 것이다 and 기로 하다 count as endings.
    """
    chain: list[str] = []
    n = len(tokens)

    def tag(k: int) -> str:
        return tokens[k].tag if k < n else ""

    def form(k: int) -> str:
        return tokens[k].form if k < n else ""

    while j < n:
        it = tokens[j]
        if it.tag == "EP":
            chain.append(it.form)
            j += 1
            continue
        if it.tag not in ("EC", "ETM", "ETN", "EF"):
            break
        k = j + 1 + (tag(j + 1) == "JX")
        if it.tag == "EC" and tag(k) == "VX":
            chain += [it.form, form(k)]
            j = k + 1
            continue
        m = j + 2 + (tag(j + 2) in ("JKS", "JX"))
        if (
            it.tag == "ETM"
            and tag(j + 1) == "NNB"
            and form(j + 1) in ("수", "것", "거", "바")
            and (form(m) in ("있", "없", "이", "아니") and tag(m) in ("VA", "VV", "VCP", "VCN"))
        ):
            chain += [it.form, form(j + 1), form(m)]
            j = m + 1
            continue
        if it.tag == "ETN" and form(j + 1) == "로" and form(j + 2) == "하":
            chain.append("기로")
            j += 3
            continue
        if (
            it.tag == "ETM"
            and form(j + 1) == "것"
            and all(tag(k) in ("SF", "SSC", "SP") for k in range(j + 2, n))
        ):  # "…받지 않을 것", as the words of a quotation close
            return j + 2, " ".join([*chain, "것 이"]), "것", "end"
        return j + 1, " ".join(chain), it.form, _closing(it)
    return j, " ".join(chain), "", "join"


def _closing(it: Token) -> Closing:
    if it.tag == "EF":
        return "end"
    if it.tag == "ETN":
        return "noun"
    if it.tag == "ETM":
        return "quote" if _QUOTED.search(it.form) and len(it.form) > 1 else "attribute"
    if _QUOTES.search(it.form) and it.form != "고":
        return "quote"
    return "bound" if _BOUND.search(it.form) else "join"
