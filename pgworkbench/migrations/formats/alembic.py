"""Alembic: a revision for each file, which holds its statements as they are and sends them past every rewriting.

Alembic writes down the version in the same transaction: so what a file sets with SET LOCAL is put back at its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from postgast import pg_query_pb2 as tree

from pgworkbench.migrations.files import File
from pgworkbench.migrations.formats.written import Written, head, title, ways
from pgworkbench.migrations.reading import pieces, section_of, statements
from pgworkbench.migrations.running import Way
from pgworkbench.migrations.text import literal

_REVISION = '''\
"""{title}

Revision ID: {version}
Revises: {former}
"""

from alembic import context, op

revision = {version!r}
down_revision = {down}
branch_labels = None
depends_on = None

{head}
UP = ({up})

DOWN = ({back})


def upgrade() -> None:
    """The way up."""
    {run_up}


def downgrade() -> None:
    """The way back."""
    {run_down}


def _run(statements: tuple[str, ...]) -> None:
    """Each statement as it stands: no colon or percent sign in it is a parameter."""
    for statement in statements:
        if context.is_offline_mode():
            op.get_context().impl.static_output(statement + ";")
        else:
            op.get_bind().exec_driver_sql(statement, execution_options={{"no_parameters": True}})
'''
_INSIDE = "_run({name})"
_OUTSIDE = "with op.get_context().autocommit_block():\n        _run({name})"
_NO_WAY_BACK = 'raise NotImplementedError("this file has no way back")'
_BEFORE = "pgworkbench.before_"


def render(files: Sequence[File]) -> Iterator[Written]:
    """A revision for each file, each after the one before it."""
    for former, file in pairwise([None, *files]):
        if file is not None:
            yield Written(f"{file.version}_{title(file)}.py", _revision(file, former))


def _revision(file: File, former: File | None) -> str:
    known = ways(file)
    comments = "\n".join(f"# {line.removeprefix('--').strip(' ')}".rstrip() for line in head(file).splitlines())
    return _REVISION.format(
        title=title(file).replace("_", " "),
        version=file.version,
        former=former.version if former else "",
        down=repr(former.version) if former else "None",
        head=f"{comments}\n" if comments else "",
        up=_tuple(_sent(file, Way.UP)),
        back=_tuple(_sent(file, Way.DOWN)) if Way.DOWN in known else "",
        run_up=_call(file, Way.UP, "UP"),
        run_down=_call(file, Way.DOWN, "DOWN") if Way.DOWN in known else _NO_WAY_BACK,
    )


def _call(file: File, way: Way, name: str) -> str:
    return (_INSIDE if section_of(file, way).transaction else _OUTSIDE).format(name=name)


def _sent(file: File, way: Way) -> list[str]:
    """The statements, between those that remember and restore what they set for the transaction."""
    names = _set_locally(file, way) if section_of(file, way).transaction else []
    remember = [
        f"SELECT set_config({_kept(name)}, coalesce(current_setting({literal(name)}, true), ''), true)"
        for name in names
    ]
    restore = [f"SELECT set_config({literal(name)}, current_setting({_kept(name)}), true)" for name in names]
    return [*remember, *pieces(file, way), *restore]


def _set_locally(file: File, way: Way) -> list[str]:
    found = (
        read.node.name
        for read in statements(file, way)
        if read.kind == "variable_set_stmt" and read.node.is_local and read.node.kind == tree.VAR_SET_VALUE
    )
    return list(dict.fromkeys(found))


def _kept(name: str) -> str:
    return literal(_BEFORE + name.replace(".", "_").lower())


def _tuple(texts: Sequence[str]) -> str:
    """As Python: raw, so that it reads as SQL; escaped only where raw text would not come back as it is."""
    lines = [f"\n    {_constant(text)}," for text in texts]
    return "".join(lines) + "\n" * bool(lines)


def _constant(text: str) -> str:
    if (
        '"""' in text
        or "\r" in text
        or (not text.isprintable() and any(ord(c) < ord(" ") and c not in "\n\t" for c in text))
    ):
        return repr(text)
    return f'r"""\n{text}\n"""'
