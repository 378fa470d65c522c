"""Where Stanza models are, and how they are loaded: from files alone, never from the network."""

from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipeline.errors import ModelError

PARTS = ("tokenize", "pos", "lemma", "depparse")
ENTITIES = "ner"
_VECTORS = "vectors.pt"
_WITH_VECTORS = ("pos", "depparse", ENTITIES)


def load_reader(folder: Path, threads: int) -> Any:
    """Stanza's pipeline over a folder: files named after their parts, or what ``stanza.download`` makes.

    Entities are optional. Raises ModelError when Stanza is not installed or the folder holds neither.
    """
    check_installed(folder)
    import stanza
    import torch

    torch.set_num_threads(threads)
    options = _of_resources(folder) if _is_resources(folder) else _of_files(folder)
    try:
        return stanza.Pipeline("uk", download_method=None, verbose=False, use_gpu=False, **options)
    except (FileNotFoundError, stanza.pipeline.core.LanguageNotDownloadedError) as error:
        raise ModelError(f"{folder} lacks models of Ukrainian: {error}", _ADVICE) from error


_ADVICE = "make stanza-models fetches the official ones into build/stanza-models; make train-stanza trains ours"


def check_installed(folder: Path) -> None:
    """Raise ModelError without Stanza, or when the folder has no Stanza models of Ukrainian; loads nothing."""
    if not (find_spec("stanza") and find_spec("torch")):
        raise ModelError("the engine 'stanza' needs the package Stanza", "pip install 'vytiah[stanza]'")
    if not _is_resources(folder) and not all((folder / f"{part}.pt").is_file() for part in PARTS):
        raise ModelError(f"no Stanza models of Ukrainian in {folder}", _ADVICE)


def _is_resources(folder: Path) -> bool:
    return (folder / "resources.json").is_file() and (folder / "uk").is_dir()


def _of_resources(folder: Path) -> dict[str, Any]:
    parts = [*PARTS, ENTITIES] if (folder / "uk" / ENTITIES).is_dir() else PARTS
    return {"dir": str(folder), "processors": ",".join(parts)}


def _of_files(folder: Path) -> dict[str, Any]:
    parts = [part for part in (*PARTS, ENTITIES) if (folder / f"{part}.pt").is_file()]
    vectors = str(folder / _VECTORS)
    return {
        "dir": str(folder),
        "processors": ",".join(parts),
        "package": None,
        "allow_unknown_language": True,
        "resources_filepath": no_resources(),
        "foundation_cache": _cache_with(vectors),
        **{f"{part}_model_path": str(folder / f"{part}.pt") for part in parts},
        **{f"{part}_pretrain_path": vectors for part in _WITH_VECTORS if part in parts},
    }


def no_resources() -> str:
    """Stanza wants a list of what there is to download; here there is nothing."""
    return str(Path(__file__).parent / "resources.json")


def _cache_with(path: str) -> Any:
    """The word vectors, kept once in single precision; their file has half of it, which Stanza cannot compute with."""
    from stanza.models.common.foundation_cache import FoundationCache
    from stanza.models.common.pretrain import Pretrain

    class Vectors(Pretrain):  # type: ignore[misc]
        @cached_property
        def emb(self) -> Any:
            return super().emb.float()

    cache = FoundationCache()
    cache.pretrains[path] = Vectors(path)
    return cache
