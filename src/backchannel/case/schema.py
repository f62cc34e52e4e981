"""The written form of a case: what an analyst may put into its YAML files, and nothing above it.

The meaning of every word is in ``docs/reference/meaning.md``. Names follow the field: a *package*
is one option for each issue, a *pattern* names the options of one or more issues that occur
together. References are ids; `backchannel.case.rules` checks that they resolve.
"""

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from backchannel.case.estimates import (
    Id,
    Model,
    Months,
    Override,
    Parameter,
    PerMonth,
    Points,
    Power,
    Probability,
    Reasoned,
    Share,
    SignedPoints,
    Weight,
    Width,
)
from backchannel.case.text import Text
from backchannel.evidence.grades import Digit, Grade, Reliability, Stake

FORMAT: Final = 1

Pattern = Annotated[
    dict[Id, Id],
    Field(min_length=1, description="Options that occur together, as {issue: option, ...}."),
]
_DAY: Final = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
WHEN_PATTERN: Final = rf"^{_DAY}(/{_DAY})?$"


def _real_dates(written: str) -> str:
    """Refuse days that no calendar has, and stretches that run backwards."""
    ends = written.split("/")
    try:
        days = [date.fromisoformat(end + "-01-01"[len(end) - 4 :]) for end in ends]
    except ValueError as error:
        raise PydanticCustomError("no_date", "there is no such day") from error
    if days != sorted(days):
        raise PydanticCustomError("no_date", "it ends before it begins")
    return written


When = Annotated[
    str,
    Field(pattern=WHEN_PATTERN),
    AfterValidator(_real_dates),
    BeforeValidator(lambda written: str(written) if type(written) is int else written),
    WithJsonSchema(
        {
            "description": "A day, month or year (2023-07-26, 2023-07, 2023), or two joined by /.",
            "anyOf": [{"type": "string", "pattern": WHEN_PATTERN}, {"type": "integer"}],
        }
    ),
]
Day = Annotated[
    str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_real_dates)
]  # fmt: skip
Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{16}$")]
FullDigest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
Offset = Annotated[int, Field(strict=True, ge=0)]


class Header(Model):
    """What the case is, and as of when."""

    id: Id
    title: Text
    as_of: When = Field(description="The state of knowledge that the case describes.")
    as_of_reason: Text | None = None
    purpose: Text | None = None
    notes: tuple[Text, ...] = ()


# ---------------------------------------------------------------- evidence


class Document(Model):
    """A text that the holder of the case may keep beside it; the case ships no sentence of it."""

    id: Id
    title: Text
    file: str = Field(description="File name to look for with `check --sources DIR`.")
    language: str = "und"
    date: When | None = None
    digest: Digest = Field(description="Of the whole normalised text (NFC, no white space).")
    paragraphs: dict[Id, tuple[Offset, Offset]] = Field(
        description="Start and end of each paragraph in the normalised text, counted from 0."
    )


class Source(Model):
    """Who says something, and with which interest."""

    id: Id
    name: Text
    interest: Text = Field(description="What the source may want its hearers to believe, and why.")
    reliability: Reliability = Field(description="Letter grade A (reliable) .. F (cannot judge).")
    stake: Stake = Field(
        default="some",
        description="How much it gains if its words are believed, whether or not they are so: "
        "none, some, strong; against where they cost it something.",
    )
    named: bool = Field(default=True, strict=True, description="False for an anonymous source.")
    reached_through: tuple[Id, ...] = Field(
        default=(), description="Sources that relayed its words to us, nearest to it first."
    )
    credibility: Probability | None = Field(
        default=None,
        description="Chance that what it says is so where nothing else speaks for or against it, "
        "as the analyst sees it; in place of what the table of credibility gives for its letter "
        "and stake. The claim's digit still counts.",
    )
    note: Text | None = None


class Span(Model):
    """Where in a document a claim stands, and a digest of the words there."""

    document: Id
    paragraph: Id
    start: Offset = Field(description="In normalised characters from the paragraph's start.")
    end: Offset
    digest: Digest


