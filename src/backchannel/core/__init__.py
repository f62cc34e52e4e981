"""The ground floor: problems with codes, and what every result carries. No numpy here."""
