"""Over the head of an absent party: what passes freely, what only under a lever."""
