"""Make the base encoder: ``python models/encoder/base.py --base NAME_OR_FOLDER --corpora DIR --out DIR``.

A name is fetched from the Hugging Face hub (``intfloat/multilingual-e5-small``, MIT). Its vocabulary of 250,002 pieces
is cut to those that Ukrainian text needs, so that the shipped model stays small; a folder whose vocabulary is cut
already is copied as it is.
"""

import argparse
import json
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import AutoModel

CUT_ALREADY = 60_000
_SPECIAL = {"<s>", "<pad>", "</s>", "<unk>", "<mask>"}
_UKRAINIAN = re.compile(r"▁?[а-щьюяєіїґА-ЩЬЮЯЄІЇҐ'ʼ’-]*")


def folder_of(base: str) -> Path:
    """The folder itself, or a model of the hub, fetched."""
    if Path(base).is_dir():
        return Path(base)
    from huggingface_hub import snapshot_download

    return Path(snapshot_download(base, allow_patterns=["config.json", "tokenizer*.json", "model.safetensors"]))


def texts(corpora: Path) -> Iterator[str]:
    """Training texts that show which pieces occur: NER-UK 2.0 and the train parts of the treebanks."""
    for path in sorted(corpora.glob("ner-uk/data/*/*.txt")):
        yield path.read_text(encoding="utf-8")
    for path in sorted(corpora.glob("ud-uk-*/*train*.conllu")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("# text = "):
                yield line.removeprefix("# text = ")


def needed(vocabulary: list[str], tokenizer: Tokenizer, sample: Iterable[str]) -> list[int]:
    """Numbers of the pieces to keep: special, of one character, of Ukrainian letters, or met in the sample."""
    met = {number for text in sample for number in tokenizer.encode(text).ids}
    return [
        number
        for number, piece in enumerate(vocabulary)
        if number in met or piece in _SPECIAL or len(piece.lstrip("▁")) <= 1 or _UKRAINIAN.fullmatch(piece)
    ]


def cut_tokenizer(description: dict[str, Any], keep: list[int]) -> dict[str, Any]:
    """The description of the tokenizer (`tokenizer.json`) with the kept pieces alone, numbered anew."""
    pieces = [description["model"]["vocab"][number] for number in keep]
    place = {piece: number for number, (piece, _) in enumerate(pieces)}
    description["model"] |= {"vocab": pieces, "unk_id": place["<unk>"]}
    for added in description["added_tokens"]:
        added["id"] = place[added["content"]]
    for token in description["post_processor"]["special_tokens"].values():
        token["ids"] = [place[name] for name in token["tokens"]]
    return description


def cut_base(source: Path, corpora: Path, out: Path) -> None:
    """Write encoder and tokenizer with the pieces that are needed."""
    description = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary = [piece for piece, _ in description["model"]["vocab"]]
    if len(vocabulary) <= CUT_ALREADY:
        shutil.copytree(source, out, dirs_exist_ok=True)
        return
    keep = needed(vocabulary, Tokenizer.from_file(str(source / "tokenizer.json")), texts(corpora))
    model: Any = AutoModel.from_pretrained(source)
    vectors = model.embeddings.word_embeddings.weight.detach()[torch.tensor(keep)]
    model.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(vectors, padding_idx=keep.index(1))
    model.config.vocab_size = len(keep)
    model.save_pretrained(out)
    text = json.dumps(cut_tokenizer(description, keep), ensure_ascii=False)
    (out / "tokenizer.json").write_text(text, encoding="utf-8")
    print(f"{len(keep):,} of {len(vocabulary):,} pieces kept")


def main() -> None:
    """Write the folder of the base."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", default="intfloat/multilingual-e5-small")
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    cut_base(folder_of(options.base), options.corpora, options.out)


if __name__ == "__main__":
    main()
