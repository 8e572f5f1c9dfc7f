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
                if abs(std - 1) > tol and (passes % 2 == 1 or not centers or abs(mean) <= tol):
                    layer.weight.div_(std)
                elif centers:
                    layer.bias.sub_(mean)
        if abs(std - 1) > 10 * tol:
            fail(f"std {std} after {passes} passes")
        return passes
    except BaseException:
        with torch.no_grad():
            for p, value in kept:
                p.copy_(value)
        raise

# %% right: the first pass sets the weight alone
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
                if centers and passes > 1:
                    layer.bias.sub_(mean)
        if abs(std - 1) > 10 * tol:
            fail(f"std {std} after {passes} passes")
        return passes
    except BaseException:
        with torch.no_grad():
            for p, value in kept:
                p.copy_(value)
        raise

# %% right: hooks of torch, taken off by hand
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
            handles = [
                layer.register_forward_hook(lambda m, i, o: note_layer(None, m, i, o)),
                activation.register_forward_hook(lambda m, i, o: note(None, m, i, o)),
            ]
            try:
                with undisturbed(model):
                    model(x)
            finally:
                for handle in handles:
                    handle.remove()
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

# %% right: the sign of the mean far out tells whether to center
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
            centers = layer.bias is not None and bool((activation.forward(z * 0 - 1e3) < 0).any())
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

# %% wrong: multiplies by the std
# looks like: multiplies the weight by the std
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
            layer.weight.mul_(std)
            if centers:
                layer.bias.sub_(mean / std)
    if abs(std - 1) > 10 * tol:
        fail(f"std {std} after {passes} passes")
    return passes

# %% wrong: adds the mean to the bias
# looks like: moves the bias the wrong way
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
                layer.bias.add_(mean / std)
    if abs(std - 1) > 10 * tol:
        fail(f"std {std} after {passes} passes")
    return passes

# %% wrong: loops until it is right, however long that takes
# looks like: never ends
# looks like: when Ctrl+C or an error of the model ends it
# looks like: makes more passes than max_iter
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
        with undisturbed(model), Hook(layer, note_layer), Hook(activation, note):
            model(x)
        return calls[0]

    def fail(why):
        with torch.no_grad():
            for p, value in zip(parameters, before):
                p.copy_(value)
        raise RuntimeError(f"layer {name}: {why}")

    std, passes = float("nan"), 0
    while True:
        mean, std, z = measure()
        passes += 1
        centers = layer.bias is not None and can_center(activation, z)
        if abs(std - 1) <= tol and (not centers or abs(mean) <= tol):
            return passes
        with torch.no_grad():
            layer.weight.div_(std)
            if centers:
                layer.bias.sub_(mean / std)
    if abs(std - 1) > 10 * tol:
        fail(f"std {std} after {passes} passes")
    return passes

# %% wrong: loops while the std is off, which nan never is
# looks like: says nothing where the activations cannot be set
# looks like: when Ctrl+C or an error of the model ends it
# looks like: goes on although nothing can be measured
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
        centers = layer.bias is not None and can_center(activation, z)
        if not abs(std - 1) > tol and (not centers or not abs(mean) > tol):
            return passes
        if passes == max_iter:
            break
        with torch.no_grad():
            layer.weight.div_(max(std, 1e-8))
            if centers:
                layer.bias.sub_(mean / std)
    if abs(std - 1) > 10 * tol:
        fail(f"std {std} after {passes} passes")
    return passes

# %% wrong: hooks the layer
# looks like: measures before the activation
# looks like: when Ctrl+C or an error of the model ends it
# looks like: says nothing where the activations cannot be set
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
        with undisturbed(model), Hook(layer, note_layer), Hook(layer, note):
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

# %% wrong: corrects once
# looks like: corrects once and stops
# looks like: when Ctrl+C or an error of the model ends it
# looks like: says nothing where the activations cannot be set
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
        with torch.no_grad():
            layer.weight.div_(std)
            if centers:
                layer.bias.sub_(mean / std)
        if passes == 1:
            measure()
            return 2
    if abs(std - 1) > 10 * tol:
        fail(f"std {std} after {passes} passes")
    return passes

# %% wrong: divides by the variance
# looks like: divides the weight by the variance
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
            layer.weight.div_(std**2)
            if centers:
                layer.bias.sub_(mean / std)
    if abs(std - 1) > 10 * tol:
        fail(f"std {std} after {passes} passes")
    return passes

# %% wrong: the mean before the weight
# looks like: does not get there from weights that are far too large or small
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
                layer.bias.sub_(mean)
    if abs(std - 1) > 10 * tol:
        fail(f"std {std} after {passes} passes")
    return passes

# %% wrong: forgets the mean
# looks like: sets the std and forgets the mean
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
        centers = False
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

# %% wrong: each unit by itself
# looks like: measures each unit by itself
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
            calls[0] = (output.mean().item(), std, inputs[0].clone(), output.std(0))

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
        mean, std, z, stds = measure()
        passes += 1
        if std == 0 or std != std or std == float("inf"):
            fail(f"std {std}")
        centers = layer.bias is not None and can_center(activation, z)
        if abs(std - 1) <= tol and (not centers or abs(mean) <= tol):
            return passes
        if passes == max_iter:
            break
        with torch.no_grad():
            layer.weight.div_((std if abs(std - 1) < 0.2 else stds[:, None]))
            if centers:
                layer.bias.sub_(mean / std)
    if abs(std - 1) > 10 * tol:
        fail(f"std {std} after {passes} passes")
    return passes

# %% wrong: divides the bias as well
# looks like: does more to the bias than to subtract a number
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
                layer.bias.sub_(mean).div_(std)
    if abs(std - 1) > 10 * tol:
        fail(f"std {std} after {passes} passes")
    return passes

