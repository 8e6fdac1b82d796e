"""Train the networks of data/pretrained for the paper's ten epochs on a GPU, with PyTorch.

    python -m tools.training.gpu data MOLECULES.npz              here: the split's molecules
    python -m tools.training.gpu train NAME MOLECULES.npz NAME.npz --epochs 10    on the GPU
    python -m tools.training.gpu keep NAME NAME.npz              here: into data/pretrained

The machine with the GPU needs PyTorch and NumPy, nothing else; what it writes holds the averaged
weights as Keras orders them, the curve and, after each epoch, strings. `keep` reads these with
RDKit, writes the weights with Keras and makes the record. NAME is one of `gpu_networks.METHODS`.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np

TEMPERATURE, SAMPLES, LAST_SAMPLES, AVERAGE = 0.7, 1_000, 10_000, 0.999
WARM_UP, BETA_2, POOL = 300, 0.99, 50


def write_data(path: Path) -> None:
    """Write the molecules of training and validation as rows of integers, padded."""
    from utils import datasets
    from utils.chem.tokens import Vocabulary

    data = datasets.load_smiles()
    vocabulary = Vocabulary.from_smiles(data.strings)
    training, validation, _ = datasets.split_smiles(data.strings)
    found = {}
    for name, part in (("training", training), ("validation", validation)):
        rows = [vocabulary.encode(smiles) for smiles in part]
        table = np.zeros((len(rows), max(map(len, rows))), np.uint8)
        for line, row in zip(table, rows, strict=True):
            line[: len(row)] = row
        found[name] = table
    np.savez_compressed(path, n_tokens=len(vocabulary), **found)


def batches(lengths: np.ndarray, size: int, random: np.random.Generator):
    """Yield the rows of an epoch's batches: of like length, in random order."""
    order = random.permutation(len(lengths))
    for pool in np.array_split(order, max(1, round(len(order) / (POOL * size)))):
        pool = pool[np.argsort(lengths[pool], kind="stable")]
        parts = np.array_split(pool, max(1, round(len(pool) / size)))
        for i in random.permutation(len(parts)):
            yield parts[i]


