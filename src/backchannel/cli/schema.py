"""`backchannel schema`: the format for editors."""

from backchannel.case.schema_file import schema_text


def schema() -> None:
    """Print the JSON Schema of the case format, for editors that check while you type."""
    print(schema_text(), end="")
