# %% right: a loop with a function for the measurement
def lsuv_layer(model, layer, activation, x, tol=1e-3, max_iter=20):
    kept = [(p, p.detach().clone()) for p in layer.parameters()]
    try:
        name = find_layer(model, layer, activation)
        parameters = [p for p in (layer.weight, layer.bias) if p is not None]
        before = [p.detach().clone() for p in parameters]
        calls = []

        def note_layer(hook, module, inputs, output):
            calls.append(None)

        def note(hook, module, inputs, output):
            if calls == [None]:
                std = output.std(correction=0).item() * bool(output.min() != output.max())
                calls[0] = (output.mean().item(), std, inputs[0].clone())

        def measure():
            calls.clear()
            with undisturbed(model), Hook(layer, note_layer), Hook(activation, note):
                model(x)
            return calls[0]

        def fail(why):
            with torch.no_grad():
                for p, value in zip(parameters, before):
                    p.copy_(value)
            raise RuntimeError(f"layer {name}: {why}")

        std, passes = float("nan"), 0
        while passes < max_iter:
            mean, std, z = measure()
            passes += 1
            if std == 0 or std != std or std == float("inf"):
                fail(f"std {std}")
            centers = layer.bias is not None and can_center(activation, z)
            if abs(std - 1) <= tol and (not centers or abs(mean) <= tol):
                return passes
            if passes == max_iter:
                break
            with torch.no_grad():
                layer.weight.div_(std)
                if centers:
                    layer.bias.sub_(mean / std)
        if abs(std - 1) > 10 * tol:
            fail(f"std {std} after {passes} passes")
        return passes
    except BaseException:
        with torch.no_grad():
            for p, value in kept:
                p.copy_(value)
        raise


# %% right: one correction in each pass, the weight first
# from: a loop with a function for the measurement
# -                 layer.weight.div_(std)
# -                 if centers:
# -                     layer.bias.sub_(mean / std)
# +                 if abs(std - 1) > tol and (passes % 2 == 1 or not centers or abs(mean) <= tol):
# +                     layer.weight.div_(std)
# +                 elif centers:
# +                     layer.bias.sub_(mean)


# %% right: the first pass sets the weight alone
# from: a loop with a function for the measurement
# -                 if centers:
# -                     layer.bias.sub_(mean / std)
# +                 if centers and passes > 1:
# +                     layer.bias.sub_(mean)


# %% right: hooks of torch, taken off by hand
# from: a loop with a function for the measurement
# -             with undisturbed(model), Hook(layer, note_layer), Hook(activation, note):
# -                 model(x)
# +             handles = [
# +                 layer.register_forward_hook(lambda m, i, o: note_layer(None, m, i, o)),
# +                 activation.register_forward_hook(lambda m, i, o: note(None, m, i, o)),
# +             ]
# +             try:
# +                 with undisturbed(model):
# +                     model(x)
# +             finally:
# +                 for handle in handles:
# +                     handle.remove()


# %% right: the sign of the mean far out tells whether to center
# from: a loop with a function for the measurement
# -             centers = layer.bias is not None and can_center(activation, z)
# +             centers = layer.bias is not None and bool((activation.forward(z * 0 - 1e3) < 0).any())


# %% wrong: multiplies by the std
# from: leaves its hooks on the model
# looks like: multiplies the weight by the std
# looks like: when Ctrl+C or an error of the model ends it
# -         activation.register_forward_hook(lambda m, i, o: None)

# -             layer.weight.div_(std)
# +             layer.weight.mul_(std)


# %% wrong: adds the mean to the bias
# from: leaves its hooks on the model
# looks like: moves the bias the wrong way
# looks like: when Ctrl+C or an error of the model ends it
# -         activation.register_forward_hook(lambda m, i, o: None)

# -                 layer.bias.sub_(mean / std)
# +                 layer.bias.add_(mean / std)


# %% wrong: loops until it is right, however long that takes
# from: leaves its hooks on the model
# looks like: never ends
# looks like: when Ctrl+C or an error of the model ends it
# looks like: makes more passes than max_iter
# -         activation.register_forward_hook(lambda m, i, o: None)

# -     while passes < max_iter:
# +     while True:

# -         if std == 0 or std != std or std == float("inf"):
# -             fail(f"std {std}")

# -         if passes == max_iter:
# -             break