class Claim(Model):
    """What a source says; never a fact by itself."""

    id: Id
    source: Id
    kind: Literal["report", "claim", "quote", "judgement", "forecast", "normative", "denial"]
    grade: Grade = Field(description="Information digit 1 (confirmed) .. 6 (cannot be judged).")
    text: Text = Field(description="The analyst's own short paraphrase.")
    date: When | None = Field(default=None, description="When it was said.")
    where: Span | None = None
    outside: bool = Field(
        default=False, strict=True, description="True when it is not in the case's documents."
    )
    supports: tuple[Id, ...] = Field(default=(), description="Claims that it supports.")
    contradicts: tuple[Id, ...] = Field(default=(), description="Claims that it contradicts.")
    reference: Text | None = Field(default=None, description="Where it can be found.")
    reached_through: tuple[Id, ...] | None = Field(
        default=None, description="Relays of this claim, where they differ from its source's."
    )
    stake: Stake | None = Field(
        default=None, description="The stake in this claim, where it differs from its source's."
    )


class Credibility(Reasoned):
    """What grades are taken to mean; each entry takes the place of one of the shipped table."""

    information: dict[Digit, Probability] = Field(
        default={}, description="By digit: chance of what is said before asking who says it."
    )
    says_if_true: Probability | None = Field(
        default=None, description="Chance that a source says so where it is so."
    )
    says_if_false: dict[Reliability, dict[Stake, Probability]] = Field(
        default={},
        description="By letter and stake: chance that a source says so where it is not so.",
    )


# ---------------------------------------------------------------- who


class DecisionRule(Reasoned):
    """How the actors of a party decide together."""

    kind: Literal["leader_only", "veto", "majority", "weighted"]
    actors: tuple[Id, ...] = Field(min_length=1)
    weights: dict[Id, Share] = Field(default={}, description="For `weighted`: votes by actor.")
    quota: Share | None = Field(default=None, description="For `weighted`: share of votes needed.")


class Party(Model):
    """A state, bloc or movement: a container of actors with a decision rule."""

    id: Id
    name: Text
    actors: tuple[Id, ...] = Field(min_length=1)
    rule: DecisionRule | None = Field(
        default=None, description="Without one, the actor that decides for the party decides."
    )


class Actor(Reasoned):
    """Who holds values: a leader, an elite, a government, a public, a delegation."""

    id: Id
    name: Text
    role: Text | None = None
    decides_for: Id | None = Field(default=None, description="The party for which it decides.")
    agent_of: Id | None = Field(default=None, description="Its principal, for a delegate.")
    veto: Text | None = None
    power: Power | None = Field(default=None, description="Exponent in the Nash product; 1.")
    closeness_to_principal: Share | None = None
    influence: Share | None = None
    authority: Share | None = None
    power_without_leader: Share | None = None
    refusal: Probability | None = Field(
        default=None,
        description="Stated chance that it refuses to ratify; used only where it has no values.",
    )


# ---------------------------------------------------------------- about what


class Option(Model):
    """One way to settle an issue."""

    id: Id
    text: Text


class Issue(Model):
    """What is at stake, with its ordered options and the one that goes on without agreement."""

    id: Id
    name: Text
    status_quo: Id = Field(description="The option that goes on in fact without any agreement.")
    options: tuple[Option, ...] = Field(
        description="Two or more, in order from end to end.", json_schema_extra={"minItems": 2}
    )
    claims: tuple[Id, ...] = ()
    note: Text | None = None


class SilentIssue(Model):
    """An issue on which the documents are silent, so that it is not coded."""

    id: Id
    name: Text


class Exclusion(Model):
    """Patterns that are no agreement or cannot be: left out of the package space."""

    id: Id
    forbids: tuple[Pattern, ...] = Field(min_length=1, description="Any one of them is left out.")
    reason: Text


class Preference(Reasoned):
    """One actor on one issue: how much it counts, and what each option is worth."""

    weight: Weight
    values: dict[Id, Points] = Field(description="Points by option: 0 worst, 100 best.")


class Bonus(Reasoned):
    """Points added to (or, if negative, taken from) packages that hold a pattern."""

    id: Id
    actor: Id
    pattern: dict[Id, Id] = Field(
        default={},
        description="Options that occur together, as {issue: option, ...}; only a bonus that is "
        "`in_public` may leave it out, and then stands for every package.",
    )
    points: SignedPoints
    in_public: bool = Field(
        default=False,
        strict=True,
        description="True where it counts only when a deal is made in public: what it costs at "
        "home to be seen to give way.",
    )


