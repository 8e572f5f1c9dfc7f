"How far a measurement is: a bar, and the time that is left."

WIDTH = 24  # characters of the bar


def progress(done: float, total: float, spent: float) -> str:
    """`[######------------------] 25 %, about 3 min to go`.

    `done` of `total` work took `spent` seconds. Work is in any unit in which twice as much takes about twice as long.
    """
    share = done / total if total else 1.0
    filled = round(WIDTH * share)
    bar = f"[{'#' * filled}{'-' * (WIDTH - filled)}] {100 * share:.0f} %"
    return bar if share in (0.0, 1.0) else f"{bar}, about {duration(spent * (1 - share) / share)} to go"


def duration(seconds: float) -> str:
    "In the largest unit of which it has two: `85 s`, `12 min`, `2.5 h`."
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
