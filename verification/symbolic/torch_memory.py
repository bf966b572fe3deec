"""PyTorch's tensors and NumPy's arrays, on the same memory.

What asks whether something is a tensor never imports PyTorch: where it is not loaded, nothing is one.
"""

import sys
import warnings
from typing import Any

import numpy as np

from .dtypes import dtype_of


def torch_if_loaded() -> Any:
    """PyTorch where somebody has imported it; None elsewhere."""
    return sys.modules.get("torch")


def is_tensor(value: Any) -> bool:
    """Whether `value` is a tensor of PyTorch's."""
    torch = torch_if_loaded()
    return torch is not None and isinstance(value, getattr(torch, "Tensor", ()))


def array_of(tensor: Any) -> Any:
    """The numbers of a tensor, on its own memory where that is the computer's and not a GPU's.

    Raises `TypeError` where NumPy has no such array, as for a sparse tensor.
    """
    held = getattr(tensor, "symbols", None)
    if held is not None:
        return held
    torch = torch_if_loaded()
    plain = tensor.detach().cpu().resolve_conj().resolve_neg()
    if plain.dtype is torch.bfloat16:
        return plain.view(torch.int16).numpy().view(dtype_of("bfloat16"))
    return plain.numpy()


def tensor_of(array: Any, device: str = "cpu") -> Any:
    """The tensor that lies in the memory of `array`; a copy where PyTorch cannot have it so, or on another device."""
    torch = torch_if_loaded()
    if any(stride < 0 for stride in array.strides):
        array = array.copy()
    with warnings.catch_warnings():
        # PyTorch has no read-only tensors, and says so.
        warnings.simplefilter("ignore", UserWarning)
        if array.dtype.name == "bfloat16":
            return _moved(torch, torch.from_numpy(array.view(np.int16)).view(torch.bfloat16), device)
        return _moved(torch, torch.from_numpy(array), device)


def _moved(torch: Any, tensor: Any, device: str) -> Any:
    """The tensor on that device, laid out as it was."""
    if device == "cpu":
        return tensor
    if 0 in tensor.stride():
        return tensor.to(device)
    return torch.empty_strided(tensor.shape, tensor.stride(), dtype=tensor.dtype, device=device).copy_(tensor)


def give_back(tensor: Any, array: Any) -> None:
    """Write what a tensor holds into the array that it was made from, where it does not lie in its memory."""
    held = array_of(tensor)
    if array.flags.writeable and held.shape == array.shape and not np.shares_memory(held, array):
        np.copyto(array, held, casting="unsafe")
