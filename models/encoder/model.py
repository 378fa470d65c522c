"""The joint model: one encoder, and heads for entities, tags, lemmas, sentence starts, heads and relations."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoConfig, AutoModel

ARC_SIZE, RELATION_SIZE, DROPOUT = 128, 64, 0.15
# What the model reads, in the order of its arguments.
INPUTS = ("ids", "first", "last", "slots", "grammar")


class JointModel(nn.Module):
    """Pieces to scores a word.

    The first ``piece_layers`` layers read pieces; then each word becomes one vector, the mean of its pieces, and the
    other layers read words alone. Many words have several pieces, so that most of the network has far
    fewer vectors to work on (after Funnel-Transformer, Dai et al. 2020). What the dictionary says of the word is
    added to its vector there. Marks of line ends stay, as words.
    """

    def __init__(self, encoder: nn.Module, sizes: dict[str, int], piece_layers: int) -> None:
        super().__init__()
        self.encoder, self.piece_layers = encoder, piece_layers
        hidden = int(encoder.config.hidden_size)  # type: ignore[union-attr, arg-type]
        self.dropout = nn.Dropout(DROPOUT)
        self.grammar = nn.Linear(sizes["grammemes"], hidden, bias=False)
        nn.init.zeros_(self.grammar.weight)
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

    def words(
        self, ids: Tensor, first: Tensor, last: Tensor, slots: Tensor, grammar: Tensor, mask: Tensor | None = None
    ) -> Tensor:
        """Vectors of the words: batch × words × hidden.

        ``first`` and ``last`` give the pieces of each slot, a word or a mark, ``grammar`` its bits; ``slots`` gives the
        slot of each word. Without a mask every piece and slot counts.
        """
        layers: Any = self.encoder.encoder.layer  # type: ignore[union-attr]
        pieces = self.encoder.embeddings(input_ids=ids)  # type: ignore[operator]
        seen = None if mask is None else mask.bool()[:, None, None]
        for layer in layers[: self.piece_layers]:
            pieces = layer(pieces, seen)
        found = _means(pieces, first, last) + self.grammar(grammar.to(pieces.dtype))
        seen = None if mask is None else functional.pad(first[:, 1:] > 0, (1, 0), value=True)[:, None, None]
        for layer in layers[self.piece_layers :]:
            found = layer(found, seen)
        return self.dropout(found.gather(1, slots.unsqueeze(-1).expand(-1, -1, found.size(-1))))

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

    def forward(self, *inputs: Tensor) -> dict[str, Tensor]:
        """All scores of ``INPUTS``."""
        words = self.words(*inputs)
        return {"entities": self.entities(words), **self.syntax(words)}


def _means(pieces: Tensor, first: Tensor, last: Tensor) -> Tensor:
    """Mean vectors of the pieces from ``first`` to ``last`` of each slot."""
    places = torch.arange(pieces.size(1))
    inside = ((places >= first.unsqueeze(-1)) & (places <= last.unsqueeze(-1))).to(pieces.dtype)
    return torch.matmul(inside / inside.sum(-1, keepdim=True), pieces)


def _mlp(hidden: int, size: int) -> nn.Module:
    return nn.Sequential(nn.Linear(hidden, size), nn.GELU(), nn.Dropout(DROPOUT))


def _with_one(vectors: Tensor) -> Tensor:
    return torch.cat([vectors, torch.ones_like(vectors[..., :1])], -1)


def build_model(base: Path | str, sizes: dict[str, int], layers: int, piece_layers: int) -> JointModel:
    """The first ``layers`` layers of the base encoder under fresh heads; ``piece_layers`` of them read pieces."""
    # Dropout of attention would keep the processor from its fast attention kernel.
    encoder: Any = AutoModel.from_pretrained(base, add_pooling_layer=False, attention_probs_dropout_prob=0.0).float()
    return _joint(encoder, sizes, layers, piece_layers)


def empty_model(base: Path | str, sizes: dict[str, int], layers: int, piece_layers: int) -> JointModel:
    """The same shape without weights, for a checkpoint to be loaded into."""
    encoder = AutoModel.from_config(AutoConfig.from_pretrained(base), add_pooling_layer=False)
    return _joint(encoder, sizes, layers, piece_layers)


def _joint(encoder: Any, sizes: dict[str, int], layers: int, piece_layers: int) -> JointModel:
    encoder.encoder.layer = encoder.encoder.layer[:layers]
    encoder.config.num_hidden_layers = layers
    return JointModel(encoder, sizes, piece_layers)
