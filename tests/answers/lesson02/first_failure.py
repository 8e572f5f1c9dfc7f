# %% right: counts by hand
def first_failure(x, weights):
    layer = 0
    for w in weights:
        x = torch.matmul(x, w)
        if torch.isnan(x).any() or torch.isinf(x).any():
            return (layer, "overflow")
        if torch.count_nonzero(x) == 0:
            return (layer, "vanish")
        layer += 1
    return (None, None)

# %% right: by the largest magnitude
def first_failure(x, weights):
    failure = None, None
    for layer, w in enumerate(weights):
        x = x @ w
        largest = x.abs().max().item()
        if not math.isfinite(largest):
            failure = layer, "overflow"
            break
        if largest == 0.0:
            failure = layer, "vanish"
            break
    return failure

# %% right: all signals first, then the earliest failure
def first_failure(x, weights):
    found = []
    for layer, w in enumerate(weights):
        x = x.matmul(w)
        if bool((x != x).any() | (x.abs() == float("inf")).any()):
            found.append((layer, "overflow"))
        if not x.any():
            found.append((layer, "vanish"))
    return min(found) if found else (None, None)

# %% wrong: counts from one
# looks like: counts layers from 1
def first_failure(x, weights):
    for layer, w in enumerate(weights, start=1):
        x = x @ w
        if not x.isfinite().all():
            return layer, "overflow"
        if (x == 0).all():
            return layer, "vanish"
    return None, None

# %% wrong: only nan
# looks like: waits for nan
def first_failure(x, weights):
    for layer, w in enumerate(weights):
        x = x @ w
        if x.isnan().any():
            return layer, "overflow"
        if (x == 0).all():
            return layer, "vanish"
    return None, None

# %% wrong: all elements must overflow
# looks like: waits until no element is finite
def first_failure(x, weights):
    for layer, w in enumerate(weights):
        x = x @ w
        if not x.isfinite().any():
            return layer, "overflow"
        if (x == 0).all():
            return layer, "vanish"
    return None, None

# %% wrong: judged by the std
# looks like: only inf and nan are failures
# looks like: calls small numbers 0
# looks like: calls a large signal overflowed: it is finite
def first_failure(x, weights):
    for layer, std in enumerate(chain_stds(x, weights)):
        if not math.isfinite(std):
            return layer, "overflow"
        if std == 0:
            return layer, "vanish"
    return None, None

# %% wrong: std for vanishing only
# looks like: calls small numbers 0
# looks like: although some of its elements are not 0
def first_failure(x, weights):
    for layer, w in enumerate(weights):
        x = x @ w
        if not x.isfinite().all():
            return layer, "overflow"
        if x.std(correction=0) == 0:
            return layer, "vanish"
    return None, None

# %% wrong: small is zero
# looks like: calls small numbers 0
# looks like: although some of its elements are not 0
def first_failure(x, weights):
    for layer, w in enumerate(weights):
        x = x @ w
        if not x.isfinite().all():
            return layer, "overflow"
        if torch.allclose(x, torch.zeros_like(x)):
            return layer, "vanish"
    return None, None

# %% wrong: some zeros are enough
# looks like: calls a signal vanished when some elements are 0
# looks like: although some of its elements are not 0
def first_failure(x, weights):
    for layer, w in enumerate(weights):
        x = x @ w
        if not x.isfinite().all():
            return layer, "overflow"
        if (x == 0).any():
            return layer, "vanish"
    return None, None

# %% wrong: double precision
# looks like: works in float64
def first_failure(x, weights):
    x = x.double()
    for layer, w in enumerate(weights):
        x = x @ w.double()
        if not x.isfinite().all():
            return layer, "overflow"
        if (x == 0).all():
            return layer, "vanish"
    return None, None

# %% wrong: does not stop
# looks like: reports the last product
def first_failure(x, weights):
    failure = None, None
    for layer, w in enumerate(weights):
        x = x @ w
        if not x.isfinite().all():
            failure = layer, "overflow"
        elif (x == 0).all():
            failure = layer, "vanish"
    return failure

# %% wrong: overflow anywhere before vanishing
# looks like: looks for overflow in all layers before
def first_failure(x, weights):
    signals = []
    for w in weights:
        x = x @ w
        signals.append(x)
    for layer, h in enumerate(signals):
        if not h.isfinite().all():
            return layer, "overflow"
    for layer, h in enumerate(signals):
        if (h == 0).all():
            return layer, "vanish"
    return None, None

# %% wrong: no pair when nothing fails
# looks like: returns None: a pair is asked for
def first_failure(x, weights):
    for layer, w in enumerate(weights):
        x = x @ w
        if not x.isfinite().all():
            return layer, "overflow"
        if (x == 0).all():
            return layer, "vanish"

# %% wrong: a threshold for large
# looks like: calls a large signal overflowed: it is finite
# looks like: calls a large signal overflowed: only inf and nan
def first_failure(x, weights):
    for layer, w in enumerate(weights):
        x = x @ w
        if not (x.abs() < 1e20).all():
            return layer, "overflow"
        if (x == 0).all():
            return layer, "vanish"
    return None, None

# %% wrong: looks before it multiplies
# looks like: counts layers from 1
# looks like: looks at x and not at the last product
def first_failure(x, weights):
    for layer, w in enumerate(weights):
        if not x.isfinite().all():
            return layer, "overflow"
        if (x == 0).all():
            return layer, "vanish"
        x = x @ w
    return None, None

# %% wrong: forgets to return
# looks like: returns None: a pair is asked for
def first_failure(x, weights):
    for layer, w in enumerate(weights):
        x = x @ w
        if not x.isfinite().all():
            (layer, "overflow")


# %% wrong: nan is looked for by comparing with nan
# looks like: misses nan, which equals nothing, not even nan: ask isnan or isfinite
def first_failure(x, weights):
    for layer, w in enumerate(weights):
        x = x @ w
        if (x == float("nan")).any() or (x.abs() == float("inf")).any():
            return layer, "overflow"
        if (x == 0).all():
            return layer, "vanish"
    return None, None


# %% wrong: only plus infinity
# looks like: misses -inf: inf has two signs
def first_failure(x, weights):
    for layer, w in enumerate(weights):
        x = x @ w
        if (x == float("inf")).any() or x.isnan().any():
            return layer, "overflow"
        if (x == 0).all():
            return layer, "vanish"
    return None, None


# %% wrong: by the sum, in which signs cancel
# looks like: adds up elements that cancel: all of them must be 0, not their sum
def first_failure(x, weights):
    for layer, w in enumerate(weights):
        x = x @ w
        if not x.isfinite().all():
            return layer, "overflow"
        if x.sum() == 0:
            return layer, "vanish"
    return None, None


# %% wrong: nothing fails, so layer is the last
# looks like: gives a layer although none has failed
def first_failure(x, weights):
    layer = None
    for layer, w in enumerate(weights):
        x = x @ w
        if not x.isfinite().all():
            return layer, "overflow"
        if (x == 0).all():
            return layer, "vanish"
    return layer, None


# %% wrong: swapped names
# looks like: swaps the kinds: inf and nan are an overflow, 0 is vanishing
def first_failure(x, weights):
    for layer, w in enumerate(weights):
        x = x @ w
        if not x.isfinite().all():
            return layer, "vanish"
        if (x == 0).all():
            return layer, "overflow"
    return None, None
