"""`backchannel deals`: which packages some actors could agree on, and what blocks them."""

from typing import TYPE_CHECKING, Annotated

import typer

from backchannel.cli.common import (
    CaseName,
    Format,
    FormatOption,
    InOrderOption,
    ReadingOption,
    Row,
    load_case,
    print_json,
    print_rows,
    print_table,
    progress_line,
)
from backchannel.core.errors import UsageError, printable

if TYPE_CHECKING:
    from backchannel.deals import Blockers, Constraint, Point, Zone
    from backchannel.studies.zones import ZoneOverDraws


def deals(
    case: CaseName,
    actors: Annotated[
        str, typer.Option("--actors", help="Actors that must all accept.", metavar="A,B,...")
    ] = "",
    channel: Annotated[
        str | None, typer.Option("--channel", help="Instead: the actors and issues of a channel.")
    ] = None,
    issues: Annotated[
        str,
        typer.Option("--issues", help="Issues that can move; all by default.", metavar="I,J,..."),
    ] = "",
    condition: Annotated[
        str,
        typer.Option("--if", help="Under a condition of the case.", metavar="CONDITION[,...]"),
    ] = "",
    reading: ReadingOption = None,
    in_order: InOrderOption = False,
    draws: Annotated[
        int, typer.Option("--draws", min=0, max=1_000_000, help="Also ask that many draws.")
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the draws.")] = 0,
    form: FormatOption = Format.TABLE,
) -> None:
    """Count the packages that all named actors accept; show the points and what blocks.

    Counts are exact at the most likely values; --draws adds how far they hold within the ranges.
    """
    from backchannel.deals import zone
    from backchannel.studies.zones import zone_over_draws

    if not actors and channel is None:
        raise UsageError(
            "say who must accept", hint="--actors A,B,... or --channel C; `show CASE` lists them"
        )
    loaded = load_case(case, reading, in_order=in_order)
    about = {
        "actors": _names(actors),
        "channel": channel,
        "issues": _names(issues) or None,
        "condition": _names(condition) or None,
    }
    found = zone(loaded, **about)  # type: ignore[arg-type]
    points, blocked = found.points(), found.blockers()
    over = None
    if draws:
        with progress_line("draws") as progress:
            over = zone_over_draws(loaded, **about, draws=draws, seed=seed, progress=progress)  # type: ignore[arg-type]
    if form is Format.JSON:
        print_json(_as_data(found, points, blocked, over))
    elif form is Format.CSV:
        print_rows(_csv_rows(found, points, over), form)
    else:
        _print(found, points, blocked, over)


def _names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split(",") if name.strip()]


def _as_data(
    found: "Zone", points: "tuple[Point, ...]", blocked: "Blockers", over: "ZoneOverDraws | None"
) -> dict[str, object]:
    run = found.run
    data: dict[str, object] = {
        "zone": {
            "count": found.count,
            "total": found.total,
            "all_packages": found.all_packages,
            "share": found.share,
            "actors": found.actors,
            "issues": found.issues,
            "conditions": found.conditions,
            "partial": found.partial,
            "status": str(found.status),
        },
        "points": {
            point.method: {
                "packages": point.packages,
                "gains": [
                    dict(zip(point.actors, gains, strict=True)) for gains in point.gains.tolist()
                ],
                "value": point.value if point.packages else None,
                "notes": [str(note) for note in point.notes],
            }
            for point in points
        },
        "blockers": _blockers(blocked),
        "notes": [str(note) for note in found.notes],
        "run": {
            "method": run.method,
            "case": run.case_id,
            "digest": run.case_digest,
            "version": run.version,
        },
    }
    if over is not None:
        data["over_draws"] = {
            "draws": over.draws,
            "seed": over.run.seed,
            "open_share": over.open_share,
            "share_of_packages": {"low": over.low, "median": over.median, "high": over.high},
            "robust": [{"package": r.package, "accepted": r.accepted} for r in over.robust],
            "robust_ties": over.robust_ties,
            "blocks_alone": [
                {"constraint": str(b.constraint), "path": b.constraint.path, "share": b.share}
                for b in over.blocks
            ],
            "options": over.options,
        }
    return data


def _blockers(blocked: "Blockers") -> list[dict[str, object]]:
    """List the least sets that would open an empty zone; else what each constraint keeps out."""
    if blocked.openings:
        return [
            {
                "effect": "opens",
                "constraints": [_constraint(c) for c in opening.constraints],
                "points": opening.shortfall,
                "packages": opening.packages,
                "nearest": opening.nearest,
            }
            for opening in blocked.openings
        ]
    return [
        {
            "effect": "enlarges",
            "constraints": [_constraint(cost.constraint)],
            "packages": cost.packages,
        }
        for cost in blocked.costs
    ]


def _constraint(held: "Constraint") -> dict[str, str | None]:
    return {
        "kind": held.kind,
        "actor": held.actor,
        "red_line": held.red_line or None,
        "path": held.path or None,
    }


def _csv_rows(
    found: "Zone", points: "tuple[Point, ...]", over: "ZoneOverDraws | None"
) -> list[Row]:
    """Return one row a solution point, the zone's own numbers repeated beside it."""
    zone: dict[str, object] = {"count": found.count, "total": found.total}
    if over is not None:
        zone |= {
            "draws": over.draws,
            "open_share": over.open_share,
            "share_low": over.low,
            "share_median": over.median,
            "share_high": over.high,
        }
    rows: list[Row] = [zone | row for point in points for row in point.to_rows()]
    return rows or [zone]


def _print(
    found: "Zone", points: "tuple[Point, ...]", blocked: "Blockers", over: "ZoneOverDraws | None"
) -> None:
    print(printable(found.summary()))
    for note in found.notes:
        print(printable(f"note: {note}"))
    if over is None:
        print("One point only: add --draws 2000 to see how far it holds within the ranges.")
    else:
        print(printable(over.summary()))
    if points[0].packages:
        names = [point.title for point in points]
        shown = {
            point.title: {
                **{
                    f"gain of {a}": f"{g:+.1f}"
                    for a, g in zip(point.actors, point.gains[0], strict=True)
                },
                **point.packages[0],
                "packages that tie": len(point.packages),
            }
            for point in points
        }
        keys = list(shown[names[0]])
        rows: list[Row] = [{"": key, **{name: shown[name][key] for name in names}} for key in keys]
        print_table(
            rows, "\nSolution points at the most likely values (one of each; none is advice)"
        )
        for note in dict.fromkeys(note for point in points for note in point.notes):
            print(printable(f"note: {note}"))
    print(printable("\n" + blocked.summary()))
    print_table([*blocked.to_rows()])
    if over is not None and any(block.empty for block in over.blocks):
        alone: list[Row] = [
            {
                "constraint": str(b.constraint),
                "path": b.constraint.path,
                "alone in": f"{b.opened:,}",
            }
            for b in over.blocks
        ]
        empty = over.blocks[0].empty
        print_table(
            alone,
            f"\nOf {over.draws:,} draws {empty:,} hold no deal; alone in the way:",
        )
    if over is not None and over.robust:
        often: list[Row] = [
            {
                "accepted by all in": f"{100 * r.accepted:.3g} % of {over.draws:,} draws",
                "package": ", ".join(f"{i}={o}" for i, o in r.package.items()),
            }
            for r in over.robust
        ]
        print_table(often, "\nMost robust packages")
