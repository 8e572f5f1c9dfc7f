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
def run_grid(configs, train, seeds=(0, 1, 2)):
    if len(seeds) == 0:
        raise ValueError("no seeds")
    for config in configs:
        if {"seed", "runs", "mean", "sd", "best"} & set(config):
            raise ValueError("reserved name")
    import statistics
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
        runs = row["runs"]
        row["mean"] = statistics.fmean(runs)
        row["sd"] = math.sqrt(sum((a - row["mean"]) ** 2 for a in runs) / max(len(runs) - 1, 1))
    good = [row for row in rows if not math.isnan(row["mean"])]
    best = max(good, key=lambda row: row["mean"], default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% right: a helper for one config, and torch's own seed besides
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
            torch.manual_seed(seed)
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
        row.update(best=row is best)
    return rows

# %% right: nans count as minus infinity
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
    values = [-math.inf if math.isnan(row["mean"]) else row["mean"] for row in rows]
    top = max(values, default=-math.inf)
    for i, row in enumerate(rows):
        row["best"] = top > -math.inf and values.index(top) == i
    return rows

# %% wrong: the seed is set after train was called
# looks like: sets the seed after train was called
def run_grid(configs, train, seeds=(0, 1, 2)):
    if len(seeds) == 0:
        raise ValueError("no seeds")
    for config in configs:
        if {"seed", "runs", "mean", "sd", "best"} & set(config):
            raise ValueError("reserved name")
    rows = [{**config, "runs": []} for config in configs]
    for config, row in zip(configs, rows):
        for seed in seeds:
            try:
                row["runs"].append(train(seed=seed, **config))
            except BaseException as error:
                error.add_note(f"in the run of {config} with seed {seed}")
                error.rows = rows
                raise
            set_seed(seed)
    for row in rows:
        runs = torch.tensor(row["runs"], dtype=torch.float64)
        row["mean"] = runs.mean().item()
        row["sd"] = runs.std().item() if len(runs) > 1 else 0.0
    good = [row for row in rows if not math.isnan(row["mean"])]
    best = max(good, key=lambda row: row["mean"], default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% wrong: no seed is set
# looks like: never sets the seed
def run_grid(configs, train, seeds=(0, 1, 2)):
    if len(seeds) == 0:
        raise ValueError("no seeds")
    for config in configs:
        if {"seed", "runs", "mean", "sd", "best"} & set(config):
            raise ValueError("reserved name")
    rows = [{**config, "runs": []} for config in configs]
    for config, row in zip(configs, rows):
        for seed in seeds:
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

# %% wrong: the same seed for every run
# looks like: the same seed for every run
def run_grid(configs, train, seeds=(0, 1, 2)):
    if len(seeds) == 0:
        raise ValueError("no seeds")
    for config in configs:
        if {"seed", "runs", "mean", "sd", "best"} & set(config):
            raise ValueError("reserved name")
    rows = [{**config, "runs": []} for config in configs]
    for config, row in zip(configs, rows):
        for seed in seeds:
            set_seed(seeds[0])
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

# %% wrong: the same seed set and handed on
# looks like: does not call train once for each config and seed
# looks like: the same seed for every run
def run_grid(configs, train, seeds=(0, 1, 2)):
    if len(seeds) == 0:
        raise ValueError("no seeds")
    for config in configs:
        if {"seed", "runs", "mean", "sd", "best"} & set(config):
            raise ValueError("reserved name")
    rows = [{**config, "runs": []} for config in configs]
    for config, row in zip(configs, rows):
        for seed in seeds:
            set_seed(seeds[0])
            try:
                row["runs"].append(train(seed=seeds[0], **config))
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

# %% wrong: one seed for all, 0
# looks like: the same seed for every run
def run_grid(configs, train, seeds=(0, 1, 2)):
    if len(seeds) == 0:
        raise ValueError("no seeds")
    for config in configs:
        if {"seed", "runs", "mean", "sd", "best"} & set(config):
            raise ValueError("reserved name")
    rows = [{**config, "runs": []} for config in configs]
    for config, row in zip(configs, rows):
        for seed in seeds:
            set_seed(0)
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

# %% wrong: a seed for each config
# looks like: sets the seed once for each config
def run_grid(configs, train, seeds=(0, 1, 2)):
    if len(seeds) == 0:
        raise ValueError("no seeds")
    for config in configs:
        if {"seed", "runs", "mean", "sd", "best"} & set(config):
            raise ValueError("reserved name")
    rows = [{**config, "runs": []} for config in configs]
    for config, row in zip(configs, rows):
        set_seed(seeds[0])
        for seed in seeds:
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

# %% wrong: a seed for the grid
# looks like: sets a seed once, before the first run
def run_grid(configs, train, seeds=(0, 1, 2)):
    if len(seeds) == 0:
        raise ValueError("no seeds")
    for config in configs:
        if {"seed", "runs", "mean", "sd", "best"} & set(config):
            raise ValueError("reserved name")
    set_seed(seeds[0])
    rows = [{**config, "runs": []} for config in configs]
    for config, row in zip(configs, rows):
        for seed in seeds:
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

# %% wrong: torch's seed only
# looks like: sets the seed of torch only
def run_grid(configs, train, seeds=(0, 1, 2)):
    if len(seeds) == 0:
        raise ValueError("no seeds")
    for config in configs:
        if {"seed", "runs", "mean", "sd", "best"} & set(config):
            raise ValueError("reserved name")
    rows = [{**config, "runs": []} for config in configs]
    for config, row in zip(configs, rows):
        for seed in seeds:
            torch.manual_seed(seed)
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

# %% wrong: seeds outside, configs inside
# looks like: does not call train once for each config and seed
# looks like: goes through all configs with one seed
def run_grid(configs, train, seeds=(0, 1, 2)):
    if len(seeds) == 0:
        raise ValueError("no seeds")
    for config in configs:
        if {"seed", "runs", "mean", "sd", "best"} & set(config):
            raise ValueError("reserved name")
    rows = [{**config, "runs": []} for config in configs]
    for seed in seeds:
        for config, row in zip(configs, rows):
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

# %% wrong: the best by its maximum run
# looks like: picks the best by its luckiest run
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
    best = max(good, key=lambda row: max(row["runs"]), default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% wrong: the best by its median
# looks like: picks the best by another number than the mean
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
    best = max(good, key=lambda row: torch.tensor(row["runs"], dtype=torch.float64).quantile(0.5).item(), default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% wrong: the lowest mean
# looks like: picks the lowest mean
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
    best = min(good, key=lambda row: row["mean"], default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% wrong: sd by n
# looks like: divides by n in the sd
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
        row["sd"] = runs.std(correction=0).item()
    good = [row for row in rows if not math.isnan(row["mean"])]
    best = max(good, key=lambda row: row["mean"], default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% wrong: sd by n and the best run
# looks like: picks the best by its luckiest run: compare the means over all seeds. And it divides by n
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
        row["sd"] = runs.std(correction=0).item()
    good = [row for row in rows if not math.isnan(row["mean"])]
    best = max(good, key=lambda row: max(row["runs"]), default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% wrong: the standard error
# looks like: gives the standard error
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
        row["sd"] = runs.std().item() / len(runs) ** 0.5 if len(runs) > 1 else 0.0
    good = [row for row in rows if not math.isnan(row["mean"])]
    best = max(good, key=lambda row: row["mean"], default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% wrong: the variance
# looks like: gives the variance
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
        row["sd"] = runs.var().item() if len(runs) > 1 else 0.0
    good = [row for row in rows if not math.isnan(row["mean"])]
    best = max(good, key=lambda row: row["mean"], default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% wrong: sorted by the mean
# looks like: sorts the rows
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
    return sorted(rows, key=lambda row: -row["mean"])

# %% wrong: sd of one run is nan
# looks like: an sd of one run is 0.0 here
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
        row["sd"] = runs.std().item()
    good = [row for row in rows if not math.isnan(row["mean"])]
    best = max(good, key=lambda row: row["mean"], default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% wrong: nan runs are left out
# looks like: leaves nan runs out of the mean
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
        row["mean"] = runs.nanmean().item()
        row["sd"] = runs.std().item() if len(runs) > 1 else 0.0
    good = [row for row in rows if not math.isnan(row["mean"])]
    best = max(good, key=lambda row: row["mean"], default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% wrong: a nan run counts 0
# looks like: counts a nan run as accuracy 0
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
        row["mean"] = runs.nan_to_num(0.0).mean().item()
        row["sd"] = runs.std().item() if len(runs) > 1 else 0.0
    good = [row for row in rows if not math.isnan(row["mean"])]
    best = max(good, key=lambda row: row["mean"], default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% wrong: max over nans
# looks like: a nan
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
    best = max(rows, key=lambda row: row["mean"], default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% wrong: argmax of torch, which takes nan for the largest
# looks like: calls a config with a nan run the best
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
    best = torch.tensor([row["mean"] for row in rows]).argmax().item() if rows else None
    for i, row in enumerate(rows):
        row["best"] = i == best
    return rows

# %% wrong: all of equal means
# looks like: marks several configs as the best
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
        row["best"] = best is not None and row["mean"] == best["mean"]
    return rows

# %% wrong: the last of equal means
# looks like: takes the last of equal means
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
    best = max(good[::-1], key=lambda row: row["mean"], default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% wrong: stops at a nan
# looks like: lets a nan keep a good config
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
    good = [] if any(math.isnan(row["mean"]) for row in rows) else rows
    best = max(good, key=lambda row: row["mean"], default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% wrong: a tensor as mean
# looks like: a Tensor where a float is asked for
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
        row["mean"] = runs.mean()
        row["sd"] = runs.std().item() if len(runs) > 1 else 0.0
    good = [row for row in rows if not math.isnan(row["mean"])]
    best = max(good, key=lambda row: row["mean"], default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% wrong: accepts no seeds
# looks like: accepts empty seeds
def run_grid(configs, train, seeds=(0, 1, 2)):
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

# %% wrong: accepts reserved names
# looks like: accepts a config with a reserved item
def run_grid(configs, train, seeds=(0, 1, 2)):
    if len(seeds) == 0:
        raise ValueError("no seeds")
    for config in configs:
        pass
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

# %% wrong: writes into the configs
# looks like: changes its input in place
def run_grid(configs, train, seeds=(0, 1, 2)):
    if len(seeds) == 0:
        raise ValueError("no seeds")
    for config in configs:
        if {"seed", "runs", "mean", "sd", "best"} & set(config):
            raise ValueError("reserved name")
    rows = [config for config in configs]
    for config, row in zip([dict(c) for c in configs], rows):
        row["runs"] = []
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

# %% wrong: hides the error
# looks like: hides the error of a run and goes on
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
                row["runs"].append(math.nan)
    for row in rows:
        runs = torch.tensor(row["runs"], dtype=torch.float64)
        row["mean"] = runs.mean().item()
        row["sd"] = runs.std().item() if len(runs) > 1 else 0.0
    good = [row for row in rows if not math.isnan(row["mean"])]
    best = max(good, key=lambda row: row["mean"], default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% wrong: another error
# looks like: raises another error than the run did
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
                raise RuntimeError(f"{config} with seed {seed} failed") from error
    for row in rows:
        runs = torch.tensor(row["runs"], dtype=torch.float64)
        row["mean"] = runs.mean().item()
        row["sd"] = runs.std().item() if len(runs) > 1 else 0.0
    good = [row for row in rows if not math.isnan(row["mean"])]
    best = max(good, key=lambda row: row["mean"], default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% wrong: no note
# looks like: does not say in which run
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

# %% wrong: a note without the seed
# looks like: does not say with which seed
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
                error.add_note(f"in the run of {config}")
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

# %% wrong: loses the rows
# looks like: loses the runs that were done
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

# %% wrong: catches exceptions only
# looks like: lets an interrupt, as from the stop button, pass
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
            except Exception as error:
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

# %% wrong: keeps finished configs only
# looks like: loses the config in which the error came
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
                error.rows = [row for row in rows if len(row["runs"]) == len(seeds)]
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

# %% wrong: loses the runs of the config that failed
# looks like: loses the runs of the config in which the error came
def run_grid(configs, train, seeds=(0, 1, 2)):
    if len(seeds) == 0:
        raise ValueError("no seeds")
    for config in configs:
        if {"seed", "runs", "mean", "sd", "best"} & set(config):
            raise ValueError("reserved name")
    rows = [{**config, "runs": []} for config in configs]
    for config, row in zip(configs, rows):
        runs = []
        for seed in seeds:
            set_seed(seed)
            try:
                runs.append(train(seed=seed, **config))
            except BaseException as error:
                error.add_note(f"in the run of {config} with seed {seed}")
                error.rows = rows
                raise
        row["runs"] = runs
    for row in rows:
        runs = torch.tensor(row["runs"], dtype=torch.float64)
        row["mean"] = runs.mean().item()
        row["sd"] = runs.std().item() if len(runs) > 1 else 0.0
    good = [row for row in rows if not math.isnan(row["mean"])]
    best = max(good, key=lambda row: row["mean"], default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% wrong: carries on and raises at the end
# looks like: goes on with other runs after one has raised
def run_grid(configs, train, seeds=(0, 1, 2)):
    if len(seeds) == 0:
        raise ValueError("no seeds")
    for config in configs:
        if {"seed", "runs", "mean", "sd", "best"} & set(config):
            raise ValueError("reserved name")
    failed = None
    rows = [{**config, "runs": []} for config in configs]
    for config, row in zip(configs, rows):
        for seed in seeds:
            set_seed(seed)
            try:
                row["runs"].append(train(seed=seed, **config))
            except BaseException as error:
                error.add_note(f"in the run of {config} with seed {seed}")
                error.rows = rows
                failed = failed or error
    if failed:
        raise failed
    for row in rows:
        runs = torch.tensor(row["runs"], dtype=torch.float64)
        row["mean"] = runs.mean().item()
        row["sd"] = runs.std().item() if len(runs) > 1 else 0.0
    good = [row for row in rows if not math.isnan(row["mean"])]
    best = max(good, key=lambda row: row["mean"], default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% wrong: sd of two runs is 0
# looks like: an sd of two runs is no 0.0
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
        row["sd"] = runs.std().item() if len(runs) > 2 else 0.0
    good = [row for row in rows if not math.isnan(row["mean"])]
    best = max(good, key=lambda row: row["mean"], default=None)
    for row in rows:
        row["best"] = row is best
    return rows

# %% wrong: a mean of 0 is no best
# looks like: takes a mean of 0 for none
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
    whole = [row for row in rows if row["mean"] and row["mean"] == row["mean"]]
    if whole:
        max(whole, key=lambda row: row["mean"])["best"] = True
    return rows

# %% wrong: the search begins at 0
# looks like: takes a mean of 0 for none
# looks like: compares with 0 to begin with
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
    highest, best = 0.0, None
    for row in rows:
        if row["mean"] > highest:
            highest, best = row["mean"], row
    if best is not None:
        best["best"] = True
    return rows

# %% wrong: rows as a default value
# looks like: goes on in the rows of an earlier call
def run_grid(configs, train, seeds=(0, 1, 2), rows=[]):
    if not len(seeds):
        raise ValueError("no seeds")
    for config in configs:
        if {"seed", "runs", "mean", "sd", "best"} & set(config):
            raise ValueError("a reserved name")
    rows.clear()
    rows.extend({**config, "runs": []} for config in configs)
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

# %% wrong: rows as a default value, never cleared
# looks like: items where there should be
# looks like: goes on in the rows of an earlier call
def run_grid(configs, train, seeds=(0, 1, 2), rows=[]):
    if not len(seeds):
        raise ValueError("no seeds")
    for config in configs:
        if {"seed", "runs", "mean", "sd", "best"} & set(config):
            raise ValueError("a reserved name")
    new = [{**config, "runs": []} for config in configs]
    rows.extend(new)
    for config, row in zip(configs, new):
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

# %% wrong: two kinds of errors only
# looks like: lets a SystemExit pass
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
            except (Exception, KeyboardInterrupt) as error:
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

# %% wrong: best among nans alone
# looks like: calls a config the best although all means are nan
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
    means = [row["mean"] if row["mean"] == row["mean"] else -math.inf for row in rows]
    if rows:
        rows[means.index(max(means))]["best"] = True
    return rows

# %% wrong: no configs are an error
# looks like: None where a list
def run_grid(configs, train, seeds=(0, 1, 2)):
    if not len(seeds):
        raise ValueError("no seeds")
    for config in configs:
        if {"seed", "runs", "mean", "sd", "best"} & set(config):
            raise ValueError("a reserved name")
    if not configs:
        return None
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

# %% wrong: the seed of the next run
# looks like: does not set the run's seed right before
def run_grid(configs, train, seeds=(0, 1, 2)):
    if not len(seeds):
        raise ValueError("no seeds")
    for config in configs:
        if {"seed", "runs", "mean", "sd", "best"} & set(config):
            raise ValueError("a reserved name")
    rows = [{**config, "runs": []} for config in configs]
    for config, row in zip(configs, rows):
        for seed in seeds:
            set_seed(seed + 1)
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

# %% wrong: rows of the error hold runs only
# looks like: leaves the items of the configs out
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
                error.rows = [{"runs": row["runs"]} for row in rows]
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

# %% wrong: reserved names as they come
# looks like: refuses a reserved name only after some runs
def run_grid(configs, train, seeds=(0, 1, 2)):
    if not len(seeds):
        raise ValueError("no seeds")
    rows = [{**config, "runs": []} for config in configs]
    for config, row in zip(configs, rows):
        if {"seed", "runs", "mean", "sd", "best"} & set(config):
            raise ValueError("a reserved name")
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

# %% wrong: other default seeds
# looks like: uses other seeds than 0, 1, 2
def run_grid(configs, train, seeds=(1, 2, 3)):
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
