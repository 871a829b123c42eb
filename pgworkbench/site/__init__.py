"""Documents of a database: a static site, and the data dictionary in Markdown.

build_site(SiteContent("Shop", catalog, groups=…, pictures=…, remarks=…), folder)
check_site(content, folder)    # everything in which the folder is not that site
"""

from pgworkbench.site.build import build_site
from pgworkbench.site.check import check_site
from pgworkbench.site.content import (
    NotebookPage,
    Pictures,
    RecordedRun,
    Remark,
    RuleText,
    Section,
    SiteContent,
)
from pgworkbench.site.dictionary import GENERATED, Chapter, Reasons, chapter, contents

__all__ = [
    "GENERATED",
    "Chapter",
    "NotebookPage",
    "Pictures",
    "Reasons",
    "RecordedRun",
    "Remark",
    "RuleText",
    "Section",
    "SiteContent",
    "build_site",
    "chapter",
    "check_site",
    "contents",
]
