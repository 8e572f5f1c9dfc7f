# %% right: no best, then one
def run_grid(configs, train, seeds=(0, 1, 2)):
    if not len(seeds):
        raise ValueError("no seeds")
    for config in configs:
        if {"seed", "runs", "mean", "sd", "best"} & set(config):
            raise ValueError("a reserved name")
    rows = [{**config, "runs": []} for config in configs]
    for config, row in zip(configs, rows):
        for seed in seeds:
            set_seed(seed)
            try:
                row["runs"].append(train(seed=seed, **config))
            except BaseException as error:
                error.add_note(f"{config} with seed {seed}")
                error.rows = rows
                raise
    for row in rows:
        runs = torch.tensor(row["runs"], dtype=torch.float64)
        row["mean"] = runs.mean().item()
        row["sd"] = runs.std().item() if len(runs) > 1 else 0.0
        row["best"] = False
    whole = [row for row in rows if row["mean"] == row["mean"]]
    if whole:
        max(whole, key=lambda row: row["mean"])["best"] = True
    return rows


# %% right: max over the means that are numbers
def run_grid(configs, train, seeds=(0, 1, 2)):
    if len(seeds) == 0:
        raise ValueError("no seeds")
    for config in configs:
        if {"seed", "runs", "mean", "sd", "best"} & set(config):
            raise ValueError("reserved name")
    rows = [{**config, "runs": []} for config in configs]
    for config, row in zip(configs, rows):
        for seed in seeds:
            set_seed(seed)
            try:
                row["runs"].append(train(seed=seed, **config))
            except BaseException as error:
                error.add_note(f"in the run of {config} with seed {seed}")
                error.rows = rows
                raise
    for row in rows:
        runs = torch.tensor(row["runs"], dtype=torch.float64)
        row["mean"] = runs.mean().item()
        row["sd"] = runs.std().item() if len(runs) > 1 else 0.0
    good = [row for row in rows if not math.isnan(row["mean"])]
    best = max(good, key=lambda row: row["mean"], default=None)
    for row in rows:
        row["best"] = row is best
    return rows


# %% right: one try around everything
def run_grid(configs, train, seeds=(0, 1, 2)):
    seeds = list(seeds)
    if not seeds or any(set(config) & {"seed", "runs", "mean", "sd", "best"} for config in configs):
        raise ValueError("no seeds, or a name that the result needs")
    rows = [dict(config, runs=[]) for config in configs]
    try:
        for i in range(len(configs)):
            for seed in seeds:
                set_seed(seed)
                accuracy = train(**configs[i], seed=seed)
                rows[i]["runs"].append(accuracy)
    except BaseException as error:
        error.rows = rows
        error.add_note(repr(configs[i]))
        error.add_note(f"seed={seed}")
        raise
    highest, place = -math.inf, None
    for i, row in enumerate(rows):
        n = len(seeds)
        row["mean"] = sum(row["runs"]) / n
        squares = [(accuracy - row["mean"]) ** 2 for accuracy in row["runs"]]
        row["sd"] = math.sqrt(sum(squares) / (n - 1)) if n > 1 else 0.0
        if row["mean"] > highest:
            highest, place = row["mean"], i
    for i, row in enumerate(rows):
        row["best"] = i == place
    return rows


# %% right: with Python's statistics
# from: max over the means that are numbers
#               raise ValueError("reserved name")
# +     import statistics

# -         runs = torch.tensor(row["runs"], dtype=torch.float64)
# -         row["mean"] = runs.mean().item()
# -         row["sd"] = runs.std().item() if len(runs) > 1 else 0.0
# +         runs = row["runs"]
# +         row["mean"] = statistics.fmean(runs)
# +         row["sd"] = math.sqrt(sum((a - row["mean"]) ** 2 for a in runs) / max(len(runs) - 1, 1))


# %% right: a helper for one config, and torch's own seed besides
# from: max over the means that are numbers
#               set_seed(seed)
# +             torch.manual_seed(seed)

# -         row["best"] = row is best
# +         row.update(best=row is best)


# %% right: nans count as minus infinity
# from: max over the means that are numbers
# -     good = [row for row in rows if not math.isnan(row["mean"])]
# -     best = max(good, key=lambda row: row["mean"], default=None)
# -     for row in rows:
# -         row["best"] = row is best
# +     values = [-math.inf if math.isnan(row["mean"]) else row["mean"] for row in rows]
# +     top = max(values, default=-math.inf)
# +     for i, row in enumerate(rows):
# +         row["best"] = top > -math.inf and values.index(top) == i


