"""The site of the documentation: `make docs` builds it, and stops at a link that leads nowhere.

Sphinx with MyST, which reads the Markdown pages as they are: both had releases this autumn. MkDocs had its
last in 2024, and its best theme is being replaced (Zensical, 0.1). Furo is the theme: nothing from elsewhere.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

project = "assistant"
author = "the founders"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "pictures"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "assistant"
html_show_copyright = False
html_css_files = ["site.css"]
html_static_path = ["static"]
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
# What a page shows as TOML or text is for people; a lexer that stumbles over it is no mistake of the page.
suppress_warnings = ["misc.highlighting_failure"]
# Files of the repository that aren't pages are links to nowhere on a site: they are named, not linked.
myst_url_schemes = ["http", "https", "mailto"]
