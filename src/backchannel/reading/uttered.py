"""What "will", "never", "could" and "must" make of English verbs that are said by a party.

"We will not leave" refuses, "we will never leave" draws a red line, "we will retaliate"
threatens, "we could leave if" offers, "they must leave" demands, "it would mean war" warns.
"""

from typing import Final

from backchannel.reading.frames import governed, words
from backchannel.reading.grammar import Word, child, children, modals
from backchannel.reading.standing import Standing

__all__ = ["foretold", "uttered"]

_WILL: Final = ("will", "would", "shall", "can", "could", "wo", "ca", "'d")
_MUST: Final = ("must", "have to", "need to", "ought", "should")
_NEVER: Final = ("never",)
_LEAD: Final = frozenset((
    "lead", "mean", "provoke", "trigger", "bring", "end", "become", "cause", "spark", "plunge",
    "invite", "drag", "ignite", "push", "unleash", "result", "produce", "fuel", "be", "risk",
))  # fmt: skip
_PLAIN_KINDS: Final = ("", "acceptance", "concession", "consult", "sanction", "refusal", "aid",
                       "acceptance", "offer")  # fmt: skip


def uttered(
    word: Word, state: Standing, kind: str, *, speaks: bool, voiced: bool
) -> str | None:
    """Return the kind of act that a modal verb makes of a word, if any.

    Parameters
    ----------
    word, state
        The verb and its standing.
    kind
        What its frame says, or "".
    speaks
        Whether the doer, or one who speaks for him, says it.
    voiced
        Whether somebody says it at all, or the author of a signed text.

    Examples
    --------
    >>> from backchannel.reading.found import Span
    >>> from backchannel.reading.grammar import Grammar
    >>> from backchannel.reading.standing import standing
    >>> words = list(Grammar(((0, "We will never leave."),)).words(Span(0, 20)))
    >>> uttered(words[3], standing(words[3]), "", speaks=True, voiced=True)
    'uttered red_line'
    """
    own = modals(word)
    lemma = word.lemma_.lower()
    if voiced and _is_imperative(word) and speaks is False and not kind:
        return "imperative"
    if any(it in _MUST for it in own) and kind not in ("skip",):
        obliged = "should" not in own or child(word, "nsubj", "nsubjpass") is not None
        return "must" if voiced and obliged and not speaks and _names_doer(word) else None
    if not any(it in _WILL for it in own) or kind not in _PLAIN_KINDS or state.how == "moot":
        return None
    if not speaks:
        return None
    force, gives = lemma in words("force"), lemma in words("give")
    yields = lemma in words("yield")
    if state.denied is not None:
        if force:
            return "uttered assurance"
        if state.denied.lower_ in _NEVER:
            return "uttered red_line"
        return "uttered refusal" if yields or kind else None
    ready = any(it in ("would", "can", "could") for it in own)
    bound = _has_condition(word)
    if (gives or yields) and kind not in ("sanction", "refusal", "consult") and (
        bound or (ready and "would" not in own)
    ):
        return "uttered offer" if not force else None
    if force and kind in ("", "refusal", "sanction") and "can" not in own and "could" not in own:
        return "uttered threat"
    if gives and kind == "" and "will" in own:
        return "uttered assurance"
    return None


def foretold(word: Word) -> bool:
    """Whether a verb says that harm will come of something: "would lead to war".

    >>> from backchannel.reading.found import Span
    >>> from backchannel.reading.grammar import Grammar
    >>> said = Grammar(((0, "This would lead to war."),))
    >>> [it.text for it in said.words(Span(0, 23)) if foretold(it)]
    ['lead']
    """
    lemma = word.lemma_.lower()
    if lemma not in _LEAD or not (modals(word) or lemma == "risk"):
        return False
    return bool(words("disaster") & set(governed(word)))


def _has_condition(word: Word) -> bool:
    return any(
        mark is not None and mark.lower_ in ("if", "unless", "once", "provided", "until")
        for it in children(word, "advcl")
        for mark in (child(it, "mark"),)
    )


def _names_doer(word: Word) -> bool:
    subject = child(word, "nsubj", "nsubjpass")
    if subject is None:
        subject = child(word.head, "nsubj", "nsubjpass")
    return subject is not None and subject.lower_ not in ("it", "this", "that", "what", "there")


def _is_imperative(word: Word) -> bool:
    """Whether a verb bids somebody do something: no subject, no auxiliary, first of its clause."""
    if word.tag_ != "VB" or word.dep_ not in ("ROOT", "ccomp") or word.lemma_ in ("let", "be"):
        return False
    if children(word, "nsubj", "nsubjpass", "aux", "mark", "csubj"):
        return False
    return word.lemma_.lower() in words("yield") | words("give")
