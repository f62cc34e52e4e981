"""Who and when: names of states, organisations, persons and places, unnamed sources, dates."""
