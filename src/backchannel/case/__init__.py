"""What the analyst wrote: the format, loading with every problem at once, readings, writing."""

from backchannel.case.case import Case
from backchannel.case.load import check, load, shipped_cases

__all__ = ["Case", "check", "load", "shipped_cases"]
