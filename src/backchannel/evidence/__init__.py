"""Sources, claims and their grades; where in a document a claim stands; words of probability."""
