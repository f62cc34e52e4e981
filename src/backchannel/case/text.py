"""Names and sentences in one or several languages."""

import re
from typing import Any, Final

from pydantic import ConfigDict, GetJsonSchemaHandler, RootModel, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
UNDETERMINED: Final = "und"  # the language tag of BCP 47 for "not stated"


class Text(RootModel[dict[str, str]]):
    """A text: one string, or one for each language, as in ``{en: Crimea, ko: 크림반도}``.

    >>> name = Text.model_validate({"en": "Crimea", "ko": "크림반도"})
    >>> name.say("ko"), name.say("fr"), str(Text.model_validate("as written"))
    ('크림반도', 'Crimea', 'as written')
    """

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, written: Any) -> Any:
        by_language = {UNDETERMINED: written} if isinstance(written, str) else written
        if not isinstance(by_language, dict) or not by_language:
            raise PydanticCustomError("string_type", "expected text")
        for tag, said in by_language.items():
            if not isinstance(tag, str) or not LANGUAGE_TAG.fullmatch(tag):
                raise PydanticCustomError("language", "'{tag}' is no language tag", {"tag": tag})
            if isinstance(said, str) and not said.strip():
                raise PydanticCustomError("empty_text", "the text is empty")
        return by_language

    def say(self, language: str) -> str:
        """Return the text in a language, else as written, else in English, else in any."""
        for tag in (language, UNDETERMINED, "en"):
            if tag in self.root:
                return self.root[tag]
        return next(iter(self.root.values()), "")

    def __str__(self) -> str:
        return self.say("en")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        written = handler.resolve_ref_schema(handler(core_schema))
        by_language = {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "minProperties": 1,
        }
        written.clear()
        written.update(
            {
                "title": "Text",
                "description": "One string, or one for each language: {en: ..., ko: ...}.",
                "anyOf": [{"type": "string"}, by_language],
            }
        )
        return written
