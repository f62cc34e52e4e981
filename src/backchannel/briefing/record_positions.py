"""Naive baselines beside the packages: weighted mean and weighted median of positions."""

from markupsafe import Markup, escape

from backchannel.briefing.record_parts import Teller
from backchannel.briefing.tables import Row, Table
from backchannel.briefing.voice import Voice
from backchannel.studies.overview import Overview
from backchannel.studies.record.positions import Average, IssuePositions


def baselines(voice: Voice, overview: Overview) -> Table | None:
    """Set where the wishes of those who decide average out; None where there are none."""
    found = overview.positions
    if found is None or not found.actors:
        return None
    t = Teller(voice, overview.case)
    intro = t.say(
        "baselines.intro",
        actors=voice.joined(voice.name("actors", actor) for actor in found.actors),
        draws=t.draws(found.draws),
    )
    return Table(
        anchor="baselines",
        title=voice("record.baselines.title"),
        head=tuple(voice(f"record.baselines.head_{key}") for key in ("issue", "mean", "median")),
        rows=tuple(_row(t, it) for it in found.issues),
        empty="",
        intro=Markup("{} {}").format(intro, t.say("baselines.warning")),
        level=3,
    )


def _row(t: Teller, it: IssuePositions) -> Row:
    cells = (_cell(t, it, of) for of in (it.mean, it.median))
    return Row((t.voice.name("issues", it.issue), *cells))


def _cell(t: Teller, it: IssuePositions, of: Average | None) -> Markup:
    """Name the option nearest to an average most often, and in how many draws it is."""
    if of is None:
        return escape(t.voice("record.baselines.no_weight"))
    share = t.share(of.nearest[of.option], t.target(it.paths))
    return t.say("baselines.cell", option=t.voice.option(it.issue, of.option), share=share)
