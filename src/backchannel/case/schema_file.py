"""The JSON Schema of the case format, for editors that complete and check while one types."""

import json
from typing import Final

from backchannel.case.schema import FORMAT, CaseDocument

SCHEMA_FILE: Final = "case.schema.json"


def schema_text() -> str:
    """Return the JSON Schema as text, the same on every call.

    It holds for each file of a case by itself: what only the whole must have is left to `check`.
    """
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"backchannel case, format {FORMAT}",
        **CaseDocument.model_json_schema(),
    }
    schema["title"] = f"backchannel case, format {FORMAT}"
    schema.pop("required", None)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
