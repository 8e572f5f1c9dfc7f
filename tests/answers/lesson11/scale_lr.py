# %% right: an exponent for each rule
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    powers = {"linear": 1.0, "sqrt": 0.5}
    if rule not in powers:
        raise ValueError(rule)
    if min(from_bs, to_bs) < 1:
        raise ValueError("sizes must be at least 1")
    return lr * (to_bs / from_bs) ** powers[rule]

# %% right: rule by rule
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    for size in (from_bs, to_bs):
        if size < 1:
            raise ValueError(f"batch size {size}")
    if rule == "linear":
        return lr * to_bs / from_bs
    if rule == "sqrt":
        return lr * math.sqrt(to_bs) / math.sqrt(from_bs)
    raise ValueError(f"unknown rule {rule}")

# %% wrong: ratio upside down
# looks like: has the ratio upside down
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    if from_bs < 1 or to_bs < 1 or rule not in ("linear", "sqrt"):
        raise ValueError("no such rule, or no such size")
    ratio = from_bs / to_bs
    return float(lr * (ratio if rule == "linear" else math.sqrt(ratio)))

# %% wrong: the rules swapped
# looks like: which is the other rule
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    if from_bs < 1 or to_bs < 1 or rule not in ("linear", "sqrt"):
        raise ValueError("no such rule, or no such size")
    ratio = to_bs / from_bs
    return float(lr * (ratio if rule == "sqrt" else math.sqrt(ratio)))

# %% wrong: always linear
# looks like: multiplies by the ratio itself, which is the other rule
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    if from_bs < 1 or to_bs < 1 or rule not in ("linear", "sqrt"):
        raise ValueError("no such rule, or no such size")
    ratio = to_bs / from_bs
    return float(lr * (ratio))

# %% wrong: the root by default
# looks like: multiplies by the root of the ratio, which is the other rule
def scale_lr(lr, from_bs, to_bs, rule="sqrt"):
    if from_bs < 1 or to_bs < 1 or rule not in ("linear", "sqrt"):
        raise ValueError("no such rule, or no such size")
    ratio = to_bs / from_bs
    return float(lr * (ratio if rule == "linear" else math.sqrt(ratio)))

# %% wrong: squared
# looks like: squares the ratio
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    if from_bs < 1 or to_bs < 1 or rule not in ("linear", "sqrt"):
        raise ValueError("no such rule, or no such size")
    ratio = (to_bs / from_bs) ** 2
    return float(lr * (ratio if rule == "linear" else math.sqrt(ratio)))

# %% wrong: whole numbers
# looks like: divides whole numbers
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    if from_bs < 1 or to_bs < 1 or rule not in ("linear", "sqrt"):
        raise ValueError("no such rule, or no such size")
    ratio = to_bs // from_bs
    return float(lr * (ratio if rule == "linear" else math.sqrt(ratio)))

# %% wrong: no change
# looks like: does not change the rate
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    if from_bs < 1 or to_bs < 1 or rule not in ("linear", "sqrt"):
        raise ValueError("no such rule, or no such size")
    ratio = 1
    return float(lr * (ratio if rule == "linear" else math.sqrt(ratio)))

# %% wrong: any other rule is the root
# looks like: accepts another rule
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    if from_bs < 1 or to_bs < 1:
        raise ValueError("no such rule, or no such size")
    ratio = to_bs / from_bs
    return float(lr * (ratio if rule == "linear" else math.sqrt(ratio)))

# %% wrong: any spelling
# looks like: accepts another rule
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    if from_bs < 1 or to_bs < 1 or rule.lower() not in ("linear", "sqrt"):
        raise ValueError("no such rule, or no such size")
    ratio = to_bs / from_bs
    return float(lr * (ratio if rule == "linear" else math.sqrt(ratio)))

# %% wrong: sizes are not looked at
# looks like: accepts a batch size below 1
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    if rule not in ("linear", "sqrt"):
        raise ValueError("no such rule, or no such size")
    ratio = to_bs / from_bs
    return float(lr * (ratio if rule == "linear" else math.sqrt(ratio)))

# %% wrong: only one size is looked at
# looks like: accepts a batch size below 1
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    if from_bs < 1 or rule not in ("linear", "sqrt"):
        raise ValueError("no such rule, or no such size")
    ratio = to_bs / from_bs
    return float(lr * (ratio if rule == "linear" else math.sqrt(ratio)))

# %% wrong: an unknown rule is a KeyError
# looks like: raises KeyError where ValueError is asked for
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    if from_bs < 1 or to_bs < 1:
        raise ValueError("no such rule, or no such size")
    ratio = to_bs / from_bs
    return float(lr * {"linear": ratio, "sqrt": math.sqrt(ratio)}[rule])

# %% wrong: a tensor
# looks like: a Tensor where a float is asked for
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    if from_bs < 1 or to_bs < 1 or rule not in ("linear", "sqrt"):
        raise ValueError("no such rule, or no such size")
    ratio = to_bs / from_bs
    return torch.tensor(lr * (ratio if rule == "linear" else math.sqrt(ratio)))

# %% wrong: no rule is the default one
# looks like: accepts another rule
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    if from_bs < 1 or to_bs < 1 or (rule or "linear") not in ("linear", "sqrt"):
        raise ValueError("no such rule, or no such size")
    ratio = to_bs / from_bs
    return float(lr * (ratio if rule == "linear" else math.sqrt(ratio)))

# %% wrong: a rate that only grows
# looks like: never lowers the rate
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    if from_bs < 1 or to_bs < 1 or rule not in ("linear", "sqrt"):
        raise ValueError("no such rule, or no such size")
    ratio = max(1.0, to_bs / from_bs)
    return float(lr * (ratio if rule == "linear" else math.sqrt(ratio)))

# %% wrong: the root of the whole product
# looks like: takes the root of the rate as well
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    if from_bs < 1 or to_bs < 1 or rule not in ("linear", "sqrt"):
        raise ValueError("no such rule, or no such size")
    ratio = to_bs / from_bs
    return float(lr * ratio if rule == "linear" else math.sqrt(lr * ratio))

# %% wrong: a size of 1 is refused
# looks like: refuses a batch size of 1
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    if from_bs <= 1 or to_bs <= 1 or rule not in ("linear", "sqrt"):
        raise ValueError("no such rule, or no such size")
    ratio = to_bs / from_bs
    return float(lr * (ratio if rule == "linear" else math.sqrt(ratio)))

# %% wrong: the product of the sizes
# looks like: accepts a batch size below 1
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    if from_bs * to_bs < 1 or rule not in ("linear", "sqrt"):
        raise ValueError("no such rule, or no such size")
    ratio = to_bs / from_bs
    return float(lr * (ratio if rule == "linear" else math.sqrt(ratio)))
