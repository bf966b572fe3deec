"""What wrong optimizers look like in the loss: every specimen, right and wrong, on handwritten digits.

    python -m experiment

trains the same small network from the same weights on the same batches with each of them, several times, and writes tables
and pictures.  `docs/explanation/experiment.md` tells what came out.
"""
