"""The pictures of the record as figures of the page: drawn, described, with their sources.

`record_frames` sets all that there are; each can also be had by itself: `drivers_frame`,
`influence_frame`, `learned_frame`, `readings_frame`. None where there is nothing to see; the
sentences of the record say why.
"""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from backchannel.briefing import numbers
from backchannel.briefing.frames import Drawing, Frame, estimates, not_drawn, see
from backchannel.briefing.pictures import drivers, record
from backchannel.briefing.tables import link
from backchannel.briefing.voice import Voice
from backchannel.case import Case
from backchannel.studies.record.carried import Carried
from backchannel.studies.record.compare import Comparison
from backchannel.studies.record.driven import Drivers
from backchannel.studies.record.influence import Influence


def record_frames(
    voice: Voice,
    case: Case,
    *,
    carried: Sequence[Carried] = (),
    effective: float = 0.0,
    influence: Influence | None = None,
    driven: Drivers | None = None,
    comparison: Comparison | None = None,
) -> tuple[Frame, ...]:
    """Compute and draw what the studies of the record found, in the order of the page.

    ``effective`` is `Learned.effective`, of the draws that ``carried`` rests on.
    """
    found = (
        learned_frame(voice, carried, effective) if carried else None,
        influence_frame(voice, influence) if influence else None,
        drivers_frame(voice, case, driven) if driven else None,
        readings_frame(voice, comparison) if comparison else None,
    )
    return tuple(frame for frame in found if frame)


def learned_frame(voice: Voice, found: Sequence[Carried], effective: float) -> Frame | None:
    """Set what the answers on record change; None where they change nothing."""
    picture = record.learned(voice, found, effective)
    if picture is None:
        return None
    return _shares(voice, "learned", picture, [link("offers", voice("nav.offers"))])


def influence_frame(voice: Voice, found: Influence) -> Frame | None:
    """Set whose word carries each answer; None where no source moves any."""
    picture = record.influence(voice, found)
    if picture is None:
        return None
    return _shares(voice, "influence", picture, [link("sources", voice("nav.sources"))])


def readings_frame(voice: Voice, found: Comparison) -> Frame | None:
    """Set each answer under each reading; None where no reading enters any."""
    picture = record.readings(voice, found)
    if picture is None:
        return None
    shown = [link(f"reading-{it}", voice.name("readings", it)) for it in found.readings]
    return _shares(voice, "readings", picture, shown)


def drivers_frame(voice: Voice, case: Case, found: Drivers) -> Frame | None:
    """Set which numbers move the answers that the draws leave open; None where none is open."""
    picture = drivers.compute(voice, case, found)
    if picture is None:
        return None
    tops = [
        voice("record_pictures.drivers.top", question=voice.name("questions", panel.question),
              number=" ".join(panel.bars[0].label), share=voice.percent(panel.bars[0].index.value))
        for panel in picture.panels if panel.bars
    ]  # fmt: skip
    alt = " ".join([voice("record_pictures.drivers.alt", n=len(picture.panels)), *tops])
    caption = voice("record_pictures.drivers.caption", draws=numbers.count(picture.draws))
    return Frame(
        anchor="picture-drivers",
        title=voice("record_pictures.drivers.title"),
        caption=caption + not_drawn(voice, "questions", picture.left_out),
        drawings=tuple(Drawing(svg, alt) for svg in drivers.draw(voice, picture)),
        sources=estimates(
            voice,
            case,
            [path for panel in picture.panels for bar in panel.bars for path in bar.paths],
        ),
    )


def _shares(
    voice: Voice, kind: str, picture: record.SharePicture, links: Iterable[Markup]
) -> Frame:
    """Set a picture of shares of one kind, the same description beside each of its drawings."""
    caption = voice(f"record_pictures.{kind}.caption", draws=numbers.count(picture.draws))
    if picture.still:
        names = voice.words["list.pattern"].join(voice.name("questions", q) for q in picture.still)
        caption += " " + voice(f"record_pictures.{kind}.still", names=names)
    alt = voice(f"record_pictures.{kind}.alt", n=len(picture.panels))
    return Frame(
        anchor=f"picture-{kind}",
        title=voice(f"record_pictures.{kind}.title"),
        caption=caption + not_drawn(voice, "questions", picture.left_out),
        drawings=tuple(
            Drawing(svg, " ".join([alt, *_across(voice, picture)]))
            for svg in record.draw(voice, picture)
        ),
        sources=see(voice, *links),
    )


def _across(voice: Voice, picture: record.SharePicture) -> list[str]:
    """Say for those who do not see it what leads across one half."""
    return [
        voice(
            "record_pictures.across",
            question=voice.name("questions", panel.question),
            change=" ".join(row.label),
            before=voice.percent(row.before or 0.0),
            after=voice.percent(row.share),
        )
        for panel in picture.panels
        for row in panel.rows
        if row.turned
    ]
