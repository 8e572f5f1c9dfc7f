"What one of nbgrader's steps answers."

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Reply:
    "Whether a step of nbgrader's went well; if not, its `error`. `log` is what it logged, as text."

    success: bool
    error: str = ""
    log: str = ""

    @classmethod
    def of_nbgrader(cls, result: Mapping[str, object]) -> "Reply":
        "What nbgrader's API returns: `{'success': …, 'error': …, 'log': …}`, some of it None or absent."
        return cls(bool(result["success"]), str(result.get("error") or ""), str(result.get("log") or ""))

    @property
    def text(self) -> str:
        "Error and log together."
        return f"{self.error}\n{self.log}"
