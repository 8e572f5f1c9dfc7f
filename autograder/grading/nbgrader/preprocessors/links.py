"""Links, images and tables in the Markdown of pages.

A learner's text must not run anything in the browser of who reads it, nor have it tell another machine who reads when.
"""

import re
from typing import Any

from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

_INSIDE = re.compile(r"data:image/(?:png|jpeg|gif|svg\+xml|webp);base64,", re.I)
_HARMLESS = re.compile(r"https?://|mailto:|#", re.I)


class _Renderer(IPythonRenderer):
    "nbconvert's own lets every address through."

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return super().link(text, url, title) if _HARMLESS.match(url) else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        "Images that the notebook itself holds; of others the text that stands for them."
        kept = url.removeprefix("attachment:") in self.attachments if url.startswith("attachment:") else False
        return super().image(text, url, title) if kept or _INSIDE.match(url) else text

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        "With room beside it: the form grader's page, where a rubric stands, has no style for tables."
        tag = "th" if head else "td"
        return f'<{tag} style="text-align: {align or "left"}; padding: 0.2em 1.2em 0.2em 0">{text}</{tag}>\n'


@pass_context
def markdown_without_scripts(context: Any, source: str) -> str:
    """In the place of nbconvert's `markdown2html`.

    Links lead to http(s), mailto or `#`, others are plain text. Images are those that the notebook itself holds.
    """
    attachments = context.get("cell", {}).get("attachments", {})
    renderer = _Renderer(escape=False, allow_harmful_protocols=False, attachments=attachments)
    return MarkdownWithMath(renderer=renderer).render(source)
