"""Studies of the record: what offers, sources and readings say, and whose word carries what."""
