"""Three hundred ways to ask for what cannot be done: command lines, and the files beside which they are typed."""

FILES: dict[str, str | bytes] = {
    "sgd.py": "class Sgd:\n    def __init__(self, lr=0.1):\n        self.lr = lr\n\n    def update(self, params, grads):\n        for key in params:\n            params[key] -= self.lr * grads[key]\n",
    "empty.py": "",
    "broken.py": "class Sgd(:\n",
    "raises.py": "raise RuntimeError('no')\n",
    "exits.py": "raise SystemExit(3)\n",
    "constant.py": "Sgd = 3\nclass_ = 'x'\n",
    "two.py": "class Sgd:\n    def __init__(self, lr=0.1):\n        self.lr = lr\n\n    def update(self, params, grads):\n        for key in params:\n            params[key] -= self.lr * grads[key]\nclass Adam:\n    def __init__(self, lr=0.1):\n        self.lr = lr\n\n    def update(self, params, grads):\n        for key in params:\n            params[key] -= self.lr * grads[key]\n",
    "nothing.py": "import math\nrate = 0.1\n",
    "binary.py": b"\x00\x01\x02\xff",
    "tabs.py": "class A:\n\tdef f(self):\n        pass\n",
    "py2.py": "print 'hello'\nclass Sgd:\n    def __init__(self, lr=0.1):\n        self.lr = lr\n\n    def update(self, params, grads):\n        for key in params:\n            params[key] -= self.lr * grads[key]\n",
    "bad.ipynb": "{",
    "list.ipynb": "[]",
    "empty.ipynb": '{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    "old.ipynb": '{"worksheets": [{"cells": []}], "nbformat": 3}',
    "sgd.txt": "class Sgd:\n    def __init__(self, lr=0.1):\n        self.lr = lr\n\n    def update(self, params, grads):\n        for key in params:\n            params[key] -= self.lr * grads[key]\n",
    "abstract.py": "from abc import ABC, abstractmethod\nclass Sgd(ABC):\n    @abstractmethod\n    def update(self): ...\n",
    "noargs.py": "class Sgd:\n    def update(self):\n        pass\n",
    "needs.py": "class Sgd:\n    def __init__(self, database):\n        self.x = database.connect()\n    def update(self, params, grads):\n        pass\n",
    "glue.py": "def drive(opt, params, grads):\n    ...\nNOT = 3\n",
    "folder2/a.py": "class Sgd:\n    def __init__(self, lr=0.1):\n        self.lr = lr\n\n    def update(self, params, grads):\n        for key in params:\n            params[key] -= self.lr * grads[key]\n",
    "module.py": "def sgd(w, g, lr=0.1):\n    return w - lr * g\n",
    "lambda.py": "sgd = lambda w, g: w - 0.1 * g\n",
    "loop.py": "class Sgd:\n    def update(self, params, grads):\n        raise MemoryError\n",
    "self.py": "from self import Sgd\n",
    "future.py": "from __future__ import nothing\nclass Sgd:\n    def __init__(self, lr=0.1):\n        self.lr = lr\n\n    def update(self, params, grads):\n        for key in params:\n            params[key] -= self.lr * grads[key]\n",
    "returns.py": "class Sgd:\n    def update(self, params, grads):\n        return 'done'\n",
}
"""Name → what stands in it; a folder `folder` is empty."""