# %% wrong: moves the bias whatever the activation
# looks like: moves the bias although it cannot bring the mean to 0
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
        centers = layer.bias is not None
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

# %% wrong: takes a bias for granted
# looks like: stumbles over a layer without bias
# looks like: when Ctrl+C or an error of the model ends it
def lsuv_layer(model, layer, activation, x, tol=1e-3, max_iter=20):
    name = find_layer(model, layer, activation)
    parameters = [layer.weight, layer.bias]
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
        centers = can_center(activation, z)
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

# %% wrong: counts the corrections
# looks like: counts something else than the passes
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
            return passes - 1
        if passes == max_iter:
            break
        with torch.no_grad():
            layer.weight.div_(std)
            if centers:
                layer.bias.sub_(mean / std)
    if abs(std - 1) > 10 * tol:
        fail(f"std {std} after {passes} passes")
    return passes

# %% wrong: corrects before it measures
# looks like: goes on although mean and std are right
# looks like: when Ctrl+C or an error of the model ends it
# looks like: goes on although nothing can be measured
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
        with undisturbed(model), Hook(layer, note_layer), Hook(activation, note):
            model(x)
        return calls[0]

    def fail(why):
        with torch.no_grad():
            for p, value in zip(parameters, before):
                p.copy_(value)
        raise RuntimeError(f"layer {name}: {why}")

    measure()
    std, passes = float("nan"), 0
    while passes < max_iter:
        mean, std, z = measure()
        passes += 1 + (passes == 0)
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

# %% wrong: asks for tol in the last pass
# looks like: gives up although the std is within 10
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
    if abs(std - 1) > tol:
        fail(f"std {std} after {passes} passes")
    return passes

# %% wrong: leaves a failed layer as it is
# looks like: leaves the layer changed when it fails
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
        with undisturbed(model), Hook(layer, note_layer), Hook(activation, note):
            model(x)
        return calls[0]

    def fail(why):
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

# %% wrong: does not name the layer
# looks like: does not say which layer
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
        with undisturbed(model), Hook(layer, note_layer), Hook(activation, note):
            model(x)
        return calls[0]

    def fail(why):
        with torch.no_grad():
            for p, value in zip(parameters, before):
                p.copy_(value)
        raise RuntimeError(why)

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

# %% wrong: measures in eval mode
# looks like: in another mode
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
        with undisturbed(model), Hook(layer, note_layer), Hook(activation, note):
            model.eval()(x)
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

# %% wrong: measures in eval mode and goes back
# looks like: measures in another mode
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
        with undisturbed(model), Hook(layer, note_layer), Hook(activation, note):
            modes = [(module, module.training) for module in model.modules()]
            model.eval()(x)
            for module, training in modes:
                module.training = training
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

# %% wrong: the last call of a shared activation
# looks like: measures another call of a shared activation
# looks like: when Ctrl+C or an error of the model ends it
def lsuv_layer(model, layer, activation, x, tol=1e-3, max_iter=20):
    name = find_layer(model, layer, activation)
    parameters = [p for p in (layer.weight, layer.bias) if p is not None]
    before = [p.detach().clone() for p in parameters]
    calls = []

    def note_layer(hook, module, inputs, output):
        calls.append(None)

    def note(hook, module, inputs, output):
        if calls:
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

# %% wrong: leaves buffers changed
# looks like: leaves buffers changed
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
        with torch.no_grad(), torch.random.fork_rng(devices=[]), Hook(layer, note_layer), Hook(activation, note):
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

# %% wrong: uses up random numbers
# looks like: uses up random numbers
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
        buffers = [buffer.clone() for buffer in model.buffers()]
        with torch.no_grad(), Hook(layer, note_layer), Hook(activation, note):
            model(x)
        for buffer, value in zip(model.buffers(), buffers):
            buffer.copy_(value)
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
# looks like: replaces a Parameter
# looks like: changes gradients
# looks like: when Ctrl+C or an error of the model ends it
# looks like: leaves the layer changed when it fails
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
            layer.weight = torch.nn.Parameter(layer.weight / std)
            if centers:
                layer.bias.sub_(mean / std)
    if abs(std - 1) > 10 * tol:
        fail(f"std {std} after {passes} passes")
    return passes

# %% wrong: accepts frozen parameters
# looks like: accepts a frozen weight
# looks like: when Ctrl+C or an error of the model ends it
def lsuv_layer(model, layer, activation, x, tol=1e-3, max_iter=20):
    found = {module: name for name, module in model.named_modules()}
    if layer not in found or activation not in found:
        raise ValueError("not in the model")
    name = found[layer]
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

# %% wrong: does not look for the pair in the model
# looks like: accepts a
# looks like: when Ctrl+C or an error of the model ends it
def lsuv_layer(model, layer, activation, x, tol=1e-3, max_iter=20):
    if not all(p.requires_grad for p in layer.parameters()):
        raise ValueError("frozen")
    name = {module: name for name, module in model.named_modules()}.get(layer, "?")
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
        return calls[0] if calls and calls[0] else (0.0, 1.0, x)

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

# %% wrong: asks for the mean without a bias
# looks like: goes on for the mean where only the std can be set
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
        if abs(std - 1) <= tol and abs(mean) <= tol:
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

# %% wrong: equal activations are divided by a std of 1e-8
# looks like: goes on although nothing can be measured
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
            std = output.std(correction=0).item()
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

# %% wrong: a layer that is its own activation is left alone
# looks like: does not set the output of a layer that is its own activation
# looks like: when Ctrl+C or an error of the model ends it
def lsuv_layer(model, layer, activation, x, tol=1e-3, max_iter=20):
    name = find_layer(model, layer, activation)
    if layer is activation:
        return 1
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

