# %% right: isfinite, and an early return
def first_failure(x, weights):
    for layer, w in enumerate(weights):
        x = x @ w
        if not x.isfinite().all():
            return layer, "overflow"
        if (x == 0).all():
            return layer, "vanish"
    return None, None


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
# from: isfinite, and an early return
# looks like: counts layers from 1
# -     for layer, w in enumerate(weights):
# +     for layer, w in enumerate(weights, start=1):


# %% wrong: only nan
# from: isfinite, and an early return
# looks like: waits for nan
# -         if not x.isfinite().all():
# +         if x.isnan().any():


# %% wrong: all elements must overflow
# from: isfinite, and an early return
# looks like: waits until no element is finite
# -         if not x.isfinite().all():
# +         if not x.isfinite().any():


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
# from: isfinite, and an early return
# looks like: calls small numbers 0
# looks like: although some of its elements are not 0
# -         if (x == 0).all():
# +         if x.std(correction=0) == 0:


# %% wrong: small is zero
# from: isfinite, and an early return
# looks like: calls small numbers 0
# looks like: although some of its elements are not 0
# -         if (x == 0).all():
# +         if torch.allclose(x, torch.zeros_like(x)):


# %% wrong: some zeros are enough
# from: isfinite, and an early return
# looks like: calls a signal vanished when some elements are 0
# looks like: although some of its elements are not 0
# -         if (x == 0).all():
# +         if (x == 0).any():


# %% wrong: double precision
# from: isfinite, and an early return
# looks like: works in float64
# +     x = x.double()
#       for layer, w in enumerate(weights):
# -         x = x @ w
# +         x = x @ w.double()


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
# from: isfinite, and an early return
# looks like: returns None: a pair is asked for
# -     return None, None


# %% wrong: a threshold for large
# from: isfinite, and an early return
# looks like: calls a large signal overflowed: it is finite
# looks like: calls a large signal overflowed: only inf and nan
# -         if not x.isfinite().all():
# +         if not (x.abs() < 1e20).all():


# %% wrong: looks before it multiplies
# from: isfinite, and an early return
# looks like: counts layers from 1
# looks like: looks at x and not at the last product
# -         x = x @ w

#               return layer, "vanish"
# +         x = x @ w


# %% wrong: forgets to return
# looks like: returns None: a pair is asked for
def first_failure(x, weights):
    for layer, w in enumerate(weights):
        x = x @ w
        if not x.isfinite().all():
            (layer, "overflow")


# %% wrong: nan is looked for by comparing with nan
# from: isfinite, and an early return
# looks like: misses nan, which equals nothing, not even nan: ask isnan or isfinite
# -         if not x.isfinite().all():
# +         if (x == float("nan")).any() or (x.abs() == float("inf")).any():


# %% wrong: only plus infinity
# from: isfinite, and an early return
# looks like: misses -inf: inf has two signs
# -         if not x.isfinite().all():
# +         if (x == float("inf")).any() or x.isnan().any():


# %% wrong: by the sum, in which signs cancel
# from: isfinite, and an early return
# looks like: adds up elements that cancel: all of them must be 0, not their sum
# -         if (x == 0).all():
# +         if x.sum() == 0:


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
