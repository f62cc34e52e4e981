"""Who has the word where, in an interview whose turns are marked by labels or names."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import Final

from backchannel.reading.found import Layout, Mention

__all__ = ["Turns"]

_ANSWER: Final = re.compile(r"(?:A|답|답변|О|Відповідь|Ответ)\s?[:.]\s")
_LABEL: Final = re.compile(
    r"(?:^|(?<=\n)|(?<=[.?!…»”’\"'] ))"
    r"(?:[AQОВ]|답|문|답변|질문|Відповідь|Ответ|Вопрос|Питання)\s?[:.]\s"
)
"""Who has the word, also where question and answer stand in one paragraph."""
_TURN: Final = re.compile(r"([^\W\d][\w .'’-]{1,40}):\s")


class Turns:
    """The turns of a document, asked by place; one without turns has nobody interviewed.

    Parameters
    ----------
    layout, mentions
        The document and its names in order.

    Examples
    --------
    >>> from backchannel.reading.found import Cleaned, Paragraph, Sentence, Span
    >>> text = "답: 우리는 거부합니다."
    >>> span = Span(0, len(text))
    >>> laid = Layout(Cleaned(text, text, range(len(text) + 1)),
    ...     (Paragraph("P1", span, "text", "ko"),), (Sentence(span, 0),), ())
    >>> Turns(laid, [Mention(Span(3, 5), "person", "한도윤")]).teller(5)
    '한도윤'
    """

    def __init__(self, layout: Layout, mentions: Sequence[Mention]) -> None:
        self.layout = layout
        self.mentions = mentions
        self._named = self._named_turns()
        self._labels = [it.start() for it in _LABEL.finditer(layout.text)]
        self.interviewed = self._interviewee()

    def teller(self, place: int) -> str | None:
        """Return who answers at a place, where the document is an interview with turns."""
        if not self.interviewed or not self.layout.sentences:
            return None
        at = self.layout.sentences[self.layout.sentence_at(place)].paragraph
        if at in self._named:
            return self.interviewed if self._named[at] == self.interviewed else None
        turn = self.layout.paragraphs[at].span
        label = bisect_right(self._labels, place) - 1
        if label < 0 or self._labels[label] < turn.start:
            return None
        answer = _ANSWER.match(self.layout.text, self._labels[label])
        return self.interviewed if answer else None

    def _named_turns(self) -> dict[int, str]:
        """Return the persons whose name and a colon begin a paragraph ("Lorne: We will...")."""
        labels = ((number, _TURN.match(self.layout.text, *it.span))
                  for number, it in enumerate(self.layout.paragraphs))  # fmt: skip
        who = {number: label[1].casefold() for number, label in labels if label}
        persons = {it.is_.casefold(): it.is_ for it in self.mentions if it.kind == "person"}
        persons |= {name.split()[-1]: is_ for name, is_ in reversed(persons.items())}
        return {number: persons[label] for number, label in who.items() if label in persons}

    def _interviewee(self) -> str | None:
        text = self.layout.text
        if not any(_ANSWER.match(it.span.of(text)) for it in self.layout.paragraphs):
            turns = Counter(self._named.values())
            return next((it for it, number in turns.most_common(1) if number > 1), None)
        return next((it.is_ for it in self.mentions if it.kind == "person"), None)