class RedLine(Reasoned):
    """Patterns that an actor will not sign; any one of them breaks the line."""

    id: Id
    actor: Id
    name: Text | None = None
    forbids: tuple[Pattern, ...] = Field(min_length=1)
    hardness: Probability = Field(
        description="Chance that the line is real and not a bargaining position."
    )
    same_fact: Id | None = Field(
        default=None, description="Lines with the same name here are real together or not at all."
    )


class Condition(Model):
    """A state of the world under which walk-away values differ."""

    id: Id
    text: Text
    levers: tuple[Id, ...] = Field(default=(), description="Leverage that brings it about.")
    event: str | None = Field(default=None, description="Name of an event that brings it about.")
    implied_by: Pattern | None = Field(default=None, description="Options that bring it about.")


class Question(Model):
    """A headline: whether these actors can agree on these issues, under this condition."""

    id: Id
    text: Text
    actors: tuple[Id, ...] = Field(default=(), description="Or a channel.")
    channel: Id | None = None
    issues: tuple[Id, ...] = Field(default=(), description="All, unless some are named.")
    condition: str | None = Field(
        default=None, description="A condition, or several joined by `+` in alphabetical order."
    )

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions by themselves."""
        return tuple(self.condition.split("+")) if self.condition else ()


# ---------------------------------------------------------------- where and how


class Channel(Reasoned):
    """Who talks to whom, on whose behalf, about what, how often, how binding, how secret."""

    id: Id
    name: Text
    kind: Text
    between: tuple[Id, ...] = Field(min_length=1)
    on_behalf_of: tuple[Id, ...] = ()
    audience: Text | None = Field(default=None, description="For signals to others than actors.")
    status: Literal["running", "proposed", "refused", "implied", "used", "ended"]
    status_note: Text | None = None
    secrecy: Literal["open", "confidential", "secret", "deniable", "unknown"] = "unknown"
    secrecy_note: Text | None = None
    known_to: tuple[Id, ...] = Field(default=(), description="Others who know that it exists.")
    exposures: tuple[Id, ...] = Field(default=(), description="Claims that made it public.")
    meetings_per_month: PerMonth | None = None
    months_running: Months | None = None
    leak_per_meeting: Probability | None = Field(
        default=None, description="Chance that one meeting becomes known."
    )
    exposure_costs: dict[Id, SignedPoints] = Field(
        default={}, description="By actor: points that it loses if the channel becomes known."
    )
    binding: Literal["none", "partial", "full"] = "none"
    issues: tuple[Id, ...] = ()
    gaps_filled_by: Id | None = Field(
        default=None, description="The third party that settles what the talks leave open."
    )


class Link(Reasoned):
    """How one channel acts on another."""

    id: Id
    from_: Id = Field(alias="from")
    to: Id
    kind: Literal["prepares", "constrains", "enables_pressure", "competes", "exposes"]
    strength: Probability


class Leverage(Reasoned):
    """By whom, on whom, by what means; what it moves and what it costs its user."""

    id: Id
    by: Id
    on: Id
    instrument: Text
    direction: Literal["lowers", "raises"] = Field(
        description="What it does to the target's walk-away value."
    )
    strength: Share = Field(description="Share of the target's walk-away value that it can move.")
    credibility: Probability = Field(description="The analyst's own chance that it is used.")
    cost_to_user: SignedPoints = Field(
        description="Points of the user's own walk-away value; negative is a gain."
    )
    replaced: Share | None = Field(
        default=None,
        description="Share of what it takes away that others make good; it is shown beside the "
        "share that would free the target and moves no number.",
    )


class Wedge(Reasoned):
    """An attempt to draw a target away from its tie to a rival, as a contest of bids.

    All four estimates are in points of one scale, the divider's.
    """

    id: Id
    name: Text | None = None
    by: Id = Field(description="The actor that bids: the divider.")
    target: Id
    rival: Id
    worth: SignedPoints = Field(description="What a looser tie is worth to the divider.")
    cost_with_allies: SignedPoints = Field(description="What bidding costs it with its own allies.")
    tie: SignedPoints = Field(description="The target's own pull towards the rival.")
    counter_bid: SignedPoints = Field(description="What the rival would add to keep the tie.")
    stated_chance: Probability | None = Field(
        default=None, description="The analyst's own chance of success; shown beside the result."
    )


# ---------------------------------------------------------------- war, votes, office


class War(Reasoned):
    """A contest of arms between two sides over one stake."""

    id: Id
    name: Text | None = None
    between: tuple[Id, Id] = Field(description="First and second side.")
    stake: Text = Field(description="What the war is over; shares below are shares of it.")
    horizon: Months = Field(description="Months within which it would be decided.")
    chance: Probability = Field(
        description="Chance that the first side wins the stake, as the analyst sees it."
    )
    chance_if: dict[Id, Probability] = Field(
        default={}, description="The same under a condition of the case."
    )
    beliefs: dict[Id, Probability] = Field(
        default={}, description="By side: chance that the first side wins, as that side sees it."
    )
    firmness: dict[Id, Months] = Field(
        default={}, description="By side: months of fighting whose news would weigh as much."
    )
    battles_per_month: PerMonth | None = Field(
        default=None, description="Events a month that show the sides who is stronger."
    )
    costs: dict[Id, Share] = Field(
        default={}, description="By side: cost of fighting it out, as a share of the stake."
    )
    chance_later: Probability | None = Field(
        default=None,
        description="The first side's chance if both wait out the horizon and fight then.",
    )
    patience: Share | None = Field(
        default=None, description="What a point after the horizon is worth now (discount factor)."
    )


class RenewedAfter(Reasoned):
    """Chance of renewed war after deals that hold a pattern."""

    id: Id
    pattern: Pattern
    chance: Probability


class RenewedWar(Reasoned):
    """Whether a deal would hold: the chance that war comes back, and what that would be worth."""

    chance: Probability = Field(description="Chance that war comes back after a deal.")
    after: tuple[RenewedAfter, ...] = Field(
        default=(), description="Other chances after certain deals; the first that fits counts."
    )
    worth: dict[Id, Points] = Field(
        default={}, description="By actor: worth of a war that comes back after a deal."
    )


class Vote(Reasoned):
    """A vote that is offered: who holds what is voted on, and what winning and losing mean."""

    id: Id
    name: Text | None = None
    offer: Id | None = Field(default=None, description="The offer on record that proposed it.")
    holder: Id = Field(description="The actor that holds what would be voted on.")
    held: Pattern = Field(default={}, description="Without a vote; the status quo unless stated.")
    if_won: Pattern = Field(min_length=1, description="What holds when the holder wins.")
    if_lost: Pattern = Field(min_length=1, description="What holds when the holder loses.")
    chance: Probability = Field(description="Chance that the holder wins.")


class Office(Reasoned):
    """A leader's private stake: how much staying in office counts, and what threatens it."""

    id: Id
    actor: Id = Field(description="The leader.")
    values_of: Id | None = Field(
        default=None,
        description="Whose values say what a package is worth apart from office; the leader's own "
        "unless stated. Name another actor where the leader's own numbers include office.",
    )
    weight: Share | None = Field(
        default=None, description="Worth of staying in office, as a share of the scale of 100."
    )
    stays_if_deal: Probability | None = None
    stays_if_war: Probability | None = None
    change: Probability | None = Field(
        default=None, description="Chance that the leader changes within the time below."
    )
    within: Months | None = None
    successor: Id | None = Field(default=None, description="The actor that decides after a change.")
    condition: Id | None = Field(
        default=None, description="The condition under which the successor decides."
    )


