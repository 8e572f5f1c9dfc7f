"The icons that a site shows, without the two thousand others that its theme brings along."

import re
from pathlib import Path

SCRIPT = "_static/scripts/fontawesome.js"  # of pydata-sphinx-theme; 540 KB over the wire as it comes
# In that script: `"magnifying-glass":[512,512,[128269,"search"],"f002","M416 …"]`: name, size, other names, drawing.
_ICON = re.compile(
    r'"?(?P<name>[a-z0-9-]+)"?:\[\d+,\d+,\[(?P<others>[^\]]*)\],"[0-9a-f]*",(?:"[^"]*"|\["[^]]*"\])\],?', re.ASCII
)
STYLE = "_static/styles/pydata-sphinx-theme.css"
# The same icons as a font, 115 KB, which a browser fetches only for the moment before the script has drawn them.
_FONT = re.compile(r"@font-face\{[^}]*font-family:Font Awesome[^}]*\}")
_SHOWN = re.compile(r"fa-([a-z0-9-]+)")


def keep_shown_icons(site: Path) -> None:
    "Takes out of the theme's script what neither a page of `site` nor another script of it names, and the font."
    script = site / SCRIPT
    others = [path for path in (site / "_static").rglob("*.js") if path != script]
    shown = {name for path in [*site.rglob("*.html"), *others] for name in _SHOWN.findall(path.read_text("utf-8"))}

    def kept(icon: re.Match[str]) -> str:
        names = {icon["name"], *re.findall(r'"([^"]+)"', icon["others"])}
        return icon[0] if names & shown else ""

    style = site / STYLE
    style.write_text(_FONT.sub("", style.read_text("utf-8")), encoding="utf-8")
    script.write_text(_ICON.sub(kept, script.read_text("utf-8")), encoding="utf-8")
