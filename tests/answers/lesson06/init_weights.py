# %% right: early return
def init_weights(module, leak=0.0):
    kinds = (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.Linear)
    if not isinstance(module, kinds):
        return
    he_normal_(module.weight, leak=leak)
    if module.bias is not None:
        with torch.no_grad():
            module.bias.zero_()

# %% right: without he_normal_
def init_weights(module, leak=0.0):
    if type(module) in (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.Linear):
        std = math.sqrt(2 / (1 + leak**2) / module.weight[0].numel())
        nn.init.normal_(module.weight, std=std)
        if module.bias is not None:
            module.bias.data.zero_()

# %% right: through data
@torch.no_grad()
def init_weights(module, leak=0.0):
    if isinstance(module, (nn.Conv1d, nn.Conv2d, nn.Conv3d)) or isinstance(module, nn.Linear):
        he_normal_(module.weight.data, leak)
        if isinstance(module.bias, nn.Parameter):
            module.bias.fill_(0)

# %% wrong: bias left
# looks like: leaves the bias as it was
def init_weights(module, leak=0.0):
    if isinstance(module, (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)):
        he_normal_(module.weight, leak)

# %% wrong: leak forgotten
# looks like: ignores leak
def init_weights(module, leak=0.0):
    if isinstance(module, (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)):
        he_normal_(module.weight)
        if module.bias is not None:
            nn.init.zeros_(module.bias)


# %% wrong: no linear layers
# from: solution
# looks like: leaves Linear as it was
# -     if isinstance(module, nn.Linear | nn.Conv1d | nn.Conv2d | nn.Conv3d):
# +     if isinstance(module, (nn.Conv1d, nn.Conv2d, nn.Conv3d)):


# %% wrong: images only
# from: solution
# looks like: leaves Conv1d as it was
# -     if isinstance(module, nn.Linear | nn.Conv1d | nn.Conv2d | nn.Conv3d):
# +     if isinstance(module, (nn.Linear, nn.Conv2d)):


# %% wrong: no bias is an error
# looks like: stumbles over a layer without a bias
def init_weights(module, leak=0.0):
    if isinstance(module, (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)):
        he_normal_(module.weight, leak)
        with torch.no_grad():
            module.bias.zero_()

# %% wrong: everything with a matrix
# looks like: changes ConvTranspose2d, Embedding
def init_weights(module, leak=0.0):
    weight = getattr(module, "weight", None)
    if weight is not None and weight.dim() > 1:
        he_normal_(weight, leak)
        if getattr(module, "bias", None) is not None:
            nn.init.zeros_(module.bias)

# %% wrong: goes through the children itself
# looks like: changes Sequential: apply calls it for every layer inside
def init_weights(module, leak=0.0):
    for layer in module.modules():
        if isinstance(layer, (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)):
            he_normal_(layer.weight, leak)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)

# %% wrong: zeroes every bias
# looks like: changes BatchNorm2d, LayerNorm, GroupNorm, ConvTranspose2d
def init_weights(module, leak=0.0):
    if isinstance(module, (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)):
        he_normal_(module.weight, leak)
    if getattr(module, "bias", None) is not None:
        nn.init.zeros_(module.bias)


# %% wrong: no 2
# from: leak forgotten
# looks like: misses the 2
# -         he_normal_(module.weight)
# +         with torch.no_grad():
# +             module.weight.normal_(0, math.sqrt(1 / ((1 + leak**2) * module.weight[0].numel())))


# %% wrong: fan_out
# looks like: counts fan_out
def init_weights(module, leak=0.0):
    if isinstance(module, (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)):
        _, fan_out = fan_in_and_fan_out(module.weight)
        with torch.no_grad():
            module.weight.normal_(0, math.sqrt(2 / ((1 + leak**2) * fan_out)))
        if module.bias is not None:
            nn.init.zeros_(module.bias)


# %% wrong: switches gradients on
# from: leak forgotten
# looks like: switches requires_grad on
# -         he_normal_(module.weight)
# +         module.weight = nn.Parameter(he_normal_(module.weight.detach().clone(), leak))


# %% wrong: torch's own
# from: leak forgotten
# looks like: calls torch.nn.init.kaiming_normal_
# -         he_normal_(module.weight)
# +         nn.init.kaiming_normal_(module.weight, a=leak)


# %% wrong: the leak reaches linear layers only
# looks like: ignores leak
def init_weights(module, leak=0.0):
    if isinstance(module, nn.Linear):
        he_normal_(module.weight, leak)
    elif isinstance(module, nn.Conv1d | nn.Conv2d | nn.Conv3d):
        he_normal_(module.weight)
    else:
        return
    if module.bias is not None:
        nn.init.zeros_(module.bias)


# %% wrong: frozen layers are left out
# from: solution
# looks like: does not fill a frozen layer
# -     if isinstance(module, nn.Linear | nn.Conv1d | nn.Conv2d | nn.Conv3d):
# +     if isinstance(module, nn.Linear | nn.Conv1d | nn.Conv2d | nn.Conv3d) and module.weight.requires_grad:


# %% wrong: multiplies the bias by 0
# from: solution
# looks like: multiplies the bias by 0
# -             nn.init.zeros_(module.bias)
# +             module.bias.data.mul_(0)


# %% wrong: no volumes
# from: solution
# looks like: leaves Conv3d as it was: linear layers and convolutions over 1 to 3 axes are meant
# -     if isinstance(module, nn.Linear | nn.Conv1d | nn.Conv2d | nn.Conv3d):
# +     if isinstance(module, nn.Linear | nn.Conv1d | nn.Conv2d):


# %% wrong: sequences and volumes only
# from: solution
# looks like: leaves Conv2d as it was: linear layers and convolutions over 1 to 3 axes are meant
# -     if isinstance(module, nn.Linear | nn.Conv1d | nn.Conv2d | nn.Conv3d):
# +     if isinstance(module, nn.Linear | nn.Conv1d | nn.Conv3d):


# %% wrong: freezes what it fills
# from: solution
# looks like: switches requires_grad off
#       if isinstance(module, nn.Linear | nn.Conv1d | nn.Conv2d | nn.Conv3d):
# +         module.requires_grad_(False)
