"""Write questions as other systems read them: Moodle XML, GIFT and YAML.

In Moodle XML and GIFT a choice is a multiple choice, in XML with its options in the suite's order
(GIFT has no setting for that); a number is a numerical question. Several numbers, such as the
size 4×6, are a short answer that lists the common spellings: in Moodle's type for several fields
(cloze) each field has its own messages, and a mistake that is made of both numbers has no place.
All texts are plain text.

The YAML is of our own design; ``SCHEMA`` describes it, and stands at the top of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import yaml

from publish.question_bank import BankQuestion, Known, number_rows, text_rows

SCHEMA = """\
# Questions of a course: "course" is its name, "questions" is a list. Each question has
#   name      a name that no other question has, and that stays
#   category  the lesson that it belongs to
#   place     where the lesson asks it; some questions need the picture that stands there
#   kind      choice, number, or numbers (some answers are lists, or lists of lists)
#   question  its text
#   options   of a choice: the texts to choose from, in order
#   answer    the right answer. A number that is not whole is right, too, as rounded to two
#             significant digits or more
#   praise    the message for the right answer
#   mistakes  a list of known wrong answers: each with its "answer" and the "message" for it
#   hint      the message for any other answer; not of a choice
#   again     what to look at again after a wrong answer
"""


class _Numbers(list[Any]):
    """A list of numbers, which YAML has in one line."""


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]
    """Writes lists of numbers in one line, and everything else in lines of its own."""


_Dumper.add_representer(
    _Numbers,
    lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True),
)


def to_yaml(questions: Sequence[BankQuestion], course: str) -> str:
    """Return questions as YAML, as ``SCHEMA`` describes it.

    Args:
        questions: The questions.
        course: The name of the course.
    """
    content = {"course": course, "questions": [_yaml_question(each) for each in questions]}
    dumped = yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return f"{SCHEMA}{dumped}"


def _yaml_question(question: BankQuestion) -> dict[str, Any]:
    """Return a question as ``SCHEMA`` describes it."""
    (right,) = (each for each in question.known if each.right)
    options = [each.value for each in question.known] if question.kind == "choice" else None
    entries = {
        "name": question.name,
        "category": question.category,
        "place": question.place,
        "kind": question.kind,
        "question": question.asked,
        "options": options,
        "answer": _yaml_value(right.value),
        "praise": right.message,
        "mistakes": [
            {"answer": _yaml_value(each.value), "message": each.message}
            for each in question.known
            if not each.right
        ],
        "hint": question.hint or None,
        "again": question.again,
    }
    return {name: entry for name, entry in entries.items() if entry is not None}


def _yaml_value(value: Any) -> Any:
    return _Numbers(value) if isinstance(value, list) else value


def to_gift(questions: Sequence[BankQuestion], course: str) -> str:
    """Return questions in Moodle's GIFT format; blank lines stand between them, and only there.

    Args:
        questions: The questions.
        course: The name of the course, under which each lesson is a category.
    """
    blocks = [f"// {course}"]
    for category, members in groupby(questions, lambda each: each.category):
        # Here nothing is escaped: Moodle reads the rest of the line as it stands.
        blocks.append(f"$CATEGORY: {_category_path(course, category)}")
        blocks += map(_gift_question, members)
    return "\n\n".join(blocks) + "\n"


def _gift_question(question: BankQuestion) -> str:
    """Return a question in GIFT: its name, its text, and a line for each answer."""
    head = f"::{_gift_text(question.name)}::[plain]{_gift_text(question.text)}"
    again = f"####{_gift_text(_look_again(question))}"
    return "\n\t".join([head + _GIFT_OPENINGS[question.kind], *_gift_answers(question), again, "}"])


_GIFT_OPENINGS = {"choice": "{", "number": "{#", "numbers": "{"}


def _gift_answers(question: BankQuestion) -> Iterator[str]:
    """Yield the lines of a question's answers in GIFT: sign, weight in percent, answer, message."""
    if question.kind == "choice":
        for each in question.known:
            answer = _gift_text(each.value)
            # Without a weight, a wrong option such as "%5% more" would have its own.
            yield f"{'=' if each.right else '~%0%'}{answer}#{_gift_text(each.message)}"
    elif question.kind == "number":
        for number, tolerance, each in number_rows(question):
            yield f"=%{_percent(each)}%{number}:{tolerance}#{_gift_text(each.message)}"
        yield f"~#{_gift_text(question.hint)}"
    else:
        for text, each in text_rows(question):
            yield f"=%{_percent(each)}%{_gift_text(text)}#{_gift_text(each.message)}"
        yield f"=%0%*#{_gift_text(question.hint)}"