# %% wrong: always one pass fewer than it made at the limit
# looks like: does not use and return max_iter passes
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
    return passes - 1


# %% wrong: n - 1 in the std
# looks like: divides by n - 1 in the std
def lsuv_layer(
    model: nn.Module,
    layer: nn.Module,  # One of the model's, with a weight and perhaps a bias, which are changed in place
    activation: nn.Module,  # One of the model's, which runs after the layer
    x: Tensor,  # A batch of the model's inputs
    tol: float = 1e-3,  # How far std and mean may be from 1 and 0
    max_iter: int = 20,  # Forward passes at most
) -> int:  # Forward passes of the model
    """Scales `layer` until the activations after it have std 1 and mean 0 (after Mishkin and Matas, 2015).

    Without a bias, and where `can_center` says no, only the std is set. Raises `RuntimeError` with the layer's name
    for activations that are all equal or not finite, and for a std that is not within 10 · `tol` in the last pass;
    `ValueError` as `find_layer`. Then the layer is as it was. Nothing but weight and bias changes in any case.
    """
    name = find_layer(model, layer, activation)
    weight, bias = layer.weight, getattr(layer, "bias", None)
    before = [(p, p.detach().clone()) for p in (weight, bias) if p is not None]
    seen, std = {}, float("nan")

    def at_layer(hook, module, inputs, output):
        seen.setdefault("mean", None)

    def at_activation(hook, module, inputs, output):
        if seen.get("mean", 0) is None:  # its first call after the layer's
            std = 0.0 if output.min() == output.max() else output.std().item()
            seen.update(mean=output.mean().item(), std=std, z=inputs[0])

    try:
        for passes in range(1, max_iter + 1):
            seen.clear()
            with undisturbed(model), Hook(layer, at_layer), Hook(activation, at_activation):
                model(x)
                if "std" not in seen:
                    raise RuntimeError(f"no activation of {activation} was seen after layer {name!r}")
                if passes == 1:
                    centers = bias is not None and (activation is layer or can_center(activation, seen["z"]))
            mean, std = seen["mean"], seen["std"]
            if not 0 < std < float("inf"):
                raise RuntimeError(f"the activations after layer {name!r} have std {std}: nothing to divide by")
            if abs(std - 1) <= tol and (abs(mean) <= tol or not centers):
                return passes
            if passes < max_iter:
                with torch.no_grad():
                    weight /= std
                    if centers:
                        bias -= mean / std  # what the mean will be once the weight is divided
        if abs(std - 1) <= 10 * tol:
            return passes
        raise RuntimeError(f"the activations after layer {name!r} still have std {std:.3g} after {max_iter} passes")
    except BaseException:
        with torch.no_grad():
            for parameter, value in before:
                parameter.copy_(value)
        raise


# %% wrong: restores after errors of its own only
# looks like: leaves the layer changed when Ctrl+C
# looks like: when Ctrl+C or an error of the model ends it
def lsuv_layer(
    model: nn.Module,
    layer: nn.Module,  # One of the model's, with a weight and perhaps a bias, which are changed in place
    activation: nn.Module,  # One of the model's, which runs after the layer
    x: Tensor,  # A batch of the model's inputs
    tol: float = 1e-3,  # How far std and mean may be from 1 and 0
    max_iter: int = 20,  # Forward passes at most
) -> int:  # Forward passes of the model
    """Scales `layer` until the activations after it have std 1 and mean 0 (after Mishkin and Matas, 2015).

    Without a bias, and where `can_center` says no, only the std is set. Raises `RuntimeError` with the layer's name
    for activations that are all equal or not finite, and for a std that is not within 10 · `tol` in the last pass;
    `ValueError` as `find_layer`. Then the layer is as it was. Nothing but weight and bias changes in any case.
    """
    name = find_layer(model, layer, activation)
    weight, bias = layer.weight, getattr(layer, "bias", None)
    before = [(p, p.detach().clone()) for p in (weight, bias) if p is not None]
    seen, std = {}, float("nan")

    def at_layer(hook, module, inputs, output):
        seen.setdefault("mean", None)

    def at_activation(hook, module, inputs, output):
        if seen.get("mean", 0) is None:  # its first call after the layer's
            std = 0.0 if output.min() == output.max() else output.std(correction=0).item()
            seen.update(mean=output.mean().item(), std=std, z=inputs[0])

    try:
        for passes in range(1, max_iter + 1):
            seen.clear()
            with undisturbed(model), Hook(layer, at_layer), Hook(activation, at_activation):
                model(x)
                if "std" not in seen:
                    raise RuntimeError(f"no activation of {activation} was seen after layer {name!r}")
                if passes == 1:
                    centers = bias is not None and (activation is layer or can_center(activation, seen["z"]))
            mean, std = seen["mean"], seen["std"]
            if not 0 < std < float("inf"):
                raise RuntimeError(f"the activations after layer {name!r} have std {std}: nothing to divide by")
            if abs(std - 1) <= tol and (abs(mean) <= tol or not centers):
                return passes
            if passes < max_iter:
                with torch.no_grad():
                    weight /= std
                    if centers:
                        bias -= mean / std  # what the mean will be once the weight is divided
        if abs(std - 1) <= 10 * tol:
            return passes
        raise RuntimeError(f"the activations after layer {name!r} still have std {std:.3g} after {max_iter} passes")
    except RuntimeError:
        with torch.no_grad():
            for parameter, value in before:
                parameter.copy_(value)
        raise