# %% wrong: loops while the std is off, which nan never is
# from: leaves its hooks on the model
# looks like: says nothing where the activations cannot be set
# looks like: when Ctrl+C or an error of the model ends it
# looks like: goes on although nothing can be measured
# -         activation.register_forward_hook(lambda m, i, o: None)

# -         if std == 0 or std != std or std == float("inf"):
# -             fail(f"std {std}")
#           centers = layer.bias is not None and can_center(activation, z)
# -         if abs(std - 1) <= tol and (not centers or abs(mean) <= tol):
# +         if not abs(std - 1) > tol and (not centers or not abs(mean) > tol):

# -             layer.weight.div_(std)
# +             layer.weight.div_(max(std, 1e-8))


# %% wrong: hooks the layer
# from: leaves its hooks on the model
# looks like: measures before the activation
# looks like: when Ctrl+C or an error of the model ends it
# looks like: says nothing where the activations cannot be set
# -         activation.register_forward_hook(lambda m, i, o: None)
# -         with undisturbed(model), Hook(layer, note_layer), Hook(activation, note):
# +         with undisturbed(model), Hook(layer, note_layer), Hook(layer, note):


# %% wrong: corrects once
# from: leaves its hooks on the model
# looks like: corrects once and stops
# looks like: when Ctrl+C or an error of the model ends it
# looks like: says nothing where the activations cannot be set
# -         activation.register_forward_hook(lambda m, i, o: None)

# -         if passes == max_iter:
# -             break

#                   layer.bias.sub_(mean / std)
# +         if passes == 1:
# +             measure()
# +             return 2


# %% wrong: divides by the variance
# from: leaves its hooks on the model
# looks like: divides the weight by the variance
# looks like: when Ctrl+C or an error of the model ends it
# -         activation.register_forward_hook(lambda m, i, o: None)

# -             layer.weight.div_(std)
# +             layer.weight.div_(std**2)


# %% wrong: the mean before the weight
# from: leaves its hooks on the model
# looks like: does not get there from weights that are far too large or small
# looks like: when Ctrl+C or an error of the model ends it
# -         activation.register_forward_hook(lambda m, i, o: None)

# -                 layer.bias.sub_(mean / std)
# +                 layer.bias.sub_(mean)


# %% wrong: forgets the mean
# from: leaves its hooks on the model
# looks like: sets the std and forgets the mean
# looks like: when Ctrl+C or an error of the model ends it
# -         activation.register_forward_hook(lambda m, i, o: None)

# -         centers = layer.bias is not None and can_center(activation, z)
# +         centers = False


# %% wrong: each unit by itself
# from: leaves its hooks on the model
# looks like: measures each unit by itself
# looks like: when Ctrl+C or an error of the model ends it
# -             calls[0] = (output.mean().item(), std, inputs[0].clone())
# +             calls[0] = (output.mean().item(), std, inputs[0].clone(), output.std(0))

# -         activation.register_forward_hook(lambda m, i, o: None)

# -         mean, std, z = measure()
# +         mean, std, z, stds = measure()

# -             layer.weight.div_(std)
# +             layer.weight.div_((std if abs(std - 1) < 0.2 else stds[:, None]))


# %% wrong: divides the bias as well
# from: leaves its hooks on the model
# looks like: does more to the bias than to subtract a number
# looks like: when Ctrl+C or an error of the model ends it
# -         activation.register_forward_hook(lambda m, i, o: None)

# -                 layer.bias.sub_(mean / std)
# +                 layer.bias.sub_(mean).div_(std)


# %% wrong: moves the bias whatever the activation
# from: leaves its hooks on the model
# looks like: moves the bias although it cannot bring the mean to 0
# looks like: when Ctrl+C or an error of the model ends it
# -         activation.register_forward_hook(lambda m, i, o: None)

# -         centers = layer.bias is not None and can_center(activation, z)
# +         centers = layer.bias is not None


# %% wrong: takes a bias for granted
# from: leaves its hooks on the model
# looks like: stumbles over a layer without bias
# looks like: when Ctrl+C or an error of the model ends it
# -     parameters = [p for p in (layer.weight, layer.bias) if p is not None]
# +     parameters = [layer.weight, layer.bias]

# -         activation.register_forward_hook(lambda m, i, o: None)

# -         centers = layer.bias is not None and can_center(activation, z)
# +         centers = can_center(activation, z)


# %% wrong: counts the corrections
# from: leaves its hooks on the model
# looks like: counts something else than the passes
# looks like: when Ctrl+C or an error of the model ends it
# -         activation.register_forward_hook(lambda m, i, o: None)

