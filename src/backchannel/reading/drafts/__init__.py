"""From what was found to a draft, its review, and a case."""
