"""The questions for other systems: every one, and every mistake, is found again in each file."""

from __future__ import annotations

import dataclasses
import importlib
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import floor, log10
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import yaml
from lark import Lark, Token, Transformer
from moodle_xml_parser.parser import parse_string

from helpers.lessons.lesson_05 import exercises as lesson_05
from helpers.quiz.exercise import Choice, Exercise
from publish.question_bank import BankQuestion, bank_question
from publish.questions import WRITERS, read_questions, save

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
COURSE = "Convolutional networks, step by step"


@dataclass
class Row:
    """An answer in a file: what it is compared with, how near, its share, and its message."""

    answer: Any
    tolerance: float
    percent: float
    message: str


@dataclass
class Read:
    """A question as a parser of one format found it."""

    name: str
    category: str
    kind: str
    text: str
    rows: list[Row]
    general: str

    def answer_to(self, typed: Any) -> Row:
        """The first row that fits an answer, as Moodle takes it."""
        for row in self.rows:
            if row.answer == "*" or row.answer == typed:
                return row
            if self.kind == "number" and abs(float(row.answer) - typed) <= row.tolerance + 1e-13:
                return row
        raise AssertionError(f"{self.name} has no row for {typed!r}")


# Moodle's rules for GIFT, as a grammar: https://docs.moodle.org/en/GIFT_format. Blank lines stand
# between questions; ~ = # { } and : have a backslash in texts; \n is a line's end; the weight of
# an answer stands between percent signs, #### begins the general feedback.
GIFT = Lark(
    r"""
    start: block (_BLANK block)* _END
    ?block: comment | category | question
    comment: COMMENT
    category: CATEGORY
    question: "::" TEXT "::" FORMAT TEXT "{" _answers general "}"
    _answers: numerical | choices
    numerical: "#" number+ other
    number: "=" WEIGHT NUMBER ":" NUMBER "#" TEXT
    other: "~" "#" TEXT
    choices: choice+
    choice: SIGN WEIGHT? FORMAT? TEXT "#" TEXT
    general: "####" TEXT
    COMMENT: /\/\/.*/
    CATEGORY: /\$CATEGORY: .+/
    FORMAT.3: "[plain]"
    WEIGHT.2: /%[0-9]+%/
    NUMBER: /-?[0-9]+(\.[0-9]+)?/
    SIGN: "=" | "~"
    TEXT: /(\\[\\~=#{}:n]|[^\\~=#{}:\n])+/
    _BLANK: /\n\n+/
    _END: /\n$/
    %ignore /\n\t/
    """,
    parser="lalr",
)


