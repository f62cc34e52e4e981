"""The five pictures as figures of the page: drawn, described, with what lies beside them."""

from dataclasses import dataclass

from markupsafe import Markup

from backchannel.briefing import numbers
from backchannel.briefing.pictures import map as channel_map
from backchannel.briefing.pictures import matrix, options, timeline, zones
from backchannel.briefing.tables import link, values_anchor
from backchannel.briefing.voice import Voice
from backchannel.studies.overview import Overview


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing with its description for those who do not see it."""

    svg: Markup
    alt: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture: heading, drawings, caption, and lists that stand below it."""

    anchor: str
    title: str
    caption: str
    drawings: tuple[Drawing, ...]
    empty: str = ""
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()
    listed: str = ""
    sources: str = ""


def all_frames(voice: Voice, overview: Overview) -> tuple[Frame, ...]:
    """Compute and draw the five pictures."""
    return (
        _map(voice, overview),
        _zones(voice, overview),
        _matrix(voice, overview),
        _options(voice, overview),
        _timeline(voice, overview),
    )


def _svg(drawn: str) -> Markup:
    # the drawing's text was escaped by the renderer; a test puts hostile names through it
    return Markup(drawn)  # noqa: S704


def _map(voice: Voice, overview: Overview) -> Frame:
    picture = channel_map.compute(voice, overview)
    alt = voice(
        "map.alt", actors=len(picture.actors), channels=len(overview.case.document.channels)
    )
    return Frame(
        anchor="picture-map",
        title=voice("map.title"),
        caption=voice("map.caption"),
        drawings=tuple(Drawing(_svg(s), alt) for s in channel_map.draw(voice, picture)),
        sources=_see(
            voice, link("channels", voice("nav.channels")), link("absences", voice("nav.absent"))
        ),
    )


def _zones(voice: Voice, overview: Overview) -> Frame:
    picture = zones.compute(voice, overview)
    alt = voice("zones.alt", questions=len(picture.rows))
    return Frame(
        anchor="picture-zones",
        title=voice("zones.title"),
        caption=voice("zones.caption", draws=numbers.count(overview.draws)),
        drawings=(Drawing(_svg(zones.draw(voice, picture, overview.draws)), alt),)
        if picture.rows
        else (),
        empty=voice("zones.none"),
        sources=_see(
            voice, link("answers", voice("nav.answers")), link("enters", voice("nav.enters"))
        ),
    )


def _matrix(voice: Voice, overview: Overview) -> Frame:
    case = overview.case
    picture = matrix.compute(voice, case)
    alt = voice("matrix.alt", issues=len(picture.issues), actors=len(picture.actors))
    listed = []
    for issue in case.document.issues:
        shown = tuple(
            voice.option(issue.id, o.id)
            + (f" ({voice('options.status_quo')})" if o.id == issue.status_quo else "")
            for o in issue.options
        )
        listed.append((voice.name("issues", issue.id), shown))
    return Frame(
        anchor="picture-matrix",
        title=voice("matrix.title"),
        caption=voice("matrix.caption"),
        drawings=tuple(Drawing(_svg(s), alt) for s in matrix.draw(voice, picture)),
        empty=voice("options.none"),
        lists=tuple(listed),
        listed=voice("matrix.options"),
        sources=_values(voice, overview),
    )


def _options(voice: Voice, overview: Overview) -> Frame:
    drawings = []
    for picture in options.compute(voice, overview.case):
        name = voice.name("issues", picture.issue)
        if not picture.actors:
            continue
        alt = voice("options.alt", issue=name, actors=len(picture.actors))
        for number, drawn in enumerate(options.draw(voice, picture)):
            drawings.append(Drawing(_svg(drawn), alt, "" if number else name))
    return Frame(
        anchor="picture-options",
        title=voice("options.title"),
        caption=voice("options.caption"),
        drawings=tuple(drawings),
        empty=voice("options.none"),
        sources=_values(voice, overview),
    )


def _timeline(voice: Voice, overview: Overview) -> Frame:
    picture = timeline.compute(voice, overview.case)
    alt = voice("timeline.alt", dated=len(picture.dated), undated=len(picture.undated))
    undated = tuple(f"{voice(f'timeline.{e.kind}')} {e.name}" for e in picture.undated)
    return Frame(
        anchor="picture-timeline",
        title=voice("timeline.title"),
        caption=voice("timeline.caption"),
        drawings=tuple(Drawing(_svg(s), alt) for s in timeline.draw(voice, picture)),
        empty=voice("timeline.none"),
        lists=((voice("timeline.undated"), (voice.joined(undated),)),) if undated else (),
        sources=_see(
            voice,
            link("claims", voice("nav.claims")),
            link("offers", voice("nav.offers")),
            link("forecasts", voice("nav.forecasts")),
        ),
    )


def _values(voice: Voice, overview: Overview) -> Markup:
    case = overview.case
    return _see(
        voice,
        *(link(values_anchor(case, a), voice.name("actors", a)) for a in case.document.preferences),
    )


def _see(voice: Voice, *links: Markup) -> Markup:
    return voice.html("page.numbers_at", links=Markup(", ").join(links))
