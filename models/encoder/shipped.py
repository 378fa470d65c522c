"""The layers of a trained model in the form that is shipped: the same function, kinder to int8.

A dynamic int8 product has one scale for all that it reads. A few channels reach ten times as far as the others, and
with one scale for all of them little is left of the others' values. Channels of the vectors are scaled down before a
product, their weights up by as much (SmoothQuant, Xiao et al. 2023); neurons that reach far keep full precision
(LLM.int8, Dettmers et al. 2022).
"""

import copy
from collections.abc import Iterable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

# A channel reaches no farther than so many times the median of all.
REACH = 3.0
# Neurons of a feed-forward part that keep full precision.
NEURONS = 8
# Part of the names of what is not to be quantised.
UNQUANTISED = "far_"


class Smooth(nn.Module):
    """A linear layer that reads its input scaled; ``peaks`` are how far the channels reach."""

    def __init__(self, weight: Tensor, bias: Tensor, peaks: Tensor) -> None:
        super().__init__()
        scale = (REACH * peaks.median() / peaks).clamp(max=1)
        self.register_buffer("scale", scale)
        self.linear = _linear(weight / scale, bias)

    def forward(self, values: Tensor) -> Tensor:
        """What the linear layer gives."""
        return self.linear(values * self.scale)


class ShippedLayer(nn.Module):
    """A BERT layer over one window without padding.

    ``peaks`` are how far the channels of its three inputs reach: those of attention, and of both products of the
    feed-forward part. Query, key and value are one product.
    """

    def __init__(self, layer: Any, peaks: Sequence[Tensor]) -> None:
        super().__init__()
        attention, within, out = layer.attention.self, layer.intermediate.dense, layer.output.dense
        self.shape = 3, attention.num_attention_heads, attention.attention_head_size
        before_attention, before_neurons, of_neurons = peaks
        parts = attention.query, attention.key, attention.value
        scales = torch.tensor([attention.scaling, 1.0, 1.0]).repeat_interleave(attention.all_head_size)
        weight = torch.cat([part.weight for part in parts]) * scales[:, None]
        self.attention = Smooth(weight, torch.cat([part.bias for part in parts]) * scales, before_attention)
        self.mixed, self.mixed_norm = layer.attention.output.dense, layer.attention.output.LayerNorm
        order = of_neurons.argsort()
        near, far = order[:-NEURONS].sort().values, order[-NEURONS:]
        self.activation = layer.intermediate.intermediate_act_fn
        self.up = Smooth(within.weight[near], within.bias[near], before_neurons)
        self.down = _linear(out.weight[:, near], out.bias)
        self.far_up = _linear(within.weight[far], within.bias[far])
        self.far_down = _linear(out.weight[:, far])
        self.norm = layer.output.LayerNorm

    def forward(self, values: Tensor, mask: None = None) -> Tensor:
        """Vectors of the same shape: 1 × slots × hidden."""
        query, key, value = self.attention(values).unflatten(-1, self.shape).permute(2, 0, 3, 1, 4).unbind()
        mixed = (query @ key.transpose(-1, -2)).softmax(-1) @ value
        values = self.mixed_norm(values + self.mixed(mixed.transpose(1, 2).flatten(2)))
        found = self.down(self.activation(self.up(values)))
        return self.norm(values + found + self.far_down(self.activation(self.far_up(values))))


def _linear(weight: Tensor, bias: Tensor | None = None) -> nn.Linear:
    layer = nn.Linear(weight.size(1), weight.size(0), bias=bias is not None)
    layer.weight.data = weight.detach().clone()
    if bias is not None:
        layer.bias.data = bias.detach().clone()
    return layer


def with_shipped_layers(model: nn.Module, batches: Iterable[Sequence[Tensor]]) -> nn.Module:
    """A copy with shipped layers; what the model makes of the batches tells how far the channels reach."""
    layers: Any = model.encoder.encoder.layer  # type: ignore[union-attr]
    inputs = [(layer.attention.self.query, layer.intermediate.dense, layer.output.dense) for layer in layers]
    peaks = peaks_of(model, [module for row in inputs for module in row], batches)
    out: Any = copy.deepcopy(model)
    for number, layer in enumerate(out.encoder.encoder.layer):
        out.encoder.encoder.layer[number] = ShippedLayer(layer, [peaks[module] for module in inputs[number]])
    return out.eval()


@torch.no_grad()
def peaks_of(model: nn.Module, modules: Sequence[nn.Module], batches: Iterable[Sequence[Tensor]]) -> dict[Any, Tensor]:
    """The largest absolute value of each channel that each module reads."""
    peaks: dict[Any, Tensor] = {}

    def look(module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        found = inputs[0].abs().flatten(0, -2).amax(0)
        peaks[module] = torch.maximum(peaks[module], found) if module in peaks else found

    hooks = [module.register_forward_pre_hook(look) for module in modules]
    for batch in batches:
        model(*batch)
    for hook in hooks:
        hook.remove()
    return peaks
