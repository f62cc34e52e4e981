"""How far an English clause says that something is so: done, planned, foreseen, denied, supposed.

Read from the words above a verb in the parse: auxiliaries, "plans to", "is said to", "if".
"""

from typing import Final, Literal, NamedTuple

from backchannel.reading.text.grammar import Word, child, children, has_to, modals, negation

__all__ = ["Standing", "standing"]

How = Literal["plain", "planned", "may", "can", "predicted", "hearsay", "must", "moot"]

_THROUGH: Final = frozenset((
    "begin", "start", "continue", "keep", "proceed", "choose", "decide", "come", "go", "manage",
    "rush", "move", "dare", "rush", "get", "end", "help", "turn", "be", "stop", "feel",
))  # fmt: skip
"""Words whose infinitive is as true as they are."""
_PLANNED: Final = frozenset((
    "plan", "intend", "prepare", "aim", "set", "due", "mean", "schedule", "about", "arrange",
))  # fmt: skip
_PREDICTED: Final = frozenset((
    "likely", "unlikely", "expect", "bind", "bound", "poise", "poised", "certain", "sure",
    "predict", "forecast", "anticipate", "tip", "foresee",
))  # fmt: skip
_HEARSAY: Final = frozenset((
    "say", "believe", "report", "think", "understand", "rumour", "rumor", "allege", "seem",
    "appear", "suspect", "know",
))  # fmt: skip
_WISHED: Final = frozenset((
    "hope", "want", "wish", "demand", "urge", "ask", "request", "fear", "doubt", "order", "force",
    "let", "require", "prefer", "forbid", "call", "press", "beg", "invite", "suggest", "propose",
    "recommend", "push", "advise", "warn", "persuade", "allow", "pretend", "suppose", "imagine",
    "ensure", "deny", "mean", "wonder", "decide", "know", "tell", "see", "insist", "encourage",
))  # fmt: skip
"""Verbs whose clause without tense of its own has not happened for them."""
_BARE: Final = ("let", "make", "help", "have", "see", "hear", "dare", "need", "do")
"""Verbs that take an infinitive without "to"."""
_IF: Final = ("if", "unless", "whether", "until", "till", "lest", "provided", "once", "before")
_AFTER: Final = ("after", "by", "in", "since", "despite", "upon", "on", "while", "following")
_BLAMED: Final = frozenset((
    "accuse", "suspect", "blame", "criticise", "criticize", "thank", "praise", "condemn",
))  # fmt: skip
_RUMOUR: Final = ("rumour", "rumor", "claim", "report", "allegation", "suggestion", "charge")
_IDEA: Final = ("fear", "hope", "possibility", "idea", "prospect", "risk", "chance", "condition")
"""Nouns whose that-clause is not so for them."""
_DECIDED: Final = ("decision", "move", "choice", "vote", "step")
_MODAL: Final[dict[str, How]] = {
    "will": "planned", "shall": "planned", "would": "planned", "wo": "planned", "ca": "can",
    "may": "may", "might": "may", "could": "may", "can": "can", "must": "must", "should": "must",
    "ought": "must", "have to": "must", "need to": "must", "be to": "planned", "go to": "planned",
}  # fmt: skip
_STEPS: Final = 12


class Standing(NamedTuple):
    """How far something is so, and the word that denies it."""

    how: How
    denied: Word | None


