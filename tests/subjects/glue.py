"""Glue for `shapes.Stranger`."""


def drive(opt, params, grads):
    for pair in zip(params, grads):
        opt.enqueue(pair)
    opt.flush()


def drive_up(opt, params, grads):
    for param, grad in zip(params, grads):
        opt.enqueue((param, -grad))
    opt.flush()
