# %% right: one stacked array of pixels
def normalize_transform(mean, std, key="image"):
    def transform(batch):
        pixels = torch.from_numpy(np.stack([np.asarray(image) for image in batch[key]])).float().unsqueeze(1) / 255
        return {**batch, key: (pixels - mean) / std}

    return transform


# %% right: image by image
def normalize_transform(mean, std, key="image"):
    def transform(batch):
        images = [torch.tensor(np.array(image), dtype=torch.float32)[None] for image in batch[key]]
        new = dict(batch)
        new[key] = torch.stack(images).div(255).sub(mean).div(std)
        return new

    return transform

# %% right: in numpy, one step
def normalize_transform(mean, std, key="image"):
    def transform(batch):
        pixels = np.array([np.array(image) for image in batch[key]], dtype=np.float32)[:, None]
        return {k: torch.from_numpy((pixels / 255 - mean) / std).float() if k == key else v for k, v in batch.items()}

    return transform

# %% right: as a class, in float64 inside
class normalize_transform:
    def __init__(self, mean, std, key="image"):
        self.mean, self.std, self.key = mean, std, key

    def __call__(self, batch):
        pixels = torch.stack([torch.as_tensor(np.array(image)) for image in batch[self.key]])
        images = (pixels.double() / 255 - self.mean) / self.std
        return batch | {self.key: images.float().unsqueeze(1)}


# %% right: a copied batch
# from: solution
# -         return {**batch, key: (images - mean) / std}
# +         from copy import deepcopy
# +
# +         return {name: (images - mean) / std if name == key else deepcopy(value) for name, value in batch.items()}


# %% wrong: no scaling
# from: one stacked array of pixels
# looks like: does not scale the pixels from 0…255 to 0…1
# -         pixels = torch.from_numpy(np.stack([np.asarray(image) for image in batch[key]])).float().unsqueeze(1) / 255
# +         pixels = torch.from_numpy(np.stack([np.asarray(image) for image in batch[key]])).float().unsqueeze(1)


# %% wrong: scaled afterwards
# looks like: scales the pixels after they were normalized
def normalize_transform(mean, std, key="image"):
    def transform(batch):
        pixels = torch.from_numpy(np.stack([np.asarray(image) for image in batch[key]])).float().unsqueeze(1)
        return {**batch, key: (pixels - mean) / std / 255}

    return transform


# %% wrong: scaled only
# from: scaled afterwards
# looks like: does not normalize
# -         return {**batch, key: (pixels - mean) / std / 255}
# +         return {**batch, key: pixels / 255}


# %% wrong: the batch's own statistics
# from: one stacked array of pixels
# looks like: uses the batch's own mean and std
# -         return {**batch, key: (pixels - mean) / std}
# +         return {**batch, key: (pixels - pixels.mean()) / pixels.std(correction=0)}


# %% wrong: no channel axis
# from: one stacked array of pixels
# looks like: lacks the channel axis
# -         pixels = torch.from_numpy(np.stack([np.asarray(image) for image in batch[key]])).float().unsqueeze(1) / 255
# +         pixels = torch.from_numpy(np.stack([np.asarray(image) for image in batch[key]])).float() / 255


# %% wrong: channel last
# from: one stacked array of pixels
# looks like: puts the channel axis last
# -         pixels = torch.from_numpy(np.stack([np.asarray(image) for image in batch[key]])).float().unsqueeze(1) / 255
# +         pixels = torch.from_numpy(np.stack([np.asarray(image) for image in batch[key]])).float().unsqueeze(-1) / 255


# %% wrong: float64
# looks like: gives float64
def normalize_transform(mean, std, key="image"):
    def transform(batch):
        pixels = np.stack([np.asarray(image) for image in batch[key]])[:, None] / 255
        return {**batch, key: torch.from_numpy((pixels - mean) / std)}

    return transform

# %% wrong: list of tensors
# looks like: gives a list: one tensor
def normalize_transform(mean, std, key="image"):
    def transform(batch):
        images = [(torch.from_numpy(np.array(image)).float()[None] / 255 - mean) / std for image in batch[key]]
        return {**batch, key: images}

    return transform


# %% wrong: edits the batch
# from: one stacked array of pixels
# looks like: changes the batch it was given
# -         return {**batch, key: (pixels - mean) / std}
# +         batch[key] = (pixels - mean) / std
# +         return batch


# %% wrong: drops the labels
# from: one stacked array of pixels
# looks like: drops the other columns
# looks like: changes the keys of the batch
# -         return {**batch, key: (pixels - mean) / std}
# +         return {key: (pixels - mean) / std}


# %% wrong: ignores key
# looks like: ignores key
def normalize_transform(mean, std, key="image"):
    def transform(batch):
        images = next(iter(batch.values()))
        pixels = torch.from_numpy(np.stack([np.asarray(image) for image in images])).float().unsqueeze(1) / 255
        return {**batch, "image": (pixels - mean) / std}

    return transform


# %% wrong: keeps the first batch
# looks like: gives the first batch again
def normalize_transform(mean, std, key="image"):
    kept = {}

    def transform(batch):
        if not kept:
            pixels = np.stack([np.asarray(image) for image in batch[key]])
            kept["images"] = (torch.from_numpy(pixels).float().unsqueeze(1) / 255 - mean) / std
        return {**batch, key: kept["images"]}

    return transform


# %% wrong: global settings
# looks like: shares mean and std with other transforms
def normalize_transform(mean, std, key="image"):
    global MEAN, STD
    MEAN, STD = mean, std

    def transform(batch):
        pixels = np.stack([np.asarray(image) for image in batch[key]])
        return {**batch, key: (torch.from_numpy(pixels).float().unsqueeze(1) / 255 - MEAN) / STD}

    return transform


# %% wrong: axes of length 1 disappear
# looks like: goes wrong for a batch of one image
def normalize_transform(mean, std, key="image"):
    def transform(batch):
        pixels = np.stack([np.asarray(image) for image in batch[key]]).squeeze()
        return {**batch, key: (torch.from_numpy(pixels).float().unsqueeze(1) / 255 - mean) / std}

    return transform


# %% wrong: a mean of 0 is none
# looks like: takes a mean of 0 for none
def normalize_transform(mean, std, key="image"):
    mean = mean or 0.5

    def transform(batch):
        pixels = np.stack([np.asarray(image) for image in batch[key]])
        return {**batch, key: (torch.from_numpy(pixels).float().unsqueeze(1) / 255 - mean) / std}

    return transform


# %% wrong: always the column image
# from: axes of length 1 disappear
# looks like: ignores key
# -         pixels = np.stack([np.asarray(image) for image in batch[key]]).squeeze()
# +         pixels = np.stack([np.asarray(image) for image in batch["image"]])


# %% wrong: one dict for all batches
# from: solution
# looks like: gives the same dict again: return a new one each time
# +     result = {}
# +
#       def transform(batch: dict[str, Any]) -> dict[str, Any]:

# -         return {**batch, key: (images - mean) / std}
# +         result.update({**batch, key: (images - mean) / std})
# +         return result


# %% wrong: keeps image and label
# from: solution
# looks like: changes the keys of the batch
# -         return {**batch, key: (images - mean) / std}
# +         return {key: (images - mean) / std, "label": batch["label"]}
