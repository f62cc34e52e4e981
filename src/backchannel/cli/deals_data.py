"""Sections of `backchannel deals` as data: JSON, and rows for CSV."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from backchannel.cli.common import Row
from backchannel.cli.deals_ask import Asked
from backchannel.cli.figures import plain

if TYPE_CHECKING:
    from backchannel.deals import (
        Blockers,
        Constraint,
        Frontier,
        Point,
        Reach,
        SingleText,
        Trades,
        Transfers,
        Zone,
    )
    from backchannel.studies import FrontierOverDraws, PointsOverDraws
    from backchannel.studies.change.nearest import NearestChange
    from backchannel.studies.zones import ZoneOverDraws

__all__ = ["as_data", "as_rows"]


def as_data(
    asked: Asked,
    answers: Mapping[str, Any],
    over: "ZoneOverDraws | None",
    spread: Mapping[str, Any],
) -> dict[str, object]:
    """Return everything that was asked, one key a section; `spread` is sections over draws."""
    zone, run = asked.zone, asked.zone.run
    data: dict[str, object] = {
        "zone": {
            "count": zone.count if zone.countable else None,
            "total": zone.total,
            "all_packages": zone.all_packages,
            "share": zone.share if zone.countable else None,
            "exists": zone.exists,
            "actors": zone.actors,
            "issues": zone.issues,
            "conditions": zone.conditions,
            "fixed": dict(asked.fixed),
            "partial": zone.partial,
            "status": str(zone.status),
        },
        **{section: _DATA[section](found) for section, found in answers.items()},
        "notes": plain(zone.notes),
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
            "share_of_packages": _range(over),
            **{section: _SPREAD[section](s) for section, s in spread.items() if s},
            **_robust(over),
            "blocks_alone": [
                {"constraint": str(b.constraint), "path": b.constraint.path, "share": b.share}
                for b in over.blocks
            ],
        }
    return data


def as_rows(asked: Asked, section: str, found: Any, over: "ZoneOverDraws | None") -> Sequence[Row]:
    """Return the rows of one section."""
    if section == "points":
        return _point_rows(asked.zone, found, over)
    if section == "robust":
        return _robust_rows(found)
    rows: Sequence[Row] = found.to_rows()
    return rows


def _point_rows(
    zone: "Zone", found: "tuple[Point, ...]", over: "ZoneOverDraws | None"
) -> list[Row]:
    """Return one row a tied package, the zone's own numbers repeated beside it."""
    repeated: dict[str, object] = {
        "count": zone.count if zone.countable else None,
        "total": zone.total,
    }
    if over is not None:
        repeated |= {
            "draws": over.draws,
            "open_share": over.open_share,
            **{f"share_{name}": share for name, share in _range(over).items()},
        }
    return [repeated | row for point in found for row in point.to_rows()] or [repeated]


def _points_over_draws(found: "PointsOverDraws") -> dict[str, object]:
    return {
        "open_draws": found.open_draws,
        "gains": {p.method: _named(found.actors, plain(p.gains)) for p in found.points},
        "options": {p.method: p.options for p in found.points},
        "best": dict(zip(found.actors, plain(found.best), strict=False)),
        "distance": _named(found.actors, plain(found.distance)),
        "notes": plain(found.notes),
    }


def _frontier_over_draws(found: "FrontierOverDraws") -> dict[str, object]:
    return {
        "open_draws": found.open_draws,
        "packages_on_it": _range(found),
        "most_often": [{"package": p, "share": share} for p, share in found.packages],
        "notes": plain(found.notes),
    }


_SPREAD: Final[dict[str, Callable[[Any], dict[str, object]]]] = {
    "points": _points_over_draws,
    "frontier": _frontier_over_draws,
}


def _range(over: "ZoneOverDraws | FrontierOverDraws") -> dict[str, float | None]:
    """Return the range that a study keeps; None where no draw has one."""
    return {name: plain(getattr(over, name)) for name in ("low", "median", "high")}


def _robust_rows(over: "ZoneOverDraws") -> list[Row]:
    """Return one row a robust package."""
    return [{**r.package, "accepted": r.accepted, "draws": over.draws} for r in over.robust]


def _robust(over: "ZoneOverDraws") -> dict[str, object]:
    return {
        "robust": plain(over.robust),
        "robust_ties": over.robust_ties,
        "options": over.options,
    }


