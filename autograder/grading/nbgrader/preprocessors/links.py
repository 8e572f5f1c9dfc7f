"Links in the Markdown of pages: a learner's text must not run anything in the browser of who reads it."

import re
from typing import Any

from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

_HARMLESS = re.compile(r"https?://|mailto:|#", re.I)


class _Renderer(IPythonRenderer):
    "nbconvert's own lets every address through."

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return super().link(text, url, title) if _HARMLESS.match(url) else text


@pass_context
def markdown_without_scripts(context: Any, source: str) -> str:
    "In the place of nbconvert's `markdown2html`: links lead to http(s), mailto or `#`, others are plain text."
    attachments = context.get("cell", {}).get("attachments", {})
    renderer = _Renderer(escape=False, allow_harmful_protocols=False, attachments=attachments)
    return MarkdownWithMath(renderer=renderer).render(source)
