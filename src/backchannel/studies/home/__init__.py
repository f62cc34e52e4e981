"""Home fronts: who in a party decides, ratification, votes, leaders and their office."""
