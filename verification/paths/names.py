"""What the names of libraries say: of attributes, methods and functions that other people's steps ask."""

KIND = frozenset(
    "dtype device layout type is_sparse is_cuda is_complex is_cpu is_mps is_meta is_quantized is_floating_point is_xla "
    "is_xpu is_hpu requires_grad is_leaf grad_fn itemsize kind weak_type sharding".split()
)
"""Attributes and methods of an array that say of what kind it is; the verdict is about real, dense arrays of its dtypes."""

SIZE = frozenset("shape ndim size nbytes strides dim ndimension numel nelement rank".split())
"""Those that say how large it is, or of how many dimensions."""

MEMORY = frozenset("isnative byteorder".split())
"""Those of a dtype that say how its numbers lie in memory, which is the caller's to choose."""

FINITE = frozenset("isfinite isnan isinf isposinf isneginf".split())
"""What asks whether a number is real, as those are that the verdict is about."""

ABOUT_KINDS = frozenset(
    "isinstance issubclass type callable issubdtype is_complex iscomplexobj isrealobj isscalar is_tensor is_floating_point".split()
)
"""Functions that ask of what kind something is."""

TRANSPARENT = frozenset(
    "abs all any bool chain dict enumerate filter float frozenset int iter list map max min next range reversed round set "
    "sorted str sum tuple zip".split()
)
"""Functions whose result is fixed where their arguments are."""

CHANGING = frozenset("random time datetime os sys secrets uuid socket threading io pathlib gc psutil weakref".split())
"""Modules whose functions say something else each time."""

MUTATING = frozenset(
    "add append appendleft clear discard extend insert pop popitem popleft remove reverse setdefault sort update".split()
)
"""Methods that change what holds other things."""

TELLING = frozenset("debug info warn warning warn_once error exception critical log print".split())
"""Functions that say something, and change nothing."""

RAISED_FOR_KINDS = frozenset("AttributeError TypeError ImportError ModuleNotFoundError NotImplementedError".split())
"""What is raised for a kind of values, and not for their numbers, sizes or names."""

NAMING = frozenset("name path".split())
"""Attributes that say what an array is called."""

IN_TREES = frozenset("key idx name".split())
"""Attributes of the steps of a path in a tree of JAX's, which say what something there is called, or at which place it is."""

TELLING_NAMES = frozenset("keystr".split())
"""Functions that write such a path down."""

IDEMPOTENT = frozenset(
    "max min amax amin nanmax nanmin maximum minimum any all mean nanmean average median item allclose array_equal equal".split()
)
"""Functions and methods that make of an array of one number that number, whatever the array's size."""

MAKING = frozenset(
    "zeros ones empty full zeros_like ones_like empty_like full_like new_zeros new_ones new_empty new_full rand randn random "
    "normal uniform standard_normal eye identity add_variable add_weight add_variable_from_reference Variable Parameter".split()
)
"""Those that make an array of some shape, in which nothing but that depends on it."""

FILLING = frozenset("full full_like new_full".split())
"""Those of them whose second argument is what the array is filled with."""

SHAPING = frozenset(
    "reshape view resize resize_ broadcast_to expand expand_dims permute transpose swapaxes moveaxis squeeze unsqueeze flatten "
    "ravel split array_split chunk unflatten narrow concatenate stack cat view_as reshape_as expand_as contiguous movedim".split()
)
"""Those that give an array another shape, or cut it up, and keep its numbers."""
