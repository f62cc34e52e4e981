"""War as the alternative: bargaining range, readiness, durability; splitting rivals."""
