# %% right: by matrices, as torch does it
def fold_batchnorm(layer, norm):
    folded = copy.deepcopy(layer)
    scale = torch.rsqrt(norm.running_var + norm.eps) * norm.weight
    bias = torch.zeros_like(norm.running_mean) if layer.bias is None else layer.bias
    folded.weight = nn.Parameter((layer.weight * scale.view(-1, 1, 1, 1)).detach())
    folded.bias = nn.Parameter(((bias - norm.running_mean) * scale + norm.bias).detach())
    return folded

# %% right: settings by name, state dict
def fold_batchnorm(layer, norm):
    folded = nn.Conv2d(
        layer.in_channels, layer.out_channels, layer.kernel_size, stride=layer.stride, padding=layer.padding,
        dilation=layer.dilation, groups=layer.groups, bias=True, dtype=layer.weight.dtype,
    )
    with torch.no_grad():
        std = (norm.running_var + norm.eps).sqrt()
        bias = norm.bias - norm.weight * norm.running_mean / std
        if layer.bias is not None:
            bias = bias + layer.bias * norm.weight / std
        weight = torch.stack([w * g / s for w, g, s in zip(layer.weight, norm.weight, std)])
        folded.load_state_dict({"weight": weight, "bias": bias})
    return folded

# %% wrong: no eps
# looks like: leaves out eps
def fold_batchnorm(layer, norm):
    folded = copy.deepcopy(layer)
    scale = norm.weight / norm.running_var.sqrt()
    bias = 0 if layer.bias is None else layer.bias
    folded.weight = nn.Parameter((layer.weight * scale[:, None, None, None]).detach())
    folded.bias = nn.Parameter(((bias - norm.running_mean) * scale + norm.bias).detach())
    return folded


# %% wrong: the usual eps
# from: no eps
# looks like: takes an eps of 1e-5
# -     scale = norm.weight / norm.running_var.sqrt()
# +     scale = norm.weight / (norm.running_var + 1e-5).sqrt()


# %% wrong: divided by the variance
# from: no eps
# looks like: divides by the variance
# -     scale = norm.weight / norm.running_var.sqrt()
# +     scale = norm.weight / (norm.running_var + norm.eps)


# %% wrong: the bias is not scaled
# looks like: adds the convolution's bias unscaled
def fold_batchnorm(layer, norm):
    folded = copy.deepcopy(layer)
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()
    bias = 0 if layer.bias is None else layer.bias
    folded.weight = nn.Parameter((layer.weight * scale[:, None, None, None]).detach())
    folded.bias = nn.Parameter((bias - norm.running_mean * scale + norm.bias).detach())
    return folded

# %% wrong: the convolution's bias is forgotten
# looks like: forgets the convolution's own bias
def fold_batchnorm(layer, norm):
    folded = copy.deepcopy(layer)
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()
    folded.weight = nn.Parameter((layer.weight * scale[:, None, None, None]).detach())
    folded.bias = nn.Parameter((norm.bias - norm.running_mean * scale).detach())
    return folded


# %% wrong: no bias where there was none
# from: the convolution's bias is forgotten
# looks like: returns a convolution without a bias
# -     folded.bias = nn.Parameter((norm.bias - norm.running_mean * scale).detach())
# +     if layer.bias is not None:
# +         folded.bias = nn.Parameter(((layer.bias - norm.running_mean) * scale + norm.bias).detach())


# %% wrong: stride and padding are lost
# looks like: does not keep the convolution's
def fold_batchnorm(layer, norm):
    folded = nn.Conv2d(layer.in_channels, layer.out_channels, layer.kernel_size).to(layer.weight)
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()
    bias = 0 if layer.bias is None else layer.bias
    folded.weight = nn.Parameter((layer.weight * scale[:, None, None, None]).detach())
    folded.bias = nn.Parameter(((bias - norm.running_mean) * scale + norm.bias).detach())
    return folded

# %% wrong: changes the convolution that it was given
# looks like: changes the convolution or the norm that it was given
def fold_batchnorm(layer, norm):
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()
    with torch.no_grad():
        bias = ((0 if layer.bias is None else layer.bias) - norm.running_mean) * scale + norm.bias
        layer.weight *= scale[:, None, None, None]
        layer.bias = nn.Parameter(bias)
    return copy.deepcopy(layer)

# %% wrong: asks torch
# looks like: calls torch.nn.utils.fusion.fuse_conv_bn_eval
def fold_batchnorm(layer, norm):
    return torch.nn.utils.fusion.fuse_conv_bn_eval(layer.eval(), norm.eval())

# %% wrong: one after the other
# looks like: returns another kind of module
def fold_batchnorm(layer, norm):
    return nn.Sequential(copy.deepcopy(layer), copy.deepcopy(norm))


# %% wrong: both to evaluation
# from: stride and padding are lost
# looks like: changes the mode of what it was given
# -     folded = nn.Conv2d(layer.in_channels, layer.out_channels, layer.kernel_size).to(layer.weight)
# +     layer.eval(), norm.eval()
# +     folded = copy.deepcopy(layer)


# %% wrong: the weight of the old convolution
# looks like: leaves the weight as it was
# looks like: shares memory with what it was given
def fold_batchnorm(layer, norm):
    folded = copy.deepcopy(layer)
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()
    bias = 0 if layer.bias is None else layer.bias
    folded.weight = layer.weight
    folded.bias = nn.Parameter(((bias - norm.running_mean) * scale + norm.bias).detach())
    return folded

# %% wrong: the factor on the last axis
# looks like: multiplies the kernel along its last axis
def fold_batchnorm(layer, norm):
    new = copy.deepcopy(layer)
    s = (norm.weight / (norm.running_var + norm.eps) ** 0.5).detach()
    b = 0 if layer.bias is None else layer.bias.detach()
    new.weight.data = layer.weight.detach() * s
    new.bias = nn.Parameter((b - norm.running_mean) * s + norm.bias.detach())
    return new

# %% wrong: a shallow copy
# looks like: changes the convolution or the norm
def fold_batchnorm(layer, norm):
    new = copy.copy(layer)
    s = (norm.weight / (norm.running_var + norm.eps) ** 0.5).detach()
    b = 0 if layer.bias is None else layer.bias.detach()
    new.weight = nn.Parameter(layer.weight.detach() * s[:, None, None, None])
    new.bias = nn.Parameter((b - norm.running_mean) * s + norm.bias.detach())
    return new

# %% wrong: the norm's weight is missing in the bias
# looks like: leaves the norm's weight out of the bias
def fold_batchnorm(layer, norm):
    new = copy.deepcopy(layer)
    std = (norm.running_var + norm.eps).sqrt()
    b = 0 if layer.bias is None else layer.bias.detach()
    new.weight = nn.Parameter((layer.weight * (norm.weight / std)[:, None, None, None]).detach())
    new.bias = nn.Parameter(((b - norm.running_mean) / std + norm.bias).detach())
    return new

# %% wrong: eps outside
# looks like: adds eps outside of the root
def fold_batchnorm(layer, norm):
    new = copy.deepcopy(layer)
    s = (norm.weight / (norm.running_var.sqrt() + norm.eps)).detach()
    b = 0 if layer.bias is None else layer.bias.detach()
    new.weight = nn.Parameter(layer.weight.detach() * s[:, None, None, None])
    new.bias = nn.Parameter((b - norm.running_mean) * s + norm.bias.detach())
    return new
