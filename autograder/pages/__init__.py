"""Pages and tables for people: templates, and what fills them in. A page is one file that asks for nothing elsewhere.

All begin with `page.html`: heading, style, and a policy by which a browser loads nothing and runs no script but the one
that sorts tables.
"""

import base64
import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


def render(page: str, filters: Mapping[str, Callable[..., Any]] | None = None, **facts: Any) -> str:
    "The page of this name, `class` for `class.html`. What stands in `facts` is text: it is escaped."
    environment = _environment()
    environment.filters |= filters or {}
    return environment.get_template(f"{page}.html").render(facts)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("autograder", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    script = (files("autograder.pages") / "sort.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    environment.globals |= {"sorting": script, "sorting_hash": f"sha256-{digest}"}
    return environment
