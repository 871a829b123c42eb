"""A PostgreSQL to work on, and scratch databases on it.

Yours by URL, one found on this machine, or the embedded wheel's. Nothing is written but databases and roles that the
workbench itself made and marked.
"""

from pgworkbench.server.database import Database
from pgworkbench.server.examine import Answer, Examination, examine
from pgworkbench.server.find import Installation, Origin, installations
from pgworkbench.server.marks import Kind, Mark, Marked
from pgworkbench.server.options import BINDIR_VARIABLE, URL_VARIABLE, ServerOptions
from pgworkbench.server.server import Server, open_server
from pgworkbench.server.settings import SETTINGS, Setting

__all__ = [
    "BINDIR_VARIABLE",
    "SETTINGS",
    "URL_VARIABLE",
    "Answer",
    "Database",
    "Examination",
    "Installation",
    "Kind",
    "Mark",
    "Marked",
    "Origin",
    "Server",
    "ServerOptions",
    "Setting",
    "examine",
    "installations",
    "open_server",
]