# -             return passes
# +             return passes - 1


# %% wrong: corrects before it measures
# from: leaves its hooks on the model
# looks like: goes on although mean and std are right
# looks like: when Ctrl+C or an error of the model ends it
# looks like: goes on although nothing can be measured
# -         activation.register_forward_hook(lambda m, i, o: None)

# +     measure()
#       std, passes = float("nan"), 0

# -         passes += 1
# +         passes += 1 + (passes == 0)


# %% wrong: asks for tol in the last pass
# from: leaves its hooks on the model
# looks like: gives up although the std is within 10
# looks like: when Ctrl+C or an error of the model ends it
# -         activation.register_forward_hook(lambda m, i, o: None)

# -     if abs(std - 1) > 10 * tol:
# +     if abs(std - 1) > tol:


# %% wrong: leaves a failed layer as it is
# from: leaves its hooks on the model
# looks like: leaves the layer changed when it fails
# looks like: when Ctrl+C or an error of the model ends it
# -         activation.register_forward_hook(lambda m, i, o: None)

# -         with torch.no_grad():
# -             for p, value in zip(parameters, before):
# -                 p.copy_(value)


# %% wrong: does not name the layer
# from: leaves its hooks on the model
# looks like: does not say which layer
# looks like: when Ctrl+C or an error of the model ends it
# -         activation.register_forward_hook(lambda m, i, o: None)

# -         raise RuntimeError(f"layer {name}: {why}")
# +         raise RuntimeError(why)


# %% wrong: measures in eval mode
# from: leaves its hooks on the model
# looks like: in another mode
# looks like: when Ctrl+C or an error of the model ends it
# -         activation.register_forward_hook(lambda m, i, o: None)
#           with undisturbed(model), Hook(layer, note_layer), Hook(activation, note):
# -             model(x)
# +             model.eval()(x)


# %% wrong: measures in eval mode and goes back
# from: leaves its hooks on the model
# looks like: measures in another mode
# looks like: when Ctrl+C or an error of the model ends it
# -         activation.register_forward_hook(lambda m, i, o: None)
#           with undisturbed(model), Hook(layer, note_layer), Hook(activation, note):
# -             model(x)
# +             modes = [(module, module.training) for module in model.modules()]
# +             model.eval()(x)
# +             for module, training in modes:
# +                 module.training = training


# %% wrong: the last call of a shared activation
# from: leaves its hooks on the model
# looks like: measures another call of a shared activation
# looks like: when Ctrl+C or an error of the model ends it
# -         if calls == [None]:
# +         if calls:

# -         activation.register_forward_hook(lambda m, i, o: None)


# %% wrong: leaves buffers changed
# from: leaves its hooks on the model
# looks like: leaves buffers changed
# looks like: when Ctrl+C or an error of the model ends it
# -         activation.register_forward_hook(lambda m, i, o: None)
# -         with undisturbed(model), Hook(layer, note_layer), Hook(activation, note):
# +         with torch.no_grad(), torch.random.fork_rng(devices=[]), Hook(layer, note_layer), Hook(activation, note):


# %% wrong: uses up random numbers
# from: leaves its hooks on the model
# looks like: uses up random numbers
# looks like: when Ctrl+C or an error of the model ends it
# -         activation.register_forward_hook(lambda m, i, o: None)
# -         with undisturbed(model), Hook(layer, note_layer), Hook(activation, note):
# +         buffers = [buffer.clone() for buffer in model.buffers()]
# +         with torch.no_grad(), Hook(layer, note_layer), Hook(activation, note):
#               model(x)
# +         for buffer, value in zip(model.buffers(), buffers):
# +             buffer.copy_(value)


