"Golden files: what people read. After a change that is meant: `GOLDEN=write make test`, then read the diff."

import os
import re
from pathlib import Path

from bs4 import BeautifulSoup


def words_of(html: str) -> str:
    "What a page says, one line for each piece of text; numbers of seconds and dates are left out."
    page = BeautifulSoup(html, "html.parser")
    for tag in page(["script", "style"]):
        tag.decompose()
    for tag in page("pre"):
        tag.string = tag.get_text()  # one piece, not one for each colour
    lines = [" ".join(text.split()) for text in page.stripped_strings]
    text = "\n".join(line for line in lines if line) + "\n"
    text = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?( UTC|Z)?", "DATE", text)
    text = re.sub(r"\b\d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d", "DATE", text)
    return re.sub(r"\b[\d.]+ s\b", "TIME", text)


def assert_golden(html: str, file: Path) -> None:
    "The page says what the file holds."
    found = words_of(html)
    if os.environ.get("GOLDEN") == "write":
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8"), f"{file.name} differs; if it should: GOLDEN=write make test"
