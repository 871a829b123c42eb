"""Text as HTML: Markdown without a way out of it, SQL with its keywords marked, figures for people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape
from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters.html import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers.sql import PostgresLexer  # type: ignore[import-untyped]

# The only HTML that a text may hold: what folds a part of it away, and comments, which are dropped.
_FOLDED = re.compile(r"(<details>|</details>|<summary>[^<>]*</summary>)")
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_OUTSIDE = re.compile(r"(?i)^\s*([a-z][a-z0-9+.-]*:|//)")
_STEPS = ("bytes", "kB", "MB", "GB", "TB")
_STEP = 1024
_SMALL = 10  # below it one decimal says something


class _Renderer(RendererHTML):
    """Markdown's renderer, with links and pictures that lead nowhere outside the site."""

    def html_block(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        return _folds(tokens[idx].content)

    def html_inline(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        return _folds(tokens[idx].content)

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        address = str(tokens[idx].attrGet("href") or "")
        if _OUTSIDE.match(address):
            return f'<span class="outside" title="{escape(address)}">'
        return self.renderToken(tokens, idx, options, env)

    def link_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        opened = next(t for t in reversed(tokens[:idx]) if t.type == "link_open")
        outside = _OUTSIDE.match(str(opened.attrGet("href") or ""))
        return "</span>" if outside else self.renderToken(tokens, idx, options, env)

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        if _OUTSIDE.match(str(tokens[idx].attrGet("src") or "")):
            return str(escape(tokens[idx].content))
        return super().image(tokens, idx, options, env)

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        if tokens[idx].info.strip() == "sql":
            return f'<pre class="code" tabindex="0">{sql(tokens[idx].content)}</pre>'
        return super().fence(tokens, idx, options, env).replace("<pre>", '<pre class="code" tabindex="0">', 1)

    def table_open(self, _tokens: Sequence[Token], _idx: int, _options: Any, _env: Any) -> str:
        return '<div class="scroll" role="region" aria-label="Table" tabindex="0"><table>'

    def table_close(self, _tokens: Sequence[Token], _idx: int, _options: Any, _env: Any) -> str:
        return "</table></div>"


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}, renderer_cls=_Renderer).enable("table")


def markdown(text: str, *, deeper: int = 0) -> Markup:
    """Markdown as HTML, its headings `deeper` levels down; any other HTML in it is shown, not obeyed."""
    tokens = _parser().parse(_COMMENT.sub("", text))
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1:]) + deeper)}"
    return Markup(_parser().renderer.render(tokens, _parser().options, {}))  # noqa: S704  # made above


def inline(text: str) -> Markup:
    """Markdown of one line: code, emphasis."""
    return Markup(_parser().renderInline(_COMMENT.sub("", text)))  # noqa: S704  # as above


def _folds(html: str) -> str:
    parts = _FOLDED.split(html)
    return "".join(part if index % 2 else str(escape(part)) for index, part in enumerate(parts))


def sql(text: str) -> Markup:
    """SQL with its words marked by class, as `<code>`."""
    marked = highlight(text, _lexer(), _formatter()).rstrip("\n")
    return Markup(f"<code>{marked}</code>")  # noqa: S704  # pygments escapes


@cache
def _lexer() -> Any:
    return PostgresLexer(stripnl=False, ensurenl=False)


@cache
def _formatter() -> Any:
    return HtmlFormatter(nowrap=True)


def breakable(name: str) -> Markup:
    """A long name that may be broken where its words end."""
    return Markup("_<wbr>").join(escape(word) for word in str(name).split("_"))


def size(count: int) -> str:
    """Bytes for people: `8 kB`, `1.5 GB`."""
    amount, step = float(count), 0
    while amount >= _STEP and step < len(_STEPS) - 1:
        amount, step = amount / _STEP, step + 1
    shown = f"{amount:.1f}" if step and amount < _SMALL and amount != int(amount) else f"{amount:.0f}"
    return f"{shown} {_STEPS[step]}"


def number(value: float) -> str:
    """A number with thousands apart; three figures where it is small."""
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= _STEP else f"{value:.3g}"


def sentence(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def one_line(text: str | None) -> str:
    """Text on one line."""
    return " ".join((text or "").split())
