"""A domain's name into a package's `__init__.py`: imported, listed, and public; the rest of the file stays as it is."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pgworkbench.adoption import design, python
from pgworkbench.errors import ContentError


@dataclass(frozen=True, slots=True)
class Registered:
    """`entry` goes to the end of the tuple `listing` of `package`, which imports the module `name`."""

    package: str
    listing: str
    entry: str
    name: str


def registered(path: Path, source: str, what: Registered) -> str:
    """The text with the domain in it; ContentError if the file is not made as they usually are."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise ContentError(path, error.lineno, f"not Python: {error.msg}") from None
    edits = [_imports(tree, what), _listing(path, source, tree, what), *_public(source, tree, what)]
    lines = source.splitlines(keepends=True)
    for first, last, text in sorted(edits, reverse=True):
        lines[first - 1 : last] = [text]
    return "".join(lines)


Edit = tuple[int, int, str]  # lines (from 1) that a text takes the place of; the last before the first: it is put there


def _imports(tree: ast.Module, what: Registered) -> Edit:
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == what.package:
            names = sorted({*(alias.name for alias in node.names), what.name})
            return node.lineno, node.end_lineno or node.lineno, design.imported(what.package, names)
    first = next((node for node in tree.body if not _is_docstring(node)), None)
    line = first.lineno if first is not None else len(tree.body) + 1
    gap = "" if isinstance(first, ast.ImportFrom) else "\n"
    return line, line - 1, design.imported(what.package, [what.name]) + gap


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _assigned(tree: ast.Module, name: str) -> ast.Assign | ast.AnnAssign | None:
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return node if isinstance(node, ast.Assign | ast.AnnAssign) else None
    return None


def _listing(path: Path, source: str, tree: ast.Module, what: Registered) -> Edit:
    node = _assigned(tree, what.listing)
    if node is None or not isinstance(node.value, ast.Tuple):
        line = node.lineno if node is not None else None
        raise ContentError(path, line, f"{what.listing} is not a plain tuple: write {what.entry} into it by hand")
    items = [*_texts(source, node.value.elts), what.entry]
    return node.lineno, node.end_lineno or node.lineno, python.assigned(_target(source, node), python.paired(items))


def _target(source: str, node: ast.Assign | ast.AnnAssign) -> str:
    if isinstance(node, ast.AnnAssign):
        return f"{_text(source, node.target)}: {_text(source, node.annotation)}"
    return _text(source, node.targets[0])


def _texts(source: str, nodes: Sequence[ast.expr]) -> list[str]:
    return [_text(source, node) for node in nodes]


def _text(source: str, node: ast.expr) -> str:
    return ast.get_source_segment(source, node) or ast.unparse(node)


def _public(source: str, tree: ast.Module, what: Registered) -> list[Edit]:
    """`__all__`, if it lists the modules."""
    node = _assigned(tree, "__all__")
    modules = {alias.name for each in tree.body if isinstance(each, ast.ImportFrom) for alias in each.names}
    if node is None or not isinstance(node.value, ast.List | ast.Tuple):
        return []
    items = _texts(source, node.value.elts)
    if what.package != "schema" or not modules & {item.strip("\"'") for item in items}:
        return []
    ordered = sorted({*items, python.text(what.name)}, key=lambda item: (not item.strip("\"'").isupper(), item))
    made = python.listed(ordered) if isinstance(node.value, ast.List) else python.paired(ordered)
    return [(node.lineno, node.end_lineno or node.lineno, python.assigned("__all__", made))]
