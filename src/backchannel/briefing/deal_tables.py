"""Deals worth a look: for each question the packages side by side, and what each means to whom."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup, escape

from backchannel.briefing import numbers
from backchannel.briefing.tables import Row, Table, link, stacked, values_anchor
from backchannel.briefing.voice import Figure, Voice
from backchannel.case.schema import Issue
from backchannel.studies.overview import Answer, Deal, Overview
from backchannel.studies.ranges import Range

SIDE_BY_SIDE: Final = 5
COMMON: Final = 0.6  # share of acceptances from which an option counts as common
MORE_THAN_EVEN: Final = 1.5  # and so many times its share among all packages
MOST_COMMON: Final = 4


@dataclass(frozen=True, slots=True)
class Setting:
    """What every cell of one table needs."""

    voice: Voice
    overview: Overview
    question: str


def tables(voice: Voice, overview: Overview) -> tuple[Table, ...]:
    """Return one table or more for each question that has deals, in the order of the questions."""
    found = []
    for answer in overview.answers:
        name = answer.question.id
        deals = [deal for deal in overview.deals if deal.question == name]
        setting = Setting(voice, overview, name)
        each = -(-len(deals) // -(-len(deals) // SIDE_BY_SIDE)) if deals else 1
        for start in range(0, len(deals), each):
            title = voice("deals.question", question=voice.say(answer.question.text))
            table = _table(setting, deals[start : start + each], start, title)
            found.append(table if start else replace(table, intro=_common(setting, answer)))
    return tuple(found)


def _common(at: Setting, answer: Answer) -> Markup:
    """Say which options the acceptable packages hold most often over the draws, one by one."""
    held = sorted(
        (
            (share, issue, option)
            for issue, options in answer.option_shares.items()
            for option, share in options.items()
            if share >= max(COMMON, MORE_THAN_EVEN / len(options))
        ),
        reverse=True,
    )
    if not held:
        return Markup("")
    listed = Markup("; ").join(
        at.voice.html("deals.held", option=at.voice.pattern({issue: o}), share=_share(at, share))
        for share, issue, o in held[:MOST_COMMON]
    )
    return at.voice.html("deals.common", held=listed)


def word_for(gain: Range) -> str:
    """Return whether an actor gains, loses, or either, over the range of its gain."""
    if gain.low > 0:
        return "gains"
    return "loses" if gain.high < 0 else "either"


def _table(at: Setting, deals: Sequence[Deal], start: int, title: str) -> Table:
    voice = at.voice
    actors = [effect.actor for effect in deals[0].effects]
    signers = {e.actor for e in deals[0].effects if e.signs}
    rows = [
        Row((voice("deals.found"), *(_found(at, d) for d in deals))),
        Row(
            (voice("deals.accepted"), *(escape(_share(at, d.accepted)) for d in deals)),
            kind="ruled",
        ),
        *(
            _issue(at, issue, [d.package.get(issue.id, issue.status_quo) for d in deals])
            for issue in at.overview.case.document.issues
        ),
    ]
    for number, actor in enumerate(sorted(actors, key=lambda a: a not in signers)):
        role = voice("deals.signs" if actor in signers else "deals.others")
        name = stacked(
            link(values_anchor(at.overview.case, actor), voice.name("actors", actor)), role
        )
        cells = [_effect(at, deal, actor) for deal in deals]
        rows.append(Row((name, *cells), kind="" if number else "first"))
    return Table(
        anchor=f"deals-{at.question}" + (f"-{start}" if start else ""),
        title=title,
        head=(
            voice("deals.issue"),
            *(voice("deals.package", n=start + n + 1) for n in range(len(deals))),
        ),
        rows=tuple(rows),
        empty="",
        level=3,
    )


def _share(at: Setting, share: float) -> Figure:
    return Figure(at.voice.percent(share), f"enters-{at.question}")


def _found(at: Setting, deal: Deal) -> Markup:
    places = []
    for name, standing in deal.found_as.items():
        said = [at.voice.word("found", name)]
        if not standing.proven:
            said.append(at.voice("deals.unproven"))
        elif not standing.all_ties:
            said.append(at.voice("deals.more_ties"))
        elif standing.ties > 1:
            said.append(at.voice("deals.ties", n=numbers.count(standing.ties)))
        places.append(" ".join(said))
    return stacked(*places)


def _issue(at: Setting, issue: Issue, options: Sequence[str]) -> Row:
    """Show the option of each package, or the one that all of them share, once."""
    shown = options[:1] if len(set(options)) == 1 else options
    all_hold = len(shown) < len(options)
    cells = [
        stacked(
            at.voice("deals.all", option=at.voice.option(issue.id, o))
            if all_hold
            else at.voice.option(issue.id, o),
            at.voice("deals.now") if o == issue.status_quo else None,
        )
        for o in shown
    ]
    return Row((at.voice.name("issues", issue.id), *cells), kind="" if len(shown) > 1 else "shared")


def _broken(at: Setting, deal: Deal, actor: str) -> list[Markup]:
    """Name the red lines of an actor that a package breaks, were they real."""
    document = at.overview.case.document
    whole = {issue.id: issue.status_quo for issue in document.issues} | dict(deal.package)
    return [
        at.voice.html(
            "deals.breaks",
            line=Figure(at.voice.name("red_lines", line.id), f"e-red_lines.{line.id}.hardness"),
        )
        for line in document.red_lines
        if line.actor == actor and any(p.items() <= whole.items() for p in line.forbids)
    ]


def _effect(at: Setting, deal: Deal, actor: str) -> Markup:
    effect = next((e for e in deal.effects if e.actor == actor), None)
    if effect is None:
        return Markup("–")
    word = word_for(effect.gain)
    case = at.overview.case
    target = f"enters-{at.question}" if effect.signs else f"e-walk_away.{effect.actor}"
    if not effect.signs and effect.actor not in case.document.walk_away:
        target = values_anchor(case, effect.actor)
    shown = at.voice(
        "deals.effect",
        word=at.voice(f"deals.{word}"),
        median=numbers.signed(effect.gain.median),
        low=numbers.signed(effect.gain.low),
        high=numbers.signed(effect.gain.high),
    )
    accepts = at.voice.html("deals.accepts", share=Figure(at.voice.percent(effect.accepts), target))
    gain = escape(Figure(shown, target))
    broken = _broken(at, deal, actor)
    return Markup('<span class="{}">{}</span>').format(word, stacked(gain, accepts, *broken))
