"""From words to arrays: packages, draws of the unknowns, tables of utilities.

`frame` says what a zone is about, `point_tables` and `block_tables` put numbers to it.
"""

from backchannel.space.compile import Frame, channel_members, frame, package_space
from backchannel.space.draws import BLOCK, block_values, blocks_of, quantile, uniforms
from backchannel.space.packages import PackageSpace
from backchannel.space.plan import Plan
from backchannel.space.seeds import Resampled, Seed, Swapped
from backchannel.space.tables import TOLERANCE, Tables, block_tables, point_tables

__all__ = [
    "BLOCK",
    "TOLERANCE",
    "Frame",
    "PackageSpace",
    "Plan",
    "Resampled",
    "Seed",
    "Swapped",
    "Tables",
    "block_tables",
    "block_values",
    "blocks_of",
    "channel_members",
    "frame",
    "package_space",
    "point_tables",
    "quantile",
    "uniforms",
]