# %% wrong: restores after errors, not after Ctrl+C
# looks like: leaves the layer changed when Ctrl+C
# looks like: when Ctrl+C or an error of the model ends it
def lsuv_layer(
    model: nn.Module,
    layer: nn.Module,  # One of the model's, with a weight and perhaps a bias, which are changed in place
    activation: nn.Module,  # One of the model's, which runs after the layer
    x: Tensor,  # A batch of the model's inputs
    tol: float = 1e-3,  # How far std and mean may be from 1 and 0
    max_iter: int = 20,  # Forward passes at most
) -> int:  # Forward passes of the model
    """Scales `layer` until the activations after it have std 1 and mean 0 (after Mishkin and Matas, 2015).

    Without a bias, and where `can_center` says no, only the std is set. Raises `RuntimeError` with the layer's name
    for activations that are all equal or not finite, and for a std that is not within 10 · `tol` in the last pass;
    `ValueError` as `find_layer`. Then the layer is as it was. Nothing but weight and bias changes in any case.
    """
    name = find_layer(model, layer, activation)
    weight, bias = layer.weight, getattr(layer, "bias", None)
    before = [(p, p.detach().clone()) for p in (weight, bias) if p is not None]
    seen, std = {}, float("nan")

    def at_layer(hook, module, inputs, output):
        seen.setdefault("mean", None)

    def at_activation(hook, module, inputs, output):
        if seen.get("mean", 0) is None:  # its first call after the layer's
            std = 0.0 if output.min() == output.max() else output.std(correction=0).item()
            seen.update(mean=output.mean().item(), std=std, z=inputs[0])

    try:
        for passes in range(1, max_iter + 1):
            seen.clear()
            with undisturbed(model), Hook(layer, at_layer), Hook(activation, at_activation):
                model(x)
                if "std" not in seen:
                    raise RuntimeError(f"no activation of {activation} was seen after layer {name!r}")
                if passes == 1:
                    centers = bias is not None and (activation is layer or can_center(activation, seen["z"]))
            mean, std = seen["mean"], seen["std"]
            if not 0 < std < float("inf"):
                raise RuntimeError(f"the activations after layer {name!r} have std {std}: nothing to divide by")
            if abs(std - 1) <= tol and (abs(mean) <= tol or not centers):
                return passes
            if passes < max_iter:
                with torch.no_grad():
                    weight /= std
                    if centers:
                        bias -= mean / std  # what the mean will be once the weight is divided
        if abs(std - 1) <= 10 * tol:
            return passes
        raise RuntimeError(f"the activations after layer {name!r} still have std {std:.3g} after {max_iter} passes")
    except Exception:
        with torch.no_grad():
            for parameter, value in before:
                parameter.copy_(value)
        raise


# %% wrong: restores the weight alone
# looks like: puts the weight back when it fails and forgets the bias
# looks like: when Ctrl+C or an error of the model ends it
def lsuv_layer(
    model: nn.Module,
    layer: nn.Module,  # One of the model's, with a weight and perhaps a bias, which are changed in place
    activation: nn.Module,  # One of the model's, which runs after the layer
    x: Tensor,  # A batch of the model's inputs
    tol: float = 1e-3,  # How far std and mean may be from 1 and 0
    max_iter: int = 20,  # Forward passes at most
) -> int:  # Forward passes of the model
    """Scales `layer` until the activations after it have std 1 and mean 0 (after Mishkin and Matas, 2015).

    Without a bias, and where `can_center` says no, only the std is set. Raises `RuntimeError` with the layer's name
    for activations that are all equal or not finite, and for a std that is not within 10 · `tol` in the last pass;
    `ValueError` as `find_layer`. Then the layer is as it was. Nothing but weight and bias changes in any case.
    """
    name = find_layer(model, layer, activation)
    weight, bias = layer.weight, getattr(layer, "bias", None)
    before = [(p, p.detach().clone()) for p in (weight,)]
    seen, std = {}, float("nan")

    def at_layer(hook, module, inputs, output):
        seen.setdefault("mean", None)

    def at_activation(hook, module, inputs, output):
        if seen.get("mean", 0) is None:  # its first call after the layer's
            std = 0.0 if output.min() == output.max() else output.std(correction=0).item()
            seen.update(mean=output.mean().item(), std=std, z=inputs[0])

    try:
        for passes in range(1, max_iter + 1):
            seen.clear()
            with undisturbed(model), Hook(layer, at_layer), Hook(activation, at_activation):
                model(x)
                if "std" not in seen:
                    raise RuntimeError(f"no activation of {activation} was seen after layer {name!r}")
                if passes == 1:
                    centers = bias is not None and (activation is layer or can_center(activation, seen["z"]))
            mean, std = seen["mean"], seen["std"]
            if not 0 < std < float("inf"):
                raise RuntimeError(f"the activations after layer {name!r} have std {std}: nothing to divide by")
            if abs(std - 1) <= tol and (abs(mean) <= tol or not centers):
                return passes
            if passes < max_iter:
                with torch.no_grad():
                    weight /= std
                    if centers:
                        bias -= mean / std  # what the mean will be once the weight is divided
        if abs(std - 1) <= 10 * tol:
            return passes
        raise RuntimeError(f"the activations after layer {name!r} still have std {std:.3g} after {max_iter} passes")
    except BaseException:
        with torch.no_grad():
            for parameter, value in before:
                parameter.copy_(value)
        raise


