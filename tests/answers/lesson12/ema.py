# %% right: a loop
# from: solution
# -         average = beta * average + (1 - beta) * x
# +         average = average * beta + x * (1 - beta)


# %% right: by the difference
def ema(xs, beta):
    averages = []
    for x in xs:
        last = averages[-1] if averages else 0.0 * x
        averages.append(last + (1 - beta) * (x - last))
    return averages

# %% right: accumulate
def ema(xs, beta):
    from itertools import accumulate

    return list(accumulate(xs, lambda average, x: beta * average + (1 - beta) * x, initial=0.0))[1:]

# %% right: weights written out
def ema(xs, beta):
    return [sum((1 - beta) * beta ** (k - i) * xs[i] for i in range(k + 1)) for k in range(len(xs))]

# %% wrong: starts from the first item
# looks like: starts from the first item
def ema(xs, beta):
    averages = []
    for x in xs:
        average = beta * averages[-1] + (1 - beta) * x if averages else x
        averages.append(average)
    return averages


# %% wrong: weights swapped
# from: solution
# looks like: gives beta to the item
# -         average = beta * average + (1 - beta) * x
# +         average = (1 - beta) * average + beta * x


# %% wrong: momentum's form
# from: solution
# looks like: adds the whole item
# -         average = beta * average + (1 - beta) * x
# +         average = beta * average + x


# %% wrong: the 0 is in the list
# looks like: puts the 0 it starts from into the list
def ema(xs, beta):
    averages = [0.0]
    for x in xs:
        averages.append(beta * averages[-1] + (1 - beta) * x)
    return averages

# %% wrong: one tensor, changed in place
# looks like: puts one and the same tensor into the list each time
def ema(xs, beta):
    average, averages = 0.0, []
    for x in xs:
        if not averages:
            average = 0.0 * x
        average *= beta
        average += (1 - beta) * x
        averages.append(average)
    return averages


# %% wrong: changes the items
# from: solution
# looks like: changes its input in place
# -         average = beta * average + (1 - beta) * x
# +         x *= 1 - beta
# +         average = beta * average + x


# %% wrong: writes into the list it was given
# looks like: changes its input in place
def ema(xs, beta):
    average = 0.0
    for i, x in enumerate(xs):
        xs[i] = average = beta * average + (1 - beta) * x
    return xs

# %% wrong: the last average alone
# looks like: where a list is asked for
def ema(xs, beta):
    average = 0.0
    for x in xs:
        average = beta * average + (1 - beta) * x
    return average


# %% wrong: hands out an item
# from: solution
# looks like: hands out its inputs
#       "Exponential moving averages: avg ← beta · avg + (1 − beta) · x, starting from 0."
# +     if beta == 0:
# +         return [x if isinstance(x, Tensor) else float(x) for x in xs]


# %% wrong: a default that is kept
# looks like: goes on from what an earlier call left
def ema(xs, beta, averages=[]):
    average = 0.0
    for x in xs:
        average = beta * average + (1 - beta) * x
        averages.append(average)
    return averages

# %% wrong: a default that is kept, for the average
# looks like: goes on from what an earlier call left
def ema(xs, beta, state={"average": 0.0}):
    averages = []
    for x in xs:
        state["average"] = beta * state["average"] + (1 - beta) * x
        averages.append(state["average"])
    return averages


# %% wrong: a view of the item
# from: solution
# looks like: hands out its inputs
#       "Exponential moving averages: avg ← beta · avg + (1 − beta) · x, starting from 0."
# +     if beta == 0:
# +         return [x.view_as(x) if isinstance(x, Tensor) else float(x) for x in xs]
