"""What would have to be true: the least change of numbers that opens or ends a zone."""
