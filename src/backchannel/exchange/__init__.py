"""Formats of other tools: Genius XML into a scenario of exact additive utilities."""

from backchannel.exchange.genius import load_genius
from backchannel.exchange.scenario import Scenario

__all__ = ["Scenario", "load_genius"]
