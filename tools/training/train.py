"""Train the networks of data/pretrained with PyTorch; keep their weights and how they came to be.

    python -m tools.training.train data MOLECULES.npz              the split's molecules
    python -m tools.training.train train NAME MOLECULES.npz NAME.npz     with PyTorch
    python -m tools.training.train keep NAME NAME.npz              into data/pretrained

NAME is one of tools/training/networks.py's METHODS. `data` and `keep` want the course's
environment; `train` wants PyTorch and NumPy, nothing else. PyTorch is not a dependency of the
course: `pip install torch` in an environment of one's own. An epoch takes 16 to 53 s on an H200;
without a GPU it runs on the CPU, slowly.

What `train` writes after each epoch holds the averaged weights as Keras orders them, the curve and
strings that the network wrote. `keep` reads these with RDKit, writes the weights with Keras and
makes the record.

A training that is cut goes on with `--resume`, from the averaged weights, with a new Adam and a new
warm-up; `--epochs` are then those left. So three of those kept were made: bimodal_fixed (3 epochs
of `--rate 6e-3`, then `--epochs 6 --rate 5e-3 --decay 1`), fbrnn_fixed (2, then `--epochs 8
--decay 1`) and nade_random (5, then `--epochs 1 --rate 2.8e-3 --decay 1`). `keep --earlier` puts
the settings of the parts before into the record.
"""

import argparse
import hashlib
import json
import subprocess
import tempfile
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
    path.parent.mkdir(exist_ok=True)
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

    from tools.training.networks import METHODS

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

    on_gpu = device == "cuda"
    where = f"GPU {torch.cuda.get_device_name()}" if on_gpu else "CPU"
    settings = {
        name: getattr(chosen, name) for name in ("batch", "rate", "decay", "seed", "own")
    } | {
        "units": network.units, "embedding": 64, "layers": 2, "updates": step,
        "start": getattr(network, "start", None), "average": AVERAGE,
        "dropout": 0, "optimizer": f"Adam, beta_2 {BETA_2}, clip 1",
        "products": "TF32" if on_gpu else "float32",
        "schedule": f"{WARM_UP} steps of warm-up, constant, then to zero in a line",
    }  # fmt: skip
    for name in ("readings", "stages"):
        if hasattr(network, name):
            settings[name] = getattr(network, name)
    text = json.dumps({
        "settings": settings, "curve": curve,
        "machine": f"{where}; PyTorch {torch.__version__}",
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


def keep_trained(name: str, file: Path, earlier: list[Path], alone: float | None) -> None:
    """Judge a network's strings; write its weights and the record into data/pretrained."""
    from tools.training.generators import network_of
    from utils import datasets
    from utils.chem import pretrained
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
    network = network_of(name, len(vocabulary))
    network.set_weights(weights)
    record = {
        "method": name,
        "code": git("describe", "--always", "--dirty"),
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
    keep(network, record, pretrained.FOLDER, name)


def keep(network, record: dict, folder: Path, name: str) -> None:
    """Write a Keras network's weights, in half precision, and its record with their SHA-256.

    Both are written whole under another name and then renamed, so that an interruption leaves the
    earlier pair or, between the two renames, one that `pretrained.load` refuses.
    """
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as unfinished:
        weights, text = Path(unfinished, f"{name}.weights.h5"), Path(unfinished, f"{name}.json")
        network.save_weights(weights)
        halve(weights)
        record = record | {"sha256": hashlib.sha256(weights.read_bytes()).hexdigest()}
        text.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        for path in (weights, text):
            path.replace(folder / path.name)


def halve(path: Path) -> None:
    """Write a file of weights anew with float16 numbers; Keras gives them back as float32."""
    import h5py

    whole = path.rename(path.with_name(f"whole-{path.name}"))
    with h5py.File(whole) as source, h5py.File(path, "w") as copy:
        copy.attrs.update(source.attrs)

        def put(name, item):
            if isinstance(item, h5py.Dataset):
                half = item.dtype == np.float32
                copy[name] = item[...].astype(np.float16) if half else item[...]
            else:
                copy.require_group(name)
            copy[name].attrs.update(item.attrs)

        source.visititems(put)
    whole.unlink()


def git(*arguments: str) -> str:
    """Return what git prints."""
    command = ["git", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def main(given: list[str] | None = None) -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
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
    arguments = parser.parse_args(given)
    if arguments.command == "data":
        write_data(arguments.into)
    elif arguments.command == "train":
        train(arguments)
    else:
        keep_trained(arguments.name, arguments.file, arguments.earlier, arguments.alone)


if __name__ == "__main__":
    main()
