"Sphinx's configuration. `autograder docs` calls it on nbdev's processed notebooks."

from configparser import ConfigParser
from pathlib import Path

_settings = ConfigParser()
_settings.read(Path(__file__).parents[1] / "settings.ini", encoding="utf-8")
_course = _settings["DEFAULT"]

project = _course["title"]
author = _course["author"]
copyright = _course["copyright"]
version = release = _course["version"]
language = "en"
extensions = ["myst_nb", "sphinx_copybutton", "sphinxext.opengraph", "sphinx_sitemap"]

nb_execution_mode = "off"  # figures and tables are the ones stored in solutions/
myst_enable_extensions = ["dollarmath", "amsmath", "attrs_inline"]
myst_heading_anchors = 6
myst_heading_slug_func = "autograder.docs.links.anchor_of"
myst_all_links_external = True  # links were made relative to the pages; a test follows every one of them

html_theme = "sphinx_book_theme"
html_title = project
html_favicon = "assets/icon.svg"
html_context = {"default_mode": "auto"}  # light or dark, as the reader's system is
html_theme_options = {
    "show_toc_level": 2,
    "use_download_button": False,  # it would offer the page's source, not the lesson
    "use_fullscreen_button": False,
    "navbar_persistent": [],
    "footer_content_items": ["copyright", "version"],
}
html_baseurl = f"{_course['doc_host']}{_course['doc_baseurl']}/"
if tags.has("versions"):  # noqa: F821  # Sphinx's; set where the site is one of several beside each other
    html_baseurl += f"{version}/"
    html_theme_options |= {
        "switcher": {"json_url": "../switcher.json", "version_match": version},
        "check_switcher": False,  # it is written when all pages are
    }
    _sidebar = ["navbar-logo.html", "version-switcher.html", "search-button-field.html", "sbt-sidebar-nav.html"]
    html_sidebars = {"**": _sidebar}
html_static_path = ["assets"]
templates_path = ["templates"]
html_css_files = ["course.css"]
html_js_files = [("figures.js", {"defer": "defer"}), ("scrolling.js", {"defer": "defer"})]
sitemap_url_scheme = "{link}"
sitemap_show_lastmod = False
ogp_site_url = html_baseurl
ogp_image = "_static/check.png"
ogp_social_cards = {"enable": False}
copybutton_selector = "div.highlight pre"
html_copy_source = False
html_use_index = False

# Math is set by the MathJax beside the pages, with MathML for screen readers. Its menu would load more of it, which is
# not there.
mathjax_path = "mathjax/tex-chtml.js"
mathjax3_config = {"options": {"enableMenu": False, "enableAssistiveMml": True}}

# nbdev puts a rule above every definition; where one opens a section docutils objects, and the page is as it should be.
suppress_warnings = ["docutils"]