# %% wrong: the seed is set after train was called
# from: max over the means that are numbers
# looks like: sets the seed after train was called
# -             set_seed(seed)

#                   raise
# +             set_seed(seed)


# %% wrong: no seed is set
# from: max over the means that are numbers
# looks like: never sets the seed
# -             set_seed(seed)


# %% wrong: the same seed for every run
# from: max over the means that are numbers
# looks like: the same seed for every run
# -             set_seed(seed)
# +             set_seed(seeds[0])


# %% wrong: the same seed set and handed on
# from: max over the means that are numbers
# looks like: does not call train once for each config and seed
# looks like: the same seed for every run
# -             set_seed(seed)
# +             set_seed(seeds[0])
#               try:
# -                 row["runs"].append(train(seed=seed, **config))
# +                 row["runs"].append(train(seed=seeds[0], **config))


# %% wrong: one seed for all, 0
# from: max over the means that are numbers
# looks like: the same seed for every run
# -             set_seed(seed)
# +             set_seed(0)


# %% wrong: a seed for each config
# from: max over the means that are numbers
# looks like: sets the seed once for each config
# +         set_seed(seeds[0])
#           for seed in seeds:
# -             set_seed(seed)


# %% wrong: a seed for the grid
# from: max over the means that are numbers
# looks like: sets a seed once, before the first run
#               raise ValueError("reserved name")
# +     set_seed(seeds[0])

# -             set_seed(seed)


# %% wrong: torch's seed only
# from: max over the means that are numbers
# looks like: sets the seed of torch only
# -             set_seed(seed)
# +             torch.manual_seed(seed)


# %% wrong: seeds outside, configs inside
# from: max over the means that are numbers
# looks like: does not call train once for each config and seed
# looks like: goes through all configs with one seed
# -     for config, row in zip(configs, rows):
# -         for seed in seeds:
# +     for seed in seeds:
# +         for config, row in zip(configs, rows):


# %% wrong: the best by its maximum run
# from: max over the means that are numbers
# looks like: picks the best by its luckiest run
# -     best = max(good, key=lambda row: row["mean"], default=None)
# +     best = max(good, key=lambda row: max(row["runs"]), default=None)


# %% wrong: the best by its median
# from: max over the means that are numbers
# looks like: picks the best by another number than the mean
# -     best = max(good, key=lambda row: row["mean"], default=None)
# +     best = max(good, key=lambda row: torch.tensor(row["runs"], dtype=torch.float64).quantile(0.5).item(), default=None)


# %% wrong: the lowest mean
# from: max over the means that are numbers
# looks like: picks the lowest mean
# -     best = max(good, key=lambda row: row["mean"], default=None)
# +     best = min(good, key=lambda row: row["mean"], default=None)


# %% wrong: sd by n
# from: max over the means that are numbers
# looks like: divides by n in the sd
# -         row["sd"] = runs.std().item() if len(runs) > 1 else 0.0
# +         row["sd"] = runs.std(correction=0).item()


# %% wrong: sd by n and the best run
# from: max over the means that are numbers
# looks like: picks the best by its luckiest run: compare the means over all seeds. And it divides by n
# -         row["sd"] = runs.std().item() if len(runs) > 1 else 0.0
# +         row["sd"] = runs.std(correction=0).item()
#       good = [row for row in rows if not math.isnan(row["mean"])]
# -     best = max(good, key=lambda row: row["mean"], default=None)
# +     best = max(good, key=lambda row: max(row["runs"]), default=None)


# %% wrong: the standard error
# from: max over the means that are numbers
# looks like: gives the standard error
# -         row["sd"] = runs.std().item() if len(runs) > 1 else 0.0
# +         row["sd"] = runs.std().item() / len(runs) ** 0.5 if len(runs) > 1 else 0.0


# %% wrong: the variance
# from: max over the means that are numbers
# looks like: gives the variance
# -         row["sd"] = runs.std().item() if len(runs) > 1 else 0.0
# +         row["sd"] = runs.var().item() if len(runs) > 1 else 0.0


# %% wrong: sorted by the mean
# from: max over the means that are numbers
# looks like: sorts the rows
# -     return rows
# +     return sorted(rows, key=lambda row: -row["mean"])


