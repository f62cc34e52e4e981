"""The pictures as figures of the page: drawn, described, with what lies beside them."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from backchannel.briefing import numbers
from backchannel.briefing.pictures import curves, matrix, options, throttle, timeline, zones
from backchannel.briefing.pictures import map as channel_map
from backchannel.briefing.pictures import war as wars
from backchannel.briefing.tables import link, path_name, values_anchor
from backchannel.briefing.voice import Voice
from backchannel.case import Case
from backchannel.studies.channel.channels import ChannelsOverDraws
from backchannel.studies.overview import Overview
from backchannel.studies.pressure.over_head import OverTheHead
from backchannel.studies.wars.war import WarOverDraws


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
    """Compute and draw all pictures: what the studies found stands before what the case says."""
    whose = overview.whose
    return (
        _map(voice, overview),
        _zones(voice, overview),
        *(
            frames_of(
                voice,
                overview.case,
                channels=whose.channels,
                war=whose.war,
                pressed=whose.over_head,
            )
            if whose
            else ()
        ),
        _matrix(voice, overview),
        _options(voice, overview),
        _timeline(voice, overview),
    )


def frames_of(
    voice: Voice,
    case: Case,
    *,
    channels: ChannelsOverDraws | None = None,
    war: WarOverDraws | None = None,
    pressed: OverTheHead | None = None,
) -> tuple[Frame, ...]:
    """Compute and draw what the studies of channels, war and pressure found: at most five pictures.

    A picture for which a case does not say enough is left out; the answers say what is lacking.
    """
    found = [_throttle(voice, case, pressed)] if pressed else []
    found += [_exposure(voice, case, channels)] if channels else []
    if war:
        found += [_wars(voice, case, war), _ripening(voice, case, war), _lasting(voice, case, war)]
    return tuple(frame for frame in found if frame)


def _throttle(voice: Voice, case: Case, found: OverTheHead) -> Frame | None:
    picture = throttle.compute(voice, found)
    if picture is None:
        return None
    actor = voice.name("actors", picture.actor)
    paths = [path for lever in picture.levers for path in lever.paths]
    caption = voice(
        "curves.throttle.caption",
        channel=voice.name("channels", picture.channel),
        actor=actor,
        signed=numbers.count(picture.signed),
    )
    return Frame(
        anchor="picture-throttle",
        title=voice("curves.throttle.title", actor=actor),
        caption=caption + not_drawn(voice, "leverage", picture.left_out),
        drawings=(
            Drawing(
                throttle.draw(voice, picture),
                voice("curves.throttle.alt", levers=len(picture.levers), actor=actor),
            ),
        ),
        sources=estimates(voice, case, paths, link("leverage", voice("channels.leverage"))),
    )


def _exposure(voice: Voice, case: Case, found: ChannelsOverDraws) -> Frame | None:
    picture = curves.exposure(voice, case, found)
    if not picture.bands:
        return None
    caption = voice("curves.exposure.caption", draws=numbers.count(picture.draws))
    paths = [path for band in picture.bands for path in band.paths]
    return Frame(
        anchor="picture-exposure",
        title=voice("curves.exposure.title"),
        caption=caption + not_drawn(voice, "channels", picture.left_out),
        drawings=(
            Drawing(
                curves.draw_exposure(voice, picture),
                voice("curves.exposure.alt", channels=len(picture.bands)),
            ),
        ),
        sources=estimates(voice, case, paths, link("channels", voice("nav.channels"))),
    )


def _wars(voice: Voice, case: Case, found: WarOverDraws) -> Frame | None:
    strips = wars.strips(voice, case, found)
    if not strips:
        return None
    drawn = wars.draw_strips(voice, strips)
    return Frame(
        anchor="picture-war",
        title=voice("curves.war.title"),
        caption=voice("curves.war.caption", draws=numbers.count(found.draws)),
        drawings=(Drawing(drawn, voice("curves.war.alt", wars=len(strips))),),
        sources=estimates(voice, case, [path for strip in strips for path in strip.paths]),
    )


def _ripening(voice: Voice, case: Case, found: WarOverDraws) -> Frame | None:
    picture = curves.ripening(voice, found)
    if not picture.panels:
        return None
    drawn = curves.draw_ripening(voice, picture)
    caption = voice("curves.ripening.caption", draws=numbers.count(picture.draws))
    if picture.left_out:
        names = voice.joined(voice.name("questions", q) for q in picture.left_out)
        caption += " " + voice("curves.ripening.left_out", names=names)
    alt = voice("curves.ripening.alt", questions=len(picture.panels))
    paths = [path for panel in picture.panels for path in panel.paths]
    return Frame(
        anchor="picture-ripening",
        title=voice("curves.ripening.title"),
        caption=caption,
        drawings=(Drawing(drawn, alt),),
        sources=estimates(voice, case, paths, link("enters", voice("nav.enters"))),
    )


def _lasting(voice: Voice, case: Case, found: WarOverDraws) -> Frame | None:
    picture = wars.lasting(voice, found)
    if not picture.questions:
        return None
    drawn = wars.draw_lasting(voice, picture)
    caption = voice("curves.lasting.caption", draws=numbers.count(picture.draws))
    alt = voice("curves.lasting.alt", questions=len(picture.questions))
    paths = [path for q in picture.questions for margin in q.margins for path in margin.paths]
    return Frame(
        anchor="picture-lasting",
        title=voice("curves.lasting.title"),
        caption=caption + not_drawn(voice, "questions", picture.left_out),
        drawings=(Drawing(drawn, alt),),
        sources=estimates(voice, case, paths, link("enters", voice("nav.enters"))),
    )


def not_drawn(voice: Voice, kind: str, ids: Iterable[str]) -> str:
    """Name what a picture leaves out; nothing where it leaves out nothing."""
    names = voice.joined(voice.name(kind, it) for it in ids)
    return " " + voice("curves.not_drawn", names=names) if names else ""


def estimates(voice: Voice, case: Case, paths: Iterable[str], *more: Markup) -> Markup:
    """Link the estimates behind a picture, each one once."""
    held = (link(f"e-{path}", path_name(voice, case, path)) for path in dict.fromkeys(paths))
    return see(voice, *more, *held)


def _map(voice: Voice, overview: Overview) -> Frame:
    picture = channel_map.compute(voice, overview)
    alt = voice(
        "map.alt", actors=len(picture.actors), channels=len(overview.case.document.channels)
    )
    return Frame(
        anchor="picture-map",
        title=voice("map.title"),
        caption=voice("map.caption"),
        drawings=tuple(Drawing(s, alt) for s in channel_map.draw(voice, picture)),
        sources=see(
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
        drawings=(Drawing(zones.draw(voice, picture, overview.draws), alt),)
        if picture.rows
        else (),
        empty=voice("zones.none"),
        sources=see(
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
        drawings=tuple(Drawing(s, alt) for s in matrix.draw(voice, picture)),
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
            drawings.append(Drawing(drawn, alt, "" if number else name))
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
        drawings=tuple(Drawing(s, alt) for s in timeline.draw(voice, picture)),
        empty=voice("timeline.none"),
        lists=((voice("timeline.undated"), (voice.joined(undated),)),) if undated else (),
        sources=see(
            voice,
            link("claims", voice("nav.claims")),
            link("offers", voice("nav.offers")),
            link("forecasts", voice("nav.forecasts")),
        ),
    )


def _values(voice: Voice, overview: Overview) -> Markup:
    case = overview.case
    return see(
        voice,
        *(link(values_anchor(case, a), voice.name("actors", a)) for a in case.document.preferences),
    )


def see(voice: Voice, *links: Markup) -> Markup:
    """Say where the numbers of a picture stand."""
    return voice.html("page.numbers_at", links=Markup(", ").join(links))