INPUTS = r"""
check
check --rule adam
check sgd.py:Sgd
check sgd.py:Sgd --rule
check sgd.py:Sgd --rule ''
check sgd.py:Sgd --rule ' '
check sgd.py:Sgd --rule Adm
check sgd.py:Sgd --rule SGD2
check sgd.py:Sgd --rule sgd+
check sgd.py:Sgd --rule +l2
check sgd.py:Sgd --rule sgd++l2
check sgd.py:Sgd --rule sgd+l3
check sgd.py:Sgd --rule sgd+amsgrad
check sgd.py:Sgd --rule adam+nesterov+nesterow
check sgd.py:Sgd --rule 'sgd l2'
check sgd.py:Sgd --rule sgd,adam
check sgd.py:Sgd --rule sgd --rule
check sgd.py:Sgd --rules sgd
check sgd.py:Sgd -rule sgd
check sgd.py:Sgd --rule sgd --form
check sgd.py:Sgd --rule sgd --form ''
check sgd.py:Sgd --rule sgd --form plan
check sgd.py:Sgd --rule adam --form algorithm1
check sgd.py:Sgd --rule adam --form epsilon_hat
check sgd.py:Sgd --rule adam+l2 --form plain
check sgd.py:Sgd --rule sgd --set
check sgd.py:Sgd --rule sgd --set lr
check sgd.py:Sgd --rule sgd --set lr=
check sgd.py:Sgd --rule sgd --set =0.1
check sgd.py:Sgd --rule sgd --set =
check sgd.py:Sgd --rule sgd --set lr==1
check sgd.py:Sgd --rule sgd --set lr=fast
check sgd.py:Sgd --rule sgd --set lr=-1
check sgd.py:Sgd --rule sgd --set lr=0
check sgd.py:Sgd --rule sgd --set lr=nan
check sgd.py:Sgd --rule sgd --set lr=inf
check sgd.py:Sgd --rule sgd --set lr=1e999
check sgd.py:Sgd --rule sgd --set lr=[0.1]
check sgd.py:Sgd --rule sgd --set lr=None
check sgd.py:Sgd --rule sgd --set lr=True
check sgd.py:Sgd --rule sgd --set lr=1 --set lr=1
check sgd.py:Sgd --rule sgd --set lr:0.1
check sgd.py:Sgd --rule sgd --set 1=2
check sgd.py:Sgd --rule sgd --set rate=0.1
check sgd.py:Sgd --rule sgd --set momentun=0.9
check sgd.py:Sgd --rule adam --set beta1=1
check sgd.py:Sgd --rule adam --set beta1=-0.1
check sgd.py:Sgd --rule adam --set beta2=2
check sgd.py:Sgd --rule adam --set betas=0.9
check sgd.py:Sgd --rule adam --set epsilon=-1
check sgd.py:Sgd --rule adam --set bta1=0.9
check sgd.py:Sgd --rule momentum --set momentum=1.5
check sgd.py:Sgd --rule sgd --shape
check sgd.py:Sgd --rule sgd --shape ''
check sgd.py:Sgd --rule sgd --shape update
check sgd.py:Sgd --rule sgd --shape update-dicts
check sgd.py:Sgd --rule sgd --shape glue.py
check sgd.py:Sgd --rule sgd --shape glue.py:nowhere
check sgd.py:Sgd --rule sgd --shape glue.py:NOT
check sgd.py:Sgd --rule sgd --shape nowhere.py:drive
check sgd.py:Sgd --rule sgd --shape step-list
check sgd.py:Sgd --rule sgd --seed
check sgd.py:Sgd --rule sgd --seed x
check sgd.py:Sgd --rule sgd --seed -1
check sgd.py:Sgd --rule sgd --seed 1.5
check sgd.py:Sgd --rule sgd --examples 0
check sgd.py:Sgd --rule sgd --examples -3
check sgd.py:Sgd --rule sgd --examples many
check sgd.py:Sgd --rule sgd --time-limit 0
check sgd.py:Sgd --rule sgd --time-limit -1
check sgd.py:Sgd --rule sgd --time-limit soon
check sgd.py:Sgd --rule sgd --time-limit 0.1
check sgd.py:Sgd --rule sgd --memory-limit 0
check sgd.py:Sgd --rule sgd --memory-limit 63
check sgd.py:Sgd --rule sgd --memory-limit 1GB
check sgd.py:Sgd --rule sgd --jobs 0
check sgd.py:Sgd --rule sgd --jobs -1
check sgd.py:Sgd --rule sgd --jobs two
check sgd.py:Sgd --rule sgd --jason
check sgd.py:Sgd --rule sgd --html
check nowhere.py:Sgd --rule sgd --html folder
check nowhere.py:Sgd --rule sgd --html nowhere/a.html
check nowhere.py:Sgd --rule sgd --sarif folder
check nowhere.py:Sgd sgd.py: --rule sgd --json --jobs 1
check sgd.py:Sgd --rule sgd --plot picture
check sgd.py:Sgd --rule sgd --plot picture.gif
check sgd.py:Sgd --rule sgd --plot nowhere/picture.png
check sgd.py --rule sgd
check sgd.py: --rule sgd
check :Sgd --rule sgd
check : --rule sgd
check '' --rule sgd
check ' ' --rule sgd
check sgd --rule sgd
check Sgd --rule sgd
check sgd.Sgd --rule sgd
check sgd:Sgdd --rule sgd
check sgd.py::Sgd --rule sgd
check sgd.py::Sgd::update --rule sgd
check sgd.py:Sgd.update --rule sgd
check sgd.py:Sgd() --rule sgd
check sgd.py:sgd --rule sgd
check sgd.py:Sdg --rule sgd
check sgd.py:Adam --rule sgd
check sgd.py:__init__ --rule sgd
check 'sgd.py:Sgd:Sgd' --rule sgd
check sgd.py#Sgd --rule sgd
check sgd.py/Sgd --rule sgd
check ./sgd.py --rule sgd
check ./folder --rule sgd
check folder2 --rule sgd
check folder2: --rule sgd
check folder2:Sgd --rule sgd
check . --rule sgd
check / --rule sgd
check nowhere.py:Sgd --rule sgd
check nowhere/sgd.py:Sgd --rule sgd
check nowhere:Sgd --rule sgd
check nowhere.at.all:Sgd --rule sgd
check math:sqrt --rule sgd
check math:nothing --rule sgd
check json:loads --rule sgd
check os:system --rule sgd
check builtins:print --rule sgd
check sgd.txt:Sgd --rule sgd
check empty.py:Sgd --rule sgd
check empty.py --rule sgd
check broken.py:Sgd --rule sgd
check broken.py --rule sgd
check raises.py:Sgd --rule sgd
check exits.py:Sgd --rule sgd
check constant.py:Sgd --rule sgd
check constant.py:class_ --rule sgd
check nothing.py:Sgd --rule sgd
check nothing.py --rule sgd
check binary.py:Sgd --rule sgd
check binary.py --rule sgd
check tabs.py:A --rule sgd
check py2.py:Sgd --rule sgd
check two.py --rule sgd
check bad.ipynb:Sgd --rule sgd
check bad.ipynb --rule sgd
check list.ipynb:Sgd --rule sgd
check empty.ipynb:Sgd --rule sgd
check empty.ipynb --rule sgd
check old.ipynb:Sgd --rule sgd
check nowhere.ipynb:Sgd --rule sgd
check abstract.py:Sgd --rule sgd
check noargs.py:Sgd --rule sgd
check needs.py:Sgd --rule sgd
check lambda.py:sgdd --rule sgd
check loop.py:Sgd --rule sgd
check self.py:Sgd --rule sgd
check future.py:Sgd --rule sgd
check returns.py:Sgd --rule sgd
check torch.optim.Adam --rule adam
check numpy:zeros --rule sgd
check sgd.py:Sgd nowhere.py:Sgd --rule sgdd
check 'a b.py:Sgd' --rule sgd
check '~/sgd.py:Sgd' --rule sgd
check 'http://example.org/sgd.py:Sgd' --rule sgd
check 'C:\sgd.py:Sgd' --rule sgd
check '-' --rule sgd
check -- --rule
identify
identify sgd.py
identify nowhere.py:Sgd
identify nowhere:Sgd
identify sgd.py:Sdg
identify sgd.py:Sgd --rule sgd
identify sgd.py:Sgd --set lr
identify sgd.py:Sgd --set lr=1 --set lr=2
identify sgd.py:Sgd --shape nothing
identify sgd.py:Sgd --seed x
identify sgd.py:Sgd --jobs 0
identify sgd.py:Sgd --time-limit 0
identify sgd.py:Sgd --memory-limit 0
identify broken.py:Sgd
identify raises.py:Sgd
identify exits.py:Sgd
identify binary.py:Sgd
identify empty.ipynb:Sgd
identify ''
identify folder2
identify constant.py:Sgd
identify noargs.py:Sgd
identify math:sqrt
identify sgd.py:Sgd --form plain
diff
diff sgd.py:Sgd
diff sgd.py:Sgd nowhere.py:Sgd
diff nowhere.py:Sgd sgd.py:Sgd
diff nowhere.py:A nowhere.py:B
diff sgd.py:Sgd sgd.py
diff sgd.py:Sgd sgd.py:Sdg
diff sgd.py:Sgd broken.py:Sgd
diff sgd.py:Sgd raises.py:Sgd
diff sgd.py:Sgd exits.py:Sgd
diff sgd.py:Sgd noargs.py:Sgd
diff sgd.py:Sgd constant.py:Sgd
diff sgd.py:Sgd sgd.py:Sgd sgd.py:Sgd
diff sgd.py:Sgd sgd.py:Sgd --set lr
diff sgd.py:Sgd sgd.py:Sgd --set lr=fast
diff sgd.py:Sgd sgd.py:Sgd --seed x
diff sgd.py:Sgd sgd.py:Sgd --time-limit 0
diff sgd.py:Sgd sgd.py:Sgd --rule sgd
diff '' ''
diff sgd.py:Sgd ''
diff folder2 folder2
explain nothing
explain ''
explain adm
explain adam+
explain adam+l3
explain sgd+amsgrad
explain adam --form
explain adam --form outsid
explain adam adam
explain v-plus-equal
explain algebr
explain --latex
explain --markdown
explain v-plus-equals --latex
explain algebra --latex
explain l2 --latex
explain adam --form algorithm-1 --latexx
rules adam
rules --all
mistakes nothing
mistakes ''
mistakes v-plus-equal
mistakes adam
mistakes v-plus-equals v-is-a-sum
mistakes --latex
plot nothing
plot ''
plot swosh
plot corrections --out
plot corrections --out picture
plot corrections --out picture.gif
plot corrections --out folder
plot corrections --out nowhere/picture.png
plot corrections --seed -1
plot corrections --seed x
plot --dark --light
mutate
mutate nowhere.py:Sgd
mutate sgd.py
mutate sgd.py:Sdg
mutate broken.py:Sgd
mutate raises.py:Sgd
mutate exits.py:Sgd
mutate empty.py:Sgd
mutate constant.py:Sgd
mutate sgd.py:Sgd --rule sgdd
mutate sgd.py:Sgd --rule ''
mutate sgd.py:Sgd --test
mutate sgd.py:Sgd --test ''
mutate sgd.py:Sgd --test '"unclosed'
mutate sgd.py:Sgd --jobs 0
mutate sgd.py:Sgd --jobs x
mutate sgd.py:Sgd --kept folder
mutate sgd.py:Sgd --kept nowhere/a.json
mutate sgd.py:Sgd --kept sgd.py
mutate sgd.py:Sgd --cluster nowhere
mutate sgd.py:Sgd --cluster ''
mutate sgd.py:Sgd --seed x
mutate sgd.py:Sgd --set lr
mutate sgd.py:Sgd sgd.py:Sgd
exercise
exercise nothing
exercise ''
exercise adam+
exercise adm
exercise adam nowhere.py
exercise adam folder2
exercise adam empty.py
exercise adam two.py --form nothing
exercise adam nothing.py
exercise adam broken.py
exercise adam binary.py
exercise adam constant.py
exercise adam sgd.txt
exercise adam --form lookahed
exercise nesterov --form lookahead
exercise adam --out folder
exercise adam --out sgd.py
exercise adam --out sheet.txt
exercise adam --out sheet
exercise adam --out nowhere/sheet.py
exercise adam --grade
exercise adam --grade nowhere
exercise adam --grade folder
exercise adam --grade sgd.py
exercise adam --hint
exercise adam --hint --solution --grade folder
exercise adam sgd.py --solution
exercise adam --csv grades.csv
exercise adam --html grades.html
exercise sgd+maximize --solution
exercise adam --seed x
nothing
chek sgd.py:Sgd --rule sgd
--nothing
--rule adam
-v
sgd.py:Sgd
Check sgd.py:Sgd --rule sgd
check\ sgd.py:Sgd
exercise adam raises.py
exercise adam exits.py --hint --zh
exercise adam bad.ipynb
exercise adam --grade two.py
exercise adam+l2 noargs.py
serve --port 99999
serve --port x
serve 8000
serve --time-limit 0
replay
replay nowhere
replay folder
replay sgd.py
explain l2 --json
explain --json
explain adma --json
rules --jsn
check nowhere.py:Sgd --rule sgd --store nowhere/kept.py/../../sgd.py
check --watch
check sgd.py:Sgd --watch
"""
"""A command line each, without `optproof`."""
