"""The joint model: one encoder, and heads for entities, tags, lemmas, sentence starts, heads and relations."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel

ARC_SIZE, RELATION_SIZE, DROPOUT = 128, 64, 0.15


class JointModel(nn.Module):
    """Pieces to scores a word. Word vectors are the mean of the first and the last piece of the word."""

    def __init__(self, encoder: nn.Module, sizes: dict[str, int]) -> None:
        super().__init__()
        self.encoder = encoder
        hidden = int(encoder.config.hidden_size)  # type: ignore[union-attr, arg-type]
        self.dropout = nn.Dropout(DROPOUT)
        self.entities = nn.Linear(hidden, sizes["entities"])
        self.tags = nn.Linear(hidden, sizes["tags"])
        self.lemmas = nn.Linear(hidden, sizes["lemmas"])
        self.starts = nn.Linear(hidden, 1)
        self.arc_dependent, self.arc_head = (_mlp(hidden, ARC_SIZE) for _ in range(2))
        self.relation_dependent, self.relation_head = (_mlp(hidden, RELATION_SIZE) for _ in range(2))
        self.arc = nn.Parameter(torch.zeros(ARC_SIZE + 1, ARC_SIZE))
        self.relation = nn.Parameter(torch.zeros(sizes["relations"], RELATION_SIZE + 1, RELATION_SIZE + 1))
        nn.init.normal_(self.relation, std=0.02)
        nn.init.normal_(self.arc, std=0.02)

    def words(self, ids: Tensor, mask: Tensor | None, first: Tensor, last: Tensor) -> Tensor:
        """Vectors of the words: batch × words × hidden. Without a mask every piece counts."""
        if mask is None:
            pieces = self.encoder.encoder(self.encoder.embeddings(input_ids=ids)).last_hidden_state
        else:
            pieces = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        size = pieces.size(-1)
        begin = pieces.gather(1, first.unsqueeze(-1).expand(-1, -1, size))
        end = pieces.gather(1, last.unsqueeze(-1).expand(-1, -1, size))
        return self.dropout((begin + end) / 2)

    def syntax(self, words: Tensor) -> dict[str, Tensor]:
        """Scores of tags, lemma rules, sentence starts and arcs (dependent × head).

        The score of relation r between dependent d and head h is the product of ``left[d, r]`` and ``right[h]``, so
        that relations are scored for the heads of a tree alone.
        """
        dependents = torch.matmul(_with_one(self.arc_dependent(words)), self.arc)
        arcs = torch.matmul(dependents, self.arc_head(words).transpose(1, 2))
        dependent = _with_one(self.relation_dependent(words))
        table = self.relation.permute(1, 0, 2).flatten(1)
        return {
            "tags": self.tags(words),
            "lemmas": self.lemmas(words),
            "starts": self.starts(words).squeeze(-1),
            "arcs": arcs,
            "left": torch.matmul(dependent, table).unflatten(-1, (-1, self.relation.size(2))),
            "right": _with_one(self.relation_head(words)),
        }

    def forward(self, ids: Tensor, mask: Tensor | None, first: Tensor, last: Tensor) -> dict[str, Tensor]:
        """All scores."""
        words = self.words(ids, mask, first, last)
        return {"entities": self.entities(words), **self.syntax(words)}


def _mlp(hidden: int, size: int) -> nn.Module:
    return nn.Sequential(nn.Linear(hidden, size), nn.GELU(), nn.Dropout(DROPOUT))


def _with_one(vectors: Tensor) -> Tensor:
    return torch.cat([vectors, torch.ones_like(vectors[..., :1])], -1)


def build_model(base: Path | str, sizes: dict[str, int], layers: int) -> JointModel:
    """The first ``layers`` layers of the base encoder under fresh heads."""
    # Dropout of attention would keep the processor from its fast attention kernel.
    encoder: Any = AutoModel.from_pretrained(base, add_pooling_layer=False, attention_probs_dropout_prob=0.0).float()
    return _joint(encoder, sizes, layers)


def empty_model(base: Path | str, sizes: dict[str, int], layers: int) -> JointModel:
    """The same shape without weights, for a checkpoint to be loaded into."""
    return _joint(AutoModel.from_config(AutoConfig.from_pretrained(base), add_pooling_layer=False), sizes, layers)


def _joint(encoder: Any, sizes: dict[str, int], layers: int) -> JointModel:
    encoder.encoder.layer = encoder.encoder.layer[:layers]
    encoder.config.num_hidden_layers = layers
    return JointModel(encoder, sizes)