def _about(found: Any) -> dict[str, object]:
    return {"status": str(found.status), "notes": plain(found.notes)}


def _named(actors: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(actors, values, strict=True))


def _points(found: "tuple[Point, ...]") -> dict[str, object]:
    return {
        point.method: {
            "packages": point.packages,
            "gains": [_named(point.actors, gains) for gains in point.gains.tolist()],
            "value": plain(point.value),
            "bound": plain(point.bound),
            **_about(point),
        }
        for point in found
    }


def _frontier(found: "Frontier") -> dict[str, object]:
    packages = found.packages(len(found))
    return {
        "count": found.count,
        "distinct": found.distinct,
        "packages": [
            {"package": package, "gains": _named(found.zone.actors, gains)}
            for package, gains in zip(packages, found.gains.tolist(), strict=True)
        ],
        **_about(found),
    }


def _blockers(found: "Blockers") -> list[dict[str, object]]:
    """List the least sets that would open an empty zone; else what each constraint keeps out."""
    if found.openings:
        return [
            {
                "effect": "opens",
                "constraints": [_constraint(c) for c in opening.constraints],
                "points": opening.shortfall,
                "packages": opening.packages,
                "nearest": opening.nearest,
            }
            for opening in found.openings
        ]
    return [
        {
            "effect": "enlarges",
            "constraints": [_constraint(cost.constraint)],
            "packages": cost.packages,
        }
        for cost in found.costs
    ]


def _constraint(held: "Constraint") -> dict[str, str | None]:
    return {
        "kind": held.kind,
        "actor": held.actor,
        "red_line": held.red_line or None,
        "path": held.path or None,
    }


def _reach(found: "Reach") -> dict[str, object]:
    return {
        "actors": plain(found.by_actor),
        "options": found.options,
        **_about(found),
    }


def _nearest(found: "NearestChange") -> dict[str, object]:
    return {
        "opens": found.opens,
        "changes": [
            {
                "moves": [
                    {
                        "path": move.path,
                        "before": move.before,
                        "after": move.after,
                        "low": move.low,
                        "high": move.high,
                        "share_of_range": move.share_of_range,
                    }
                    for move in change.moves
                ],
                "total": change.total,
                "package": change.package,
            }
            for change in found.changes
        ],
        "fewest": str(found.fewest),
        "least": str(found.least),
        "beyond": found.beyond,
        "most": found.most,
        "summary": found.summary(),
        **_about(found),
    }


def _trades(found: "Trades") -> dict[str, object]:
    return {
        "package": found.package,
        "lot": _named(found.actors, found.lot),
        "gains": _named(found.actors, found.gains),
        "joint": found.joint,
        "trades": found.to_rows(),
        "issues": [
            {
                "issue": issue.issue,
                "option": issue.option,
                "kind": issue.kind,
                "gains": _named(found.actors, issue.points),
            }
            for issue in found.issues
        ],
        "together": _named(found.actors, found.together),
        "broken": found.broken,
        **_about(found),
    }


def _transfers(found: "Transfers") -> dict[str, object]:
    return {
        "package": found.package,
        "actors": found.to_rows(),
        "payments": plain(found.payments),
        "covered": found.covered,
        "possible": found.possible,
        "total": found.total,
        "left": found.left,
        "missing": found.missing,
        "broken": found.broken,
        **_about(found),
    }


def _text(found: "SingleText") -> dict[str, object]:
    return {
        "draft": found.draft,
        "start": found.start,
        "end": found.end,
        "steps": [
            {
                "step": step.number,
                "changes": plain(step.changes),
                "before": _named(found.actors, step.before),
                "after": _named(found.actors, step.after),
                "ended": step.ended,
                "others": step.others,
                "text": str(step),
            }
            for step in found.steps
        ],
        "pairs": found.pairs,
        "complete": found.complete,
        "accepted": found.accepted,
        "broken": found.broken,
        "why_it_ended": found.why_it_ended,
        **_about(found),
    }


def _robust_section(found: "ZoneOverDraws") -> dict[str, object]:
    return {"draws": found.draws, **_robust(found), **_about(found)}


def _same(found: object) -> object:
    return found


_DATA: Final[Mapping[str, Any]] = {
    "options": _same,
    "points": _points,
    "frontier": _frontier,
    "blockers": _blockers,
    "reach": _reach,
    "nearest": _nearest,
    "trades": _trades,
    "transfers": _transfers,
    "text": _text,
    "robust": _robust_section,
}
