"""Optimizers of timm, without timm's models: `import timm` imports these, and torchvision; its optimizers need neither."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

if "timm" not in sys.modules:
    spec = importlib.util.find_spec("timm")
    for name in ("timm", "timm.optim"):
        sys.modules[name] = module = ModuleType(name)
        module.__spec__ = spec
        module.__path__ = [str(Path(spec.origin).parent.joinpath(*name.split(".")[1:]))]

from timm.optim.adabelief import AdaBelief
from timm.optim.adan import Adan
from timm.optim.adopt import Adopt
from timm.optim.lion import Lion