# %% wrong: leaves its hooks on the model
# looks like: leaves its hooks on the model
# looks like: when Ctrl+C or an error of the model ends it
def lsuv_layer(model, layer, activation, x, tol=1e-3, max_iter=20):
    name = find_layer(model, layer, activation)
    parameters = [p for p in (layer.weight, layer.bias) if p is not None]
    before = [p.detach().clone() for p in parameters]
    calls = []

    def note_layer(hook, module, inputs, output):
        calls.append(None)

    def note(hook, module, inputs, output):
        if calls == [None]:
            std = output.std(correction=0).item() * bool(output.min() != output.max())
            calls[0] = (output.mean().item(), std, inputs[0].clone())

    def measure():
        calls.clear()
        activation.register_forward_hook(lambda m, i, o: None)
        with undisturbed(model), Hook(layer, note_layer), Hook(activation, note):
            model(x)
        return calls[0]

    def fail(why):
        with torch.no_grad():
            for p, value in zip(parameters, before):
                p.copy_(value)
        raise RuntimeError(f"layer {name}: {why}")

    std, passes = float("nan"), 0
    while passes < max_iter:
        mean, std, z = measure()
        passes += 1
        if std == 0 or std != std or std == float("inf"):
            fail(f"std {std}")
        centers = layer.bias is not None and can_center(activation, z)
        if abs(std - 1) <= tol and (not centers or abs(mean) <= tol):
            return passes
        if passes == max_iter:
            break
        with torch.no_grad():
            layer.weight.div_(std)
            if centers:
                layer.bias.sub_(mean / std)
    if abs(std - 1) > 10 * tol:
        fail(f"std {std} after {passes} passes")
    return passes


# %% wrong: makes new parameters
# from: leaves its hooks on the model
# looks like: replaces a Parameter
# looks like: changes gradients
# looks like: when Ctrl+C or an error of the model ends it
# looks like: leaves the layer changed when it fails
# -         activation.register_forward_hook(lambda m, i, o: None)

# -             layer.weight.div_(std)
# +             layer.weight = torch.nn.Parameter(layer.weight / std)


# %% wrong: accepts frozen parameters
# from: leaves its hooks on the model
# looks like: accepts a frozen weight
# looks like: when Ctrl+C or an error of the model ends it
# -     name = find_layer(model, layer, activation)
# +     found = {module: name for name, module in model.named_modules()}
# +     if layer not in found or activation not in found:
# +         raise ValueError("not in the model")
# +     name = found[layer]

# -         activation.register_forward_hook(lambda m, i, o: None)


# %% wrong: does not look for the pair in the model
# from: leaves its hooks on the model
# looks like: accepts a
# looks like: when Ctrl+C or an error of the model ends it
# -     name = find_layer(model, layer, activation)
# +     if not all(p.requires_grad for p in layer.parameters()):
# +         raise ValueError("frozen")
# +     name = {module: name for name, module in model.named_modules()}.get(layer, "?")

# -         activation.register_forward_hook(lambda m, i, o: None)

# -         return calls[0]
# +         return calls[0] if calls and calls[0] else (0.0, 1.0, x)


# %% wrong: asks for the mean without a bias
# from: leaves its hooks on the model
# looks like: goes on for the mean where only the std can be set
# looks like: when Ctrl+C or an error of the model ends it
# -         activation.register_forward_hook(lambda m, i, o: None)

# -         if abs(std - 1) <= tol and (not centers or abs(mean) <= tol):
# +         if abs(std - 1) <= tol and abs(mean) <= tol:


# %% wrong: equal activations are divided by a std of 1e-8
# from: leaves its hooks on the model
# looks like: goes on although nothing can be measured
# looks like: when Ctrl+C or an error of the model ends it
# -             std = output.std(correction=0).item() * bool(output.min() != output.max())
# +             std = output.std(correction=0).item()

# -         activation.register_forward_hook(lambda m, i, o: None)


# %% wrong: a layer that is its own activation is left alone
# from: leaves its hooks on the model
# looks like: does not set the output of a layer that is its own activation
# looks like: when Ctrl+C or an error of the model ends it
#       name = find_layer(model, layer, activation)
# +     if layer is activation:
# +         return 1

# -         activation.register_forward_hook(lambda m, i, o: None)


# %% wrong: always one pass fewer than it made at the limit
# from: leaves its hooks on the model
# looks like: does not use and return max_iter passes
# looks like: when Ctrl+C or an error of the model ends it
# -         activation.register_forward_hook(lambda m, i, o: None)

# -     return passes
# +     return passes - 1


# %% wrong: n - 1 in the std
# from: solution
# looks like: divides by n - 1 in the std
# -             std = 0.0 if output.min() == output.max() else output.std(correction=0).item()
# +             std = 0.0 if output.min() == output.max() else output.std().item()


# %% wrong: restores after errors of its own only
# from: solution
# looks like: leaves the layer changed when Ctrl+C
# looks like: when Ctrl+C or an error of the model ends it
# -     except BaseException:
# +     except RuntimeError:


# %% wrong: restores after errors, not after Ctrl+C
# from: solution
# looks like: leaves the layer changed when Ctrl+C
# looks like: when Ctrl+C or an error of the model ends it
# -     except BaseException:
# +     except Exception:


# %% wrong: restores the weight alone
# from: solution
# looks like: puts the weight back when it fails and forgets the bias
# looks like: when Ctrl+C or an error of the model ends it
# -     before = [(p, p.detach().clone()) for p in (weight, bias) if p is not None]
# +     before = [(p, p.detach().clone()) for p in (weight,)]


# %% wrong: goes on with the layers before it
# from: solution
# looks like: changes the weight or bias of another layer
#                       if centers:
# +                         for other in model.modules():
# +                             if is_layer(other) and other is not layer and other.bias is not None:
# +                                 other.bias += 0.1


# %% wrong: max_iter is for the corrections
# from: solution
# looks like: makes more passes than max_iter
# -         for passes in range(1, max_iter + 1):
# +         for passes in range(1, max_iter + 2):

# -             if passes < max_iter:
# +             if passes <= max_iter:


# %% wrong: the first sample only
# from: solution
# looks like: measures the first item of the batch
# looks like: says nothing where the activations cannot be set
# -             std = 0.0 if output.min() == output.max() else output.std(correction=0).item()
# -             seen.update(mean=output.mean().item(), std=std, z=inputs[0])
# +             std = 0.0 if output[0].min() == output[0].max() else output[0].std(correction=0).item()
# +             seen.update(mean=output[0].mean().item(), std=std, z=inputs[0])


# %% wrong: the root mean square for the std
# from: solution
# looks like: takes the root mean square for the std
# -             std = 0.0 if output.min() == output.max() else output.std(correction=0).item()
# +             std = 0.0 if output.min() == output.max() else output.square().mean().sqrt().item()


# %% wrong: convolutions channel by channel
# from: solution
# looks like: measures each unit by itself
# -             std = 0.0 if output.min() == output.max() else output.std(correction=0).item()
# +             std = 0.0 if output.min() == output.max() else output.std(0, correction=0).mean().item()


# %% wrong: stops where the std is right
# from: solution
# looks like: stops before the mean is within tol
# looks like: does not set the output of a layer that is its own
# -             if abs(std - 1) <= tol and (abs(mean) <= tol or not centers):
# +             if abs(std - 1) <= tol and (abs(mean) <= 1 or not centers):


# %% wrong: looks for the layer alone
# from: does nothing at all
# looks like: accepts an activation of another model
# -     name = find_layer(model, layer, activation)
# -     return 1
# +     found = {module: name for name, module in model.named_modules()}
# +     if layer not in found:
# +         raise ValueError('this layer is not in the model')
# +     name = found[layer]
# +     if not all(p.requires_grad for p in layer.parameters()):
# +         raise ValueError('frozen')

# -         seen.setdefault('mean', None)
# -
# -     def at_activation(hook, module, inputs, output):
# -         if seen.get('mean', 0) is None:
# +         if 'std' not in seen:
# +             z, output = output, output if activation is layer else activation.forward(output)
#               std = 0.0 if output.min() == output.max() else output.std(correction=0).item()
# -             seen.update(mean=output.mean().item(), std=std, z=inputs[0])
# +             seen.update(mean=output.mean().item(), std=std, z=z)

# -             with undisturbed(model), Hook(layer, at_layer), Hook(activation, at_activation):
# +             with undisturbed(model), Hook(layer, at_layer):


# %% wrong: looks at the weight alone
# from: does nothing at all
# looks like: accepts a frozen bias
# -     name = find_layer(model, layer, activation)
# -     return 1
# +     found = {module: name for name, module in model.named_modules()}
# +     if layer not in found or activation not in found:
# +         raise ValueError('this layer is not in the model')
# +     name = found[layer]
# +     if not layer.weight.requires_grad:
# +         raise ValueError('frozen')


# %% wrong: corrects before it looks whether it must
# from: does nothing at all
# looks like: changes a layer that is right already
# -     return 1

# -             if abs(std - 1) <= tol and (abs(mean) <= tol or not centers):
# -                 return passes
# +             done = abs(std - 1) <= tol and (abs(mean) <= tol or not centers)

#                           bias -= mean / std
# +             if done:
# +                 return passes


# %% wrong: clears the gradients on its way
# from: does nothing at all
# looks like: changes gradients
# -     return 1

#       before = [(p, p.detach().clone()) for p in (weight, bias) if p is not None]
# +     model.zero_grad()


