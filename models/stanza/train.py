"""Train the Stanza models with Stanza's own trainers: ``python models/stanza/train.py WORK [PART …]``.

Parts are tokenize, pos, depparse, ner and lemma, in this order. A part that is done is left alone; the parser goes on
from its checkpoint, another part that was stopped begins anew. Shapes are smaller than Stanza's default ones, and
words are read by a small character LSTM instead of the character language models, so that all fits into 40 MB.
"""

import argparse
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

SHORTHAND = "uk_press"


def tokenize(work: Path) -> None:
    """Sentence ends (and tokens, which the engine does not use)."""
    _run(
        "tokenizer", work, "tokenize", "--lang", "uk", "--txt_file", work / "train.txt",
        "--label_file", work / "train.toklabels", "--dev_txt_file", work / "dev.txt",
        "--dev_label_file", work / "dev.toklabels", "--dev_conll_gold", work / "dev.conllu",
        "--mwt_json_file", work / "train.mwt.json", "--max_seqlen", 150, "--steps", 1500, "--eval_steps", 250,
        "--no_use_mwt",
    )  # fmt: skip


def pos(work: Path) -> None:
    """Part of speech and features."""
    trees = ["--train_file", f"{work / 'train.conllu'};{work / 'silver.conllu'}", *_words(work)]
    _run(
        "tagger", work, "pos", *trees, "--hidden_dim", 160, "--char_hidden_dim", 100, "--char_emb_dim", 50,
        "--deep_biaff_hidden_dim", 150, "--composite_deep_biaff_hidden_dim", 50, "--word_cutoff", 4,
        "--batch_size", 32, "--max_steps", 2000, "--eval_interval", 400, "--fix_eval_interval",
        "--max_steps_before_stop", 3000, "--augment_nopunct", 0.1,
    )  # fmt: skip


def depparse(work: Path) -> None:
    """Heads and relations, on gold tags: those of the tagger are as good on its own training sentences."""
    _run(
        "parser", work, "depparse", "--train_file", work / "train.conllu", *_words(work),
        "--silver_file", work / "silver.conllu", "--silver_weight", 1.0, "--hidden_dim", 200, "--num_layers", 2,
        "--char_hidden_dim", 100, "--char_emb_dim", 50, "--deep_biaff_hidden_dim", 100, "--word_cutoff", 4,
        "--batch_size", 700, "--optim", "adam", "--lr", 0.002, "--beta2", 0.95, "--second_optim", "adam",
        "--second_lr", 0.0004, "--second_optim_start_step", 2300, "--max_steps", 3000, "--eval_interval", 250,
        "--augment_nopunct", 0.1,
    )  # fmt: skip


def ner(work: Path) -> None:
    """The 13 types of NER-UK 2.0; ``ner_data.py`` makes the files."""
    _run(
        "ner_tagger", work, "ner", "--train_file", work / "ner-train.json", "--eval_file", work / "ner-dev.json",
        "--wordvec_pretrain_file", work / "vectors.pt", "--no_emb_finetune", "--word_emb_dim", 160,
        "--hidden_dim", 200, "--char_hidden_dim", 100, "--batch_size", 32, "--optim", "adam", "--lr", 0.002,
        "--max_steps", 3600, "--eval_interval", 400, "--patience", 1, "--max_steps_no_improve", 1600,
    )  # fmt: skip


def lemma(work: Path) -> None:
    """A dictionary of the trees, and a network that writes the lemmas of other words."""
    _run(
        "lemmatizer", work, "lemma", "--train_file", work / "lemma.conllu", "--eval_file", work / "dev.conllu",
        "--hidden_dim", 100, "--num_epoch", 1, "--batch_size", 100, "--lr", 0.003,
    )  # fmt: skip


def _words(work: Path) -> tuple[object, ...]:
    return "--lang", "uk", "--eval_file", work / "dev.conllu", "--wordvec_pretrain_file", work / "vectors.pt"


def _run(trainer: str, work: Path, part: str, *options: object) -> None:
    """One trainer, unless it is done; its best model so far carries another name until then."""
    done, running = work / f"{part}.pt", work / f"{part}.running.pt"
    if done.is_file():
        return
    import_module(f"stanza.models.{trainer}").main(
        [*map(str, options), "--shorthand", SHORTHAND, "--save_dir", str(work), "--save_name", running.name]
    )
    running.rename(done)


PARTS: dict[str, Callable[[Path], None]] = {
    "tokenize": tokenize, "pos": pos, "depparse": depparse, "ner": ner, "lemma": lemma,
}  # fmt: skip


def main() -> None:
    """Train what is named, or all."""
    import torch

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("parts", nargs="*", metavar="PART")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    for part in options.parts or PARTS:
        PARTS[part](options.work)


if __name__ == "__main__":
    main()
