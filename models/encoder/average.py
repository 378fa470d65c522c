"""Average the weights of runs that began from one another: ``python models/encoder/average.py RUN=SHARE … --out DIR``.

Checkpoints of one line of training lie in one valley, and their mean is better than each (model soups, Wortsman et al.
2022). Shares are those that did best on the development part; ``export.py --run DIR`` ships the result.
"""

import argparse
import shutil
from pathlib import Path
from typing import Any

import torch


def averaged(states: list[dict[str, Any]], shares: list[float]) -> dict[str, Any]:
    """Tensors of floats as weighted means, anything else as in the first state."""
    total = sum(shares)
    return {
        name: sum(share / total * state[name] for share, state in zip(shares, states, strict=True))
        if value.is_floating_point()
        else value
        for name, value in states[0].items()
    }


def main() -> None:
    """Write ``model.pt`` and ``labels.json`` of the average."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", metavar="RUN=SHARE", help="folder of a run and its share of the mean")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    folders, shares = zip(*(run.rsplit("=", 1) for run in options.runs), strict=True)
    runs = [torch.load(Path(folder) / "model.pt", weights_only=True) for folder in folders]
    options.out.mkdir(parents=True, exist_ok=True)
    mean = averaged([run["model"] for run in runs], [float(share) for share in shares])
    torch.save({**runs[0], "model": mean}, options.out / "model.pt")
    shutil.copyfile(Path(folders[0]) / "labels.json", options.out / "labels.json")


if __name__ == "__main__":
    main()