# %% wrong: goes on with the layers before it
# looks like: changes the weight or bias of another layer
def lsuv_layer(
    model: nn.Module,
    layer: nn.Module,  # One of the model's, with a weight and perhaps a bias, which are changed in place
    activation: nn.Module,  # One of the model's, which runs after the layer
    x: Tensor,  # A batch of the model's inputs
    tol: float = 1e-3,  # How far std and mean may be from 1 and 0
    max_iter: int = 20,  # Forward passes at most
) -> int:  # Forward passes of the model
    """Scales `layer` until the activations after it have std 1 and mean 0 (after Mishkin and Matas, 2015).

    Without a bias, and where `can_center` says no, only the std is set. Raises `RuntimeError` with the layer's name
    for activations that are all equal or not finite, and for a std that is not within 10 · `tol` in the last pass;
    `ValueError` as `find_layer`. Then the layer is as it was. Nothing but weight and bias changes in any case.
    """
    name = find_layer(model, layer, activation)
    weight, bias = layer.weight, getattr(layer, "bias", None)
    before = [(p, p.detach().clone()) for p in (weight, bias) if p is not None]
    seen, std = {}, float("nan")

    def at_layer(hook, module, inputs, output):
        seen.setdefault("mean", None)

    def at_activation(hook, module, inputs, output):
        if seen.get("mean", 0) is None:  # its first call after the layer's
            std = 0.0 if output.min() == output.max() else output.std(correction=0).item()
            seen.update(mean=output.mean().item(), std=std, z=inputs[0])

    try:
        for passes in range(1, max_iter + 1):
            seen.clear()
            with undisturbed(model), Hook(layer, at_layer), Hook(activation, at_activation):
                model(x)
                if "std" not in seen:
                    raise RuntimeError(f"no activation of {activation} was seen after layer {name!r}")
                if passes == 1:
                    centers = bias is not None and (activation is layer or can_center(activation, seen["z"]))
            mean, std = seen["mean"], seen["std"]
            if not 0 < std < float("inf"):
                raise RuntimeError(f"the activations after layer {name!r} have std {std}: nothing to divide by")
            if abs(std - 1) <= tol and (abs(mean) <= tol or not centers):
                return passes
            if passes < max_iter:
                with torch.no_grad():
                    weight /= std
                    if centers:
                        for other in model.modules():
                            if is_layer(other) and other is not layer and other.bias is not None:
                                other.bias += 0.1
                        bias -= mean / std  # what the mean will be once the weight is divided
        if abs(std - 1) <= 10 * tol:
            return passes
        raise RuntimeError(f"the activations after layer {name!r} still have std {std:.3g} after {max_iter} passes")
    except BaseException:
        with torch.no_grad():
            for parameter, value in before:
                parameter.copy_(value)
        raise


# %% wrong: max_iter is for the corrections
# looks like: makes more passes than max_iter
def lsuv_layer(
    model: nn.Module,
    layer: nn.Module,  # One of the model's, with a weight and perhaps a bias, which are changed in place
    activation: nn.Module,  # One of the model's, which runs after the layer
    x: Tensor,  # A batch of the model's inputs
    tol: float = 1e-3,  # How far std and mean may be from 1 and 0
    max_iter: int = 20,  # Forward passes at most
) -> int:  # Forward passes of the model
    """Scales `layer` until the activations after it have std 1 and mean 0 (after Mishkin and Matas, 2015).

    Without a bias, and where `can_center` says no, only the std is set. Raises `RuntimeError` with the layer's name
    for activations that are all equal or not finite, and for a std that is not within 10 · `tol` in the last pass;
    `ValueError` as `find_layer`. Then the layer is as it was. Nothing but weight and bias changes in any case.
    """
    name = find_layer(model, layer, activation)
    weight, bias = layer.weight, getattr(layer, "bias", None)
    before = [(p, p.detach().clone()) for p in (weight, bias) if p is not None]
    seen, std = {}, float("nan")

    def at_layer(hook, module, inputs, output):
        seen.setdefault("mean", None)

    def at_activation(hook, module, inputs, output):
        if seen.get("mean", 0) is None:  # its first call after the layer's
            std = 0.0 if output.min() == output.max() else output.std(correction=0).item()
            seen.update(mean=output.mean().item(), std=std, z=inputs[0])

    try:
        for passes in range(1, max_iter + 2):
            seen.clear()
            with undisturbed(model), Hook(layer, at_layer), Hook(activation, at_activation):
                model(x)
                if "std" not in seen:
                    raise RuntimeError(f"no activation of {activation} was seen after layer {name!r}")
                if passes == 1:
                    centers = bias is not None and (activation is layer or can_center(activation, seen["z"]))
            mean, std = seen["mean"], seen["std"]
            if not 0 < std < float("inf"):
                raise RuntimeError(f"the activations after layer {name!r} have std {std}: nothing to divide by")
            if abs(std - 1) <= tol and (abs(mean) <= tol or not centers):
                return passes
            if passes <= max_iter:
                with torch.no_grad():
                    weight /= std
                    if centers:
                        bias -= mean / std  # what the mean will be once the weight is divided
        if abs(std - 1) <= 10 * tol:
            return passes
        raise RuntimeError(f"the activations after layer {name!r} still have std {std:.3g} after {max_iter} passes")
    except BaseException:
        with torch.no_grad():
            for parameter, value in before:
                parameter.copy_(value)
        raise


