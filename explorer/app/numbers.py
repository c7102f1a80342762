"""Numbers as the page's language writes them."""

from __future__ import annotations

import numpy as np

from explorer.app.language import decimal
from explorer.figures.curves import power_of_ten
from explorer.tasks import Task


def number(value: float, digits: int = 2) -> str:
    """A number as the page's language writes it; small ones keep two significant figures, tiny ones as 7.9·10⁻⁵."""
    if not np.isfinite(value):
        return "–"
    if 0 < abs(value) < 1e-4:
        return in_powers(value)
    text = f"{value:.{digits}f}" if abs(value) >= 0.1 or value == 0 else f"{value:.2g}"
    return text.replace("-", "−").replace(".", decimal())


def in_powers(value: float) -> str:
    """Two figures and a power of ten: 3.2·10⁵, 1.2·10⁻¹⁰."""
    digits, power = f"{value:.1e}".split("e")
    return f"{number(float(digits), 1)}·{power_of_ten(int(power))}"


def share(value: float) -> str:
    """A part in percent; of something that has grown, how many times as much it is."""
    if not np.isfinite(value):
        return "–"
    if value >= 2:
        return f"× {number(value, 1 if value < 9.95 else 0)}"
    return f"{number(100 * value, 1 if 0 < value < 0.01 else 0)} %"


def metric(task: Task, value: float) -> str:
    """A score as people read it: a share in percent, anything else as a number."""
    return f"{value:.0%}".replace("%", " %") if task.better == "higher" else number(value)
