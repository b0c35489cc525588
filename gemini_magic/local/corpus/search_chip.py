"""The search suggestion that belongs beside a grounded answer: chips in HTML and CSS, no script."""

from html import escape
from urllib.parse import quote_plus

_STYLE = """\
<style>
.container { align-items: center; border-radius: 10px; display: flex; gap: 8px;
  font: 14px/20px system-ui, sans-serif; padding: 8px 12px; }
.headline { display: flex; font-size: 12px; white-space: nowrap; }
.carousel { display: flex; gap: 8px; overflow-x: auto; scrollbar-width: none; }
.chip { border: 1px solid; border-radius: 16px; padding: 4px 14px; text-decoration: none;
  white-space: nowrap; }
@media (prefers-color-scheme: light) {
  .container { background: #f6f8fa; box-shadow: 0 0 0 1px #0000001a; color: #57606a; }
  .chip { background: #fff; border-color: #d0d7de; color: #24292f; }
  .chip:hover { background: #eef1f4; }
}
@media (prefers-color-scheme: dark) {
  .container { background: #20242a; box-shadow: 0 0 0 1px #ffffff26; color: #9aa4af; }
  .chip { background: #2b3038; border-color: #444c56; color: #e6edf3; }
  .chip:hover { background: #353b44; }
}
</style>"""
_GLASS = (
    '<svg width="18" height="18" viewBox="0 0 18 18" fill="none" stroke="currentColor" '
    'stroke-width="2" aria-hidden="true"><circle cx="7.5" cy="7.5" r="5"/>'
    '<path d="M11.5 11.5 16 16"/></svg>'
)


def rendered_content(queries: list[str]) -> str:
    """One chip a query; each leads to the query on Google, where the engine never goes itself."""
    chips = "\n    ".join(
        f'<a class="chip" href="https://www.google.com/search?q={quote_plus(query)}">'
        f"{escape(query)}</a>"
        for query in queries
    )
    return (
        f'{_STYLE}\n<div class="container">\n  <div class="headline">{_GLASS}</div>\n'
        f'  <div class="carousel">\n    {chips}\n  </div>\n</div>\n'
    )