def train(chosen: argparse.Namespace) -> None:
    """Train a network, with strings and a row of the curve after every epoch."""
    import copy

    import torch

    from tools.training.gpu_networks import METHODS

    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(chosen.seed)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    random = torch.Generator(device).manual_seed(chosen.seed)
    order = np.random.default_rng(chosen.seed)
    with np.load(chosen.data) as kept:
        n_tokens = int(kept["n_tokens"])
        tables = {name: kept[name][: chosen.molecules] for name in ("training", "validation")}
    lengths = {name: (table > 0).sum(1) for name, table in tables.items()}
    tables = {name: torch.tensor(table, device=device) for name, table in tables.items()}
    kind, start = METHODS[chosen.name]
    network = kind(n_tokens, start)
    curve, strings, before = [], [], {"epochs": 0, "seconds": 0}
    if chosen.resume:
        curve, strings, weights = read(chosen.resume)
        network.set_keras_weights(weights)
        before = curve[-1]
    network = network.to(device)
    average = copy.deepcopy(network)
    weights = [value for value in network.parameters() if value.requires_grad]
    averages = [value for value in average.parameters() if value.requires_grad]
    for stack in [*network.stacks, *average.stacks]:
        stack.flatten_parameters()
    adam = torch.optim.Adam(weights, chosen.rate, betas=(0.9, BETA_2), fused=device == "cuda")
    tokens = tables["training"][tables["training"] > 0]
    steps = round(chosen.epochs * len(lengths["training"]) / chosen.batch)

    def batch_of(part, rows):
        longest = int(lengths[part][rows].max())
        rows = torch.as_tensor(rows, device=device)
        text = tables[part][rows, :longest].long()
        return text, (text > 0).sum(1)

    def written(n):
        with torch.no_grad():
            parts = []
            for _ in range(-(-n // 2_000)):
                size = min(n, 2_000)
                drawn = torch.randint(len(tokens), (size,), generator=random, device=device)
                parts.append(average.write(size, TEMPERATURE, random, tokens[drawn].long()))
            rows = torch.cat([part[:, : parts[0].shape[1]] for part in parts])
            return rows.to(torch.uint8).cpu().numpy()

    step, spent = 0, 0.0
    sums = torch.zeros(2, device=device)
    clock = time.perf_counter()
    while step < steps:
        for rows in batches(lengths["training"], chosen.batch, order):
            step += 1
            left = min(1.0, (steps - step) / (chosen.decay * steps))
            rate = chosen.rate * min(1.0, step / WARM_UP) * left
            for group in adam.param_groups:
                group["lr"] = rate
            found = getattr(network, "training_losses", network.losses)(
                *batch_of("training", rows), random
            )
            loss = found[0] / found[1]
            for i in range(2, len(found), 2):
                loss = loss + chosen.own * max(left, 0.2) * found[i] / found[i + 1]
            adam.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            adam.step()
            with torch.no_grad():
                torch._foreach_lerp_(averages, weights, 1 - AVERAGE)
                sums += torch.stack([found[0].detach(), found[1]])
            per_epoch = len(lengths["training"]) / chosen.batch
            ended = step == steps
            if ended or int(step / per_epoch) > int((step - 1) / per_epoch):
                total = sums.tolist()
                spent += time.perf_counter() - clock
                fixed = torch.Generator(device).manual_seed(0)
                with torch.no_grad():
                    held_out = torch.zeros(2, device=device)
                    for part in batches(lengths["validation"], 128, np.random.default_rng(0)):
                        losses = average.losses(*batch_of("validation", part), fixed)
                        held_out += torch.stack([losses[0], losses[1]])
                held_out = held_out.tolist()
                strings.append(written(LAST_SAMPLES if ended else SAMPLES))
                curve.append({
                    "epochs": round(before["epochs"] + step / per_epoch, 4),
                    "seconds": round(before["seconds"] + spent, 1),
                    "loss": total[0] / total[1], "validation_loss": held_out[0] / held_out[1],
                    "n": len(strings[-1]),
                })  # fmt: skip
                print(chosen.name, step, curve[-1], flush=True)
                sums.zero_()
                save(chosen, average, curve, strings, step, device)
                clock = time.perf_counter()
            if ended:
                return


def save(chosen, network, curve, strings, step, device) -> None:
    """Write what is there so far, whole."""
    import torch

    where = torch.cuda.get_device_name() if device == "cuda" else "CPU"
    settings = {
        name: getattr(chosen, name) for name in ("batch", "rate", "decay", "seed", "own")
    } | {
        "units": network.units, "embedding": 64, "layers": 2, "updates": step,
        "start": network.start if hasattr(network, "start") else None, "average": AVERAGE,
        "dropout": 0, "optimizer": f"Adam, beta_2 {BETA_2}, clip 1", "products": "TF32",
        "schedule": f"{WARM_UP} steps of warm-up, constant, then to zero in a line",
    }  # fmt: skip
    for name in ("readings", "stages"):
        if hasattr(network, name):
            settings[name] = getattr(network, name)
    text = json.dumps({
        "settings": settings, "curve": curve,
        "machine": f"GPU {where}; PyTorch {torch.__version__}",
    })  # fmt: skip
    arrays = {f"weights{i}": array for i, array in enumerate(network.keras_weights())}
    arrays |= {f"strings{i}": rows for i, rows in enumerate(strings)}
    unfinished = chosen.into.with_suffix(".part.npz")
    np.savez_compressed(unfinished, record=text, **arrays)
    unfinished.replace(chosen.into)


def read(file: Path) -> tuple[list[dict], list[np.ndarray], list[np.ndarray]]:
    """Return the curve, the strings of each of its rows, and the weights."""
    with np.load(file) as kept:
        curve = json.loads(str(kept["record"]))["curve"]
        count = sum(key.startswith("weights") for key in kept)
        weights = [kept[f"weights{i}"] for i in range(count)]
        return curve, [kept[f"strings{i}"] for i in range(len(curve))], weights


def keep(name: str, file: Path, earlier: list[Path], alone: float) -> None:
    """Write the weights, in half precision, and the record into data/pretrained."""
    import keras

    from tools.training import train as course
    from tools.training.generators import METHODS
    from utils import datasets
    from utils.chem.metrics import evaluate
    from utils.chem.tokens import PADDING, Vocabulary

    data = datasets.load_smiles()
    vocabulary = Vocabulary.from_smiles(data.strings)
    training, validation, _ = datasets.split_smiles(data.strings)
    known = frozenset(training)
    curve, strings, weights = read(file)
    *before, last = (json.loads(str(np.load(part)["record"])) for part in [*earlier, file])
    for row, texts in zip(curve, strings, strict=True):
        texts = [vocabulary.decode(text[text != PADDING]) for text in texts]
        found = evaluate(texts, known)
        row |= {"valid": found.valid, "unique": found.unique, "novel": found.novel}
        print(row)
    # As the paper counts: distinct within a hundred strings, whatever their number.
    parts = [evaluate(texts[i : i + 100], known) for i in range(0, len(texts), 100)]
    hundreds = {
        "n": len(texts), "unique": sum(part.unique for part in parts),
        "novel": sum(part.novel for part in parts),
    }  # fmt: skip
    network = METHODS[name](vocabulary, []).network(len(vocabulary), keras.layers.LSTM)
    network.set_weights(weights)
    record = {
        "method": name,
        "code": course.git("describe", "--always", "--dirty"),
        "data": {"source": data.source, "training": len(training), "held_out": len(validation)},
        "settings": last["settings"] | {"weights": "float16"},
        "earlier": [part["settings"] for part in before],
        "machine": last["machine"],
        "epoch_seconds": alone,
        "temperature": TEMPERATURE,
        "vocabulary": vocabulary.to_json(),
        "curve": curve,
        "in_hundreds": hundreds,
    }
    course.keep(network, record, course.PRETRAINED, name)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("data").add_argument("into", type=Path)
    each = commands.add_parser("train")
    each.add_argument("name")
    each.add_argument("data", type=Path)
    each.add_argument("into", type=Path)
    each.add_argument("--epochs", type=float, default=10)
    each.add_argument("--batch", type=int, default=128)
    each.add_argument("--rate", type=float, default=4e-3)
    each.add_argument("--decay", type=float, default=0.7, help="last share, in which it falls")
    each.add_argument(
        "--own",
        type=float,
        default=1.0,
        help="weight of the own-direction loss at first; it falls with the rate, to a fifth",
    )
    each.add_argument("--resume", type=Path, help="what another training left: go on from there")
    each.add_argument("--molecules", type=int, help="of each part, for a trial")
    each.add_argument("--seed", type=int, default=42)
    last = commands.add_parser("keep")
    last.add_argument("name")
    last.add_argument("file", type=Path)
    last.add_argument("--earlier", type=Path, nargs="*", default=[], help="the parts before it")
    last.add_argument("--alone", type=float, help="seconds of an epoch that has the GPU to itself")
    arguments = parser.parse_args()
    if arguments.command == "data":
        write_data(arguments.into)
    elif arguments.command == "train":
        train(arguments)
    else:
        keep(arguments.name, arguments.file, arguments.earlier, arguments.alone)
