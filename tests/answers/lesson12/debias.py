# %% right: a comprehension
def debias(averages, beta):
    return [a / (1 - beta ** (i + 1)) for i, a in enumerate(averages)]

# %% right: the power step by step
def debias(averages, beta):
    corrected, power = [], 1.0
    for average in averages:
        power *= beta
        corrected.append(average / (1 - power))
    return corrected

# %% right: the sum of the weights
def debias(averages, beta):
    corrected, total = [], 0.0
    for average in averages:
        total = beta * total + (1 - beta)
        corrected.append(average / total)
    return corrected

# %% wrong: counts from 0
# looks like: counts k from 0
def debias(averages, beta):
    return [a / (1 - beta**k) for k, a in enumerate(averages)]

# %% wrong: the same for all
# looks like: divides all by 1 - beta
def debias(averages, beta):
    return [a / (1 - beta) for a in averages]

# %% wrong: the last one's for all
# looks like: divides all by the last one's
def debias(averages, beta):
    return [a / (1 - beta ** len(averages)) for a in averages]

# %% wrong: one ahead
# looks like: is one ahead
def debias(averages, beta):
    return [a / (1 - beta ** (k + 1)) for k, a in enumerate(averages, 1)]

# %% wrong: multiplied
# looks like: multiplies by 1 - beta^k
def debias(averages, beta):
    return [a * (1 - beta**k) for k, a in enumerate(averages, 1)]

# %% wrong: product for power
# looks like: takes beta · k for beta^k
def debias(averages, beta):
    return [a / (1 - beta * k) for k, a in enumerate(averages, 1)]

# %% wrong: nothing done
# looks like: returns the averages as they are
def debias(averages, beta):
    return list(averages)

# %% wrong: changes the averages
# looks like: changes its input in place
def debias(averages, beta):
    for k, a in enumerate(averages, 1):
        averages[k - 1] = a / (1 - beta**k)
    return averages

# %% wrong: changes the tensors
# looks like: changes its input in place
def debias(averages, beta):
    corrected = []
    for k, a in enumerate(averages, 1):
        a /= 1 - beta**k
        corrected.append(a)
    return corrected

# %% wrong: a list that is kept
# looks like: goes on from what an earlier call left
def debias(averages, beta, found=[]):
    for k, a in enumerate(averages, 1):
        found.append(a / (1 - beta**k))
    return found