def plain(text: str) -> str:
    """A text of GIFT without its backslashes."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text)


class GiftQuestions(Transformer[Token, list[Read]]):
    """Makes questions of what the grammar found."""

    def start(self, blocks: list[Any]) -> list[Read]:
        category, found = "", []
        for block in blocks:
            if isinstance(block, Read):
                block.category = category
                found.append(block)
            elif block:
                category = block
        return found

    def comment(self, _: list[Token]) -> str:
        return ""

    def category(self, tokens: list[Token]) -> str:
        return tokens[0].removeprefix("$CATEGORY: ")

    def question(self, parts: list[Any]) -> Read:
        name, _, text, (kind, rows), general = parts
        return Read(plain(name), "", kind, plain(text), rows, general)

    def numerical(self, rows: list[Row]) -> tuple[str, list[Row]]:
        return "number", rows

    def number(self, parts: list[Token]) -> Row:
        weight, answer, tolerance, said = parts
        return Row(str(answer), float(tolerance), float(weight.strip("%")), plain(said))

    def other(self, parts: list[Token]) -> Row:
        return Row("*", 0, 0, plain(parts[0]))

    def choices(self, rows: list[tuple[str, Row]]) -> tuple[str, list[Row]]:
        # A tilde makes a multiple choice; with equals signs alone, it is a short answer.
        kind = "choice" if "~" in {sign for sign, _ in rows} else "numbers"
        return kind, [row for _, row in rows]

    def choice(self, parts: list[Token]) -> tuple[str, Row]:
        sign, *optional, answer, said = parts
        weights = [each for each in optional if each.type == "WEIGHT"]
        weight = float(weights[0].strip("%")) if weights else 100.0 if sign == "=" else 0.0
        return str(sign), Row(plain(answer), 0, weight, plain(said))

    def general(self, parts: list[Token]) -> str:
        return plain(parts[0])


def read_gift(text: str) -> list[Read]:
    return GiftQuestions().transform(GIFT.parse(text))


KINDS = {"multichoice": "choice", "numerical": "number", "shortanswer": "numbers"}


def inner(element: ElementTree.Element, path: str) -> str:
    """The text of an element that must be there, with something in it."""
    found = element.find(path)
    assert found is not None, path
    assert found.text, path
    return found.text


def read_xml(text: str) -> list[Read]:
    found, category = [], ""
    for question in ElementTree.fromstring(text.encode()).findall("question"):
        if question.get("type") == "category":
            category = inner(question, "category/text")
            continue
        kind = KINDS[question.attrib["type"]]
        rows = [
            Row(
                inner(answer, "text"),
                float(inner(answer, "tolerance")) if kind == "number" else 0,
                float(answer.attrib["fraction"]),
                inner(answer, "feedback/text"),
            )
            for answer in question.findall("answer")
        ]
        texts = (inner(question, f"{tag}/text") for tag in ("name", "questiontext"))
        name, asked = texts
        general = inner(question, "generalfeedback/text")
        found.append(Read(name, category, kind, asked, rows, general))
    return found


def read_yaml(text: str) -> list[Read]:
    content = yaml.safe_load(text)
    assert content["course"] == COURSE
    found = []
    for each in content["questions"]:
        wrong = [Row(one["answer"], 0, 0, one["message"]) for one in each["mistakes"]]
        rows = [Row(each["answer"], 0, 100, each["praise"]), *wrong]
        if each["kind"] == "choice":
            rows.sort(key=lambda row: each["options"].index(row.answer))
            assert [row.answer for row in rows] == each["options"]
        else:
            rows.append(Row("*", 0, 0, each["hint"]))
        category = f"$course$/top/{COURSE}/{each['category']}"
        general = f"Look again at {each['again']}."
        asked = f"{each['place']}.\n{each['question']}"
        found.append(Read(each["name"], category, each["kind"], asked, rows, general))
    return found


READERS: dict[str, Callable[[str], list[Read]]] = {
    ".xml": read_xml,
    ".gift": read_gift,
    ".yaml": read_yaml,
}
each_format = pytest.mark.parametrize("ending", WRITERS)


@cache
def bank() -> tuple[BankQuestion, ...]:
    return tuple(read_questions())


@cache
def written(ending: str) -> str:
    return WRITERS[ending](bank(), COURSE)


@cache
def found(ending: str) -> dict[str, Read]:
    return {read.name: read for read in READERS[ending](written(ending))}


def asked_in_lessons() -> dict[str, Exercise | Choice]:
    """Every question of every lesson that is not answered by a function, by its name."""
    found = {}
    for notebook in LESSONS:
        lesson = f"lesson_{notebook.name[:2]}"
        modules = {"": importlib.import_module(f"helpers.lessons.{lesson}.exercises")}
        if lesson == "lesson_08":
            modules["self_test/"] = importlib.import_module(f"helpers.lessons.{lesson}.self_test")
        for prefix, module in modules.items():
            for name, thing in vars(module).items():
                if isinstance(thing, Choice) or (isinstance(thing, Exercise) and not thing.probes):
                    found[f"{lesson}/{prefix}{name}"] = thing
    return found


ASKED = asked_in_lessons()


def test_the_grammar_reads_gift_as_moodle_does() -> None:
    text = (
        "// a comment\n\n$CATEGORY: $course$/One: two\n\n"
        "::a\\:b::[plain]1 \\= \\{1\\}?\\nYes\\\\no{#\n\t"
        "=%100%-1.5:0.1#so\n\t~#no\n\t####look\n\t}\n\n"
        "::c::[plain]x{\n\t=%100%4, 6#yes\n\t=%0%*#no\n\t####look\n\t}\n\n"
        "::d::[plain]x{\n\t~9#no\n\t=8#yes\n\t####look\n\t}\n"
    )
    numerical, short, choice = read_gift(text)
    assert numerical.text == "1 = {1}?\nYes\\no"
    assert numerical.category == "$course$/One: two"
    assert [dataclasses.astuple(row) for row in numerical.rows] == [
        ("-1.5", 0.1, 100, "so"),
        ("*", 0, 0, "no"),
    ]
    assert (numerical.name, short.kind, choice.kind) == ("a:b", "numbers", "choice")
    assert [(row.answer, row.percent) for row in choice.rows] == [("9", 0), ("8", 100)]
    for broken in ("{#\n\t=%100%1:0#so", "{\n\t=%100%a=b#so\n\t~c#d\n\t####e\n\t}", "{\n\n\t}"):
        with pytest.raises(Exception, match="Unexpected"):
            read_gift(f"::a::[plain]b{broken}\n")


@each_format
def test_each_question_is_in_each_file_once(ending: str) -> None:
    names = [read.name for read in READERS[ending](written(ending))]
    assert len(names) == len(set(names)) == len(ASKED)
    assert set(names) == set(ASKED)
    assert len([name for name in names if "/self_test/" in name]) == 15
    assert all(re.fullmatch(r"lesson_\d\d/\w+(/\w+)?", name) for name in names)


def test_each_question_says_where_its_lesson_asks_it() -> None:
    places = {each.name: each.place for each in bank()}
    asked = {}
    for path in LESSONS:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        for code in ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"):
            if code.startswith("guess.ask("):
                name, about = re.findall(r'lesson\.(\w+), "(.+?):', code)[0]
                asked[f"lesson_{path.name[:2]}/{name}"] = f"Lesson {path.name[:2]}, {about}"
    assert len(asked) > 50
    assert {name: place for name, place in places.items() if ", round " in place} == asked
    rest = {place.partition(", ")[2] for name, place in places.items() if name not in asked}
    assert rest == {"exercise", "self-test"}


@each_format
def test_categories_are_the_lessons_by_their_titles(ending: str) -> None:
    read = found(ending)
    category = f"$course$/top/{COURSE}/Lesson 05: Padding and stride"
    inside = {name for name, each in read.items() if each.category == category}
    assert inside == {name for name in ASKED if name.startswith("lesson_05/")}
    assert len({each.category for each in read.values()}) == len(LESSONS)


def expected(asked: Exercise | Choice) -> list[tuple[Any, str, bool]]:
    """What a question knows: each answer, its message, and whether it is right."""
    return [(asked.answer, asked.praise, True), *((*each, False) for each in asked.mistakes)]


def as_typed(value: Any, kind: str, ending: str) -> list[Any]:
    """An answer in the forms in which a file must know it."""
    if kind == "choice":
        return [value]
    if kind == "number":
        return [float(value)]
    if ending == ".yaml":
        return [np.asarray(value).tolist()]
    parts = [f"{part:g}" for part in np.ravel(value).tolist()]
    if len(parts) == 1:
        return parts
    forms = [", ".join(parts), ",".join(parts), " ".join(parts), f"({', '.join(parts)})"]
    if len(parts) <= 3:
        forms += [mark.join(parts) for mark in ("x", "×", " x ", " × ")]
    if np.ndim(value) == 2:
        forms.append(str(np.asarray(value).tolist()))
    if "-" in forms[0]:
        forms += [form.replace("-", "−") for form in forms]
    return forms


@each_format
@pytest.mark.parametrize("name", ASKED)
def test_answers_and_mistakes_are_found_again_with_their_messages(ending: str, name: str) -> None:
    asked, read = ASKED[name], found(ending)[name]
    assert asked.question in read.text.splitlines()
    known = expected(asked)
    if isinstance(asked, Choice):
        assert read.kind == "choice"
    else:
        single = all(np.ndim(value) == 0 for value, _, _ in known)
        assert read.kind == ("number" if single else "numbers")
    for value, message, right in known:
        for typed in as_typed(value, read.kind, ending):
            row = read.answer_to(typed)
            assert (row.message, row.percent) == (message, 100 if right else 0), typed
    messages = {message for _, message, _ in known}
    if isinstance(asked, Exercise):
        assert dataclasses.astuple(read.rows[-1]) == ("*", 0, 0, asked.hint)
        messages.add(asked.hint)
    else:
        assert [row.answer for row in read.rows] == asked.options
    assert {row.message for row in read.rows} == messages
    assert re.fullmatch(r"Look again at lesson \d\d(, round \d+: .+)?\.", read.general)


@pytest.mark.parametrize("ending", [".xml", ".gift"])
def test_a_number_is_right_as_rounded_to_two_digits_or_more(ending: str) -> None:
    fractions = 0
    for name, read in found(ending).items():
        true: Any = ASKED[name].answer
        if read.kind != "number":
            continue
        if float(true).is_integer():
            assert [row.tolerance for row in read.rows if row.percent == 100] == [0], name
            assert read.answer_to(float(true) + 0.5).percent == 0
            continue
        fractions += 1
        last = floor(log10(abs(true)))
        units = [10.0 ** (last - digits + 1) for digits in range(2, 8)]
        roundings = [floor(true / unit + 0.5) * unit for unit in units]
        # Where a rounding is a known mistake, it is that: "Round to one decimal."
        mistakes = [float(np.ravel(wrong)[0]) for wrong, _ in ASKED[name].mistakes]
        roundings = [each for each in roundings if not np.isclose(each, mistakes, rtol=1e-9).any()]
        assert all(read.answer_to(rounded).percent == 100 for rounded in roundings), name
        for unit, rounded in zip(units[-len(roundings) :][:3], roundings):
            for off in range(-20, 21):
                typed = rounded + off * unit
                right = any(abs(typed - each) < unit * 1e-6 for each in roundings)
                assert (read.answer_to(typed).percent == 100) == right, (name, typed)
    assert fractions >= 5


@pytest.mark.parametrize("ending", [".xml", ".gift"])
def test_a_rounded_mistake_is_named_and_never_right(ending: str) -> None:
    pixel, untrained = found(ending)["lesson_09/pixel"], found(ending)["lesson_09/untrained"]
    for typed in (0.796875, 0.797, 0.7969):
        assert "255, not 256" in pixel.answer_to(typed).message
    assert pixel.answer_to(0.798).message == ASKED["lesson_09/pixel"].hint  # type: ignore[union-attr]
    for typed in (2.3, 2.303, 2.3026, 2.302585):
        assert untrained.answer_to(typed).percent == 100
    for typed in (2.0, 2.26, 2.31, 2.304, 2.3):
        assert (untrained.answer_to(typed).percent == 100) == (typed == 2.3)
    for read in found(ending).values():
        values = [row.answer for row in read.rows]
        assert len(values) == len(set(values)), f"{read.name} has a row that is never reached"


@pytest.mark.parametrize("ending", [".xml", ".gift"])
def test_several_numbers_are_told_apart(ending: str) -> None:
    size = found(ending)["lesson_03/size"]
    assert size.text.endswith("\nType 2 numbers, such as 11, 12.")
    for typed in ("4", "4, 6, 1", "46", "4.6", "11, 12"):
        assert size.answer_to(typed).message == ASKED["lesson_03/size"].hint  # type: ignore[union-attr]
    assert size.answer_to("6, 4").percent == 0
    assert "row by row" in found(ending)["lesson_03/mover"].text


def test_moodle_xml_has_what_moodle_asks_for() -> None:
    """The rules are those of https://docs.moodle.org/en/Moodle_XML_format."""
    text = written(".xml")
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>')
    root = ElementTree.fromstring(text.encode())
    assert {child.tag for child in root} == {"question"}
    assert root[0].get("type") == "category", "questions before it would go elsewhere"
    for question in root.iterfind("question"):
        if question.get("type") == "category":
            assert inner(question, "category/text").startswith("$course$/")
            continue
        # "Each question requires a name tag and a questiontext tag", with a text tag in each.
        assert len(inner(question, "name/text")) <= 255
        assert len(inner(question, "idnumber")) <= 100
        formats = {each.get("format") for each in question.iter("questiontext")}
        assert formats == {"plain_text"}
        answers = question.findall("answer")
        assert {each.get("fraction") for each in answers} == {"0", "100"}
        assert all(len(each.findall("feedback/text")) == 1 for each in answers)
        kind = question.get("type")
        if kind == "multichoice":
            assert inner(question, "single") == "true"
            assert inner(question, "shuffleanswers") == "false"
            assert inner(question, "answernumbering") in {"none", "abc", "ABCD", "123"}
            assert [each.get("fraction") for each in answers].count("100") == 1
            assert {each.get("format") for each in answers} == {"plain_text"}
        elif kind == "numerical":
            assert all(float(inner(each, "tolerance")) >= 0 for each in answers)
            assert all(float(inner(each, "text")) is not None for each in answers[:-1])
        else:
            assert inner(question, "usecase") == "0"
            # An asterisk stands for any text: the last answer is nothing else.
            assert [inner(each, "text") for each in answers if "*" in inner(each, "text")] == ["*"]


