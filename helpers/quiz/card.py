"""The card in which a question is asked in the page: a widget without any judgement."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from helpers.player.widget import FRONT as PLAYER
from helpers.player.widget import join_scripts

FRONT = Path(__file__).parent / "front"


class Card(anywidget.AnyWidget):
    """A question with a field or options, and what is said to the answer.

    The page shows these values and changes none of them. It sends ``{"commit": answer}``, where
    the answer is the text as it was typed, an option or None, and ``{"again": True}``.

    ``asked`` never changes: "opening" and "question", the "options" (empty where an answer is
    typed) and the "hint" beside the field.

    ``reply`` is what is said to the last message. "heard" counts the messages. Before the first
    answer there is nothing else; then there is "result" ("right", "wrong" or "missing"), "typed",
    the "reason", and after a wrong answer also the right "answer", its "working" if it has one,
    and the "about" to look at.

    ``remembered`` is empty, or has the words "when" of an answer that was given earlier.
    """

    _esm = join_scripts(
        [
            PLAYER / "drawing" / "elements.js",
            PLAYER / "control" / "requests.js",
            FRONT / "card.js",
        ]
    )
    _css = (FRONT / "card.css").read_text("utf-8")

    asked = traitlets.Dict().tag(sync=True)
    reply = traitlets.Dict().tag(sync=True)
    remembered = traitlets.Dict().tag(sync=True)

    def __init__(self, **asked: Any) -> None:
        super().__init__(asked=asked, reply={"heard": 0})
        self.on_msg(_handle_message)

    def say(self, **reply: Any) -> None:
        """Show a reply. Its new count of messages tells the page that Python has answered."""
        self.reply = {**reply, "heard": self.reply["heard"] + 1}

    def commit(self, answer: str | None) -> None:
        """Take an answer; the card of a question overrides this."""
        raise NotImplementedError

    def ask_again(self) -> None:
        """Forget the answer; the card of a question overrides this."""
        raise NotImplementedError


def _handle_message(card: Card, content: dict[str, Any], _: Any) -> None:
    """Do what the page asks for."""
    if "again" in content:
        card.ask_again()
    elif "commit" in content:
        answer = content["commit"]
        card.commit(None if answer is None else str(answer))
