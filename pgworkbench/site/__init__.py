"""Documents of a database: the data dictionary in Markdown."""

from pgworkbench.site.dictionary import GENERATED, Chapter, Reasons, chapter, contents

__all__ = ["GENERATED", "Chapter", "Reasons", "chapter", "contents"]