def test_another_parser_reads_the_choices_of_moodle_xml(capsys: pytest.CaptureFixture[str]) -> None:
    text = written(".xml").partition("\n")[2]  # it reads a text, which has no encoding
    questions = {each.name: each for each in parse_string(text)["multichoice"]}
    assert capsys.readouterr().out == "", "it prints what it cannot read"
    choices = {name: asked for name, asked in ASKED.items() if isinstance(asked, Choice)}
    assert questions.keys() == choices.keys()
    for name, asked in choices.items():
        read = questions[name]
        assert (read.single, read.shuffle_answers, read.default_grade) == (True, False, 1)
        assert asked.question in read.text_pre_parse
        rows = {each.answer: (each.feedback, each.score_fraction) for each in read.options}
        assert rows == {value: (said, 100 * right) for value, said, right in expected(asked)}
        assert list(rows) == asked.options


def test_gift_holds_nothing_that_moodle_takes_for_something_else() -> None:
    for block in written(".gift").split("\n\n")[1:]:
        assert "->" not in block, "would make a matching question of a short answer"
        assert not re.search(r"^\s*//", block, re.M), "would be a comment"
        # A weight that Moodle's expression does not match would become part of the answer.
        for weight in re.findall(r"=(%.*?%)", block):
            assert re.match(r"^%-*([0-9]{1,2})\.?([0-9]*)%", weight)


