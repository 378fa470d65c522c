"""A Stanza pipeline of the default Ukrainian shape, for speed alone: `tokenize, pos, lemma, depparse, ner`.

Shape means the sizes Stanza trains with by default, character language models and word vectors included. Each model
goes through its own trainer for a few steps over the sample, as our small engine annotates it: what the models say
means nothing. Needs the extra ``stanza``; built once into ``build/bench-stanza``.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

import numpy as np
from spacy.tokens import Doc, Span

from pipeline import nlp
from pipeline.stanza_engine.models import no_resources

FOLDER = Path("build/bench-stanza")
SAMPLE, SHORT = 12, 1200
VECTORS, VECTOR_SIZE = 150_000, 100
_PARTS = ("tokenize", "pos", "lemma", "depparse", "ner")


def build_stanza(texts: Sequence[str]) -> Callable[[str], object]:
    """The pipeline, ready to read a text."""
    import stanza

    if not (FOLDER / "ner.pt").is_file():
        _train(texts)
    charlm = {
        f"{part}_{way}_charlm_path": str(FOLDER / f"{way}.pt") for part in _PARTS[1:] for way in ("forward", "backward")
    }
    vectors = {f"{part}_pretrain_path": str(FOLDER / "vectors.pt") for part in ("pos", "depparse", "ner")}
    models = {f"{part}_model_path": str(FOLDER / f"{part}.pt") for part in _PARTS}
    reader: Callable[[str], object] = stanza.Pipeline(
        "uk", dir=str(FOLDER), processors=",".join(_PARTS), package=None, download_method=None, verbose=False,
        allow_unknown_language=True, use_gpu=False, resources_filepath=no_resources(), **models, **vectors, **charlm,
    )  # fmt: skip
    return reader


def _train(texts: Sequence[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    docs = list(nlp.load("sm", rules=False).pipe(texts[:SAMPLE]))
    _write_data(docs)
    _write_vectors(word for text in texts for word in text.lower().split())
    for way in ("forward", "backward"):
        _run("charlm", "--train_file", "short.txt", "--eval_file", "short.txt", f"--{way}", "--epochs", "1",
             "--cutoff", "0", "--save_name", f"{way}.pt", "--no_checkpoint", "--batch_size", "4",
             "--shorthand", "uk_x")  # fmt: skip
    shape = (
        "--charlm", "--charlm_shorthand", "uk_x", "--charlm_forward_file", "forward.pt", "--charlm_backward_file",
        "backward.pt",
    )  # fmt: skip
    words = (*shape, "--wordvec_pretrain_file", "vectors.pt", "--max_steps", "2")
    trees = ("--train_file", "all.conllu", "--eval_file", "all.conllu")
    _run("tokenizer", "--txt_file", "text.txt", "--label_file", "labels", "--dev_txt_file", "text.txt",
         "--dev_label_file", "labels", "--dev_conll_gold", "all.conllu", "--mwt_json_file", "mwt.json", "--steps", "4",
         "--eval_steps", "4", "--save_name", "tokenize.pt")  # fmt: skip
    # The tagger counts sentences, the parser words.
    _run("tagger", *trees, *words, "--batch_size", "20", "--fix_eval_interval", "--eval_interval", "2", "--save_name",
         "pos.pt")  # fmt: skip
    _run("lemmatizer", *trees, *shape, "--num_epoch", "1", "--save_name", "lemma.pt")
    _run("parser", *trees, *words, "--batch_size", "400", "--eval_interval", "2", "--no_checkpoint", "--save_name",
         "depparse.pt")  # fmt: skip
    _run("ner_tagger", "--train_file", "ner.json", "--eval_file", "ner.json", *words, "--batch_size", "20",
         "--eval_interval", "2", "--save_name", "ner.pt")  # fmt: skip


def _run(trainer: str, *words: str) -> None:
    """One of Stanza's trainers on files of the folder, unless it has been there."""
    if (FOLDER / words[words.index("--save_name") + 1]).is_file():
        return
    here = [str(FOLDER / word) if (FOLDER / word).is_file() else word for word in words]
    extra = [] if trainer == "charlm" else ["--lang", "uk"] if trainer in {"tokenizer", "tagger", "parser"} else []
    naming = [] if "--shorthand" in here else ["--shorthand", "uk_x"]
    import_module(f"stanza.models.{trainer}").main([*here, *extra, *naming, "--save_dir", str(FOLDER)])


def _write_data(docs: Sequence[Doc]) -> None:
    from stanza.utils.datasets import prepare_tokenizer_data

    sentences = [sentence for doc in docs for sentence in doc.sents if sentence.text.strip()]
    (FOLDER / "text.txt").write_text("\n\n".join(doc.text for doc in docs), encoding="utf-8")
    (FOLDER / "short.txt").write_text(docs[0].text[:SHORT], encoding="utf-8")
    (FOLDER / "all.conllu").write_text("".join(map(_conllu, sentences)), encoding="utf-8")
    (FOLDER / "ner.json").write_text(json.dumps([list(_bioes(s)) for s in sentences]), encoding="utf-8")
    prepare_tokenizer_data.main(
        [str(FOLDER / name) for name in ("text.txt", "all.conllu")]
        + ["-o", str(FOLDER / "labels"), "-m", str(FOLDER / "mwt.json")]
    )


def _conllu(sentence: Span) -> str:
    """A sentence whose every word hangs on the one before it: a tree whatever blanks stand between."""
    rows = []
    for number, token in enumerate((token for token in sentence if not token.is_space), 1):
        relation = "root" if number == 1 else "dep" if token.dep_ == "ROOT" else token.dep_.lower()
        space = "_" if token.whitespace_ else "SpaceAfter=No"
        features = str(token.morph) or "_"
        cells = (number, token.text, token.lemma_, token.pos_, "_", features, number - 1, relation, "_", space)
        rows.append("\t".join(map(str, cells)))
    return "\n".join(rows) + "\n\n"


def _bioes(sentence: Span) -> Iterator[dict[str, str]]:
    for token in sentence:
        if not token.is_space:
            yield {"text": token.text, "ner": f"S-{token.ent_type_}" if token.ent_type_ else "O"}


def _write_vectors(words: Iterable[str]) -> None:
    """Random vectors, as many as the published ones have."""
    from stanza.models.common.pretrain import Pretrain

    known = list(dict.fromkeys(words))
    names = [*known, *(f"слово{number}" for number in range(VECTORS - len(known)))]
    chance = np.random.default_rng(0)
    with (FOLDER / "vectors.txt").open("w", encoding="utf-8") as file:
        file.write(f"{len(names)} {VECTOR_SIZE}\n")
        for name in names:
            file.write(f"{name} {' '.join(f'{x:.3f}' for x in chance.normal(size=VECTOR_SIZE))}\n")
    Pretrain(str(FOLDER / "vectors.pt"), str(FOLDER / "vectors.txt"), -1).load()
