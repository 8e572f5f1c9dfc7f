# %% right: without run_grid
def report_best(rows, test, seeds=(3, 4, 5)):
    row = next((row for row in rows if row["best"]), None)
    if row is None or not seeds:
        raise ValueError("nothing to report")
    config = dict(row)
    valid = config.pop("mean")
    for name in ("runs", "sd", "best"):
        config.pop(name)
    runs = []
    for seed in seeds:
        set_seed(seed)
        runs.append(test(seed=seed, **config))
    mean = sum(runs) / len(runs)
    sd = math.sqrt(sum((a - mean) ** 2 for a in runs) / max(len(runs) - 1, 1))
    return {**config, "runs": runs, "mean": mean, "sd": sd, "valid": valid}

# %% right: popping what is not a config
def report_best(rows, test, seeds=(3, 4, 5)):
    for row in rows:
        if row["best"]:
            config = dict(row)
            valid = [config.pop(name) for name in ("mean", "runs", "sd", "best")][0]
            (result,) = run_grid([config], test, seeds)
            result.pop("best")
            result["valid"] = valid
            return result
    raise ValueError("none is the best")

# %% wrong: picks on the test split
# looks like: picks on the test split
def report_best(rows, test, seeds=(3, 4, 5)):
    configs = [{k: v for k, v in row.items() if k not in ("runs", "mean", "sd", "best")} for row in rows]
    for row, old in zip(run_grid(configs, test, seeds), rows):
        if row.pop("best"):
            return {**row, "valid": old["mean"]}
    raise ValueError("none is the best")

# %% wrong: tests all and reports the best of validation
# looks like: picks on the test split
def report_best(rows, test, seeds=(3, 4, 5)):
    configs = [{k: v for k, v in row.items() if k not in ("runs", "mean", "sd", "best")} for row in rows]
    for row, old in zip(run_grid(configs, test, seeds), rows):
        row.pop("best")
        if old["best"]:
            return {**row, "valid": old["mean"]}
    raise ValueError("none is the best")

# %% wrong: tests the first row
# looks like: chooses again
# looks like: reports something although no row is the best
# looks like: tests another config than the best one
def report_best(rows, test, seeds=(3, 4, 5)):
    best = [row for row in rows ]
    if not best:
        raise ValueError("no row is the best")
    config = {name: value for name, value in best[0].items() if name not in ("runs", "mean", "sd", "best")}
    result = run_grid([config], test, seeds)[0]
    del result["best"]
    return {**result, "valid": best[0]["mean"]}

# %% wrong: chooses again, by the luckiest run
# looks like: chooses again
# looks like: tests another config than the best one
def report_best(rows, test, seeds=(3, 4, 5)):
    best = [max(rows, key=lambda row: max(row["runs"]))] if any(row["best"] for row in rows) else []
    if not best:
        raise ValueError("no row is the best")
    config = {name: value for name, value in best[0].items() if name not in ("runs", "mean", "sd", "best")}
    result = run_grid([config], test, seeds)[0]
    del result["best"]
    return {**result, "valid": best[0]["mean"]}

# %% wrong: hands on the whole row
# looks like: does not pass on the config's items, and those alone
def report_best(rows, test, seeds=(3, 4, 5)):
    best = [row for row in rows if row["best"]]
    if not best or not seeds:
        raise ValueError("no row is the best")
    runs = []
    for seed in seeds:
        set_seed(seed)
        runs.append(test(seed=seed, **best[0]))
    mean = sum(runs) / len(runs)
    sd = torch.tensor(runs, dtype=torch.float64).std().item()
    return {**best[0], "runs": runs, "mean": mean, "sd": sd, "valid": best[0]["mean"]}

# %% wrong: hands on the config as one argument
# looks like: does not pass on the config's items
def report_best(rows, test, seeds=(3, 4, 5)):
    best = [row for row in rows if row["best"]]
    if not best:
        raise ValueError("no row is the best")
    config = {name: value for name, value in best[0].items() if name not in ("runs", "mean", "sd", "best")}
    result = run_grid([{"config": config}], test, seeds)[0]
    del result["best"]
    return {**result, "valid": best[0]["mean"]}