# ---------------------------------------------------------------- threats, offers, forecasts


class Trigger(Model):
    """What would set a threat off."""

    text: Text
    pattern: Pattern | None = None


class Threat(Reasoned):
    """A threat: what is claimed, what is adopted, and why they differ."""

    id: Id
    by: Id
    act: Text
    trigger: Trigger
    claimed_probability: Probability
    adopted_probability: Probability
    condition: Id | None = Field(
        default=None, description="The condition that it brings about; else it moves no number."
    )


class Offer(Model):
    """Who offered what to whom, through which channel, when, and the answer."""

    id: Id
    by: Id
    to: Id
    channel: Id | None = None
    date: When | None = None
    codings: tuple[Pattern, ...] = Field(
        default=(), description="The package as coded; several when the source can be read so."
    )
    approach: bool = Field(
        default=False, strict=True, description="True for an approach that held no package."
    )
    answer: Literal["accepted", "refused", "countered", "unknown"]
    claims: tuple[Id, ...] = ()
    note: Text | None = None


class Answers(Reasoned):
    """How answers on record are read."""

    width: Width = Field(
        description="Points around the walk-away value within which an answer turns from no to "
        "yes; 5 unless stated."
    )


class Forecast(Reasoned):
    """A dated statement; without probability, horizon and rule it is kept open and not scored."""

    id: Id
    by: Id = Field(
        description="Id of the source, or `analyst`, or `backchannel` for the program's own shares."
    )
    made: When
    text: Text
    probability: Probability | None = None
    horizon: When | None = None
    resolution: Text | None = Field(default=None, description="The rule by which it resolves.")
    undefined: Text | None = Field(
        default=None,
        description="What the text or the rule leaves open, so that it cannot be scored.",
    )
    note: Text | None = None


