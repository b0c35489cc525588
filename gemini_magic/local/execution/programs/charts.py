"""Lines of Python that draw a chart: by matplotlib where it is installed, else by Pillow."""

import importlib.util
from dataclasses import dataclass
from functools import cache

_MATPLOTLIB = {
    "line": "plt.plot(xs, ys{label})\n",
    "scatter": "plt.scatter(xs, ys{label})\n",
    "bar": "plt.bar(labels, ys)\n",
    "histogram": "plt.hist(ys)\n",
    "pie": 'plt.pie(ys, labels=labels, autopct="%1.0f%%")\n',
}
_PILLOW_START = """\
WIDTH, HEIGHT, EDGE = 640, 480, 50
image = Image.new("RGB", (WIDTH, HEIGHT), "white")
draw = ImageDraw.Draw(image)
COLOURS = ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728"]
"""
_PILLOW_LINES = """\
pairs = [(x, y) for line in lines for x, y in line if y == y]
left, right = min(x for x, _ in pairs), max(x for x, _ in pairs)
low, high = min(y for _, y in pairs), max(y for _, y in pairs)


def place(x, y):
    across = EDGE + (x - left) / ((right - left) or 1) * (WIDTH - 2 * EDGE)
    return across, HEIGHT - EDGE - (y - low) / ((high - low) or 1) * (HEIGHT - 2 * EDGE)


draw.rectangle((EDGE, EDGE, WIDTH - EDGE, HEIGHT - EDGE), outline="black")
for line, colour in zip(lines, COLOURS):
    dots = [place(x, y) for x, y in line if y == y]
    {draw_dots}
for text, at in ((f"{{left:g}}", (EDGE, HEIGHT - 40)), (f"{{right:g}}", (WIDTH - 70, HEIGHT - 40)),
                 (f"{{low:g}}", (5, HEIGHT - 60)), (f"{{high:g}}", (5, 45)), (title, (EDGE, 15))):
    draw.text(at, text, fill="black")
image.save("plot.png")
"""
_PILLOW_BARS = """\
high, low = max(0, *ys), min(0, *ys)
step = (WIDTH - 2 * EDGE) / len(ys)


def height(y):
    return HEIGHT - EDGE - (y - low) / ((high - low) or 1) * (HEIGHT - 2 * EDGE)


for i, (label, y) in enumerate(zip(labels, ys)):
    left = EDGE + i * step
    top, bottom = sorted((height(y), height(0)))
    draw.rectangle((left + step * 0.1, top, left + step * 0.9, bottom), fill=COLOURS[0])
    draw.text((left + step * 0.2, HEIGHT - 40), str(label), fill="black")
    draw.text((left + step * 0.2, top - 14), f"{y:g}", fill="black")
draw.text((EDGE, 15), title, fill="black")
image.save("plot.png")
"""


@dataclass(frozen=True)
class Chart:
    """What is drawn: names of lists in the program, one of `labels` or `xs` with the `ys`."""

    kind: str
    title: str
    x_label: str = ""
    y_label: str = ""


@cache
def drawer() -> str:
    """What draws here: matplotlib, PIL or nothing."""
    installed = (name for name in ("matplotlib", "PIL") if importlib.util.find_spec(name))
    return next(installed, "")


def imports() -> str:
    if drawer() == "matplotlib":
        return "import matplotlib.pyplot as plt\n"
    return "from PIL import Image, ImageDraw\n"


def drawn(chart: Chart, curves: tuple[str, ...] = ()) -> str:
    """The lines that draw; with `curves`, names of lists that share `xs`, several lines."""
    if drawer() == "matplotlib":
        return _by_matplotlib(chart, curves)
    return _by_pillow(chart, curves)


def _by_matplotlib(chart: Chart, curves: tuple[str, ...]) -> str:
    draw = _MATPLOTLIB[chart.kind]
    if curves:
        code = "".join(draw.replace("ys", f"ys{i or ''}").format(label=f", label={name!r}")
                       for i, name in enumerate(curves))  # fmt: skip
        code += "plt.legend()\n"
    else:
        code = draw.format(label="") if "{" in draw and chart.kind != "pie" else draw
    code += f"plt.title({chart.title!r})\n"
    code += f"plt.xlabel({chart.x_label!r})\n" if chart.x_label else ""
    code += f"plt.ylabel({chart.y_label!r})\n" if chart.y_label else ""
    code += "plt.grid(True)\n" if chart.kind in ("line", "scatter") else ""
    return f"{code}plt.show()\n"


def _by_pillow(chart: Chart, curves: tuple[str, ...]) -> str:
    start = f"{_PILLOW_START}title = {chart.title!r}\n"
    if chart.kind in ("line", "scatter"):
        names = [f"ys{i or ''}" for i, _ in enumerate(curves)] or ["ys"]
        lines = ", ".join(f"list(zip(xs, {name}))" for name in names)
        dots = (
            "draw.line(dots, fill=colour, width=2)"
            if chart.kind == "line"
            else "[draw.ellipse((x - 3, y - 3, x + 3, y + 3), fill=colour) for x, y in dots]"
        )
        return f"{start}lines = [{lines}]\n{_PILLOW_LINES.format(draw_dots=dots)}"
    if chart.kind == "histogram":
        start += (
            "bins = 10\nlow, high = min(ys), max(ys)\nwidth = (high - low) / bins or 1\n"
            'labels = [f"{low + i * width:g}" for i in range(bins)]\n'
            "ys = [sum(min(int((y - low) / width), bins - 1) == i for y in ys) "
            "for i in range(bins)]\n"
        )
    return start + _PILLOW_BARS
