from .rmsprop import RMSprop as rmsprop
