"""Korean reported words that a noun takes up: -다는 뜻을 밝혔다, -다는 것이 A의 설명이다."""

import re
from collections.abc import Iterator

from backchannel.reading.found import Span
from backchannel.reading.speech.korean_through import source_before, told_to
from backchannel.reading.speech.korean_verbs import (
    Speaker,
    clause_of,
    reporters,
    sentence_end,
    subject_of,
)
from backchannel.reading.speech.korean_who import MARKS, Parse, who
from backchannel.reading.speech.saying import Frame, Saying
from backchannel.reading.text.clauses_ko import Phrase, Predicate

__all__ = ["going_on", "leading", "nominal"]


def nominal(frame: Frame, parse: Parse) -> Iterator[Saying]:
    """Find -다는 뜻을 밝혔다, -다는 것이 A의 설명이다, -을 것으로 보았다, -음을 인정했다."""
    units = parse.units
    for at, words in enumerate(units[:-1]):
        if not isinstance(words, Predicate):
            continue
        that = not words.ending and re.search(r"[다라자]는 것 이$", words.chain) is not None
        if not that and words.closing not in ("quote", "attribute", "noun"):
            continue
        after = units[at + 1]
        noun = after if isinstance(after, Phrase) else None
        verb = next((one for one in units[at + 1 : at + 6] if isinstance(one, Predicate)
                     and one.closing != "attribute"), None)  # fmt: skip
        if verb is None or verb.span.start >= sentence_end(frame.blot, words.span.end):
            continue
        if that:
            known = verb.lemma.removesuffix("이") in frame.cues.words("say", "nouns")
            found = _owner(frame, parse, verb) if known else None
        else:
            found = _of_noun(frame, parse, words, noun, verb)
        if found is None:
            continue
        relays = reporters(frame, parse, verb, found[1])
        clause = clause_of(frame, parse, words, verb, found[1], nested=bool(relays))
        told = told_to(frame, 0, verb.span.start)
        yield Saying(frame.place(*verb.span), found[0], "clause", clause, told, relays=relays)


def _of_noun(
    frame: Frame, parse: Parse, words: Predicate, noun: Phrase | None, verb: Predicate
) -> Speaker | None:
    """Return the speaker of a clause that a noun takes up, None where that is no speech."""
    lists = frame.cues.words
    stem = verb.lemma.removesuffix("하")
    speech = lists("say", "nouns")
    clear = frame.blot[words.span.end : verb.span.start].endswith(("분명히 ", "명확히 ", "확실히 "))
    says = clear or stem in lists("say", "hada") or verb.lemma in lists("say", "lemmas")
    if words.closing == "noun":
        joined = re.match(r"[을를도]", frame.blot[words.span.end : words.span.end + 1])
        if joined is None or not words.ending.endswith(("음", "ᆷ")) or not says:
            return None
        return subject_of(frame, parse, words.span.start, words.span.end, verb)
    if noun is None:
        return None
    after = frame.blot[noun.span.end : noun.span.end + 3]
    if noun.head == "것" and after.startswith("으로") and words.closing == "attribute":
        if stem not in lists("say", "opinions") and verb.lemma not in lists("say", "opinions"):
            return None
        return subject_of(frame, parse, words.span.start, words.span.end, verb)
    fact = noun.head in ("것", "사실", "점") and noun.role in ("object", "also") and says
    if words.closing == "attribute":
        known = stem in lists("say", "facts") and noun.head in ("사실", "점") and fact
        return subject_of(frame, parse, words.span.start, noun.span.end, verb) if known else None
    if not words.ending.endswith("는"):
        return None
    if noun.head in ("것", "게", "점") and verb.lemma.removesuffix("이") in speech:
        return _owner(frame, parse, verb)
    if noun.head not in speech and not fact:
        return None
    if verb.lemma != f"{noun.head}이" and noun.role not in ("object", "other"):
        return None
    if stem in lists("say", "against"):
        return None
    return subject_of(frame, parse, words.span.start, noun.span.end, verb)


def going_on(frame: Frame, parse: Parse) -> Iterator[Saying]:
    """Find -다는 것이다, -다는 얘기다: the last speaker goes on, unless a thing is explained."""
    topics: list[Phrase] = []
    ends = frame.cues.words("say", "goes_on")
    quoted = False
    for one in parse.units:
        if isinstance(one, Phrase):
            topics += [one] if one.role == "topic" else []
            continue
        carried = re.search(r"[다라자]는 것 이$", one.chain) or (quoted and one.lemma in ends)
        if carried and one.closing == "end" and all(who(frame, parse, it) for it in topics):
            yield Saying(frame.place(*one.span), None, "clause", frame.span)
        quoted = one.closing == "quote" and one.ending.endswith("는")


def _owner(frame: Frame, parse: Parse, verb: Predicate) -> Speaker | None:
    """Return whose word something is: [소식통]의 전언이다, [정부] 설명이다."""
    for one in parse.units:
        if isinstance(one, Phrase) and one.span.end in (
            verb.span.start, verb.span.start + len(verb.lemma) - 1
        ):  # fmt: skip
            text = frame.blot[one.span.start : one.span.end]
            rest = re.sub(r"\s?(?:의\s)?(?:공식\s)?\S+$", "", text)
            if rest:
                phrase = Phrase(
                    Span(one.span.start, one.span.start + len(rest)), "source", rest.split()[-1]
                )
                found = who(frame, parse, phrase, anybody=True)
                return (found, one) if found else None
    return None


def _once(frame: Frame, verb: Predicate) -> bool:
    """Whether a verb ends its sentence as in 투덜거린 적이 있다, 중얼거린 일이 있다."""
    rest = frame.blot[verb.span.end :]
    return bool(re.match(r"\S*\s(?:적|일|바)이\s(?:있|많|한두)\S*\s?\S*[.:]?\s*$", rest))


def leading(frame: Frame, parse: Parse) -> Iterator[Saying]:
    """Find what announces words or closes them: 이렇게 말했다, 대통령의 말이다."""
    verbs = frame.cues.words("say", "lemmas")
    nouns = frame.cues.words("say", "hada")
    closing = [
        so
        for key in ("said_so", "said_then")
        for so in frame.cues.pattern("say", key).finditer(frame.blot)
    ]
    for so in closing:
        opens = so.start() < 30 and "것" not in frame.blot[: so.start()]
        speaker = source_before(frame, parse, so.start("of")) if opens else None
        if speaker is not None:
            yield Saying(frame.place(*so.span("of")), speaker, "marks", frame.span, lead_in=True)
    for lead in frame.cues.pattern("say", "lead_in").finditer(frame.blot):
        for one in parse.predicates:
            near = lead.end() <= one.span.start <= lead.end() + 30
            known = one.lemma in verbs or one.lemma.removesuffix("하") in nouns
            at_end = not frame.blot[one.span.end :].strip(" .,:…" + MARKS)
            if near and (known or at_end or (one.closing == "attribute" and _once(frame, one))):
                found = subject_of(frame, parse, lead.start(), lead.end(), one, marked=True)
                told = told_to(frame, 0, lead.start())
                voice = found[0] if found else None
                yield Saying(frame.place(*one.span), voice, "marks", frame.span, told, lead_in=True)
                break