@each_format
def test_characters_of_the_formats_are_kept(ending: str) -> None:
    nasty = 'a = {b: #1} ~2 ≠ <i>c</i> & "d" \\n \\\\ %50% ]]> × − ∗ ₂'
    asked = Choice(f"{nasty}?", nasty, [("[plain] x", f"{nasty} no"), ("%50%", nasty)], nasty)
    number = Exercise(nasty, 0.5, [(-1, nasty)], nasty, nasty)
    several = Exercise(nasty, (1, -2), [((2, 1), nasty + "1")], nasty + "2", nasty + "3")
    where = {"category": "A/B: c", "place": "Lesson 1", "again": nasty}
    bank = [
        bank_question(asked, "one", **where),
        bank_question(number, "two", **where),
        bank_question(several, "three", **where),
    ]
    read = READERS[ending](WRITERS[ending](bank, COURSE))
    assert [each.kind for each in read] == ["choice", "number", "numbers"]
    for question in read:
        assert question.text.splitlines()[1] == (
            asked.question if question.kind == "choice" else nasty
        )
        assert question.general == f"Look again at {nasty}."
        assert nasty in question.rows[-1].message
    if ending != ".yaml":
        assert {each.category for each in read} == {f"$course$/top/{COURSE}/A//B: c"}
        assert read[2].answer_to("1, −2").message == f"{nasty}2"
    assert [(row.answer, row.percent) for row in read[0].rows] == [
        (option, 100 if option == nasty else 0) for option in asked.options
    ]


