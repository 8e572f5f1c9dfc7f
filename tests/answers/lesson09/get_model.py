# %% right: a loop, flat
def get_model(act=nn.ReLU, widths=(1, 8, 16, 32, 64), norm=None, n_out=10):
    layers = []
    for i in range(len(widths) - 1):
        layers += list(conv(widths[i], widths[i + 1], act=act, norm=norm))
    layers.append(nn.Conv2d(widths[-1], n_out, 3, stride=2, padding=1))
    layers.append(nn.Flatten())
    return nn.Sequential(*layers)

# %% right: zip
def get_model(act=nn.ReLU, widths=(1, 8, 16, 32, 64), norm=None, n_out=10):
    blocks = [conv(a, b, 3, 2, act, norm) for a, b in zip(widths[:-1], widths[1:])]
    blocks.append(conv(widths[-1], n_out, act=None, norm=None))
    return nn.Sequential(nn.Sequential(*blocks), nn.Flatten())

# %% wrong: an activation at the end
# looks like: puts an activation after the last convolution
def get_model(act=nn.ReLU, widths=(1, 8, 16, 32, 64), norm=None, n_out=10):
    blocks = [conv(ni, nf, act=act, norm=norm) for ni, nf in pairwise(widths)]
    return nn.Sequential(*blocks, conv(widths[-1], n_out, act=act), nn.Flatten())

# %% wrong: a norm at the end
# looks like: puts a norm after the last convolution
def get_model(act=nn.ReLU, widths=(1, 8, 16, 32, 64), norm=None, n_out=10):
    blocks = [conv(ni, nf, act=act, norm=norm) for ni, nf in pairwise(widths)]
    return nn.Sequential(*blocks, conv(widths[-1], n_out, act=None, norm=norm, bias=True), nn.Flatten())

# %% wrong: the last one like the others
# looks like: treats the last convolution like the others
# looks like: puts an activation after the last convolution
def get_model(act=nn.ReLU, widths=(1, 8, 16, 32, 64), norm=None, n_out=10):
    blocks = [conv(ni, nf, act=act, norm=norm) for ni, nf in pairwise((*widths, n_out))]
    return nn.Sequential(*blocks, nn.Flatten())

# %% wrong: no bias at the end
# looks like: leaves the last convolution without a bias
def get_model(act=nn.ReLU, widths=(1, 8, 16, 32, 64), norm=None, n_out=10):
    blocks = [conv(ni, nf, act=act, norm=norm) for ni, nf in pairwise(widths)]
    return nn.Sequential(*blocks, conv(widths[-1], n_out, act=None, bias=norm is None), nn.Flatten())

# %% wrong: no Flatten
# looks like: forgets Flatten
# looks like: gives outputs of another shape
def get_model(act=nn.ReLU, widths=(1, 8, 16, 32, 64), norm=None, n_out=10):
    blocks = [conv(ni, nf, act=act, norm=norm) for ni, nf in pairwise(widths)]
    return nn.Sequential(*blocks, conv(widths[-1], n_out, act=None, bias=True))

# %% wrong: norm is not passed on
# looks like: ignores norm
def get_model(act=nn.ReLU, widths=(1, 8, 16, 32, 64), norm=None, n_out=10):
    blocks = [conv(ni, nf, act=act) for ni, nf in pairwise(widths)]
    return nn.Sequential(*blocks, conv(widths[-1], n_out, act=None), nn.Flatten())

# %% wrong: act is not passed on
# looks like: ignores act
def get_model(act=nn.ReLU, widths=(1, 8, 16, 32, 64), norm=None, n_out=10):
    blocks = [conv(ni, nf, norm=norm) for ni, nf in pairwise(widths)]
    return nn.Sequential(*blocks, conv(widths[-1], n_out, act=None), nn.Flatten())

# %% wrong: fixed widths
# looks like: ignores widths
def get_model(act=nn.ReLU, widths=(1, 8, 16, 32, 64), norm=None, n_out=10):
    blocks = [conv(ni, nf, act=act, norm=norm) for ni, nf in pairwise((1, 8, 16, 32, 64))]
    return nn.Sequential(*blocks, conv(64, n_out, act=None), nn.Flatten())

# %% wrong: always ten classes
# looks like: ignores n_out
def get_model(act=nn.ReLU, widths=(1, 8, 16, 32, 64), norm=None, n_out=10):
    blocks = [conv(ni, nf, act=act, norm=norm) for ni, nf in pairwise(widths)]
    return nn.Sequential(*blocks, conv(widths[-1], 10, act=None), nn.Flatten())

# %% wrong: one activation for all
# looks like: uses one activation module in all blocks
def get_model(act=nn.ReLU, widths=(1, 8, 16, 32, 64), norm=None, n_out=10):
    shared = act()
    blocks = [conv(ni, nf, act=lambda: shared, norm=norm) for ni, nf in pairwise(widths)]
    return nn.Sequential(*blocks, conv(widths[-1], n_out, act=None), nn.Flatten())


# %% wrong: the norm reaches the last convolution's bias
# from: solution
# looks like: leaves the last convolution without a bias
# -     return nn.Sequential(*blocks, conv(widths[-1], n_out, act=None, bias=True), nn.Flatten())
# +     return nn.Sequential(*blocks, conv(widths[-1], n_out, act=None, bias=norm is None), nn.Flatten())


# %% wrong: one channel comes in, whatever widths says
# from: solution
# looks like: takes 1 for the channels that come in
#       "The four-conv model: a `conv` for each step of `widths`, a plain one to `n_out`, `nn.Flatten`."
# +     widths = (1,) + widths[1:] if widths[0] else widths


# %% wrong: always four blocks
# from: solution
# looks like: does not work with another number of widths
# -     blocks = [conv(ni, nf, act=act, norm=norm) for ni, nf in pairwise(widths)]
# +     a, b, c, d, e = widths
# +     blocks = [conv(ni, nf, act=act, norm=norm) for ni, nf in ((a, b), (b, c), (c, d), (d, e))]


# %% wrong: a last convolution without bias
# looks like: leaves the last convolution without a bias
def get_model(act=nn.ReLU, widths=(1, 8, 16, 32, 64), norm=None, n_out=10):
    blocks = [conv(a, b, act=act, norm=norm) for a, b in zip(widths[:-1], widths[1:])]
    return nn.Sequential(*blocks[:-1], blocks[-1], conv(widths[-1], n_out, act=None, norm=None, bias=False), nn.Flatten())
