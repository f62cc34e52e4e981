"""Actor-and-channel map: rows are actors by party, upright lines are channels that join them.

Lanes rather than a circle: with ten channels among a dozen actors the lines of a circle cross and
their labels collide; in lanes every actor, channel and absence stays readable in black and white.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from markupsafe import Markup

from backchannel.briefing.pictures.drawing import LEADING, RULE, SOFT, WIDTH, Sheet
from backchannel.briefing.voice import Voice
from backchannel.briefing.wrap import ems, lines
from backchannel.case.schema import Channel
from backchannel.studies.overview import Absence, Overview

Part = Literal["talks", "behalf", "absent", "outside"]

LABEL: Final = 200
HEADING: Final = 140  # length of upright headings
MOST: Final = 8  # channels side by side; more go into a further panel
ROW: Final = 24
STYLE: Final = {
    "running": "solid",
    "used": "solid",
    "proposed": "dashed",
    "implied": "dotted",
    "refused": "ended",
    "ended": "ended",
}


@dataclass(frozen=True, slots=True)
class ActorRow:
    """An actor, its party, and whether it takes part in any channel, itself or through another."""

    actor: str
    party: str
    label: tuple[str, ...]
    alone: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """What an actor is to a channel; ``weight`` is the share of its weight at stake if absent."""

    actor: str
    part: Part
    knows: bool = False  # of a channel in which it does not take part
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class ChannelLane:
    """A channel with its line style and the actors on it."""

    channel: str
    label: tuple[str, ...]
    style: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class MapPicture:
    """All actors, and the channels in panels."""

    parties: tuple[tuple[str, tuple[str, ...]], ...]  # id and wrapped name, in order
    actors: tuple[ActorRow, ...]
    panels: tuple[tuple[ChannelLane, ...], ...]
    upright: bool  # whether the headings of the channels must stand on end


def compute(voice: Voice, overview: Overview) -> MapPicture:
    """Compute who sits in which channel, and who is decided about without sitting there."""
    document = overview.case.document
    order = {actor: party.id for party in document.parties for actor in party.actors}
    for actor in document.actors:
        order.setdefault(actor.id, "")
    seated = {
        name for channel in document.channels for name in (*channel.between, *channel.on_behalf_of)
    }
    rows = tuple(
        ActorRow(
            actor=name,
            party=party,
            label=lines(voice.name("actors", name), LABEL - 24, 12.5),
            alone=name not in seated,
        )
        for name, party in order.items()
    )
    count = len(document.channels)
    panels = -(-count // MOST)
    each = -(-count // panels) if panels else 1
    names = [voice.name("channels", channel.id) for channel in document.channels]
    room = _step(each) - 6
    upright = any(12 * ems(word) > room for name in names for word in name.split())
    lanes = [
        ChannelLane(
            channel=channel.id,
            label=lines(name, HEADING if upright else room, 12, most=max(1, int(room / LEADING)))
            if upright
            else lines(name, room, 12),
            style=STYLE[channel.status],
            seats=_seats(channel, overview.absences),
        )
        for channel, name in zip(document.channels, names, strict=True)
    ]
    named = {
        party.id: lines(voice.name("parties", party.id), WIDTH, 13) for party in document.parties
    }
    return MapPicture(
        parties=tuple((p, named.get(p, ())) for p in dict.fromkeys(order.values())),
        actors=rows,
        panels=tuple(tuple(lanes[i : i + each]) for i in range(0, count, each or 1)),
        upright=upright,
    )


def draw(voice: Voice, picture: MapPicture) -> tuple[Markup, ...]:
    """Draw the map as SVG, one drawing for each panel of channels."""
    return tuple(_panel(voice, picture, panel) for panel in picture.panels or ((),))


def _seats(channel: Channel, absences: Sequence[Absence]) -> tuple[Seat, ...]:
    known = set(channel.known_to)
    seats = {a: Seat(a, "outside", knows=True) for a in channel.known_to}
    seats |= {
        a.actor: Seat(a.actor, "absent", a.actor in known, a.weight.median)
        for a in absences
        if a.channel == channel.id
    }
    seats |= {a: Seat(a, "behalf") for a in channel.on_behalf_of}
    seats |= {a: Seat(a, "talks") for a in channel.between}
    return tuple(seats.values())


def _step(lanes: int) -> float:
    return min(120.0, (WIDTH - LABEL - 10) / max(1, lanes))


def _panel(voice: Voice, picture: MapPicture, panel: Sequence[ChannelLane]) -> Markup:
    head = 12.0 + _head(picture, panel)
    heights = [max(ROW, LEADING * len(row.label) + 6) for row in picture.actors]
    gaps = sum(9 + LEADING * len(label) for _, label in picture.parties if label)
    bottom = head + sum(heights) + gaps
    sheet = Sheet(bottom + 52)
    at = _rows(sheet, picture, heights, head)
    for number, lane in enumerate(panel):
        x = LABEL + _step(len(panel)) * (number + 0.5)
        _heading(sheet, lane, (x, head - 10), upright=picture.upright)
        _lane(sheet, lane, x, (head, bottom), at)
    if not panel:
        sheet.text((LABEL + 20, head / 2), voice("map.none"), color=SOFT)
    _legend(voice, sheet, bottom)
    return sheet.svg()


def _head(picture: MapPicture, panel: Sequence[ChannelLane]) -> float:
    if picture.upright:
        return 12 * max((ems(row) for lane in panel for row in lane.label), default=1)
    return float(LEADING * max((len(lane.label) for lane in panel), default=1))


def _heading(sheet: Sheet, lane: ChannelLane, foot: tuple[float, float], *, upright: bool) -> None:
    if upright:
        sheet.text(foot, lane.label, upright=True)
    else:
        middle = foot[1] - LEADING * len(lane.label) / 2
        sheet.text((foot[0], middle), lane.label, align="center")


def _rows(
    sheet: Sheet, picture: MapPicture, heights: Sequence[float], head: float
) -> dict[str, float]:
    """Write the actors under their parties; return the height of each."""
    at, top, party = {}, head, None
    named = dict(picture.parties)
    for row, height in zip(picture.actors, heights, strict=True):
        if row.party != party:
            party = row.party
            if named[party]:
                sheet.line((0, top + 3), (WIDTH, top + 3), color=RULE)
                tall = LEADING * len(named[party])
                sheet.text((0, top + 7 + tall / 2), named[party], bold=True)
                top += 9 + tall
        middle = top + height / 2
        at[row.actor] = middle
        sheet.text((14, middle), row.label, color=SOFT if row.alone else "#111111")
        sheet.line((LABEL, middle), (WIDTH, middle), color="#e6e6e6")
        top += height
    return at


def _lane(
    sheet: Sheet, lane: ChannelLane, x: float, span: tuple[float, float], at: dict[str, float]
) -> None:
    sheet.line((x, span[0] - 4), (x, span[1]), color="#e6e6e6")
    joined = [at[s.actor] for s in lane.seats if s.part in ("talks", "behalf")]
    sheet.line((x, span[0] - 4), (x, max(joined)), dash=lane.style, thick=2)
    for seat in lane.seats:
        _seat(sheet, (x, at[seat.actor]), seat)


def _seat(sheet: Sheet, at: tuple[float, float], seat: Seat) -> None:
    if seat.part == "talks":
        sheet.mark(at, "circle", across=11)
    elif seat.part == "behalf":
        sheet.mark(at, "circle", across=11, fill="#ffffff")
    elif seat.part == "absent":
        sheet.mark(at, "square", across=5 + 9 * seat.weight, fill="#ffffff", edge="#333333")
    if seat.knows:
        sheet.mark((at[0] + 13, at[1]), "circle", across=3.5, fill=SOFT, edge=SOFT)


def _legend(voice: Voice, sheet: Sheet, bottom: float) -> None:
    seats = {
        "talks": Seat("", "talks"),
        "behalf": Seat("", "behalf"),
        "absent": Seat("", "absent", weight=0.5),
        "knows": Seat("", "outside", knows=True),
    }
    for number, (word, seat) in enumerate(seats.items()):
        x = 14 + number * 180
        _seat(sheet, (x - (13 if seat.knows else 0), bottom + 20), seat)
        sheet.text((x + 14, bottom + 20), voice(f"map.{word}"), size=11.5, color=SOFT)
    for number, style in enumerate(("solid", "dashed", "dotted", "ended")):
        x = 4 + number * 180
        sheet.line((x, bottom + 40), (x + 22, bottom + 40), dash=style, thick=2)
        sheet.text((x + 28, bottom + 40), voice(f"map.line_{style}"), size=11.5, color=SOFT)
