"""Who says what in an English sentence, from its parse: verbs of saying and their subjects."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from backchannel.reading.found import Span
from backchannel.reading.speech import western
from backchannel.reading.speech.english_who import is_quoted, who_is
from backchannel.reading.speech.lexicon import MASK
from backchannel.reading.speech.saying import Frame, Named, Saying
from backchannel.reading.text.grammar import (
    Grammar,
    Word,
    child,
    children,
    has_to,
    modals,
    negation,
    owner,
    phrase,
    place,
    subject_of,
)

__all__ = ["sayings", "topic"]

_FINITE: Final = ("VBD", "VBZ", "VBP", "MD")
_GOES_ON: Final = ("go", "continue", "use", "hasten", "begin", "proceed")
"""Verbs behind which "to say" is a saying: went on to say."""
_OWN_WORDS: Final = (
    "word", "view", "telling", "account", "opinion", "reading", "phrase", "estimate", "formula",
    "judgment", "judgement", "version", "formulation",
)  # fmt: skip
_PUTS: Final = ("put", "phrase", "call", "describe", "term", "have", "see", "tell", "express")
"""Verbs of "as one minister phrased it"."""
_PAST: Final = ("say", "add", "warn", "argue")
"""Verbs whose past the parse sometimes takes for a participle."""
_INNER: Final = ("pobj", "compound", "poss", "amod", "nmod", "appos", "npadvmod", "dobj", "dative")
_DEEPEST: Final = 15
"""Verbs above a word of saying that are looked at for who passed it on."""
_ASIDE: Final = 5
"""Words that may stand between a verb of saying and the comma that ends an aside."""


def sayings(frame: Frame, grammar: Grammar) -> list[Saying]:
    """Return the words of saying of a sentence, in order."""
    beside = [*western.beside(frame)]
    taken = [one.cue for one in beside]
    words = [it for it in grammar.words(frame.span) if not is_quoted(frame, it)]
    verbs = []
    for word in words:
        one = _saying(frame, word)
        if one is not None and not any(cue.start <= one.cue.start < cue.end for cue in taken):
            verbs.append(one)
    spoken = _apart(frame, _embedded(frame, words, verbs))
    found = sorted([*beside, *spoken], key=lambda one: one.cue.start)
    return found or western.before_colon(frame)


def _embedded(frame: Frame, words: list[Word], found: list[Saying]) -> list[Saying]:
    """Give each saying the speakers around it: B in "A said that B had asked for ..." goes by A.

    Of "A heard from C what B had said" these are C, then A.
    """
    at = {place(word).start: word for word in words}
    own = {at[one.cue.start].i: one for one in found if one.cue.start in at}
    relayed: list[Saying] = []
    for one in found:
        around: list[Named] = []
        word = at.get(one.cue.start)
        for above in islice(word.ancestors, _DEEPEST) if word is not None else ():
            other = own.get(above.i)
            clause = _said(frame, above) if other is not None and other.form == "clause" else None
            if clause is not None and _holds(clause, word) and other is not None and other.who:
                around.append(other.who)
            elif above.lemma_ in ("hear", "learn"):
                around += _heard(frame, above)
        others = tuple(it for it in around if it.kind != "self" and it != one.who)
        relayed.append(replace(one, relays=(*one.relays, *others)))
    return relayed


def _holds(clause: Word, word: Word) -> bool:
    """Whether a word is in the clause of a verb."""
    return clause == word or bool(clause.is_ancestor(word))


def _heard(frame: Frame, verb: Word) -> list[Named]:
    """Return from whom something was heard, and who heard it."""
    source = next((it for at in children(verb, "prep") if at.lower_ == "from"
                   for it in children(at, "pobj")), None)  # fmt: skip
    hearer = subject_of(verb)
    if source is None or hearer is None:
        return []
    return [who for it in (source, hearer) if (who := who_is(frame, it)) is not None]


# ---------------------------------------------------------------- one word of saying


def _saying(frame: Frame, word: Word) -> Saying | None:
    lists = frame.cues.words
    lemma = word.lemma_.casefold()
    if lemma in _OWN_WORDS and word.dep_ == "pobj" and word.head.lower_ in ("in", "by", "on"):
        return _in_words_of(frame, word)
    if word.pos_ not in ("VERB", "AUX"):
        return None
    if lemma in _PUTS and _puts_it(word):
        subject = child(word, "nsubj")
        who = who_is(frame, subject) if subject is not None else None
        return Saying(place(word), who, "beside", frame.span) if who is not None else None
    if lemma == "be":
        return _answer_is(frame, word)
    heavy = lemma in lists("say", "says") or lemma in lists("say", "thinks")
    marks = lemma in lists("say", "marks_says")
    spoken = _let_known(word)
    if not (heavy or marks or spoken) or not _happens(word, spoken=spoken):
        return None
    speaker, by = _speaker(frame, word, spoken=spoken)
    if speaker is None and not (heavy and word.dep_ == "ROOT"):
        return None
    cited = None
    told = western.told_to(frame, place(word).start - frame.span.start,
                           place(word).end - frame.span.start)  # fmt: skip
    if by is not None and speaker is not None:
        told = told or (by.name if by.kind == "name" else None)
    elif lemma in ("quote", "cite") and not children(word, "auxpass"):
        whom = child(word, "dobj")
        cited = (who_is(frame, whom) if whom is not None else None) or western.cited(frame)
    clause = _said(frame, word)
    form = "marks"
    if clause is not None and not marks:
        behind = place(clause).start > place(word).start
        form = "clause" if behind or not _closes(frame, word) else "aside"
    elif heavy and lemma not in lists("say", "needs_that") and _is_aside(frame, word):
        form = "aside"
    text = frame.blot.rstrip()
    return Saying(
        place(word),
        speaker,
        form,  # type: ignore[arg-type]
        frame.span,
        told,
        lead_in=text.endswith(":") and ":" not in text[place(word).end - frame.span.start : -1],
        cited=cited,
    )


def _in_words_of(frame: Frame, word: Word) -> Saying | None:
    """Read "in the minister's words", "by Oslo's account"."""
    whose = child(word, "poss")
    if whose is None or whose.tag_ == "PRP$":
        return None
    who = who_is(frame, whose)
    cue = Span(place(word.head).start, place(word).end)
    return Saying(cue, who, "beside", frame.span) if who is not None else None


def _puts_it(word: Word) -> bool:
    """Whether a verb stands in "as one minister phrased it"."""
    it = child(word, "dobj")
    put = it is not None and it.lower_ == "it" and it.i == word.i + 1
    return put and any(mark.lower_ == "as" for mark in children(word, "mark", "advmod", "prep"))


def _happens(word: Word, *, spoken: bool) -> bool:
    """Whether somebody did say it: not "declined to say", "could say", "if he says"."""
    if _is_denied(word) or any(it not in ("will", "would") for it in modals(word)):
        return False
    if "would" in modals(word) and word.dep_ == "ROOT" and word.lemma_ not in ("say", "add"):
        return False
    if any(it.lower_ in ("if", "unless", "whether") for it in children(word, "mark")):
        return False
    if (
        word.tag_ == "VBN"
        and not children(word, "aux", "auxpass")
        and word.dep_ not in ("ROOT", "conj", "ccomp")
        and word.lemma_ not in _PAST
    ):  # "asked what ...", "first suggested in 2031"
        return False
    infinitive = word.tag_ == "VB" and any(it.lower_ == "to" for it in children(word, "aux"))
    return not infinitive or spoken or word.head.lemma_ in _GOES_ON


def _is_denied(word: Word) -> bool:
    """Whether nobody says it: "did not say", "nobody said"; not "said no deal was near"."""
    no = negation(word)
    said = {it.i for clause in children(word, "dobj", "ccomp") for it in clause.subtree}
    return no is not None and no.i not in said


def _let_known(word: Word) -> bool:
    """Whether a word belongs to "let it be known", "let slip", "made clear"."""
    return (word.lemma_ in ("slip", "know") and "let" in {it.lemma_ for it in word.ancestors}) or (
        word.lemma_ == "make" and any(it.lower_ in ("clear", "plain", "known")
                                      for it in word.subtree if word in (it.head, it.head.head))
    )  # fmt: skip


def _speaker(frame: Frame, word: Word, *, spoken: bool) -> tuple[Named | None, Named | None]:
    """Return who says something and who passes it on: "is quoted as saying by B"."""
    if spoken and word.lemma_ in ("slip", "know"):
        word = next(it for it in word.ancestors if it.lemma_ == "let")
    passive = child(word, "auxpass") is not None
    if passive:
        subject = child(word, "nsubjpass")
        if word.lemma_ in ("quote", "report", "cite", "hear") and subject is not None:
            by = next((it for at in word.subtree if at.lower_ == "by"
                       for it in children(at, "pobj")), None)  # fmt: skip
            return who_is(frame, subject), who_is(frame, by) if by is not None else None
    if word.dep_ == "pcomp" and word.head.lower_ == "as":  # quoted as saying
        above = word.head.head
        whom, by = child(above, "dobj"), subject_of(above)
        if whom is not None and by is not None and above.lemma_ in ("quote", "cite"):
            return who_is(frame, whom), who_is(frame, by)
        return _speaker(frame, above, spoken=False) if above.lemma_ == "quote" else (None, None)
    if word.dep_ == "xcomp" and child(word.head, "auxpass") is not None:  # is reported to have said
        subject = child(word.head, "nsubjpass")
        return (who_is(frame, subject) if subject is not None else None), None
    if word.tag_ == "VBN" and word.dep_ == "acl" and word.lemma_ in _PAST:
        return who_is(frame, word.head), None
    subject = subject_of(word)
    if subject is None or is_quoted(frame, subject):
        named = _name_before(frame, word)
        if named is not None:
            return named, None
        beside = _beside_verb(frame, word) or _taken_for_apposition(word)
        return (who_is(frame, beside) if beside is not None else None), None
    if subject == word.head and any(it.lower_ == "who" for it in children(word, "nsubj")):
        return _who_of_relative(frame, word, subject), None
    return who_is(frame, subject), None


def _name_before(frame: Frame, word: Word) -> Named | None:
    """Return the person named between a quotation and its verb: "...", Minister Ivo Lund said."""
    end = place(word).start - frame.span.start
    start = frame.blot.rfind(MASK, 0, end) + 1
    people = [one for one in frame.mentions(start, end) if one.kind == "person"]
    if not start or not people or re.search(r"[.;:]\s", frame.blot[start:end]):
        return None
    return Named("name", people[0].is_, person=True)


def _taken_for_apposition(word: Word) -> Word | None:
    """Return the subject of "..., a diplomat said" that the parse joined to the noun before it."""
    at = word.i - 1
    while at > 0 and word.doc[at].text not in (",", ";", ":", ".", "?", "!"):
        at -= 1
    if word.doc[at].text != ",":
        return None
    return next((it for it in word.doc[at + 1 : word.i]
                 if it.dep_ in ("appos", "conj", "dobj") and it.head.i < at), None)  # fmt: skip


def _who_of_relative(frame: Frame, word: Word, subject: Word) -> Named | None:
    """Return whom "who" means: a person right before it rather than what the parse took."""
    relative = next(it for it in children(word, "nsubj") if it.lower_ == "who")
    at = relative.i - 1
    while at > subject.i and not word.doc[at].is_alpha:
        at -= 1
    human = frame.cues.pattern("who", "human")
    nearer = word.doc[at]
    if human.search(subject.lower_) or nearer.dep_ not in ("pobj", "poss", "nsubj", "dobj"):
        return who_is(frame, subject)
    return (who_is(frame, nearer) if human.search(nearer.lower_) else None) or who_is(
        frame, subject
    )


def _beside_verb(frame: Frame, word: Word) -> Word | None:
    """Return the noun between a quotation and a verb that the parse has not joined to it."""
    for step in (-1, 1):
        at, found = word.i + step, None
        while 0 <= at < len(word.doc) and not is_quoted(frame, word.doc[at]):
            one = word.doc[at]
            if one.text in ';:."”“' or (step > 0 and one.text == ","):
                break
            if one.pos_ in ("NOUN", "PROPN", "PRON", "NUM") and one.dep_ not in _INNER:
                found = one
                if step > 0:
                    return found if one.dep_ not in ("dobj", "dative", "iobj") else None
            at += step
        quoted = 0 <= at < len(word.doc) and (
            is_quoted(frame, word.doc[at]) or word.doc[at].text in '"”'
        )
        if found is not None and quoted:
            return found
    return None


def _said(frame: Frame, word: Word) -> Word | None:
    """Return the verb of the finite clause that tells what was said; None where there is none."""
    that_only = word.lemma_.casefold() in frame.cues.words("say", "needs_that")
    within = [word, *(it for it in word.children if word.lemma_ in ("make", "let", "slip", "know"))]
    if word.head.lemma_ == "let":
        within.append(word.head)
    for it in (inner for above in within for inner in above.children if inner != word):
        that = any(mark.lower_ == "that" for mark in children(it, "mark", "complm"))
        told = it.dep_ == "ccomp" or (that and it.dep_ in ("advcl", "acl", "relcl", "dep", "conj"))
        apart = any(mark.text == ";" for mark in word.doc[it.i : max(word.i, it.i)])
        begun = child(it, "nsubj", "nsubjpass") or it
        known = told and (that or not that_only) and not apart and _is_finite(it)
        if known and not is_quoted(frame, begun):
            return it
    return None


def _is_finite(verb: Word) -> bool:
    return not has_to(verb) and (verb.tag_ in _FINITE or any(
        it.tag_ in _FINITE for it in children(verb, "aux", "auxpass", "cop")
    ))  # fmt: skip


def _closes(frame: Frame, word: Word) -> bool:
    rest = frame.blot[place(word).end - frame.span.start :]
    found = re.match(rf"(?:\s+\S+){{0,{_ASIDE}}}?\s*(?:[,.?!;](?:\s|\[|$)|$)", rest)
    return found is not None and MASK not in found[0]


def _is_aside(frame: Frame, word: Word) -> bool:
    """Whether a saying is set into a sentence: "..., a diplomat said, ..."."""
    start = phrase(word).start - frame.span.start
    low = min([start, *(place(it).start - frame.span.start for it in word.children
                        if it.dep_ in ("nsubj", "nsubjpass"))])  # fmt: skip
    own = child(word, "nsubj")
    low = phrase(own).start - frame.span.start if own is not None else low
    before = frame.blot[:low].rstrip()
    inverted = own is not None and place(own).start > place(word).start
    if inverted:
        before = frame.blot[: place(word).start - frame.span.start].rstrip()
        return before.endswith((",", "”", '"', "’", "'")) and MASK not in before[-3:]
    return before.endswith(",") and _closes(frame, word)


def _answer_is(frame: Frame, word: Word) -> Saying | None:
    """Read "their answer was that ...", "its position is that ..."."""
    noun = child(word, "nsubj")
    said = child(word, "ccomp", "attr")
    if noun is None or said is None or _is_denied(word):
        return None
    if noun.lemma_.casefold() not in frame.cues.words("say", "nouns") or not _is_finite(said):
        return None
    whose = owner(noun)
    speaker = who_is(frame, whose) if whose is not None else None
    if speaker is None or speaker.kind == "self":
        return None
    return Saying(place(noun), speaker, "clause", frame.span)


def _apart(frame: Frame, found: list[Saying]) -> Iterator[Saying]:
    """Give each speaker of a sentence his clause where others speak or do something in it."""
    clauses = [one for one in found if one.form in ("clause", "aside")]
    for one in found:
        if one not in clauses:
            yield one
            continue
        same = [other for other in found if other.who == one.who or (
            other.who is not None and other.who.kind == "pronoun")]  # fmt: skip
        others = [other for other in clauses if other not in same]
        yield western.apart(frame, one, others, [other.cue for other in same])


def topic(frame: Frame, grammar: Grammar) -> Named | None:
    """Return whom a sentence is about: the subject of its main verb, if that can speak.

    Of a source without a name the noun must be one for people.
    """
    for word in grammar.words(frame.span):
        if word.dep_ == "ROOT" and not is_quoted(frame, word):
            subject = child(word, "nsubj", "nsubjpass")
            found = who_is(frame, subject) if subject is not None else None
            if found is None or found.kind in ("pronoun", "self", "paper"):
                return None
            human = frame.cues.pattern("who", "human").search(found.head)
            return found if found.kind == "name" or human else None
    return None