# %% wrong: reports the validation accuracies
# looks like: reports the validation accuracies
def report_best(rows, test, seeds=(3, 4, 5)):
    best = [row for row in rows if row["best"]]
    if not best:
        raise ValueError("no row is the best")
    config = {name: value for name, value in best[0].items() if name not in ("runs", "mean", "sd", "best")}
    result = run_grid([config], test, seeds)[0]
    del result["best"]
    return {**{k: v for k, v in best[0].items() if k != "best"}, "valid": best[0]["mean"]}

# %% wrong: the test's mean as valid
# looks like: reports the test's mean as `valid`
def report_best(rows, test, seeds=(3, 4, 5)):
    best = [row for row in rows if row["best"]]
    if not best:
        raise ValueError("no row is the best")
    config = {name: value for name, value in best[0].items() if name not in ("runs", "mean", "sd", "best")}
    result = run_grid([config], test, seeds)[0]
    del result["best"]
    return {**result, "valid": result["mean"]}

# %% wrong: leaves best in
# looks like: leaves `best` in the result
def report_best(rows, test, seeds=(3, 4, 5)):
    best = [row for row in rows if row["best"]]
    if not best:
        raise ValueError("no row is the best")
    config = {name: value for name, value in best[0].items() if name not in ("runs", "mean", "sd", "best")}
    result = run_grid([config], test, seeds)[0]
    return {**result, "valid": best[0]["mean"]}

# %% wrong: valid is missing
# looks like: keys
def report_best(rows, test, seeds=(3, 4, 5)):
    best = [row for row in rows if row["best"]]
    if not best:
        raise ValueError("no row is the best")
    config = {name: value for name, value in best[0].items() if name not in ("runs", "mean", "sd", "best")}
    result = run_grid([config], test, seeds)[0]
    del result["best"]
    return {**result}

# %% wrong: the grid's seeds by default
# looks like: uses the grid's seeds again
def report_best(rows, test, seeds=(0, 1, 2)):
    best = [row for row in rows if row["best"]]
    if not best:
        raise ValueError("no row is the best")
    config = {name: value for name, value in best[0].items() if name not in ("runs", "mean", "sd", "best")}
    result = run_grid([config], test, seeds)[0]
    del result["best"]
    return {**result, "valid": best[0]["mean"]}

# %% wrong: one run
# looks like: does not ask the test split once for each seed
def report_best(rows, test, seeds=(3, 4, 5)):
    best = [row for row in rows if row["best"]]
    if not best:
        raise ValueError("no row is the best")
    config = {name: value for name, value in best[0].items() if name not in ("runs", "mean", "sd", "best")}
    result = run_grid([config], test, seeds[:1])[0]
    del result["best"]
    return {**result, "valid": best[0]["mean"]}

# %% wrong: no seed is set
# looks like: does not set the seed before test is called
def report_best(rows, test, seeds=(3, 4, 5)):
    best = [row for row in rows if row["best"]]
    if not best or not seeds:
        raise ValueError("no row is the best")
    config = {name: value for name, value in best[0].items() if name not in ("runs", "mean", "sd", "best")}
    runs = torch.tensor([test(seed=seed, **config) for seed in seeds], dtype=torch.float64)
    sd = runs.std().item() if len(runs) > 1 else 0.0
    return {**config, "runs": runs.tolist(), "mean": runs.mean().item(), "sd": sd, "valid": best[0]["mean"]}

# %% wrong: the first row if none is the best
# looks like: reports something although no row is the best
def report_best(rows, test, seeds=(3, 4, 5)):
    best = [row for row in rows if row["best"]]
    best = best or rows
    if not best:
        raise ValueError
    config = {name: value for name, value in best[0].items() if name not in ("runs", "mean", "sd", "best")}
    result = run_grid([config], test, seeds)[0]
    del result["best"]
    return {**result, "valid": best[0]["mean"]}

# %% wrong: an IndexError if none is the best
# looks like: raises IndexError where ValueError is asked for
def report_best(rows, test, seeds=(3, 4, 5)):
    best = [row for row in rows if row["best"]]
    config = {name: value for name, value in best[0].items() if name not in ("runs", "mean", "sd", "best")}
    result = run_grid([config], test, seeds)[0]
    del result["best"]
    return {**result, "valid": best[0]["mean"]}

# %% wrong: takes the row apart
# looks like: changes its input in place
def report_best(rows, test, seeds=(3, 4, 5)):
    best = [row for row in rows if row["best"]]
    if not best:
        raise ValueError("no row is the best")
    config, mean = best[0], best[0]["mean"]
    for name in ("runs", "mean", "sd", "best"):
        del config[name]
    result = run_grid([config], test, seeds)[0]
    del result["best"]
    return {**result, "valid": mean}

