"""What "will", "never", "could" and "must" make of English verbs that are said by a party.

"We will not leave" refuses, "we will never leave" draws a red line, "we will retaliate"
threatens, "we could leave if" offers, "they must leave" demands, "it would mean war" warns.
"""

from typing import Final

from backchannel.reading.deeds.frames import governed, words
from backchannel.reading.deeds.standing import Standing
from backchannel.reading.text.grammar import (
    Word,
    child,
    children,
    clause,
    modals,
    negation,
    objects,
    subject_of,
)

__all__ = [
    "condition",
    "foreseen",
    "foretells_own",
    "foretold",
    "is_thought",
    "promises_never",
    "uttered",
]

_WILL: Final = ("will", "would", "shall", "can", "could", "wo", "ca", "'d")
_MUST: Final = ("must", "have to", "need to", "ought to", "ought", "should")
_LEAD: Final = frozenset((
    "lead", "mean", "provoke", "trigger", "bring", "end", "become", "cause", "spark", "plunge",
    "invite", "drag", "ignite", "push", "unleash", "result", "produce", "fuel", "be", "risk",
))  # fmt: skip
_ARMED: Final = frozenset((
    "navy", "army", "military", "troop", "force", "soldier", "warship", "guard", "jet", "missile",
    "fleet", "tank", "drone", "fighter", "gunboat", "battery",
))  # fmt: skip
_SAID_ONLY: Final = frozenset((
    "look", "ask", "remember", "imagine", "think", "consider", "take", "see", "call", "note",
    "listen", "believe", "trust", "tell", "say", "forget", "mark", "watch", "thank", "do", "make",
    "read", "mind", "count", "name", "blame", "put", "add", "have", "get", "find", "expect",
))  # fmt: skip
"""Verbs that bid a hearer, not the other side: "ask the fishermen"."""
_STATIVE: Final = ("be", "have", "know", "see", "think", "say", "tell", "work", "imagine", "get",
                   "need", "matter", "want", "hear", "understand", "last", "happen")  # fmt: skip
_MOVES: Final = (
    "enter", "move", "advance", "go", "cross", "come", "act", "answer", "march", "open", "take",
    "return", "finish",
)  # fmt: skip
"""What an army does to the other side."""
_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "finally", "lastly", "next")
"""What a writer counts his advice by."""
_DAYS: Final = ("day", "moment", "hour", "week", "month")
_SAYING: Final = (
    "say", "tell", "explain", "write", "reply", "add", "announce", "insist", "declare", "suggest",
    "signal", "indicate", "hint", "note", "stress", "repeat",
)  # fmt: skip
_OPEN: Final = ("", "acceptance", "concession", "consult", "sanction", "refusal", "aid", "offer")
"""Kinds that "will" can make another of."""