@each_format
def test_another_answer_in_an_exercise_is_another_answer_in_the_file(
    ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = importlib.import_module("helpers.lessons.lesson_05")
    mistakes = [*lesson_05.five.mistakes[:-1], (18, "Two off.")]
    changed = dataclasses.replace(lesson_05.five, answer=20, mistakes=mistakes)
    monkeypatch.setattr(lesson, "five", changed)
    read = {each.name: each for each in READERS[ending](WRITERS[ending](read_questions(), COURSE))}
    assert [name for name in read if read[name] != found(ending)[name]] == ["lesson_05/five"]
    assert found(ending)["lesson_05/five"].answer_to(18).percent == 100
    assert read["lesson_05/five"].answer_to(20).percent == 100
    assert read["lesson_05/five"].answer_to(18).message == "Two off."


@each_format
def test_a_file_is_written_whole_or_not_at_all(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new" / f"questions{ending}"
    assert save(path) == len(ASKED)
    whole = path.read_bytes()
    assert whole.decode() == written(ending)

    def write_half(part: Path, content: bytes) -> None:
        with part.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise OSError("No space left")

    monkeypatch.setattr(Path, "write_bytes", write_half)
    with pytest.raises(OSError, match="No space left"):
        save(path)
    assert path.read_bytes() == whole
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("name", ["questions.docx", "questions", "questions.yml", ".xml"])
def test_another_ending_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"ends in \.xml .*\.gift .*\.yaml") as caught:
        save(tmp_path / name)
    assert str(caught.value).endswith(f"received {tmp_path / name}")
    assert not list(tmp_path.iterdir())


def call(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "publish.questions", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_the_command(tmp_path: Path) -> None:
    path = tmp_path / "questions.gift"
    ran = call(str(path))
    assert (ran.returncode, ran.stdout) == (0, f"{len(ASKED)} questions\n"), ran.stderr
    assert path.read_text("utf-8") == written(".gift")
    refused = call(str(tmp_path / "questions.txt"))
    assert refused.returncode == 1
    assert refused.stderr.endswith(f"received {tmp_path / 'questions.txt'}\n")
    assert "Traceback" not in refused.stderr
    assert "received none" in call().stderr
