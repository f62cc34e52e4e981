"""From a case to a frame: who, about what, under which condition, and which unknowns matter.

A `Frame` holds everything about a zone that no draw changes: the packages in the order in which
they are walked, whose values count, the paths of all unknowns that enter, and the patterns (red
lines, exclusions, bonuses, the present state) as bits. `backchannel.space.tables` adds numbers.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from backchannel.case import Case
from backchannel.case.roles import signatories, values_of
from backchannel.case.schema import RedLine
from backchannel.case.unknowns import Unknown
from backchannel.core.errors import UsageError, did_you_mean
from backchannel.core.results import Note, note
from backchannel.exchange import Scenario
from backchannel.space.packages import PackageSpace
from backchannel.space.plan import Plan, make_plan, reduced

__all__ = [
    "Bonus",
    "Frame",
    "Line",
    "Term",
    "Voice",
    "WalkAway",
    "channel_members",
    "frame",
    "package_space",
]


@dataclass(frozen=True)
class Term:
    """One candidate for a walk-away value: the path's points, times 1 + sign * lever if any."""

    path: str
    lever: str = ""
    sign: int = 0


@dataclass(frozen=True)
class WalkAway:
    """An actor's walk-away value: the lowest of its terms, all at the quantile of one stream."""

    stream: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Voice:
    """Whose numbers an actor is judged by: its own, or its principal's."""

    actor: str
    weights: Mapping[str, str]
    """Path of the weight of each issue that is listed."""
    values: Mapping[str, Mapping[str, str]]
    """Path of the value of each option."""
    walk_away: WalkAway


@dataclass(frozen=True)
class Line:
    """A red line of one of the actors."""

    id: str
    actor: str
    path: str
    """Path of its hardness."""
    stream: str
    """Name of its random stream: its own path, or the fact that it shares with other lines."""


@dataclass(frozen=True)
class Bonus:
    """Points that one of the actors sees in a pattern."""

    path: str
    voice: int
    on_threshold: int
    """Times its points enter the actor's threshold: 1 where the present state of a partial zone
    holds the pattern already, -1 where every package holds it and the present state does not."""
    single: tuple[tuple[int, int], ...]
    """(depth, option) of a pattern of one option; empty for others, which `Plan` watches."""