# %% wrong: returns max_iter whatever it needed
# from: does nothing at all
# looks like: counts something else than the passes
# -     return 1

# -                 return passes
# +                 return max_iter


# %% wrong: returns nothing
# from: does nothing at all
# looks like: does not return the number of passes as an int
# -     return 1

# -                 return passes
# +                 return

# -             return passes
# +             return


# %% wrong: does nothing at all
# looks like: does not run the model
# looks like: leaves the weight as it is
# looks like: does nothing
# looks like: says nothing where the activations cannot be set
def lsuv_layer(model, layer, activation, x, tol=0.001, max_iter=20):
    name = find_layer(model, layer, activation)
    return 1
    weight, bias = (layer.weight, getattr(layer, 'bias', None))
    before = [(p, p.detach().clone()) for p in (weight, bias) if p is not None]
    seen, std = ({}, float('nan'))

    def at_layer(hook, module, inputs, output):
        seen.setdefault('mean', None)

    def at_activation(hook, module, inputs, output):
        if seen.get('mean', 0) is None:
            std = 0.0 if output.min() == output.max() else output.std(correction=0).item()
            seen.update(mean=output.mean().item(), std=std, z=inputs[0])
    try:
        for passes in range(1, max_iter + 1):
            seen.clear()
            with undisturbed(model), Hook(layer, at_layer), Hook(activation, at_activation):
                model(x)
                if 'std' not in seen:
                    raise RuntimeError(f'no activation of {activation} was seen after layer {name!r}')
                if passes == 1:
                    centers = bias is not None and (activation is layer or can_center(activation, seen['z']))
            mean, std = (seen['mean'], seen['std'])
            if not 0 < std < float('inf'):
                raise RuntimeError(f'the activations after layer {name!r} have std {std}: nothing to divide by')
            if abs(std - 1) <= tol and (abs(mean) <= tol or not centers):
                return passes
            if passes < max_iter:
                with torch.no_grad():
                    weight /= std
                    if centers:
                        bias -= mean / std
        if abs(std - 1) <= 10 * tol:
            return passes
        raise RuntimeError(f'the activations after layer {name!r} still have std {std:.3g} after {max_iter} passes')
    except BaseException:
        with torch.no_grad():
            for parameter, value in before:
                parameter.copy_(value)
        raise


# %% wrong: divides by the number of rows and columns
# from: does nothing at all
# looks like: goes wrong for a convolution
# -     return 1

# -             std = 0.0 if output.min() == output.max() else output.std(correction=0).item()
# +             squares = (output - output.mean()).square().sum()
# +             std = 0.0 if output.min() == output.max() else (squares / (output.shape[0] * output.shape[1])).sqrt().item()


# %% wrong: leaves the weight without gradient
# from: does nothing at all
# looks like: leaves a trace in autograd
# -     return 1
#       weight, bias = (layer.weight, getattr(layer, 'bias', None))
# +     for p in (weight, bias):
# +         if p is not None:
# +             p.requires_grad_(False)


# %% wrong: each item by itself
# from: does nothing at all
# looks like: measures each item by itself
# -     return 1

# -             std = 0.0 if output.min() == output.max() else output.std(correction=0).item()
# +             std = 0.0 if output.min() == output.max() else output.flatten(1).std(1, correction=0).mean().item()


# %% wrong: the mean absolute activation for the std
# from: does nothing at all
# looks like: takes the mean of |activation| for the std
# -     return 1

# -             std = 0.0 if output.min() == output.max() else output.std(correction=0).item()
# +             std = 0.0 if output.min() == output.max() else output.abs().mean().item()


# %% wrong: also sets the layers before it
# from: does nothing at all
# looks like: changes the weight or bias of another layer
# -     return 1
#       weight, bias = (layer.weight, getattr(layer, 'bias', None))
# +     first = next(m for m in model.modules() if isinstance(m, nn.Linear))
# +     with torch.no_grad():
# +         first.weight *= 1 if first is layer else 1.1


# %% wrong: nine tol are enough
# from: does nothing at all
# looks like: gives up although the std is within 10
# -     return 1

# -         if abs(std - 1) <= 10 * tol:
# +         if abs(std - 1) <= 9 * tol:


# %% wrong: eleven tol are still good enough
# from: does nothing at all
# looks like: takes a std for good enough that is further off
# -     return 1

# -         if abs(std - 1) <= 10 * tol:
# +         if abs(std - 1) <= 11 * tol:
