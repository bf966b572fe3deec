"""Wrong optimizers, the way learners write them, and the right ones beside them.

Each file stands alone, in the style of "Deep Learning from Scratch", chapter 6. Its docstring says
what was meant and what a loss curve would show; the comment that begins with `# WRONG:` marks the
line and says what it should be.

    momentum_never_decays           the velocity has no friction
    momentum_starts_from_gradient   the velocity starts from the first gradient, not from zero
    momentum_right

    nesterov_new_v                  the step reads the velocity after its update
    nesterov_right

    adagrad_lr_in_h                 h += lr * g * g
    adagrad_lr_squared_in_h         h += (lr * g) ** 2
    adagrad_right

    rmsprop_forgot_to_leak          h += (1 - decay_rate) * g ** 2, and nothing fades
    rmsprop_right

    adam_no_correction              no bias correction
    adam_v_plus_equals              v += beta2 * v + (1 - beta2) * g ** 2
    adam_lost_decay                 v += (1 - beta2) * g ** 2
    adam_lr_t_swapped               sqrt(1 - beta1**t) / (1 - beta2**t)
    adam_lr_t_beta1_twice           sqrt(1 - beta1**t) / (1 - beta1**t)
    adam_lr_t_beta2_twice           sqrt(1 - beta2**t) / (1 - beta2**t)
    adam_correct_bias_live          a "correction" that repeats the increment, and adds the step
    adam_right
"""
