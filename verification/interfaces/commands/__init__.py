"""The commands, a module each; `rules` is beside `explain`, which lists them where nothing is named."""
