# %% right: match
def norm_axes(kind):
    match kind:
        case "batch":
            return 0, 2, 3
        case "layer":
            return 1, 2, 3
        case "instance":
            return 2, 3
        case "group":
            return 2, 3, 4
    raise ValueError(f"{kind!r} is no kind of normalization")

# %% right: what is kept
def norm_axes(kind):
    kept = {"batch": [1], "layer": [0], "instance": [0, 1], "group": [0, 1]}.get(kind)
    if kept is None:
        raise ValueError(kind)
    return tuple(axis for axis in range(5 if kind == "group" else 4) if axis not in kept)

# %% wrong: the axes that are kept
# looks like: names the axes that are kept
def norm_axes(kind):
    axes = {"batch": (1,), "layer": (0,), "instance": (0, 1), "group": (0, 1)}
    if kind not in axes:
        raise ValueError(kind)
    return axes[kind]

# %% wrong: batch and layer swapped
# looks like: is layer norm: batch norm takes the batch axis, not C
def norm_axes(kind):
    axes = {"batch": (1, 2, 3), "layer": (0, 2, 3), "instance": (2, 3), "group": (2, 3, 4)}
    if kind not in axes:
        raise ValueError(kind)
    return axes[kind]

# %% wrong: layer for instance
# looks like: is layer norm: an instance norm leaves C alone
def norm_axes(kind):
    axes = {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (1, 2, 3), "group": (2, 3, 4)}
    if kind not in axes:
        raise ValueError(kind)
    return axes[kind]

# %% wrong: groups in four axes
# looks like: is for four axes
def norm_axes(kind):
    axes = {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (2, 3), "group": (1, 2, 3)}
    if kind not in axes:
        raise ValueError(kind)
    return axes[kind]

# %% wrong: groups without their channels
# looks like: leaves C/G out
def norm_axes(kind):
    axes = {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (2, 3), "group": (3, 4)}
    if kind not in axes:
        raise ValueError(kind)
    return axes[kind]

# %% wrong: all groups together
# looks like: takes the groups together
def norm_axes(kind):
    axes = {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (2, 3), "group": (1, 2, 3, 4)}
    if kind not in axes:
        raise ValueError(kind)
    return axes[kind]

# %% wrong: groups over the batch axis
# looks like: takes the batch axis
def norm_axes(kind):
    axes = {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (2, 3), "group": (0, 2, 3, 4)}
    if kind not in axes:
        raise ValueError(kind)
    return axes[kind]

# %% wrong: counted from the end
# looks like: in another order, or counted from the end
def norm_axes(kind):
    axes = {"batch": (0, -2, -1), "layer": (-3, -2, -1), "instance": (-2, -1), "group": (-3, -2, -1)}
    if kind not in axes:
        raise ValueError(kind)
    return axes[kind]

# %% wrong: lists
# looks like: does not give a tuple
def norm_axes(kind):
    axes = {"batch": [0, 2, 3], "layer": [1, 2, 3], "instance": [2, 3], "group": [2, 3, 4]}
    if kind not in axes:
        raise ValueError(kind)
    return axes[kind]

# %% wrong: KeyError
# looks like: raises KeyError where ValueError is asked for
def norm_axes(kind):
    return {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (2, 3), "group": (2, 3, 4)}[kind]

# %% wrong: everything else is batch norm
# looks like: gives axes for something else
def norm_axes(kind):
    if kind == "group":
        return (2, 3, 4)
    return {"layer": (1, 2, 3), "instance": (2, 3)}.get(kind, (0, 2, 3))


# %% wrong: a list
# looks like: does not give a tuple
def norm_axes(
    kind: str,  # "batch", "layer", "instance" or "group"
) -> tuple[int, ...]:  # Axes of N,C,H,W; for "group" of N,G,C/G,H,W
    "The axes that share one mean and one variance. Raises `ValueError` for any other kind."
    axes = {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (2, 3), "group": (2, 3, 4)}
    if kind not in axes:
        raise ValueError(f"no normalization is called {kind!r}: one of {', '.join(axes)}")
    return list(axes[kind])

# %% wrong: a part of a name
# looks like: gives axes for something else
def norm_axes(kind):
    axes = {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (2, 3), "group": (2, 3, 4)}
    for name, found in axes.items():
        if kind and kind.lower() in name:
            return found
    raise ValueError
