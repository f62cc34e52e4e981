"""Estimates: every number of a case, as low, mode and high with a basis, a reason and claims.

An estimate is written as a list ``[low, mode, high]`` inside a block that states the basis and the
reason once, or as a mapping of its own. The class says the unit and the scale; a case that writes
a unit must write that one.
"""

from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from backchannel.case.text import Text

Basis = Literal["document", "inference", "placeholder"]
Distribution = Literal["pert", "triangular", "uniform"]
Unit = Literal["points", "probability", "per month", "months", "share"]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Id = Annotated[str, Field(pattern=r"^[^\W\d][\w-]*$", max_length=64)]

LARGEST: Final = 1_000_000_000.0  # of any number


class Model(BaseModel):
    """A written block: its keys are those named here and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Reasoned(Model):
    """What stands once for all estimates in a block: basis, reason and the claims behind them."""

    basis: Basis | None = Field(
        default=None,
        description="Where the numbers come from: the document says so, it follows from something "
        "said, or nothing is known and a wide range holds the place.",
    )
    reason: Text | None = Field(default=None, description="Why these numbers, in plain words.")
    claims: tuple[Id, ...] = Field(default=(), description="Ids of the claims behind them.")
    distribution: Distribution | None = Field(
        default=None, description="How draws fall between low and high; PERT unless stated."
    )


class Estimate(Reasoned):
    """A number with a range: ``[low, mode, high]``, or a mapping with ``value`` and its reason."""

    units: ClassVar[tuple[Unit, ...]] = ()
    bounds: ClassVar[tuple[float, float]] = (-LARGEST, LARGEST)

    value: tuple[Number, Number, Number] = Field(description="Low, mode (most likely) and high.")
    unit: Unit | None = Field(
        default=None, description="The unit; fixed by the key in most places."
    )

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, written: Any) -> Any:
        whole = {"value": written} if isinstance(written, list | int | float | str) else written
        triple = whole.get("value", []) if isinstance(whole, dict) else whole
        if "value" in (whole or ()) and not (isinstance(triple, list) and len(triple) == 3):
            raise PydanticCustomError("not_a_range", "expected [low, mode, high]")
        return whole

    @model_validator(mode="after")
    def _sound(self) -> Self:
        low, mode, high = self.value
        if not low <= mode <= high:
            raise PydanticCustomError(
                "range_order",
                "low, mode, high = {shown} are not in ascending order",
                {"shown": f"[{low:g}, {mode:g}, {high:g}]"},
            )
        least, most = self.bounds
        if low < least or high > most:
            raise PydanticCustomError(
                "out_of_range",
                "[{low}, {mode}, {high}] leaves the scale {scale}",
                {
                    "low": f"{low:g}",
                    "mode": f"{mode:g}",
                    "high": f"{high:g}",
                    "scale": f"{least:g}..{most:g}",
                },
            )
        if self.unit is not None and self.units and self.unit not in self.units:
            raise PydanticCustomError(
                "wrong_unit",
                "the unit here is '{unit}', not '{written}'",
                {"unit": self.units[0], "written": self.unit},
            )
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        written = handler.resolve_ref_schema(handler(core_schema))
        mapping = dict(written)
        written.clear()
        if set(mapping.get("required", ())) > {"value"}:  # a list could not say the rest
            written.update(mapping)
            return written
        triple = mapping["properties"]["value"]
        least, most = cls.bounds
        for number in triple["prefixItems"]:
            number |= {"minimum": least, "maximum": most}
        written.update(
            {
                "title": mapping.pop("title"),
                "description": mapping.pop("description"),
                "anyOf": [{k: v for k, v in triple.items() if k != "description"}, mapping],
            }
        )
        return written


class Points(Estimate):
    """A value or walk-away value: points from 0 (worst) to 100 (best for that actor)."""

    units = ("points",)
    bounds = (0.0, 100.0)


class SignedPoints(Estimate):
    """Points that may be negative: a cost (negative is a gain), or a bonus or penalty."""

    units = ("points",)
    bounds = (-1_000.0, 1_000.0)


class Width(Estimate):
    """A distance in points, 0 or more."""

    units = ("points",)
    bounds = (0.0, 1_000.0)


class Weight(Estimate):
    """How much an issue counts beside the actor's others: 0 or more; divided by their sum."""

    units = ("share",)
    bounds = (0.0, 1_000_000.0)


class Power(Estimate):
    """An actor's exponent in the Nash product: 1 unless stated."""

    units = ("share",)
    bounds = (0.0, 10.0)


class Share(Estimate):
    """A share of a whole, from 0 to 1."""

    units = ("share",)
    bounds = (0.0, 1.0)


class Probability(Estimate):
    """A probability, from 0 to 1."""

    units = ("probability",)
    bounds = (0.0, 1.0)


class PerMonth(Estimate):
    """A rate: so many a month, 0 or more."""

    units = ("per month",)
    bounds = (0.0, 10_000.0)


class Months(Estimate):
    """A length of time in months, 0 or more."""

    units = ("months",)
    bounds = (0.0, 10_000.0)


class Parameter(Estimate):
    """A named number that a study uses; it must say its unit."""

    name: Text | None = Field(default=None, description="What it is, in a few words.")
    unit: Unit = Field(description="Points, probability, per month, months or share.")

    @model_validator(mode="after")
    def _on_scale(self) -> Self:
        low, _, high = self.value
        top = 1.0 if self.unit in ("probability", "share") else LARGEST
        if (self.unit != "points" and low < 0.0) or high > top or low < -LARGEST:
            raise PydanticCustomError(
                "out_of_range",
                "{shown} is no {unit}",
                {"shown": f"[{low:g}, .., {high:g}]", "unit": self.unit},
            )
        return self


class Override(Estimate):
    """What a reading puts in the place of one estimate: its path and the numbers."""

    path: str = Field(description="Keys and ids from the top of the case, joined by dots.")
