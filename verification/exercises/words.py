"""What the sheet and the answer say, in English and in Chinese."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The sentences; those with braces are filled in.

    Attributes:
        option: what a command is told so that it answers in this language.
    """

    option: str
    in_a_notebook: str
    title: str
    before: str
    step: str
    letters: str
    default: str
    when_ready: str
    answer: str
    hint: str
    solution: str
    hyperparameters: str
    state: str
    update: str
    missing: str
    unwritten: str
    right: str
    proved: str
    passed: str
    wrong: str
    agree: str
    differ: str
    none: str
    smallest: str
    given: str
    yours: str
    rules: str
    ask_hint: str
    mistake: str
    terms: str
    line: str
    ask_solution: str
    conduct: str
    unknown: str


ENGLISH = Words(
    option="",
    in_a_notebook="Run this cell when you think that it is right. `--hint` in its first line says what the mistake is.",
    title="Write {rule} by hand",
    before="Before the first step:",
    step="In each step t = 1, 2, 3, …, with g the gradient of the loss at θ:",
    letters="The letters:",
    default="{default} if nobody says otherwise",
    when_ready="When you think that it is right:",
    answer="which lines agree, and the smallest run on which it goes wrong",
    hint="what the mistake is, and where",
    solution="one that is right",
    hyperparameters="# The hyperparameters.",
    state="# What it remembers of each parameter from step to step: {state}.",
    update='"""Change every array of `params`, a dict by names, in place; `grads` has the gradient of each."""',
    missing="write the step here",
    unwritten="`update` is still to be written. Begin with the line {line}.",
    right="Right. This is {rule}, in the form {form}: {title}.",
    proved="It is proved for every input and every step.",
    passed="No run shows anything else; it is not proved for every step.",
    wrong="Not yet.",
    agree="These lines agree:",
    differ="These do not:",
    none="none",
    smallest="The smallest run on which it goes wrong",
    given="given",
    yours="yours",
    rules="the rule's",
    ask_hint="A hint: {command}",
    mistake="mistake",
    terms="It computes",
    line="line",
    ask_solution="One that is right: {command}",
    conduct="The formula is right, and something else is not:",
    unknown="Nothing can be said of it yet:",
)

CHINESE = Words(
    option=" --zh",
    in_a_notebook="觉得写对了，就运行这个单元。在它的第一行加上 `--hint`，会说出错误是什么。",
    title="亲手写 {rule}",
    before="第一步之前：",
    step="在每一步 t = 1, 2, 3, …，g 是损失在 θ 处的梯度：",
    letters="各个字母：",
    default="默认 {default}",
    when_ready="觉得写对了的时候：",
    answer="哪几行对了，以及出错的最小一次运行",
    hint="错误是什么，在哪里",
    solution="一份正确的写法",
    hyperparameters="# 超参数。",
    state="# 它为每个参数逐步记住的量：{state}。",
    update='"""就地修改字典 `params` 中的每个数组；`grads` 按同样的名字给出各自的梯度。"""',
    missing="在这里写出一步",
    unwritten="`update` 还没有写。从 {line} 这一行开始。",
    right="对了。这是 {rule}，形式 {form}：{title}。",
    proved="对每个输入、每一步都已证明。",
    passed="没有任何运行显示出差别；并未对每一步证明。",
    wrong="还不对。",
    agree="这几行是对的：",
    differ="这几行不对：",
    none="没有",
    smallest="出错的最小一次运行",
    given="给定",
    yours="你的",
    rules="规则的",
    ask_hint="要提示：{command}",
    mistake="错误",
    terms="它计算的是",
    line="行",
    ask_solution="一份正确的写法：{command}",
    conduct="公式对了，别的地方不对：",
    unknown="还什么都说不了：",
)


def is_unwritten(reason: str) -> bool:
    """Whether nothing can be said of an attempt since its step was left as the sheet had it."""
    return any(f"NotImplementedError: {each.missing}" in reason for each in (ENGLISH, CHINESE))