def standing(word: Word) -> Standing:
    """Return how far the sentence says that what a word tells of is so.

    Examples
    --------
    >>> from backchannel.reading.found import Span
    >>> from backchannel.reading.text.grammar import Grammar
    >>> said = "Oslo did not sign, plans to leave and is said to arm."
    >>> words = Grammar(((0, said),)).words(Span(0, 60))
    >>> [(it.text, standing(it).how, bool(standing(it).denied)) for it in words
    ...  if it.text in ("sign", "leave", "arm")]
    [('sign', 'plain', True), ('leave', 'planned', False), ('arm', 'hearsay', False)]
    """
    denied = negation(word)
    own = _own(word)
    for _ in range(_STEPS):
        if own not in ("plain", "planned", "may", "can"):
            break
        step = _step(word)
        if step is None:
            break
        above, how = step
        if how != "plain":
            own = "predicted" if how == "planned" and own == "may" else how
            denied = denied or (negation(above) if word.dep_ == "xcomp" else None)
            break
        if word.dep_ != "conj":
            denied = denied or (negation(above) if word.dep_ in _SHARED else None)
        if own == "plain" and (word.dep_ in _SHARED or word.dep_ == "conj"):
            own = _own(above)
        word = above
    return Standing(own, denied)


_SHARED: Final = ("xcomp", "acomp", "attr", "oprd", "dobj", "prep", "pobj")


def _own(word: Word) -> How:
    found = [_MODAL[it] for it in modals(word) if it in _MODAL]
    return found[0] if found else "plain"


def _step(word: Word) -> tuple[Word, How] | None:
    """Return the word above and how far what hangs on it is so; None where nothing more counts."""
    kind, above = word.dep_, word.head
    lemma = above.lemma_.lower()
    how: How
    if kind in ("conj", "acomp", "attr", "oprd"):
        return above, "plain"
    if kind in ("dobj", "pobj", "prep", "dative") and above.pos_ in ("VERB", "ADP", "AUX"):
        return above, "plain"
    if kind == "xcomp" and word.tag_ == "VB" and not has_to(word) and lemma not in _BARE:
        return None  # words quoted as they were said
    if kind == "xcomp":
        judged = lemma == "be" and children(above, "acomp", "attr")
        return above, "moot" if judged else _infinitive(lemma)
    if kind == "ccomp":
        how = _content(word, lemma)
        return None if how == "plain" else (above, how)
    if kind == "advcl" and above.lower_ in ("soon", "long"):
        return above, "moot"
    if kind == "advcl":
        mark = child(word, "mark")
        first = children(word, "advmod")
        if (mark is not None and mark.lower_ in _IF) or any(it.lower_ == "once" for it in first):
            return above, "moot"
        if has_to(word):
            return above, _infinitive(lemma) if lemma in _PREDICTED else "moot"
        return (above, "plain") if word.tag_ in ("VBG", "VBN") else None
    if kind == "acl":
        if not has_to(word):
            how = "hearsay" if lemma in _RUMOUR else "moot"
            doubted = lemma in (*_RUMOUR, *_IDEA) and child(word, "mark") is not None
            return (above, how) if doubted else None
        how = "plain" if lemma in _DECIDED else "planned" if lemma in _PLANNED else "moot"
        return above, how
    if kind == "pcomp":
        blamed = above.head.lemma_.lower() in _BLAMED
        return above.head, "plain" if above.lower_ in _AFTER or blamed else "moot"
    return None


def _infinitive(lemma: str) -> How:
    if lemma in _THROUGH:
        return "plain"
    if lemma in _PLANNED:
        return "planned"
    if lemma in _PREDICTED:
        return "predicted"
    if lemma in _HEARSAY:
        return "hearsay"
    return "must" if lemma in ("have", "need") else "moot"


def _content(word: Word, lemma: str) -> How:
    """Return how far the content of a verb of saying or wishing is so."""
    finite = word.tag_ in ("VBD", "VBZ", "VBP", "MD") or any(
        it.tag_ in ("VBD", "VBZ", "VBP", "MD") for it in children(word, "aux", "auxpass")
    )
    should = any(it.lower_ in ("should", "must") for it in children(word, "aux"))
    mark = child(word, "mark")
    if mark is not None and mark.lower_ in ("if", "whether"):
        return "moot"
    if lemma in _PREDICTED:
        return "predicted"
    if lemma in ("hope", "fear", "doubt", "wish", "deny", "pretend", "suppose"):
        return "moot"
    if lemma in _WISHED and (not finite or (should and lemma != "say")):
        return "moot"
    return "plain"
