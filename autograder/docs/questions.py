"""Questions at the end of a lesson's page, with an answer for whatever the reader chooses.

docs/questions/NN_module.md holds them as lists that any Markdown viewer shows:

    ### What is asked?

    - [ ] A wrong answer.
      Why it is wrong.
    - [x] The right answer.
      Why it is right.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError

HEADING = "## Check yourself"
_FEWEST = 2  # answers to a question


@dataclass(frozen=True)
class Choice:
    "One answer that a reader can choose: Markdown, as is the reason."

    text: str
    right: bool
    reason: str


@dataclass(frozen=True)
class Question:
    "What is asked, and the answers to choose from, of which one is right."

    text: str
    choices: tuple[Choice, ...]


def read_questions(path: Path) -> list[Question]:
    "The questions of a lesson; none where there is no file."
    if not path.exists():
        return []
    questions = []
    for block in re.split(r"^### ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        heading, _, answers = block.partition("\n")
        found = re.findall(r"^- \[([ x])\] (.+)\n((?:  .+\n?)+)", answers, re.MULTILINE)
        choices = tuple(Choice(text, mark == "x", " ".join(reason.split())) for mark, text, reason in found)
        if (
            len(choices) < _FEWEST
            or sum(choice.right for choice in choices) != 1
            or len(choices) != answers.count("- [")
        ):
            raise CourseError(
                f"{path}: {heading!r} has not one right answer and at least one wrong one. "
                "An answer is a line '- [x] …' or '- [ ] …' and an indented line that says why."
            )
        questions.append(Question(heading.strip(), choices))
    return questions


def as_markdown(questions: list[Question]) -> str:
    "A section in which each answer opens its reason: by mouse or keyboard, and without a script."
    parts = [HEADING, "Choose an answer, and it says whether it is right and why."]
    for number, question in enumerate(questions, 1):
        parts.append(f"**{number}. {question.text}**")
        for choice in question.choices:
            verdict = "right" if choice.right else "wrong"
            parts += [f'<details class="choice {verdict}"><summary>', choice.text, "</summary>"]
            parts += [f"**{'Right' if choice.right else 'No'}.** {choice.reason}", "</details>"]
    return "\n\n".join(parts)