# %% wrong: sd of one run is nan
# from: max over the means that are numbers
# looks like: an sd of one run is 0.0 here
# -         row["sd"] = runs.std().item() if len(runs) > 1 else 0.0
# +         row["sd"] = runs.std().item()


# %% wrong: nan runs are left out
# from: max over the means that are numbers
# looks like: leaves nan runs out of the mean
# -         row["mean"] = runs.mean().item()
# +         row["mean"] = runs.nanmean().item()


# %% wrong: a nan run counts 0
# from: max over the means that are numbers
# looks like: counts a nan run as accuracy 0
# -         row["mean"] = runs.mean().item()
# +         row["mean"] = runs.nan_to_num(0.0).mean().item()


# %% wrong: max over nans
# from: max over the means that are numbers
# looks like: a nan
# -     good = [row for row in rows if not math.isnan(row["mean"])]
# -     best = max(good, key=lambda row: row["mean"], default=None)
# +     best = max(rows, key=lambda row: row["mean"], default=None)


# %% wrong: argmax of torch, which takes nan for the largest
# from: max over the means that are numbers
# looks like: calls a config with a nan run the best
# -     good = [row for row in rows if not math.isnan(row["mean"])]
# -     best = max(good, key=lambda row: row["mean"], default=None)
# -     for row in rows:
# -         row["best"] = row is best
# +     best = torch.tensor([row["mean"] for row in rows]).argmax().item() if rows else None
# +     for i, row in enumerate(rows):
# +         row["best"] = i == best


# %% wrong: all of equal means
# from: max over the means that are numbers
# looks like: marks several configs as the best
# -         row["best"] = row is best
# +         row["best"] = best is not None and row["mean"] == best["mean"]


# %% wrong: the last of equal means
# from: max over the means that are numbers
# looks like: takes the last of equal means
# -     best = max(good, key=lambda row: row["mean"], default=None)
# +     best = max(good[::-1], key=lambda row: row["mean"], default=None)


# %% wrong: stops at a nan
# from: max over the means that are numbers
# looks like: lets a nan keep a good config
# -     good = [row for row in rows if not math.isnan(row["mean"])]
# +     good = [] if any(math.isnan(row["mean"]) for row in rows) else rows


# %% wrong: a tensor as mean
# from: max over the means that are numbers
# looks like: a Tensor where a float is asked for
# -         row["mean"] = runs.mean().item()
# +         row["mean"] = runs.mean()


# %% wrong: accepts no seeds
# from: max over the means that are numbers
# looks like: accepts empty seeds
# -     if len(seeds) == 0:
# -         raise ValueError("no seeds")


# %% wrong: accepts reserved names
# from: max over the means that are numbers
# looks like: accepts a config with a reserved item
# -         if {"seed", "runs", "mean", "sd", "best"} & set(config):
# -             raise ValueError("reserved name")
# +         pass


# %% wrong: writes into the configs
# from: max over the means that are numbers
# looks like: changes its input in place
# -     rows = [{**config, "runs": []} for config in configs]
# -     for config, row in zip(configs, rows):
# +     rows = [config for config in configs]
# +     for config, row in zip([dict(c) for c in configs], rows):
# +         row["runs"] = []


# %% wrong: hides the error
# from: max over the means that are numbers
# looks like: hides the error of a run and goes on
# -                 raise
# +                 row["runs"].append(math.nan)


# %% wrong: another error
# from: max over the means that are numbers
# looks like: raises another error than the run did
# -                 raise
# +                 raise RuntimeError(f"{config} with seed {seed} failed") from error


# %% wrong: no note
# from: max over the means that are numbers
# looks like: does not say in which run
# -                 error.add_note(f"in the run of {config} with seed {seed}")


# %% wrong: a note without the seed
# from: max over the means that are numbers
# looks like: does not say with which seed
# -                 error.add_note(f"in the run of {config} with seed {seed}")
# +                 error.add_note(f"in the run of {config}")


# %% wrong: loses the rows
# from: max over the means that are numbers
# looks like: loses the runs that were done
# -                 error.rows = rows


# %% wrong: catches exceptions only
# from: max over the means that are numbers
# looks like: lets an interrupt, as from the stop button, pass
# -             except BaseException as error:
# +             except Exception as error:


# %% wrong: keeps finished configs only
# from: max over the means that are numbers
# looks like: loses the config in which the error came
# -                 error.rows = rows
# +                 error.rows = [row for row in rows if len(row["runs"]) == len(seeds)]


