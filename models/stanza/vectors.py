"""Word vectors of the Stanza models: ``python models/stanza/vectors.py WORK BASE``.

fastText on ``WORK/raw.txt`` (gensim), and beside it what the base encoder says to the word alone, cut to its main
directions: rare words have good neighbours there. Words met four times, or in a train part of a treebank, are kept.
"""

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import numpy.typing as npt

FASTTEXT_SIZE, BASE_SIZE = 100, 60
KEPT_FROM = 4
EPOCHS = 8
Vectors = npt.NDArray[np.float32]


def vocabulary(work: Path) -> list[str]:
    """Words to keep, the most frequent first."""
    counts = Counter(word for line in (work / "raw.txt").open(encoding="utf-8") for word in line.split())
    rows = (line.split("\t") for line in (work / "train.conllu").open(encoding="utf-8"))
    annotated = {row[1].lower() for row in rows if len(row) > 1 and " " not in row[1]}
    return [word for word, count in counts.most_common() if count >= KEPT_FROM or word in annotated]


def fasttext(work: Path, words: list[str]) -> Vectors:
    """Vectors of windows of words and of character groups."""
    from gensim.models import FastText

    model = FastText(
        vector_size=FASTTEXT_SIZE, window=4, min_count=2, sg=1, negative=5, min_n=3, max_n=5, bucket=200_000, seed=0,
        workers=1, sample=1e-4,
    )  # fmt: skip
    model.build_vocab(corpus_file=str(work / "raw.txt"))
    model.train(
        corpus_file=str(work / "raw.txt"), total_words=model.corpus_total_words, total_examples=model.corpus_count,
        epochs=EPOCHS,
    )  # fmt: skip
    return np.stack([model.wv[word] for word in words]).astype(np.float32)


def base_vectors(folder: Path, words: list[str]) -> Vectors:
    """Mean of the middle and last layers over the pieces of each word, cut to the main directions."""
    import torch
    from tokenizers import Tokenizer
    from transformers import AutoModel

    torch.set_num_threads(1)
    model = AutoModel.from_pretrained(folder).float().eval()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_padding(pad_id=tokenizer.token_to_id("<pad>"))
    order = sorted(range(len(words)), key=lambda i: len(words[i]))
    found = np.zeros((len(words), 2 * model.config.hidden_size), dtype=np.float32)
    with torch.inference_mode():
        for begin in range(0, len(order), 256):
            places = order[begin : begin + 256]
            codes = tokenizer.encode_batch([words[i] for i in places])
            mask = torch.tensor([code.attention_mask for code in codes])
            states = model(
                input_ids=torch.tensor([code.ids for code in codes]), attention_mask=mask, output_hidden_states=True
            ).hidden_states
            both = torch.cat([states[len(states) // 2], states[-1]], -1) * mask[..., None]
            found[places] = (both.sum(1) / mask.sum(1, keepdim=True)).numpy()
    found -= found.mean(0)
    _, _, directions = np.linalg.svd(found[:20_000], full_matrices=False)
    return np.asarray(found @ directions[:BASE_SIZE].T, dtype=np.float32)


def _scaled(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / vectors.std() * 0.3, dtype=np.float32)


def main(work: str, base: str) -> None:
    """Write ``vectors.pt`` in the form that Stanza reads."""
    import torch
    from stanza.models.common.pretrain import PretrainedWordVocab

    folder = Path(work)
    words = vocabulary(folder)
    print(f"{len(words):,} words", flush=True)
    parts = [base_vectors(Path(base), words), fasttext(folder, words)]
    together = np.concatenate([_scaled(part) for part in parts], axis=1).astype(np.float16).astype(np.float32)
    special = np.zeros((4, together.shape[1]), dtype=np.float32)
    vocab = PretrainedWordVocab(words, lang="uk", idx=0)
    torch.save(
        {"vocab": vocab.state_dict(), "emb": torch.from_numpy(np.concatenate([special, together]))},
        folder / "vectors.pt",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