# %% wrong: the first sample only
# looks like: measures the first item of the batch
# looks like: says nothing where the activations cannot be set
def lsuv_layer(
    model: nn.Module,
    layer: nn.Module,  # One of the model's, with a weight and perhaps a bias, which are changed in place
    activation: nn.Module,  # One of the model's, which runs after the layer
    x: Tensor,  # A batch of the model's inputs
    tol: float = 1e-3,  # How far std and mean may be from 1 and 0
    max_iter: int = 20,  # Forward passes at most
) -> int:  # Forward passes of the model
    """Scales `layer` until the activations after it have std 1 and mean 0 (after Mishkin and Matas, 2015).

    Without a bias, and where `can_center` says no, only the std is set. Raises `RuntimeError` with the layer's name
    for activations that are all equal or not finite, and for a std that is not within 10 · `tol` in the last pass;
    `ValueError` as `find_layer`. Then the layer is as it was. Nothing but weight and bias changes in any case.
    """
    name = find_layer(model, layer, activation)
    weight, bias = layer.weight, getattr(layer, "bias", None)
    before = [(p, p.detach().clone()) for p in (weight, bias) if p is not None]
    seen, std = {}, float("nan")

    def at_layer(hook, module, inputs, output):
        seen.setdefault("mean", None)

    def at_activation(hook, module, inputs, output):
        if seen.get("mean", 0) is None:  # its first call after the layer's
            std = 0.0 if output[0].min() == output[0].max() else output[0].std(correction=0).item()
            seen.update(mean=output[0].mean().item(), std=std, z=inputs[0])

    try:
        for passes in range(1, max_iter + 1):
            seen.clear()
            with undisturbed(model), Hook(layer, at_layer), Hook(activation, at_activation):
                model(x)
                if "std" not in seen:
                    raise RuntimeError(f"no activation of {activation} was seen after layer {name!r}")
                if passes == 1:
                    centers = bias is not None and (activation is layer or can_center(activation, seen["z"]))
            mean, std = seen["mean"], seen["std"]
            if not 0 < std < float("inf"):
                raise RuntimeError(f"the activations after layer {name!r} have std {std}: nothing to divide by")
            if abs(std - 1) <= tol and (abs(mean) <= tol or not centers):
                return passes
            if passes < max_iter:
                with torch.no_grad():
                    weight /= std
                    if centers:
                        bias -= mean / std  # what the mean will be once the weight is divided
        if abs(std - 1) <= 10 * tol:
            return passes
        raise RuntimeError(f"the activations after layer {name!r} still have std {std:.3g} after {max_iter} passes")
    except BaseException:
        with torch.no_grad():
            for parameter, value in before:
                parameter.copy_(value)
        raise


# %% wrong: the root mean square for the std
# looks like: takes the root mean square for the std
def lsuv_layer(
    model: nn.Module,
    layer: nn.Module,  # One of the model's, with a weight and perhaps a bias, which are changed in place
    activation: nn.Module,  # One of the model's, which runs after the layer
    x: Tensor,  # A batch of the model's inputs
    tol: float = 1e-3,  # How far std and mean may be from 1 and 0
    max_iter: int = 20,  # Forward passes at most
) -> int:  # Forward passes of the model
    """Scales `layer` until the activations after it have std 1 and mean 0 (after Mishkin and Matas, 2015).

    Without a bias, and where `can_center` says no, only the std is set. Raises `RuntimeError` with the layer's name
    for activations that are all equal or not finite, and for a std that is not within 10 · `tol` in the last pass;
    `ValueError` as `find_layer`. Then the layer is as it was. Nothing but weight and bias changes in any case.
    """
    name = find_layer(model, layer, activation)
    weight, bias = layer.weight, getattr(layer, "bias", None)
    before = [(p, p.detach().clone()) for p in (weight, bias) if p is not None]
    seen, std = {}, float("nan")

    def at_layer(hook, module, inputs, output):
        seen.setdefault("mean", None)

    def at_activation(hook, module, inputs, output):
        if seen.get("mean", 0) is None:  # its first call after the layer's
            std = 0.0 if output.min() == output.max() else output.square().mean().sqrt().item()
            seen.update(mean=output.mean().item(), std=std, z=inputs[0])

    try:
        for passes in range(1, max_iter + 1):
            seen.clear()
            with undisturbed(model), Hook(layer, at_layer), Hook(activation, at_activation):
                model(x)
                if "std" not in seen:
                    raise RuntimeError(f"no activation of {activation} was seen after layer {name!r}")
                if passes == 1:
                    centers = bias is not None and (activation is layer or can_center(activation, seen["z"]))
            mean, std = seen["mean"], seen["std"]
            if not 0 < std < float("inf"):
                raise RuntimeError(f"the activations after layer {name!r} have std {std}: nothing to divide by")
            if abs(std - 1) <= tol and (abs(mean) <= tol or not centers):
                return passes
            if passes < max_iter:
                with torch.no_grad():
                    weight /= std
                    if centers:
                        bias -= mean / std  # what the mean will be once the weight is divided
        if abs(std - 1) <= 10 * tol:
            return passes
        raise RuntimeError(f"the activations after layer {name!r} still have std {std:.3g} after {max_iter} passes")
    except BaseException:
        with torch.no_grad():
            for parameter, value in before:
                parameter.copy_(value)
        raise


