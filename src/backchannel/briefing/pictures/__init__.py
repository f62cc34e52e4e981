"""The pictures of the brief: each computed first as plain data, then drawn."""
