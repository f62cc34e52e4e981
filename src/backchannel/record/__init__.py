"""What offers, answers, sources and readings do to the draws; plain arrays, no words."""
