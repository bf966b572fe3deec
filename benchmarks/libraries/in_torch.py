"""Changes of torch.optim: the loops over single tensors, and those over lists of them."""

from libraries.changes import Change, Original

ONE, MANY = (("foreach", "False"),), (("foreach", "True"),)

ADAM = "torch.optim.adam"
ADAMW = ("torch.optim.adamw", ADAM)
SGD = "torch.optim.sgd"
RMSPROP = "torch.optim.rmsprop"
ADAGRAD = "torch.optim.adagrad"

ADAM_ONE = Original("torch", (ADAM,), "Adam", "adam", ONE)
ADAM_MANY = Original("torch", (ADAM,), "Adam", "adam", MANY)
ADAMW_ONE = Original("torch", ADAMW, "AdamW", "adam+decoupled", ONE)
MOMENTUM_ONE = Original("torch", (SGD,), "SGD", "momentum", ONE)
MOMENTUM_MANY = Original("torch", (SGD,), "SGD", "momentum", MANY)
RMSPROP_ONE = Original("torch", (RMSPROP,), "RMSprop", "rmsprop", ONE)
RMSPROP_MANY = Original("torch", (RMSPROP,), "RMSprop", "rmsprop", MANY)
ADAGRAD_ONE = Original("torch", (ADAGRAD,), "Adagrad", "adagrad", ONE)
ADAGRAD_MANY = Original("torch", (ADAGRAD,), "Adagrad", "adagrad", MANY)

M_ONE = "exp_avg.lerp_(grad, 1 - device_beta1)"
V_ONE = "exp_avg_sq.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)"
COUNTED = "            step = _get_value(step_t)\n\n            "
CORRECTIONS = f"{COUNTED}bias_correction1 = 1 - beta1**step\n            bias_correction2 = 1 - beta2**step"
SIZE = "            step_size = lr / bias_correction1\n\n            bias_correction2_sqrt = bias_correction2**0.5"
DENOMINATOR = "denom = (exp_avg_sq.sqrt() / bias_correction2_sqrt).add_(eps)"
STEP_ONE = "param.addcdiv_(exp_avg, denom, value=-step_size)"
ROOT = "bias_correction2_sqrt = bias_correction2**0.5"
SECOND = 'state["exp_avg_sq"] = torch.zeros_like('

M_MANY = "device_exp_avgs, device_grads, cast(float, 1 - device_beta1)"
V_DECAY_MANY = "        torch._foreach_mul_(device_exp_avg_sqs, beta2)\n"
V_MANY = "device_exp_avg_sqs, scaled_device_grads, device_grads, value"
POWERS_1 = "1 - beta1 ** _get_value(step) for step in device_state_steps"
SIZES = "(lr / bc) * -1 for bc in bias_correction1"
ROOTS = "bc**0.5 for bc in bias_correction2"
DIVIDED = "            torch._foreach_div_(exp_avg_sq_sqrt, bias_correction2_sqrt)\n"
WITH_EPSILON = f"{DIVIDED}            torch._foreach_add_(exp_avg_sq_sqrt, eps)\n            torch._foreach_addcdiv_("

MOVING = "square_avg.mul_(alpha).addcmul_(grad, grad, value=1 - alpha)"
VELOCITY = "buf.mul_(momentum).add_(grad, alpha=1 - dampening)"
GATHERED = "state_sum.addcmul_(grad, grad, value=1)"
ROOT_MANY = "avg = torch._foreach_sqrt(grouped_square_avgs)\n            "
GATHERED_MANY = "torch._foreach_addcmul_(device_state_sums, device_grads, device_grads, value=1)"


def _of(original: Original, module: str, function: str, *several: tuple[str, ...]) -> list[Change]:
    """A change for each (before, after, mistake, …)."""
    return [Change(original, module, function, before, after, tuple(named)) for before, after, *named in several]


