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
# looks like: switches the bias off before other norms, too
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    if bias is None:
        bias = norm is None
    layers = [nn.Conv2d(ni, nf, ks, stride, ks // 2, bias=bias)]
    if norm is not None:
        layers.append(norm(nf))
    if act is not None:
        layers.append(act())
    return nn.Sequential(*layers)

# %% wrong: by exact class
# looks like: by their exact class or name
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    if bias is None:
        bias = norm not in (BatchNorm, nn.BatchNorm2d)
    layers = [nn.Conv2d(ni, nf, ks, stride, ks // 2, bias=bias)]
    if norm is not None:
        layers.append(norm(nf))
    if act is not None:
        layers.append(act())
    return nn.Sequential(*layers)

# %% wrong: not inside partials
# looks like: does not see a batch norm inside a partial
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    if bias is None:
        bias = not (isinstance(norm, type) and issubclass(norm, (BatchNorm, nn.BatchNorm2d)))
    layers = [nn.Conv2d(ni, nf, ks, stride, ks // 2, bias=bias)]
    if norm is not None:
        layers.append(norm(nf))
    if act is not None:
        layers.append(act())
    return nn.Sequential(*layers)

# %% wrong: issubclass of whatever comes
# looks like: stumbles over a norm that is no class
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    if bias is None:
        bias = norm is None or not issubclass(norm, (BatchNorm, nn.BatchNorm2d))
    layers = [nn.Conv2d(ni, nf, ks, stride, ks // 2, bias=bias)]
    if norm is not None:
        layers.append(norm(nf))
    if act is not None:
        layers.append(act())
    return nn.Sequential(*layers)

# %% wrong: ours only
# looks like: takes torch's BatchNorm2d for no batch norm
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    after = [] if norm is None else [norm(nf)]
    if bias is None:
        bias = not any(isinstance(module, BatchNorm) for module in after)
    return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, ks // 2, bias=bias), *after, *([act()] if act else []))

# %% wrong: torch's only
# looks like: takes our own BatchNorm for no batch norm
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    after = [] if norm is None else [norm(nf)]
    if bias is None:
        bias = not any(isinstance(module, nn.BatchNorm2d) for module in after)
    return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, ks // 2, bias=bias), *after, *([act()] if act else []))

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
# looks like: has padding 1 for every kernel
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    after = [] if norm is None else [norm(nf)]
    if bias is None:
        bias = not any(isinstance(module, (BatchNorm, nn.BatchNorm2d)) for module in after)
    return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, 1, bias=bias), *after, *([act()] if act else []))

# %% wrong: no padding
# looks like: has no padding
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    after = [] if norm is None else [norm(nf)]
    if bias is None:
        bias = not any(isinstance(module, (BatchNorm, nn.BatchNorm2d)) for module in after)
    return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, bias=bias), *after, *([act()] if act else []))

# %% wrong: a list
# looks like: does not return an nn.Sequential
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    after = [] if norm is None else [norm(nf)]
    if bias is None:
        bias = not any(isinstance(module, (BatchNorm, nn.BatchNorm2d)) for module in after)
    return nn.ModuleList([nn.Conv2d(ni, nf, ks, stride, ks // 2, bias=bias), *after, *([act()] if act else [])])

# %% wrong: a ReLU where act is None
# looks like: puts in a ReLU where act is None
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    after = [] if norm is None else [norm(nf)]
    if bias is None:
        bias = not any(isinstance(module, (BatchNorm, nn.BatchNorm2d)) for module in after)
    return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, ks // 2, bias=bias), *after, (act or nn.ReLU)())


# %% wrong: a kernel of even size
# looks like: has padding (ks - 1) // 2
def conv(
    ni: int,  # Channels that come in
    nf: int,  # Channels that go out
    ks: int = 3,  # Kernel size
    stride: int = 2,
    act: Callable[[], nn.Module] | None = nn.ReLU,  # Makes the activation; None for none
    norm: Callable[[int], nn.Module] | None = None,  # Makes the normalization, from `nf`; None for none
    bias: bool | None = None,  # Of the convolution; None: one, unless the norm is a batch norm
) -> nn.Sequential:  # Convolution, normalization, activation
    "A convolution with padding `ks // 2`, and what follows it."
    after = [] if norm is None else [norm(nf)]
    if bias is None:
        bias = not any(isinstance(module, BatchNorm | nn.BatchNorm2d) for module in after)
    if act is not None:
        after.append(act())
    return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, padding=(ks - 1) // 2, bias=bias), *after)

# %% wrong: an activation in place
# looks like: calls act with something
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    after = [] if norm is None else [norm(nf)]
    if bias is None:
        bias = not any(isinstance(module, BatchNorm | nn.BatchNorm2d) for module in after)
    if act is not None:
        after.append(act(inplace=True))
    return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, padding=ks // 2, bias=bias), *after)

# %% wrong: an eps for the norm
# looks like: calls norm with more than nf
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    after = [] if norm is None else [norm(nf, eps=1e-5)]
    if bias is None:
        bias = not any(isinstance(module, BatchNorm | nn.BatchNorm2d) for module in after)
    if act is not None:
        after.append(act())
    return nn.Sequential(nn.Conv2d(ni, nf, ks, stride, padding=ks // 2, bias=bias), *after)

# %% wrong: by a name
# looks like: by their exact class or name
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    made = norm(nf) if norm is not None else None
    if bias is None:
        bias = "BatchNorm" not in type(made).__name__
    parts = [nn.Conv2d(ni, nf, ks, stride=stride, padding=ks // 2, bias=bias), made, act() if act is not None else None]
    return nn.Sequential(*[p for p in parts if p is not None])

# %% wrong: by its buffers
# looks like: switches the bias off before other norms
def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):
    made = norm(nf) if norm is not None else None
    if bias is None:
        bias = not hasattr(made, "running_mean")
    parts = [nn.Conv2d(ni, nf, ks, stride=stride, padding=ks // 2, bias=bias), made, act() if act is not None else None]
    return nn.Sequential(*[p for p in parts if p is not None])
