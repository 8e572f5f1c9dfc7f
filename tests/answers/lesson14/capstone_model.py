# %% right: residual blocks
def capstone_model():
    blocks = [ResidualBlock(8, 16, stride=2), ResidualBlock(16, 32, stride=2)]
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 10)]
    return nn.Sequential(conv(1, 8, stride=1, norm=nn.BatchNorm2d), *blocks, *head)

# %% right: a class of its own, with dropout
def capstone_model():
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.features = nn.Sequential(conv(1, 8, norm=nn.BatchNorm2d), conv(8, 16, norm=nn.BatchNorm2d))
            self.drop, self.head = nn.Dropout(0.1), nn.Linear(16 * 49, 10)

        def forward(self, x):
            return self.head(self.drop(self.features(x).flatten(1)))

    return Model()

# %% right: a linear model
def capstone_model():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))

# %% wrong: the function, not a model
# looks like: does not return a model
def capstone_model():
    return get_model

# %% wrong: the same model each time
# looks like: gives the same model twice
def capstone_model():
    if "_the_model" not in globals():
        globals()["_the_model"] = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    return globals()["_the_model"]

# %% wrong: new models on the same weights
# looks like: gives the same model twice
def capstone_model():
    linear = globals().setdefault("_linear", nn.Linear(784, 10))
    return nn.Sequential(nn.Flatten(), linear)

# %% wrong: not flattened
# looks like: another shape than N,10
def capstone_model():
    return get_model()[:-1]

# %% wrong: eleven classes
# looks like: another shape than N,10
def capstone_model():
    return get_model(n_out=11)

# %% wrong: layers in a list
# looks like: keeps something outside of its state dict
# looks like: the model has no parameters
def capstone_model():
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = [nn.Flatten(), nn.Linear(784, 10)]

        def forward(self, x):
            for layer in self.layers:
                x = layer(x)
            return x

    return Model()


# %% wrong: half of its layers in a list
# from: layers in a list
# looks like: keeps something outside of its state dict
# -             self.layers = [nn.Flatten(), nn.Linear(784, 10)]
# +             self.layers, self.head = [nn.Flatten(), nn.Linear(784, 20)], nn.Linear(20, 10)

# -             return x
# +             return self.head(x.relu())


# %% wrong: a running mean as a plain attribute
# looks like: keeps something outside of its state dict
def capstone_model():
    class Centre(nn.Module):
        mean = 0.0

        def forward(self, x):
            if self.training:
                self.mean = 0.9 * self.mean + 0.1 * x.mean().item() + 0.05
            return x - self.mean

    return nn.Sequential(nn.Flatten(), Centre(), nn.Linear(784, 10))

# %% wrong: dropout that is always on
# looks like: gives other logits each time in eval mode
def capstone_model():
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.linear = nn.Linear(784, 10)

        def forward(self, x):
            return self.linear(F.dropout(x.flatten(1), 0.5))

    return Model()

# %% wrong: batch statistics in eval mode
# looks like: depend on the other images of its batch
def capstone_model():
    return get_model(norm=partial(nn.BatchNorm2d, track_running_stats=False))

# %% wrong: too large
# looks like: the model is too large
def capstone_model():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 5200), nn.ReLU(), nn.Linear(5200, 10))


# %% wrong: float64
# from: dropout that is always on
# looks like: does not compute in float32
# -             return self.linear(F.dropout(x.flatten(1), 0.5))
# +             return self.linear(x.flatten(1)).double()


# %% wrong: the logarithm of 0
# from: dropout that is always on
# looks like: the model gives nan or inf
# -             return self.linear(F.dropout(x.flatten(1), 0.5))
# +             return self.linear(x.flatten(1)).relu().log()


# %% wrong: logits and features
# looks like: does not give a tensor
def capstone_model():
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.features, self.head = nn.Linear(784, 20), nn.Linear(20, 10)

        def forward(self, x):
            features = self.features(x.flatten(1)).relu()
            return self.head(features), features

    return Model()

# %% wrong: frozen
# looks like: the model has no parameter that can be trained
def capstone_model():
    return get_model(norm=nn.BatchNorm2d).requires_grad_(False)