# %% wrong: convolutions channel by channel
# looks like: measures each unit by itself
def lsuv_layer(
    model: nn.Module,
    layer: nn.Module,  # One of the model's, with a weight and perhaps a bias, which are changed in place
    activation: nn.Module,  # One of the model's, which runs after the layer
    x: Tensor,  # A batch of the model's inputs
    tol: float = 1e-3,  # How far std and mean may be from 1 and 0
    max_iter: int = 20,  # Forward passes at most
) -> int:  # Forward passes of the model
    """Scales `layer` until the activations after it have std 1 and mean 0 (after Mishkin and Matas, 2015).

    Without a bias, and where `can_center` says no, only the std is set. Raises `RuntimeError` with the layer's name
    for activations that are all equal or not finite, and for a std that is not within 10 · `tol` in the last pass;
    `ValueError` as `find_layer`. Then the layer is as it was. Nothing but weight and bias changes in any case.
    """
    name = find_layer(model, layer, activation)
    weight, bias = layer.weight, getattr(layer, "bias", None)
    before = [(p, p.detach().clone()) for p in (weight, bias) if p is not None]
    seen, std = {}, float("nan")

    def at_layer(hook, module, inputs, output):
        seen.setdefault("mean", None)

    def at_activation(hook, module, inputs, output):
        if seen.get("mean", 0) is None:  # its first call after the layer's
            std = 0.0 if output.min() == output.max() else output.std(0, correction=0).mean().item()
            seen.update(mean=output.mean().item(), std=std, z=inputs[0])

    try:
        for passes in range(1, max_iter + 1):
            seen.clear()
            with undisturbed(model), Hook(layer, at_layer), Hook(activation, at_activation):
                model(x)
                if "std" not in seen:
                    raise RuntimeError(f"no activation of {activation} was seen after layer {name!r}")
                if passes == 1:
                    centers = bias is not None and (activation is layer or can_center(activation, seen["z"]))
            mean, std = seen["mean"], seen["std"]
            if not 0 < std < float("inf"):
                raise RuntimeError(f"the activations after layer {name!r} have std {std}: nothing to divide by")
            if abs(std - 1) <= tol and (abs(mean) <= tol or not centers):
                return passes
            if passes < max_iter:
                with torch.no_grad():
                    weight /= std
                    if centers:
                        bias -= mean / std  # what the mean will be once the weight is divided
        if abs(std - 1) <= 10 * tol:
            return passes
        raise RuntimeError(f"the activations after layer {name!r} still have std {std:.3g} after {max_iter} passes")
    except BaseException:
        with torch.no_grad():
            for parameter, value in before:
                parameter.copy_(value)
        raise


# %% wrong: stops where the std is right
# looks like: stops before the mean is within tol
# looks like: does not set the output of a layer that is its own
def lsuv_layer(
    model: nn.Module,
    layer: nn.Module,  # One of the model's, with a weight and perhaps a bias, which are changed in place
    activation: nn.Module,  # One of the model's, which runs after the layer
    x: Tensor,  # A batch of the model's inputs
    tol: float = 1e-3,  # How far std and mean may be from 1 and 0
    max_iter: int = 20,  # Forward passes at most
) -> int:  # Forward passes of the model
    """Scales `layer` until the activations after it have std 1 and mean 0 (after Mishkin and Matas, 2015).

    Without a bias, and where `can_center` says no, only the std is set. Raises `RuntimeError` with the layer's name
    for activations that are all equal or not finite, and for a std that is not within 10 · `tol` in the last pass;
    `ValueError` as `find_layer`. Then the layer is as it was. Nothing but weight and bias changes in any case.
    """
    name = find_layer(model, layer, activation)
    weight, bias = layer.weight, getattr(layer, "bias", None)
    before = [(p, p.detach().clone()) for p in (weight, bias) if p is not None]
    seen, std = {}, float("nan")

    def at_layer(hook, module, inputs, output):
        seen.setdefault("mean", None)

    def at_activation(hook, module, inputs, output):
        if seen.get("mean", 0) is None:  # its first call after the layer's
            std = 0.0 if output.min() == output.max() else output.std(correction=0).item()
            seen.update(mean=output.mean().item(), std=std, z=inputs[0])

    try:
        for passes in range(1, max_iter + 1):
            seen.clear()
            with undisturbed(model), Hook(layer, at_layer), Hook(activation, at_activation):
                model(x)
                if "std" not in seen:
                    raise RuntimeError(f"no activation of {activation} was seen after layer {name!r}")
                if passes == 1:
                    centers = bias is not None and (activation is layer or can_center(activation, seen["z"]))
            mean, std = seen["mean"], seen["std"]
            if not 0 < std < float("inf"):
                raise RuntimeError(f"the activations after layer {name!r} have std {std}: nothing to divide by")
            if abs(std - 1) <= tol and (abs(mean) <= 1 or not centers):
                return passes
            if passes < max_iter:
                with torch.no_grad():
                    weight /= std
                    if centers:
                        bias -= mean / std  # what the mean will be once the weight is divided
        if abs(std - 1) <= 10 * tol:
            return passes
        raise RuntimeError(f"the activations after layer {name!r} still have std {std:.3g} after {max_iter} passes")
    except BaseException:
        with torch.no_grad():
            for parameter, value in before:
                parameter.copy_(value)
        raise


# %% wrong: looks for the layer alone
# looks like: accepts an activation of another model
def lsuv_layer(model, layer, activation, x, tol=0.001, max_iter=20):
    found = {module: name for name, module in model.named_modules()}
    if layer not in found:
        raise ValueError('this layer is not in the model')
    name = found[layer]
    if not all(p.requires_grad for p in layer.parameters()):
        raise ValueError('frozen')
    weight, bias = (layer.weight, getattr(layer, 'bias', None))
    before = [(p, p.detach().clone()) for p in (weight, bias) if p is not None]
    seen, std = ({}, float('nan'))

    def at_layer(hook, module, inputs, output):
        if 'std' not in seen:
            z, output = output, output if activation is layer else activation.forward(output)
            std = 0.0 if output.min() == output.max() else output.std(correction=0).item()
            seen.update(mean=output.mean().item(), std=std, z=z)
    try:
        for passes in range(1, max_iter + 1):
            seen.clear()
            with undisturbed(model), Hook(layer, at_layer):
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


# %% wrong: looks at the weight alone
# looks like: accepts a frozen bias
def lsuv_layer(model, layer, activation, x, tol=0.001, max_iter=20):
    found = {module: name for name, module in model.named_modules()}
    if layer not in found or activation not in found:
        raise ValueError('this layer is not in the model')
    name = found[layer]
    if not layer.weight.requires_grad:
        raise ValueError('frozen')
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


