# %% right: remembers the last layer on the way
def lsuv_init(model, x, pairs=None):
    steps = trace(model, x)
    if pairs is None:
        pairs, last = [], None
        for module, kind in steps:
            if kind == "layer":
                last = module
            elif kind == "activation" and last is not None:
                if last not in [layer for layer, _ in pairs]:
                    pairs.append((last, module))
                last = None
    names = [find_layer(model, layer, activation) for layer, activation in pairs]
    order = [module for module, _ in steps]
    todo = sorted(zip(pairs, names), key=lambda item: order.index(item[0][0]))
    state = {name: p.detach().clone() for name, p in model.named_parameters()}
    passes = {}
    try:
        for (layer, activation), name in todo:
            passes[name] = lsuv_layer(model, layer, activation, x)
    except BaseException:
        with torch.no_grad():
            for name, p in model.named_parameters():
                p.copy_(state[name])
        raise
    return passes


# %% right: recursion on the list of pairs
# from: remembers the last layer on the way
# -         for (layer, activation), name in todo:
# -             passes[name] = lsuv_layer(model, layer, activation, x)
# +         def rest(items):
# +             if items:
# +                 (layer, activation), name = items[0]
# +                 passes[name] = lsuv_layer(model, layer, activation, x)
# +                 rest(items[1:])
# +
# +         rest(todo)


# %% right: hooks of its own find the order
# from: remembers the last layer on the way
# -     steps = trace(model, x)
# +     steps = []
# +
# +     def note(hook, module, inputs, output):
# +         kind = "layer" if isinstance(module, nn.Linear | nn.Conv2d) else "other"
# +         if kind == "other" and not any(module.children()) and not module.state_dict():
# +             kind = "activation" if not isinstance(module, nn.Dropout) else "other"
# +         steps.append((module, kind))
# +
# +     with undisturbed(model), Hooks(model.modules(), note):
# +         model(x)


# %% wrong: each layer with the others as they were at first
# from: remembers the last layer on the way
# looks like: sets a later layer before an earlier one has changed
# looks like: leaves layers changed when Ctrl+C ends it
# looks like: gives other numbers than lsuv_layer's passes
# +         set_to = {}
#           for (layer, activation), name in todo:
# +             before = [p.detach().clone() for p in layer.parameters()]
#               passes[name] = lsuv_layer(model, layer, activation, x)
# -     except BaseException:
# +             set_to[layer] = [p.detach().clone() for p in layer.parameters()]
# +             for p, value in zip(layer.parameters(), before):
# +                 p.data.copy_(value)
# +         for layer, values in set_to.items():
# +             for p, value in zip(layer.parameters(), values):
# +                 p.data.copy_(value)
# +     except Exception:


# %% wrong: from the last layer to the first
# from: remembers the last layer on the way
# looks like: goes by another order
# looks like: leaves layers changed when Ctrl+C ends it
# looks like: gives other numbers than lsuv_layer's passes
# -         for (layer, activation), name in todo:
# +         for (layer, activation), name in todo[::-1]:
#               passes[name] = lsuv_layer(model, layer, activation, x)
# -     except BaseException:
# +     except Exception:


# %% wrong: in the order in which modules were made
# from: every layer, measured at itself where nothing follows
# looks like: goes by another order
# looks like: leaves layers changed when Ctrl+C ends it
# looks like: lets the second run of a layer count
# -     steps = trace(model, x)
# +     ran = trace(model, x)
# +     kinds = dict(ran)
# +     steps = [(module, kinds.get(module, "other")) for module in model.modules()]
#       if pairs is None:
# -         pairs = [(module, module) for module, kind in steps if kind == "layer"]
# +         pairs = []
# +         for i, (module, kind) in enumerate(ran):
# +             later = [step for step in ran[i + 1 :] if step[1] != "other"]
# +             if kind == "layer" and later and later[0][1] == "activation":
# +                 pairs.append((module, later[0][0]))


# %% wrong: an activation that comes after the next layer
# from: every layer, measured at itself where nothing follows
# looks like: comes after the next layer
# looks like: leaves layers changed when Ctrl+C ends it
# looks like: changes other layers than those with an activation
# -         pairs = [(module, module) for module, kind in steps if kind == "layer"]
# +         pairs = []
# +         for i, (module, kind) in enumerate(steps):
# +             later = [step for step in steps[i + 1 :] if step[1] == "activation"]
# +             if kind == "layer" and later:
# +                 pairs.append((module, later[0][0]))


# %% wrong: every layer, measured at itself where nothing follows
# looks like: takes in layers that no activation follows
# looks like: leaves layers changed when Ctrl+C ends it
# looks like: changes other layers than those with an activation
def lsuv_init(model, x, pairs=None):
    steps = trace(model, x)
    if pairs is None:
        pairs = [(module, module) for module, kind in steps if kind == "layer"]
    names = [find_layer(model, layer, activation) for layer, activation in pairs]
    order = [module for module, _ in steps]
    todo = sorted(zip(pairs, names), key=lambda item: order.index(item[0][0]))
    state = {name: p.detach().clone() for name, p in model.named_parameters()}
    passes = {}
    try:
        for (layer, activation), name in todo:
            passes[name] = lsuv_layer(model, layer, activation, x)
    except Exception:
        with torch.no_grad():
            for name, p in model.named_parameters():
                p.copy_(state[name])
        raise
    return passes


# %% wrong: takes given pairs as they come
# from: remembers the last layer on the way
# looks like: takes given pairs as they come
# looks like: leaves layers changed when Ctrl+C ends it
# -     todo = sorted(zip(pairs, names), key=lambda item: order.index(item[0][0]))
# +     todo = list(zip(pairs, names))

# -     except BaseException:
# +     except Exception:


# %% wrong: ignores given pairs
# from: remembers the last layer on the way
# looks like: does not keep to the pairs it is given
# looks like: leaves layers changed when Ctrl+C ends it
# -     if pairs is None:
# +     if True:

# -     except BaseException:
# +     except Exception:


# %% wrong: skips a pair that is not in the model
# from: remembers the last layer on the way
# looks like: accepts a pair that is not in the model
# looks like: leaves layers changed when Ctrl+C ends it
#                   last = None
# +     pairs = [(a, b) for a, b in pairs if a in set(model.modules()) and b in set(model.modules())]

# -     except BaseException:
# +     except Exception:


# %% wrong: looks at pairs one by one
# looks like: has changed other layers before it refuses
# looks like: leaves layers changed when Ctrl+C ends it
# looks like: leaves the earlier layers changed when a later one fails
def lsuv_init(model, x, pairs=None):
    steps = trace(model, x)
    if pairs is None:
        pairs, last = [], None
        for module, kind in steps:
            if kind == "layer":
                last = module
            elif kind == "activation" and last is not None:
                if last not in [layer for layer, _ in pairs]:
                    pairs.append((last, module))
                last = None
    found = {module: name for name, module in model.named_modules()}
    names = [found.get(layer, "?") for layer, activation in pairs]
    order = [module for module, _ in steps]
    todo = sorted(zip(pairs, names), key=lambda item: order.index(item[0][0]) if item[0][0] in order else 99)
    state = {name: p.detach().clone() for name, p in model.named_parameters()}
    passes = {}
    try:
        for (layer, activation), name in todo:
            passes[name] = lsuv_layer(model, layer, activation, x)
    except ZeroDivisionError:
        raise
    return passes


# %% wrong: leaves earlier layers changed when a later one fails
# from: remembers the last layer on the way
# looks like: leaves the earlier layers changed
# looks like: leaves layers changed when Ctrl+C ends it
# -     except BaseException:
# -         with torch.no_grad():
# -             for name, p in model.named_parameters():
# -                 p.copy_(state[name])
# +     except Exception:


# %% wrong: a list of passes
# from: remembers the last layer on the way
# looks like: must return a dict
# looks like: leaves layers changed when Ctrl+C ends it
# -     except BaseException:
# +     except Exception:

# -     return passes
# +     return list(passes.values())


# %% wrong: finds the order with a bare forward pass
# from: remembers the last layer on the way
# looks like: leaves a trace
# looks like: leaves layers changed when Ctrl+C ends it
#       steps = trace(model, x)
# +     model(x)

# -     except BaseException:
# +     except Exception:


# %% wrong: the second run of a layer as well
# from: remembers the last layer on the way
# looks like: lets the second run of a layer count
# looks like: leaves layers changed when Ctrl+C ends it
# -                 if last not in [layer for layer, _ in pairs]:
# -                     pairs.append((last, module))
# +                 pairs.append((last, module))

# -     except BaseException:
# +     except Exception:


# %% wrong: no pairs are all pairs
# from: solution
# looks like: takes an empty list of pairs for none
# -     if pairs is None:
# +     if not pairs:


# %% wrong: Ctrl+C leaves half of it
# from: solution
# looks like: leaves layers changed when Ctrl+C
# looks like: leaves layers changed when Ctrl+C ends it
# -     except BaseException:
# +     except Exception:


# %% wrong: number of layers instead of passes
# from: solution
# looks like: gives other numbers than lsuv_layer's passes
# -         return {names[a]: lsuv_layer(model, a, b, x) for a, b in in_order}
# +         done = {}
# +         for layer, activation in in_order:
# +             lsuv_layer(model, layer, activation, x)
# +             done[names[layer]] = len(done) + 1
# +         return done


# %% wrong: sorted names, later layers first
# from: solution
# looks like: sets a later layer before an earlier one
# looks like: gives other numbers than lsuv_layer's passes
# -         return {names[a]: lsuv_layer(model, a, b, x) for a, b in in_order}
# +         made = {names[layer]: lsuv_layer(model, layer, activation, x) for layer, activation in reversed(in_order)}
# +         return {names[layer]: made[names[layer]] for layer, _ in in_order}


# %% wrong: pairs one after the other
# from: solution
# looks like: raises KeyError
# -     names = {layer: find_layer(model, layer, activation) for layer, activation in pairs}
# +     known = {module: name for name, module in model.named_modules()}
# +     names = {layer: known[layer] for layer, activation in pairs if known[activation] or True}


# %% wrong: statistics of all layers in one pass
# looks like: measures all layers in one pass
# looks like: leaves layers changed when Ctrl+C ends it
# looks like: says nothing where the activations cannot be set
def lsuv_init(model, x, pairs=None):
    steps = [(module, kind) for module, kind in trace(model, x) if kind != "other"]
    if pairs is None:
        found = [(a, b) for (a, first), (b, then) in pairwise(steps) if (first, then) == ("layer", "activation")]
        pairs = [(a, b) for i, (a, b) in enumerate(found) if a not in [layer for layer, _ in found[:i]]]
    names = {layer: find_layer(model, layer, activation) for layer, activation in pairs}
    seen = {}

    def measure(hook, module, inputs, output):
        if output.std() == 0:
            raise RuntimeError(f"nothing to divide by after {list(names.values())}")
        seen[module] = (output.mean().item(), output.std(correction=0).item())

    with undisturbed(model), Hooks([activation for _, activation in pairs], measure):
        model(x)
    ran = [module for module, _ in steps]
    pairs = sorted(pairs, key=lambda pair: ran.index(pair[0]))
    with torch.no_grad():
        for layer, activation in pairs:
            mean, std = seen[activation]
            layer.weight /= std
            if layer.bias is not None:
                layer.bias -= mean
    return {names[layer]: 1 for layer, _ in pairs}


# %% wrong: by the place of the activation
# from: solution
# looks like: goes by another order than that of the layers where they share
# -         in_order = sorted(pairs, key=lambda pair: [*ran, pair[0]].index(pair[0]))
# +         in_order = sorted(pairs, key=lambda pair: ran.index(pair[1]) if pair[0] in ran else len(ran))
