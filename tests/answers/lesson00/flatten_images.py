# %% right: flatten
def flatten_images(x):
    if x.ndim < 2:
        raise ValueError("at least two axes")
    return x.flatten(start_dim=1)


# %% right: row by row
def flatten_images(x):
    if len(x.shape) < 2:
        raise ValueError("at least two axes")
    return torch.stack([image.reshape(-1) for image in x])


# %% right: view of a contiguous copy, ValueError's subclass
class TooFewAxes(ValueError):
    pass


def flatten_images(x):
    if x.dim() in (0, 1):
        raise TooFewAxes(x.dim())
    return x.contiguous().view(x.size(0), math.prod(x.shape[1:]))


# %% wrong: one long row
# looks like: everything in one row: the first axis
def flatten_images(x):
    if x.dim() < 2:
        raise ValueError("at least two axes")
    return x.reshape(-1)


# %% wrong: rows of pixels
# looks like: a row for each row of pixels
def flatten_images(x):
    if x.dim() < 2:
        raise ValueError("at least two axes")
    return x.reshape(-1, x.shape[-1])


# %% wrong: columns first
# looks like: goes down the columns
def flatten_images(x):
    if x.dim() < 2:
        raise ValueError("at least two axes")
    return x.transpose(-1, -2).reshape(len(x), -1) if x.dim() > 2 else x


# %% wrong: channels last
# looks like: puts a pixel's channels side by side
def flatten_images(x):
    if x.dim() < 2:
        raise ValueError("at least two axes")
    if x.dim() == 4:
        x = x.permute(0, 2, 3, 1)
    return x.reshape(len(x), -1)


# %% wrong: images as columns
# looks like: each image has become a column
def flatten_images(x):
    if x.dim() < 2:
        raise ValueError("at least two axes")
    return x.reshape(len(x), -1).T


# %% wrong: only the pixels
# looks like: the channels are still an axis
def flatten_images(x):
    if x.dim() < 2:
        raise ValueError("at least two axes")
    return x.flatten(-2) if x.dim() > 2 else x


# %% wrong: squeezed
# looks like: loses the axis that counts images
def flatten_images(x):
    if x.dim() < 2:
        raise ValueError("at least two axes")
    return x.reshape(len(x), -1).squeeze()


# %% wrong: view
# looks like: uses view
def flatten_images(x):
    if x.dim() < 2:
        raise ValueError("at least two axes")
    return x.view(len(x), -1)


# %% wrong: only 28 by 28
# looks like: counts on images of one size
def flatten_images(x):
    if x.dim() < 2:
        raise ValueError("at least two axes")
    return x.reshape(-1, 28 * 28)


# %% wrong: another dtype
# looks like: dtype float32 where
def flatten_images(x):
    if x.dim() < 2:
        raise ValueError("at least two axes")
    return x.reshape(len(x), -1).float()


# %% wrong: resized in place
# looks like: changes its input in place
def flatten_images(x):
    if x.dim() < 2:
        raise ValueError("at least two axes")
    return x.resize_(len(x), x.numel() // len(x))


# %% wrong: takes a vector
# looks like: does not refuse fewer than two axes
def flatten_images(x):
    return x.reshape(x.shape[0], -1) if x.dim() else x


# %% wrong: torch's own error
# looks like: raises IndexError where ValueError
def flatten_images(x):
    return x.flatten(1)