@dataclass(frozen=True)
class Frame:
    """What a zone is about: everything that no draw changes."""

    about: str
    """Id of the case or scenario."""
    digest: str = field(repr=False)
    unknowns: Mapping[str, Unknown] = field(repr=False)
    """The estimates by path; empty for a scenario."""
    scenario: Scenario | None = field(repr=False)
    """The scenario whose exact numbers count, where there is no case."""
    actors: tuple[str, ...]
    voices: tuple[Voice, ...] = field(repr=False)
    conditions: tuple[str, ...]
    fixed: Mapping[str, str]
    """Options that every package must hold, by issue."""
    public: tuple[str, ...]
    """Actors that would be seen to sign, so that what publicity costs them counts."""
    partial: bool
    """True when some issues stay at the status quo, so that gains over it are judged (rule 4)."""
    issues: PackageSpace
    """The zone's packages, issues in the case's order."""
    walk: PackageSpace = field(repr=False)
    """The same packages, issues in the order in which they are walked."""
    lines: tuple[Line, ...] = field(repr=False)
    bonuses: tuple[Bonus, ...] = field(repr=False)
    plan: Plan = field(repr=False)
    notes: tuple[Note, ...] = ()

    @property
    def powers(self) -> npt.NDArray[np.float64]:
        """Most likely power of each actor, the exponent of its gain in the Nash product: [A]."""
        paths = [f"actors.{actor}.power" for actor in self.actors]
        return np.array([self.unknowns[p].mode if p in self.unknowns else 1.0 for p in paths])

    @property
    def paths(self) -> frozenset[str]:
        """Every estimate that can move the zone: no other is looked at."""
        issues = self.issues.issues
        held = [path for voice in self.voices for path in voice.weights.values()]
        held += [
            path
            for voice in self.voices
            for issue in issues
            for path in voice.values.get(issue, {}).values()
        ]
        if not self.partial:
            terms = [term for voice in self.voices for term in voice.walk_away.terms]
            held += [path for term in terms for path in (term.path, term.lever) if path]
        return frozenset(
            [*held, *(line.path for line in self.lines), *(it.path for it in self.bonuses)]
        )

    @property
    def settings(self) -> dict[str, object]:
        """What a run record says of a zone: who, about what, under which condition."""
        return {
            "actors": self.actors,
            "issues": self.issues.issues,
            "conditions": self.conditions,
            "fixed": tuple(f"{issue}={option}" for issue, option in self.fixed.items()),
            "public": self.public,
        }

    def case_ranks(self, walk_ranks: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Ranks in ``issues`` of packages given by their rank in ``walk``: [n] -> [n]."""
        result = np.zeros(walk_ranks.shape, dtype=np.int64)
        left = walk_ranks
        strides = dict(zip(self.issues.issues, self.issues.strides.tolist(), strict=True))
        for issue, stride in zip(self.walk.issues, self.walk.strides.tolist(), strict=True):
            chosen, left = np.divmod(left, stride)
            result += chosen * strides[issue]
        return result

    def case_order(self, choices: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Options of packages, issues in the case's order: [n, D] from [n, D] in walk order."""
        return choices[:, [self.walk.issues.index(issue) for issue in self.issues.issues]]

    def labels(self, choices: npt.NDArray[np.int64]) -> list[dict[str, str]]:
        """Packages [n, D], given by options in walk order, as ``{issue: option}``."""
        return self.issues.named(self.case_order(choices))


def frame(
    case: Case | Scenario,
    actors: Sequence[str] = (),
    *,
    issues: Sequence[str] | None = None,
    channel: str | None = None,
    condition: str | Sequence[str] | None = None,
    fixed: Mapping[str, str] | None = None,
    public: Sequence[str] = (),
) -> Frame:
    """Compile a zone: who must accept, about which issues, under which condition.

    Parameters
    ----------
    case
        The case; its readings, if any, already applied. Or a scenario, of which only `actors`
        (all by default) and `fixed` can be chosen.
    actors
        Ids of the actors that must all accept. With a `channel`, leave them out.
    issues
        Ids of the issues that can move; the rest stay at the status quo. All by default, or those
        of the channel.
    channel
        A channel: its zone is that of `on_behalf_of`, else of `between`.
    condition
        A condition of the case, or several at once; a lever by its id, as if it were pulled.
    fixed
        Options that every package must hold, ``{issue: option}``.
    public
        Actors that would be seen to sign: their bonuses marked `in_public` count.

    Raises
    ------
    UsageError
        For unknown names, and for an actor that has no values and no principal with values.

    Examples
    --------
    >>> import backchannel as bc
    >>> case = bc.load("two-issues")
    >>> frame(case, ["upstream", "downstream"]).partial
    False
    """
    if isinstance(case, Scenario):
        if issues is not None or channel is not None or condition:
            raise UsageError("a scenario has no channels, conditions or partial zones")
        return _scenario_frame(case, actors, fixed or {})
    everything = package_space(case)
    if channel is not None:
        if actors:
            raise UsageError("name actors or a channel, not both")
        actors, talked = channel_members(case, channel)
        issues = talked if issues is None else issues
    names = _known("actor", actors, [actor.id for actor in case.document.actors])
    chosen = set(
        everything.issues if issues is None else _known("issue", issues, everything.issues)
    )
    small = everything.take([issue for issue in everything.issues if issue in chosen])
    partial = len(small.issues) < len(everything.issues)
    conditions = _conditions(case, condition)
    notes: list[Note] = []
    voices = tuple(_voice(case, name, conditions, notes) for name in names)
    moved = any(v.walk_away.terms != (Term(v.walk_away.stream),) for v in voices)
    if conditions and (partial or not moved):
        notes.append(note("unmoved_partial" if partial else "unmoved", conditions=conditions))
    if partial:
        notes.append(note("partial", issues=small.issues))
    walk = small.take(_walk_order(case, small, voices))
    signing = {*names, *(voice.actor for voice in voices)}
    red = [line for line in case.document.red_lines if line.actor in signing]
    seen = _known("actor", public, names) if public else ()
    held = _fixed(small, fixed or {})
    _explain_fixed(case, small, held, red, notes)
    bonuses, patterns = _bonuses(
        case, walk, voices, {names.index(a) for a in seen}, partial=partial
    )
    return Frame(
        about=case.document.case.id,
        digest=case.digest,
        unknowns=case.unknowns,
        scenario=None,
        actors=names,
        voices=voices,
        conditions=conditions,
        fixed=held,
        public=seen,
        partial=partial,
        issues=small,
        walk=walk,
        lines=tuple(
            Line(
                line.id,
                line.actor,
                path := f"red_lines.{line.id}.hardness",
                f"same_fact.{line.same_fact}" if line.same_fact else path,
            )
            for line in red
        ),
        bonuses=bonuses,
        plan=make_plan(
            walk,
            [*_exclusions(case, walk), *_other_options(walk, held)],
            _broken(case, walk, red),
            patterns,
        ),
        notes=tuple(dict.fromkeys(notes)),
    )


def _scenario_frame(scenario: Scenario, actors: Sequence[str], fixed: Mapping[str, str]) -> Frame:
    """Compile a zone of a scenario: no red lines, no present state, nothing uncertain."""
    names = _known("actor", actors or scenario.actors, scenario.actors)
    space = PackageSpace(scenario.issues, scenario.options, (0,) * len(scenario.issues))
    tables = [scenario.utility[scenario.actors.index(name)] for name in names]
    spread = [
        sum(float(max(table[i]) - min(table[i])) for table in tables)
        for i in range(len(scenario.issues))
    ]
    order = sorted(range(len(spread)), key=lambda i: -spread[i])
    walk = space.take([scenario.issues[i] for i in order])
    held = _fixed(space, fixed)
    return Frame(
        about=scenario.id,
        digest=scenario.digest,
        unknowns={},
        scenario=scenario,
        actors=names,
        voices=tuple(Voice(a, {}, {}, WalkAway("", (Term(""),))) for a in names),
        conditions=(),
        fixed=held,
        public=(),
        partial=False,
        issues=space,
        walk=walk,
        lines=(),
        bonuses=(),
        plan=make_plan(walk, _other_options(walk, held), [], []),
        notes=(note("own_scale"),),
    )


def package_space(case: Case) -> PackageSpace:
    """Return all packages of a case.

    >>> import backchannel as bc
    >>> package_space(bc.load("two-issues")).size
    9
    """
    listed = case.document.issues
    options = tuple(tuple(option.id for option in issue.options) for issue in listed)
    return PackageSpace(
        tuple(issue.id for issue in listed),
        options,
        tuple(ids.index(i.status_quo) for ids, i in zip(options, listed, strict=True)),
    )


def channel_members(case: Case, channel: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the actors whose zone a channel is, and its issues."""
    known = {listed.id: listed for listed in case.document.channels}
    _known("channel", [channel], known)
    if not known[channel].issues:
        raise UsageError(f"channel {channel!r} names no issues, so it has no zone")
    return signatories(case.document, channel), known[channel].issues


def _fixed(space: PackageSpace, fixed: Mapping[str, str]) -> dict[str, str]:
    """Options that every package must hold, checked against the issues that move."""
    if not isinstance(fixed, Mapping):
        raise UsageError(f"give fixed options as {{issue: option}}, not {fixed!r}")
    for issue, option in fixed.items():
        _known("issue that moves here", [issue], space.issues)
        space.option_index(issue, option)
    return dict(fixed)


def _other_options(walk: PackageSpace, fixed: Mapping[str, str]) -> list[dict[str, str]]:
    """Single options that no package can hold because another one is fixed."""
    return [
        {issue: option}
        for issue, options in zip(walk.issues, walk.options, strict=True)
        for option in options
        if fixed.get(issue, option) != option
    ]


def _explain_fixed(
    case: Case,
    space: PackageSpace,
    fixed: Mapping[str, str],
    red: Sequence[RedLine],
    notes: list[Note],
) -> None:
    """Refuse fixed options that no deal can hold; note the red lines that they break."""
    resting = _resting(case)
    for exclusion in case.document.exclusions:
        if any(pattern.items() <= fixed.items() for pattern in exclusion.forbids):
            raise UsageError(
                f"no deal holds the fixed options: exclusion '{exclusion.id}' forbids them"
            )
    if len(fixed) == len(space.issues) and all(resting[i] == o for i, o in fixed.items()):
        raise UsageError("the fixed options are the present state, which is no deal")
    for line in red:
        left = [reduced(pattern, space.issues, resting) for pattern in line.forbids]
        real = case.unknowns[f"red_lines.{line.id}.hardness"].mode >= 0.5
        if real and any(p is not None and p.items() <= fixed.items() for p in left):
            notes.append(note("fixed_line", line=line.id, actor=line.actor))


def _known(kind: str, names: Sequence[str], known: Iterable[str]) -> tuple[str, ...]:
    known = list(known)
    if isinstance(names, str):
        raise UsageError(f"give a list of {kind}s, not the text {names!r}")
    if not isinstance(names, Iterable):
        raise UsageError(f"give a list of {kind}s, not {names!r}")
    names = list(names)
    for name in names:
        if not isinstance(name, str):
            raise UsageError(f"the name of {kind} is a text, not {name!r}")
        if name not in known:
            raise UsageError(f"there is no {kind} {name!r}", hint=did_you_mean(name, known))
    if not names:
        raise UsageError(f"name at least one {kind}")
    return tuple(dict.fromkeys(names))


def _conditions(case: Case, condition: str | Sequence[str] | None) -> tuple[str, ...]:
    if not condition:
        return ()
    names = (condition,) if isinstance(condition, str) else condition
    known = [*(c.id for c in case.document.conditions), *(x.id for x in case.document.leverage)]
    return tuple(sorted(_known("condition", names, known)))


def _voice(case: Case, actor: str, conditions: Sequence[str], notes: list[Note]) -> Voice:
    speaker = values_of(case.document, actor)
    if speaker is None:
        raise UsageError(
            f"actor {actor!r} has no values, of its own or of a principal",
            hint="give it preferences and a walk-away value",
        )
    if speaker != actor:
        notes.append(note("principal", actor=actor, principal=speaker))
    paths = {i.id: f"preferences.{speaker}.{i.id}" for i in case.document.issues}
    held = {i: path for i, path in paths.items() if f"{path}.weight" in case.unknowns}
    return Voice(
        actor=speaker,
        weights={issue: f"{path}.weight" for issue, path in held.items()},
        values={
            issue.id: {o.id: f"{held[issue.id]}.values.{o.id}" for o in issue.options}
            for issue in case.document.issues
            if issue.id in held
        },
        walk_away=_walk_away(case, speaker, conditions, notes),
    )


def _walk_away(case: Case, actor: str, conditions: Sequence[str], notes: list[Note]) -> WalkAway:
    """Rule 7: the entry for exactly these conditions, else the lowest single one or lever.

    A condition that no entry of the actor names and that no lever on it brings about says nothing
    to it, so it does not keep the entry for the others from being the exact one.
    """
    plain = f"walk_away.{actor}"
    conditions = [name for name in conditions if _matters(case, actor, name)]
    exact = f"walk_away_if.{actor}.{'+'.join(conditions)}"
    if not conditions or exact in case.unknowns:
        return WalkAway(plain, (Term(exact if conditions else plain),))
    terms = [term for name in conditions for term in _single_terms(case, actor, name)]
    if len(terms) > 1:
        notes.append(note("lowest", actor=actor, conditions=conditions))
    return WalkAway(plain, tuple(terms) or (Term(plain),))


def _matters(case: Case, actor: str, condition: str) -> bool:
    entries = case.document.walk_away_if.get(actor, {})
    named = any(condition in key.split("+") for key in entries)
    return named or bool(_single_terms(case, actor, condition))


def _single_terms(case: Case, actor: str, condition: str) -> list[Term]:
    entry = f"walk_away_if.{actor}.{condition}"
    if entry in case.unknowns:
        return [Term(entry)]
    levers = next((c.levers for c in case.document.conditions if c.id == condition), (condition,))
    return [
        Term(
            f"walk_away.{actor}",
            f"leverage.{lever.id}.strength",
            -1 if lever.direction == "lowers" else 1,
        )
        for lever in case.document.leverage
        if lever.id in levers and lever.on == actor
    ]


def _walk_order(case: Case, small: PackageSpace, voices: Sequence[Voice]) -> list[str]:
    """Issues of patterns first, then those that move the actors most: branches drop early."""
    document = case.document
    patterns = [
        *(p for line in document.red_lines for p in line.forbids),
        *(p for exclusion in document.exclusions for p in exclusion.forbids),
        *(bonus.pattern for bonus in document.bonuses),
    ]
    tied = {issue for pattern in patterns if len(pattern) > 1 for issue in pattern}

    def mode(path: str) -> float:
        return case.unknowns[path].mode

    def spread(issue: str) -> float:
        total = 0.0
        for voice in voices:
            if issue in voice.weights:
                worth = [mode(path) for path in voice.values[issue].values()]
                whole = sum(map(mode, voice.weights.values())) or 1.0
                total += mode(voice.weights[issue]) / whole * (max(worth) - min(worth))
        return total

    return sorted(small.issues, key=lambda issue: (issue not in tied, -spread(issue)))


def _exclusions(case: Case, walk: PackageSpace) -> list[dict[str, str]]:
    """Patterns that are no deal: exclusions whose issues all move, and the present state."""
    kept = [
        dict(pattern)
        for exclusion in case.document.exclusions
        for pattern in exclusion.forbids
        if set(pattern) <= set(walk.issues)
    ]
    resting = _resting(case)
    return [*kept, {issue: resting[issue] for issue in walk.issues}]


def _broken(case: Case, walk: PackageSpace, red: Sequence[RedLine]) -> list[list[dict[str, str]]]:
    """For each red line the patterns, over the issues that move, that break it in the whole."""
    resting = _resting(case)
    return [
        [left for p in line.forbids if (left := reduced(p, walk.issues, resting)) is not None]
        for line in red
    ]


def _bonuses(
    case: Case,
    walk: PackageSpace,
    voices: Sequence[Voice],
    public: Container[int],
    *,
    partial: bool,
) -> tuple[tuple[Bonus, ...], list[tuple[dict[str, str], int]]]:
    """Bonuses of the actors, and each one's pattern over the issues that move with its actor."""
    resting = _resting(case)
    bonuses, patterns = [], []
    for bonus in case.document.bonuses:
        left = reduced(bonus.pattern, walk.issues, resting)
        if left is None or (bonus.pattern and not left):
            continue  # it cannot occur, or the status quo has it anyway
        held = partial and all(resting[i] == option for i, option in bonus.pattern.items())
        single = _place(walk, left) if len(left) == 1 else ()
        for a, voice in enumerate(voices):
            if bonus.actor != voice.actor or (bonus.in_public and a not in public):
                continue
            # What is signed in public is not yet signed at the status quo.
            moved = -1 if not left else int(held and not bonus.in_public)
            bonuses.append(Bonus(f"bonuses.{bonus.id}.points", a, moved, single))
            patterns.append((left, a))
    return tuple(bonuses), patterns


def _resting(case: Case) -> dict[str, str]:
    return {issue.id: issue.status_quo for issue in case.document.issues}


def _place(walk: PackageSpace, pattern: Mapping[str, str]) -> tuple[tuple[int, int]]:
    ((issue, option),) = pattern.items()
    d = walk.issues.index(issue)
    return ((d, walk.options[d].index(option)),)
