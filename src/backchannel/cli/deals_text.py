"""Sections of `backchannel deals` as text and tables for people."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from backchannel.cli.common import Row, print_table, print_text
from backchannel.cli.deals_ask import Asked
from backchannel.cli.deals_words import (
    Words,
    blockers_sentence,
    held_options,
    options_sentences,
    packages,
    reach_sentence,
    sale_words,
    step_sentence,
    text_sentence,
    trades_sentence,
    transfers_sentence,
)
from backchannel.cli.figures import counted
from backchannel.core.figures import percent

if TYPE_CHECKING:
    from backchannel.deals import (
        Blockers,
        Frontier,
        Point,
        Reach,
        SingleText,
        Trades,
        Transfers,
    )
    from backchannel.studies.change.nearest import NearestChange
    from backchannel.studies.zones import ZoneOverDraws

__all__ = ["Teller"]

MOST_ROWS: Final = 20
"""Packages and openings that a table shows."""

USUAL_ROWS: Final = 10
"""Robust packages that are shown unasked."""

MOST_TRADES: Final = 10

KINDS: Final = {
    "traded": "traded",
    "one_sided": "given without return",
    "common": "common ground",
    "given_up": "given up by all",
    "even": "as by lot",
}


class Teller:
    """Prints sections one after the other; each note once."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.words = Words(asked.scenario, asked.zone.partial)
        self._noted: set[str] = set()

    def say(self, *sentences: str) -> None:
        """Print sentences, each on its line."""
        for sentence in sentences:
            print_text(sentence)

    def notes(self, notes: Sequence[object]) -> None:
        """Print the notes that were not told yet."""
        for note in dict.fromkeys(map(str, notes)):
            if note not in self._noted:
                self._noted.add(note)
                self.say(f"note: {note}")

    def tell(self, section: str, found: Any) -> None:
        """Print one section."""
        if section == "options":
            self._usual_options(found)
            return
        print()
        _PRINTERS[section](self, found)

    def over_draws(self, found: "ZoneOverDraws") -> None:
        """Print in how many draws a zone exists."""
        self.say(self.words.plainly(found.summary()))
        self.notes(found.notes)

    def spread(self, section: str, found: Any) -> None:
        """Print what the points or the frontier come to over draws."""
        self.notes(found.notes)
        if section == "frontier" or not found.points:
            self.say(found.summary())
            return
        rows: list[Row] = [
            {
                "": f"gain of {actor}",
                **{
                    p.title: f"{p.gains[a].median:+.1f} ({p.gains[a].low:+.1f} to "
                    f"{p.gains[a].high:+.1f})"
                    for p in found.points
                },
                "most in the zone": f"{found.best[a].median:+.1f}",
            }
            for a, actor in enumerate(found.actors)
        ]
        title = (
            f"At the points of the {found.open_draws:,} of {counted(found.draws, 'draw')} with a "
            "zone"
        )
        print_table(rows, f"{title}: median (5th to 95th percentile)")

    def empty_draws(self, found: "ZoneOverDraws") -> None:
        """Print what alone is in the way in the draws without a deal."""
        if not any(block.empty for block in found.blocks):
            return
        rows: list[Row] = [
            {
                "constraint": self.words.constraint(b.constraint),
                "path": b.constraint.path,
                "alone in": f"{b.opened:,}",
            }
            for b in found.blocks
        ]
        empty = found.blocks[0].empty
        title = f"Of {counted(found.draws, 'draw')} {empty:,} hold no deal; alone in the way:"
        print_table(rows, f"\n{title}")

    def _points(self, found: "tuple[Point, ...]") -> None:
        if not found[0].packages:
            self.say("Solution points: none, for no package is known that is acceptable to all.")
            for point in found:
                self.notes(point.notes)
            return
        shown = {
            point.title: {
                **{
                    f"gain of {a}": self.words.signed(g)
                    for a, g in zip(point.actors, point.gains[0], strict=True)
                },
                **point.packages[0],
                "packages that tie": f"{len(point.packages):,}",
            }
            for point in found
        }
        keys = list(shown[found[0].title])
        rows: list[Row] = [{"": key, **{name: shown[name][key] for name in shown}} for key in keys]
        self.say(f"Solution points {self.words.caveat} (one of each; none is advice)")
        print(f"Gains: {self.words.above}")
        print_table(rows)
        for point in found:
            told = [note for note in point.notes if note.code in ("gap", "more_ties")]
            self.notes([n for n in point.notes if n not in told])
            for note in told:
                self.say(f"note: {point.title}: {note}")

    def _frontier(self, found: "Frontier") -> None:
        self.say(self.words.plainly(found.summary()))
        self.notes(found.notes)
        if not len(found):
            return
        same, rows = _differing(found.packages(MOST_ROWS))
        table: list[Row] = [
            {
                **{a: self.words.signed(g) for a, g in zip(found.zone.actors, gains, strict=True)},
                "package": held_options(package),
            }
            for package, gains in zip(rows, found.gains.tolist(), strict=False)
        ]
        self._held_by_all(same, len(table), found.count)
        print_table(table, f"\nGains ({self.words.above}) on the frontier, the largest total first")
        self._more(found.count - len(table), "--format csv lists them")

    def _blockers(self, found: "Blockers") -> None:
        self.say(blockers_sentence(found, self.words))
        rows: list[Row]
        if found.openings:
            short = "utility short" if self.words.scenario else "points short"
            rows = [
                {
                    "must give way": ", ".join(map(self.words.constraint, o.constraints)),
                    short: self.words.amount(o.shortfall).split()[0],
                    **({"packages then": o.packages} if self.asked.zone.countable else {}),
                }
                for o in found.openings[:MOST_ROWS]
            ]
            print_table(rows)
            self._more(len(found.openings) - len(rows), "--blockers --format csv lists them")
            first = held_options(found.openings[0].nearest)
            self.say(f"Nearest package of the first: {first}")
        elif found.costs:
            rows = [
                {
                    "constraint": self.words.constraint(c.constraint),
                    "path": c.constraint.path,
                    "packages": c.packages,
                }
                for c in found.costs
            ]
            if self.words.scenario:
                rows = [{k: v for k, v in row.items() if k != "path"} for row in rows]
            print_table(rows)
        self.notes(found.notes)

    def _reach(self, found: "Reach") -> None:
        self.say(reach_sentence(found, self.words))
        if found.by_actor[0].best is not None:
            rows: list[Row] = [
                {
                    "actor": a.actor,
                    "least": "" if a.worst is None else self.words.signed(a.worst),
                    "most": "" if a.best is None else self.words.signed(a.best),
                }
                for a in found.by_actor
            ]
        else:
            rows = [
                {
                    "actor": a.actor,
                    "alone": "none" if a.distance is None else self.words.amount(a.distance),
                    "nearest package": held_options(a.nearest or {}),
                }
                for a in found.by_actor
            ]
        print_table(rows)
        self.notes(found.notes)
        if found.options:
            self._options(
                found.options, f"Options, by share of the zone's {packages(found.zone.count)}"
            )

    def _nearest(self, found: "NearestChange") -> None:
        print("What would have to be true (the fewest numbers, then the least moves)")
        self.say(self.words.plainly(found.summary()))
        self.notes(found.notes)
        from backchannel.studies.change.changes import named

        rows: list[Row] = [
            {
                "change": rank,
                "number": named(move.path),
                "from": move.before,
                "to": move.after,
                "range": f"{move.low:g} to {move.high:g}",
                "of its range": percent(move.share_of_range),
            }
            for rank, change in enumerate(found.changes, start=1)
            for move in change.moves
        ]
        if rows:
            print_table(rows, "\nAny one of these changes is enough, each within its own ranges")
        if found.package:
            self.say(f"Acceptable to all after change 1: {held_options(found.package)}")

    def _trades(self, found: "Trades") -> None:
        self.say("Log-rolling: " + trades_sentence(found, self.words))
        self.say(f"Package looked at: {held_options(found.package)}")
        if found.broken:
            self.say(f"It breaks {', '.join(found.broken)}.")
        issues: list[Row] = [
            {
                "issue": issue.issue,
                "option": issue.option,
                "": KINDS[issue.kind],
                **{
                    a: self.words.signed(x) for a, x in zip(found.actors, issue.points, strict=True)
                },
            }
            for issue in found.issues
        ]
        if any(found.together):
            gains = zip(found.actors, map(self.words.signed, found.together), strict=True)
            issues.append({"issue": "(together)", "option": "", "": "bonuses", **dict(gains)})
        print_table(issues, "\nAgainst the lot, issue by issue")
        shown = found.trades[:MOST_TRADES]
        rows: list[Row] = [
            {
                "joint": self.words.signed(trade.joint),
                "trade": "; ".join(sale_words(sale, self.words) for sale in trade.sales),
                "unprotected": ", ".join(trade.unprotected),
                "gets less": ", ".join(trade.losing),
            }
            for trade in shown
        ]
        if self.words.scenario:  # it has no red lines
            rows = [{k: v for k, v in row.items() if k != "unprotected"} for row in rows]
        if rows:
            print_table(rows, "\nTrades, the largest joint gain first")
            if not self.words.scenario:
                self.say("unprotected: sells an issue that no red line of its own mentions")
            self.say("gets less: gets less back in this trade than it gives")
            self._more(len(found.trades) - len(shown), "--trades --format csv lists them")
        self.notes(found.notes)

    def _transfers(self, found: "Transfers") -> None:
        self.say("Side payments: " + transfers_sentence(found, self.words))
        self.say(f"Package looked at: {held_options(found.package)}")
        shown = ("gain", "pays", "receives", "after")
        rows: list[Row] = [
            {
                "actor": row["actor"],
                **{key: self.words.signed(float(str(row[key]))) for key in shown},
            }
            for row in found.to_rows()
        ]
        print_table(rows, f"\n{self.words.above.capitalize()}, before and after payments")
        self.notes(found.notes)

    def _text(self, found: "SingleText") -> None:
        self.say("Single text: " + text_sentence(found, self.words))
        self.say(f"Draft: {held_options(found.start)}")
        self.say(*(step_sentence(step, self.words) for step in found.steps))
        self.say(found.why_it_ended, f"Last text: {held_options(found.end)}")
        if found.broken:
            self.say(f"It still breaks {', '.join(found.broken)}.")
        self.notes(found.notes)

    def _robust(self, found: "ZoneOverDraws | None") -> None:
        asked_for = self.asked.robust
        if found is None or not found.robust:
            many = found is not None and found.open_share > 0
            why = "the space is too large to mark its packages" if many else "no draw holds any"
            print(f"Most robust packages: none, for {why}.")
            return
        shown = found.robust[: MOST_ROWS if asked_for else USUAL_ROWS]
        same, left = _differing([r.package for r in shown])
        rows: list[Row] = [
            {
                "accepted by all in": f"{100 * r.accepted:.3g} % of {counted(found.draws, 'draw')}",
                "package": held_options(package),
            }
            for r, package in zip(shown, left, strict=True)
        ]
        print("Most robust packages (how well they stand up, not how good they are)")
        self._held_by_all(same, len(rows), len(rows))
        print_table(rows)
        self.say(f"Accepted as often as the first: {packages(found.robust_ties)}.")

    def robust_options(self, found: "ZoneOverDraws") -> None:
        """Print the options that the packages of all draws hold."""
        if found.options and found.open_share:
            self._options(
                found.options,
                f"Options, by share of all acceptances in {counted(found.draws, 'draw')}",
            )

    def _options(self, shares: Mapping[str, Mapping[str, float]], title: str) -> None:
        rows: list[Row] = [
            {
                "issue": issue,
                "options": ", ".join(
                    f"{option} {percent(share)}"
                    for option, share in sorted(options.items(), key=lambda x: -x[1])
                ),
            }
            for issue, options in shares.items()
        ]
        print_table(rows, f"\n{title}")

    def _usual_options(self, shares: Mapping[str, Mapping[str, float]]) -> None:
        if shares:
            self.say(*options_sentences(shares, self.asked.fixed, self.asked.zone.count))

    def _held_by_all(self, same: Mapping[str, str], shown: int, number: int) -> None:
        if same:
            which = "All of them" if shown == number else f"The {shown} shown"
            self.say(f"{which} hold: {held_options(same)}.")

    def _more(self, left: int, how: str) -> None:
        if left > 0:
            print(f"... and {left:,} more; {how}")


def _differing(
    found: Sequence[Mapping[str, str]],
) -> tuple[dict[str, str], list[Mapping[str, str]]]:
    """What all packages hold, and of each the rest."""
    if len(found) < 2:
        return {}, list(found)
    same = {i: o for i, o in found[0].items() if all(other[i] == o for other in found)}
    return same, [{i: o for i, o in p.items() if i not in same} for p in found]


_PRINTERS: Final[Mapping[str, Any]] = {
    "points": Teller._points,
    "frontier": Teller._frontier,
    "blockers": Teller._blockers,
    "reach": Teller._reach,
    "nearest": Teller._nearest,
    "trades": Teller._trades,
    "transfers": Teller._transfers,
    "text": Teller._text,
    "robust": Teller._robust,
}