class Entry(Model):
    """A line of the register: a forecast entered, or what became of one that was entered.

    Lines are written by `backchannel forecast add` and `resolve`, and none is changed later.
    """

    forecast: Id
    status: Literal["entered", "happened", "did_not_happen", "void"]
    date: Day = Field(description="The day of this line; lines run forward in time.")
    reason: Text | None = Field(default=None, description="For all but `entered`: how it is known.")
    claims: tuple[Id, ...] = ()
    digest: FullDigest = Field(
        description="Of the line before, this line and, for `entered`, the forecast as written."
    )


class Reading(Model):
    """How one observer reads the same conflict: a named set of overrides with their reasons."""

    id: Id
    name: Text
    summary: Text
    overrides: tuple[Override, ...] = Field(min_length=1)


class CaseDocument(Model):
    """A whole case, as written."""

    format: Literal[1] = Field(description="Version of this format.")
    case: Header
    files: tuple[str, ...] = Field(
        default=(), description="Further files of the folder; they hold the same top-level keys."
    )
    documents: tuple[Document, ...] = ()
    sources: tuple[Source, ...] = ()
    claims: tuple[Claim, ...] = ()
    parties: tuple[Party, ...]
    actors: tuple[Actor, ...]
    issues: tuple[Issue, ...]
    silent: tuple[SilentIssue, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    preferences: dict[Id, dict[Id, Preference]] = Field(
        default={}, description="By actor, then by issue; an issue not listed has weight 0."
    )
    bonuses: tuple[Bonus, ...] = ()
    walk_away: dict[Id, Points] = Field(
        default={}, description="By actor: the worth of carrying on without a package."
    )
    walk_away_if: dict[Id, dict[str, Points]] = Field(
        default={},
        description="By actor, then by condition (several joined by `+` in alphabetical order).",
    )
    red_lines: tuple[RedLine, ...] = ()
    conditions: tuple[Condition, ...] = ()
    questions: tuple[Question, ...] = ()
    channels: tuple[Channel, ...] = ()
    links: tuple[Link, ...] = ()
    leverage: tuple[Leverage, ...] = ()
    wedges: tuple[Wedge, ...] = ()
    wars: tuple[War, ...] = ()
    war_costs: dict[Id, PerMonth] = Field(
        default={}, description="By actor: points of walk-away value lost with each month of war."
    )
    renewed_war: RenewedWar | None = None
    votes: tuple[Vote, ...] = ()
    offices: tuple[Office, ...] = ()
    threats: tuple[Threat, ...] = ()
    offers: tuple[Offer, ...] = ()
    answers: Answers | None = None
    credibility: Credibility | None = None
    parameters: dict[Id, Parameter] = Field(default={}, description="By name.")
    forecasts: tuple[Forecast, ...] = ()
    register_: tuple[Entry, ...] = Field(default=(), alias="register")
    readings: tuple[Reading, ...] = ()