def uttered(
    word: Word, state: Standing, kind: str, *, speaks: bool, voiced: bool, thing: bool = False
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
    thing
        Whether the subject is nobody who acts: "the port will stay shut".

    Examples
    --------
    >>> from backchannel.reading.found import Span
    >>> from backchannel.reading.text.grammar import Grammar
    >>> from backchannel.reading.deeds.standing import standing
    >>> words = list(Grammar(((0, "We will never leave."),)).words(Span(0, 20)))
    >>> uttered(words[3], standing(words[3]), "", speaks=True, voiced=True)
    'uttered red_line'
    """
    own = modals(word)
    lemma = word.lemma_.lower()
    if voiced and _whoever(word):
        return "must"
    if voiced and not speaks and not kind and _is_imperative(word):
        return "imperative"
    if any(it in _MUST for it in own):
        if state.denied is not None and {"have to", "need to"} & {*own}:
            return None
        return "must" if voiced and not speaks and _names_doer(word) else None
    if not any(it in _WILL for it in own) or state.how == "moot":
        return None
    if kind not in _OPEN and not (kind == "position" and state.denied is not None):
        return None
    if state.denied is not None:
        if voiced and thing and _is_ever(word):
            return "uttered red_line"  # "no judge will ever decide"
        twice = kind == "refusal"  # "would not rule out"
        force = lemma in words("force")
        return _denied(state.denied, lemma, force=force) if speaks and not twice else None
    return _looks_ahead(word, kind, own, speaks=speaks, voiced=voiced, thing=thing)


def _looks_ahead(
    word: Word, kind: str, own: list[str], *, speaks: bool, voiced: bool, thing: bool
) -> str | None:
    """Return the kind of act that "will", "would", "could" make of a verb that nobody denies."""
    lemma = word.lemma_.lower()
    force = lemma in words("force")
    bound = condition(word)
    if speaks and lemma in _MOVES and _is_army(word):
        return "uttered threat"
    if voiced and not speaks and not kind and _is_granted(word, own, bound, thing=thing):
        return "granted"
    if not speaks and not (
        voiced and bound and ("would" in own or (thing and bound == "unless"))
    ):  # fmt: skip
        return None
    if force or bound == "harmed" or (bound == "unless" and (speaks or thing)):
        return "uttered threat" if kind not in ("aid", "acceptance") else None
    mild = lemma in words("give") | words("give_if") | words("yield")
    if bound and speaks and not kind and lemma not in words("suffer"):
        return "uttered offer"
    if bound and mild and (kind not in ("refusal", "acceptance")
                           or lemma in ("agree", "sign")):  # fmt: skip
        return "uttered offer"
    if bound and _is_army(word):
        return "uttered threat"
    if lemma in words("give") and kind == "" and ("will" in own or "can" in own or "could" in own):
        return "uttered assurance" if "will" in own else "uttered offer"
    return None


def _is_army(word: Word) -> bool:
    subject = subject_of(word) or child(word, "nsubjpass")
    return subject is not None and subject.lemma_.lower() in _ARMED


def _is_ever(word: Word) -> bool:
    return any(it.lower_ == "ever" for it in children(word, "advmod"))


def _whoever(word: Word) -> bool:
    """Whether a verb tells all who want something what to do: "whoever wants X can lay down Y"."""
    if not {"can", "could", "should", "must", "may", "will"} & {*modals(word)}:
        return False
    who = next((it for it in children(word, "csubj")), None)
    return who is not None and any(
        it.lower_ in ("whoever", "anyone", "anybody") for it in children(who, "nsubj")
    )


def _is_granted(word: Word, own: list[str], bound: str, *, thing: bool) -> bool:
    """Whether a verb says what somebody else gets or may do, on a condition: "can fly home if"."""
    if not bound or bound == "unless" or word.lemma_ not in words("get"):
        return False
    may = {"can", "could", "may", "might"} & {*own}
    gets = {"will", "would"} & {*own} and word.lemma_ in ("get", "receive", "obtain")
    return bool(gets) or (bool(may) and thing)


def _denied(word: Word, lemma: str, *, force: bool) -> str:
    can = word.head.i != word.i and {"can", "could", "ca"} & {*modals(word.head)}
    if can and lemma not in words("yield"):
        return ""
    if force:
        return "uttered assurance"
    if word.lower_ == "never" or _is_utter(word.head):
        return "uttered red_line"
    return "uttered refusal" if lemma not in _STATIVE else ""


def _is_utter(verb: Word) -> bool:
    """Whether a verb denies even the least: "will not move one stone"."""
    return any(it.lower_ in ("one", "single", "inch", "any") for noun in objects(verb)
               for it in (noun, *noun.children))  # fmt: skip


def foretold(word: Word) -> bool:
    """Whether a verb says that harm will come of something: "would lead to war".

    >>> from backchannel.reading.found import Span
    >>> from backchannel.reading.text.grammar import Grammar
    >>> said = Grammar(((0, "This would lead to war."),))
    >>> [it.text for it in said.words(Span(0, 23)) if foretold(it)]
    ['lead']
    """
    lemma = word.lemma_.lower()
    if lemma not in _LEAD or not (modals(word) or lemma == "risk"):
        return False
    return bool(words("disaster") & set(governed(word)))


def foreseen(word: Word) -> bool:
    """Whether a verb says that somebody will or may do harm: "will probably attack"."""
    ahead = {"will", "would", "may", "might", "could"} & {*modals(word)}
    return bool(ahead) and word.lemma_.lower() in words("force") and negation(word) is None


def foretells_own(word: Word) -> bool:
    """Whether one who warns foretells what he himself will do: "that it would attack"."""
    said = clause(word)
    subject = child(said, "nsubj") if said is not None else None
    own = subject is not None and subject.lower_ in ("it", "he", "she", "they", "we", "i")
    return own and foreseen(said)


def condition(word: Word) -> str:
    """Return what binds a verb to a condition, or "": if, unless, once; "give me X and we will"."""
    for it in children(word, "prep"):  # "provided that", "on the day when"
        day = next((noun for noun in children(it, "pobj") if noun.lemma_ in _DAYS), None)
        if it.lower_ in ("provided", "providing") or (day is not None and child(day, "relcl")):
            return "once"
    beside = [it for it in word.subtree if it.dep_ == "advcl"
              and (it.head.i == word.i or it.head.pos_ not in ("VERB", "AUX"))]  # fmt: skip
    if word.dep_ in ("ccomp", "relcl") and word.head.lemma_ in _SAYING:
        beside += [it for it in children(word.head, "advcl") if it.i > word.i]
    for it in beside:
        if it.head.lower_ in ("soon", "long"):
            return "once"
        for mark in children(it, "mark", "advmod"):
            if mark.lower_ == "if" and negation(it) is not None:
                return "unless"
            if mark.lower_ == "if" and it.lemma_.lower() in words("force"):
                return "harmed"
            if mark.lower_ in ("if", "unless", "once", "provided", "until", "should"):
                return str(mark.lower_)
        if any(aux.lower_ == "should" and aux.i < it.i - 1 for aux in children(it, "aux")):
            return "should"
    bidden = word.dep_ == "conj" and word.head.tag_ == "VB" and not children(word.head, "nsubj")
    return "and" if bidden and not children(word.head, "aux") else ""


def _names_doer(word: Word) -> bool:
    subject = child(word, "nsubj", "nsubjpass")
    if subject is None:
        subject = child(word.head, "nsubj", "nsubjpass")
    inverted = (
        any(it.i < subject.i for it in children(word, "aux")) if subject is not None else False
    )
    return (
        subject is not None
        and not inverted
        and subject.lower_ not in ("it", "this", "that", "what", "there", "who", "which")
    )


def _is_imperative(word: Word) -> bool:
    """Whether a verb bids somebody do something: no subject, no auxiliary, first of its clause."""
    if word.tag_ != "VB" or word.dep_ not in ("ROOT", "ccomp") or word.lemma_ in ("let", "be"):
        return False
    if children(word, "nsubj", "nsubjpass", "aux", "mark", "csubj"):
        return False
    if any(modals(it) for it in children(word, "conj")):
        return False  # "give us the names and we will sign": an offer
    bids = word.lemma_.lower() in words("yield") | words("give")
    bids = bids or any(it.lower_ in _ORDINALS for it in children(word, "advmod", "npadvmod"))
    return bids or (bool(children(word, "dobj")) and word.lemma_ not in _SAID_ONLY)


def promises_never(word: Word) -> bool:
    """Whether a promise is one never to do something."""
    promised = clause(word)
    never = negation(promised) if promised is not None else None
    return never is not None and str(never.lower_) == "never"


def is_thought(word: Word) -> bool:
    """Whether a sentence tells what somebody said without saying so: "It would not disarm".

    >>> from backchannel.reading.found import Span
    >>> from backchannel.reading.text.grammar import Grammar
    >>> said = Grammar(((0, "It would leave the hills if asked."),))
    >>> [it.text for it in said.words(Span(0, 34)) if is_thought(it)]
    ['leave']
    """
    bound = condition(word)
    ahead = {"would", "could"} if bound else {"would"}
    clauses = ("ROOT", "conj", "ccomp", "relcl") if bound else ("ROOT", "conj", "ccomp")
    subject = subject_of(word)
    if subject is None or not ahead & {*modals(word)} or word.dep_ not in clauses:
        return False
    theirs = child(subject, "poss")
    own = subject if theirs is None else theirs
    return own.tag_ in ("PRP", "PRP$") and own.lower_ not in _OURS


_OURS: Final = ("i", "we", "you", "my", "our", "your")
