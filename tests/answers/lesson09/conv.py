# %% right: looks inside partials
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    kind = norm
    while isinstance(kind, partial):
        kind = kind.func
    is_batch_norm = isinstance(kind, type) and issubclass(kind, (BatchNorm, nn.BatchNorm2d))
    if bias is None:
        bias = not is_batch_norm
    layers = [nn.Conv2d(ni, nf, kernel_size=ks, stride=stride, padding=ks // 2, bias=bias)]
    if norm:
        layers.append(norm(nf))
    if act:
        layers.append(act())
    return nn.Sequential(*layers)

# %% right: takes the bias away afterwards
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    block = nn.Sequential(nn.Conv2d(ni, nf, ks, stride, (ks - 1) // 2 if ks % 2 else ks // 2, bias=bias is not False))
    for make, args in ((norm, (nf,)), (act, ())):
        if make is not None:
            block.append(make(*args))
    if bias is None and any(isinstance(m, (BatchNorm, nn.modules.batchnorm._BatchNorm)) for m in block):
        block[0].bias = None
    return block

# %% wrong: isinstance on a class
# looks like: leaves the bias on before a batch norm
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    if bias is None:
        bias = not isinstance(norm, (BatchNorm, nn.BatchNorm2d))
    layers = [nn.Conv2d(ni, nf, ks, stride, ks // 2, bias=bias)]
    if norm is not None:
        layers.append(norm(nf))
    if act is not None:
        layers.append(act())
    return nn.Sequential(*layers)


# %% wrong: no bias before any norm
# from: isinstance on a class
# looks like: switches the bias off before other norms, too
# -         bias = not isinstance(norm, (BatchNorm, nn.BatchNorm2d))
# +         bias = norm is None


# %% wrong: by exact class
# from: isinstance on a class
# looks like: by their exact class or name
# -         bias = not isinstance(norm, (BatchNorm, nn.BatchNorm2d))
# +         bias = norm not in (BatchNorm, nn.BatchNorm2d)


# %% wrong: not inside partials
# from: isinstance on a class
# looks like: does not see a batch norm inside a partial
# -         bias = not isinstance(norm, (BatchNorm, nn.BatchNorm2d))
# +         bias = not (isinstance(norm, type) and issubclass(norm, (BatchNorm, nn.BatchNorm2d)))


# %% wrong: issubclass of whatever comes
# from: isinstance on a class
# looks like: stumbles over a norm that is no class
# -         bias = not isinstance(norm, (BatchNorm, nn.BatchNorm2d))
# +         bias = norm is None or not issubclass(norm, (BatchNorm, nn.BatchNorm2d))


# %% wrong: ours only
# looks like: takes torch's BatchNorm2d for no batch norm
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    after = [] if norm is None else [norm(nf)]
    if bias is None:
        bias = not any(isinstance(module, BatchNorm) for module in after)
    return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, ks // 2, bias=bias), *after, *([act()] if act else []))


# %% wrong: torch's only
# from: ours only
# looks like: takes our own BatchNorm for no batch norm
# -         bias = not any(isinstance(module, BatchNorm) for module in after)
# +         bias = not any(isinstance(module, nn.BatchNorm2d) for module in after)


# %% wrong: overrules bias
# looks like: overrules bias
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    after = [] if norm is None else [norm(nf)]
    bias = not any(isinstance(module, (BatchNorm, nn.BatchNorm2d)) for module in after)
    return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, ks // 2, bias=bias), *after, *([act()] if act else []))

# %% wrong: None is no bias
# looks like: without a bias where no batch norm follows
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    after = [] if norm is None else [norm(nf)]
    after += [] if act is None else [act()]
    return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, ks // 2, bias=bool(bias)), *after)

# %% wrong: activation first
# looks like: puts the activation before the norm
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    after = [] if norm is None else [norm(nf)]
    if bias is None:
        bias = not any(isinstance(module, (BatchNorm, nn.BatchNorm2d)) for module in after)
    return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, ks // 2, bias=bias), *([act()] if act else []), *after)

# %% wrong: norm of the channels that come in
# looks like: calls norm with the channels that come in
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    after = [] if norm is None else [norm(ni)]
    if bias is None:
        bias = not any(isinstance(module, (BatchNorm, nn.BatchNorm2d)) for module in after)
    return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, ks // 2, bias=bias), *after, *([act()] if act else []))


# %% wrong: padding 1
# from: activation first
# looks like: has padding 1 for every kernel
# -     return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, ks // 2, bias=bias), *([act()] if act else []), *after)
# +     return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, 1, bias=bias), *after, *([act()] if act else []))


# %% wrong: no padding
# from: activation first
# looks like: has no padding
# -     return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, ks // 2, bias=bias), *([act()] if act else []), *after)
# +     return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, bias=bias), *after, *([act()] if act else []))


# %% wrong: a list
# from: activation first
# looks like: does not return an nn.Sequential
# -     return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, ks // 2, bias=bias), *([act()] if act else []), *after)
# +     return nn.ModuleList([nn.Conv2d(ni, nf, ks, stride, ks // 2, bias=bias), *after, *([act()] if act else [])])


# %% wrong: a ReLU where act is None
# from: activation first
# looks like: puts in a ReLU where act is None
# -     return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, ks // 2, bias=bias), *([act()] if act else []), *after)
# +     return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, ks // 2, bias=bias), *after, (act or nn.ReLU)())


# %% wrong: a kernel of even size
# from: solution
# looks like: has padding (ks - 1) // 2
# -     return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, padding=ks // 2, bias=bias), *after)
# +     return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, padding=(ks - 1) // 2, bias=bias), *after)


# %% wrong: an activation in place
# from: solution
# looks like: calls act with something
# -         after.append(act())
# +         after.append(act(inplace=True))


# %% wrong: an eps for the norm
# from: solution
# looks like: calls norm with more than nf
# -     after = [] if norm is None else [norm(nf)]
# +     after = [] if norm is None else [norm(nf, eps=1e-5)]


# %% wrong: by a name
# looks like: by their exact class or name
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    made = norm(nf) if norm is not None else None
    if bias is None:
        bias = "BatchNorm" not in type(made).__name__
    parts = [nn.Conv2d(ni, nf, ks, stride=stride, padding=ks // 2, bias=bias), made, act() if act is not None else None]
    return nn.Sequential(*[p for p in parts if p is not None])


# %% wrong: by its buffers
# from: by a name
# looks like: switches the bias off before other norms
# -         bias = "BatchNorm" not in type(made).__name__
# +         bias = not hasattr(made, "running_mean")
