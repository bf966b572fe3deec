def moving(old, new, beta):
    return beta * old + (1 - beta) * new
