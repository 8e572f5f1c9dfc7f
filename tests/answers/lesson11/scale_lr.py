# %% right: one ratio for both rules
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    if from_bs < 1 or to_bs < 1 or rule not in ("linear", "sqrt"):
        raise ValueError("no such rule, or no such size")
    ratio = to_bs / from_bs
    return float(lr * (ratio if rule == "linear" else math.sqrt(ratio)))


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
# from: one ratio for both rules
# looks like: has the ratio upside down
# -     ratio = to_bs / from_bs
# +     ratio = from_bs / to_bs


# %% wrong: the rules swapped
# from: one ratio for both rules
# looks like: which is the other rule
# -     return float(lr * (ratio if rule == "linear" else math.sqrt(ratio)))
# +     return float(lr * (ratio if rule == "sqrt" else math.sqrt(ratio)))


# %% wrong: always linear
# from: one ratio for both rules
# looks like: multiplies by the ratio itself, which is the other rule
# -     return float(lr * (ratio if rule == "linear" else math.sqrt(ratio)))
# +     return float(lr * (ratio))


# %% wrong: the root by default
# from: one ratio for both rules
# looks like: multiplies by the root of the ratio, which is the other rule
# - def scale_lr(lr, from_bs, to_bs, rule="linear"):
# + def scale_lr(lr, from_bs, to_bs, rule="sqrt"):


# %% wrong: squared
# from: one ratio for both rules
# looks like: squares the ratio
# -     ratio = to_bs / from_bs
# +     ratio = (to_bs / from_bs) ** 2


# %% wrong: whole numbers
# from: one ratio for both rules
# looks like: divides whole numbers
# -     ratio = to_bs / from_bs
# +     ratio = to_bs // from_bs


# %% wrong: no change
# from: one ratio for both rules
# looks like: does not change the rate
# -     ratio = to_bs / from_bs
# +     ratio = 1


# %% wrong: any other rule is the root
# from: one ratio for both rules
# looks like: accepts another rule
# -     if from_bs < 1 or to_bs < 1 or rule not in ("linear", "sqrt"):
# +     if from_bs < 1 or to_bs < 1:


# %% wrong: any spelling
# from: one ratio for both rules
# looks like: accepts another rule
# -     if from_bs < 1 or to_bs < 1 or rule not in ("linear", "sqrt"):
# +     if from_bs < 1 or to_bs < 1 or rule.lower() not in ("linear", "sqrt"):


# %% wrong: sizes are not looked at
# from: one ratio for both rules
# looks like: accepts a batch size below 1
# -     if from_bs < 1 or to_bs < 1 or rule not in ("linear", "sqrt"):
# +     if rule not in ("linear", "sqrt"):


# %% wrong: only one size is looked at
# from: one ratio for both rules
# looks like: accepts a batch size below 1
# -     if from_bs < 1 or to_bs < 1 or rule not in ("linear", "sqrt"):
# +     if from_bs < 1 or rule not in ("linear", "sqrt"):


# %% wrong: an unknown rule is a KeyError
# looks like: raises KeyError where ValueError is asked for
def scale_lr(lr, from_bs, to_bs, rule="linear"):
    if from_bs < 1 or to_bs < 1:
        raise ValueError("no such rule, or no such size")
    ratio = to_bs / from_bs
    return float(lr * {"linear": ratio, "sqrt": math.sqrt(ratio)}[rule])


# %% wrong: a tensor
# from: one ratio for both rules
# looks like: a Tensor where a float is asked for
# -     return float(lr * (ratio if rule == "linear" else math.sqrt(ratio)))
# +     return torch.tensor(lr * (ratio if rule == "linear" else math.sqrt(ratio)))


# %% wrong: no rule is the default one
# from: one ratio for both rules
# looks like: accepts another rule
# -     if from_bs < 1 or to_bs < 1 or rule not in ("linear", "sqrt"):
# +     if from_bs < 1 or to_bs < 1 or (rule or "linear") not in ("linear", "sqrt"):


# %% wrong: a rate that only grows
# from: one ratio for both rules
# looks like: never lowers the rate
# -     ratio = to_bs / from_bs
# +     ratio = max(1.0, to_bs / from_bs)


# %% wrong: the root of the whole product
# from: one ratio for both rules
# looks like: takes the root of the rate as well
# -     return float(lr * (ratio if rule == "linear" else math.sqrt(ratio)))
# +     return float(lr * ratio if rule == "linear" else math.sqrt(lr * ratio))


# %% wrong: a size of 1 is refused
# from: one ratio for both rules
# looks like: refuses a batch size of 1
# -     if from_bs < 1 or to_bs < 1 or rule not in ("linear", "sqrt"):
# +     if from_bs <= 1 or to_bs <= 1 or rule not in ("linear", "sqrt"):


# %% wrong: the product of the sizes
# from: one ratio for both rules
# looks like: accepts a batch size below 1
# -     if from_bs < 1 or to_bs < 1 or rule not in ("linear", "sqrt"):
# +     if from_bs * to_bs < 1 or rule not in ("linear", "sqrt"):