# %% wrong: loses the runs of the config that failed
# from: max over the means that are numbers
# looks like: loses the runs of the config in which the error came
#       for config, row in zip(configs, rows):
# +         runs = []

# -                 row["runs"].append(train(seed=seed, **config))
# +                 runs.append(train(seed=seed, **config))

#                   raise
# +         row["runs"] = runs


# %% wrong: carries on and raises at the end
# from: max over the means that are numbers
# looks like: goes on with other runs after one has raised
#               raise ValueError("reserved name")
# +     failed = None

# -                 raise
# +                 failed = failed or error
# +     if failed:
# +         raise failed


# %% wrong: sd of two runs is 0
# from: max over the means that are numbers
# looks like: an sd of two runs is no 0.0
# -         row["sd"] = runs.std().item() if len(runs) > 1 else 0.0
# +         row["sd"] = runs.std().item() if len(runs) > 2 else 0.0


# %% wrong: a mean of 0 is no best
# from: no best, then one
# looks like: takes a mean of 0 for none
# -     whole = [row for row in rows if row["mean"] == row["mean"]]
# +     whole = [row for row in rows if row["mean"] and row["mean"] == row["mean"]]


# %% wrong: the search begins at 0
# from: no best, then one
# looks like: takes a mean of 0 for none
# looks like: compares with 0 to begin with
# -     whole = [row for row in rows if row["mean"] == row["mean"]]
# -     if whole:
# -         max(whole, key=lambda row: row["mean"])["best"] = True
# +     highest, best = 0.0, None
# +     for row in rows:
# +         if row["mean"] > highest:
# +             highest, best = row["mean"], row
# +     if best is not None:
# +         best["best"] = True


# %% wrong: rows as a default value
# from: no best, then one
# looks like: goes on in the rows of an earlier call
# - def run_grid(configs, train, seeds=(0, 1, 2)):
# + def run_grid(configs, train, seeds=(0, 1, 2), rows=[]):

# -     rows = [{**config, "runs": []} for config in configs]
# +     rows.clear()
# +     rows.extend({**config, "runs": []} for config in configs)


# %% wrong: rows as a default value, never cleared
# from: no best, then one
# looks like: items where there should be
# looks like: goes on in the rows of an earlier call
# - def run_grid(configs, train, seeds=(0, 1, 2)):
# + def run_grid(configs, train, seeds=(0, 1, 2), rows=[]):

# -     rows = [{**config, "runs": []} for config in configs]
# -     for config, row in zip(configs, rows):
# +     new = [{**config, "runs": []} for config in configs]
# +     rows.extend(new)
# +     for config, row in zip(configs, new):


# %% wrong: two kinds of errors only
# from: no best, then one
# looks like: lets a SystemExit pass
# -             except BaseException as error:
# +             except (Exception, KeyboardInterrupt) as error:


# %% wrong: best among nans alone
# from: no best, then one
# looks like: calls a config the best although all means are nan
# -     whole = [row for row in rows if row["mean"] == row["mean"]]
# -     if whole:
# -         max(whole, key=lambda row: row["mean"])["best"] = True
# +     means = [row["mean"] if row["mean"] == row["mean"] else -math.inf for row in rows]
# +     if rows:
# +         rows[means.index(max(means))]["best"] = True


# %% wrong: no configs are an error
# from: no best, then one
# looks like: None where a list
#               raise ValueError("a reserved name")
# +     if not configs:
# +         return None


# %% wrong: the seed of the next run
# from: no best, then one
# looks like: does not set the run's seed right before
# -             set_seed(seed)
# +             set_seed(seed + 1)


# %% wrong: rows of the error hold runs only
# from: no best, then one
# looks like: leaves the items of the configs out
# -                 error.rows = rows
# +                 error.rows = [{"runs": row["runs"]} for row in rows]


# %% wrong: reserved names as they come
# from: no best, then one
# looks like: refuses a reserved name only after some runs
# -     for config in configs:
# +     rows = [{**config, "runs": []} for config in configs]
# +     for config, row in zip(configs, rows):

# -     rows = [{**config, "runs": []} for config in configs]
# -     for config, row in zip(configs, rows):


# %% wrong: other default seeds
# from: no best, then one
# looks like: uses other seeds than 0, 1, 2
# - def run_grid(configs, train, seeds=(0, 1, 2)):
# + def run_grid(configs, train, seeds=(1, 2, 3)):