CHANGES = [
    *_of(
        ADAM_ONE, ADAM, "_single_tensor_adam",
        (M_ONE, "exp_avg.lerp_(grad, device_beta1)", "m-complement-exchanged"),
        (M_ONE, "exp_avg.add_(grad, alpha=1 - device_beta1)", "m-decay-lost"),
        (V_ONE, "exp_avg_sq.addcmul_(grad, grad, value=1 - beta2)", "v-decay-lost"),
        (V_ONE, "exp_avg_sq.mul_(beta2).addcmul_(grad, grad)", "v-complement-lost"),
        (V_ONE, "exp_avg_sq.mul_(beta2).addcmul_(grad, grad, value=1 - beta1)", "beta1-in-v-weight"),
        (V_ONE, "exp_avg_sq.mul_(beta2).addcmul_(exp_avg, exp_avg, value=1 - beta2)", "v-from-m"),
        (CORRECTIONS, CORRECTIONS.replace("beta1**step", "beta1"), "correction-constant-m"),
        (CORRECTIONS, CORRECTIONS.replace("beta1", "beta2"), "beta2-in-both-corrections"),
        (CORRECTIONS, CORRECTIONS.replace("beta2**step", "beta2"), "correction-constant-v"),
        ("step_t += 1", "step_t += 2", "t-twice-as-fast"),
        (SIZE, SIZE.replace("lr /", "lr *"), "correction-multiplied-m"),
        (ROOT, "bias_correction2_sqrt = bias_correction2", "correction-twice-v"),
        (DENOMINATOR, "denom = (exp_avg_sq / bias_correction2).add_(eps)", "root-missing"),
        (DENOMINATOR, "denom = exp_avg_sq.sqrt() / bias_correction2_sqrt", "epsilon-missing"),
        (STEP_ONE, STEP_ONE.replace("-step_size", "step_size"), "step-uphill"),
        (STEP_ONE, STEP_ONE.replace("exp_avg", "grad"), "step-reads-gradient", "m-complement-lost", "m-forgets"),
    ),
    *_of(
        ADAM_ONE, ADAM, "Adam._init_group",
        (SECOND, SECOND.replace("zeros", "ones"), "v-starts-at-one"),
    ),
    *_of(
        ADAM_MANY, ADAM, "_multi_tensor_adam",
        (M_MANY, M_MANY.replace("1 - ", ""), "m-complement-exchanged"),
        (V_MANY, "device_exp_avg_sqs, device_exp_avgs, device_exp_avgs, value", "v-from-m"),
        (POWERS_1, POWERS_1.replace("beta1 ** _get_value(step)", "beta1"), "correction-constant-m"),
        (ROOTS, ROOTS.replace("**0.5", ""), "correction-twice-v"),
        (SIZES, SIZES.replace(" * -1", ""), "step-uphill"),
    ),
    *_of(
        ADAMW_ONE, ADAM, "_single_tensor_adam",
        ("param.mul_(1 - lr * weight_decay)", "param.mul_(1 + lr * weight_decay)", "decay-sign"),
        ("param.mul_(1 - lr * weight_decay)", "grad = grad.add(param, alpha=weight_decay)", "decay-coupled"),
    ),
    *_of(
        MOMENTUM_ONE, SGD, "_single_tensor_sgd",
        (VELOCITY, "buf.add_(grad, alpha=1 - dampening)",
         "velocity-decay-lost", "velocity-is-a-sum"),
        ("        else:\n            param.add_(grad, alpha=-lr)", "        else:\n            param.add_(grad, alpha=lr)",
         "step-uphill"),
    ),
    *_of(
        RMSPROP_ONE, RMSPROP, "_single_tensor_rmsprop",
        (MOVING,
         "square_avg.addcmul_(grad, grad, value=1 - alpha)", "v-decay-lost"),
        (MOVING,
         "square_avg.mul_(alpha).addcmul_(grad, grad)", "v-complement-lost"),
        ("avg = square_avg.sqrt()\n", "avg = square_avg.clone()\n", "root-missing"),
        ("param.addcdiv_(grad, avg, value=-lr)", "param.addcdiv_(grad, avg, value=lr)", "step-uphill"),
        ("param.addcdiv_(grad, avg, value=-lr)", "param.addcmul_(grad, avg, value=-lr)", "denominator-multiplied"),
    ),
    *_of(
        RMSPROP_MANY, RMSPROP, "_multi_tensor_rmsprop",
        ("grouped_square_avgs, grouped_grads, grouped_grads, value=1 - alpha",
         "grouped_square_avgs, grouped_grads, grouped_grads", "v-complement-lost"),
        ("torch._foreach_addcdiv_(grouped_params, grouped_grads, avg, value=-lr)",
         "torch._foreach_addcmul_(grouped_params, grouped_grads, avg, value=-lr)", "denominator-multiplied"),
        ("torch._foreach_addcdiv_(grouped_params, grouped_grads, avg, value=-lr)",
         "torch._foreach_addcdiv_(grouped_params, grouped_grads, avg, value=lr)", "step-uphill"),
        (ROOT_MANY, ROOT_MANY.replace("sqrt(grouped_square_avgs", "mul(grouped_square_avgs, 1"), "root-missing"),
    ),
    *_of(
        ADAGRAD_ONE, ADAGRAD, "_single_tensor_adagrad",
        (GATHERED, "state_sum.addcmul_(grad, grad, value=clr)", "lr-in-v"),
        (GATHERED, "state_sum.mul_(0.9).addcmul_(grad, grad, value=0.1)", "v-leaks"),
        ("std = state_sum.sqrt().add_(eps)", "std = state_sum.sqrt()", "epsilon-missing"),
        ("std = state_sum.sqrt().add_(eps)", "std = state_sum.add(eps)", "root-missing"),
    ),
    *_of(
        ADAGRAD_MANY, ADAGRAD, "_multi_tensor_adagrad",
        ("std = torch._foreach_sqrt(device_state_sums)", "std = torch._foreach_mul(device_state_sums, 1)", "root-missing"),
        (GATHERED_MANY, GATHERED_MANY.replace("value=1", "value=lr"), "lr-in-v"),
        ("-lr / (1 + (", "lr / (1 + (", "step-uphill"),
    ),
    Change(RMSPROP_ONE, RMSPROP, "_single_tensor_rmsprop",
           "        if differentiable:\n            avg = avg.add(eps)\n        else:\n            avg = avg.add_(eps)\n", "",
           ("epsilon-missing",), at="avg = square_avg.sqrt()"),
    Change(RMSPROP_MANY, RMSPROP, "_multi_tensor_rmsprop", f"{ROOT_MANY}torch._foreach_add_(avg, eps)", ROOT_MANY,
           ("epsilon-missing",), at="avg = torch._foreach_sqrt("),
    Change(ADAGRAD_MANY, ADAGRAD, "_multi_tensor_adagrad", "        torch._foreach_add_(std, eps)\n", "",
           ("epsilon-missing",), at="std = torch._foreach_sqrt("),
    Change(RMSPROP_MANY, RMSPROP, "_multi_tensor_rmsprop",
           "        torch._foreach_mul_(grouped_square_avgs, alpha)\n", "", ("v-decay-lost",), at="torch._foreach_addcmul_"),
    Change(ADAM_MANY, ADAM, "_multi_tensor_adam", V_DECAY_MANY, "", ("v-decay-lost",),
           at="torch._foreach_addcmul_"),
    Change(ADAM_MANY, ADAM, "_multi_tensor_adam", WITH_EPSILON, WITH_EPSILON.replace(", eps", ", eps * eps"), told="ε"),
    Change(MOMENTUM_MANY, SGD, "_multi_tensor_sgd", "torch._foreach_add_(bufs, device_grads, alpha=1 - dampening)",
           "torch._foreach_sub_(bufs, device_grads)", told="of g in momentum_buffer"),
    Change(MOMENTUM_MANY, SGD, "_multi_tensor_sgd", "torch._foreach_mul_(bufs, momentum)",
           "torch._foreach_mul_(bufs, 1 - momentum)", told="of momentum_buffer in momentum_buffer"),
    Change(ADAM_ONE, ADAM, "_single_tensor_adam", M_ONE, "exp_avg.mul_(device_beta1).add_(grad, alpha=1 - device_beta1)",
           equal="m ← β₁·m + (1 − β₁)·g is what `lerp_` computes"),
    Change(ADAM_ONE, ADAM, "_single_tensor_adam", DENOMINATOR,
           "denom = (exp_avg_sq / bias_correction2).add_(eps).sqrt_()", equal="ε inside the root of v̂ is a form of Adam"),
    Change(ADAM_ONE, ADAM, "_single_tensor_adam", DENOMINATOR,
           "denom = exp_avg_sq.sqrt().add_(eps).div_(bias_correction2_sqrt)", equal="ε beside √v is the paper's faster form"),
    Change(MOMENTUM_ONE, SGD, "_single_tensor_sgd", VELOCITY, "buf.mul_(momentum).sub_(grad)", told="of g in momentum_buffer"),
]  # fmt: skip