def _gift_text(text: str) -> str:
    r"""Return a text with GIFT's own characters escaped.

    An arrow of two characters cannot be escaped, and would make a matching question of a short
    answer: it becomes the character →.

    >>> print(_gift_text("a = {1: 2}\nx -> y"))
    a \= \{1\: 2\}\nx → y
    """
    plain = text.replace("->", "→").replace("\\", r"\\")
    if re.match(r"\[(moodle|html|plain|markdown)\]", plain):
        plain = f"[plain]{plain}"  # the first such word is taken for a format
    for character in "~=#{}:":
        plain = plain.replace(character, f"\\{character}")
    return plain.replace("\n", r"\n")


def to_moodle_xml(questions: Sequence[BankQuestion], course: str) -> str:
    """Return questions as Moodle XML.

    Args:
        questions: The questions.
        course: The name of the course, under which each lesson is a category.
    """
    quiz = Element("quiz")
    for category, members in groupby(questions, lambda each: each.category):
        switch = SubElement(quiz, "question", type="category")
        _add_text(switch, "category", _category_path(course, category))
        for question in members:
            _add_question(quiz, question)
    ElementTree.indent(quiz)
    written = ElementTree.tostring(quiz, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'


_XML_TYPES = {"choice": "multichoice", "number": "numerical", "numbers": "shortanswer"}


def _add_question(quiz: Element, question: BankQuestion) -> None:
    """Add a question to the root of a Moodle XML file."""
    element = SubElement(quiz, "question", type=_XML_TYPES[question.kind])
    _add_text(element, "name", question.name)
    _add_text(element, "questiontext", question.text, "plain_text")
    _add_text(element, "generalfeedback", _look_again(question), "plain_text")
    SubElement(element, "defaultgrade").text = "1"
    SubElement(element, "idnumber").text = question.name
    if question.kind == "choice":
        SubElement(element, "single").text = "true"
        SubElement(element, "shuffleanswers").text = "false"
        SubElement(element, "answernumbering").text = "abc"
        for each in question.known:
            _add_answer(element, each.value, each, "plain_text")
        return
    other = Known("*", question.hint, False)
    if question.kind == "number":
        for number, tolerance, each in [*number_rows(question), ("*", "0", other)]:
            answer = _add_answer(element, number, each)
            SubElement(answer, "tolerance").text = tolerance
        return
    SubElement(element, "usecase").text = "0"
    for text, each in [*text_rows(question), ("*", other)]:
        _add_answer(element, text, each)


def _add_answer(
    question: Element, answer: str, known: Known, format_name: str = "moodle_auto_format"
) -> Element:
    """Add an answer to a question of a Moodle XML file; return it.

    Args:
        question: The element of the question.
        answer: What is compared with a learner's answer, or the text of an option.
        known: Whether it is right, and the message for it.
        format_name: How Moodle shows ``answer``, as it names it.
    """
    element = SubElement(question, "answer", fraction=_percent(known), format=format_name)
    SubElement(element, "text").text = answer
    _add_text(element, "feedback", known.message, "plain_text")
    return element


def _add_text(parent: Element, tag: str, text: str, format_name: str = "") -> None:
    """Add an element that holds a text element, as Moodle has it."""
    element = SubElement(parent, tag, {"format": format_name} if format_name else {})
    SubElement(element, "text").text = text


def _percent(known: Known) -> str:
    """Return the share of the mark that an answer earns, in percent."""
    return "100" if known.right else "0"


def _look_again(question: BankQuestion) -> str:
    return f"Look again at {question.again}."


def _category_path(course: str, category: str) -> str:
    """Return the path of a category in Moodle's question bank.

    >>> _category_path("Nets", "Lesson 01: In/out")
    '$course$/top/Nets/Lesson 01: In//out'
    """
    names = (name.replace("/", "//") for name in (course, category))
    return "/".join(["$course$", "top", *names])
