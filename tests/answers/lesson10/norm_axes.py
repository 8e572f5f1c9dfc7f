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
# from: the axes that are kept
# looks like: is layer norm: batch norm takes the batch axis, not C
# -     axes = {"batch": (1,), "layer": (0,), "instance": (0, 1), "group": (0, 1)}
# +     axes = {"batch": (1, 2, 3), "layer": (0, 2, 3), "instance": (2, 3), "group": (2, 3, 4)}


# %% wrong: layer for instance
# from: the axes that are kept
# looks like: is layer norm: an instance norm leaves C alone
# -     axes = {"batch": (1,), "layer": (0,), "instance": (0, 1), "group": (0, 1)}
# +     axes = {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (1, 2, 3), "group": (2, 3, 4)}


# %% wrong: groups in four axes
# from: the axes that are kept
# looks like: is for four axes
# -     axes = {"batch": (1,), "layer": (0,), "instance": (0, 1), "group": (0, 1)}
# +     axes = {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (2, 3), "group": (1, 2, 3)}


# %% wrong: groups without their channels
# from: the axes that are kept
# looks like: leaves C/G out
# -     axes = {"batch": (1,), "layer": (0,), "instance": (0, 1), "group": (0, 1)}
# +     axes = {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (2, 3), "group": (3, 4)}


# %% wrong: all groups together
# from: the axes that are kept
# looks like: takes the groups together
# -     axes = {"batch": (1,), "layer": (0,), "instance": (0, 1), "group": (0, 1)}
# +     axes = {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (2, 3), "group": (1, 2, 3, 4)}


# %% wrong: groups over the batch axis
# from: the axes that are kept
# looks like: takes the batch axis
# -     axes = {"batch": (1,), "layer": (0,), "instance": (0, 1), "group": (0, 1)}
# +     axes = {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (2, 3), "group": (0, 2, 3, 4)}


# %% wrong: counted from the end
# from: the axes that are kept
# looks like: in another order, or counted from the end
# -     axes = {"batch": (1,), "layer": (0,), "instance": (0, 1), "group": (0, 1)}
# +     axes = {"batch": (0, -2, -1), "layer": (-3, -2, -1), "instance": (-2, -1), "group": (-3, -2, -1)}


# %% wrong: lists
# from: the axes that are kept
# looks like: does not give a tuple
# -     axes = {"batch": (1,), "layer": (0,), "instance": (0, 1), "group": (0, 1)}
# +     axes = {"batch": [0, 2, 3], "layer": [1, 2, 3], "instance": [2, 3], "group": [2, 3, 4]}


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
# from: solution
# looks like: does not give a tuple
# -     return axes[kind]
# +     return list(axes[kind])


# %% wrong: a part of a name
# looks like: gives axes for something else
def norm_axes(kind):
    axes = {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (2, 3), "group": (2, 3, 4)}
    for name, found in axes.items():
        if kind and kind.lower() in name:
            return found
    raise ValueError