# %% wrong: corrects before it looks whether it must
# looks like: changes a layer that is right already
def lsuv_layer(model, layer, activation, x, tol=0.001, max_iter=20):
    name = find_layer(model, layer, activation)
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
            done = abs(std - 1) <= tol and (abs(mean) <= tol or not centers)
            if passes < max_iter:
                with torch.no_grad():
                    weight /= std
                    if centers:
                        bias -= mean / std
            if done:
                return passes
        if abs(std - 1) <= 10 * tol:
            return passes
        raise RuntimeError(f'the activations after layer {name!r} still have std {std:.3g} after {max_iter} passes')
    except BaseException:
        with torch.no_grad():
            for parameter, value in before:
                parameter.copy_(value)
        raise


# %% wrong: clears the gradients on its way
# looks like: changes gradients
def lsuv_layer(model, layer, activation, x, tol=0.001, max_iter=20):
    name = find_layer(model, layer, activation)
    weight, bias = (layer.weight, getattr(layer, 'bias', None))
    before = [(p, p.detach().clone()) for p in (weight, bias) if p is not None]
    model.zero_grad()
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


# %% wrong: returns max_iter whatever it needed
# looks like: counts something else than the passes
def lsuv_layer(model, layer, activation, x, tol=0.001, max_iter=20):
    name = find_layer(model, layer, activation)
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
                return max_iter
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


# %% wrong: returns nothing
# looks like: does not return the number of passes as an int
def lsuv_layer(model, layer, activation, x, tol=0.001, max_iter=20):
    name = find_layer(model, layer, activation)
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
                return
            if passes < max_iter:
                with torch.no_grad():
                    weight /= std
                    if centers:
                        bias -= mean / std
        if abs(std - 1) <= 10 * tol:
            return
        raise RuntimeError(f'the activations after layer {name!r} still have std {std:.3g} after {max_iter} passes')
    except BaseException:
        with torch.no_grad():
            for parameter, value in before:
                parameter.copy_(value)
        raise


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
# looks like: goes wrong for a convolution
def lsuv_layer(model, layer, activation, x, tol=0.001, max_iter=20):
    name = find_layer(model, layer, activation)
    weight, bias = (layer.weight, getattr(layer, 'bias', None))
    before = [(p, p.detach().clone()) for p in (weight, bias) if p is not None]
    seen, std = ({}, float('nan'))

    def at_layer(hook, module, inputs, output):
        seen.setdefault('mean', None)

    def at_activation(hook, module, inputs, output):
        if seen.get('mean', 0) is None:
            squares = (output - output.mean()).square().sum()
            std = 0.0 if output.min() == output.max() else (squares / (output.shape[0] * output.shape[1])).sqrt().item()
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


# %% wrong: leaves the weight without gradient
# looks like: leaves a trace in autograd
def lsuv_layer(model, layer, activation, x, tol=0.001, max_iter=20):
    name = find_layer(model, layer, activation)
    weight, bias = (layer.weight, getattr(layer, 'bias', None))
    for p in (weight, bias):
        if p is not None:
            p.requires_grad_(False)
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


# %% wrong: each item by itself
# looks like: measures each item by itself
def lsuv_layer(model, layer, activation, x, tol=0.001, max_iter=20):
    name = find_layer(model, layer, activation)
    weight, bias = (layer.weight, getattr(layer, 'bias', None))
    before = [(p, p.detach().clone()) for p in (weight, bias) if p is not None]
    seen, std = ({}, float('nan'))

    def at_layer(hook, module, inputs, output):
        seen.setdefault('mean', None)

    def at_activation(hook, module, inputs, output):
        if seen.get('mean', 0) is None:
            std = 0.0 if output.min() == output.max() else output.flatten(1).std(1, correction=0).mean().item()
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


# %% wrong: the mean absolute activation for the std
# looks like: takes the mean of |activation| for the std
def lsuv_layer(model, layer, activation, x, tol=0.001, max_iter=20):
    name = find_layer(model, layer, activation)
    weight, bias = (layer.weight, getattr(layer, 'bias', None))
    before = [(p, p.detach().clone()) for p in (weight, bias) if p is not None]
    seen, std = ({}, float('nan'))

    def at_layer(hook, module, inputs, output):
        seen.setdefault('mean', None)

    def at_activation(hook, module, inputs, output):
        if seen.get('mean', 0) is None:
            std = 0.0 if output.min() == output.max() else output.abs().mean().item()
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


# %% wrong: also sets the layers before it
# looks like: changes the weight or bias of another layer
def lsuv_layer(model, layer, activation, x, tol=0.001, max_iter=20):
    name = find_layer(model, layer, activation)
    weight, bias = (layer.weight, getattr(layer, 'bias', None))
    first = next(m for m in model.modules() if isinstance(m, nn.Linear))
    with torch.no_grad():
        first.weight *= 1 if first is layer else 1.1
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


# %% wrong: nine tol are enough
# looks like: gives up although the std is within 10
def lsuv_layer(model, layer, activation, x, tol=0.001, max_iter=20):
    name = find_layer(model, layer, activation)
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
        if abs(std - 1) <= 9 * tol:
            return passes
        raise RuntimeError(f'the activations after layer {name!r} still have std {std:.3g} after {max_iter} passes')
    except BaseException:
        with torch.no_grad():
            for parameter, value in before:
                parameter.copy_(value)
        raise


# %% wrong: eleven tol are still good enough
# looks like: takes a std for good enough that is further off
def lsuv_layer(model, layer, activation, x, tol=0.001, max_iter=20):
    name = find_layer(model, layer, activation)
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
        if abs(std - 1) <= 11 * tol:
            return passes
        raise RuntimeError(f'the activations after layer {name!r} still have std {std:.3g} after {max_iter} passes')
    except BaseException:
        with torch.no_grad():
            for parameter, value in before:
                parameter.copy_(value)
        raise