# %% wrong: a mean of 0 is none
# looks like: takes a mean of 0 for none
def report_best(rows, test, seeds=(3, 4, 5)):
    chosen = next((row for row in rows if row["best"] and row["mean"]), None)
    if chosen is None:
        raise ValueError("no row is the best")
    config = {name: value for name, value in chosen.items() if name not in ("runs", "mean", "sd", "best")}
    result = run_grid([config], test, seeds)[0]
    del result["best"]
    return {**result, "valid": chosen["mean"]}

# %% wrong: falsy items are left out
# looks like: leaves out items that are 0
def report_best(rows, test, seeds=(3, 4, 5)):
    chosen = next((row for row in rows if row["best"]), None)
    if chosen is None:
        raise ValueError("no row is the best")
    config = {name: value for name, value in chosen.items() if name not in ("runs", "mean", "sd", "best") and value}
    result = run_grid([config], test, seeds)[0]
    del result["best"]
    return {**result, "valid": chosen["mean"]}

# %% wrong: the highest mean among all rows
# looks like: chooses again
def report_best(rows, test, seeds=(3, 4, 5)):
    chosen = max(rows, key=lambda row: row["mean"], default=None)
    if not any(row["best"] for row in rows):
        raise ValueError("no row is the best")
    config = {name: value for name, value in chosen.items() if name not in ("runs", "mean", "sd", "best")}
    result = run_grid([config], test, seeds)[0]
    del result["best"]
    return {**result, "valid": chosen["mean"]}

# %% wrong: other default seeds
# looks like: calls test with other seeds than it was given
def report_best(rows, test, seeds=(10, 11, 12)):
    chosen = next((row for row in rows if row["best"]), None)
    if chosen is None:
        raise ValueError("no row is the best")
    config = {name: value for name, value in chosen.items() if name not in ("runs", "mean", "sd", "best")}
    result = run_grid([config], test, seeds)[0]
    del result["best"]
    return {**result, "valid": chosen["mean"]}

# %% wrong: torch's seed alone
# looks like: sets the seed of torch only
def report_best(rows, test, seeds=(3, 4, 5)):
    chosen = next((row for row in rows if row["best"]), None)
    if chosen is None or not seeds:
        raise ValueError("nothing to report")
    config = {name: value for name, value in chosen.items() if name not in ("runs", "mean", "sd", "best")}
    runs = []
    for seed in seeds:
        torch.manual_seed(seed)
        runs.append(test(seed=seed, **config))
    numbers = torch.tensor(runs, dtype=torch.float64)
    sd = numbers.std().item() if len(runs) > 1 else 0.0
    return {**config, "runs": runs, "mean": numbers.mean().item(), "sd": sd, "valid": chosen["mean"]}

# %% wrong: empty seeds give nan
# looks like: accepts empty seeds
def report_best(rows, test, seeds=(3, 4, 5)):
    chosen = next((row for row in rows if row["best"]), None)
    if chosen is None:
        raise ValueError("nothing to report")
    config = {name: value for name, value in chosen.items() if name not in ("runs", "mean", "sd", "best")}
    runs = []
    for seed in seeds:
        set_seed(seed)
        runs.append(test(seed=seed, **config))
    numbers = torch.tensor(runs, dtype=torch.float64)
    sd = numbers.std().item() if len(runs) > 1 else 0.0
    return {**config, "runs": runs, "mean": numbers.mean().item(), "sd": sd, "valid": chosen["mean"]}

# %% wrong: the first seed in every run
# looks like: uses the same seed for every run
# looks like: calls test with other seeds
def report_best(rows, test, seeds=(3, 4, 5)):
    chosen = next((row for row in rows if row["best"]), None)
    if chosen is None or not seeds:
        raise ValueError("nothing to report")
    config = {name: value for name, value in chosen.items() if name not in ("runs", "mean", "sd", "best")}
    runs = []
    for seed in seeds:
        set_seed(seeds[0])
        runs.append(test(seed=seeds[0], **config))
    numbers = torch.tensor(runs, dtype=torch.float64)
    sd = numbers.std().item() if len(runs) > 1 else 0.0
    return {**config, "runs": runs, "mean": numbers.mean().item(), "sd": sd, "valid": chosen["mean"]}
