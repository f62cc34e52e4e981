"""Who says what in a Korean sentence.

A quotative ending (-다고, -라며, -냐고, -자는) tells that words are reported, whatever verb follows;
the subject of that verb is the speaker. Words in marks carry the same endings behind the mark.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from backchannel.reading.clauses_ko import Phrase, Predicate
from backchannel.reading.found import Span
from backchannel.reading.korean_who import MARKS, Parse, parsed, who
from backchannel.reading.lexicon import MASK
from backchannel.reading.saying import Frame, Named, Saying

__all__ = ["described", "sayings"]

_MANY: Final = 6
"""How many predicates behind reported words are looked at for the verb of saying."""
_SOURCES: Final = frozenset(
    ["관리", "관계자", "당국자", "소식통", "외교관", "참석자", "참가자", "인사", "측근", "간부"]
)
_SPEAKING: Final = ("topic", "subject", "also")

Speaker = tuple[Named, Phrase]
"""Who speaks, and the words for him."""


def sayings(frame: Frame) -> list[Saying]:
    """Return the words of saying of a sentence, in order.

    Those that follow a quotation come from the particle behind its closing mark; others from the
    quotative ending before a verb; 에 따르면 stands beside the whole sentence.
    """
    parse = parsed(frame)
    found = [
        *_beside(frame, parse),
        *_after_marks(frame, parse),
        *_clauses(frame, parse),
        *_nominal(frame, parse),
        *_going_on(frame, parse),
        *_leading(frame, parse),
    ]
    source = next((one.who for one in found if one.form == "beside"), None)
    taken: set[int] = set()
    unique = []
    for one in sorted(found, key=lambda one: (one.cue.start, one.form != "marks")):
        if one.cue.start not in taken:
            unheard = one.who is None and source is not None
            unique.append(replace(one, who=source) if unheard else one)
        taken.add(one.cue.start)
    return unique


def described(frame: Frame) -> Iterator[Named]:
    """Return the unnamed sources that a sentence describes, in marks too."""
    parse = parsed(frame)
    for one in parse.units:
        if isinstance(one, Phrase) and one.role != "bare":
            found = who(frame, parse, one)
            if found is not None and found.kind == "unnamed" and found.head in _SOURCES:
                yield found


# ---------------------------------------------------------------- beside the sentence


def _beside(frame: Frame, parse: Parse) -> Iterator[Saying]:
    for key in ("according", "by_word", "seems", "as_told", "as_said"):
        for cue in frame.cues.pattern("say", key).finditer(frame.blot):
            source = _source(frame, parse, cue.start())
            if source is not None:
                told = frame.outlet_in(0, cue.start()) if source.kind == "unnamed" else None
                yield Saying(
                    frame.place(cue.start(), cue.end()), source, "beside", frame.span, told
                )


def _source(frame: Frame, parse: Parse, end: int) -> Named | None:
    """Return who stands before 에 따르면, 의 말처럼: 외교부 [발표], 로이터 통신 [보도], 그."""
    head = frame.blot[frame.blot.rfind(" ", 0, end) + 1 : end].strip(MARKS)
    phrase = parse.phrase_to(end) or _covering(parse, end)
    start = phrase.span.start if phrase else frame.blot.rfind(" ", 0, end) + 1
    report = head in frame.cues.words("who", "reports")
    if report and len(frame.blot[start:end].split()) > 1:
        end = len(frame.blot[: end - len(head)].rstrip())
        end -= frame.blot[start:end].endswith("의")
    elif head in ("보도", "기사", "신문"):
        return Named("unnamed", "<last>", head, definite=True) if frame.outlets else None
    return who(frame, parse, Phrase(Span(start, end), "source", head), anybody=True)


def _covering(parse: Parse, end: int) -> Phrase | None:
    """Return the phrase in which a place lies: 소식통의 [말에] 따르면."""
    for one in parse.units:
        if isinstance(one, Phrase) and one.span.start < end <= one.span.end:
            return Phrase(Span(one.span.start, end), one.role, one.head)
    return None


# ---------------------------------------------------------------- words in marks


def _after_marks(frame: Frame, parse: Parse) -> Iterator[Saying]:
    after_marks = frame.cues.pattern("say", "after_marks")
    clause = frame.cues.pattern("say", "after_marks_clause")
    for number, quoted in enumerate(frame.quoted):
        start = quoted.end - frame.span.start
        while start < len(frame.blot) and frame.blot[start] in MARKS:
            start += 1
        particle, of = after_marks.match(frame.blot, start), clause.match(frame.blot, start)
        if particle is None and of is None:
            continue
        first = quoted.start - frame.span.start
        stop = _sentence_end(frame.blot, start)
        following = [q.start - frame.span.start for q in frame.quoted[number + 1 :]]
        verb = None
        if particle is not None:
            verb = next(
                (one for one in parse.predicates
                 if particle.end() <= one.span.start < stop and one.closing != "attribute"),
                None,
            )  # fmt: skip
        chained = bool(verb and following and following[0] < verb.span.start)
        if particle is None and of is not None:
            cue = Span(of.start(), of.end())
        elif verb is not None:
            cue = verb.span
        else:
            assert particle is not None  # noqa: S101 - for the type checker
            cue = Span(particle.start(), particle.end())
        speaker = _subject(frame, parse, first, start, None if chained else verb, marked=True)
        voice = speaker[0] if speaker else _paper_around(frame, parse, first, of)
        relays = _outer(frame, parse, verb, speaker[1] if speaker else None) if verb else ()
        told = _told(frame, parse, 0, max(first, 0)) or _told(frame, parse, start, cue.start)
        told = told or _heard_by(frame, parse, cue)
        cited = _cited(frame, parse, first)
        yield Saying(
            frame.place(*cue), voice, "marks", frame.span, told, cited=cited, relays=relays
        )


def _paper_around(
    frame: Frame, parse: Parse, first: int, clause: re.Match[str] | None
) -> Named | None:
    """Return the paper that holds quoted words: 성명에는 "..."는 문구가 들어갔다."""
    if clause is None:
        return None
    for one in reversed(parse.units):
        if isinstance(one, Phrase) and one.span.end <= first:
            found = who(frame, parse, one)
            if found is not None and found.kind == "paper":
                return found
    return None


# ---------------------------------------------------------------- words without marks


def _clauses(frame: Frame, parse: Parse) -> Iterator[Saying]:
    """Find quotative endings and the verbs that they hang on."""
    last = 0
    for at, words in enumerate(parse.predicates):
        kind = _quotes(frame, words)
        secret = frame.cues.pattern("who", "secret").search(
            frame.blot, max(words.span.start - 20, 0), words.span.end
        )
        if not kind or kind == "는" or secret:
            continue
        verb = _governor(frame, parse, at, kind)
        if verb is None:
            continue
        cue = words.span if verb is words else verb.span
        speaker = (
            _between(frame, parse, words.span.end, verb.span.start)
            if _is_hearsay(words, verb)
            else _subject(frame, parse, words.span.start, words.span.end, verb, after=last)
        )
        relays = (
            _outer(frame, parse, verb, speaker[1] if speaker else None)
            if verb is not words
            else ()
        )
        subject = speaker[1] if speaker else None
        clause = _clause(frame, parse, words, verb, subject, nested=bool(relays))
        told = _told(frame, parse, 0, verb.span.start)
        cited = _cited(frame, parse, verb.span.start)
        voice = speaker[0] if speaker else None
        yield Saying(frame.place(*cue), voice, "clause", clause, told, cited=cited, relays=relays)
        if verb.closing == "join":
            last = verb.span.end


def _is_hearsay(words: Predicate, verb: Predicate) -> bool:
    """Whether nobody says it: -다고 한다 (but -겠다고 한다, -자고 한다 has a speaker)."""
    own = "겠" in words.chain or re.search(r"(?:자|라)고$", words.ending)
    return verb.lemma == "하" and verb.ending.endswith(("ᆫ다", "ᆸ니다", "해요")) and (
        "었" not in verb.chain and (not own or words.lemma.endswith("이"))
    )  # fmt: skip


def _quotes(frame: Frame, one: Predicate) -> str:
    """Return 고, 며, 면서 or 는 where a predicate ends as quoted words do."""
    if one.closing == "quote":
        found = re.search(r"(?:고|며|면서|는)$", one.ending)
        return found[0] if found else ""
    if one.ending in ("고", "며", "면서") and one.lemma.endswith("이"):
        shown = frame.blot[one.span.start : one.span.end]  # an imperative taken for a noun
        found = re.search(r"(?<=라)(?:고|며|면서)$", shown)
        return found[0] if found else ""
    return ""


def _governor(frame: Frame, parse: Parse, at: int, kind: str) -> Predicate | None:
    """Return the verb that quoted words hang on; the words themselves for -다며 without one."""
    words = frame.cues.words
    own = parse.predicates[at] if kind in ("며", "면서") else None
    verbs = words("say", "lemmas")
    nouns = words("say", "hada")
    later = parse.predicates[at + 1 : at + 1 + _MANY]
    stop = _sentence_end(frame.blot, parse.predicates[at].span.end)
    for number, one in enumerate(later):
        if one.span.start >= stop:
            break
        light = one.lemma == "하" and number == 0
        says = light or one.lemma in verbs or one.lemma.removesuffix("하") in nouns
        goes_on = any(
            it.lemma in verbs or it.lemma.removesuffix("하") in nouns for it in later[number + 1 :]
        )
        if one.lemma in words("say", "naming"):
            return None
        doubtful = "수 있" in one.chain or "지 않" in one.chain
        if doubtful and says and one.closing != "quote":
            return None
        if one.closing == "attribute":
            if says and "ᆯ" not in one.ending and not (light and goes_on):
                return one
            continue
        if one.closing in ("noun", "bound"):
            if light:
                return own
            if says:
                return one
            continue
        if not says and _quotes(frame, one):
            continue
        if not says and one.closing == "join" and goes_on:
            continue
        return one
    return own


def _outer(
    frame: Frame, parse: Parse, verb: Predicate, inner: Phrase | None
) -> tuple[Named, ...]:
    """Return who reports a saying that is itself reported: B가 했다고 [A는] 전했다."""
    kind = _quotes(frame, verb)
    at = parse.predicates.index(verb)
    if not kind or kind == "는":
        return ()
    outer = _governor(frame, parse, at, kind)
    if outer is None or outer is verb:
        return ()
    teller = _subject(frame, parse, verb.span.start, verb.span.end, outer)
    return (teller[0],) if teller is not None and teller[1] is not inner else ()


def _subject(
    frame: Frame, parse: Parse, first: int, end: int, verb: Predicate | None, *,
    after: int = 0, marked: bool = False,
) -> Speaker | None:  # fmt: skip
    """Return who says words that stand from ``first`` to ``end`` before a verb.

    The nearest subject between the words and the verb; the topic of the sentence that can speak;
    the subject of the verb. Where the saying is itself reported, its topic is the reporter's.
    """
    phrases = [
        one for one in parse.units if isinstance(one, Phrase) and one.role in _SPEAKING
    ]  # fmt: skip
    own = verb.subject if verb is not None else None
    if verb is not None:
        found = _cleft(frame, parse, end) or _between(frame, parse, end, verb.span.start)
        if found is not None:
            return found
    before = [one for one in phrases if after <= one.span.start and one.span.end <= first]
    if marked:
        before = _last_clause(parse, before, first)
    topics = [one for one in before if one.role == "topic"]
    subjects = [one for one in before if one.role != "topic"]
    mine = [own] if own is not None and own in before else []
    if verb is not None and _quotes(frame, verb):
        found = _first(frame, parse, [*(one for one in mine if one in subjects), *subjects[1:]])
        return found or _first(frame, parse, [*reversed(topics), *subjects])
    also = [one for one in subjects if one.role == "also"]
    order = [*(one for one in mine if one in topics), *topics, *also, *mine, *subjects]
    found = _first(frame, parse, order)
    if found is None and after:
        return _subject(frame, parse, first, end, None, marked=marked)
    if found is None and topics and marked:
        anybody = who(frame, parse, topics[0], anybody=True)
        return (anybody, topics[0]) if anybody else None
    return found


def _cleft(frame: Frame, parse: Parse, end: int) -> Speaker | None:
    """Return whom a sentence names last: "..."라고 한 것은 [A]이다."""
    that = re.compile(r"\s?\S+\s(?:것|쪽|이)은\s").match(frame.blot, end)
    last = parse.predicates[-1] if parse.predicates else None
    if that is None or last is None or not last.lemma.endswith("이"):
        return None
    phrase = parse.phrase_to(last.span.start + len(last.lemma) - 1)
    found = who(frame, parse, phrase) if phrase else None
    return (found, phrase) if found and phrase else None


def _between(frame: Frame, parse: Parse, start: int, end: int) -> Speaker | None:
    """Return the nearest speaker between words and their verb: "..."라고 [대변인은] 말했다."""
    phrases = [one for one in parse.units if isinstance(one, Phrase) and one.role in _SPEAKING
               and start <= one.span.start < end]  # fmt: skip
    return _first(frame, parse, reversed(phrases))


def _first(frame: Frame, parse: Parse, phrases: Iterable[Phrase]) -> Speaker | None:
    for one in phrases:
        found = who(frame, parse, one)
        if found is not None:
            return found, one
    return None


def _last_clause(parse: Parse, phrases: Sequence[Phrase], first: int) -> list[Phrase]:
    """Return the phrases of the last clause before quoted words that has a topic of its own."""
    joins = [one.span.end for one in parse.predicates
             if one.closing == "join" and one.span.end <= first]  # fmt: skip
    for start in reversed(joins):
        own = [one for one in phrases if one.span.start >= start]
        if any(one.role == "topic" for one in own):
            return own
    return list(phrases)


def _clause(
    frame: Frame, parse: Parse, words: Predicate, verb: Predicate, subject: Phrase | None, *,
    nested: bool,
) -> Span:  # fmt: skip
    """Return the clause of a speaker with his verb: the sentence, but for what others do in it."""
    before = subject is not None and subject.span.end <= words.span.start
    start, end = 0, len(frame.blot)
    if subject is not None and before:
        for one in parse.predicates:
            other = one.subject is not None and one.subject is not subject
            if one.span.end <= subject.span.start and one.closing in ("join", "bound") and other:
                start = one.span.end
    if nested or verb.closing == "attribute":
        start = subject.span.start if subject is not None and before else start
        return frame.place(start, verb.span.end)
    if verb.closing in ("join", "bound"):
        for one in parse.predicates:
            later = one.span.start >= verb.span.end
            own = one.subject is not None and one.subject.span.start >= verb.span.end
            if later and own and one.closing in ("join", "end", "quote"):
                end = verb.span.end
                break
    while start < end and frame.blot[start] in " ,":
        start += 1
    return frame.place(start, end)


# ---------------------------------------------------------------- nouns that report


def _nominal(frame: Frame, parse: Parse) -> Iterator[Saying]:
    """Find -다는 뜻을 밝혔다, -다는 입장이다, -다는 것이 A의 설명이다, -을 것으로 보았다, -음을 인정했다."""
    units = parse.units
    for at, words in enumerate(units[:-1]):
        if not isinstance(words, Predicate) or words.closing not in ("quote", "attribute", "noun"):
            continue
        noun = units[at + 1] if isinstance(units[at + 1], Phrase) else None
        verb = next((one for one in units[at + 1 : at + 6] if isinstance(one, Predicate)
                     and one.closing != "attribute"), None)  # fmt: skip
        if verb is None or verb.span.start >= _sentence_end(frame.blot, words.span.end):
            continue
        found = _of_noun(frame, parse, words, noun, verb)
        if found is None:
            continue
        relays = _outer(frame, parse, verb, found[1])
        clause = _clause(frame, parse, words, verb, found[1], nested=bool(relays))
        told = _told(frame, parse, 0, verb.span.start)
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
        return _subject(frame, parse, words.span.start, words.span.end, verb)
    if noun is None:
        return None
    after = frame.blot[noun.span.end : noun.span.end + 3]
    if noun.head == "것" and after.startswith("으로") and words.closing == "attribute":
        if stem not in lists("say", "opinions") and verb.lemma not in lists("say", "opinions"):
            return None
        return _subject(frame, parse, words.span.start, words.span.end, verb)
    fact = noun.head in ("것", "사실", "점") and noun.role in ("object", "also") and says
    if words.closing == "attribute":
        known = stem in lists("say", "facts") and noun.head in ("사실", "점") and fact
        return _subject(frame, parse, words.span.start, noun.span.end, verb) if known else None
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
    return _subject(frame, parse, words.span.start, noun.span.end, verb)


def _going_on(frame: Frame, parse: Parse) -> Iterator[Saying]:
    """Find -다는 것이다, -다는 얘기다 without a topic: the last speaker goes on."""
    for at, words in enumerate(parse.units[:-1]):
        if not isinstance(words, Predicate) or not words.ending.endswith("다는"):
            continue
        verb = next((one for one in parse.units[at + 1 : at + 4]
                     if isinstance(one, Predicate)), None)  # fmt: skip
        topics = [one for one in parse.units[:at]
                  if isinstance(one, Phrase) and one.role == "topic"]  # fmt: skip
        ends = verb is not None and verb.lemma in frame.cues.words("say", "goes_on")
        if verb is not None and ends and verb.closing == "end" and not topics:
            yield Saying(frame.place(*verb.span), None, "clause", frame.span)


def _owner(frame: Frame, parse: Parse, verb: Predicate) -> Speaker | None:
    """Return whose word something is: [소식통]의 전언이다, [정부] 설명이다."""
    for one in parse.units:
        if isinstance(one, Phrase) and one.span.end == verb.span.start + len(verb.lemma) - 1:
            text = frame.blot[one.span.start : one.span.end]
            rest = re.sub(r"\s?(?:의\s)?(?:공식\s)?\S+$", "", text)
            if rest:
                phrase = Phrase(
                    Span(one.span.start, one.span.start + len(rest)), "source", rest.split()[-1]
                )
                found = who(frame, parse, phrase, anybody=True)
                return (found, one) if found else None
    return None


# ---------------------------------------------------------------- before and behind


def _leading(frame: Frame, parse: Parse) -> Iterator[Saying]:
    """Find what announces words or closes them: 이렇게 말했다, 대통령의 말이다."""
    verbs = frame.cues.words("say", "lemmas")
    nouns = frame.cues.words("say", "hada")
    for so in frame.cues.pattern("say", "said_so").finditer(frame.blot):
        opens = so.start() < 30 and "것" not in frame.blot[: so.start()]
        speaker = _source(frame, parse, so.start("of")) if opens else None
        if speaker is not None:
            yield Saying(
                frame.place(*so.span("of")), speaker, "marks", frame.span, lead_in=True
            )
    for lead in frame.cues.pattern("say", "lead_in").finditer(frame.blot):
        for one in parse.predicates:
            near = lead.end() <= one.span.start <= lead.end() + 30
            if near and (one.lemma in verbs or one.lemma.removesuffix("하") in nouns):
                found = _subject(frame, parse, lead.start(), lead.end(), one, marked=True)
                told = _told(frame, parse, 0, lead.start())
                voice = found[0] if found else None
                yield Saying(
                    frame.place(*one.span), voice, "marks", frame.span, told, lead_in=True
                )
                break


def _sentence_end(blot: str, start: int) -> int:
    end = re.compile(r"[.?!]\s").search(blot, start)
    return end.start() if end else len(blot)


# ---------------------------------------------------------------- through whom


def _told(frame: Frame, parse: Parse, start: int, end: int) -> str | None:
    """Return to which outlet something was told: Y에, Y와의 인터뷰에서; 이 신문에 points back."""
    to = frame.cues.pattern("who", "told_to")
    heads = tuple(frame.cues.words("who", "outlets"))
    for one in frame.mentions(start, end):
        if one.kind != "organisation" or not frame.is_outlet(one):
            continue
        rest = frame.text[one.span.end : one.span.end + 12].lstrip(MARKS)
        if to.match(rest) or re.match(r"\s?인터뷰", rest):
            return one.is_
    for word in re.finditer(
        r"(?:(?:이|그|같은|해당)\s|(?<=\s))(\S+?)(?:에|에게|과의|와의)\s", frame.blot[start:end]
    ):
        if word[1].endswith(heads) and (word[1] in heads or word[0][:1] in "이그같해"):
            return "<last>"
    return None


def _heard_by(frame: Frame, parse: Parse, cue: Span) -> str | None:
    """Return who passed a saying on: X told 측근에게, as 측근 now says (말했다고 한다)."""
    hearsay = frame.cues.pattern("say", "hearsay").search(frame.blot[cue.start : cue.start + 30])
    confided = frame.cues.pattern("say", "confided").match(frame.blot, cue.start)
    if not hearsay and not confided:
        return None
    for one in parse.units:
        if not isinstance(one, Phrase) or frame.blot[one.span.end : one.span.end + 2] != "에게":
            continue
        found = who(frame, parse, one)
        if found is not None and found.kind in ("name", "unnamed"):
            return found.name
    return None


def _cited(frame: Frame, parse: Parse, end: int) -> Named | None:
    """Return whose words somebody passes on: X의 말을 빌려, X를 인용해."""
    for cue in frame.cues.pattern("say", "cited").finditer(frame.blot, 0, max(end, 0)):
        found = _source(frame, parse, cue.start())
        if found is not None:
            return found
    return None
